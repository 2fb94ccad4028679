/* Step 5 of SEGMENT ARRIVES in SYN-RECEIVED and the synchronized states: the ACK field. */
#include "other_states.h"

#include "synchronized.h"

/* ---- Fifth: ACK ---- */

/* Without the ACK bit: dropped, text and all. */
START_TEST(ev_seg_sync_5a) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    struct plumb_tcb t = connection(synchronized_states[i]);
    assert_dropped(arrives(t, segment(RCV, NXT, FIN, 100)), t.state);
  }
  assert_dropped(arrives(syn_received(true), segment(RCV, ISS + 1, 0, 0)), PLUMB_SYN_RECEIVED);
}
END_TEST

/* The handshake is complete; the window of its third segment counts. */
START_TEST(ev_seg_sync_5c) {
  struct plumb_outcome o = arrives(syn_received(true), segment(RCV, ISS + 1, ACK, 0));
  assert_silent(o);
  assert_state(o, PLUMB_ESTABLISHED);
  ck_assert(o.signals.established);
  ck_assert_uint_eq(o.tcb.snd.una, ISS + 1);
  ck_assert_uint_eq(o.tcb.snd.wnd, PEER_WND);
  ck_assert_uint_eq(o.tcb.snd.wl1, RCV);
  ck_assert_uint_eq(o.tcb.snd.wl2, ISS + 1);
  ck_assert(!o.tcb.timers.rtx_on);
}
END_TEST

/* Text and FIN on the third segment are not lost (bug class: text that completes the handshake). */
START_TEST(ev_seg_sync_5c_with_text_and_fin) {
  struct plumb_outcome o = arrives(syn_received(true), segment(RCV, ISS + 1, ACK | FIN, 100));
  assert_answer(o, PLUMB_SEND_ACK, ISS + 1, RCV + 101);
  assert_state(o, PLUMB_CLOSE_WAIT);
  ck_assert(o.signals.established && o.signals.text && o.signals.closing);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 100);
}
END_TEST

/* The user CLOSEd while the handshake was under way: now it takes effect. */
START_TEST(ev_close_synrcvd_2) {
  struct plumb_tcb t = syn_received(true);
  t.snd.closed = true;
  struct plumb_outcome o = arrives(t, segment(RCV, ISS + 1, ACK, 0));
  assert_state(o, PLUMB_FIN_WAIT_1);
  ck_assert(o.signals.established);
}
END_TEST

/* One off on either side is a reset (bug class: SYN-RECEIVED accepts ACK = ISS or ISS + 2). */
START_TEST(ev_seg_sync_5d) {
  const uint32_t wrong[] = {ISS, ISS + 2, ISS - 1, ISS + 0x80000000u};
  for (int i = 0; i < 4; i++) {
    struct plumb_outcome o = arrives(syn_received(true), segment(RCV, wrong[i], ACK, 0));
    assert_answer(o, PLUMB_SEND_RST, wrong[i], 0);
    assert_state(o, PLUMB_SYN_RECEIVED);
  }
}
END_TEST

/* New ACK: SND.UNA moves, the timer starts anew while something is in flight and stops when not. */
START_TEST(ev_seg_sync_5e) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.timers.rtx_at = NOW + 1;
  t.timers.rto = 64 * SECOND;
  t.timers.rtx_count = 5;
  struct plumb_outcome o = arrives(t, segment(RCV, UNA + 100, ACK, 0));
  ck_assert_uint_eq(o.tcb.snd.una, UNA + 100);
  ck_assert(o.tcb.timers.rtx_on);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + config_for_tests().rto);
  ck_assert_uint_eq(o.tcb.timers.rtx_count, 0);
  o = arrives(o.tcb, segment(RCV, NXT, ACK, 0));
  ck_assert_uint_eq(o.tcb.snd.una, NXT);
  ck_assert(!o.tcb.timers.rtx_on);
}
END_TEST

/* The text of the segment with the new ACK is not forgotten, nor its FIN (bug class: text on a
 * FIN,ACK lost). */
START_TEST(ev_seg_sync_5e_with_text) {
  struct plumb_outcome o =
      arrives(connection(PLUMB_ESTABLISHED), segment(RCV, NXT, ACK | FIN, 100));
  ck_assert_uint_eq(o.tcb.snd.una, NXT);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 100);
  assert_acknowledged(o, RCV + 101);
  assert_state(o, PLUMB_CLOSE_WAIT);
}
END_TEST

/* An old ACK says nothing new, but its text is taken. */
START_TEST(ev_seg_sync_5f) {
  struct plumb_outcome o =
      arrives(connection(PLUMB_ESTABLISHED), segment(RCV, UNA - 500, ACK, 100));
  ck_assert_uint_eq(o.tcb.snd.una, UNA);
  assert_acknowledged(o, RCV + 100);
}
END_TEST

