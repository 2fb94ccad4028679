/* SEGMENT ARRIVES in CLOSED, LISTEN and SYN-SENT. */
#include "openings.h"

static struct plumb_tcb syn_sent(uint32_t iss) {
  return plumb_open(config_for_tests(), closed, open_args(true, iss), NOW).tcb;
}

static void assert_unchanged(struct plumb_outcome o, struct plumb_tcb t) {
  ck_assert_int_eq(o.tcb.state, t.state);
  ck_assert_uint_eq(o.tcb.snd.una, t.snd.una);
  ck_assert_uint_eq(o.tcb.rcv.nxt, t.rcv.nxt);
  ck_assert(!o.signals.reset && !o.signals.refused && !o.signals.established);
}

/* ---- CLOSED ---- */

/* A reset is never answered (R9293-L08): two closed ends would do so for ever. */
START_TEST(ev_seg_closed_1) {
  assert_silent(arrives(closed, segment(RCV, 0, RST, 0)));
  assert_silent(arrives(closed, segment(RCV, UNA, RST | ACK, 0)));
  assert_silent(arrives(closed, segment(RCV, UNA, RST | SYN | FIN, 10)));
}
END_TEST

/* Without an ACK the reset acknowledges all that came: text, SYN and FIN (bug class: the reset for
 * a SYN acknowledges too little). */
START_TEST(ev_seg_closed_2) {
  assert_answer(arrives(closed, segment(RCV, 0, SYN, 0)), PLUMB_SEND_RST_ACK, 0, RCV + 1);
  assert_answer(arrives(closed, segment(RCV, 0, FIN, 100)), PLUMB_SEND_RST_ACK, 0, RCV + 101);
  assert_answer(arrives(closed, segment(RCV, 0, SYN | FIN, 7)), PLUMB_SEND_RST_ACK, 0, RCV + 9);
  assert_answer(arrives(closed, segment(0xffffffffu, 0, SYN, 0)), PLUMB_SEND_RST_ACK, 0, 0);
}
END_TEST

/* With an ACK it takes its number from it. */
START_TEST(ev_seg_closed_3) {
  assert_answer(arrives(closed, segment(RCV, UNA, ACK, 100)), PLUMB_SEND_RST, UNA, 0);
  assert_state(arrives(closed, segment(RCV, UNA, SYN | ACK, 0)), PLUMB_CLOSED);
}
END_TEST

/* ---- LISTEN ---- */

/* A reset to a listener is ignored (bug class: a reset that ends the listener). */
START_TEST(ev_seg_listen_1) {
  struct plumb_outcome o = arrives(listening(), segment(RCV, 0, RST, 0));
  assert_silent(o);
  assert_state(o, PLUMB_LISTEN);
  assert_silent(arrives(listening(), segment(RCV, UNA, RST | SYN | ACK, 0)));
}
END_TEST

/* An ACK cannot be for us. */
START_TEST(ev_seg_listen_2) {
  struct plumb_outcome o = arrives(listening(), segment(RCV, UNA, ACK, 0));
  assert_answer(o, PLUMB_SEND_RST, UNA, 0);
  assert_state(o, PLUMB_LISTEN);
  assert_answer(arrives(listening(), segment(RCV, UNA, SYN | ACK, 0)), PLUMB_SEND_RST, UNA, 0);
}
END_TEST

/* A SYN: the connection begins. */
START_TEST(ev_seg_listen_3b) {
  struct plumb_outcome o = arrives(listening(), segment(IRS, 0, SYN, 0));
  assert_answer(o, PLUMB_SEND_SYN_ACK, ISS, IRS + 1);
  assert_state(o, PLUMB_SYN_RECEIVED);
  ck_assert(o.tcb.passive);
  ck_assert_uint_eq(o.tcb.iss, ISS);
  ck_assert_uint_eq(o.tcb.irs, IRS);
  ck_assert_uint_eq(o.tcb.snd.una, ISS);
  ck_assert_uint_eq(o.tcb.snd.nxt, ISS + 1);
  ck_assert_uint_eq(o.tcb.rcv.nxt, IRS + 1);
  ck_assert(o.tcb.timers.rtx_on);
}
END_TEST

/* Text and FIN on the SYN are left to the peer's retransmission: the SYN,ACK acknowledges the SYN.
 */
START_TEST(ev_seg_listen_3b_text_on_the_syn) {
  struct plumb_outcome o = arrives(listening(), segment(IRS, 0, SYN | FIN, 100));
  assert_answer(o, PLUMB_SEND_SYN_ACK, ISS, IRS + 1);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 0);
  ck_assert_uint_eq(o.placement.len, 0);
}
END_TEST

/* Neither SYN nor ACK nor RST. */
START_TEST(ev_seg_listen_4) {
  struct plumb_outcome o = arrives(listening(), segment(RCV, 0, FIN | PSH, 100));
  assert_silent(o);
  assert_state(o, PLUMB_LISTEN);
}
END_TEST

