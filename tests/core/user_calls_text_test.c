/* The user hands text over and takes it: SEND and RECEIVE in every state. */
#include "calls.h"

/* ---- SEND ---- */

static struct plumb_outcome send_(struct plumb_tcb t, struct plumb_send_args a) {
  return plumb_send(config_for_tests(), t, a, NOW);
}

static struct plumb_send_args octets(uint32_t n) {
  return (struct plumb_send_args){
      .access = true, .remote_specified = true, .octets = n, .room = 1000, .iss = OUR_ISS};
}

/* There is nothing to send on (EV-SEND-CLOSED-2); a stranger is not even told that. */
START_TEST(ev_send_closed_1) {
  struct plumb_send_args a = octets(10);
  assert_refused(send_(nothing(), a), nothing(), PLUMB_REPLY_NOT_EXIST);
  a.access = false;
  assert_refused(send_(nothing(), a), nothing(), PLUMB_REPLY_ILLEGAL);
}
END_TEST

/* A SEND makes a listener active; the text waits behind the SYN. */
START_TEST(ev_send_listen_1) {
  struct plumb_outcome o = send_(open_(nothing(), allowed(false)).tcb, octets(10));
  assert_connecting(o);
  ck_assert_uint_eq(o.tcb.snd.queued, 10);
}
END_TEST

/* Unless nobody is there to send to, or the text has no room: then it goes on listening. */
START_TEST(ev_send_listen_2) {
  struct plumb_tcb t = open_(nothing(), allowed(false)).tcb;
  struct plumb_send_args a = octets(10);
  a.remote_specified = false;
  assert_refused(send_(t, a), t, PLUMB_REPLY_REMOTE_UNSPECIFIED);
  assert_refused(send_(t, octets(1001)), t, PLUMB_REPLY_NO_ROOM);
}
END_TEST

/* Before ESTABLISHED the text is queued: two SENDs, one after the other. */
START_TEST(ev_send_synsent_1) {
  for (enum plumb_tcp_state x = PLUMB_SYN_SENT; x <= PLUMB_SYN_RECEIVED; x++) {
    struct plumb_outcome o = send_(send_(connection(x), octets(10)).tcb, octets(20));
    assert_reply(o, PLUMB_REPLY_QUEUED);
    assert_silent(o);
    assert_state(o, x);
    ck_assert_uint_eq(o.tcb.snd.queued, 30);
  }
}
END_TEST

/* After a CLOSE that waits for ESTABLISHED nothing more is taken. */
START_TEST(send_after_close_in_syn_received) {
  struct plumb_tcb t = plumb_close(connection(PLUMB_SYN_RECEIVED), true).tcb;
  assert_refused(send_(t, octets(10)), t, PLUMB_REPLY_CLOSING);
}
END_TEST

/* The states that send: the text is queued, as much as there is room for (EV-SEND-ESTAB+-2). */
START_TEST(ev_send_estab_1) {
  const enum plumb_tcp_state states[] = {PLUMB_ESTABLISHED, PLUMB_CLOSE_WAIT};
  for (int i = 0; i < 2; i++) {
    struct plumb_tcb t = connection(states[i]);
    struct plumb_outcome o = send_(t, octets(1000));
    assert_reply(o, PLUMB_REPLY_OK);
    ck_assert_uint_eq(o.tcb.snd.queued, 1000);
    ck_assert(!o.tcb.snd.urgent);
    assert_refused(send_(t, octets(1001)), t, PLUMB_REPLY_NO_ROOM);
  }
}
END_TEST

/* Urgent text of 10 octets behind 5 that are queued: SND.UP is the octet after the last (MUST-62),
 * and text that is not urgent does not move it. */
START_TEST(ev_send_estab_3) {
  struct plumb_tcb t = send_(connection(PLUMB_ESTABLISHED), octets(5)).tcb;
  struct plumb_send_args a = octets(10);
  a.urgent = true;
  t = send_(t, a).tcb;
  ck_assert(t.snd.urgent);
  ck_assert_uint_eq(t.snd.up, NXT + 15);
  t = send_(t, octets(100)).tcb;
  ck_assert(t.snd.urgent);
  ck_assert_uint_eq(t.snd.up, NXT + 15);
}
END_TEST

/* After CLOSE there is no SEND. */
START_TEST(ev_send_fw1_1) {
  const enum plumb_tcp_state states[] = {PLUMB_FIN_WAIT_1, PLUMB_FIN_WAIT_2, PLUMB_CLOSING,
                                         PLUMB_LAST_ACK, PLUMB_TIME_WAIT};
  for (int i = 0; i < 5; i++)
    assert_refused(send_(connection(states[i]), octets(1)), connection(states[i]),
                   PLUMB_REPLY_CLOSING);
}
END_TEST

/* ---- RECEIVE ---- */

static struct plumb_outcome receive_(struct plumb_tcb t, uint32_t n) {
  return plumb_receive(config_for_tests(), t, n, true);
}

/* The connection with 3000 octets buffered of 4000, the last of them PUSHed. */
static struct plumb_tcb with_text(enum plumb_tcp_state x) {
  struct plumb_tcb t = connection(x);
  t.rcv.buffered = 3000;
  t.rcv.push = true;
  return t;
}

/* There is nothing to receive from (EV-RECV-CLOSED-2). */
START_TEST(ev_recv_closed_1) {
  struct plumb_config c = config_for_tests();
  assert_refused(plumb_receive(c, nothing(), 9, true), nothing(), PLUMB_REPLY_NOT_EXIST);
  assert_refused(plumb_receive(c, nothing(), 9, false), nothing(), PLUMB_REPLY_ILLEGAL);
}
END_TEST

