/* The text that an endpoint sends, its FIN, and the windows that it offers: the guilty are accused,
 * their innocent neighbours are not. */
#include "observe.h"

#include "endpoint.h"

/* ---- Windows --------------------------------------------------------------------------------- */

/* A window that text fills: its right edge stays. */
START_TEST(shld_14_window_fills) {
  opens();
  arrived(segment(5000, 1000, ACK, 1000));
  innocent(with_window(segment(1000, 6000, ACK, 0), 3000));
}
END_TEST

START_TEST(shld_14_window_shrunk) {
  opens();
  arrived(segment(5000, 1000, ACK, 1000));
  guilty(PLUMB_WINDOW_SHRUNK, with_window(segment(1000, 6000, ACK, 0), 2999), 9000, 9000, 8999);
}
END_TEST

/* A scaled window rounds off what is less than its unit: 4000 * 128 less 1 octet. */
START_TEST(r7323_2_4_2_a_rounding) {
  opens_scaled(7);
  innocent(segment(1000, 5000, ACK, 0));
  arrived(segment(5000, 1000, ACK, 1));
  innocent(with_window(segment(1000, 5001, ACK, 0), 3999));
}
END_TEST

/* More than a unit is no rounding. */
START_TEST(shld_14_scaled_window_shrunk) {
  opens_scaled(7);
  innocent(segment(1000, 5000, ACK, 0));
  accused(PLUMB_WINDOW_SHRUNK, with_window(segment(1000, 5000, ACK, 0), 3999));
}
END_TEST

/* The window after a SYN is scaled, its own is not: that alone moves the edge. */
START_TEST(r7323_2_2_h_a_syns_window_is_not_scaled) {
  begin();
  arrived(with_shift(peers_syn(), 7));
  innocent(with_window(with_shift(its_syn_ack(), 7), 64000));
  arrived(segment(5000, 1000, ACK, 0));
  innocent(with_window(segment(1000, 5000, ACK, 0), 500));
  accused(PLUMB_WINDOW_SHRUNK, with_window(segment(1000, 5000, ACK, 0), 499));
}
END_TEST

/* ---- Sequence numbers and text --------------------------------------------------------------- */

/* Text follows text; it may be sent again, from any octet, and keep-alives begin one before. */
START_TEST(ev_send_estab_1_text_in_order) {
  opens();
  innocent(segment(1000, 5000, ACK, 100));
  innocent(segment(1100, 5000, ACK, 100));
  innocent(segment(1050, 5000, ACK, 200));
  innocent(segment(1249, 5000, ACK, 0));
  ck_assert_uint_eq(seen.nxt, 251);
}
END_TEST

/* A gap is left. */
START_TEST(ev_send_estab_1_gap) {
  opens();
  innocent(segment(1000, 5000, ACK, 100));
  guilty(PLUMB_SEQ_BEYOND_NXT, segment(1101, 5000, ACK, 100), 1100, 1100, 1101);
}
END_TEST

/* A number before its own SYN is as far away. */
START_TEST(ev_send_estab_1_before_the_syn) {
  opens();
  accused(PLUMB_SEQ_BEYOND_NXT, segment(ISS - 1, 5000, ACK, 0));
}
END_TEST

/* Text fills the window of 4000 octets: 1000 to 4999. */
START_TEST(r7323_2_4_3_a_the_whole_window) {
  opens();
  innocent(segment(1000, 5000, ACK, 4000));
}
END_TEST

/* It is accused once, not again for each retransmission. */
START_TEST(r7323_2_4_3_a_beyond_the_window) {
  opens();
  guilty(PLUMB_TEXT_BEYOND_WINDOW, segment(1000, 5000, ACK, 4001), 1000, 5000, 5001);
  innocent(segment(1000, 5000, ACK, 4001));
}
END_TEST

/* What was sent in the window may be sent again after it has closed (R7323-2.4_4-a). */
START_TEST(r7323_2_4_3_a_retransmission) {
  opens();
  innocent(segment(1000, 5000, ACK, 4000));
  arrived(with_window(segment(5000, 1000, ACK, 0), 0));
  innocent(segment(1000, 5000, ACK, 4000));
}
END_TEST

/* An octet may probe a window that was never open. */
START_TEST(must_36_probe) {
  begin();
  innocent(its_syn());
  arrived(with_window(peers_syn_ack(), 0));
  innocent(segment(1000, 5000, ACK, 1));
  accused(PLUMB_TEXT_BEYOND_WINDOW, segment(1001, 5000, ACK, 1));
}
END_TEST

/* ---- FIN ------------------------------------------------------------------------------------- */

/* After the FIN: acknowledgments, the FIN again, and text before it again. */
START_TEST(ev_send_fw1_1_after_the_fin) {
  opens();
  innocent(segment(1000, 5000, ACK | FIN, 100));
  innocent(segment(1101, 5000, ACK, 0));
  innocent(segment(1100, 5000, ACK | FIN, 0));
  innocent(segment(1000, 5000, ACK, 100));
  innocent(segment(1050, 5000, ACK | FIN, 50));
}
END_TEST

START_TEST(ev_send_fw1_1_text_after_the_fin) {
  opens();
  innocent(segment(1000, 5000, ACK | FIN, 100));
  guilty(PLUMB_TEXT_AFTER_FIN, segment(1101, 5000, ACK, 10), 1100, 1100, 1111);
}
END_TEST

/* The FIN stands where it stood, */
START_TEST(r9293_l15_fin_moved) {
  opens();
  innocent(segment(1000, 5000, ACK | FIN, 100));
  guilty(PLUMB_FIN_MOVED, segment(1099, 5000, ACK | FIN, 0), 1100, 1100, 1099);
}
END_TEST

/* and after all text. */
START_TEST(r9293_l15_fin_before_text) {
  opens();
  innocent(segment(1000, 5000, ACK, 100));
  accused(PLUMB_FIN_MOVED, segment(1000, 5000, ACK | FIN, 50));
}
END_TEST

int main(void) {
  const TTest *tests[] = {shld_14_window_fills,
                          shld_14_window_shrunk,
                          r7323_2_4_2_a_rounding,
                          shld_14_scaled_window_shrunk,
                          r7323_2_2_h_a_syns_window_is_not_scaled,
                          ev_send_estab_1_text_in_order,
                          ev_send_estab_1_gap,
                          ev_send_estab_1_before_the_syn,
                          r7323_2_4_3_a_the_whole_window,
                          r7323_2_4_3_a_beyond_the_window,
                          r7323_2_4_3_a_retransmission,
                          must_36_probe,
                          ev_send_fw1_1_after_the_fin,
                          ev_send_fw1_1_text_after_the_fin,
                          r9293_l15_fin_moved,
                          r9293_l15_fin_before_text};
  return run_tests("check/judge_text", tests, sizeof tests / sizeof tests[0]);
}
