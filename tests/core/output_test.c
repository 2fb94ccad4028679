/* What is queued goes out: as much as the peer's window and a segment hold, and the FIN last. */
#include "connection.h"

enum { MSS = 1460 };

/* The connection with nothing in flight, n octets queued and a window of wnd. */
static struct plumb_tcb queued(enum plumb_tcp_state x, uint32_t n, uint32_t wnd) {
  struct plumb_tcb t = connection(x);
  t.snd.una = NXT;
  t.snd.queued = n;
  t.snd.wnd = wnd;
  t.timers.rtx_on = false;
  return t;
}

static struct plumb_outcome transmit(struct plumb_tcb t) {
  return plumb_transmit(config_for_tests(), t, NOW);
}

static void assert_sends(struct plumb_outcome o, uint32_t seq, uint32_t text, bool fin) {
  ck_assert_int_eq(o.answer.kind, PLUMB_SEND_ACK);
  ck_assert_uint_eq(o.answer.seq, seq);
  ck_assert_uint_eq(o.answer.ack, RCV);
  ck_assert_uint_eq(o.answer.text, text);
  ck_assert_int_eq(o.answer.fin, fin);
}

/* 3500 octets, a window of 4000: two full segments and the rest, then silence. */
START_TEST(ev_send_estab_1_segments_the_queue) {
  struct plumb_outcome o = transmit(queued(PLUMB_ESTABLISHED, 3500, 4000));
  assert_sends(o, NXT, MSS, false);
  o = transmit(o.tcb);
  assert_sends(o, NXT + MSS, MSS, false);
  o = transmit(o.tcb);
  assert_sends(o, NXT + 2 * MSS, 3500 - 2 * MSS, false);
  ck_assert_uint_eq(o.tcb.snd.nxt, NXT + 3500);
  ck_assert_uint_eq(o.tcb.snd.queued, 0);
  assert_silent(transmit(o.tcb));
}
END_TEST

/* The window ends inside the second segment: only what fits is sent. */
START_TEST(ev_send_estab_1_stops_at_the_window) {
  struct plumb_outcome o = transmit(queued(PLUMB_CLOSE_WAIT, 3500, 2000));
  assert_sends(o, NXT, MSS, false);
  o = transmit(o.tcb);
  assert_sends(o, NXT + MSS, 2000 - MSS, false);
  ck_assert_uint_eq(o.tcb.snd.queued, 1500);
  assert_silent(transmit(o.tcb));
}
END_TEST

/* Timestamps were agreed on: with two NOPs they take 12 octets of every segment, and its text
 * spares them. */
START_TEST(must_16_text_makes_room_for_timestamps) {
  struct plumb_tcb t = queued(PLUMB_ESTABLISHED, 3500, 4000);
  t.stamps.ok = true;
  struct plumb_outcome o = transmit(t);
  assert_sends(o, NXT, 1448, false);
  ck_assert(plumb_segment_to_send(config_for_tests(), o.tcb, o.answer, NOW).options.has_ts);
  o = transmit(o.tcb);
  assert_sends(o, NXT + 1448, 1448, false);
  assert_sends(transmit(o.tcb), NXT + 2896, 604, false);
}
END_TEST

/* The last octets fit a segment without timestamps, but not with them: the FIN waits with the rest.
 */
START_TEST(must_16_fin_after_the_last_cut) {
  struct plumb_tcb t = queued(PLUMB_FIN_WAIT_1, MSS, 4000);
  t.snd.closed = true;
  t.stamps.ok = true;
  struct plumb_outcome o = transmit(t);
  assert_sends(o, NXT, 1448, false);
  assert_sends(transmit(o.tcb), NXT + 1448, 12, true);
}
END_TEST

/* An MSS that leaves no room beside the timestamps would stop the connection for good: one octet
 * goes out all the same (bug class: a segment size that underflows, or is 0). */
