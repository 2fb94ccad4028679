/* User calls (RFC 9293 sections 3.10.1 to 3.10.6), as in spec/UserCalls.v.
 *
 * What the environment decides is an argument: whether the caller may use the socket, whether there
 * is room, whether the remote socket is specified, the ISS. */
#include "plumb.h"
#include "seq.h"
#include "tcb.h"

/* ---- OPEN, 3.10.1 ---------------------------------------------------------------------------- */

/*@ requires WfConfig(c) && queued <= PLUMB_QUEUE_MAX && WfTime(now);
    assigns \nothing;
    ensures \result == connecting(c, iss, queued, now);
    ensures WfTcb(\result); */
static struct plumb_tcb connecting(struct plumb_config c, uint32_t iss, uint32_t queued,
                                   uint64_t now) {
  return (struct plumb_tcb){.state = PLUMB_SYN_SENT,
                            .iss = iss,
                            .snd = syn_snd(iss, queued, false),
                            .rcv = opening_rcv(c),
                            .timers = fresh_timers(c, now)};
}

/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == open_closed(c, t, a, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome open_closed(struct plumb_config c, struct plumb_tcb t,
                                        struct plumb_open_args a, uint64_t now) {
  if (!a.access) return returns(t, PLUMB_REPLY_ILLEGAL);       /* EV-OPEN-CLOSED-1 */
  if (!a.diffserv_ok) return returns(t, PLUMB_REPLY_DIFFSERV); /* EV-OPEN-CLOSED-3 */
  if (a.active && !a.remote_specified)
    return returns(t, PLUMB_REPLY_REMOTE_UNSPECIFIED); /* EV-OPEN-CLOSED-5 */
  if (!a.room) return returns(t, PLUMB_REPLY_NO_ROOM); /* EV-OPEN-CLOSED-2 */
  if (a.active)
    return sends(connecting(c, a.iss, 0, now),
                 segment_of(PLUMB_SEND_SYN, a.iss, 0)); /* EV-OPEN-CLOSED-6 */
  return returns(listening(c), PLUMB_REPLY_OK);         /* EV-OPEN-CLOSED-4 */
}

/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == open_listen(c, t, a, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome open_listen(struct plumb_config c, struct plumb_tcb t,
                                        struct plumb_open_args a, uint64_t now) {
  if (!a.active) return returns(t, PLUMB_REPLY_EXISTS);                       /* MUST-41 */
  if (!a.remote_specified) return returns(t, PLUMB_REPLY_REMOTE_UNSPECIFIED); /* EV-OPEN-LISTEN-1 */
  if (!a.room) return returns(t, PLUMB_REPLY_NO_ROOM);                        /* EV-OPEN-LISTEN-2 */
  /* EV-OPEN-LISTEN-3 */
  return sends(connecting(c, a.iss, 0, now), segment_of(PLUMB_SEND_SYN, a.iss, 0));
}

struct plumb_outcome plumb_open(struct plumb_config c, struct plumb_tcb t, struct plumb_open_args a,
                                uint64_t now) {
  if (t.state == PLUMB_CLOSED) return open_closed(c, t, a, now);
  if (t.state == PLUMB_LISTEN) return open_listen(c, t, a, now);
  return returns(t, PLUMB_REPLY_EXISTS); /* EV-OPEN-OTHER-1 */
}

/* ---- SEND, 3.10.2 ---------------------------------------------------------------------------- */

/*@ requires n.queued + octets <= PLUMB_QUEUE_MAX;
    assigns \nothing;
    ensures \result == queue_octets(n, octets, urgent != 0);
    ensures WfSnd(\result); */
static struct plumb_snd queue_octets(struct plumb_snd n, uint32_t octets, bool urgent) {
  n.queued += octets;
  if (urgent) {
    n.up = seq_add(n.nxt, n.queued);
    n.urgent = true;
  }
  return n;
}

/* Queue the octets; plumb_transmit() segments and sends them when window and state allow. */
/*@ requires WfTcb(t) && WfSendArgs(t, a);
    assigns \nothing;
    ensures \result == queue_text(t, a, r);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome queue_text(struct plumb_tcb t, struct plumb_send_args a,
                                       enum plumb_reply r) {
  if (a.room < a.octets) return returns(t, PLUMB_REPLY_NO_ROOM); /* EV-SEND-ESTAB+-2 */
  t.snd = queue_octets(t.snd, a.octets, a.urgent);               /* EV-SEND-ESTAB+-3 */
  return returns(t, r);
}

/*@ requires WfConfig(c) && WfTcb(t) && WfSendArgs(t, a) && WfTime(now);
    assigns \nothing;
    ensures \result == send_listen(c, t, a, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome send_listen(struct plumb_config c, struct plumb_tcb t,
                                        struct plumb_send_args a, uint64_t now) {
  if (!a.remote_specified) return returns(t, PLUMB_REPLY_REMOTE_UNSPECIFIED); /* EV-SEND-LISTEN-2 */
  if (a.room < a.octets) return returns(t, PLUMB_REPLY_NO_ROOM);
  /* EV-SEND-LISTEN-1 */
  return sends(connecting(c, a.iss, a.octets, now), segment_of(PLUMB_SEND_SYN, a.iss, 0));
}

