/* Which SACK blocks an endpoint may send, by what has reached it.  The peer's text begins at RCV.
 */
#include "watch_sack.h"

#include "sack_blocks.h"

static struct plumb_sack_watch watch;

static void reaches(struct plumb_seg s) { watch = plumb_sack_watch_arrived(watch, s); }

/* Text of the peer, from octet from to octet to - 1. */
static void text(uint32_t from, uint32_t to) { reaches(segment(RCV + from, 0, ACK, to - from)); }

static void opens(void) {
  watch = plumb_start_sack_watch();
  reaches(segment(IRS, 0, SYN, 0));
}

/* The endpoint sends s, which is as it may be. */
static void innocent(struct plumb_seg s) {
  ck_assert_int_eq(plumb_sack_watch_sent(watch, s), PLUMB_NO_SACK_FAULT);
  watch = plumb_sack_watch_after_sent(watch, s);
}

/* The endpoint sends s: its block from octet from on is at fault. */
static void guilty(enum plumb_sack_fault fault, struct plumb_seg s, uint32_t from) {
  ck_assert_int_eq(plumb_sack_watch_sent(watch, s), fault);
  ck_assert_uint_eq(plumb_faulty_block(watch, s).left, RCV + from);
}

/* A block ends after it begins. */
START_TEST(r2018_3_a) {
  watch = plumb_start_sack_watch();
  guilty(PLUMB_EMPTY_BLOCK, reports(0, 100, 100), 100);
  guilty(PLUMB_EMPTY_BLOCK, reports(0, 200, 100), 200);
  guilty(PLUMB_EMPTY_BLOCK, reports(0, 0, 0x80000000u), 0);
  innocent(reports(0, 0, 0x7fffffff));
  ck_assert_str_eq(plumb_sack_clause(PLUMB_EMPTY_BLOCK)->id, "R2018-3-a");
}
END_TEST

/* Each block is looked at, of as many as there are. */
START_TEST(r2018_3_b_blocks) {
  watch = plumb_start_sack_watch();
  struct plumb_seg s = acks(0);
  for (uint32_t i = 0; i < 4; i++) {
    guilty(PLUMB_EMPTY_BLOCK, with_block(s, 50 + i, 50 + i), 50 + i);
    s = with_block(s, 10 * i, 10 * i + 5);
  }
  s.options.sack.b3.right = s.options.sack.b3.left;
  s.options.sack.n = 3;
  innocent(s);
}
END_TEST

/* What has arrived may be reported, whole or in part, be it from several segments; nothing else. */
START_TEST(r2018_3_c) {
  opens();
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 100, 200), 100);
  text(100, 200);
  innocent(reports(0, 100, 200));
  innocent(reports(0, 110, 190));
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 100, 201), 100);
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 99, 200), 99);
  text(300, 400);
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 100, 400), 100);
  text(200, 300);
  innocent(reports(0, 100, 400));
  innocent(with_block(reports(0, 300, 400), 100, 200));
  guilty(PLUMB_NEVER_ARRIVED, with_block(reports(0, 300, 400), 500, 600), 500);
  ck_assert_str_eq(plumb_sack_clause(PLUMB_NEVER_ARRIVED)->id, "R2018-3-c");
}
END_TEST

/* So it is when part of it is acknowledged, and when that was the first to arrive. */
START_TEST(r2018_3_c_beyond_ack) {
  opens();
  text(0, 100);
  text(200, 300);
  innocent(reports(100, 200, 300));
  text(50, 150);
  innocent(reports(150, 200, 300));
  guilty(PLUMB_NEVER_ARRIVED, reports(150, 200, 310), 200);
  guilty(PLUMB_NEVER_ARRIVED, reports(150, 400, 410), 400);
  text(150, 200);
  innocent(acks(250));
  innocent(reports(250, 260, 300));
  guilty(PLUMB_NEVER_ARRIVED, reports(250, 260, 301), 260);
  innocent(acks(300));
  guilty(PLUMB_NEVER_ARRIVED, reports(300, 310, 320), 310);
}
END_TEST