START_TEST(must_16_one_octet_at_least) {
  const struct {
    uint32_t mss, text;
  } cases[] = {{1, 1}, {11, 1}, {12, 1}, {13, 1}, {14, 2}, {65535, 65523}};
  for (int i = 0; i < 6; i++) {
    struct plumb_tcb t = queued(PLUMB_ESTABLISHED, 100000, 100000);
    t.stamps.ok = true;
    t.peer.mss = cases[i].mss;
    assert_sends(transmit(t), NXT, cases[i].text, false);
  }
}
END_TEST

/* The text crosses 2^32. */
START_TEST(r9293_l02_text_across_the_wrap) {
  struct plumb_tcb t = queued(PLUMB_ESTABLISHED, 1000, 4000);
  t.snd.una = t.snd.nxt = 0xffffff00u;
  struct plumb_outcome o = transmit(t);
  assert_sends(o, 0xffffff00u, 1000, false);
  ck_assert_uint_eq(o.tcb.snd.nxt, 1000 - 0x100);
}
END_TEST

/* 500 octets are in flight when the peer shrinks its window to 300: nothing new is sent, and the
 * 200 too many are not taken for a huge room (bug class: unsigned underflow of the usable window).
 */
START_TEST(must_34_shld_15_window_shrunk_below_what_is_in_flight) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.snd.queued = 1000;
  t.snd.wnd = 300;
  struct plumb_outcome o = transmit(t);
  assert_silent(o);
  ck_assert_uint_eq(o.tcb.snd.nxt, NXT);
}
END_TEST

/* The user has closed: the FIN goes with the last octet, once. */
START_TEST(ev_close_estab_1_fin_with_the_last_text) {
  struct plumb_tcb t = queued(PLUMB_FIN_WAIT_1, 2000, 4000);
  t.snd.closed = true;
  struct plumb_outcome o = transmit(t);
  assert_sends(o, NXT, MSS, false);
  o = transmit(o.tcb);
  assert_sends(o, NXT + MSS, 2000 - MSS, true);
  ck_assert(o.tcb.snd.fin);
  ck_assert_uint_eq(o.tcb.snd.nxt, NXT + 2001);
  assert_silent(transmit(o.tcb));
}
END_TEST

/* Nothing is queued when the user closes: the FIN goes alone. */
START_TEST(ev_close_cwait_1_fin_alone) {
  struct plumb_tcb t = queued(PLUMB_LAST_ACK, 0, 4000);
  t.snd.closed = true;
  struct plumb_outcome o = transmit(t);
  assert_sends(o, NXT, 0, true);
  ck_assert_uint_eq(o.tcb.snd.nxt, NXT + 1);
}
END_TEST

/* The text fills the window: the FIN, which takes a number too, waits for room. */
START_TEST(ev_close_estab_1_fin_waits_for_the_window) {
  struct plumb_tcb t = queued(PLUMB_FIN_WAIT_1, 1000, 1000);
  t.snd.closed = true;
  struct plumb_outcome o = transmit(t);
  assert_sends(o, NXT, 1000, false);
  assert_silent(transmit(o.tcb));
  o.tcb.snd.wnd = 1001;
  assert_sends(transmit(o.tcb), NXT + 1000, 0, true);
}
END_TEST

/* The states that do not send for the first time, whatever is queued. */
START_TEST(no_new_text_in_other_states) {
  const enum plumb_tcp_state states[] = {PLUMB_CLOSED,       PLUMB_LISTEN,     PLUMB_SYN_SENT,
                                         PLUMB_SYN_RECEIVED, PLUMB_FIN_WAIT_2, PLUMB_TIME_WAIT};
  for (int i = 0; i < 6; i++) {
    struct plumb_outcome o = transmit(queued(states[i], 1000, 4000));
    assert_silent(o);
    ck_assert_uint_eq(o.tcb.snd.queued, 1000);
    ck_assert(!o.tcb.timers.rtx_on);
  }
}
END_TEST