/* Nothing can have come yet. */
START_TEST(ev_recv_listen_1) {
  for (enum plumb_tcp_state x = PLUMB_LISTEN; x <= PLUMB_SYN_RECEIVED; x++)
    assert_refused(receive_(connection(x), 9), connection(x), PLUMB_REPLY_QUEUED);
}
END_TEST

/* Nothing has come yet. */
START_TEST(ev_recv_estab_1) {
  for (enum plumb_tcp_state x = PLUMB_ESTABLISHED; x <= PLUMB_FIN_WAIT_2; x++)
    assert_refused(receive_(connection(x), 9), connection(x), PLUMB_REPLY_QUEUED);
}
END_TEST

/* The user takes a part, and then asks for more than the rest; the PUSH lasts until the end. */
START_TEST(ev_recv_estab_2) {
  struct plumb_outcome o = receive_(with_text(PLUMB_ESTABLISHED), 100);
  assert_reply(o, PLUMB_REPLY_OK);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 2900);
  ck_assert(o.tcb.rcv.push);
  o = receive_(o.tcb, 5000);
  assert_reply(o, PLUMB_REPLY_OK);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 0);
  ck_assert(!o.tcb.rcv.push);
}
END_TEST

/* The urgent text ends 1000 octets before RCV.NXT: the user is told until he has taken its last
 * octet (MUST-33). */
START_TEST(ev_recv_estab_3) {
  struct plumb_tcb t = with_text(PLUMB_ESTABLISHED);
  t.rcv.urgent = true;
  t.rcv.up = RCV - 1000;
  struct plumb_outcome o = receive_(t, 1999);
  ck_assert(o.signals.urgent && o.tcb.rcv.urgent);
  o = receive_(o.tcb, 1);
  ck_assert(!o.signals.urgent && !o.tcb.rcv.urgent);
}
END_TEST

/* 1000 octets are offered and 3000 buffered of 4000.  The right edge moves when it can by a full
 * segment of 1460 (MUST-39), and then it is announced at once. */
START_TEST(ev_recv_estab_4) {
  struct plumb_outcome o = receive_(with_text(PLUMB_ESTABLISHED), 1459);
  assert_silent(o);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 1000);
  o = receive_(o.tcb, 1);
  assert_acknowledged(o, RCV);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 2460);
  ck_assert_uint_eq(o.tcb.stamps.last_ack, RCV);
}
END_TEST

/* A buffer of two small segments: half of it is enough. */
START_TEST(must_39_half_the_buffer) {
  struct plumb_config c = config_for_tests();
  c.buffer = 1000;
  struct plumb_tcb t = connection(PLUMB_FIN_WAIT_2);
  t.rcv.wnd = 0;
  t.rcv.buffered = 1000;
  struct plumb_outcome o = plumb_receive(c, t, 499, true);
  assert_silent(o);
  o = plumb_receive(c, o.tcb, 1, true);
  assert_acknowledged(o, RCV);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 500);
}
END_TEST

/* The buffer was made smaller meanwhile: the right edge stays where it was offered. */
START_TEST(shld_14_right_edge_never_moves_left) {
  struct plumb_config c = config_for_tests();
  c.buffer = 500;
  struct plumb_outcome o = plumb_receive(c, with_text(PLUMB_ESTABLISHED), 3000, true);
  assert_silent(o);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 1000);
}
END_TEST

/* A buffer of a megabyte, a shift of 3: the header can say 65535 * 8. */
START_TEST(r7323_2_3_e_window_fits_the_header) {
  struct plumb_config c = config_for_tests();
  c.buffer = 1000000;
  struct plumb_tcb t = with_text(PLUMB_ESTABLISHED);
  t.peer.rcv_shift = 3;
  ck_assert_uint_eq(plumb_receive(c, t, 3000, true).tcb.rcv.wnd, 65535 * 8);
}
END_TEST

/* The peer has closed: what is there can be taken, no window is announced, and at the end the user
 * learns that no more will come (EV-RECV-CWAIT-2). */
START_TEST(ev_recv_cwait_1) {
  struct plumb_outcome o = receive_(with_text(PLUMB_CLOSE_WAIT), 3000);
  assert_reply(o, PLUMB_REPLY_OK);
  assert_silent(o);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 0);
  assert_refused(receive_(o.tcb, 1), o.tcb, PLUMB_REPLY_CLOSING);
}
END_TEST

/* What was not taken before the user closed is lost to him. */
START_TEST(ev_recv_closing_1) {
  for (enum plumb_tcp_state x = PLUMB_CLOSING; x <= PLUMB_TIME_WAIT; x++)
    assert_refused(receive_(with_text(x), 1), with_text(x), PLUMB_REPLY_CLOSING);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ev_send_closed_1,
      ev_send_listen_1,
      ev_send_listen_2,
      ev_send_synsent_1,
      send_after_close_in_syn_received,
      ev_send_estab_1,
      ev_send_estab_3,
      ev_send_fw1_1,
      ev_recv_closed_1,
      ev_recv_listen_1,
      ev_recv_estab_1,
      ev_recv_estab_2,
      ev_recv_estab_3,
      ev_recv_estab_4,
      must_39_half_the_buffer,
      shld_14_right_edge_never_moves_left,
      r7323_2_3_e_window_fits_the_header,
      ev_recv_cwait_1,
      ev_recv_closing_1,
  };
  return run_tests("user_calls_text", tests, sizeof tests / sizeof tests[0]);
}
