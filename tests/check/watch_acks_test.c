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
  watch = plumb_ack_watch_after_sent(plumb_start_ack_watch(), segment(1000, 5000, ACK, 0), now);
}

static void reaches(struct plumb_seg s) { watch = plumb_ack_watch_arrived(watch, s, now); }

/* It sends s after a while. */
static enum plumb_ack_fault sends_after(uint64_t wait, struct plumb_seg s) {
  now += wait;
  enum plumb_ack_fault fault = plumb_ack_watch_sent(watch, s, now, LAG);
  watch = plumb_ack_watch_after_sent(watch, s, now);
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

/* What had arrived before an ACK that does not cover it waits from that ACK on. */
START_TEST(must_40_rest) {
  begin();
  reaches(segment(5000, 1000, ACK, 100));
  reaches(segment(5100, 1000, ACK, 50));
  ck_assert_int_eq(sends_after(SECOND / 2, ack(5100)), PLUMB_NO_ACK_FAULT);
  ck_assert_int_eq(sends_after(LIMIT, ack(5120)), PLUMB_NO_ACK_FAULT);
  ck_assert_int_eq(sends_after(LIMIT + 1, ack(5150)), PLUMB_ACK_TOO_LATE);
  now += LIMIT + 1;
  reaches(segment(5150, 1000, ACK, 10));
  ck_assert_int_eq(sends_after(LIMIT, ack(5160)), PLUMB_NO_ACK_FAULT);
}
END_TEST

/* It may have been dropped where the window ended; then it has to come again. */
START_TEST(must_40_rest_again) {
  begin();
  reaches(segment(5000, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(0, ack(5060)), PLUMB_NO_ACK_FAULT);
  now += LIMIT + 1;
  reaches(segment(5060, 1000, ACK, 40));
  ck_assert_int_eq(sends_after(LIMIT, ack(5100)), PLUMB_NO_ACK_FAULT);
}
END_TEST

/* What came before a gap was filled did not wait, nor what an ACK that goes back asks for. */
START_TEST(must_40_rest_beyond) {
  begin();
  reaches(segment(5100, 1000, ACK, 100));
  reaches(segment(5000, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(0, ack(5100)), PLUMB_NO_ACK_FAULT);
  ck_assert_int_eq(sends_after(LIMIT + 1, ack(5200)), PLUMB_NO_ACK_FAULT);
  reaches(segment(5200, 1000, ACK, 100));
  ck_assert_int_eq(sends_after(0, ack(5150)), PLUMB_NO_ACK_FAULT);
  ck_assert_int_eq(sends_after(LIMIT + 1, ack(5300)), PLUMB_NO_ACK_FAULT);
}
END_TEST

/* Of more than 65,535 octets the first 65,535 are counted. */
START_TEST(must_40_rest_of_much) {
  begin();
  for (uint32_t at = 0; at < 80000; at += 40000)
    reaches(segment(5000 + at, 1000, ACK, 40000));
  ck_assert_int_eq(sends_after(0, ack(5000 + 65534)), PLUMB_NO_ACK_FAULT);
  ck_assert_int_eq(sends_after(LIMIT + 1, ack(5000 + 65535)), PLUMB_ACK_TOO_LATE);
  ck_assert_int_eq(sends_after(LIMIT + 1, ack(5000 + 80000)), PLUMB_NO_ACK_FAULT);
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
  const TTest *tests[] = {must_40,
                          must_40_other_segments_between,
                          must_40_retransmission,
                          must_40_gap,
                          must_40_rest,
                          must_40_rest_again,
                          must_40_rest_beyond,
                          must_40_rest_of_much,
                          must_40_not_yet};
  return run_tests("check/watch_acks", tests, sizeof tests / sizeof tests[0]);
}
