/* Text reaches an endpoint, and it takes its time to acknowledge it. */
#include "watch_acks.h"

#include "core/connection.h"

#define LAG (SECOND / 10)
#define LIMIT (SECOND / 2 + LAG)

static struct plumb_ack_watch watch;
static uint64_t now;

/* The endpoint has acknowledged all up to 5000. */
static void begin(void) {
  now = NOW;
  watch = plumb_ack_watch_after_sent(plumb_start_ack_watch(), segment(1000, 5000, ACK, 0));
}

static void reaches(struct plumb_seg s) { watch = plumb_ack_watch_arrived(watch, s, now); }

/* It sends s after a while. */
static enum plumb_ack_fault sends_after(uint64_t wait, struct plumb_seg s) {
  now += wait;
  enum plumb_ack_fault fault = plumb_ack_watch_sent(watch, s, now, LAG);
  watch = plumb_ack_watch_after_sent(watch, s);
  return fault;
}

static struct plumb_seg ack(uint32_t number) { return segment(1000, number, ACK, 0); }

/* Half a second, and what a busy host may add. */
START_TEST(must_40) {
  begin();
  reaches(segment(5000, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(LIMIT, ack(5100)), PLUMB_NO_ACK_FAULT);
  reaches(segment(5100, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(LIMIT + 1, ack(5200)), PLUMB_ACK_TOO_LATE);
  ck_assert_str_eq(plumb_ack_clause(PLUMB_ACK_TOO_LATE)->id, "MUST-40");
}
END_TEST

/* Segments that do not acknowledge it, or acknowledge no more than before, put nothing off. */
START_TEST(must_40_other_segments_between) {
  begin();
  reaches(segment(5000, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(LIMIT, segment(1000, 5000, ACK, 10)), PLUMB_NO_ACK_FAULT);
  ck_assert_int_eq(sends_after(0, segment(1000, 0, RST, 0)), PLUMB_NO_ACK_FAULT);
  ck_assert_int_eq(sends_after(1, segment(1010, 5100, ACK, 10)), PLUMB_ACK_TOO_LATE);
}
END_TEST

/* The copy that arrived last may be the one that was taken. */
START_TEST(must_40_retransmission) {
  begin();
  reaches(segment(5000, 1000, ACK, 100));
  now += LIMIT;
  reaches(segment(4950, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(LIMIT, ack(5100)), PLUMB_NO_ACK_FAULT);
}
END_TEST

/* Text beyond a gap cannot be acknowledged before the gap is filled. */
START_TEST(must_40_gap) {
  begin();
  reaches(segment(5100, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(0, ack(5000)), PLUMB_NO_ACK_FAULT);
  now += LIMIT + 1;
  reaches(segment(5000, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(1, ack(5200)), PLUMB_NO_ACK_FAULT);
}
END_TEST

/* Nothing is late before the first acknowledgment, and a reset acknowledges nothing. */
START_TEST(must_40_not_yet) {
  now = NOW;
  watch = plumb_start_ack_watch();
  reaches(segment(0, 0, ACK, 100));
  ck_assert_int_eq(sends_after(LIMIT + 1, ack(5000)), PLUMB_NO_ACK_FAULT);
  reaches(segment(5000, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(LIMIT + 1, segment(1000, 5100, RST | ACK, 0)), PLUMB_NO_ACK_FAULT);
}
END_TEST

int main(void) {
  const TTest *tests[] = {must_40, must_40_other_segments_between, must_40_retransmission,
                          must_40_gap, must_40_not_yet};
  return run_tests("check/watch_acks", tests, sizeof tests / sizeof tests[0]);
}
