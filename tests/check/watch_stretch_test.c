/* How long two full-sized segments may wait for their ACK, in virtual time: not at all, but for
 * what a busy host needs. */
#include "watch_stretch.h"

#include "core/connection.h"

enum { MSS = 1000, UNSAID = 536, LAG = 500000 };

static struct plumb_stretch_watch watch;
static uint32_t last; /* acknowledgment sent */

static void sends(struct plumb_seg s) {
  watch = plumb_stretch_watch_after_sent(watch, s, UNSAID);
  last = s.ack;
}

/* The endpoint announces MSS, unless that is UNSAID, and the peer's text begins at RCV. */
static void opens(uint16_t mss) {
  watch = plumb_start_stretch_watch();
  struct plumb_seg s = segment(ISS, RCV, SYN | ACK, 0);
  s.options.has_mss = mss != UNSAID;
  s.options.mss = mss;
  sends(s);
}

/* The peer's text from octet FROM to octet TO arrives. */
static void comes(uint32_t from, uint32_t to, uint64_t now) {
  watch = plumb_stretch_watch_arrived(watch, segment(RCV + from, ISS + 1, ACK, to - from), now);
}

static struct plumb_seg ack(uint32_t to) { return segment(ISS + 1, RCV + to, ACK, 0); }

/* It may acknowledge all before octet TO at TIME, but no later. */
static void assert_due(uint32_t to, uint64_t time) {
  ck_assert_int_eq(plumb_stretch_watch_sent(watch, last, ack(to), time, LAG),
                   PLUMB_NO_STRETCH_FAULT);
  ck_assert_int_eq(plumb_stretch_watch_sent(watch, last, ack(to), time + 1, LAG),
                   PLUMB_ACK_STRETCHED);
  ck_assert_str_eq(plumb_stretch_clause(PLUMB_ACK_STRETCHED)->id, "SHLD-19");
}

static void assert_innocent(uint32_t to) {
  ck_assert_int_eq(plumb_stretch_watch_sent(watch, last, ack(to), 9 * SECOND, LAG),
                   PLUMB_NO_STRETCH_FAULT);
}

/* Two segments of RMSS octets, or as many octets in others. */
START_TEST(shld_19) {
  opens(MSS);
  comes(0, 1000, SECOND);
  assert_innocent(1000);
  comes(1000, 2000, SECOND + 7);
  assert_due(2000, SECOND + 7 + LAG);
  opens(UNSAID);
  comes(0, 1072, SECOND);
  assert_due(1072, SECOND + LAG);
}
END_TEST

/* RFC 5681 counts octets: segments smaller than RMSS may wait until there are as many. */
START_TEST(r5681_4_2_c) {
  opens(MSS);
  comes(0, 999, 0);
  comes(999, 1999, 0);
  assert_innocent(1999);
  comes(1999, 2000, SECOND);
  assert_due(2000, SECOND + LAG);
}
END_TEST

/* What is acknowledged waits no more; what arrived beyond it does. */
START_TEST(acknowledged_in_part) {
  opens(MSS);
  comes(0, 4000, SECOND);
  sends(ack(2000));
  assert_due(4000, SECOND + LAG);
  sends(ack(2001));
  assert_innocent(4000);
  comes(4000, 4001, SECOND);
  assert_due(4001, SECOND + LAG);
  sends(ack(5000)); /* beyond what the capture shows */
  comes(4500, 7000, SECOND);
  assert_due(7000, SECOND + LAG);
}
END_TEST

/* Behind a gap nothing waits for an ACK of its own; what comes again may have been dropped before.
   Text that is not acknowledged yet may have been dropped, too. */
START_TEST(gaps) {
  opens(MSS);
  comes(0, 1000, 0);
  comes(2000, 5000, 0);
  assert_innocent(5000);
  comes(1000, 2000, SECOND);
  assert_due(5000, SECOND + LAG);
  comes(0, 1000, 2 * SECOND);
  assert_due(5000, 2 * SECOND + LAG);
  assert_innocent(1999);
}
END_TEST

/* A reset acknowledges nothing; without a SYN or an ACK of its own there is nothing to go by. */
START_TEST(not_judged) {
  opens(MSS);
  comes(0, 2000, 0);
  struct plumb_seg s = ack(2000);
  s.ctl.rst = true;
  ck_assert_int_eq(plumb_stretch_watch_sent(watch, last, s, 9 * SECOND, LAG),
                   PLUMB_NO_STRETCH_FAULT);
  watch = plumb_start_stretch_watch();
  sends(ack(0));
  comes(0, 2000, 0);
  assert_innocent(2000);
  watch = plumb_start_stretch_watch();
  sends(segment(ISS, 0, SYN, 0));
  comes(0, 2000, 0);
  assert_innocent(2000);
}
END_TEST

int main(void) {
  const TTest *tests[] = {shld_19, r5681_4_2_c, acknowledged_in_part, gaps, not_judged};
  return run_tests("check/watch_stretch", tests, sizeof tests / sizeof tests[0]);
}
