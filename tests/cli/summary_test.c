/* The table at the end: files, clauses, and the exit code. */
#include "summary.h"

#include <stdio.h>

#include "craft.h"
#include "message.h"

static struct summary summary;

static void begin(void) { summary = (struct summary){.file_count = 0}; }
static void end(void) { summary_free(&summary); }

static struct finding must(void) {
  return (struct finding){
      .packet = 1, .clause = "MUST-9", .sentence = "It did so", .is_must = true};
}
static struct finding should(void) {
  return (struct finding){
      .packet = 2, .clause = "SHLD-3", .sentence = "It went", .treatment = TREATED_AS_DEVIATION};
}

/* A connection of which one end is shown: its VERDICT and these findings. */
static void count(enum verdict verdict, struct finding *findings, size_t number) {
  struct judged judged = {
      .shown = {true, false},
      .judgements = {{.verdict = verdict, .findings = findings, .count = number}}};
  summary_count(&summary, &judged);
}

/* The table as it is printed, without colours. */
static const char *printed(void) {
  static char text[4096];
  memset(text, 0, sizeof text);
  FILE *out = fmemopen(text, sizeof text - 1, "w");
  ck_assert_ptr_nonnull(out);
  summary_print(&summary, out, false);
  ck_assert_int_eq(fclose(out), 0);
  return text;
}

/* Two files, four ends, one of each verdict. */
static void two_files(void) {
  struct finding findings[] = {must(), must(), should()};
  summary_begin_file(&summary, "one.pcap");
  count(CONFORMS, NULL, 0);
  count(VIOLATES, findings, 3);
  summary_begin_file(&summary, "two.pcap");
  count(DEVIATES, &findings[2], 1);
  count(INCONCLUSIVE, findings, 1);
}

START_TEST(totals_by_verdict) {
  two_files();
  struct file_row total = summary_total(&summary);
  ck_assert_uint_eq(total.connections, 4);
  for (int verdict = 0; verdict < VERDICTS; verdict++)
    ck_assert_uint_eq(total.ends[verdict], 1);
}
END_TEST

/* By clause: how often, and at how many ends.  What is inconclusive accuses nobody. */
START_TEST(findings_by_clause) {
  two_files();
  ck_assert_uint_eq(summary.clause_count, 2);
  ck_assert_str_eq(summary.clauses[0].clause, "MUST-9");
  ck_assert_uint_eq(summary.clauses[0].findings, 2);
  ck_assert_uint_eq(summary.clauses[0].ends, 1);
  ck_assert_uint_eq(summary.clauses[1].findings, 2);
  ck_assert_uint_eq(summary.clauses[1].ends, 2);
}
END_TEST

/* What may follow from an earlier finding is not counted. */
START_TEST(later_findings) {
  struct finding findings[] = {must(), should()};
  findings[1].is_later = true;
  summary_begin_file(&summary, "one.pcap");
  count(VIOLATES, findings, 2);
  ck_assert_uint_eq(summary.clause_count, 1);
  ck_assert_str_eq(summary.clauses[0].clause, "MUST-9");
}
END_TEST

/* The exit code: trouble outweighs violations, a deviation is none. */
START_TEST(exit_codes) {
  ck_assert_int_eq(summary_exit_code(&summary), EXIT_CONFORMS);
  struct finding finding = should();
  summary_begin_file(&summary, "one.pcap");
  count(DEVIATES, &finding, 1);
  ck_assert_int_eq(summary_exit_code(&summary), EXIT_CONFORMS);
  finding = must();
  count(VIOLATES, &finding, 1);
  ck_assert_int_eq(summary_exit_code(&summary), EXIT_VIOLATES);
  summary_begin_file(&summary, "two.pcap")->whole = false;
  ck_assert_int_eq(summary_exit_code(&summary), EXIT_TROUBLE);
}
END_TEST

/* What breaks a MUST comes first, then the ids decide. */
START_TEST(clauses_in_order) {
  struct finding findings[] = {should(), must(), must()};
  findings[2].clause = "MUST-10";
  summary_begin_file(&summary, "one.pcap");
  count(VIOLATES, findings, 3);
  summary_sort(&summary);
  ck_assert_str_eq(summary.clauses[0].clause, "MUST-10");
  ck_assert_str_eq(summary.clauses[1].clause, "MUST-9");
  ck_assert_str_eq(summary.clauses[2].clause, "SHLD-3");
}
END_TEST

START_TEST(the_table) {
  two_files();
  const char *text = printed();
  ck_assert_ptr_nonnull(strstr(text, "one.pcap"));
  ck_assert_ptr_nonnull(strstr(text, "all 2 files"));
  ck_assert_ptr_nonnull(strstr(text, "25.0 % of the 4 ends are inconclusive"));
  ck_assert_ptr_nonnull(
      strstr(text, "MUST-9               MUST    violation         2     1  It did so\n"));
  ck_assert_ptr_null(strchr(text, '\033'));
}
END_TEST

/* Of one file the sum is not repeated; what was not read whole is marked. */
START_TEST(the_table_of_one_file) {
  summary_begin_file(&summary, "one.pcap")->whole = false;
  const char *text = printed();
  ck_assert_ptr_null(strstr(text, "all 1 files"));
  ck_assert_ptr_nonnull(strstr(text, "not read whole"));
  ck_assert_ptr_null(strstr(text, "inconclusive\n0"));
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      totals_by_verdict, findings_by_clause, later_findings,        exit_codes,
      clauses_in_order,  the_table,          the_table_of_one_file,
  };
  return run_tests("cli/summary", begin, end, tests, sizeof tests / sizeof tests[0]);
}