/* Older than any window that the peer ever offered: it may be forged (bug class: blind injection).
 */
START_TEST(ev_seg_sync_5b_may_12) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    struct plumb_tcb t = connection(synchronized_states[i]);
    assert_challenged(arrives(t, segment(RCV, UNA - (uint32_t)PEER_WND - 1, ACK, 100)), t.state);
  }
  struct plumb_outcome o =
      arrives(connection(PLUMB_ESTABLISHED), segment(RCV, UNA - (uint32_t)PEER_WND, ACK, 100));
  ck_assert_uint_eq(o.tcb.rcv.nxt, RCV + 100);
}
END_TEST

/* What was never sent cannot be acknowledged. */
START_TEST(ev_seg_sync_5g) {
  for (int i = 0; i < SYNCHRONIZED; i++) {
    struct plumb_tcb t = connection(synchronized_states[i]);
    assert_challenged(arrives(t, segment(RCV, NXT + 1, ACK, 100)), t.state);
    assert_challenged(arrives(t, segment(RCV, NXT + 0x7fffffffu, ACK, 100)), t.state);
  }
}
END_TEST

/* A newer segment changes the window, an older one does not, a larger one is remembered. */
START_TEST(ev_seg_sync_5h) {
  struct plumb_seg s = segment(RCV, NXT, ACK, 100);
  s.wnd = 9000;
  struct plumb_outcome o = arrives(connection(PLUMB_ESTABLISHED), s);
  ck_assert_uint_eq(o.tcb.snd.wnd, 9000);
  s = segment(RCV + 100, NXT, ACK, 0);
  s.wnd = 0;
  o = arrives(o.tcb, s);
  ck_assert_uint_eq(o.tcb.snd.wnd, 0);
  ck_assert_uint_eq(o.tcb.snd.max_wnd, 9000);
  s = segment(RCV + 90, NXT, ACK, 20); /* overtaken on its way: begins earlier */
  s.wnd = 8000;
  o = arrives(o.tcb, s);
  ck_assert_uint_eq(o.tcb.snd.wnd, 0);
}
END_TEST

/* At the same number the one that acknowledges more is newer, an equal one may open the window. */
START_TEST(ev_seg_sync_5h_same_number) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.wl2 = UNA + 10;
  struct plumb_seg s = segment(RCV, UNA + 9, ACK, 0);
  s.wnd = 1;
  ck_assert_uint_eq(arrives(t, s).tcb.snd.wnd, PEER_WND);
  s.ack = UNA + 10;
  ck_assert_uint_eq(arrives(t, s).tcb.snd.wnd, 1);
}
END_TEST

/* The window is scaled as the SYN agreed, up to 2^30 less 2^14. */
START_TEST(r7323_2_3_d_scaled) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.peer.snd_shift = 14;
  struct plumb_seg s = segment(RCV, UNA, ACK, 0);
  s.wnd = 65535;
  ck_assert_uint_eq(arrives(t, s).tcb.snd.wnd, 65535u << 14);
}
END_TEST

/* An ACK while the window is closed answers a probe: the count to R2 begins anew (bug class: the
 * connection is given up though the peer answers). */
START_TEST(must_37_probe_answered) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.wnd = 0;
  t.timers.rtx_count = 7;
  struct plumb_seg s = segment(RCV, UNA, ACK, 0);
  s.wnd = 0;
  struct plumb_outcome o = arrives(t, s);
  ck_assert_uint_eq(o.tcb.timers.rtx_count, 0);
  ck_assert(o.tcb.timers.rtx_on);
}
END_TEST

/* The ACK that opens a closed window with nothing in flight ends the waiting: no timer may give the
 * connection up before more is sent. While a probe is in flight its timer runs on. */
START_TEST(must_37_window_opens) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.wnd = 0;
  t.timers.user_on = true;
  struct plumb_seg s = segment(RCV, UNA, ACK, 0);
  s.wnd = 1000;
  struct plumb_outcome o = arrives(t, s);
  ck_assert_uint_eq(o.tcb.timers.rtx_count, 0);
  ck_assert(o.tcb.timers.rtx_on);
  ck_assert(o.tcb.timers.user_on);
  t.snd.nxt = t.snd.una;
  o = arrives(t, s);
  ck_assert(!o.tcb.timers.rtx_on);
  ck_assert(!o.tcb.timers.user_on);
}
END_TEST

/* Urgent mode ends when the urgent text is acknowledged, not before. */
START_TEST(urgent_text_acknowledged) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.urgent = true;
  t.snd.up = UNA + 50;
  struct plumb_outcome o = arrives(t, segment(RCV, UNA + 49, ACK, 0));
  ck_assert(o.tcb.snd.urgent);
  ck_assert(!arrives(o.tcb, segment(RCV, UNA + 50, ACK, 0)).tcb.snd.urgent);
}
END_TEST

