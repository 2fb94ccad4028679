/* The report as JUnit XML. */
#include "report_junit.h"

#include "craft.h"
#include "judged.h"

static struct page page;
static struct junit_report report;

static void begin(void) {
  open_page(&page);
  ck_assert(junit_begin(&report, page.out));
}
static void end(void) { free(page.text); }

static const char *finished(void) {
  ck_assert(junit_finish(&report));
  return close_page(&page);
}

/* An end that violates fails, with the clause and all findings; one that is inconclusive is
   skipped. */
START_TEST(a_connection) {
  const struct file_facts facts = a_file("one.pcap");
  const struct judged judged = a_judged_connection();
  junit_begin_file(&report, &facts);
  junit_connection(&report, &judged);
  junit_end_file(&report);
  ck_assert_str_eq(
      finished(),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"plumb check\">\n"
      " <testsuite name=\"one.pcap\" tests=\"2\" failures=\"1\" errors=\"0\" skipped=\"1\">\n"
      "  <testcase classname=\"one.pcap\" name=\"connection 7, 192.0.2.1:1000\">\n"
      "    <failure type=\"MUST-9\" message=\"It did what it must not\">packet 3, 1.500000 s, "
      "ESTABLISHED, MUST-9 MUST: It did what it must not; allowed: ACK 1; seen: ACK 2.\n"
      "</failure>\n"
      "  </testcase>\n"
      "  <testcase classname=\"one.pcap\" name=\"connection 7, 192.0.2.2:80\">"
      "<skipped message=\"it is not shown\"/></testcase>\n"
      " </testsuite>\n"
      "</testsuites>\n");
}
END_TEST

/* A deviation from advice passes, and is told; what conforms has nothing to tell. */
START_TEST(what_passes) {
  const struct file_facts facts = a_file("one.pcap");
  struct judged judged = a_judged_connection();
  struct finding advice = finding;
  advice.is_must = false, advice.is_later = true, advice.treatment = TREATED_AS_DEVIATION;
  judged.judgements[0] = (struct judgement){.verdict = DEVIATES, .findings = &advice, .count = 1};
  judged.judgements[1] = (struct judgement){.verdict = CONFORMS};
  junit_begin_file(&report, &facts);
  junit_connection(&report, &judged);
  junit_end_file(&report);
  const char *text = finished();
  ck_assert_ptr_nonnull(strstr(text, "tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"0\""));
  ck_assert_ptr_nonnull(strstr(text, "<system-out>packet 3, 1.500000 s, ESTABLISHED, MUST-9 "
                                     "SHOULD, after an earlier finding: "));
  ck_assert_ptr_nonnull(strstr(text, "192.0.2.2:80\"></testcase>"));
}
END_TEST

/* The failure is named after the finding that decided, not after one that only may follow. */
START_TEST(the_decisive_finding) {
  const struct file_facts facts = a_file("one.pcap");
  struct judged judged = a_judged_connection();
  struct finding findings[3] = {finding, finding, finding};
  findings[0].treatment = TREATED_AS_KNOWN, findings[0].reason = "it does so";
  findings[1].clause = "MUST-8";
  judged.judgements[0].findings = findings;
  judged.judgements[0].count = 3;
  judged.shown[1] = false;
  junit_begin_file(&report, &facts);
  junit_connection(&report, &judged);
  junit_end_file(&report);
  const char *text = finished();
  ck_assert_ptr_nonnull(strstr(text, "<failure type=\"MUST-8\""));
  ck_assert_ptr_nonnull(strstr(text, "MUST-9 MUST, known variation: it does so: "));
  ck_assert_ptr_nonnull(strstr(text, "tests=\"1\""));
}
END_TEST

/* A file that could not be read is an error.  What XML does not allow is written otherwise; a short
   suite after a long one has nothing of it. */
START_TEST(a_bad_file) {
  struct file_facts facts = a_file("one.pcap");
  const struct judged judged = a_judged_connection();
  junit_begin_file(&report, &facts);
  junit_connection(&report, &judged);
  junit_end_file(&report);
  facts = (struct file_facts){.path = "<\"a&b\">\001.pcap", .error = "is\nempty", .not_judged = ""};
  junit_begin_file(&report, &facts);
  junit_end_file(&report);
  const char *second = strstr(finished(), " <testsuite name=\"&lt;");
  ck_assert_ptr_nonnull(second);
  ck_assert_str_eq(
      second, " <testsuite name=\"&lt;&quot;a&amp;b&quot;&gt;?.pcap\" tests=\"1\" failures=\"0\" "
              "errors=\"1\" skipped=\"0\">\n"
              "  <testcase classname=\"&lt;&quot;a&amp;b&quot;&gt;?.pcap\" "
              "name=\"reading the file\"><error message=\"is\nempty\"/></testcase>\n"
              " </testsuite>\n"
              "</testsuites>\n");
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_connection, what_passes, the_decisive_finding, a_bad_file};
  return run_tests("cli/report_junit", begin, end, tests, sizeof tests / sizeof tests[0]);
}