/* A FIN occupies a number, too. */
START_TEST(r2018_3_c_fin) {
  opens();
  reaches(segment(RCV + 100, 0, ACK | FIN, 50));
  innocent(reports(0, 100, 151));
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 100, 152), 100);
}
END_TEST

/* Duplicates are reported as blocks below the acknowledgment: of these nothing is known any more.
 */
START_TEST(r2883_4_a) {
  opens();
  text(0, 100);
  innocent(acks(100));
  innocent(reports(100, 0, 100));
  text(200, 400);
  text(250, 300);
  innocent(with_block(reports(100, 250, 300), 200, 400));
  guilty(PLUMB_NEVER_ARRIVED, reports(100, 50, 101), 50);
}
END_TEST

/* An ACK that others have overtaken may report what was acknowledged since. */
START_TEST(overtaken) {
  opens();
  text(100, 200);
  text(0, 100);
  innocent(acks(200));
  innocent(reports(0, 100, 200));
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 100, 201), 100);
}
END_TEST

/* Four spans are kept apart.  A fifth joins its nearest: the gap between them counts as filled, the
   others do not. */
START_TEST(many_gaps) {
  opens();
  innocent(acks(0)); /* the SYN would be a span of its own */
  text(1000, 1100);
  text(2000, 2100);
  text(3000, 3100);
  text(4000, 4100);
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 3050, 3101), 3050);
  text(3120, 3200);
  innocent(reports(0, 3000, 3200));
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 1000, 1101), 1000);
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 2000, 2101), 2000);
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 3000, 3201), 3000);
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 4000, 4101), 4000);
  text(1100, 2000);
  text(500, 600);
  innocent(reports(0, 500, 600));
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 500, 601), 500);
  text(700, 710);
  innocent(reports(0, 500, 710));
}
END_TEST

/* Distances count, not numbers: the peer's text may pass zero. */
START_TEST(passes_zero) {
  watch = plumb_start_sack_watch();
  reaches(segment(0xffffff00u, 0, SYN, 0));
  reaches(segment(0xfffffff0u, 0, ACK, 0x30));
  struct plumb_seg s = segment(NXT, 0xffffff01u, ACK, 0);
  s.options.sack.n = 1;
  s.options.sack.b0 = (struct plumb_block){0xfffffff0u, 0x20};
  innocent(s);
  s.options.sack.b0.right++;
  ck_assert_int_eq(plumb_sack_watch_sent(watch, s), PLUMB_NEVER_ARRIVED);
}
END_TEST

/* Text that arrives beyond 2^31 octets is not in any window; no span goes further. */
START_TEST(far_away) {
  opens();
  text(0x7ffffff0u, 0x80000010u);
  ck_assert_uint_eq(watch.spans.s1.to, 0x80000000u);
  text(0xf0000000u, 0xf0000010u);
  guilty(PLUMB_NEVER_ARRIVED, reports(0x70000000u, 0xf0000000u - 0x10, 0xf0000000u), 0xeffffff0u);
}
END_TEST

/* Unless everything since the SYN was seen, only the form of blocks is judged; nor if there are
   several SYNs, which belong to different connections.  A SYN may be sent again. */
START_TEST(from_the_syn) {
  opens();
  reaches(segment(IRS, 0, SYN, 0));
  guilty(PLUMB_NEVER_ARRIVED, reports(0, 100, 200), 100);
  reaches(segment(IRS + 7, 0, SYN, 0));
  innocent(reports(0, 100, 200));
  guilty(PLUMB_EMPTY_BLOCK, reports(0, 100, 100), 100);

  watch = plumb_start_sack_watch();
  innocent(reports(0, 100, 200));
  text(0, 100);
  innocent(reports(0, 300, 400));
  reaches(segment(IRS, 0, SYN, 0));
  innocent(reports(0, 300, 400));
}
END_TEST

int main(void) {
  const TTest *tests[] = {r2018_3_a,     r2018_3_b_blocks, r2018_3_c,   r2018_3_c_beyond_ack,
                          r2018_3_c_fin, r2883_4_a,        overtaken,   many_gaps,
                          passes_zero,   far_away,         from_the_syn};
  return run_tests("check/watch_sack", tests, sizeof tests / sizeof tests[0]);
}
