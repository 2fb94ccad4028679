/* How much text an endpoint may have in flight, by the ACKs that it got: no congestion window of
 * any kind is larger. */
#include "watch_flight.h"

#include "core/connection.h"

enum { UNSAID = 536 };

static struct plumb_flight_watch watch;

static void sends(struct plumb_seg s) { watch = plumb_flight_watch_after_sent(watch, s); }
static void reaches(struct plumb_seg s) { watch = plumb_flight_watch_arrived(watch, s, UNSAID); }

/* SYNs are exchanged; the peer's announces an MSS unless that is 0. */
static void opens(uint16_t mss) {
  watch = plumb_start_flight_watch();
  sends(segment(ISS, 0, SYN, 0));
  struct plumb_seg s = segment(IRS, ISS + 1, SYN | ACK, 0);
  s.options.has_mss = mss != 0;
  s.options.mss = mss;
  reaches(s);
  watch.growth = 0; /* what the handshake adds is not what these tests are about */
}

static struct plumb_seg text(uint32_t from, uint32_t to) {
  return segment(ISS + 1 + from, RCV, ACK, to - from);
}

/* It has sent 100 octets less than WINDOW and the segment that asks what was lost (RFC 8985
   section 7.3), and may send them, but no more. */
static void assert_limit(uint32_t window) {
  uint32_t limit = window + watch.mss;
  watch.next = ISS + 1 + limit - 100;
  ck_assert_int_eq(plumb_flight_watch_sent(watch, text(limit - 100, limit)), PLUMB_NO_FLIGHT_FAULT);
  ck_assert_int_eq(plumb_flight_watch_sent(watch, text(limit - 100, limit + 1)),
                   PLUMB_WINDOW_TOO_LARGE);
  ck_assert_str_eq(plumb_flight_clause(PLUMB_WINDOW_TOO_LARGE)->id, "R5681-3-a");
}

/* Ten segments; fewer when they are large. */
START_TEST(r6928_2_b) {
  opens(1460);
  assert_limit(14600);
  opens(0);
  assert_limit(5360);
  opens(4000);
  assert_limit(14600);
  opens(9000);
  assert_limit(18000);
}
END_TEST

/* An ACK adds what it acknowledges, or a segment if that is more; so does a duplicate one. */
START_TEST(r5681_3_1_j_growth) {
  opens(1000);
  reaches(segment(RCV, ISS + 1 + 5000, ACK, 0));
  assert_limit(5000 + 10000 + 5000);
  reaches(segment(RCV, ISS + 1 + 5010, ACK, 0));
  assert_limit(5010 + 10000 + 6000);
  reaches(segment(RCV, ISS + 1 + 5010, ACK, 0));
  assert_limit(5010 + 10000 + 7000);
  reaches(segment(RCV, 0, RST, 0));
  assert_limit(5010 + 10000 + 7000);
}
END_TEST

/* What is acknowledged by SACK has left the network, gap or no gap. */
START_TEST(sack) {
  opens(1000);
  struct plumb_seg s = segment(RCV, ISS + 1, ACK, 0);
  s.options.sack = (struct plumb_sack){.n = 4,
                                       .b0 = {ISS + 2001, ISS + 3001},
                                       .b1 = {ISS + 8001, ISS + 9001},
                                       .b2 = {ISS + 4001, ISS + 5001},
                                       .b3 = {ISS + 6001, ISS + 7001}};
  reaches(s);
  assert_limit(9000 + 10000 + 9000);
  s.ack = ISS + 9001; /* the gaps are filled: nothing is counted twice */
  s.options.sack.n = 0;
  reaches(s);
  assert_limit(9000 + 10000 + 9000 + 1000);
}
END_TEST

/* After text was sent again, some is taken for lost: how much is in flight is not known. */
START_TEST(r6675_4_e_lost) {
  opens(1000);
  sends(text(0, 1000));
  sends(text(1000, 2000));
  ck_assert_int_eq(plumb_flight_watch_sent(watch, text(2000, 20000)), PLUMB_WINDOW_TOO_LARGE);
  sends(segment(ISS + 1, RCV, ACK, 0));
  sends(segment(ISS + 1, RCV, RST, 10));
  ck_assert_int_eq(plumb_flight_watch_sent(watch, text(2000, 20000)), PLUMB_WINDOW_TOO_LARGE);
  sends(text(1000, 2000));
  ck_assert_int_eq(plumb_flight_watch_sent(watch, text(2000, 20000)), PLUMB_NO_FLIGHT_FAULT);
}
END_TEST

/* The SYN,ACK opens the stream too; text on it, resets and segments without text are not judged,
   nor is anything before. */
START_TEST(not_judged) {
  watch = plumb_start_flight_watch();
  ck_assert_int_eq(plumb_flight_watch_sent(watch, text(0, 20000)), PLUMB_NO_FLIGHT_FAULT);
  opens(100);
  ck_assert_int_eq(plumb_flight_watch_sent(watch, segment(ISS, 0, SYN, 20000)),
                   PLUMB_NO_FLIGHT_FAULT);
  ck_assert_int_eq(plumb_flight_watch_sent(watch, segment(ISS + 20000, 0, RST, 100)),
                   PLUMB_NO_FLIGHT_FAULT);
  ck_assert_int_eq(plumb_flight_watch_sent(watch, segment(ISS + 20000, RCV, ACK, 0)),
                   PLUMB_NO_FLIGHT_FAULT);
}
END_TEST

/* The window is counted to 2^31: no flight is larger. */
START_TEST(r5681_3_a_limit) {
  opens(1000);
  for (uint32_t una = ISS + 1, i = 0; i < 3; i++, una += 0x7fffffff)
    reaches(segment(RCV, una + 0x7fffffff, ACK, 0));
  ck_assert_uint_eq(watch.growth, 0x80000000u);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r6928_2_b,      r5681_3_1_j_growth, sack,
                          r6675_4_e_lost, not_judged,         r5681_3_a_limit};
  return run_tests("check/watch_flight", tests, sizeof tests / sizeof tests[0]);
}
