/* What the user asks for is shown, and nothing else changes. */
#include "selection.h"

#include "craft.h"
#include "judged.h"

static struct selection selection;
static struct judged judged;
static struct finding findings[3];

static void begin(void) {
  selection = (struct selection){.clause = NULL};
  judged = a_judged_connection();
}

/* Nothing asked for: everything is shown. */
START_TEST(everything) {
  judged.shown[0] = judged.shown[1] = false;
  ck_assert(selection_apply(&selection, &judged));
  ck_assert(judged.shown[0] && judged.shown[1]);
  ck_assert_int_eq(judged.judgements[0].verdict, VIOLATES);
}
END_TEST

START_TEST(by_number) {
  ck_assert(selection_connection(&selection, "7"));
  ck_assert(selection_apply(&selection, &judged));
  judged.number = 8;
  ck_assert(!selection_apply(&selection, &judged));
}
END_TEST

/* A connection that began before, but was still there, is shown. */
START_TEST(by_time) {
  ck_assert(selection_since(&selection, "1.5"));
  ck_assert(selection_apply(&selection, &judged));
  judged.ended--;
  ck_assert(!selection_apply(&selection, &judged));
}
END_TEST

START_TEST(by_filter) {
  judged.passes = false;
  ck_assert(!selection_apply(&selection, &judged));
}
END_TEST

/* An address stands for all its ports. */
START_TEST(by_endpoint) {
  ck_assert(selection_endpoint(&selection, "192.0.2.2"));
  ck_assert(selection_apply(&selection, &judged));
  ck_assert(!judged.shown[0] && judged.shown[1]);
  ck_assert(selection_endpoint(&selection, "192.0.2.1:1000"));
  ck_assert(selection_apply(&selection, &judged));
  ck_assert(judged.shown[0] && !judged.shown[1]);
  ck_assert(selection_endpoint(&selection, "192.0.2.1:1001"));
  ck_assert(!selection_apply(&selection, &judged));
}
END_TEST

START_TEST(endpoints_of_ipv6) {
  ck_assert(selection_endpoint(&selection, "2001:db8::1"));
  ck_assert(selection.endpoint.is_v6);
  ck_assert_uint_eq(selection.endpoint.port, 0);
  ck_assert(selection_endpoint(&selection, "[2001:db8::1]:443"));
  ck_assert(selection.endpoint.is_v6);
  ck_assert_uint_eq(selection.endpoint.port, 443);
}
END_TEST

START_TEST(bad_arguments) {
  const char *const endpoints[] = {"",
                                   "nobody",
                                   "192.0.2.1:",
                                   "192.0.2.1:0",
                                   "192.0.2.1:65536",
                                   "192.0.2.1:80x",
                                   "[192.0.2.1]:80",
                                   "[2001:db8::1]",
                                   "2001:db8::1:",
                                   ":80"};
  for (size_t i = 0; i < sizeof endpoints / sizeof endpoints[0]; i++)
    ck_assert_msg(!selection_endpoint(&selection, endpoints[i]), "%s", endpoints[i]);
  const char *const numbers[] = {"", "0", "-1", "1x", " 1", "99999999999999999999"};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
    ck_assert_msg(!selection_connection(&selection, numbers[i]), "%s", numbers[i]);
  const char *const times[] = {"", "-1", "1x", "nan", "inf", "1e99", ".5"};
  for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
    ck_assert_msg(!selection_since(&selection, times[i]), "%s", times[i]);
  ck_assert(!selection_clause(&selection, "NONE"));
  ck_assert(!selection_clause(&selection, ""));
}
END_TEST

/* Judged by one clause, the end is what the findings of that clause say.  R9293-L16 is a clause
   that is judged. */
START_TEST(by_clause) {
  ck_assert(selection_clause(&selection, "R9293-L16"));
  findings[0] = findings[1] = finding;
  findings[1].clause = "R9293-L16";
  judged.judgements[0].findings = findings;
  judged.judgements[0].count = 2;
  ck_assert(selection_apply(&selection, &judged));
  ck_assert_uint_eq(judged.judgements[0].count, 1);
  ck_assert_str_eq(judged.judgements[0].findings[0].clause, "R9293-L16");
  ck_assert_int_eq(judged.judgements[0].verdict, VIOLATES);
  ck_assert_int_eq(judged.judgements[1].verdict, INCONCLUSIVE);
  ck_assert_str_eq(judged.judgements[1].reason, "it is not shown");
}
END_TEST

/* Without a finding of that clause it conforms; what may follow from another clause decides
   nothing. */
START_TEST(by_clause_alone) {
  ck_assert(selection_clause(&selection, "R9293-L16"));
  ck_assert(selection_apply(&selection, &judged));
  ck_assert_int_eq(judged.judgements[0].verdict, CONFORMS);
  findings[0] = findings[1] = finding;
  findings[1].clause = "R9293-L16";
  findings[1].is_later = true;
  judged.judgements[0] = (struct judgement){.verdict = VIOLATES, .findings = findings, .count = 2};
  ck_assert(selection_apply(&selection, &judged));
  ck_assert_int_eq(judged.judgements[0].verdict, INCONCLUSIVE);
  ck_assert_str_eq(judged.judgements[0].reason,
                   "what was found may follow from a finding of another clause");
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      everything,        by_number,     by_time,   by_filter,       by_endpoint,
      endpoints_of_ipv6, bad_arguments, by_clause, by_clause_alone,
  };
  return run_tests("cli/selection", begin, NULL, tests, sizeof tests / sizeof tests[0]);
}