struct plumb_outcome plumb_send(struct plumb_config c, struct plumb_tcb t, struct plumb_send_args a,
                                uint64_t now) {
  switch (t.state) {
  case PLUMB_CLOSED: /* EV-SEND-CLOSED-1, EV-SEND-CLOSED-2 */
    return returns(t, a.access ? PLUMB_REPLY_NOT_EXIST : PLUMB_REPLY_ILLEGAL);
  case PLUMB_LISTEN:
    return send_listen(c, t, a, now);
  case PLUMB_SYN_SENT:
  case PLUMB_SYN_RECEIVED: /* EV-SEND-SYNSENT+-1 */
    if (t.snd.closed) return returns(t, PLUMB_REPLY_CLOSING);
    return queue_text(t, a, PLUMB_REPLY_QUEUED);
  case PLUMB_ESTABLISHED:
  case PLUMB_CLOSE_WAIT: /* EV-SEND-ESTAB+-1 */
    return queue_text(t, a, PLUMB_REPLY_OK);
  case PLUMB_FIN_WAIT_1:
  case PLUMB_FIN_WAIT_2:
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
  case PLUMB_TIME_WAIT: /* EV-SEND-FW1+-1 */
    break;
  }
  return returns(t, PLUMB_REPLY_CLOSING);
}

/* ---- RECEIVE, 3.10.3 ------------------------------------------------------------------------- */

/* The window the buffer has room for, no larger than the header can say. */
/*@ requires WfConfig(c) && WfTcb(t);
    assigns \nothing;
    ensures \result == window_room(c, t);
    ensures \result + t.rcv.buffered <= PLUMB_BUFFER_MAX; */
static uint32_t window_room(struct plumb_config c, struct plumb_tcb t) {
  uint32_t room = t.rcv.buffered <= c.buffer ? c.buffer - t.rcv.buffered : 0;
  return min_u32(room, 65535 * power2(t.peer.rcv_shift));
}

/* Silly window avoidance, MUST-39: the right edge moves when it can move by half the buffer or a
 * segment.  It never moves left (SHLD-14). */
/*@ requires WfConfig(c) && WfTcb(t);
    assigns \nothing;
    ensures \result == open_window(c, t);
    ensures \result + t.rcv.buffered <= PLUMB_BUFFER_MAX; */
static uint32_t open_window(struct plumb_config c, struct plumb_tcb t) {
  uint32_t room = window_room(c, t);
  return t.rcv.wnd + min_u32(c.buffer / 2, c.mss) <= room ? room : t.rcv.wnd;
}

