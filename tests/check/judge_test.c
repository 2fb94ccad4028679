/* What an endpoint sends besides text: the guilty are accused, their innocent neighbours not. */
#include "observe.h"

#include "endpoint.h"

/* ---- The innocent ---------------------------------------------------------------------------- */

/* A connection from SYN to FIN, as client ... */
START_TEST(an_active_open_conforms) {
  opens();
  innocent(segment(1000, 5000, ACK, 100));
  arrived(segment(5000, 1100, ACK, 200));
  innocent(segment(1100, 5200, ACK | FIN, 0));
  arrived(segment(5200, 1101, ACK | FIN, 0));
  innocent(segment(1101, 5201, ACK, 0));
}
END_TEST

/* ... and as server, with a SYN,ACK sent twice. */
START_TEST(a_passive_open_conforms) {
  begin();
  arrived(peers_syn());
  innocent(its_syn_ack());
  innocent(its_syn_ack());
  arrived(segment(5000, 1000, ACK, 10));
  innocent(segment(1000, 5010, ACK, 100));
  ck_assert(seen.text_sent);
}
END_TEST

/* SYNs cross; each is acknowledged by a SYN,ACK, with the options of the own SYN (R7323-3.2-m). */
START_TEST(must_10_crossing_syns_conform) {
  begin();
  innocent(with_stamp(with_shift(its_syn(), 7)));
  arrived(peers_syn());
  innocent(with_stamp(with_shift(its_syn_ack(), 7)));
}
END_TEST

/* ---- SYN ------------------------------------------------------------------------------------- */

/* The SYN is sent again: with the same number, */
START_TEST(ev_tortx_any_1_syn_again) {
  begin();
  innocent(its_syn());
  innocent(its_syn());
}
END_TEST

/* not with another. */
START_TEST(ev_tortx_any_1_syn_with_another_iss) {
  begin();
  innocent(its_syn());
  guilty(PLUMB_SYN_OTHER_ISS, segment(77, 0, SYN, 0), ISS, 1, 77);
}
END_TEST

/* An open connection is not opened again. */
START_TEST(ev_open_other_1_syn_after_text) {
  opens();
  innocent(segment(1000, 5000, ACK, 10));
  accused(PLUMB_SYN_AFTER_TEXT, its_syn());
  ck_assert_uint_eq(last.seen, ISS);
}
END_TEST

/* A shift count of 14 is the largest. */
START_TEST(r7323_2_3_f_shift_of_14) {
  begin();
  innocent(with_shift(its_syn(), 14));
  ck_assert_uint_eq(seen.own_shift, 14);
}
END_TEST

START_TEST(r7323_2_3_f_shift_of_15) {
  begin();
  accused(PLUMB_SHIFT_TOO_LARGE, with_shift(its_syn(), 15));
  ck_assert_uint_eq(last.seen, 15);
}
END_TEST

/* Window scale on a SYN,ACK answers the option of a SYN. */
START_TEST(r7323_2_2_f_window_scale_offered) {
  begin();
  arrived(with_shift(peers_syn(), 0));
  innocent(with_shift(its_syn_ack(), 7));
}
END_TEST

START_TEST(r7323_2_2_f_window_scale_not_offered) {
  begin();
  arrived(peers_syn());
  accused(PLUMB_SHIFT_NOT_OFFERED, with_shift(its_syn_ack(), 7));
}
END_TEST

/* Timestamps likewise. */
START_TEST(r7323_3_2_f_timestamp_offered) {
  begin();
  arrived(with_stamp(peers_syn()));
  innocent(with_stamp(its_syn_ack()));
}
END_TEST

START_TEST(r7323_3_2_f_timestamp_not_offered) {
  begin();
  arrived(peers_syn());
  accused(PLUMB_STAMP_NOT_OFFERED, with_stamp(its_syn_ack()));
}
END_TEST

/* The SYN,ACK acknowledges the SYN, */
START_TEST(ev_seg_listen_3b_syn_ack_of_another_number) {
  begin();
  arrived(peers_syn());
  guilty(PLUMB_ACK_OF_NOTHING, segment(ISS, 5001, SYN | ACK, 0), 5000, 5000, 5001);
  begin();
  arrived(peers_syn());
  guilty(PLUMB_ACK_WENT_BACK, segment(ISS, 4999, SYN | ACK, 0), 5000, 5000, 4999);
}
END_TEST

