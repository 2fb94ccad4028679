/* The report as JSON: what is written is parsed again. */
#include "report_json.h"

#include <jansson.h>

#include "craft.h"
#include "judged.h"

static struct page page;
static struct summary summary;
static json_t *report;

static void end(void) {
  json_decref(report);
  summary_free(&summary);
  free(page.text);
}

static const char *string_in(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  ck_assert_msg(text != NULL, "%s", key);
  return text;
}

static json_int_t number_in(const json_t *object, const char *key) {
  ck_assert(json_is_integer(json_object_get(object, key)));
  return json_integer_value(json_object_get(object, key));
}

static const json_t *parsed(void) {
  report = json_loads(close_page(&page), 0, NULL);
  ck_assert_ptr_nonnull(report);
  return report;
}

/* The report on one connection of a file, parsed. */
static const json_t *report_on(const struct judged *judged) {
  const struct file_facts facts = a_file("one.pcap");
  open_page(&page);
  struct json_report json = json_begin(page.out);
  json_begin_file(&json, &facts);
  json_connection(&json, judged);
  json_end_file(&json);
  json_finish(&json, &summary);
  const json_t *file = json_array_get(json_object_get(parsed(), "files"), 0);
  return json_array_get(json_object_get(file, "connections"), 0);
}

/* A connection has two ends, each with verdict, reason and findings. */
START_TEST(a_connection) {
  const struct judged judged = a_judged_connection();
  const json_t *object = report_on(&judged);
  ck_assert_int_eq(number_in(object, "connection"), 7);
  ck_assert_int_eq(number_in(object, "first_packet"), 1);
  ck_assert_int_eq(number_in(object, "last_packet"), 3);
  const json_t *ends = json_object_get(object, "ends");
  ck_assert_uint_eq(json_array_size(ends), 2);
  const json_t *a = json_array_get(ends, 0), *b = json_array_get(ends, 1);
  ck_assert_str_eq(string_in(a, "socket"), "192.0.2.1:1000");
  ck_assert_str_eq(string_in(a, "verdict"), "violates");
  ck_assert_ptr_null(json_object_get(a, "reason"));
  ck_assert_str_eq(string_in(b, "verdict"), "inconclusive");
  ck_assert_str_eq(string_in(b, "reason"), "it is not shown");
  ck_assert_uint_eq(json_array_size(json_object_get(b, "findings")), 0);
}
END_TEST

/* An end that is not asked for is not there. */
START_TEST(one_end) {
  struct judged judged = a_judged_connection();
  judged.shown[0] = false;
  const json_t *ends = json_object_get(report_on(&judged), "ends");
  ck_assert_uint_eq(json_array_size(ends), 1);
  ck_assert_str_eq(string_in(json_array_get(ends, 0), "socket"), "192.0.2.2:80");
}
END_TEST

/* A finding has all that a reader needs to check it. */
START_TEST(a_finding) {
  const struct judged judged = a_judged_connection();
  const json_t *end_a = json_array_get(json_object_get(report_on(&judged), "ends"), 0);
  const json_t *told = json_array_get(json_object_get(end_a, "findings"), 0);
  ck_assert_int_eq(number_in(told, "packet"), 3);
  ck_assert_double_eq(json_real_value(json_object_get(told, "time")), 1.5);
  ck_assert_str_eq(string_in(told, "state"), "ESTABLISHED");
  ck_assert_str_eq(string_in(told, "clause"), "MUST-9");
  ck_assert_str_eq(string_in(told, "level"), "MUST");
  ck_assert_str_eq(string_in(told, "treatment"), "violation");
  ck_assert_ptr_null(json_object_get(told, "treatment_reason"));
  ck_assert(json_is_false(json_object_get(told, "after_earlier")));
  ck_assert_str_eq(string_in(told, "sentence"), "It did what it must not");
  ck_assert_str_eq(string_in(told, "allowed"), "ACK 1");
  ck_assert_str_eq(string_in(told, "seen"), "ACK 2");
}
END_TEST

/* Files follow one another.  One that could not be read says why; a name that is no UTF-8 is shown
   as far as it can be. */