/* ---- What a SYN tells ---- */

/* Without the option 536; at most our own; and never 0 (bug class: MSS of 0 divides by zero, or
 * sends for ever nothing). */
START_TEST(must_15_send_mss) {
  const struct {
    bool has;
    uint16_t told;
    uint32_t mss;
  } cases[] = {
      {false, 0, 536}, {true, 1000, 1000}, {true, 9000, 1460}, {true, 0, 536}, {true, 1, 1}};
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct plumb_seg s = segment(IRS, 0, SYN, 0);
    s.options.has_mss = cases[i].has;
    s.options.mss = cases[i].told;
    ck_assert_uint_eq(arrives(listening(), s).tcb.peer.mss, cases[i].mss);
  }
}
END_TEST

/* Scaling when both offer it; a shift beyond 14 counts as 14; the window of the SYN is not scaled
 * (bug classes: shift above 14; SYN window scaled). */
START_TEST(r7323_2_3_c_window_scale) {
  struct plumb_config c = config_for_tests();
  c.shift = 7;
  struct plumb_seg s = segment(IRS, 0, SYN, 0);
  struct plumb_tcb t = plumb_segment_arrives(c, listening(), s, ISS, NOW).tcb;
  ck_assert_uint_eq(t.peer.snd_shift, 0);
  ck_assert_uint_eq(t.peer.rcv_shift, 0);
  s.options.has_shift = true;
  s.options.shift = 15;
  t = plumb_segment_arrives(c, listening(), s, ISS, NOW).tcb;
  ck_assert_uint_eq(t.peer.snd_shift, 14);
  ck_assert_uint_eq(t.peer.rcv_shift, 7);
  ck_assert_uint_eq(t.snd.wnd, PEER_WND);
  c.use_shift = false;
  t = plumb_segment_arrives(c, listening(), s, ISS, NOW).tcb;
  ck_assert_uint_eq(t.peer.snd_shift, 0);
}
END_TEST

/* A buffer of more than 65535 octets: what the unscaled window of a SYN cannot say is not promised.
 */
START_TEST(r7323_2_2_h_opening_window) {
  struct plumb_config c = config_for_tests();
  c.buffer = 1000000;
  struct plumb_tcb t = plumb_segment_arrives(c, listening(), segment(IRS, 0, SYN, 0), ISS, NOW).tcb;
  ck_assert_uint_eq(t.rcv.wnd, 65535);
}
END_TEST

/* Timestamps and SACK when both offer them. */
START_TEST(r7323_3_2_g_agreement) {
  struct plumb_config c = config_for_tests();
  struct plumb_seg s = segment(IRS, 0, SYN, 0);
  s.options.has_ts = true;
  s.options.ts_val = 77;
  s.options.sack_permitted = true;
  struct plumb_tcb t = plumb_segment_arrives(c, listening(), s, ISS, NOW).tcb;
  ck_assert(t.stamps.ok && t.peer.sack);
  ck_assert_uint_eq(t.stamps.recent, 77);
  ck_assert_uint_eq(t.stamps.recent_at, NOW);
  ck_assert_uint_eq(t.stamps.last_ack, IRS + 1);
  s.ctl.ack = true;
  s.ack = ISS + 1;
  ck_assert_uint_eq(arrives(syn_sent(ISS), s).tcb.stamps.recent, 77);
  s.ctl.ack = false;
  c.use_stamps = false;
  c.use_sack = false;
  t = plumb_segment_arrives(c, listening(), s, ISS, NOW).tcb;
  ck_assert(!t.stamps.ok && !t.peer.sack);
}
END_TEST

/* ---- SYN-SENT ---- */

/* An ACK of anything but our SYN: a reset, if it is not one itself. */
START_TEST(ev_seg_synsent_1a_1b) {
  const uint32_t wrong[] = {ISS, ISS + 2, ISS - 1, ISS + 0x80000000u};
  for (int i = 0; i < 4; i++) {
    struct plumb_tcb t = syn_sent(ISS);
    struct plumb_outcome o = arrives(t, segment(IRS, wrong[i], SYN | ACK, 0));
    assert_answer(o, PLUMB_SEND_RST, wrong[i], 0);
    assert_unchanged(o, t);
    o = arrives(t, segment(IRS, wrong[i], RST | ACK, 0));
    assert_silent(o);
    assert_unchanged(o, t);
  }
}
END_TEST

/* Nobody listens there: the reset acknowledges our SYN. */
START_TEST(ev_seg_synsent_2a) {
  struct plumb_outcome o = arrives(syn_sent(ISS), segment(0, ISS + 1, RST | ACK, 0));
  assert_silent(o);
  assert_state(o, PLUMB_CLOSED);
  ck_assert(o.signals.reset);
}
END_TEST

