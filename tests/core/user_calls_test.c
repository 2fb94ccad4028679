/* A connection begins and ends as the user asks: OPEN, CLOSE, ABORT and STATUS in every state. */
#include "calls.h"

static const enum plumb_tcp_state NO_STATE = (enum plumb_tcp_state)(PLUMB_TIME_WAIT + 1);

/* ---- OPEN ---- */

/* A stranger may not use the socket. */
START_TEST(ev_open_closed_1) {
  struct plumb_open_args a = allowed(true);
  a.access = false;
  assert_refused(open_(nothing(), a), nothing(), PLUMB_REPLY_ILLEGAL);
}
END_TEST

/* There is no room for one more connection. */
START_TEST(ev_open_closed_2) {
  struct plumb_open_args a = allowed(true);
  a.room = false;
  assert_refused(open_(nothing(), a), nothing(), PLUMB_REPLY_NO_ROOM);
}
END_TEST

/* The Diffserv value is not for this user. */
START_TEST(ev_open_closed_3) {
  struct plumb_open_args a = allowed(false);
  a.diffserv_ok = false;
  assert_refused(open_(nothing(), a), nothing(), PLUMB_REPLY_DIFFSERV);
}
END_TEST

/* A server waits: nothing is sent, no timer runs, the window of a SYN is ready. */
START_TEST(ev_open_closed_4) {
  struct plumb_outcome o = open_(nothing(), allowed(false));
  assert_reply(o, PLUMB_REPLY_OK);
  assert_state(o, PLUMB_LISTEN);
  assert_silent(o);
  ck_assert(o.tcb.passive && !o.tcb.timers.rtx_on);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 4000);
}
END_TEST

/* An active OPEN has to say to whom. */
START_TEST(ev_open_closed_5) {
  struct plumb_open_args a = allowed(true);
  a.remote_specified = false;
  assert_refused(open_(nothing(), a), nothing(), PLUMB_REPLY_REMOTE_UNSPECIFIED);
}
END_TEST

/* A client connects. */
START_TEST(ev_open_closed_6) { assert_connecting(open_(nothing(), allowed(true))); }
END_TEST

/* A listener cannot become active towards nobody, or without room (EV-OPEN-LISTEN-2). */
START_TEST(ev_open_listen_1) {
  struct plumb_tcb t = open_(nothing(), allowed(false)).tcb;
  struct plumb_open_args a = allowed(true);
  a.remote_specified = false;
  assert_refused(open_(t, a), t, PLUMB_REPLY_REMOTE_UNSPECIFIED);
  a = allowed(true);
  a.room = false;
  assert_refused(open_(t, a), t, PLUMB_REPLY_NO_ROOM);
}
END_TEST

/* A listener becomes active: it is no longer passive, so a reset will end it. */
START_TEST(ev_open_listen_3) {
  assert_connecting(open_(open_(nothing(), allowed(false)).tcb, allowed(true)));
}
END_TEST

/* A second passive OPEN leaves the listener alone. */
START_TEST(must_41_second_passive_open) {
  struct plumb_tcb t = open_(nothing(), allowed(false)).tcb;
  assert_refused(open_(t, allowed(false)), t, PLUMB_REPLY_EXISTS);
}
END_TEST

/* Whatever connection there is, it is not opened twice. */
START_TEST(ev_open_other_1) {
  for (enum plumb_tcp_state x = PLUMB_SYN_SENT; x <= PLUMB_TIME_WAIT; x++) {
    assert_refused(open_(connection(x), allowed(true)), connection(x), PLUMB_REPLY_EXISTS);
    assert_refused(open_(connection(x), allowed(false)), connection(x), PLUMB_REPLY_EXISTS);
  }
}
END_TEST

/* A buffer of more than 64 KB: a SYN's window is not scaled, it says 65535. */
START_TEST(r7323_2_2_h_window_of_a_syn) {
  struct plumb_config c = config_for_tests();
  c.buffer = 1000000;
  ck_assert_uint_eq(plumb_open(c, nothing(), allowed(true), NOW).tcb.rcv.wnd, 65535);
}
END_TEST

