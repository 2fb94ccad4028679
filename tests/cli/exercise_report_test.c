/* What captures exercise, in tables and as JSON. */
#include "exercise_report.h"

#include "judged.h"

static struct exercise_groups groups;
static struct page page;

static void begin(void) {
  groups = (struct exercise_groups){.count = 0};
  open_page(&page);
}
static void end(void) {
  exercise_groups_free(&groups);
  free(page.text);
}

static void assert_shown(const char *part) {
  ck_assert_msg(strstr(page.text, part) != NULL, "'%s' is not in:\n%s", part, page.text);
}

/* Files of one folder stand together, wherever the other files come. */
START_TEST(a_group_for_each_folder) {
  struct exercise_group *group = exercise_group_of(&groups, "a/b/1.pcap");
  ck_assert_str_eq(group->folder, "a/b");
  ck_assert_uint_eq(group->exercise.captures, 0);
  group->exercise.captures = 7;
  ck_assert_str_eq(exercise_group_of(&groups, "1.pcap")->folder, ".");
  ck_assert_str_eq(exercise_group_of(&groups, "/1.pcap")->folder, "/");
  ck_assert_uint_eq(exercise_group_of(&groups, "a/b/2.pcap")->exercise.captures, 7);
  ck_assert_uint_eq(groups.count, 3);
  (void)close_page(&page);
}
END_TEST

/* Two folders; a finding with an occasion, a state, and a row by the state. */
static void two_folders(void) {
  struct exercise *x = &exercise_group_of(&groups, "x/1.pcap")->exercise;
  x->captures = x->connections = x->ends = 1;
  x->occasions[PLUMB_WINDOW_SHRUNK] = 20000;
  x->states[PLUMB_ESTABLISHED] = 1;
  x->rows[0].arrived[PLUMB_CLOSED] = 3;
  struct exercise *y = &exercise_group_of(&groups, "y/1.pcap")->exercise;
  y->occasions[PLUMB_WINDOW_SHRUNK] = 5;
}

START_TEST(tables) {
  two_folders();
  exercise_print(&groups, page.out, false);
  (void)close_page(&page);
  assert_shown("   1         1            1     1  x\n");
  assert_shown("   2         0            0     0  y\n");
  assert_shown("SHLD-14             SHOULD     20005   20k     5  It moved the right edge");
  assert_shown("MUST-65             MUST           0     .     .  An MSS option");
  assert_shown("\n1 of ");
  assert_shown("ESTABLISHED                        1     1     .\n");
  assert_shown("EV-SEG-CLOSED-1            3        .");
  assert_shown("no segment went through\n  EV-SEG-CLOSED-2, EV-SEG-CLOSED-3");
  assert_shown("1 of 67 rows were gone through\n");
}
END_TEST

/* One folder needs no columns beside the sum. */
START_TEST(a_single_folder) {
  exercise_group_of(&groups, "x/1.pcap")->exercise.occasions[PLUMB_WINDOW_SHRUNK] = 4;
  exercise_print(&groups, page.out, false);
  (void)close_page(&page);
  assert_shown("SHLD-14             SHOULD         4  It moved the right edge");
}
END_TEST

START_TEST(json) {
  two_folders();
  exercise_print_json(&groups, page.out);
  (void)close_page(&page);
  assert_shown("\"folder\": \"y\"");
  assert_shown(
      "{\"clause\": \"SHLD-14\", \"level\": \"SHOULD\", \"sentence\": \"It moved the right edge "
      "of its window to the left\", \"segments\": 20005}");
  assert_shown("\"EV-SEG-CLOSED-1\": {\"CLOSED\": 3}");
  assert_shown("\"EV-SEG-CLOSED-2\": {}");
  assert_shown("\"ESTABLISHED\": 1");
}
END_TEST

int main(void) {
  const TTest *const tests[] = {a_group_for_each_folder, tables, a_single_folder, json};
  return run_tests("cli/exercise_report", begin, end, tests, sizeof tests / sizeof tests[0]);
}
