/* Every format at once, each whole; what others make of them, tests/cli/formats.py tells. */
#include "outputs.h"

#include <unistd.h>

#include "craft.h"
#include "judged.h"

static char folder[] = "/tmp/plumb-outputs-XXXXXX";
static char junit[64], sarif[64], annotated[64];
static char basic[] = PLUMB_SOURCE_DIR "/traces/linux-6.18/basic.c.A.pcap.gz";
static char *const inputs[] = {basic};

static void begin(void) {
  ck_assert_ptr_nonnull(mkdtemp(folder));
  (void)snprintf(junit, sizeof junit, "%s/junit", folder);
  (void)snprintf(sarif, sizeof sarif, "%s/sarif", folder);
  (void)snprintf(annotated, sizeof annotated, "%s/annotated", folder);
}

static void end(void) {
  (void)unlink(junit);
  (void)unlink(sarif);
  (void)unlink(annotated);
  (void)rmdir(folder);
}

/* Reports one connection; what is printed goes nowhere. */
static void report(const struct output_options *options, size_t count, bool is_whole) {
  struct outputs outputs;
  struct summary summary = {.file_count = 0};
  const struct file_facts facts = a_file(basic);
  const struct judged judged = a_judged_connection();
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stdout));
  ck_assert(outputs_open(&outputs, options, inputs, count));
  summary_begin_file(&summary, basic);
  outputs_begin_file(&outputs, &facts);
  summary_count(&summary, &judged);
  outputs_connection(&outputs, &judged);
  ck_assert(outputs_end_file(&outputs, &facts));
  ck_assert(outputs_finish(&outputs, &summary) == is_whole);
  summary_free(&summary);
}

static void assert_says(const char *path, const char *words) {
  static char text[65536];
  FILE *file = fopen(path, "rb");
  ck_assert_ptr_nonnull(file);
  size_t length = fread(text, 1, sizeof text, file);
  ck_assert_int_eq(fclose(file), 0);
  ck_assert_ptr_nonnull(memmem(text, length, words, strlen(words)));
}

START_TEST(all_at_once) {
  const struct output_options options = {.junit = junit, .sarif = sarif, .annotated = annotated};
  report(&options, 1, true);
  assert_says(junit, "</testsuites>");
  assert_says(sarif, "]}]}");
  assert_says(annotated, "plumb: connection 7");
}
END_TEST

/* Whatever is printed, something is, and nothing is left behind. */
START_TEST(each_printed) {
  const struct output_options options = {.printed = (enum printed)_i};
  report(&options, 1, true);
  ck_assert_int_ne(access(junit, F_OK), 0);
}
END_TEST

/* An output on a full disk is told, and the others are finished. */
START_TEST(a_full_disk) {
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  const struct output_options options = {.junit = "/dev/full", .sarif = sarif};
  report(&options, 1, false);
  assert_says(sarif, "]}]}");
}
END_TEST

int main(void) {
  const TTest *once[] = {all_at_once, a_full_disk};
  const TTest *each[] = {each_printed};
  return run_tests("cli/outputs", begin, end, once, sizeof once / sizeof once[0]) |
         run_loop_tests("cli/outputs, printed", begin, end, each, 1, PRINTED_SARIF + 1);
}
