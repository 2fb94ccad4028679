/* What arrives at an endpoint, and what is possible for it from then on. */
#include "observe.h"

#include "endpoint.h"

/* Nothing was seen: nothing is known. */
START_TEST(before_anything) {
  begin();
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
  ck_assert(!seen.opened && !seen.syn_arrived && !seen.text_sent && !seen.fin_sent);
  ck_assert_uint_eq(seen.acked, 1);
  ck_assert_uint_eq(seen.rcv_max, 1);
}
END_TEST

/* The peer's SYN begins its stream and says what it offers. */
START_TEST(the_peers_syn) {
  begin();
  arrived(with_stamp(with_shift(peers_syn(), 7)));
  ck_assert(seen.syn_arrived && seen.peer_shift_on && seen.peer_stamps);
  ck_assert_uint_eq(seen.irs, IRS);
  ck_assert_uint_eq(seen.peer_shift, 7);
  ck_assert_uint_eq(seen.rcv_max, 1);
}
END_TEST

/* A shift count above 14 counts as 14. */
START_TEST(r7323_2_3_h_shift_above_14) {
  begin();
  arrived(with_shift(peers_syn(), 200));
  ck_assert_uint_eq(seen.peer_shift, 14);
}
END_TEST

/* Text and FIN on a SYN count. */
START_TEST(r9293_l05_text_on_the_syn) {
  begin();
  arrived(segment(IRS, 0, SYN | FIN, 10));
  ck_assert_uint_eq(seen.rcv_max, 12);
}
END_TEST

/* Text, then FIN, move the bound of RCV.NXT up; what came before does not move it down. */
START_TEST(text_and_fin_arrive) {
  opens();
  arrived(segment(5000, 1000, ACK, 100));
  ck_assert_uint_eq(seen.rcv_max, 101);
  arrived(segment(5100, 1000, ACK | FIN, 50));
  ck_assert_uint_eq(seen.rcv_max, 152);
  arrived(segment(5000, 1000, ACK, 100));
  arrived(segment(5151, 1000, ACK, 0));
  ck_assert_uint_eq(seen.rcv_max, 152);
}
END_TEST

/* Out-of-order text counts at once: the hole before it may be filled by what no capture tells apart
 * from loss. */
START_TEST(text_ahead_of_a_hole) {
  opens();
  arrived(segment(5500, 1000, ACK, 100));
  ck_assert_uint_eq(seen.rcv_max, 601);
}
END_TEST

/* No window reaches further than 2^30 octets: what lies beyond is not text of this connection. */
START_TEST(text_out_of_reach) {
  opens();
  arrived(segment(5000 + 1073872896u, 1000, ACK, 1));
  ck_assert_uint_eq(seen.rcv_max, 1);
  arrived(segment(4000, 1000, ACK, 1));
  ck_assert_uint_eq(seen.rcv_max, 1);
}
END_TEST

/* Before the peer's SYN its numbers mean nothing. */
START_TEST(text_before_the_syn) {
  begin();
  innocent(its_syn());
  arrived(segment(5000, 1000, ACK, 100));
  ck_assert_uint_eq(seen.rcv_max, 1);
}
END_TEST

/* Acknowledgments move the bound of SND.UNA up, never down. */
START_TEST(acknowledgments) {
  opens();
  ck_assert_uint_eq(seen.una_max, 1);
  arrived(segment(5000, 1200, ACK, 0));
  ck_assert_uint_eq(seen.una_max, 201);
  arrived(segment(5000, 1100, ACK, 0));
  arrived(segment(5000, 900, ACK, 0));
  arrived(segment(5000, 1300, 0, 0)); /* no ACK bit */
  ck_assert_uint_eq(seen.una_max, 201);
}
END_TEST

/* The largest window ever offered is the bound. */
START_TEST(windows) {
  opens();
  arrived(with_window(segment(5000, 1000, ACK, 0), 5000));
  arrived(with_window(segment(5000, 1000, ACK, 0), 100));
  ck_assert_uint_eq(seen.wnd_max, 5000);
}
END_TEST

/* The window of a SYN is not scaled, all others are. */
START_TEST(r7323_2_2_h_a_syns_window_is_not_scaled) {
  opens_scaled(7);
  ck_assert_uint_eq(seen.wnd_max, 4000);
  arrived(segment(5000, 1000, ACK, 0));
  ck_assert_uint_eq(seen.wnd_max, 4000 * 128);
  arrived(with_window(segment(5000, 1000, ACK, 0), 65535));
  ck_assert_uint_eq(seen.wnd_max, 65535 * 128);
}
END_TEST

/* The SYN comes again, as it was: nothing changes. */
START_TEST(the_syn_again) {
  begin();
  arrived(with_shift(peers_syn(), 7));
  struct plumb_observer before = seen;
  arrived(with_shift(peers_syn(), 7));
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
  ck_assert_uint_eq(seen.rcv_max, before.rcv_max);
}
END_TEST

/* SYNs that differ, in number, text or options: which one the endpoint took is not known. */
START_TEST(syns_that_differ) {
  const struct plumb_seg others[] = {segment(IRS + 1, 0, SYN, 0), segment(IRS, 0, SYN, 1),
                                     with_shift(peers_syn(), 7), with_stamp(peers_syn())};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    begin();
    arrived(peers_syn());
    arrived(others[i]);
    ck_assert_int_eq(seen.lost, PLUMB_LOST_SEVERAL_SYNS);
  }
  begin();
  arrived(with_shift(peers_syn(), 7));
  arrived(with_shift(peers_syn(), 8));
  ck_assert_int_eq(seen.lost, PLUMB_LOST_SEVERAL_SYNS);
}
END_TEST

