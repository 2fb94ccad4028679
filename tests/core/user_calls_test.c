/* What the user may ask, in every state. */
#include "connection.h"

enum { OUR_ISS = 7000 };

static const enum plumb_tcp_state NO_STATE = (enum plumb_tcp_state)(PLUMB_TIME_WAIT + 1);

static struct plumb_tcb nothing(void) { return (struct plumb_tcb){.state = PLUMB_CLOSED}; }

static void assert_reply(struct plumb_outcome o, enum plumb_reply reply) {
  ck_assert_int_eq(o.reply, reply);
}

/* What calls and timers change is the same in both.  (Not memcmp(): there is padding.) */
static void assert_same(struct plumb_tcb a, struct plumb_tcb b) {
  ck_assert_int_eq(a.state, b.state);
  ck_assert_uint_eq(a.iss, b.iss);
  ck_assert_uint_eq(a.snd.una, b.snd.una);
  ck_assert_uint_eq(a.snd.nxt, b.snd.nxt);
  ck_assert_uint_eq(a.snd.up, b.snd.up);
  ck_assert_uint_eq(a.snd.queued, b.snd.queued);
  ck_assert_uint_eq(a.rcv.wnd, b.rcv.wnd);
  ck_assert_uint_eq(a.rcv.buffered, b.rcv.buffered);
  ck_assert_uint_eq(a.timers.rtx_at, b.timers.rtx_at);
  ck_assert(a.passive == b.passive && a.snd.urgent == b.snd.urgent);
  ck_assert(a.snd.closed == b.snd.closed && a.snd.fin == b.snd.fin);
  ck_assert(a.rcv.urgent == b.rcv.urgent && a.rcv.push == b.rcv.push);
  ck_assert(a.timers.rtx_on == b.timers.rtx_on && a.timers.user_on == b.timers.user_on);
  ck_assert(a.timers.wait_on == b.timers.wait_on);
}

/* The call was refused: it says so, sends nothing, and the connection is what it was. */
static void assert_refused(struct plumb_outcome o, struct plumb_tcb before,
                           enum plumb_reply reply) {
  assert_reply(o, reply);
  assert_silent(o);
  assert_same(o.tcb, before);
}

/* ---- OPEN ---- */

static struct plumb_open_args allowed(bool active) {
  return (struct plumb_open_args){.active = active,
                                  .access = true,
                                  .room = true,
                                  .diffserv_ok = true,
                                  .remote_specified = active,
                                  .iss = OUR_ISS};
}

static struct plumb_outcome open_(struct plumb_tcb t, struct plumb_open_args a) {
  return plumb_open(config_for_tests(), t, a, NOW);
}

/* <SEQ=ISS><CTL=SYN> went out: SYN-SENT, SND.UNA = ISS, SND.NXT = ISS + 1, and the SYN is timed. */
static void assert_connecting(struct plumb_outcome o) {
  assert_reply(o, PLUMB_REPLY_OK);
  assert_state(o, PLUMB_SYN_SENT);
  assert_answer(o, PLUMB_SEND_SYN, OUR_ISS, 0);
  ck_assert_uint_eq(o.tcb.iss, OUR_ISS);
  ck_assert_uint_eq(o.tcb.snd.una, OUR_ISS);
  ck_assert_uint_eq(o.tcb.snd.nxt, OUR_ISS + 1);
  ck_assert(!o.tcb.passive);
  ck_assert(o.tcb.timers.rtx_on);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + SECOND);
}

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
      ev_close_closed_1,
      close_in_each_state,
      ev_close_synsent_1_leaves_nothing,
      ev_abort_closed_1,
      abort_in_each_state,
      ev_status_other_1,
  };
  return run_tests("user_calls", tests, sizeof tests / sizeof tests[0]);
}