/* A reset that acknowledges nothing may be anybody's. */
START_TEST(ev_seg_synsent_2b) {
  struct plumb_outcome o = arrives(syn_sent(ISS), segment(IRS, 0, RST, 0));
  assert_silent(o);
  assert_unchanged(o, syn_sent(ISS));
}
END_TEST

/* SYN,ACK: ESTABLISHED, and the ACK goes out at once. */
START_TEST(ev_seg_synsent_4b) {
  struct plumb_outcome o = arrives(syn_sent(ISS), segment(IRS, ISS + 1, SYN | ACK, 0));
  assert_answer(o, PLUMB_SEND_ACK, ISS + 1, IRS + 1);
  assert_state(o, PLUMB_ESTABLISHED);
  ck_assert(o.signals.established);
  ck_assert_uint_eq(o.tcb.snd.una, ISS + 1);
  ck_assert_uint_eq(o.tcb.snd.wnd, PEER_WND);
  ck_assert_uint_eq(o.tcb.snd.max_wnd, PEER_WND);
  ck_assert_uint_eq(o.tcb.snd.wl1, IRS);
  ck_assert_uint_eq(o.tcb.snd.wl2, ISS + 1);
  ck_assert(!o.tcb.timers.rtx_on);
}
END_TEST

/* The SYN,ACK carries text, even a FIN: both count, in one ACK. */
START_TEST(ev_seg_synsent_4b_text_and_fin) {
  struct plumb_outcome o = arrives(syn_sent(ISS), segment(IRS, ISS + 1, SYN | ACK, 100));
  assert_answer(o, PLUMB_SEND_ACK, ISS + 1, IRS + 101);
  ck_assert(o.signals.established && o.signals.text);
  ck_assert_uint_eq(o.placement.skip, 0);
  ck_assert_uint_eq(o.placement.at, 0);
  ck_assert_uint_eq(o.placement.len, 100);
  o = arrives(syn_sent(ISS), segment(IRS, ISS + 1, SYN | ACK | FIN, 100));
  assert_answer(o, PLUMB_SEND_ACK, ISS + 1, IRS + 102);
  assert_state(o, PLUMB_CLOSE_WAIT);
  ck_assert(o.signals.closing);
}
END_TEST

/* Our ISS is 2^32 - 1, so the ACK of the SYN is 0; the peer's too (bug class: ISN near 2^32). */
START_TEST(r9293_l02_iss_at_the_wrap) {
  struct plumb_outcome o = arrives(syn_sent(0xffffffffu), segment(0xffffffffu, 0, SYN | ACK, 0));
  assert_answer(o, PLUMB_SEND_ACK, 0, 0);
  assert_state(o, PLUMB_ESTABLISHED);
}
END_TEST

/* A SYN crosses ours: simultaneous open. */
START_TEST(must_10_ev_seg_synsent_4c) {
  struct plumb_outcome o = arrives(syn_sent(ISS), segment(IRS, 0, SYN, 0));
  assert_answer(o, PLUMB_SEND_SYN_ACK, ISS, IRS + 1);
  assert_state(o, PLUMB_SYN_RECEIVED);
  ck_assert(!o.tcb.passive);
  ck_assert_uint_eq(o.tcb.snd.una, ISS);
  ck_assert_uint_eq(o.tcb.snd.wnd, PEER_WND);
}
END_TEST

/* Neither SYN nor RST, or a FIN whose number nobody can check. */
START_TEST(ev_seg_synsent_5_ev_seg_sync_8a) {
  const unsigned bits[] = {0, ACK, FIN, FIN | ACK, PSH | ACK};
  for (int i = 0; i < 5; i++) {
    struct plumb_outcome o = arrives(syn_sent(ISS), segment(IRS, ISS + 1, bits[i], 0));
    assert_silent(o);
    assert_unchanged(o, syn_sent(ISS));
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ev_seg_closed_1,
      ev_seg_closed_2,
      ev_seg_closed_3,
      ev_seg_listen_1,
      ev_seg_listen_2,
      ev_seg_listen_3b,
      ev_seg_listen_3b_text_on_the_syn,
      ev_seg_listen_4,
      must_15_send_mss,
      r7323_2_3_c_window_scale,
      r7323_2_2_h_opening_window,
      r7323_3_2_g_agreement,
      ev_seg_synsent_1a_1b,
      ev_seg_synsent_2a,
      ev_seg_synsent_2b,
      ev_seg_synsent_4b,
      ev_seg_synsent_4b_text_and_fin,
      r9293_l02_iss_at_the_wrap,
      must_10_ev_seg_synsent_4c,
      ev_seg_synsent_5_ev_seg_sync_8a,
  };
  return run_tests("segment arrives", tests, sizeof tests / sizeof tests[0]);
}