/* Once it has sent text it is past the handshake, and another SYN is a stranger's. */
START_TEST(a_syn_after_text) {
  opens();
  innocent(segment(1000, 5000, ACK, 10));
  arrived(segment(77, 0, SYN, 0));
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
  ck_assert_uint_eq(seen.irs, IRS);
}
END_TEST

/* So it is once it has acknowledged text: in SYN-RECEIVED none is taken. */
START_TEST(a_syn_after_acknowledged_text) {
  opens();
  arrived(segment(5000, 1000, ACK, 10));
  innocent(segment(1000, 5010, ACK, 0));
  arrived(segment(77, 0, SYN, 0));
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
}
END_TEST

/* A reset in the handshake may bring the endpoint back to LISTEN.  There it sends resets only, */
START_TEST(a_reset_in_the_handshake) {
  begin();
  arrived(peers_syn());
  innocent(its_syn_ack());
  arrived(segment(5000, 0, RST, 0));
  arrived(segment(5000, 1000, ACK, 10));
  innocent(segment(1000, 0, RST, 0));
}
END_TEST

/* and if it was not taken back the connection goes on, */
START_TEST(goes_on_after_a_reset_in_the_handshake) {
  begin();
  arrived(peers_syn());
  innocent(its_syn_ack());
  arrived(segment(6000, 0, RST, 0));
  arrived(segment(5000, 1000, ACK, 10));
  innocent(segment(1000, 5010, ACK, 0));
  accused(PLUMB_ACK_OF_NOTHING, segment(1000, 5011, ACK, 0));
}
END_TEST

/* but a SYN, the same again even, may make another connection. */
START_TEST(a_syn_after_a_reset_in_the_handshake) {
  begin();
  arrived(peers_syn());
  innocent(its_syn_ack());
  arrived(segment(5000, 0, RST, 0));
  arrived(peers_syn());
  ck_assert_int_eq(seen.lost, PLUMB_LOST_RESET_EARLY);
}
END_TEST

/* Before the peer's SYN a reset leads nowhere: what follows is no second connection. */
START_TEST(a_reset_before_the_syn) {
  begin();
  innocent(its_syn());
  arrived(segment(5000, 0, RST, 0));
  arrived(peers_syn_ack());
  arrived(peers_syn_ack());
  innocent(segment(1000, 5000, ACK, 0));
}
END_TEST

/* After text, sent or acknowledged, it ends the connection, or not: either way no other begins. */
START_TEST(a_reset_after_text) {
  opens();
  innocent(segment(1000, 5000, ACK, 10));
  arrived(segment(5000, 0, RST, 0));
  arrived(peers_syn());
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
  opens();
  arrived(segment(5000, 1000, ACK, 10));
  innocent(segment(1000, 5010, ACK, 0));
  arrived(segment(5010, 0, RST, 0));
  arrived(peers_syn());
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
}
END_TEST

/* An acknowledgment before the endpoint's SYN belongs to an older connection; when then the SYN
 * comes, what was acknowledged is not known. */
START_TEST(an_early_ack) {
  begin();
  arrived(segment(5000, 1000, ACK, 0));
  ck_assert(seen.early_ack);
  ck_assert_int_eq(seen.lost, PLUMB_NOT_LOST);
  sent(its_syn());
  ck_assert_int_eq(last.finding, PLUMB_NO_FINDING);
  ck_assert_int_eq(seen.lost, PLUMB_LOST_EARLY_ACK);
}
END_TEST

/* Sequence numbers go round, positions do not. */
START_TEST(r9293_l02_around_the_end_of_the_sequence_space) {
  begin();
  innocent(segment(UINT32_MAX - 1, 0, SYN, 0));
  arrived(segment(UINT32_MAX, UINT32_MAX, SYN | ACK, 0));
  innocent(segment(UINT32_MAX, 0, ACK, 10));
  arrived(segment(0, 9, ACK, 20));
  ck_assert_uint_eq(seen.una_max, 11);
  ck_assert_uint_eq(seen.rcv_max, 21);
}
END_TEST

/* Beyond 2^60 octets the bounds stand still. */
START_TEST(far_positions) {
  const uint64_t far = (uint64_t)1 << 60;
  opens();
  seen.rcv_max = far + 1;
  uint32_t next = (uint32_t)(IRS + seen.rcv_max);
  arrived(segment(next, 1000, ACK, 10));
  ck_assert_uint_eq(seen.rcv_max, far + 1);
  seen.rcv_max = far;
  arrived(segment(next - 1, 1000, ACK, 10));
  ck_assert_uint_eq(seen.rcv_max, far + 10);
}
END_TEST

int main(void) {
  const TTest *tests[] = {before_anything,
                          the_peers_syn,
                          r7323_2_3_h_shift_above_14,
                          r9293_l05_text_on_the_syn,
                          text_and_fin_arrive,
                          text_ahead_of_a_hole,
                          text_out_of_reach,
                          text_before_the_syn,
                          acknowledgments,
                          windows,
                          r7323_2_2_h_a_syns_window_is_not_scaled,
                          the_syn_again,
                          syns_that_differ,
                          a_syn_after_text,
                          a_syn_after_acknowledged_text,
                          a_reset_in_the_handshake,
                          goes_on_after_a_reset_in_the_handshake,
                          a_syn_after_a_reset_in_the_handshake,
                          a_reset_before_the_syn,
                          a_reset_after_text,
                          an_early_ack,
                          r9293_l02_around_the_end_of_the_sequence_space,
                          far_positions};
  return run_tests("check/observe", tests, sizeof tests / sizeof tests[0]);
}