/* Urgent mode lasts until the user has taken the octet before RCV.UP (R9293-L18, MUST-33). */
/*@ assigns \nothing;
    ensures \result <==> UrgentAhead(r, buffered); */
static bool UrgentAhead(struct plumb_rcv r, uint32_t buffered) {
  return r.urgent && seq_lt(seq_sub(r.nxt, buffered), r.up);
}

/*@ requires octets <= r.buffered && r.buffered - octets + wnd <= PLUMB_BUFFER_MAX;
    assigns \nothing;
    ensures \result == take_text(r, octets, wnd);
    ensures WfRcv(\result); */
static struct plumb_rcv take_text(struct plumb_rcv r, uint32_t octets, uint32_t wnd) {
  r.wnd = wnd;
  r.urgent = UrgentAhead(r, r.buffered - octets);
  r.push = r.push && octets != r.buffered;
  r.buffered -= octets;
  return r;
}

/* The user takes up to octets of text; the window may open and is announced then. */
/*@ requires WfConfig(c) && WfTcb(t);
    assigns \nothing;
    ensures \result == receive_text(c, t, octets);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome receive_text(struct plumb_config c, struct plumb_tcb t,
                                         uint32_t octets) {
  const struct plumb_answer none = {.kind = PLUMB_NO_ANSWER};
  const struct plumb_rcv r = t.rcv;
  uint32_t n = min_u32(octets, r.buffered);
  struct plumb_signals g = {.urgent = UrgentAhead(r, r.buffered - n)}; /* EV-RECV-ESTAB+-3 */
  t.rcv = take_text(r, n, r.wnd);                                      /* EV-RECV-ESTAB+-2 */
  uint32_t w = open_window(c, t);
  if (!MayReceive(t.state) || w <= r.wnd) return outcome_of(t, none, PLUMB_REPLY_OK, g, true);
  t.rcv = take_text(r, n, w); /* EV-RECV-ESTAB+-4 */
  t = note_ack(t);
  return outcome_of(t, ack_now(t), PLUMB_REPLY_OK, g, true);
}

struct plumb_outcome plumb_receive(struct plumb_config c, struct plumb_tcb t, uint32_t octets,
                                   bool access) {
  switch (t.state) {
  case PLUMB_CLOSED: /* EV-RECV-CLOSED-1, EV-RECV-CLOSED-2 */
    return returns(t, access ? PLUMB_REPLY_NOT_EXIST : PLUMB_REPLY_ILLEGAL);
  case PLUMB_LISTEN:
  case PLUMB_SYN_SENT:
  case PLUMB_SYN_RECEIVED: /* EV-RECV-LISTEN+-1 */
    return returns(t, PLUMB_REPLY_QUEUED);
  case PLUMB_ESTABLISHED:
  case PLUMB_FIN_WAIT_1:
  case PLUMB_FIN_WAIT_2:
    if (t.rcv.buffered == 0) return returns(t, PLUMB_REPLY_QUEUED); /* EV-RECV-ESTAB+-1 */
    return receive_text(c, t, octets);
  case PLUMB_CLOSE_WAIT:
    if (t.rcv.buffered == 0) return returns(t, PLUMB_REPLY_CLOSING); /* EV-RECV-CWAIT-2 */
    return receive_text(c, t, octets);                               /* EV-RECV-CWAIT-1 */
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
  case PLUMB_TIME_WAIT: /* EV-RECV-CLOSING+-1 */
    break;
  }
  return returns(t, PLUMB_REPLY_CLOSING);
}

/* ---- CLOSE, 3.10.4 --------------------------------------------------------------------------- */

