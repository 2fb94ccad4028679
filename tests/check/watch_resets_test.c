/* Which resets an endpoint may send: those that were asked for, and aborts at numbers that it has
 * sent. */
#include "watch_resets.h"

#include "core/connection.h"

static struct plumb_reset_watch watch;

static void begins(void) { watch = plumb_start_reset_watch(); }
static void sends(struct plumb_seg s) { watch = plumb_reset_watch_after_sent(watch, s); }
static void reaches(struct plumb_seg s) { watch = plumb_reset_watch_arrived(watch, s); }

static void assert_clause(struct plumb_seg s, const char *id) {
  enum plumb_reset_fault fault = plumb_reset_watch_sent(watch, s);
  ck_assert_int_ne(fault, PLUMB_NO_RESET_FAULT);
  ck_assert_str_eq(plumb_reset_clause(fault)->id, id);
  ck_assert(plumb_reset_clause(fault)->must);
}

static void assert_innocent(struct plumb_seg s) {
  ck_assert_int_eq(plumb_reset_watch_sent(watch, s), PLUMB_NO_RESET_FAULT);
}

/* Nothing arrived: there is nothing to answer.  What is not a reset is not judged. */
START_TEST(r9293_l08_nothing_arrived) {
  begins();
  assert_clause(segment(0, 0, RST, 0), "R9293-L08");
  assert_clause(segment(0, 0, RST | ACK, 0), "R9293-L08");
  assert_innocent(segment(ISS, 0, SYN, 0));
}
END_TEST

/* A SYN to a port where nobody listens: SEQ 0, and all of the SYN is acknowledged. */
START_TEST(ev_seg_closed_2) {
  begins();
  reaches(segment(4999, 77, SYN, 0));
  assert_innocent(segment(0, 5000, RST | ACK, 0));
  assert_clause(segment(0, 4999, RST | ACK, 0), "R9293-L08");
  assert_clause(segment(77, 5000, RST | ACK, 0), "R9293-L08");
  assert_clause(segment(77, 0, RST, 0), "R9293-L08");
  assert_clause(segment(0, 5000, RST, 0), "R9293-L08");
  reaches(segment(4999, 0, SYN | FIN, 10));
  assert_innocent(segment(0, 5011, RST | ACK, 0));
}
END_TEST

/* A segment with ACK is answered at its SEG.ACK; that the reset has ACK too is forgiven (lwIP's).
 */
START_TEST(ev_seg_closed_3) {
  begins();
  reaches(segment(5000, 1234, ACK, 10));
  assert_innocent(segment(1234, 0, RST, 0));
  assert_innocent(segment(1234, 5010, RST | ACK, 0));
  assert_clause(segment(1235, 5010, RST | ACK, 0), "R9293-L08");
  assert_clause(segment(0, 5010, RST | ACK, 0), "R9293-L08");
  assert_clause(segment(1235, 0, RST, 0), "R9293-L08");
}
END_TEST

/* A reset is answered by nothing, be it with ACK or without; unless something else asks for the
   same. */
START_TEST(r9293_l12) {
  begins();
  reaches(segment(5000, 1234, RST, 0));
  assert_clause(segment(0, 5000, RST | ACK, 0), "R9293-L12");
  reaches(segment(5000, 1234, RST | ACK, 0));
  assert_clause(segment(1234, 0, RST, 0), "R9293-L12");
  assert_clause(segment(1235, 0, RST, 0), "R9293-L08");
  reaches(segment(5000, 1234, ACK, 0));
  assert_innocent(segment(1234, 0, RST, 0));
}
END_TEST

/* Its own resets give an endpoint no connection. */
START_TEST(r9293_l08_after_resets) {
  begins();
  reaches(segment(5000, 1234, ACK, 0));
  sends(segment(1234, 0, RST, 0));
  assert_innocent(segment(1234, 0, RST, 0));
  assert_clause(segment(1230, 0, RST, 0), "R9293-L08");
}
END_TEST

