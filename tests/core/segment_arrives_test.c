/* SEGMENT ARRIVES in CLOSED, LISTEN and SYN-SENT; and whole connections, from the first SYN to the
 * last ACK. */
#include "connection.h"

static const struct plumb_tcb closed = {.state = PLUMB_CLOSED};

static struct plumb_open_args open_args(bool active, uint32_t iss) {
  return (struct plumb_open_args){.active = active,
                                  .access = true,
                                  .room = true,
                                  .diffserv_ok = true,
                                  .remote_specified = active,
                                  .iss = iss};
}

static struct plumb_tcb listening(void) {
  return plumb_open(config_for_tests(), closed, open_args(false, 0), NOW).tcb;
}

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

/* ---- Two ends ---- */

enum { A_ISS = 100, B_ISS = 300 };

/* The segment of an answer, as the other end receives it. */
static struct plumb_seg sent(struct plumb_outcome o) {
  const unsigned bits[] = {[PLUMB_SEND_SYN] = SYN,
                           [PLUMB_SEND_SYN_ACK] = SYN | ACK,
                           [PLUMB_SEND_ACK] = ACK,
                           [PLUMB_SEND_RST] = RST,
                           [PLUMB_SEND_RST_ACK] = RST | ACK};
  ck_assert_int_ne(o.answer.kind, PLUMB_NO_ANSWER);
  struct plumb_seg s = segment(o.answer.seq, o.answer.ack,
                               bits[o.answer.kind] | (o.answer.fin ? FIN : 0u), o.answer.text);
  s.wnd = o.tcb.rcv.wnd;
  return s;
}

static struct plumb_outcome opens(uint32_t iss) {
  return plumb_open(config_for_tests(), closed, open_args(true, iss), NOW);
}

/* What goes out next: queued text or the FIN. */
static struct plumb_outcome transmits(struct plumb_tcb t) {
  return plumb_transmit(config_for_tests(), t, NOW);
}

/* The user CLOSEs, and the FIN goes out. */
static struct plumb_outcome closes(struct plumb_tcb t) {
  struct plumb_outcome o = transmits(plumb_close(t, true).tcb);
  ck_assert(o.answer.fin);
  return o;
}

/* Both ends of a connection that is open. */
static void connect_both(struct plumb_tcb *a, struct plumb_tcb *b) {
  struct plumb_outcome at_a = opens(A_ISS);
  struct plumb_outcome at_b =
      plumb_segment_arrives(config_for_tests(), listening(), sent(at_a), B_ISS, NOW);
  at_a = arrives(at_a.tcb, sent(at_b));
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_silent(at_b);
  assert_state(at_a, PLUMB_ESTABLISHED);
  assert_state(at_b, PLUMB_ESTABLISHED);
  *a = at_a.tcb;
  *b = at_b.tcb;
}

static void assert_in_step(struct plumb_tcb a, struct plumb_tcb b) {
  ck_assert_uint_eq(a.snd.nxt, b.rcv.nxt);
  ck_assert_uint_eq(b.snd.nxt, a.rcv.nxt);
}

