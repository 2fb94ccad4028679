/* What happens when nothing happens. */
#include "connection.h"

enum { MSS = 1460 };

static struct plumb_outcome expire(struct plumb_tcb t, uint64_t now) {
  return plumb_timeout(config_for_tests(), t, now);
}

/* The connection when its retransmission timer goes off. */
static struct plumb_outcome retransmit(struct plumb_tcb t) { return expire(t, t.timers.rtx_at); }

static void assert_deleted(struct plumb_outcome o) {
  assert_silent(o);
  assert_state(o, PLUMB_CLOSED);
  ck_assert(!o.tcb.timers.rtx_on && !o.tcb.timers.user_on && !o.tcb.timers.wait_on);
}

static void assert_sends(struct plumb_outcome o, uint32_t seq, uint32_t text, bool fin) {
  ck_assert_int_eq(o.answer.kind, PLUMB_SEND_ACK);
  ck_assert_uint_eq(o.answer.seq, seq);
  ck_assert_uint_eq(o.answer.ack, RCV);
  ck_assert_uint_eq(o.answer.text, text);
  ck_assert_int_eq(o.answer.fin, fin);
}

static struct plumb_outcome connect_(void) {
  struct plumb_open_args a = {.active = true,
                              .access = true,
                              .room = true,
                              .diffserv_ok = true,
                              .remote_specified = true,
                              .iss = ISS};
  return plumb_open(config_for_tests(), (struct plumb_tcb){.state = PLUMB_CLOSED}, a, NOW);
}

/* ---- Retransmission ---- */

/* A microsecond early nothing happens. */
START_TEST(ev_tortx_any_1_not_before_its_time) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  struct plumb_outcome o = expire(t, NOW + SECOND - 1);
  assert_silent(o);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, t.timers.rtx_at);
}
END_TEST

/* A timer that is off never goes off. */
START_TEST(timers_that_are_off) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.timers = (struct plumb_timers){.rtx_on = false};
  struct plumb_outcome o = expire(t, PLUMB_TIME_MAX);
  assert_silent(o);
  assert_state(o, PLUMB_ESTABLISHED);
}
END_TEST

/* 500 octets are unacknowledged: they are sent again from SND.UNA on, which changes no number. */
START_TEST(ev_tortx_any_1_text) {
  struct plumb_outcome o = retransmit(connection(PLUMB_ESTABLISHED));
  assert_sends(o, UNA, NXT - UNA, false);
  ck_assert_uint_eq(o.tcb.snd.una, UNA);
  ck_assert_uint_eq(o.tcb.snd.nxt, NXT);
}
END_TEST

/* More is in flight than a segment holds, and a FIN after it: the first segment goes without it. */
START_TEST(ev_tortx_any_1_first_of_many) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_FIN_WAIT_1);
  t.snd.nxt = UNA + 3001;
  assert_sends(retransmit(t), UNA, MSS, false);
}
END_TEST

/* What is sent again carries the timestamps agreed on, too: its text spares 12 octets for them, and
 * the FIN waits if that parts it from the last text. */
START_TEST(must_16_text_again_makes_room_for_timestamps) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_FIN_WAIT_1);
  t.snd.nxt = UNA + MSS + 1;
  assert_sends(retransmit(t), UNA, MSS, true);
  t.stamps.ok = true;
  assert_sends(retransmit(t), UNA, 1448, false);
}
END_TEST

/* The FIN goes again with the last text, or alone. */
START_TEST(ev_tortx_any_1_fin) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_FIN_WAIT_1);
  assert_sends(retransmit(t), UNA, NXT - UNA - 1, true);
  t.snd.una = NXT - 1;
  assert_sends(retransmit(t), NXT - 1, 0, true);
}
END_TEST

/* The SYN is retransmitted like text (MUST-22). */
START_TEST(must_22_syn) {
  struct plumb_outcome o = retransmit(connect_().tcb);
  assert_answer(o, PLUMB_SEND_SYN, ISS, 0);
  assert_state(o, PLUMB_SYN_SENT);
}
END_TEST

/* So is the SYN,ACK. */
START_TEST(must_22_syn_ack) {
  assert_answer(retransmit(connection(PLUMB_SYN_RECEIVED)), PLUMB_SEND_SYN_ACK, ISS, RCV);
}
END_TEST