/* An abort stands between ISS and SND.NXT, which a retransmission does not move. */
START_TEST(ev_abort_synrcvd_1) {
  begins();
  sends(segment(ISS, 0, SYN, 0));
  assert_innocent(segment(ISS, 0, RST, 0));
  assert_innocent(segment(ISS + 1, RCV, RST | ACK, 0));
  assert_clause(segment(ISS + 2, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
  assert_clause(segment(ISS - 1, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
  sends(segment(ISS + 1, RCV, ACK, 100));
  sends(segment(ISS + 1, RCV, ACK, 50));
  assert_innocent(segment(ISS + 101, 0, RST, 0));
  assert_clause(segment(ISS + 102, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
  sends(segment(ISS + 101, RCV, ACK | FIN, 0));
  assert_innocent(segment(ISS + 102, 0, RST, 0));
  assert_clause(segment(ISS + 103, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
}
END_TEST

/* An ACK of what was never sent is answered at its number, during the handshake. */
START_TEST(r9293_l09) {
  begins();
  sends(segment(ISS, 0, SYN, 0));
  reaches(segment(5000, 7777, SYN | ACK, 0));
  assert_innocent(segment(7777, 0, RST, 0));
  reaches(segment(5000, 8888, RST | ACK, 0));
  assert_clause(segment(8888, 0, RST, 0), "R9293-L12");
}
END_TEST

/* ACKs of what was sent take no room, however many arrive. */
START_TEST(r9293_l09_long_connection) {
  begins();
  sends(segment(ISS, 0, SYN, 0));
  for (uint32_t n = ISS + 1; n < ISS + 1000; n += 10) {
    sends(segment(n, RCV, ACK, 10));
    reaches(segment(RCV, n + 10, ACK, 0));
  }
  ck_assert(!watch.full);
  assert_clause(segment(ISS + 5000, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
}
END_TEST

/* Four answers are kept; the same asked for again is no new one.  Beyond them no reset is judged.
 */
START_TEST(r9293_l08_four_answers) {
  begins();
  for (uint32_t n = 1; n <= 4; n++) {
    reaches(segment(5000, 1000 * n, ACK, 0));
    reaches(segment(5001, 1000, ACK, 0));
  }
  for (uint32_t n = 1; n <= 4; n++)
    assert_innocent(segment(1000 * n, 0, RST, 0));
  assert_clause(segment(5000, 0, RST, 0), "R9293-L08");
  reaches(segment(5000, 5000, ACK, 0));
  assert_innocent(segment(5000, 0, RST, 0));
  assert_innocent(segment(1000, 0, RST, 0));
  assert_innocent(segment(6000, 0, RST, 0));
}
END_TEST

/* An endpoint that begins without a SYN, or goes on beyond what it has sent, is not followed: it
   may have begun anew with another ISS. */
START_TEST(not_followed) {
  begins();
  sends(segment(ISS, RCV, ACK, 0));
  assert_innocent(segment(ISS - 1, 0, RST, 0));
  begins();
  sends(segment(ISS, 0, SYN, 0));
  sends(segment(ISS, 0, SYN, 0));
  assert_clause(segment(ISS - 1, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
  sends(segment(7777, 0, SYN, 0));
  assert_innocent(segment(ISS - 1, 0, RST, 0));
  begins();
  sends(segment(ISS, 0, SYN, 0));
  sends(segment(ISS + 1, RCV, ACK, 0));
  assert_clause(segment(ISS - 1, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
  sends(segment(ISS + 2, RCV, ACK, 0));
  assert_innocent(segment(ISS - 1, 0, RST, 0));
}
END_TEST

/* After 2^32 octets every number was sent. */
START_TEST(ev_abort_synrcvd_1_all_numbers) {
  begins();
  sends(segment(ISS, 0, SYN, 0));
  for (uint32_t n = 0; n < 65536; n++)
    sends(segment(ISS + 1 + n * 65535, RCV, ACK, 65535));
  ck_assert_uint_eq(watch.span, 0xffff0001u);
  assert_clause(segment(ISS - 1, 0, RST, 0), "EV-ABORT-SYNRCVD+-1");
  sends(segment(ISS + 0xffff0001u, RCV, ACK, 65535));
  sends(segment(ISS, RCV, ACK, 10));
  assert_innocent(segment(ISS - 1, 0, RST, 0));
  assert_innocent(segment(ISS + 1000, 0, RST, 0));
}
END_TEST

int main(void) {
  const TTest *tests[] = {r9293_l08_nothing_arrived,
                          ev_seg_closed_2,
                          ev_seg_closed_3,
                          r9293_l12,
                          r9293_l08_after_resets,
                          ev_abort_synrcvd_1,
                          r9293_l09,
                          r9293_l09_long_connection,
                          r9293_l08_four_answers,
                          not_followed,
                          ev_abort_synrcvd_1_all_numbers};
  return run_tests("check/watch_resets", tests, sizeof tests / sizeof tests[0]);
}
