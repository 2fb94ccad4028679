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

/* Text of the peer that begins at seq reaches it. */
static void text(uint32_t seq, uint32_t octets) {
  watch = plumb_ack_watch_arrived(watch, segment(seq, 1000, ACK, octets), now);
}

/* It sends s after a while. */
static enum plumb_ack_fault sends_after(uint64_t wait, struct plumb_seg s) {
  now += wait;
  enum plumb_ack_fault fault = plumb_ack_watch_sent(watch, s, now, LAG);
  watch = plumb_ack_watch_after_sent(watch, s, now);
  return fault;
}

/* ... which is in time, */
static void in_time(uint64_t wait, struct plumb_seg s) {
  ck_assert_int_eq(sends_after(wait, s), PLUMB_NO_ACK_FAULT);
}

/* or late. */
static void late(uint64_t wait, struct plumb_seg s) {
  ck_assert_int_eq(sends_after(wait, s), PLUMB_ACK_TOO_LATE);
}

static struct plumb_seg ack(uint32_t number) { return segment(1000, number, ACK, 0); }

/* Half a second, and what a busy host may add. */
START_TEST(must_40) {
  begin();
  text(5000, 100);
  in_time(LIMIT, ack(5100));
  text(5100, 100);
  late(LIMIT + 1, ack(5200));
  ck_assert_str_eq(plumb_ack_clause(PLUMB_ACK_TOO_LATE)->id, "MUST-40");
}
END_TEST

/* Segments that do not acknowledge it, or acknowledge no more than before, put nothing off. */
START_TEST(must_40_other_segments_between) {
  begin();
  text(5000, 100);
  in_time(LIMIT, segment(1000, 5000, ACK, 10));
  in_time(0, segment(1000, 0, RST, 0));
  late(1, segment(1010, 5100, ACK, 10));
}
END_TEST

/* The copy that arrived last may be the one that was taken. */
START_TEST(must_40_retransmission) {
  begin();
  text(5000, 100);
  now += LIMIT;
  text(4950, 100);
  in_time(LIMIT, ack(5100));
}
END_TEST

/* Text beyond a gap cannot be acknowledged before the gap is filled. */
START_TEST(must_40_gap) {
  begin();
  text(5100, 100);
  in_time(0, ack(5000));
  now += LIMIT + 1;
  text(5000, 100);
  in_time(1, ack(5200));
}
END_TEST

/* What had arrived before an ACK that does not cover it waits from that ACK on. */
START_TEST(must_40_rest) {
  begin();
  text(5000, 100);
  text(5100, 50);
  in_time(SECOND / 2, ack(5100));
  in_time(LIMIT, ack(5120));
  late(LIMIT + 1, ack(5150));
  now += LIMIT + 1;
  text(5150, 10);
  in_time(LIMIT, ack(5160));
}
END_TEST

/* It may have been dropped where the window ended; then it has to come again. */
START_TEST(must_40_rest_again) {
  begin();
  text(5000, 100);
  in_time(0, ack(5060));
  now += LIMIT + 1;
  text(5060, 40);
  in_time(LIMIT, ack(5100));
}
END_TEST

/* What came before a gap was filled did not wait, nor what an ACK that goes back asks for. */
START_TEST(must_40_rest_beyond) {
  begin();
  text(5100, 100);
  text(5000, 100);
  in_time(0, ack(5100));
  in_time(LIMIT + 1, ack(5200));
  text(5200, 100);
  in_time(0, ack(5150));
  in_time(LIMIT + 1, ack(5300));
}
END_TEST

/* Of more than 65,535 octets the first 65,535 are counted. */
START_TEST(must_40_rest_of_much) {
  begin();
  for (uint32_t at = 0; at < 80000; at += 40000)
    text(5000 + at, 40000);
  in_time(0, ack(5000 + 65534));
  late(LIMIT + 1, ack(5000 + 65535));
  in_time(LIMIT + 1, ack(5000 + 80000));
}
END_TEST

/* Nothing is late before the first acknowledgment, and a reset acknowledges nothing. */
START_TEST(must_40_not_yet) {
  now = NOW;
  watch = plumb_start_ack_watch();
  text(0, 100);
  in_time(LIMIT + 1, ack(5000));
  text(5000, 100);
  in_time(LIMIT + 1, segment(1000, 5100, RST | ACK, 0));
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