/* RFC 6298 rule 5.1: the first segment starts the timer, the next leaves it alone. */
START_TEST(r6298_5_1_a_first_segment_starts_the_timer) {
  struct plumb_config c = config_for_tests();
  struct plumb_outcome o = plumb_transmit(c, queued(PLUMB_ESTABLISHED, 3000, 4000), NOW);
  ck_assert(o.tcb.timers.rtx_on && !o.tcb.timers.user_on);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + SECOND);
  o = plumb_transmit(c, o.tcb, NOW + 5);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + SECOND);
}
END_TEST

/* The user asked for a timeout: it runs from the first segment that is not acknowledged. */
START_TEST(ev_touser_any_1_user_timer_starts) {
  struct plumb_config c = config_for_tests();
  c.user_timeout = 30 * SECOND;
  struct plumb_outcome o = plumb_transmit(c, queued(PLUMB_ESTABLISHED, 3000, 4000), NOW);
  ck_assert(o.tcb.timers.user_on);
  ck_assert_uint_eq(o.tcb.timers.user_at, NOW + 30 * SECOND);
  o = plumb_transmit(c, o.tcb, NOW + 5);
  ck_assert_uint_eq(o.tcb.timers.user_at, NOW + 30 * SECOND);
}
END_TEST

/* The window is closed: nothing is sent, but the timer runs, so that it can be probed after one RTO
 * (SHLD-29); asking again does not put that off. */
START_TEST(shld_29_closed_window_starts_the_timer) {
  struct plumb_config c = config_for_tests();
  struct plumb_outcome o = plumb_transmit(c, queued(PLUMB_ESTABLISHED, 10, 0), NOW);
  assert_silent(o);
  ck_assert(o.tcb.timers.rtx_on);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + SECOND);
  o = plumb_transmit(c, o.tcb, NOW + 5);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + SECOND);
}
END_TEST

/* A FIN that the closed window keeps back is probed for as well. */
START_TEST(shld_29_closed_window_before_a_fin) {
  struct plumb_tcb t = queued(PLUMB_FIN_WAIT_1, 0, 0);
  t.snd.closed = true;
  struct plumb_outcome o = transmit(t);
  assert_silent(o);
  ck_assert(o.tcb.timers.rtx_on);
}
END_TEST

/* The window was closed for long, the RTO is backed off to 60 s; now it opens: the text is timed
 * by an RTO without back-off. */
START_TEST(back_off_ends_with_the_closed_window) {
  struct plumb_tcb t = queued(PLUMB_ESTABLISHED, 10, 4000);
  t.timers = (struct plumb_timers){
      .rtx_on = true, .rtx_at = NOW + 50 * SECOND, .rto = 60 * SECOND, .rtx_count = 6};
  struct plumb_outcome o = transmit(t);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + SECOND);
  ck_assert_uint_eq(o.tcb.timers.rto, SECOND);
  ck_assert_uint_eq(o.tcb.timers.rtx_count, 0);
}
END_TEST

/* Last.ACK.sent: text carries an acknowledgment too. */
START_TEST(r7323_4_3_1_a_text_is_noted_as_ack) {
  ck_assert_uint_eq(transmit(queued(PLUMB_ESTABLISHED, 10, 4000)).tcb.stamps.last_ack, RCV);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ev_send_estab_1_segments_the_queue,
      ev_send_estab_1_stops_at_the_window,
      must_16_text_makes_room_for_timestamps,
      must_16_fin_after_the_last_cut,
      must_16_one_octet_at_least,
      r9293_l02_text_across_the_wrap,
      must_34_shld_15_window_shrunk_below_what_is_in_flight,
      ev_close_estab_1_fin_with_the_last_text,
      ev_close_cwait_1_fin_alone,
      ev_close_estab_1_fin_waits_for_the_window,
      no_new_text_in_other_states,
      r6298_5_1_a_first_segment_starts_the_timer,
      ev_touser_any_1_user_timer_starts,
      shld_29_closed_window_starts_the_timer,
      shld_29_closed_window_before_a_fin,
      back_off_ends_with_the_closed_window,
      r7323_4_3_1_a_text_is_noted_as_ack,
  };
  return run_tests("output", tests, sizeof tests / sizeof tests[0]);
}