START_TEST(files) {
  const struct file_facts bad = {.path = "b\xff.pcap", .not_judged = "", .error = "is \"empty\""};
  struct file_facts good = a_file("\xc3\xbc.pcap");
  good.not_judged = "4 cut short by the capture";
  open_page(&page);
  struct json_report json = json_begin(page.out);
  json_begin_file(&json, &bad);
  json_end_file(&json);
  json_begin_file(&json, &good);
  json_end_file(&json);
  json_finish(&json, &summary);
  const json_t *list = json_object_get(parsed(), "files");
  ck_assert_uint_eq(json_array_size(list), 2);
  const json_t *first = json_array_get(list, 0), *second = json_array_get(list, 1);
  ck_assert_str_eq(string_in(first, "file"), "b?.pcap");
  ck_assert_str_eq(string_in(first, "error"), "is \"empty\"");
  ck_assert_ptr_null(json_object_get(first, "not_judged"));
  ck_assert_uint_eq(json_array_size(json_object_get(first, "connections")), 0);
  ck_assert_str_eq(string_in(second, "file"), "\xc3\xbc.pcap");
  ck_assert_int_eq(number_in(second, "packets"), 9);
  ck_assert_ptr_null(json_object_get(second, "error"));
  ck_assert_str_eq(string_in(second, "not_judged"), "4 cut short by the capture");
}
END_TEST

/* The report ends with the same sums as the table. */
START_TEST(the_sums) {
  const struct judged judged = a_judged_connection();
  summary_begin_file(&summary, "one.pcap");
  summary_count(&summary, &judged);
  (void)report_on(&judged);
  ck_assert_uint_gt(strlen(string_in(report, "plumb")), 0);
  ck_assert_int_eq(number_in(report, "schema"), JSON_SCHEMA);
  const json_t *sums = json_object_get(report, "summary");
  ck_assert_int_eq(number_in(sums, "files"), 1);
  ck_assert_int_eq(number_in(sums, "connections"), 1);
  ck_assert_int_eq(number_in(json_object_get(sums, "ends"), "violates"), 1);
  ck_assert_int_eq(number_in(json_object_get(sums, "ends"), "conforms"), 0);
  const json_t *clause = json_array_get(json_object_get(sums, "clauses"), 0);
  ck_assert_str_eq(string_in(clause, "clause"), "MUST-9");
  ck_assert_int_eq(number_in(clause, "findings"), 1);
}
END_TEST

/* ICMP errors stand beside the end that they came for, and how many there were. */
START_TEST(icmp_errors) {
  const struct notice notice = {.packet = 2,
                                .time = 250000,
                                .error = {.type = 3, .code = 4, .kind = ICMP_TOO_BIG, .mtu = 576}};
  struct judged judged = a_judged_connection();
  judged.notices[1] = &notice;
  judged.notice_count[1] = 1;
  judged.errors[1] = 1;
  const json_t *ends = json_object_get(report_on(&judged), "ends");
  ck_assert_ptr_null(json_object_get(json_array_get(ends, 0), "icmp"));
  const json_t *b = json_array_get(ends, 1), *told = json_object_get(b, "icmp");
  ck_assert_int_eq(number_in(b, "icmp_errors"), 1);
  ck_assert_uint_eq(json_array_size(told), 1);
  told = json_array_get(told, 0);
  ck_assert_int_eq(number_in(told, "packet"), 2);
  ck_assert_int_eq(number_in(told, "version"), 4);
  ck_assert_int_eq(number_in(told, "code"), 4);
  ck_assert_int_eq(number_in(told, "mtu"), 576);
  ck_assert_str_eq(string_in(told, "kind"), "too big");
  ck_assert(json_is_false(json_object_get(told, "outstanding")));
}
END_TEST

/* What network cards did is told of the end that sent it, and only then. */
START_TEST(offload) {
  struct judged judged = a_judged_connection();
  judged.left[1] = judged.joined[1] = true;
  const json_t *ends = json_object_get(report_on(&judged), "ends");
  ck_assert_ptr_null(json_object_get(json_array_get(ends, 0), "offload"));
  const json_t *told = json_object_get(json_array_get(ends, 1), "offload");
  ck_assert_str_eq(json_string_value(json_array_get(told, 0)), "checksums");
  ck_assert_str_eq(json_string_value(json_array_get(told, 1)), "segments");
  ck_assert_uint_eq(json_array_size(told), 2);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_connection, one_end, a_finding, files, the_sums, icmp_errors, offload};
  return run_tests("cli/report_json", NULL, end, tests, sizeof tests / sizeof tests[0]);
}
