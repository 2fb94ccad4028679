/* The timestamps of an endpoint: its own clock, and what it echoes of its peer's. */
#include "watch_stamps.h"

#include "core/connection.h"

static struct plumb_stamp_watch watch;

static struct plumb_seg stamped(unsigned bits, uint32_t value, uint32_t echo) {
  struct plumb_seg s = segment(1000, 5000, bits, 0);
  s.options.has_ts = true;
  s.options.ts_val = value;
  s.options.ts_ecr = echo;
  return s;
}

static void begin(void) { watch = plumb_start_stamp_watch(); }
static void reaches(uint32_t value) {
  watch = plumb_stamp_watch_arrived(watch, stamped(ACK, value, 0));
}

static const char *clause_of(struct plumb_seg s) {
  enum plumb_stamp_fault fault = plumb_stamp_watch_sent(watch, s);
  watch = plumb_stamp_watch_after_sent(watch, s);
  return fault == PLUMB_NO_STAMP_FAULT ? "" : plumb_stamp_clause(fault)->id;
}

/* It stands still, goes forward, also over the end of its numbers; it does not go back. */
START_TEST(r7323_4_1_a) {
  begin();
  ck_assert_str_eq(clause_of(stamped(SYN, 0xfffffff0, 0)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 0xfffffff0, 0)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 5, 0)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 4, 0)), "R7323-4.1-a");
}
END_TEST

/* A reset may carry a timestamp of zero, and one without the option says nothing. */
START_TEST(r7323_5_2_e_reset) {
  begin();
  ck_assert_str_eq(clause_of(stamped(ACK, 100, 0)), "");
  ck_assert_str_eq(clause_of(stamped(RST, 0, 0)), "");
  ck_assert_str_eq(clause_of(segment(1000, 5000, ACK, 0)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 99, 0)), "R7323-4.1-a");
}
END_TEST

/* What is echoed lies between the first and the last timestamp that arrived. */
START_TEST(r7323_3_2_c) {
  begin();
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 77)), ""); /* nothing has arrived */
  reaches(100);
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 99)), "R7323-3.2-c");
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 101)), "R7323-3.2-c");
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 100)), "");
  reaches(110);
  reaches(95);
  reaches(97);
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 94)), "R7323-3.2-c");
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 95)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 110)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 111)), "R7323-3.2-c");
  ck_assert_str_eq(clause_of(stamped(SYN, 1, 111)), ""); /* without ACK the echo is not meant */
}
END_TEST

/* The range goes over the end of the numbers, in either direction. */
START_TEST(r7323_3_2_c_wrapping) {
  begin();
  reaches(0xfffffffe);
  reaches(3);
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 0)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 4)), "R7323-3.2-c");
  begin();
  reaches(3);
  reaches(0xfffffffe);
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 0)), "");
  ck_assert_str_eq(clause_of(stamped(ACK, 1, 0xfffffffd)), "R7323-3.2-c");
}
END_TEST

int main(void) {
  const TTest *tests[] = {r7323_4_1_a, r7323_5_2_e_reset, r7323_3_2_c, r7323_3_2_c_wrapping};
  return run_tests("check/watch_stamps", tests, sizeof tests / sizeof tests[0]);
}
