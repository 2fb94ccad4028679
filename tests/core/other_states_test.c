/* Steps 1 to 4 of SEGMENT ARRIVES in SYN-RECEIVED and the synchronized states: sequence number,
 * RST, SYN; and the challenge ACK. */
#include "other_states.h"

#include "synchronized.h"

#define DAY (86400u * (uint64_t)SECOND)

/* A connection with timestamps, TS.Recent = recent. */
static struct plumb_tcb stamped(uint32_t recent) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.stamps = (struct plumb_stamps){.ok = true, .recent = recent, .recent_at = NOW, .last_ack = RCV};
  return t;
}

static struct plumb_seg with_stamp(struct plumb_seg s, uint32_t value) {
  s.options.has_ts = true;
  s.options.ts_val = value;
  return s;
}

/* ---- First: sequence number ---- */

/* The table of the four cases: length and window zero or not (R9293-L04). */
START_TEST(r9293_l04_acceptability) {
  const struct {
    uint32_t wnd, seq, octets;
    bool acceptable;
  } cases[] = {
      {0, RCV, 0, true},          {0, RCV - 1, 0, false},        {0, RCV + 1, 0, false},
      {WND, RCV, 0, true},        {WND, RCV - 1, 0, false},      {WND, RCV + WND - 1, 0, true},
      {WND, RCV + WND, 0, false}, {0, RCV + 1, 1, false},        {0, RCV - 1, 1, false},
      {1, RCV, 1, true},          {WND, RCV, 10, true},          {WND, RCV - 9, 10, true},
      {WND, RCV - 10, 10, false}, {WND, RCV + WND - 1, 9, true}, {WND, RCV + WND, 9, false},
  };
  for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
    t.rcv.wnd = cases[i].wnd;
    /* Whether step 5 was reached shows by SND.UNA. */
    struct plumb_outcome o = arrives(t, segment(cases[i].seq, NXT, ACK, cases[i].octets));
    ck_assert_msg((o.tcb.snd.una == NXT) == cases[i].acceptable, "case %u", i);
  }
}
END_TEST

/* The window spans the wrap of the numbers (bug class: signed or plain comparison). */
START_TEST(r9293_l02_window_across_the_wrap) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.rcv.nxt = 0xffffff00u;
  ck_assert_uint_eq(arrives(t, segment(0x10, NXT, ACK, 1)).tcb.snd.una, NXT);
  ck_assert_uint_eq(arrives(t, segment(0xfffffeffu, NXT, ACK, 1)).tcb.snd.una, UNA);
  ck_assert_uint_eq(arrives(t, segment(0xffffff00u + WND, NXT, ACK, 1)).tcb.snd.una, UNA);
}
END_TEST

/* A SYN counts in SEG.LEN (bug class: SEG.LEN without it): its number before the window is not
 * acceptable, with one octet of text it is. */
START_TEST(r9293_l05_syn_counts_in_the_length) {
  struct plumb_tcb t = syn_received(true);
  struct plumb_outcome o = arrives(t, segment(IRS, 0, SYN, 0));
  assert_answer(o, PLUMB_SEND_ACK, ISS + 1, RCV);
  assert_state(o, PLUMB_SYN_RECEIVED);
  o = arrives(t, segment(IRS, 0, SYN, 1));
  assert_state(o, PLUMB_LISTEN);
}
END_TEST

/* Text outside the window is answered by an ACK, that the peer may learn where we are; a reset is
 * not (bug class: the unacceptable segment not acknowledged). */
START_TEST(ev_seg_sync_1b_1c) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    struct plumb_tcb t = connection(synchronized_states[i]);
    assert_challenged(arrives(t, segment(RCV - 100, UNA, ACK, 100)), t.state);
    assert_challenged(arrives(t, segment(RCV + WND, UNA, ACK, 100)), t.state);
    assert_dropped(arrives(t, segment(RCV + WND, UNA, RST, 0)), t.state);
    assert_dropped(arrives(t, segment(RCV - 1, UNA, RST | ACK, 0)), t.state);
  }
}
END_TEST

