/* An interface that is not there; one that is, tests/cli/interface.py captures. */
#include "tap.h"

#include "craft.h"

START_TEST(no_such_interface) {
  char reason[256] = "";
  ck_assert_ptr_null(tap_open("nonexistent", reason, sizeof reason));
  ck_assert_str_ne(reason, "");
  ck_assert_ptr_null(strchr(reason, '\n'));
}
END_TEST

int main(void) {
  const TTest *tests[] = {no_such_interface};
  return run_tests("cli/tap", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
