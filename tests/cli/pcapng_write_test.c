/* Blocks as they are written; that they can be read, tests/cli/pcapng_test.c shows. */
#include "pcapng_write.h"

#include "craft.h"

static struct draft draft;
static char *text;
static size_t length;
static FILE *file;

static void begin(void) {
  file = open_memstream(&text, &length);
  ck_assert_ptr_nonnull(file);
}

static void end(void) {
  draft_free(&draft);
  (void)fclose(file);
  free(text);
}

static void assert_written(const uint8_t *octets, size_t count) {
  ck_assert_int_eq(fflush(file), 0);
  ck_assert_uint_eq(length, count);
  ck_assert(memcmp(text, octets, count) == 0);
}

/* Both lengths are filled in, octets and options are padded. */
START_TEST(a_block) {
  const uint8_t octets[] = {7, 0, 0,   0,   28, 0, 0, 0, 'x', 0, 0,  0, 1, 0,
                            2, 0, 'h', 'i', 0,  0, 5, 0, 6,   0, 28, 0, 0, 0};
  draft_begin(&draft, 7);
  draft_octets(&draft, "x", 1);
  draft_option(&draft, OPTION_COMMENT, "hi", 2);
  draft_pair(&draft, 5, 6);
  draft_write(&draft, file);
  assert_written(octets, sizeof octets);
}
END_TEST

START_TEST(in_the_other_octet_order) {
  const uint8_t octets[] = {0, 0, 0, 7, 0, 0, 0, 20, 0, 5, 0, 6, 0, 0, 1, 0, 0, 0, 0, 20};
  draft.swapped = true;
  draft_begin(&draft, 7);
  draft_pair(&draft, 5, 6);
  draft_number(&draft, 256);
  draft_write(&draft, file);
  assert_written(octets, sizeof octets);
}
END_TEST

/* An option's length has sixteen bits: what is longer is cut off. */
START_TEST(a_long_comment) {
  static char comment[100000];
  draft_begin(&draft, 7);
  draft_option(&draft, OPTION_COMMENT, comment, sizeof comment);
  draft_write(&draft, file);
  ck_assert_int_eq(fflush(file), 0);
  ck_assert_uint_eq(length, 8 + 4 + OPTION_MAX + 4);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_block, in_the_other_octet_order, a_long_comment};
  return run_tests("cli/pcapng_write", begin, end, tests, sizeof tests / sizeof tests[0]);
}