/* The segment that an outcome sends, as its peer receives it. */
static struct plumb_seg on_the_wire(struct plumb_outcome o) {
  static const unsigned bits[] = {0, SYN, SYN | ACK, ACK, RST, RST | ACK};
  unsigned fin = o.answer.fin ? FIN : 0;
  struct plumb_seg s =
      segment(o.answer.seq, o.answer.ack, bits[o.answer.kind] | fin, o.answer.text);
  s.wnd = o.tcb.rcv.wnd;
  return s;
}

/* A client and a server that have Plumb both: three segments, and each is ESTABLISHED at the
 * numbers of the other. */
START_TEST(three_way_handshake_by_calls) {
  struct plumb_outcome server = open_(nothing(), allowed(false));
  struct plumb_outcome client = open_(nothing(), allowed(true));
  server = arrives(server.tcb, on_the_wire(client));
  assert_state(server, PLUMB_SYN_RECEIVED);
  client = arrives(client.tcb, on_the_wire(server));
  assert_state(client, PLUMB_ESTABLISHED);
  ck_assert(client.signals.established);
  server = arrives(server.tcb, on_the_wire(client));
  assert_state(server, PLUMB_ESTABLISHED);
  ck_assert(server.signals.established);
  ck_assert_uint_eq(server.tcb.rcv.nxt, client.tcb.snd.nxt);
  ck_assert_uint_eq(client.tcb.rcv.nxt, server.tcb.snd.nxt);
}
END_TEST

/* ---- CLOSE, ABORT, STATUS ---- */

/* There is nothing to close (EV-CLOSE-CLOSED-2). */
START_TEST(ev_close_closed_1) {
  assert_refused(plumb_close(nothing(), true), nothing(), PLUMB_REPLY_NOT_EXIST);
  assert_refused(plumb_close(nothing(), false), nothing(), PLUMB_REPLY_ILLEGAL);
}
END_TEST

/* CLOSE in each state: where it leads, or that the connection is closing already. */
START_TEST(close_in_each_state) {
  const struct {
    enum plumb_tcp_state before, after;
  } rows[] = {
      {PLUMB_LISTEN, PLUMB_CLOSED},             /* EV-CLOSE-LISTEN-1 */
      {PLUMB_SYN_SENT, PLUMB_CLOSED},           /* EV-CLOSE-SYNSENT-1 */
      {PLUMB_SYN_RECEIVED, PLUMB_SYN_RECEIVED}, /* EV-CLOSE-SYNRCVD-2 */
      {PLUMB_ESTABLISHED, PLUMB_FIN_WAIT_1},    /* EV-CLOSE-ESTAB-1 */
      {PLUMB_FIN_WAIT_1, NO_STATE},             /* EV-CLOSE-FW1+-1 */
      {PLUMB_FIN_WAIT_2, NO_STATE},             /* EV-CLOSE-FW1+-1 */
      {PLUMB_CLOSE_WAIT, PLUMB_LAST_ACK},       /* EV-CLOSE-CWAIT-1 */
      {PLUMB_CLOSING, NO_STATE},                /* EV-CLOSE-CLOSING+-1 */
      {PLUMB_LAST_ACK, NO_STATE},               /* EV-CLOSE-CLOSING+-1 */
      {PLUMB_TIME_WAIT, NO_STATE},              /* EV-CLOSE-CLOSING+-1 */
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct plumb_tcb t = connection(rows[i].before);
    struct plumb_outcome o = plumb_close(t, true);
    if (rows[i].after == NO_STATE) {
      assert_refused(o, t, PLUMB_REPLY_CLOSING);
      continue;
    }
    assert_reply(o, PLUMB_REPLY_OK);
    assert_silent(o); /* the FIN is for plumb_transmit() */
    assert_state(o, rows[i].after);
    ck_assert_int_eq(o.tcb.snd.closed, rows[i].after != PLUMB_CLOSED);
  }
}
END_TEST

