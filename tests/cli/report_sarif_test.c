/* The findings as SARIF: what is written is parsed again. */
#include "report_sarif.h"

#include "craft.h"
#include "judged.h"

static struct page page;
static json_t *log_object;

static void end(void) {
  json_decref(log_object);
  free(page.text);
}

/* The value at the end of PATH, in which * is the first element. */
static const json_t *at(const json_t *value, const char *path) {
  char words[256];
  (void)snprintf(words, sizeof words, "%s", path);
  char *rest = words;
  for (const char *word = strsep(&rest, "/"); word != NULL; word = strsep(&rest, "/"))
    value = strcmp(word, "*") == 0 ? json_array_get(value, 0) : json_object_get(value, word);
  ck_assert_msg(value != NULL, "%s", path);
  return value;
}

static const char *text_at(const json_t *value, const char *path) {
  const char *text = json_string_value(at(value, path));
  ck_assert_msg(text != NULL, "%s", path);
  return text;
}

/* The one run of a report on FACTS with the connection JUDGED, unless NULL. */
static const json_t *run_on(const struct file_facts *facts, const struct judged *judged) {
  open_page(&page);
  struct sarif_report report = sarif_begin(page.out);
  sarif_begin_file(&report, facts);
  if (judged != NULL) sarif_connection(&report, judged);
  sarif_finish(&report);
  log_object = json_loads(close_page(&page), 0, NULL);
  ck_assert_ptr_nonnull(log_object);
  ck_assert_str_eq(text_at(log_object, "version"), "2.1.0");
  return at(log_object, "runs/*");
}

/* A finding is a result: its rule is the clause, its place the capture and the end in it. */
START_TEST(a_finding) {
  const struct file_facts facts = a_file("traces/one two.pcap");
  const struct judged judged = a_judged_connection();
  const json_t *run = run_on(&facts, &judged);
  ck_assert_uint_eq(json_array_size(at(run, "results")), 1);
  ck_assert_str_eq(text_at(run, "results/*/ruleId"), "MUST-9");
  ck_assert_str_eq(text_at(run, "results/*/level"), "error");
  ck_assert_str_eq(text_at(run, "results/*/message/text"),
                   "192.0.2.1:1000 in ESTABLISHED, packet 3 of connection 7: It did what it must "
                   "not. Allowed: ACK 1; seen: ACK 2.");
  ck_assert_str_eq(text_at(run, "results/*/locations/*/physicalLocation/artifactLocation/uri"),
                   "traces/one%20two.pcap");
  ck_assert_str_eq(text_at(run, "results/*/locations/*/logicalLocations/*/name"), "192.0.2.1:1000");
  ck_assert_int_eq(json_integer_value(at(run, "results/*/properties/packet")), 3);
  ck_assert_str_eq(text_at(run, "tool/driver/name"), "plumb");
  ck_assert_str_eq(text_at(run, "tool/driver/rules/*/id"), "MUST-9");
  ck_assert_str_eq(text_at(run, "tool/driver/rules/*/fullDescription/text"),
                   "RFC 9293 section 3.4.1, MUST NOT: F of SHLD-1 is not computable by anyone "
                   "outside the host (its secret must not leak).");
  ck_assert_str_eq(text_at(run, "tool/driver/rules/*/helpUri"),
                   "https://www.rfc-editor.org/rfc/rfc9293#section-3.4.1");
  ck_assert(json_is_true(at(run, "invocations/*/executionSuccessful")));
}
END_TEST

/* Advice gives warnings; what may follow from something earlier, notes.  Each clause is one rule.
 */
START_TEST(levels) {
  const struct file_facts facts = a_file("/one.pcap");
  struct judged judged = a_judged_connection();
  struct finding findings[2] = {finding, finding};
  findings[0].is_must = false, findings[0].treatment = TREATED_AS_DEVIATION;
  findings[1].is_later = true;
  judged.judgements[0].findings = findings;
  judged.judgements[0].count = 2;
  const json_t *run = run_on(&facts, &judged);
  ck_assert_str_eq(text_at(run, "results/*/level"), "warning");
  ck_assert_str_eq(text_at(json_array_get(at(run, "results"), 1), "level"), "note");
  ck_assert_uint_eq(json_array_size(at(run, "tool/driver/rules")), 1);
  ck_assert_str_eq(text_at(run, "results/*/locations/*/physicalLocation/artifactLocation/uri"),
                   "file:///one.pcap");
}
END_TEST

/* What the profile knows is suppressed, with its reason. */
START_TEST(a_known_variation) {
  const struct file_facts facts = a_file("one.pcap");
  struct judged judged = a_judged_connection();
  struct finding known = finding;
  known.treatment = TREATED_AS_KNOWN, known.reason = "stack/does-so";
  judged.judgements[0] = (struct judgement){.verdict = DEVIATES, .findings = &known, .count = 1};
  const json_t *run = run_on(&facts, &judged);
  ck_assert_str_eq(text_at(run, "results/*/level"), "note");
  ck_assert_str_eq(text_at(run, "results/*/properties/treatment"), "known");
  ck_assert_str_eq(text_at(run, "results/*/suppressions/*/justification"), "stack/does-so");
  ck_assert_str_eq(text_at(run, "tool/driver/rules/*/defaultConfiguration/level"), "note");
}
END_TEST

/* Where nothing is sure, and of an end that is not asked for, nothing is found. */
START_TEST(no_finding) {
  const struct file_facts facts = a_file("one.pcap");
  struct judged judged = a_judged_connection();
  judged.shown[0] = false;
  judged.judgements[1].findings = &finding;
  judged.judgements[1].count = 1;
  const json_t *run = run_on(&facts, &judged);
  ck_assert_uint_eq(json_array_size(at(run, "results")), 0);
  ck_assert_uint_eq(json_array_size(at(run, "tool/driver/rules")), 0);
}
END_TEST

/* A file that could not be read is told of the run, not of the stacks in it. */
START_TEST(a_bad_file) {
  const struct file_facts facts = {.path = "one.pcap", .not_judged = "", .error = "is empty"};
  const json_t *run = run_on(&facts, NULL);
  ck_assert(json_is_false(at(run, "invocations/*/executionSuccessful")));
  ck_assert_str_eq(text_at(run, "invocations/*/toolExecutionNotifications/*/message/text"),
                   "is empty");
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_finding, levels, a_known_variation, no_finding, a_bad_file};
  return run_tests("cli/report_sarif", NULL, end, tests, sizeof tests / sizeof tests[0]);
}