/* A window probe of one octet on a closed window: answered, not taken, again and again. */
START_TEST(ev_seg_sync_1d_zero_window_probe) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.rcv.wnd = 0;
  for (int i = 0; i < 100; i++) {
    struct plumb_outcome o = arrives(t, segment(RCV, UNA, ACK, 1));
    assert_challenged(o, PLUMB_ESTABLISHED);
    ck_assert_uint_eq(o.placement.len, 0);
    t = o.tcb;
  }
}
END_TEST

/* With a closed window the ACK of a segment still counts: we may not stop sending because the peer
 * cannot (bug class: both ends with a closed window, deadlock). */
START_TEST(ev_seg_sync_1d_ack_on_a_zero_window) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.rcv.wnd = 0;
  ck_assert_uint_eq(arrives(t, segment(RCV, NXT, ACK, 0)).tcb.snd.una, NXT);
  ck_assert_uint_eq(arrives(t, segment(RCV, NXT, ACK, 100)).tcb.snd.una, NXT);
}
END_TEST

/* So do RST and URG. */
START_TEST(must_66_rst_and_urg_on_a_zero_window) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.rcv.wnd = 0;
  struct plumb_outcome o = arrives(t, segment(RCV, 0, RST, 0));
  assert_deleted(o);
  ck_assert(o.signals.reset);
  struct plumb_seg s = segment(RCV, UNA, ACK | URG, 100);
  s.up = 50;
  ck_assert(arrives(t, s).signals.urgent);
}
END_TEST

/* Two stacks that find each other's ACKs unacceptable stop answering (bug class: ACK loop, "packet
 * war"). */
START_TEST(r5961_7_a_two_stacks_do_not_answer_for_ever) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  unsigned answers = 0;
  for (int i = 0; i < 1000; i++) {
    struct plumb_outcome o = arrives(t, segment(RCV - 1, UNA, ACK, 0));
    answers += o.answer.kind == PLUMB_SEND_ACK;
    t = o.tcb;
  }
  ck_assert_uint_eq(answers, config_for_tests().challenge_limit);
}
END_TEST

/* PAWS: an old duplicate that numbers alone would let in. */
START_TEST(ev_seg_sync_1a_paws) {
  struct plumb_outcome o = arrives(stamped(1000), with_stamp(segment(RCV, NXT, ACK, 100), 999));
  assert_challenged(o, PLUMB_ESTABLISHED);
  ck_assert_uint_eq(o.tcb.stamps.recent, 1000);
  o = arrives(stamped(1000), with_stamp(segment(RCV, NXT, ACK, 100), 1000));
  ck_assert_uint_eq(o.tcb.rcv.nxt, RCV + 100);
}
END_TEST

/* Timestamps wrap as sequence numbers do (bug class: PAWS by plain comparison). */
START_TEST(r7323_5_2_a_paws_across_the_wrap) {
  struct plumb_outcome o =
      arrives(stamped(0xfffffff0u), with_stamp(segment(RCV, UNA, ACK, 100), 0x10));
  ck_assert_uint_eq(o.tcb.rcv.nxt, RCV + 100);
  ck_assert_uint_eq(o.tcb.stamps.recent, 0x10);
  assert_challenged(arrives(stamped(0x10), with_stamp(segment(RCV, UNA, ACK, 100), 0xfffffff0u)),
                    PLUMB_ESTABLISHED);
}
END_TEST

/* A reset carries an old timestamp or none: it counts by its number. */
START_TEST(r7323_5_2_g_paws_spares_the_reset) {
  assert_deleted(arrives(stamped(1000), with_stamp(segment(RCV, 0, RST, 0), 1)));
  assert_deleted(arrives(stamped(1000), segment(RCV, 0, RST, 0)));
}
END_TEST

/* The connection was idle for 24 days: TS.Recent is outdated and gives way. */
START_TEST(r7323_5_5_a_outdated) {
  struct plumb_tcb t = stamped(1000);
  struct plumb_seg s = with_stamp(segment(RCV, UNA, ACK, 100), 1);
  uint64_t later = NOW + 24 * DAY;
  ck_assert_uint_eq(plumb_arrives_other(config_for_tests(), t, s, later).tcb.rcv.nxt, RCV);
  struct plumb_outcome o = plumb_arrives_other(config_for_tests(), t, s, later + 1);
  ck_assert_uint_eq(o.tcb.rcv.nxt, RCV + 100);
  ck_assert_uint_eq(o.tcb.stamps.recent, 1);
  ck_assert_uint_eq(o.tcb.stamps.recent_at, later + 1);
}
END_TEST