/* A connection that never was leaves nothing behind: no timer would wake it again. */
START_TEST(ev_close_synsent_1_leaves_nothing) {
  struct plumb_tcb t = open_(nothing(), allowed(true)).tcb;
  assert_same(plumb_close(t, true).tcb, nothing());
}
END_TEST

/* There is nothing to abort (EV-ABORT-CLOSED-2). */
START_TEST(ev_abort_closed_1) {
  assert_refused(plumb_abort(nothing(), true), nothing(), PLUMB_REPLY_NOT_EXIST);
  assert_refused(plumb_abort(nothing(), false), nothing(), PLUMB_REPLY_ILLEGAL);
}
END_TEST

/* ABORT in each state: the connection is gone; who waits is told "connection reset"; the peer is
 * told where it may still hold a connection that it wants to use. */
START_TEST(abort_in_each_state) {
  const struct {
    enum plumb_tcp_state before;
    bool tell_user, tell_peer;
  } rows[] = {
      {PLUMB_LISTEN, true, false},      /* EV-ABORT-LISTEN-1 */
      {PLUMB_SYN_SENT, true, false},    /* EV-ABORT-SYNSENT-1 */
      {PLUMB_SYN_RECEIVED, true, true}, /* EV-ABORT-SYNRCVD+-1 */
      {PLUMB_ESTABLISHED, true, true},  /* EV-ABORT-SYNRCVD+-1 */
      {PLUMB_FIN_WAIT_1, true, true},   /* EV-ABORT-SYNRCVD+-1 */
      {PLUMB_FIN_WAIT_2, true, true},   /* EV-ABORT-SYNRCVD+-1 */
      {PLUMB_CLOSE_WAIT, true, true},   /* EV-ABORT-SYNRCVD+-1 */
      {PLUMB_CLOSING, false, false},    /* EV-ABORT-CLOSING+-1 */
      {PLUMB_LAST_ACK, false, false},   /* EV-ABORT-CLOSING+-1 */
      {PLUMB_TIME_WAIT, false, false},  /* EV-ABORT-CLOSING+-1 */
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct plumb_outcome o = plumb_abort(connection(rows[i].before), true);
    assert_reply(o, PLUMB_REPLY_OK);
    assert_same(o.tcb, nothing());
    ck_assert_int_eq(o.signals.reset, rows[i].tell_user);
    if (rows[i].tell_peer)
      assert_answer(o, PLUMB_SEND_RST, NXT, 0);
    else
      assert_silent(o);
  }
}
END_TEST

/* Whoever may use the socket may look; where nothing is, there is nothing to look at. */
START_TEST(ev_status_other_1) {
  ck_assert_int_eq(plumb_status(nothing(), true), PLUMB_REPLY_NOT_EXIST); /* EV-STATUS-CLOSED-2 */
  ck_assert_int_eq(plumb_status(nothing(), false), PLUMB_REPLY_ILLEGAL);  /* EV-STATUS-CLOSED-1 */
  for (enum plumb_tcp_state x = PLUMB_LISTEN; x <= PLUMB_TIME_WAIT; x++)
    ck_assert_int_eq(plumb_status(connection(x), true), PLUMB_REPLY_OK); /* EV-STATUS-OTHER-1 */
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ev_open_closed_1,
      ev_open_closed_2,
      ev_open_closed_3,
      ev_open_closed_4,
      ev_open_closed_5,
      ev_open_closed_6,
      ev_open_listen_1,
      ev_open_listen_3,
      must_41_second_passive_open,
      ev_open_other_1,
      r7323_2_2_h_window_of_a_syn,
      three_way_handshake_by_calls,
      ev_close_closed_1,
      close_in_each_state,
      ev_close_synsent_1_leaves_nothing,
      ev_abort_closed_1,
      abort_in_each_state,
      ev_status_other_1,
  };
  return run_tests("user_calls", tests, sizeof tests / sizeof tests[0]);
}
