/* Finished connections come back in the order in which they began, from memory or from a file. */
#include "spool.h"

#include "craft.h"

enum { COUNT = 3000 };

/* A connection that began with packet FIRST, with this many charges against A, told by number; the
   spool keeps a copy. */
static void add(struct spool *spool, uint64_t first, uint32_t charges) {
  struct finished head = {.first = first, .last = first + 1, .end = {{.charge_count = charges}}};
  struct finished *made = malloc(finished_size(&head));
  ck_assert_ptr_nonnull(made);
  *made = head;
  for (uint32_t i = 0; i < charges; i++)
    made->charges[i] = (struct charge){.packet = first * 100 + i};
  spool_add(spool, made);
  free(made);
}

/* The first packets 1 to COUNT, in disorder. */
static uint64_t disorder(uint64_t i) { return i * 1009 % COUNT + 1; }

static void check_order(size_t limit, bool expects_file) {
  struct spool spool = spool_start(limit);
  for (uint64_t i = 0; i < COUNT; i++)
    add(&spool, disorder(i), (uint32_t)(disorder(i) % 7));
  ck_assert(expects_file == (spool.file != NULL));
  ck_assert_uint_le(spool.used + spool.count * sizeof *spool.held, limit);
  spool_rewind(&spool);
  for (uint64_t first = 1; first <= COUNT; first++) {
    const struct finished *next = spool_next(&spool);
    ck_assert_ptr_nonnull(next);
    ck_assert_uint_eq(next->first, first);
    ck_assert_uint_eq(next->end[0].charge_count, first % 7);
    if (first % 7 > 0)
      ck_assert_uint_eq(next->charges[first % 7 - 1].packet, first * 100 + first % 7 - 1);
  }
  ck_assert_ptr_null(spool_next(&spool));
  spool_free(&spool);
}

START_TEST(in_memory) { check_order(SPOOL_MEMORY, false); }
END_TEST

/* With little memory: in several runs, which are merged. */
START_TEST(in_runs) { check_order(100000, true); }
END_TEST

/* A connection may be larger than what is read at a time. */
START_TEST(a_large_connection) {
  struct spool spool = spool_start(1);
  add(&spool, 2, 10000);
  add(&spool, 1, 1);
  spool_rewind(&spool);
  ck_assert_uint_eq(spool_next(&spool)->first, 1);
  ck_assert_uint_eq(spool_next(&spool)->charges[9999].packet, 200 + 9999);
  ck_assert_ptr_null(spool_next(&spool));
  spool_free(&spool);
}
END_TEST

/* Nothing added, nothing comes back; what is not read is freed. */
START_TEST(empty_or_not_read) {
  struct spool spool = spool_start(1000);
  spool_rewind(&spool);
  ck_assert_ptr_null(spool_next(&spool));
  spool_free(&spool);
  add(&spool, 1, 1);
  spool_rewind(&spool);
  spool_free(&spool);
}
END_TEST

int main(void) {
  const TTest *tests[] = {in_memory, in_runs, a_large_connection, empty_or_not_read};
  return run_tests("cli/spool", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
