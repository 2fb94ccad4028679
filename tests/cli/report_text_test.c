/* The report on a connection as text. */
#include "report.h"

#include "craft.h"

static struct craft craft;
static struct finding finding = {.packet = 3,
                                 .time = 1500000,
                                 .state = "ESTABLISHED",
                                 .clause = "MUST-9",
                                 .sentence = "It did what it must not",
                                 .is_must = true,
                                 .allowed = "ACK 1",
                                 .seen = "ACK 2"};

static void begin(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
}
static void end(void) { flows_free(&craft.flows); }

/* The report of the connection when A is judged so, and B conforms. */
static const char *report(struct judgement a, bool colour) {
  static char text[4096];
  memset(text, 0, sizeof text);
  struct judgement judgements[2] = {a, {.verdict = CONFORMS}};
  FILE *out = fmemopen(text, sizeof text - 1, "w");
  ck_assert_ptr_nonnull(out);
  report_connection(out, craft.flows.list[0], 1, judgements, colour);
  ck_assert_int_eq(fclose(out), 0);
  return text;
}

/* A finding names packet, time, state, clause, level, sentence, what was allowed and what was seen.
 */
START_TEST(a_finding) {
  const char *text =
      report((struct judgement){.verdict = VIOLATES, .findings = &finding, .count = 1}, false);
  ck_assert_str_eq(text, "  connection 1, packets 1 to 3\n"
                         "    192.0.2.1:1000           violates\n"
                         "      #3  1.500000 s  ESTABLISHED  MUST-9  MUST\n"
                         "         It did what it must not.\n"
                         "         allowed: ACK 1; seen: ACK 2\n"
                         "    192.0.2.2:80             conforms\n");
}
END_TEST

/* One that may follow from another says so. */
START_TEST(a_later_finding) {
  struct finding later = finding;
  later.is_later = true;
  const char *text =
      report((struct judgement){.verdict = VIOLATES, .findings = &later, .count = 1}, false);
  ck_assert_ptr_nonnull(strstr(text, "MUST-9  MUST, after an earlier finding\n"));
}
END_TEST

/* What is inconclusive says why; doubtful findings are shown as such. */
START_TEST(inconclusive) {
  struct judgement open = {.verdict = INCONCLUSIVE, .reason = "nobody knows"};
  ck_assert_ptr_nonnull(strstr(report(open, false), "inconclusive: nobody knows\n"));
  open.findings = &finding, open.count = 1;
  ck_assert_ptr_nonnull(strstr(report(open, false), "these would be findings:\n      #3"));
}
END_TEST

/* Of the same clause three findings are shown, of a doubtful one the first. */
START_TEST(many_findings) {
  struct finding findings[5] = {finding, finding, finding, finding, finding};
  struct judgement many = {.verdict = VIOLATES, .findings = findings, .count = 5};
  findings[4].clause = "MUST-8";
  const char *text = report(many, false);
  ck_assert_ptr_nonnull(strstr(text, "and 1 more of the same clauses"));
  ck_assert_ptr_nonnull(strstr(text, "MUST-8"));
  many.verdict = INCONCLUSIVE;
  ck_assert_ptr_nonnull(strstr(report(many, false), "and 3 more of the same clauses"));
}
END_TEST

/* With colours a verdict stands between escape sequences. */
START_TEST(colours) {
  const char *text = report((struct judgement){.verdict = CONFORMS}, true);
  ck_assert_ptr_nonnull(strstr(text, "\033[32mconforms\033[0m\n"));
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_finding, a_later_finding, inconclusive, many_findings, colours};
  return run_tests("cli/report_text", begin, end, tests, sizeof tests / sizeof tests[0]);
}
