/* A path too narrow for what is sent, in virtual time, and who does not believe it; SYNs that are
 * refused, and who does not give up. */
#include "watch_path.h"

#include "core/connection.h"

enum { LAG = 1000000, HOLD = 300000000, STAMPS = 12, ROOM = 1000 };

static struct plumb_path_watch watch;

static void comes(struct plumb_seg s) { watch = plumb_path_watch_arrived(watch, s); }

/* The segment Q, of more than ROOM octets, was too big, at SECOND. */
static void told(uint32_t q) {
  watch = plumb_path_watch_too_big(plumb_start_path_watch(), q, ROOM, false, SECOND);
}

static enum plumb_path_fault text(uint32_t seq, uint32_t octets, uint64_t now) {
  return plumb_path_watch_sent(watch, segment(seq, RCV, ACK, octets), STAMPS, true, now, LAG, HOLD);
}

static void assert_innocent(uint32_t seq, uint32_t octets) {
  ck_assert_int_eq(text(seq, octets, 9 * SECOND), PLUMB_NO_PATH_FAULT);
}

static void assert_accused(uint32_t seq, uint32_t octets) {
  ck_assert_int_eq(text(seq, octets, 9 * SECOND), PLUMB_TOO_BIG_AGAIN);
}

/* Text and options are to fit, after the lag and for five minutes. */
START_TEST(r1191_3_b) {
  told(ISS + 1);
  assert_innocent(ISS + 1, ROOM - STAMPS);
  assert_accused(ISS + 1, ROOM - STAMPS + 1);
  ck_assert_int_eq(text(ISS + 1, 1400, SECOND + LAG), PLUMB_NO_PATH_FAULT);
  ck_assert_int_eq(text(ISS + 1, 1400, SECOND + LAG + 1), PLUMB_TOO_BIG_AGAIN);
  ck_assert_int_eq(text(ISS + 1, 1400, SECOND + HOLD), PLUMB_TOO_BIG_AGAIN);
  ck_assert_int_eq(text(ISS + 1, 1400, SECOND + HOLD + 1), PLUMB_NO_PATH_FAULT);
  ck_assert_str_eq(plumb_path_clause(PLUMB_TOO_BIG_AGAIN)->id, "R1191-3-b");
}
END_TEST

START_TEST(r8201_4_e) {
  watch = plumb_path_watch_too_big(plumb_start_path_watch(), ISS + 1, ROOM, true, SECOND);
  ck_assert_int_eq(text(ISS + 1, 1400, 9 * SECOND), PLUMB_TOO_BIG_AGAIN_V6);
  ck_assert_str_eq(plumb_path_clause(PLUMB_TOO_BIG_AGAIN_V6)->id, "R8201-4-e");
}
END_TEST

/* Routers may cut what has no DF. */
START_TEST(r1191_3_b_cut) {
  told(ISS + 1);
  ck_assert_int_eq(plumb_path_watch_sent(watch, segment(ISS + 1, RCV, ACK, 1400), STAMPS, false,
                                         9 * SECOND, LAG, HOLD),
                   PLUMB_NO_PATH_FAULT);
}
END_TEST

/* Only what was in the segment that did not get through: other text may be a probe (RFC 4821), or
   was on its way. */
START_TEST(other_text) {
  told(ISS + 1001);
  assert_innocent(ISS + 1002, 1400);
  assert_accused(ISS + 1, 1001);
  assert_innocent(ISS - 399, 1400);
  assert_accused(ISS - 398, 1400);
  ck_assert_int_eq(plumb_path_watch_sent(watch, segment(ISS + 1001, RCV, SYN, 1400), STAMPS, true,
                                         9 * SECOND, LAG, HOLD),
                   PLUMB_NO_PATH_FAULT);
  ck_assert_int_eq(plumb_path_watch_sent(watch, segment(ISS + 1001, RCV, RST, 1400), STAMPS, true,
                                         9 * SECOND, LAG, HOLD),
                   PLUMB_NO_PATH_FAULT);
}
END_TEST

/* What is acknowledged got through, and a SYN may open another connection. */
START_TEST(settled) {
  told(ISS + 1);
  comes(segment(RCV, ISS + 1, ACK, 10));
  comes(segment(RCV, ISS + 2, 0, 10)); /* acknowledges nothing */
  assert_accused(ISS + 1, 1400);
  comes(segment(RCV, ISS + 2, ACK, 0));
  assert_innocent(ISS + 1, 1400);
  told(ISS + 1);
  comes(segment(RCV + 9000, 0, SYN, 0));
  assert_innocent(ISS + 1, 1400);
}
END_TEST

/* Of several messages the narrowest counts, and of those the first. */
START_TEST(told_again) {
  told(ISS + 1);
  watch = plumb_path_watch_too_big(watch, ISS + 2001, ROOM, false, 8 * SECOND);
  watch = plumb_path_watch_too_big(watch, ISS + 2001, ROOM + 1, false, 8 * SECOND);
  assert_accused(ISS + 1, 1001);
  watch = plumb_path_watch_too_big(watch, ISS + 1, ROOM - 100, false, 8 * SECOND + 1);
  assert_innocent(ISS + 1, 1400); /* it has not had the time yet */
  ck_assert_int_eq(text(ISS + 1, ROOM - 100, 10 * SECOND), PLUMB_TOO_BIG_AGAIN);
}
END_TEST

static enum plumb_path_fault opens(struct plumb_seg s, uint64_t now) {
  return plumb_path_watch_sent(watch, s, STAMPS, true, now, LAG, HOLD);
}

/* The same SYN again; another one opens another connection. */
START_TEST(shld_26) {
  watch = plumb_path_watch_refused(plumb_start_path_watch(), ISS, SECOND);
  watch = plumb_path_watch_refused(watch, ISS, 2 * SECOND); /* the first counts */
  ck_assert_int_eq(opens(segment(ISS, 0, SYN, 0), SECOND + LAG), PLUMB_NO_PATH_FAULT);
  ck_assert_int_eq(opens(segment(ISS, 0, SYN, 0), SECOND + LAG + 1), PLUMB_SYN_AFTER_REFUSAL);
  ck_assert_int_eq(opens(segment(ISS + 1, 0, SYN, 0), 9 * SECOND), PLUMB_NO_PATH_FAULT);
  ck_assert_int_eq(opens(segment(ISS, RCV, SYN | ACK, 0), 9 * SECOND), PLUMB_NO_PATH_FAULT);
  ck_assert_int_eq(opens(segment(ISS, 0, SYN | RST, 0), 9 * SECOND), PLUMB_NO_PATH_FAULT);
  ck_assert_int_eq(opens(segment(ISS, 0, ACK, 0), 9 * SECOND), PLUMB_NO_PATH_FAULT);
  ck_assert_str_eq(plumb_path_clause(PLUMB_SYN_AFTER_REFUSAL)->id, "SHLD-26");
  ck_assert(!plumb_path_clause(PLUMB_SYN_AFTER_REFUSAL)->must);
}
END_TEST

/* Somebody is there after all. */
START_TEST(shld_26_answered) {
  watch = plumb_path_watch_refused(plumb_start_path_watch(), ISS, SECOND);
  comes(segment(IRS, 0, SYN, 0));
  ck_assert_int_eq(opens(segment(ISS, 0, SYN, 0), 9 * SECOND), PLUMB_NO_PATH_FAULT);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r1191_3_b, r8201_4_e,  r1191_3_b_cut, other_text,
                          settled,   told_again, shld_26,       shld_26_answered};
  return run_tests("check/watch_path", tests, sizeof tests / sizeof tests[0]);
}
