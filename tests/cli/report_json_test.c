/* The report as JSON. */
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
static struct judgement judgements[2];

static void begin(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
  judgements[0] = (struct judgement){.verdict = VIOLATES, .findings = &finding, .count = 1};
  judgements[1] = (struct judgement){.verdict = INCONCLUSIVE, .reason = "it is not shown"};
}
static void end(void) { flows_free(&craft.flows); }

static const char *string_in(const json_t *object, const char *key) {
  const char *text = json_string_value(json_object_get(object, key));
  ck_assert_msg(text != NULL, "%s", key);
  return text;
}

static json_int_t number_in(const json_t *object, const char *key) {
  ck_assert(json_is_integer(json_object_get(object, key)));
  return json_integer_value(json_object_get(object, key));
}

/* A connection has two ends, each with verdict, reason and findings. */
START_TEST(a_connection) {
  json_t *object = json_connection(craft.flows.list[0], 7, judgements);
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
  json_decref(object);
}
END_TEST

/* A finding has all that a reader needs to check it. */
START_TEST(a_finding) {
  json_t *object = json_connection(craft.flows.list[0], 1, judgements);
  const json_t *end_a = json_array_get(json_object_get(object, "ends"), 0);
  const json_t *told = json_array_get(json_object_get(end_a, "findings"), 0);
  ck_assert_int_eq(number_in(told, "packet"), 3);
  ck_assert_double_eq(json_real_value(json_object_get(told, "time")), 1.5);
  ck_assert_str_eq(string_in(told, "state"), "ESTABLISHED");
  ck_assert_str_eq(string_in(told, "clause"), "MUST-9");
  ck_assert_str_eq(string_in(told, "level"), "MUST");
  ck_assert(json_is_false(json_object_get(told, "after_earlier")));
  ck_assert_str_eq(string_in(told, "sentence"), "It did what it must not");
  ck_assert_str_eq(string_in(told, "allowed"), "ACK 1");
  ck_assert_str_eq(string_in(told, "seen"), "ACK 2");
  json_decref(object);
}
END_TEST

/* A file that could not be read says why; a name that is no UTF-8 is shown as far as it can be. */
START_TEST(a_file_that_could_not_be_read) {
  struct trace trace = {.reason = "is empty"};
  json_t *object = json_file("b\xff.pcap", &trace, json_array());
  ck_assert_str_eq(string_in(object, "file"), "b?.pcap");
  ck_assert_str_eq(string_in(object, "error"), "is empty");
  ck_assert_ptr_null(json_object_get(object, "not_judged"));
  json_decref(object);
}
END_TEST

START_TEST(a_file_read_in_part) {
  struct trace trace = {.opened = true, .packets = 9, .kinds = {[PACKET_CUT] = 4}};
  json_t *object = json_file("ü.pcap", &trace, json_array());
  ck_assert_str_eq(string_in(object, "file"), "ü.pcap");
  ck_assert_int_eq(number_in(object, "packets"), 9);
  ck_assert_ptr_null(json_object_get(object, "error"));
  ck_assert_str_eq(string_in(object, "not_judged"), "4 cut short by the capture");
  json_decref(object);
}
END_TEST

/* The report ends with the same sums as the table. */
START_TEST(the_report) {
  struct summary summary = {.file_count = 0};
  summary_begin_file(&summary, "one.pcap")->connections = 1;
  summary_count(&summary, &judgements[0]);
  summary_count(&summary, &judgements[1]);
  json_t *report = json_report(&summary, json_array());
  ck_assert_uint_gt(strlen(string_in(report, "plumb")), 0);
  const json_t *sums = json_object_get(report, "summary");
  ck_assert_int_eq(number_in(sums, "files"), 1);
  ck_assert_int_eq(number_in(json_object_get(sums, "ends"), "violates"), 1);
  ck_assert_int_eq(number_in(json_object_get(sums, "ends"), "conforms"), 0);
  const json_t *clause = json_array_get(json_object_get(sums, "clauses"), 0);
  ck_assert_str_eq(string_in(clause, "clause"), "MUST-9");
  ck_assert_int_eq(number_in(clause, "findings"), 1);
  json_decref(report);
  summary_free(&summary);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      a_connection, a_finding, a_file_that_could_not_be_read, a_file_read_in_part, the_report,
  };
  return run_tests("cli/report_json", begin, end, tests, sizeof tests / sizeof tests[0]);
}
