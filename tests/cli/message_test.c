/* Colours, memory, and output that is lost. */
#include "message.h"

#include <stdlib.h>

#include "craft.h"

/* No colours into a file, nor when the user does not want them. */
START_TEST(colours_are_for_terminals) {
  FILE *file = tmpfile();
  ck_assert_ptr_nonnull(file);
  ck_assert(!wants_colour(file));
  ck_assert_int_eq(fclose(file), 0);
  ck_assert_str_eq(paint(false, RED), "");
  ck_assert_str_eq(paint(true, PLAIN), "\033[0m");
}
END_TEST

/* NO_COLOR counts when it is not empty, and a dumb terminal has no colours either. */
START_TEST(no_color) {
  FILE *terminal = fopen("/dev/ptmx", "r+");
  if (terminal == NULL) return; /* no pseudo-terminals here */
  ck_assert_int_eq(unsetenv("NO_COLOR") | setenv("TERM", "xterm", 1), 0);
  ck_assert(wants_colour(terminal));
  ck_assert_int_eq(setenv("NO_COLOR", "", 1), 0);
  ck_assert(wants_colour(terminal));
  ck_assert_int_eq(setenv("NO_COLOR", "1", 1), 0);
  ck_assert(!wants_colour(terminal));
  ck_assert_int_eq(unsetenv("NO_COLOR") | setenv("TERM", "dumb", 1), 0);
  ck_assert(!wants_colour(terminal));
  ck_assert_int_eq(fclose(terminal), 0);
}
END_TEST

/* An array grows by doubling, and keeps what it has. */
START_TEST(arrays_grow) {
  int *numbers = NULL;
  size_t capacity = 0;
  for (size_t count = 0; count < 100; count++) {
    numbers = grow_for_one_more(numbers, count, &capacity, sizeof *numbers);
    ck_assert_uint_gt(capacity, count);
    numbers[count] = (int)count;
  }
  ck_assert_uint_eq(capacity, 128);
  for (int i = 0; i < 100; i++)
    ck_assert_int_eq(numbers[i], i);
  free(numbers);
}
END_TEST

/* More memory than there can be ends the program with the documented exit code. */
START_TEST(out_of_memory_is_trouble) { (void)grow(NULL, SIZE_MAX, 2); }
END_TEST

/* What cannot be written is noticed. */
START_TEST(lost_output) {
  FILE *full = fopen("/dev/full", "w");
  ck_assert_ptr_nonnull(full);
  ck_assert_int_ne(fputs("text", full), EOF);
  ck_assert(!finish_output(full));
  (void)fclose(full);
}
END_TEST

int main(void) {
  const TTest *tests[] = {colours_are_for_terminals, no_color, arrays_grow, lost_output};
  Suite *suite = suite_create("cli/message");
  TCase *tcase = tcase_create("exit");
  tcase_add_exit_test(tcase, out_of_memory_is_trouble, EXIT_TROUBLE);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed + run_tests("cli/message", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