/* RFC 6298 rules 5.5 and 5.6: every time the RTO is doubled, up to its bound. */
START_TEST(r6298_5_5_a_back_off) {
  struct plumb_config c = config_for_tests();
  c.r2 = 100;
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  const uint64_t seconds[] = {2, 4, 8, 16, 32, 60, 60};
  for (int i = 0; i < 7; i++) {
    uint64_t now = t.timers.rtx_at;
    t = plumb_timeout(c, t, now).tcb;
    ck_assert_uint_eq(t.timers.rtx_at, now + seconds[i] * SECOND);
  }
}
END_TEST

/* R1: the user hears of trouble at the third retransmission, once (SHLD-9). */
START_TEST(ev_tortx_any_2) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  for (int i = 1; i <= 8; i++) {
    struct plumb_outcome o = retransmit(t);
    ck_assert_int_eq(o.signals.trouble, i == 3);
    t = o.tcb;
  }
}
END_TEST

/* R2: after the eighth the connection is given up; by the defaults later than the 100 seconds of
 * SHLD-11, and a SYN later than the 3 minutes of MUST-23. */
START_TEST(ev_tortx_any_3) {
  const struct plumb_tcb starts[] = {connect_().tcb, connection(PLUMB_ESTABLISHED)};
  for (int i = 0; i < 2; i++) {
    struct plumb_tcb t = starts[i];
    for (int n = 0; n < 8; n++)
      t = retransmit(t).tcb;
    assert_state(expire(t, t.timers.rtx_at - 1), starts[i].state);
    ck_assert_uint_gt(t.timers.rtx_at, NOW + 180 * SECOND);
    struct plumb_outcome o = retransmit(t);
    assert_deleted(o);
    ck_assert(o.signals.timeout);
  }
}
END_TEST

/* ---- Probing a closed window ---- */

/* The connection with n octets queued and a closed window; the timer runs, as plumb_transmit() has
 * started it. */
static struct plumb_tcb closed_window(enum plumb_tcp_state x, uint32_t n) {
  struct plumb_tcb t = connection(x);
  t.snd.una = NXT;
  t.snd.wnd = 0;
  t.snd.queued = n;
  t.snd.closed = x == PLUMB_FIN_WAIT_1;
  return t;
}

/* The peer's answer to a probe: it has taken nothing, and its window is wnd. */
static struct plumb_seg probe_answer(uint32_t wnd) {
  struct plumb_seg s = segment(RCV, NXT, ACK, 0);
  s.wnd = wnd;
  return s;
}

/* One octet of the queue probes the window (MUST-36); the next time it is sent again. */
START_TEST(must_36_probe_of_one_octet) {
  struct plumb_outcome o = retransmit(closed_window(PLUMB_ESTABLISHED, 10));
  assert_sends(o, NXT, 1, false);
  ck_assert_uint_eq(o.tcb.snd.queued, 9);
  assert_sends(retransmit(o.tcb), NXT, 1, false);
}
END_TEST

/* Only the FIN is left: it is the probe. */
START_TEST(must_36_probe_by_fin) {
  struct plumb_outcome o = retransmit(closed_window(PLUMB_FIN_WAIT_1, 0));
  assert_sends(o, NXT, 0, true);
  assert_sends(retransmit(o.tcb), NXT, 0, true);
}
END_TEST

/* The last octet probes alone: the FIN behind it waits. */
START_TEST(must_36_probe_leaves_the_fin) {
  assert_sends(retransmit(closed_window(PLUMB_FIN_WAIT_1, 1)), NXT, 1, false);
}
END_TEST

/* Nothing is queued any more: the timer stops. */
START_TEST(nothing_to_probe_with) {
  struct plumb_outcome o = retransmit(closed_window(PLUMB_ESTABLISHED, 0));
  assert_silent(o);
  ck_assert(!o.tcb.timers.rtx_on);
}
END_TEST