/* Without the option once it was agreed on: dropped, and the connection lives on (bug class: an ACK
 * without timestamp kills the connection). */
START_TEST(r7323_3_2_j_stamp_missing) {
  assert_dropped(arrives(stamped(1000), segment(RCV, UNA, ACK, 100)), PLUMB_ESTABLISHED);
}
END_TEST

/* The peer has crashed and begins anew, this time without timestamps: its SYN gets the challenge
 * that makes it reset the old connection (bug class: half-open for ever). */
START_TEST(ev_seg_sync_4d_stamp_missing) {
  assert_challenged(arrives(stamped(1000), segment(RCV, 0, SYN, 0)), PLUMB_ESTABLISHED);
  assert_challenged(arrives(stamped(1000), segment(RCV - 100000u, 0, SYN, 0)), PLUMB_ESTABLISHED);
  assert_challenged(arrives(stamped(1000), segment(RCV + 10, UNA, SYN | ACK, 0)),
                    PLUMB_ESTABLISHED);
}
END_TEST

/* TS.Recent is taken from a segment at or before Last.ACK.sent, not from one beyond a hole (bug
 * class: the stamp to echo is not the one of the segment that is acknowledged). */
START_TEST(r7323_4_3_2_a_record_stamp) {
  struct plumb_outcome o =
      arrives(stamped(1000), with_stamp(segment(RCV + 100, UNA, ACK, 50), 1002));
  ck_assert_uint_eq(o.tcb.stamps.recent, 1000);
  o = arrives(o.tcb, with_stamp(segment(RCV, UNA, ACK, 100), 1001));
  ck_assert_uint_eq(o.tcb.stamps.recent, 1001);
  ck_assert_uint_eq(o.tcb.stamps.last_ack, RCV + 150);
}
END_TEST

/* A peer that did not agree on timestamps sends some: they mean nothing. */
START_TEST(stamps_that_were_not_agreed_on) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  struct plumb_outcome o = arrives(t, with_stamp(segment(RCV, UNA, ACK, 100), 1));
  ck_assert_uint_eq(o.tcb.rcv.nxt, RCV + 100);
  ck_assert_uint_eq(o.tcb.stamps.recent, 0);
}
END_TEST

/* TIME-WAIT, of which a second is left. */
static struct plumb_tcb time_wait(void) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_TIME_WAIT);
  t.snd.una = NXT;
  t.timers = (struct plumb_timers){.wait_on = true, .wait_at = NOW + SECOND};
  return t;
}

/* Our last ACK was lost, the peer sends its FIN again: acknowledged again, and the 2 MSL begin anew
 * (bug class: FIN in TIME-WAIT not acknowledged, LAST-ACK of the peer lasts for ever). */
START_TEST(ev_seg_sync_5o_8h_fin_in_time_wait) {
  for (uint32_t octets = 0; octets <= 10; octets += 10) {
    struct plumb_outcome o =
        arrives(time_wait(), segment(RCV - 1 - octets, NXT, ACK | FIN, octets));
    assert_acknowledged(o, RCV);
    assert_state(o, PLUMB_TIME_WAIT);
    ck_assert_uint_eq(o.tcb.timers.wait_at, NOW + 2 * config_for_tests().msl);
  }
}
END_TEST

/* Anything else that comes late does not prolong TIME-WAIT, nor does a FIN that stands elsewhere
 * (bug class: who guesses the ports keeps the connection in TIME-WAIT for ever). */
