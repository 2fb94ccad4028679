/* What the first SACK block of an endpoint may say, by what has reached it.  The peer's text begins
 * at RCV. */
#include "watch_dsack.h"

#include "sack_blocks.h"

static struct plumb_sack_watch sack;
static struct plumb_dsack_watch watch;

static void reaches(struct plumb_seg s) {
  watch = plumb_dsack_watch_arrived(sack, watch, s);
  sack = plumb_sack_watch_arrived(sack, s);
}

/* Text of the peer, from octet from to octet to - 1. */
static void text(uint32_t from, uint32_t to) { reaches(segment(RCV + from, 0, ACK, to - from)); }

static void opens(void) {
  sack = plumb_start_sack_watch();
  watch = plumb_start_dsack_watch();
  reaches(segment(IRS, 0, SYN, 0));
}

static void asked(enum plumb_dsack_fault fault, struct plumb_seg s) {
  ck_assert_int_eq(plumb_dsack_watch_sent(sack, watch, s), fault);
}

/* The endpoint sends s, which is at FAULT or not. */
static void sent(enum plumb_dsack_fault fault, struct plumb_seg s) {
  asked(fault, s);
  watch = plumb_dsack_watch_after_sent(sack, watch, s);
  sack = plumb_sack_watch_after_sent(sack, s);
}

static void innocent(struct plumb_seg s) { sent(PLUMB_NO_DSACK_FAULT, s); }

/* R2883-4_3-a: text came again: that may be said, of it and of no octet more, below the
 * acknowledgment. */
START_TEST(edges) {
  opens();
  text(0, 100);
  innocent(acks(100));
  asked(PLUMB_NEVER_TWICE, reports(100, 0, 100));
  text(20, 60);
  asked(PLUMB_NEVER_TWICE, reports(100, 19, 60));
  asked(PLUMB_NEVER_TWICE, reports(100, 20, 61));
  asked(PLUMB_NO_DSACK_FAULT, reports(100, 30, 50));
  innocent(reports(100, 20, 60));
  ck_assert_str_eq(plumb_dsack_clause(PLUMB_NEVER_TWICE)->id, "R2883-4_1-a");
}
END_TEST

/* R2883-4_2-a: each time it came again may be reported once. */
START_TEST(each_time_once) {
  opens();
  text(0, 100);
  innocent(acks(100));
  text(0, 50);
  text(60, 100);
  innocent(reports(100, 0, 50));
  asked(PLUMB_NEVER_TWICE, reports(100, 0, 50));
  asked(PLUMB_NEVER_TWICE, reports(100, 50, 70));
  innocent(reports(100, 60, 80));
  asked(PLUMB_NEVER_TWICE, reports(100, 60, 80));
  innocent(reports(100, 80, 100));
  text(0, 50);
  innocent(reports(100, 0, 50));
}
END_TEST

/* What comes a third time before it is reported may be reported twice: then that is not counted. */
START_TEST(a_third_time) {
  opens();
  text(0, 100);
  innocent(acks(100));
  text(0, 50);
  text(0, 50);
  innocent(reports(100, 0, 50));
  innocent(reports(100, 0, 50));
  asked(PLUMB_NEVER_TWICE, reports(100, 0, 51));
}
END_TEST

/* R2883-4.2-a: of a segment that is new in part, or new between two parts, only what came again is
 * reported. */
START_TEST(partly_new) {
  opens();
  text(0, 100);
  innocent(acks(100));
  text(50, 150);
  asked(PLUMB_NEVER_TWICE, reports(150, 50, 150));
  innocent(reports(150, 50, 100));
  text(200, 300);
  innocent(reports(150, 200, 300));
  text(150, 400);
  asked(PLUMB_NEVER_TWICE, reports(400, 200, 400));
  innocent(reports(400, 200, 300));
}
END_TEST

/* A first block within the second says the same of text beyond the acknowledgment. */
START_TEST(r2883_4_4_a) {
  opens();
  text(100, 200);
  innocent(reports(0, 100, 200));
  asked(PLUMB_NEVER_TWICE, with_block(reports(0, 120, 140), 100, 200));
  text(120, 140);
  asked(PLUMB_NO_DSACK_FAULT, reports(0, 100, 200));
  innocent(with_block(reports(0, 120, 140), 100, 200));
  text(100, 200);
  innocent(with_block(reports(0, 100, 200), 100, 200));
}
END_TEST

/* A SYN and a FIN may come again, too. */
START_TEST(r2883_4_1_a_syn_and_fin) {
  opens();
  reaches(segment(IRS, 0, SYN, 0));
  struct plumb_seg s = acks(0);
  s.options.sack = (struct plumb_sack){.n = 1, .b0 = {.left = IRS, .right = IRS + 1}};
  innocent(s);
  asked(PLUMB_NEVER_TWICE, s);
  reaches(segment(RCV, 0, FIN | ACK, 10));
  innocent(acks(11));
  reaches(segment(RCV, 0, FIN | ACK, 10));
  innocent(reports(11, 0, 11));
}
END_TEST

/* More than four spans: what is between two is taken to have come again, too. */
START_TEST(many_spans) {
  opens();
  text(0, 1000);
  innocent(acks(1000));
  for (uint32_t at = 0; at < 600; at += 100)
    text(at, at + 50);
  for (uint32_t at = 0; at < 600; at += 100)
    asked(PLUMB_NO_DSACK_FAULT, reports(1000, at, at + 50));
  asked(PLUMB_NEVER_TWICE, reports(1000, 550, 551));
}
END_TEST