/* SHLD-30: the probes become rarer, like retransmissions. */
START_TEST(shld_30_probes_back_off) {
  struct plumb_tcb t = closed_window(PLUMB_ESTABLISHED, 10);
  uint64_t first = t.timers.rtx_at;
  t = retransmit(t).tcb;
  ck_assert_uint_eq(t.timers.rtx_at, first + 2 * SECOND);
  t = retransmit(t).tcb;
  ck_assert_uint_eq(t.timers.rtx_at, first + 6 * SECOND);
}
END_TEST

/* The peer keeps its window closed for a hundred probes and answers each of them: the connection
 * stays (MUST-37).  Then the window opens, and the octet that probed is sent again. */
START_TEST(must_37_probes_that_are_answered) {
  struct plumb_config c = config_for_tests();
  struct plumb_tcb t = closed_window(PLUMB_ESTABLISHED, 10);
  for (int i = 0; i < 100; i++) {
    uint64_t now = t.timers.rtx_at;
    t = plumb_timeout(c, t, now).tcb;
    t = plumb_segment_arrives(c, t, probe_answer(0), ISS, now).tcb;
    ck_assert_int_eq(t.state, PLUMB_ESTABLISHED);
  }
  t = arrives(t, probe_answer(4000)).tcb;
  assert_sends(retransmit(t), NXT, 1, false);
}
END_TEST

/* Nobody answers the probes: that is no peer with a closed window, and R2 holds. */
START_TEST(must_20_probes_that_nobody_answers) {
  struct plumb_tcb t = closed_window(PLUMB_ESTABLISHED, 10);
  for (int n = 0; n < 8; n++)
    t = retransmit(t).tcb;
  struct plumb_outcome o = retransmit(t);
  assert_deleted(o);
  ck_assert(o.signals.timeout);
}
END_TEST

/* ---- The other two timers ---- */

/* 30 seconds after the text was sent the user has waited long enough. */
START_TEST(ev_touser_any_1) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.timers.user_on = true;
  t.timers.user_at = NOW + 30 * SECOND;
  t.timers.rtx_at = NOW + 40 * SECOND;
  assert_silent(expire(t, NOW + 30 * SECOND - 1));
  struct plumb_outcome o = expire(t, NOW + 30 * SECOND);
  assert_deleted(o);
  ck_assert(o.signals.timeout);
}
END_TEST

/* Both are due when the caller comes late: the user's timeout wins, nothing is sent any more. */
START_TEST(ev_touser_any_1_before_a_retransmission) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.timers.user_on = true;
  t.timers.user_at = NOW + 30 * SECOND;
  assert_deleted(expire(t, NOW + 3600ull * SECOND));
}
END_TEST

/* The peer's FIN leads from FIN-WAIT-2 to TIME-WAIT; 240 seconds, 2 MSL, later (MUST-13) the
 * connection is gone, and nobody need be told. */
START_TEST(ev_totw_twait_1) {
  struct plumb_tcb t = connection_closed_by_us(PLUMB_FIN_WAIT_2);
  t.snd.una = NXT;
  struct plumb_outcome o = arrives(t, segment(RCV, NXT, FIN | ACK, 0));
  assert_state(o, PLUMB_TIME_WAIT);
  assert_state(expire(o.tcb, NOW + 240 * SECOND - 1), PLUMB_TIME_WAIT);
  o = expire(o.tcb, NOW + 240 * SECOND);
  assert_deleted(o);
  ck_assert(!o.signals.timeout && !o.signals.reset);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ev_tortx_any_1_not_before_its_time,
      timers_that_are_off,
      ev_tortx_any_1_text,
      ev_tortx_any_1_first_of_many,
      must_16_text_again_makes_room_for_timestamps,
      ev_tortx_any_1_fin,
      must_22_syn,
      must_22_syn_ack,
      r6298_5_5_a_back_off,
      ev_tortx_any_2,
      ev_tortx_any_3,
      must_36_probe_of_one_octet,
      must_36_probe_by_fin,
      must_36_probe_leaves_the_fin,
      nothing_to_probe_with,
      shld_30_probes_back_off,
      must_37_probes_that_are_answered,
      must_20_probes_that_nobody_answers,
      ev_touser_any_1,
      ev_touser_any_1_before_a_retransmission,
      ev_totw_twait_1,
  };
  return run_tests("timeouts", tests, sizeof tests / sizeof tests[0]);
}