/* and none is sent before a SYN came. */
START_TEST(ev_seg_listen_3b_syn_ack_without_syn) {
  begin();
  sent(segment(ISS, 1, SYN | ACK, 0));
  ck_assert_int_ne(last.finding, PLUMB_NO_FINDING);
}
END_TEST

/* ---- RST ------------------------------------------------------------------------------------- */

/* A SYN to a closed port: <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>. */
START_TEST(ev_seg_closed_2_sequence_number_0) {
  begin();
  arrived(peers_syn());
  innocent(segment(0, 5000, RST | ACK, 0));
}
END_TEST

START_TEST(ev_seg_closed_2_another_sequence_number) {
  begin();
  arrived(peers_syn());
  guilty(PLUMB_RESET_SEQ_NOT_ZERO, segment(77, 5000, RST | ACK, 0), 0, 0, 77);
}
END_TEST

/* The reset that answers an ACK takes its number from there. */
START_TEST(ev_seg_closed_3_any_sequence_number) {
  begin();
  arrived(segment(5000, 77, ACK, 0));
  innocent(segment(77, 0, RST, 0));
}
END_TEST

/* After its own reset an endpoint answers by resets only. */
START_TEST(ev_abort_synrcvd_1_resets_after_a_reset) {
  opens();
  innocent(segment(1000, 5000, ACK, 10));
  innocent(segment(1010, 5000, RST | ACK, 0));
  arrived(segment(5000, 1010, ACK, 10));
  innocent(segment(1010, 0, RST, 0));
}
END_TEST

START_TEST(ev_abort_synrcvd_1_text_after_a_reset) {
  opens();
  innocent(segment(1000, 5000, ACK, 10));
  innocent(segment(1010, 5000, RST | ACK, 0));
  accused(PLUMB_SEGMENT_AFTER_RESET, segment(1010, 5000, ACK, 10));
}
END_TEST

/* A reset in SYN-SENT, in answer to a bad acknowledgment, does not end the connection. */
START_TEST(ev_seg_synsent_1b_goes_on_after_the_reset) {
  begin();
  innocent(its_syn());
  arrived(segment(7000, 77, ACK, 0));
  innocent(segment(77, 0, RST, 0));
  innocent(its_syn());
  arrived(peers_syn_ack());
  innocent(segment(1000, 5000, ACK, 0));
}
END_TEST

/* ---- The ACK bit and the options of a plain segment ------------------------------------------ */

/* Once the connection is open every segment acknowledges. */
START_TEST(r9293_l16_no_ack_bit) {
  opens();
  accused(PLUMB_ACK_BIT_MISSING, segment(1000, 0, 0, 10));
}
END_TEST

/* The MSS is announced by SYNs, nowhere else. */
START_TEST(must_65_mss_outside_syn) {
  struct plumb_seg syn = its_syn(), text = segment(1000, 5000, ACK, 10);
  syn.options.has_mss = text.options.has_mss = true;
  begin();
  innocent(syn);
  arrived(peers_syn_ack());
  accused(PLUMB_MSS_OUTSIDE_SYN, text);
}
END_TEST

/* Timestamps, once agreed on, are on every segment but resets (R7323-3.2-h is a SHOULD). */
START_TEST(r7323_3_2_g_timestamp_missing) {
  opens_stamped();
  innocent(with_stamp(segment(1000, 5000, ACK, 10)));
  accused(PLUMB_STAMP_MISSING, segment(1010, 5000, ACK, 10));
  innocent(segment(1020, 0, RST, 0));
}
END_TEST

/* If either SYN had none, they are not agreed on. */
START_TEST(r7323_3_2_g_timestamps_not_agreed) {
  begin();
  innocent(with_stamp(its_syn()));
  arrived(peers_syn_ack());
  innocent(segment(1000, 5000, ACK, 10));
  begin();
  innocent(with_stamp(its_syn()));
  innocent(its_syn());
  arrived(with_stamp(peers_syn_ack()));
  innocent(segment(1000, 5000, ACK, 10));
}
END_TEST

/* ---- Acknowledgments ------------------------------------------------------------------------- */

/* All that arrived may be acknowledged, */
START_TEST(ev_seg_sync_7b_ack_of_what_arrived) {
  opens();
  arrived(segment(5000, 1000, ACK, 100));
  innocent(segment(1000, 5050, ACK, 0));
  innocent(segment(1000, 5100, ACK, 0));
}
END_TEST