/* ---- Fifth: the ACK of our FIN ---- */

/* Only the ACK of the FIN itself leads on; one less is an ACK of text. */
START_TEST(ev_seg_sync_5i_5j) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_FIN_WAIT_1);
  assert_state(arrives(t, segment(RCV, NXT - 1, ACK, 0)), PLUMB_FIN_WAIT_1);
  struct plumb_outcome o = arrives(t, segment(RCV, NXT, ACK, 0));
  assert_state(o, PLUMB_FIN_WAIT_2);
  ck_assert(o.signals.close_ok);
  ck_assert(!o.tcb.timers.rtx_on);
}
END_TEST

/* FIN-WAIT-1 while the FIN waits behind queued text: an ACK of all that was sent is no ACK of the
 * FIN (bug class: FIN-WAIT-2 though the FIN was never sent). */
START_TEST(ev_seg_sync_5i_fin_not_sent_yet) {
  struct plumb_tcb t = connection(PLUMB_FIN_WAIT_1);
  t.snd.closed = true;
  t.snd.queued = 100;
  struct plumb_outcome o = arrives(t, segment(RCV, NXT, ACK, 0));
  assert_state(o, PLUMB_FIN_WAIT_1);
  ck_assert(!o.signals.close_ok);
}
END_TEST

/* The peer acknowledges our FIN and sends its own in one segment: TIME-WAIT at once. */
START_TEST(ev_seg_sync_5i_8f_fin_ack) {
  struct plumb_outcome o =
      arrives(connection_closed_by_us(PLUMB_FIN_WAIT_1), segment(RCV, NXT, ACK | FIN, 100));
  assert_state(o, PLUMB_TIME_WAIT);
  assert_acknowledged(o, RCV + 101);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 100);
  ck_assert(o.signals.close_ok && o.signals.closing && o.signals.text);
}
END_TEST

/* CLOSE-WAIT treats the ACK as ESTABLISHED does. */
START_TEST(ev_seg_sync_5k) {
  struct plumb_outcome o = arrives(connection(PLUMB_CLOSE_WAIT), segment(RCV, NXT, ACK, 0));
  assert_state(o, PLUMB_CLOSE_WAIT);
  ck_assert_uint_eq(o.tcb.snd.una, NXT);
}
END_TEST

/* CLOSING: with the ACK of our FIN TIME-WAIT, without it the segment is ignored. */
START_TEST(ev_seg_sync_5l_5m) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_CLOSING);
  struct plumb_outcome o = arrives(t, segment(RCV, NXT - 1, ACK, 0));
  assert_silent(o);
  assert_state(o, PLUMB_CLOSING);
  o = arrives(t, segment(RCV, NXT, ACK, 0));
  assert_silent(o);
  assert_state(o, PLUMB_TIME_WAIT);
  ck_assert(o.tcb.timers.wait_on && !o.tcb.timers.rtx_on);
}
END_TEST

/* LAST-ACK ends with the ACK of our FIN (bug class: LAST-ACK that lingers). */
START_TEST(ev_seg_sync_5n) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_LAST_ACK);
  assert_state(arrives(t, segment(RCV, NXT - 1, ACK, 0)), PLUMB_LAST_ACK);
  struct plumb_outcome o = arrives(t, segment(RCV, NXT, ACK, 0));
  assert_deleted(o);
  ck_assert(o.signals.close_ok);
}
END_TEST

/* LAST-ACK and a segment that calls for a challenge: it gets one, and the state stays. */
START_TEST(challenge_in_last_ack) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_LAST_ACK);
  assert_challenged(arrives(t, segment(RCV + 1, 0, RST, 0)), PLUMB_LAST_ACK);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ev_seg_sync_5a,
      ev_seg_sync_5c,
      ev_seg_sync_5c_with_text_and_fin,
      ev_close_synrcvd_2,
      ev_seg_sync_5d,
      ev_seg_sync_5e,
      ev_seg_sync_5e_with_text,
      ev_seg_sync_5f,
      ev_seg_sync_5b_may_12,
      ev_seg_sync_5g,
      ev_seg_sync_5h,
      ev_seg_sync_5h_same_number,
      r7323_2_3_d_scaled,
      must_37_probe_answered,
      must_37_window_opens,
      urgent_text_acknowledged,
      ev_seg_sync_5i_5j,
      ev_seg_sync_5i_fin_not_sent_yet,
      ev_seg_sync_5i_8f_fin_ack,
      ev_seg_sync_5k,
      ev_seg_sync_5l_5m,
      ev_seg_sync_5n,
      challenge_in_last_ack,
  };
  return run_tests("other states: ACK", tests, sizeof tests / sizeof tests[0]);
}