START_TEST(ev_seg_sync_5o_8h_only_the_fin_again) {
  const struct plumb_seg others[] = {
      segment(RCV - 10, NXT, ACK, 5),           segment(RCV, NXT, ACK, 0),
      segment(RCV - 2, NXT, ACK | FIN, 0),      segment(RCV - 10, NXT, ACK | FIN, 10),
      segment(RCV, NXT, ACK | FIN, 0),          segment(RCV + 10, NXT, ACK | FIN, 10),
      segment(RCV + 100000u, NXT, ACK | FIN, 0)};
  for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
    struct plumb_outcome o = arrives(time_wait(), others[i]);
    assert_state(o, PLUMB_TIME_WAIT);
    ck_assert_msg(o.tcb.timers.wait_at == NOW + SECOND, "segment %u", i);
  }
}
END_TEST

/* ---- Second: RST ---- */

/* Exactly RCV.NXT: the connection is gone, the user is told where there is one to tell. */
START_TEST(ev_seg_sync_2b_2f_2g_exact) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    enum plumb_tcp_state x = synchronized_states[i];
    struct plumb_outcome o = arrives(connection(x), segment(RCV, 0, RST, 0));
    assert_deleted(o);
    ck_assert_int_eq(o.signals.reset,
                     x != PLUMB_CLOSING && x != PLUMB_LAST_ACK && x != PLUMB_TIME_WAIT);
    ck_assert(!o.signals.established && !o.signals.refused && !o.signals.close_ok);
  }
}
END_TEST

/* In the window but not exact: a challenge, for it may be forged (RFC 5961 section 3; bug class:
 * blind reset, and the inverted test of erratum 4845). */
START_TEST(ev_seg_sync_2c_in_window) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    struct plumb_tcb t = connection(synchronized_states[i]);
    assert_challenged(arrives(t, segment(RCV + 1, 0, RST, 0)), t.state);
    assert_challenged(arrives(t, segment(RCV + WND - 1, UNA, RST | ACK, 0)), t.state);
  }
}
END_TEST

/* Outside: nothing, not even an answer. */
START_TEST(ev_seg_sync_2a_outside) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    struct plumb_tcb t = connection(synchronized_states[i]);
    assert_dropped(arrives(t, segment(RCV + WND, 0, RST, 0)), t.state);
    assert_dropped(arrives(t, segment(RCV - 1, 0, RST, 0)), t.state);
  }
}
END_TEST

/* The challenge reaches a peer that has crashed: its reset comes with the exact number. */
START_TEST(r5961_3_2_3_a_challenge_and_exact_reset) {
  struct plumb_outcome o = arrives(connection(PLUMB_ESTABLISHED), segment(RCV + 10, 0, RST, 0));
  o = arrives(o.tcb, segment(o.answer.ack, 0, RST, 0));
  assert_deleted(o);
}
END_TEST

/* SYN-RECEIVED from a passive OPEN goes back to LISTEN (bug class: the listener is lost). */
START_TEST(ev_seg_sync_2d) {
  struct plumb_outcome o = arrives(syn_received(true), segment(RCV, 0, RST, 0));
  assert_silent(o);
  assert_state(o, PLUMB_LISTEN);
  ck_assert(o.tcb.passive && !o.tcb.timers.rtx_on);
  ck_assert(!o.signals.reset && !o.signals.refused);
}
END_TEST

/* The user has CLOSEd, nobody listens any more: a reset, or a SYN in the window, ends the
 * connection, and the user is told (bug class: a listener that nobody asked for). */
START_TEST(ev_seg_sync_2d_4a_after_close) {
  const unsigned bits[] = {RST, SYN};
  for (int i = 0; i < 2; i++) {
    struct plumb_tcb t = plumb_close(syn_received(true), true).tcb;
    ck_assert_int_eq(t.state, PLUMB_SYN_RECEIVED);
    struct plumb_outcome o = arrives(t, segment(RCV, 0, bits[i], 0));
    assert_deleted(o);
    ck_assert(o.signals.reset && !o.signals.refused);
  }
}
END_TEST

/* From an active OPEN it is a refusal. */
START_TEST(ev_seg_sync_2e) {
  struct plumb_outcome o = arrives(syn_received(false), segment(RCV, 0, RST, 0));
  assert_deleted(o);
  ck_assert(o.signals.refused && !o.signals.reset);
}
END_TEST