/* SYN, SYN,ACK, ACK; then 100 octets and their ACK. */
START_TEST(three_segments_and_text) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_send_args args = {.access = true, .octets = 100, .room = 1000};
  struct plumb_outcome at_a = transmits(plumb_send(config_for_tests(), a, args, NOW).tcb);
  struct plumb_outcome at_b = arrives(b, sent(at_a));
  ck_assert_uint_eq(at_b.tcb.rcv.buffered, 100);
  at_a = arrives(at_a.tcb, sent(at_b));
  ck_assert_uint_eq(at_a.tcb.snd.una, at_a.tcb.snd.nxt);
  ck_assert(!at_a.tcb.timers.rtx_on);
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* Both open at once: SYNs cross, SYN,ACKs cross, and the ACKs that answer them open both ends. */
START_TEST(must_10_simultaneous_open) {
  struct plumb_outcome at_a = opens(A_ISS), at_b = opens(B_ISS);
  struct plumb_seg from_a = sent(at_a), from_b = sent(at_b);
  for (int crossing = 0; crossing < 3; crossing++) {
    at_a = arrives(at_a.tcb, from_b);
    at_b = arrives(at_b.tcb, from_a);
    if (crossing < 2) {
      assert_state(at_a, PLUMB_SYN_RECEIVED);
      from_a = sent(at_a);
      from_b = sent(at_b);
    }
  }
  assert_state(at_a, PLUMB_ESTABLISHED);
  assert_state(at_b, PLUMB_ESTABLISHED);
  assert_silent(at_a);
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* An old SYN reaches the listener first; the reset of the caller takes the listener back, and the
 * true SYN connects (RFC 9293 figure 8). */
START_TEST(must_11_old_duplicate_syn) {
  struct plumb_outcome at_a = opens(A_ISS);
  struct plumb_outcome at_b = arrives(listening(), segment(9000, 0, SYN, 0));
  struct plumb_outcome reset = arrives(at_a.tcb, sent(at_b));
  assert_answer(reset, PLUMB_SEND_RST, at_b.answer.ack, 0);
  at_b = arrives(at_b.tcb, sent(reset));
  assert_state(at_b, PLUMB_LISTEN);
  at_b = arrives(at_b.tcb, sent(at_a));
  at_a = arrives(reset.tcb, sent(at_b));
  assert_state(at_a, PLUMB_ESTABLISHED);
}
END_TEST

/* One end crashed and opens again: the challenge ACK shows it the old connection, its reset ends
 * that, and the SYN that is sent again connects (RFC 9293 figure 9). */
START_TEST(half_open_connection) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome again = opens(7777);
  struct plumb_outcome at_b = arrives(b, sent(again));
  assert_answer(at_b, PLUMB_SEND_ACK, b.snd.nxt, b.rcv.nxt);
  struct plumb_outcome reset = arrives(again.tcb, sent(at_b));
  assert_answer(reset, PLUMB_SEND_RST, b.rcv.nxt, 0);
  assert_state(reset, PLUMB_SYN_SENT);
  at_b = arrives(at_b.tcb, sent(reset));
  assert_state(at_b, PLUMB_CLOSED);
  ck_assert(at_b.signals.reset);
}
END_TEST

/* A closes, B a while later: FIN, ACK, FIN, ACK. */
START_TEST(normal_close) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a);
  struct plumb_outcome at_b = arrives(b, sent(at_a));
  assert_state(at_b, PLUMB_CLOSE_WAIT);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_FIN_WAIT_2);
  at_b = closes(at_b.tcb);
  assert_state(at_b, PLUMB_LAST_ACK);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_TIME_WAIT);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_state(at_b, PLUMB_CLOSED);
}
END_TEST

/* B goes on sending after A has closed (bug class: SEND in CLOSE-WAIT, text in FIN-WAIT-2). */
START_TEST(half_closed_connection) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a);
  struct plumb_outcome at_b = arrives(b, sent(at_a));
  at_a = arrives(at_a.tcb, sent(at_b));
  struct plumb_send_args args = {.access = true, .octets = 500, .room = 1000};
  at_b = transmits(plumb_send(config_for_tests(), at_b.tcb, args, NOW).tcb);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_FIN_WAIT_2);
  ck_assert_uint_eq(at_a.tcb.rcv.buffered, 500);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* Both close at once: the FINs cross, then their ACKs; both wait 2 MSL (bug class: CLOSING). */
START_TEST(crossing_fins) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a), at_b = closes(b);
  struct plumb_seg from_a = sent(at_a), from_b = sent(at_b);
  at_a = arrives(at_a.tcb, from_b);
  at_b = arrives(at_b.tcb, from_a);
  assert_state(at_a, PLUMB_CLOSING);
  assert_state(at_b, PLUMB_CLOSING);
  from_a = sent(at_a);
  at_a = arrives(at_a.tcb, sent(at_b));
  at_b = arrives(at_b.tcb, from_a);
  assert_state(at_a, PLUMB_TIME_WAIT);
  assert_state(at_b, PLUMB_TIME_WAIT);
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* The FINs cross, and the ACK of A's FIN overtakes B's FIN: A has passed FIN-WAIT-1 when it comes.
 */
START_TEST(crossing_fins_out_of_order) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a), at_b = closes(b);
  struct plumb_seg fin = sent(at_b);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_state(at_b, PLUMB_CLOSING);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_FIN_WAIT_2);
  at_a = arrives(at_a.tcb, fin);
  assert_state(at_a, PLUMB_TIME_WAIT);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_state(at_b, PLUMB_TIME_WAIT);
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
      three_segments_and_text,
      must_10_simultaneous_open,
      must_11_old_duplicate_syn,
      half_open_connection,
      normal_close,
      half_closed_connection,
      crossing_fins,
      crossing_fins_out_of_order,
  };
  return run_tests("segment arrives", tests, sizeof tests / sizeof tests[0]);
}