/* The FIN follows what is queued: plumb_transmit() sends it. */
/*@ requires WfTcb(t) && x <= PLUMB_TIME_WAIT;
    assigns \nothing;
    ensures \result == close_to(t, x);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome close_to(struct plumb_tcb t, enum plumb_tcp_state x) {
  t.snd.closed = true;
  t.state = x;
  return returns(t, PLUMB_REPLY_OK);
}

struct plumb_outcome plumb_close(struct plumb_tcb t, bool access) {
  switch (t.state) {
  case PLUMB_CLOSED: /* EV-CLOSE-CLOSED-1, EV-CLOSE-CLOSED-2 */
    return returns(t, access ? PLUMB_REPLY_NOT_EXIST : PLUMB_REPLY_ILLEGAL);
  case PLUMB_LISTEN:   /* EV-CLOSE-LISTEN-1 */
  case PLUMB_SYN_SENT: /* EV-CLOSE-SYNSENT-1 */
    return returns((struct plumb_tcb){.state = PLUMB_CLOSED}, PLUMB_REPLY_OK);
  case PLUMB_SYN_RECEIVED: /* EV-CLOSE-SYNRCVD-1, EV-CLOSE-SYNRCVD-2: takes effect when ESTABLISHED
                              is entered */
    return close_to(t, PLUMB_SYN_RECEIVED);
  case PLUMB_ESTABLISHED: /* EV-CLOSE-ESTAB-1 */
    return close_to(t, PLUMB_FIN_WAIT_1);
  case PLUMB_CLOSE_WAIT: /* EV-CLOSE-CWAIT-1 */
    return close_to(t, PLUMB_LAST_ACK);
  case PLUMB_FIN_WAIT_1:
  case PLUMB_FIN_WAIT_2: /* EV-CLOSE-FW1+-1 */
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
  case PLUMB_TIME_WAIT: /* EV-CLOSE-CLOSING+-1 */
    break;
  }
  return returns(t, PLUMB_REPLY_CLOSING);
}

/* ---- ABORT, 3.10.5 --------------------------------------------------------------------------- */

struct plumb_outcome plumb_abort(struct plumb_tcb t, bool access) {
  const struct plumb_tcb deleted_tcb = {.state = PLUMB_CLOSED};
  const struct plumb_answer none = {.kind = PLUMB_NO_ANSWER};
  const struct plumb_signals reset = {.reset = true};
  switch (t.state) {
  case PLUMB_CLOSED: /* EV-ABORT-CLOSED-1, EV-ABORT-CLOSED-2 */
    return returns(t, access ? PLUMB_REPLY_NOT_EXIST : PLUMB_REPLY_ILLEGAL);
  case PLUMB_LISTEN:   /* EV-ABORT-LISTEN-1 */
  case PLUMB_SYN_SENT: /* EV-ABORT-SYNSENT-1 */
    return outcome_of(deleted_tcb, none, PLUMB_REPLY_OK, reset, true);
  case PLUMB_SYN_RECEIVED:
  case PLUMB_ESTABLISHED:
  case PLUMB_FIN_WAIT_1:
  case PLUMB_FIN_WAIT_2:
  case PLUMB_CLOSE_WAIT: /* EV-ABORT-SYNRCVD+-1 */
    return outcome_of(deleted_tcb, segment_of(PLUMB_SEND_RST, t.snd.nxt, 0), PLUMB_REPLY_OK, reset,
                      true);
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
  case PLUMB_TIME_WAIT: /* EV-ABORT-CLOSING+-1 */
    break;
  }
  return returns(deleted_tcb, PLUMB_REPLY_OK);
}

/* ---- STATUS, 3.10.6 -------------------------------------------------------------------------- */

enum plumb_reply plumb_status(struct plumb_tcb t, bool access) {
  if (t.state != PLUMB_CLOSED) return PLUMB_REPLY_OK;          /* EV-STATUS-OTHER-1 */
  return access ? PLUMB_REPLY_NOT_EXIST : PLUMB_REPLY_ILLEGAL; /* EV-STATUS-CLOSED-1, -2 */
}