/* It all holds at the end of the number space; what is 2^30 octets ago is not judged. */
START_TEST(r2883_4_1_a_far) {
  opens();
  text(0, 100);
  for (uint32_t n = 0; n < 16; n++)
    innocent(acks(100 + n * 0x10000000u));
  uint32_t end = 0xf0000064u;
  text(end - 50, end - 20);
  asked(PLUMB_NEVER_TWICE, reports(end, end - 50, end - 10));
  asked(PLUMB_NO_DSACK_FAULT, reports(end, end - 0x50000000u, end - 0x40000010u));
  innocent(reports(end, end - 50, end - 20));
}
END_TEST

/* Of what came before the capture nothing is known. */
START_TEST(unknown_beginning) {
  sack = plumb_start_sack_watch();
  watch = plumb_start_dsack_watch();
  innocent(reports(100, 0, 50));
  text(100, 200);
  innocent(reports(200, 0, 50));
}
END_TEST

/* The newest segment stands in the first block, if it is in one. */
START_TEST(r2018_4_g) {
  opens();
  text(100, 200);
  innocent(reports(0, 100, 200));
  text(300, 400);
  asked(PLUMB_NEWEST_LATER, with_block(reports(0, 100, 200), 300, 400));
  asked(PLUMB_NO_DSACK_FAULT, reports(0, 100, 200));
  asked(PLUMB_NO_DSACK_FAULT, with_block(reports(0, 100, 200), 300, 399));
  struct plumb_seg third = with_block(with_block(reports(0, 100, 200), 500, 600), 300, 400);
  asked(PLUMB_NEWEST_LATER, third);
  innocent(with_block(reports(0, 300, 400), 100, 200));
  text(200, 250);
  asked(PLUMB_NEWEST_LATER, with_block(reports(0, 300, 400), 100, 250));
  innocent(with_block(reports(0, 100, 250), 300, 400));
  ck_assert_str_eq(plumb_dsack_clause(PLUMB_NEWEST_LATER)->id, "R2018-4-g");
}
END_TEST

/* Nothing is said of ACKs with text, or that acknowledge more than before, or report a duplicate,
   nor when several segments arrived, one came again, or another was sent since. */
START_TEST(r2018_4_g_innocent) {
  opens();
  text(100, 200);
  innocent(reports(0, 100, 200));
  text(300, 400);
  struct plumb_seg wrong = with_block(reports(0, 100, 200), 300, 400);
  struct plumb_seg s = wrong;
  s.text = 1;
  asked(PLUMB_NO_DSACK_FAULT, s);
  s = wrong;
  s.ack++;
  asked(PLUMB_NO_DSACK_FAULT, s);
  asked(PLUMB_NEWEST_LATER, wrong);
  struct plumb_dsack_watch before = watch;
  text(500, 600);
  asked(PLUMB_NO_DSACK_FAULT, wrong);
  asked(PLUMB_NO_DSACK_FAULT, with_block(wrong, 500, 600));
  watch = before;
  text(100, 150);
  asked(PLUMB_NO_DSACK_FAULT, wrong);
  watch = before;
  innocent(acks(0));
  asked(PLUMB_NO_DSACK_FAULT, wrong);
  text(100, 150);
  text(700, 800);
  asked(PLUMB_NO_DSACK_FAULT, with_block(reports(0, 100, 200), 700, 800));
}
END_TEST

/* No block lies within one before it, unless the first is a duplicate that is all of another. */
START_TEST(r2018_4_i) {
  opens();
  text(100, 400);
  asked(PLUMB_BLOCK_WITHIN, with_block(reports(0, 100, 200), 120, 140));
  asked(PLUMB_BLOCK_WITHIN, with_block(with_block(reports(0, 300, 400), 100, 200), 100, 200));
  asked(PLUMB_BLOCK_WITHIN, with_block(with_block(reports(0, 300, 400), 100, 200), 310, 400));
  struct plumb_seg s = with_block(with_block(reports(0, 100, 150), 200, 250), 300, 350);
  asked(PLUMB_NO_DSACK_FAULT, with_block(s, 360, 400));
  asked(PLUMB_BLOCK_WITHIN, with_block(s, 100, 149));
  asked(PLUMB_BLOCK_WITHIN, with_block(s, 200, 250));
  asked(PLUMB_BLOCK_WITHIN, with_block(s, 301, 350));
  asked(PLUMB_NO_DSACK_FAULT, with_block(s, 100, 150));
  text(100, 200);
  asked(PLUMB_NO_DSACK_FAULT, with_block(reports(0, 100, 200), 100, 200));
  ck_assert_str_eq(plumb_dsack_clause(PLUMB_BLOCK_WITHIN)->id, "R2018-4-i");
}
END_TEST

int main(void) {
  const TTest *tests[] = {edges,      each_time_once,     a_third_time,
                          partly_new, r2883_4_4_a,        r2883_4_1_a_syn_and_fin,
                          many_spans, r2883_4_1_a_far,    unknown_beginning,
                          r2018_4_g,  r2018_4_g_innocent, r2018_4_i};
  return run_tests("check/watch_dsack", tests, sizeof tests / sizeof tests[0]);
}