/* ---- Fourth: SYN ---- */

/* Whatever its number: a challenge (RFC 5961 section 4; bug class: a SYN in the window resets the
 * connection). */
START_TEST(ev_seg_sync_4d) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    struct plumb_tcb t = connection(synchronized_states[i]);
    assert_challenged(arrives(t, segment(RCV, 0, SYN, 0)), t.state);
    assert_challenged(arrives(t, segment(RCV + 10, UNA, SYN | ACK, 0)), t.state);
    assert_challenged(arrives(t, segment(RCV - 100000u, 0, SYN, 0)), t.state);
    assert_challenged(arrives(t, segment(RCV + 100000u, 0, SYN, 0)), t.state);
  }
}
END_TEST

/* A second SYN in the window, passive: back to LISTEN; active: a challenge. */
START_TEST(ev_seg_sync_4a_4b) {
  assert_state(arrives(syn_received(true), segment(RCV, 0, SYN, 0)), PLUMB_LISTEN);
  struct plumb_outcome o = arrives(syn_received(false), segment(RCV, 0, SYN, 0));
  assert_answer(o, PLUMB_SEND_ACK, ISS + 1, RCV);
  assert_state(o, PLUMB_SYN_RECEIVED);
}
END_TEST

/* ---- The rate limit of challenge ACKs ---- */

/* Ten per five seconds and connection, then silence, then ten again (RFC 5961 section 7). */
START_TEST(r5961_7_a_rate_limit) {
  struct plumb_config c = config_for_tests();
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  uint64_t now = NOW;
  for (int interval = 0; interval < 3; interval++, now += c.challenge_interval) {
    unsigned answers = 0;
    for (int i = 0; i < 50; i++) {
      struct plumb_outcome o =
          plumb_arrives_other(c, t, segment(RCV, 0, SYN, 0), now + (uint64_t)i);
      answers += o.answer.kind == PLUMB_SEND_ACK;
      ck_assert_uint_eq(answers, i < 10 ? (unsigned)i + 1 : c.challenge_limit);
      t = o.tcb;
    }
  }
}
END_TEST

/* The limit keeps back challenges only: text is acknowledged as ever. */
START_TEST(r5961_7_a_limit_spares_the_text) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  for (int i = 0; i < 50; i++)
    t = arrives(t, segment(RCV, 0, SYN, 0)).tcb;
  assert_acknowledged(arrives(t, segment(RCV, UNA, ACK, 100)), RCV + 100);
  assert_acknowledged(arrives(t, segment(RCV - 100, UNA, ACK, 100)), RCV);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      r9293_l04_acceptability,
      r9293_l02_window_across_the_wrap,
      r9293_l05_syn_counts_in_the_length,
      ev_seg_sync_1b_1c,
      ev_seg_sync_1d_zero_window_probe,
      ev_seg_sync_1d_ack_on_a_zero_window,
      must_66_rst_and_urg_on_a_zero_window,
      r5961_7_a_two_stacks_do_not_answer_for_ever,
      ev_seg_sync_1a_paws,
      r7323_5_2_a_paws_across_the_wrap,
      r7323_5_2_g_paws_spares_the_reset,
      r7323_5_5_a_outdated,
      r7323_3_2_j_stamp_missing,
      ev_seg_sync_4d_stamp_missing,
      r7323_4_3_2_a_record_stamp,
      stamps_that_were_not_agreed_on,
      ev_seg_sync_5o_8h_fin_in_time_wait,
      ev_seg_sync_5o_8h_only_the_fin_again,
      ev_seg_sync_2b_2f_2g_exact,
      ev_seg_sync_2c_in_window,
      ev_seg_sync_2a_outside,
      r5961_3_2_3_a_challenge_and_exact_reset,
      ev_seg_sync_2d,
      ev_seg_sync_2d_4a_after_close,
      ev_seg_sync_2e,
      ev_seg_sync_4d,
      ev_seg_sync_4a_4b,
      r5961_7_a_rate_limit,
      r5961_7_a_limit_spares_the_text,
  };
  return run_tests("other states", tests, sizeof tests / sizeof tests[0]);
}