/* and nothing else. */
START_TEST(ev_seg_sync_7b_ack_of_nothing) {
  opens();
  arrived(segment(5000, 1000, ACK, 100));
  guilty(PLUMB_ACK_OF_NOTHING, segment(1000, 5101, ACK, 0), 5000, 5100, 5101);
}
END_TEST

/* What was acknowledged stays acknowledged. */
START_TEST(r9293_l16_ack_went_back) {
  opens();
  arrived(segment(5000, 1000, ACK, 100));
  innocent(segment(1000, 5100, ACK, 0));
  guilty(PLUMB_ACK_WENT_BACK, segment(1000, 5099, ACK, 0), 5100, 5100, 5099);
}
END_TEST

/* ---- Where the observer is lost -------------------------------------------------------------- */

static void assert_lost(struct plumb_seg s, enum plumb_loss loss) {
  sent(s);
  ck_assert_int_eq(last.finding, PLUMB_NO_FINDING);
  ck_assert_int_eq(seen.lost, loss);
}

/* Its SYN was not captured. */
START_TEST(lost_without_a_syn) {
  begin();
  assert_lost(segment(1000, 5000, ACK, 10), PLUMB_LOST_NO_SYN);
}
END_TEST

/* It may have gone back to LISTEN and opened from there. */
START_TEST(lost_at_a_syn_after_a_reset) {
  begin();
  arrived(peers_syn());
  innocent(its_syn_ack());
  arrived(segment(5000, 0, RST, 0));
  assert_lost(segment(77, 0, SYN, 0), PLUMB_LOST_RESET_EARLY);
}
END_TEST

/* SYN with FIN, or with RST. */
START_TEST(lost_at_an_odd_syn) {
  begin();
  assert_lost(segment(ISS, 0, SYN | FIN, 0), PLUMB_LOST_ODD_SYN);
  begin();
  assert_lost(segment(ISS, 0, SYN | RST, 0), PLUMB_LOST_ODD_SYN);
}
END_TEST

/* 2^60 octets. */
START_TEST(lost_far_away) {
  opens();
  seen.nxt = ((uint64_t)1 << 60) + 1;
  assert_lost(segment(1000, 5000, ACK, 10), PLUMB_LOST_FAR);
}
END_TEST

/* Who is lost accuses no more, and says why it was lost first. */
START_TEST(lost_for_good) {
  begin();
  arrived(peers_syn());
  arrived(segment(77, 0, SYN, 0));
  assert_lost(segment(77, 9000, ACK, 10), PLUMB_LOST_SEVERAL_SYNS);
  assert_lost(segment(ISS, 0, SYN | FIN, 0), PLUMB_LOST_SEVERAL_SYNS);
}
END_TEST

int main(void) {
  const TTest *tests[] = {an_active_open_conforms,
                          a_passive_open_conforms,
                          must_10_crossing_syns_conform,
                          ev_tortx_any_1_syn_again,
                          ev_tortx_any_1_syn_with_another_iss,
                          ev_open_other_1_syn_after_text,
                          r7323_2_3_f_shift_of_14,
                          r7323_2_3_f_shift_of_15,
                          r7323_2_2_f_window_scale_offered,
                          r7323_2_2_f_window_scale_not_offered,
                          r7323_3_2_f_timestamp_offered,
                          r7323_3_2_f_timestamp_not_offered,
                          ev_seg_listen_3b_syn_ack_of_another_number,
                          ev_seg_listen_3b_syn_ack_without_syn,
                          ev_seg_closed_2_sequence_number_0,
                          ev_seg_closed_2_another_sequence_number,
                          ev_seg_closed_3_any_sequence_number,
                          ev_abort_synrcvd_1_resets_after_a_reset,
                          ev_abort_synrcvd_1_text_after_a_reset,
                          ev_seg_synsent_1b_goes_on_after_the_reset,
                          r9293_l16_no_ack_bit,
                          must_65_mss_outside_syn,
                          r7323_3_2_g_timestamp_missing,
                          r7323_3_2_g_timestamps_not_agreed,
                          ev_seg_sync_7b_ack_of_what_arrived,
                          ev_seg_sync_7b_ack_of_nothing,
                          r9293_l16_ack_went_back,
                          lost_without_a_syn,
                          lost_at_a_syn_after_a_reset,
                          lost_at_an_odd_syn,
                          lost_far_away,
                          lost_for_good};
  return run_tests("check/judge", tests, sizeof tests / sizeof tests[0]);
}
