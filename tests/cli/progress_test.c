/* The line that tells how far a file is read. */
#include "progress.h"

#include <stdio.h>

#include "craft.h"

static char line[PROGRESS_LINE_SIZE];

/* Rate, part and the time left. */
START_TEST(a_file) {
  progress_line(line, "big.pcap", 250, 1000, 3000000, 30000000);
  ck_assert_str_eq(line, "big.pcap: 3000000 packets, 100000/s, 25 %, 1:30 left");
}
END_TEST

/* How much there is to come through a pipe is not known. */
START_TEST(a_pipe) {
  progress_line(line, "-", 250, 0, 3000000, 30000000);
  ck_assert_str_eq(line, "-: 3000000 packets, 100000/s");
}
END_TEST

/* Of a long path the end is shown. */
START_TEST(a_long_path) {
  char path[300];
  memset(path, 'x', sizeof path);
  memcpy(path + sizeof path - 6, ".pcap", 6);
  progress_line(line, path, 1, UINT64_MAX, UINT64_MAX, 1);
  ck_assert_ptr_nonnull(strstr(line, "xxx.pcap: 18446744073709551615 packets"));
  ck_assert_uint_lt(strlen(line), PROGRESS_LINE_SIZE);
}
END_TEST

/* Where nobody looks, nothing is printed. */
START_TEST(no_terminal) {
  ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
  struct progress progress = progress_begin("big.pcap");
  ck_assert(!progress.is_shown);
  progress_step(&progress, NULL, 8192);
  progress_clear(&progress);
  ck_assert_uint_eq(progress.printed, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_file, a_pipe, a_long_path, no_terminal};
  return run_tests("cli/progress", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
