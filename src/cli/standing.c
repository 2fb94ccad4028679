#include "standing.h"
#include "seq.h"

/* LISTEN stands for the end that has not opened yet: if it turns out to have been CLOSED, nothing
   that arrived has changed that. */
struct standing standing_start(void) {
  return (struct standing){.state = PLUMB_LISTEN};
}

static uint32_t text_end(const struct plumb_seg *s) { return seq_add(s->seq, s->text); }

static void listen(struct standing *t) {
  bool opened = t->opened;
  *t = standing_start();
  t->opened = opened;
  t->passive = true;
}

static void close(struct standing *t) {
  t->state = PLUMB_CLOSED;
  t->fin = t->awaits_fin = false;
}

static void owe_reset(struct standing *t, const struct plumb_seg *s) {
  t->owes_reset = !s->ctl.rst;
  t->reset_seq = s->ctl.ack ? s->ack : 0;
}

/* ---- A segment arrives ----------------------------------------------------------------------- */

/* The peer's SYN: its window is offered by what the end sends next. */
static void take_syn(struct standing *t, const struct plumb_seg *s) {
  t->rcv_nxt = seq_add(s->seq, 1);
  t->edge = seq_add(t->rcv_nxt, PLUMB_BUFFER_MAX);
  if (!s->options.has_shift) t->offers_shift = false;
}

static void arrived_listening(struct standing *t, const struct plumb_seg *s) {
  if (s->ctl.rst) return;
  if (s->ctl.ack) {
    owe_reset(t, s);
  } else if (s->ctl.syn) {
    t->offers_shift = true;
    take_syn(t, s);
    t->state = PLUMB_SYN_RECEIVED;
    t->passive = true;
  }
}

static void arrived_syn_sent(struct standing *t, const struct plumb_seg *s) {
  bool acceptable = s->ctl.ack && s->ack == t->nxt;
  if (s->ctl.ack && !acceptable) {
    owe_reset(t, s);
  } else if (s->ctl.rst) {
    if (acceptable) close(t);
  } else if (s->ctl.syn) {
    take_syn(t, s);
    if (acceptable) t->una = s->ack;
    t->state = acceptable ? PLUMB_ESTABLISHED : PLUMB_SYN_RECEIVED;
  }
}

static bool is_acceptable(const struct standing *t, const struct plumb_seg *s) {
  uint32_t wnd = seq_sub(t->edge, t->rcv_nxt);
  uint32_t length = s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
  if (wnd == 0) return s->seq == t->rcv_nxt && !s->ctl.syn;
  return seq_in(t->rcv_nxt, wnd, s->seq) ||
         (length > 0 && seq_in(t->rcv_nxt, wnd, seq_add(s->seq, length - 1)));
}

static void reset_by_peer(struct standing *t) {
  if (t->state == PLUMB_SYN_RECEIVED && t->passive)
    listen(t);
  else
    close(t);
}

/* The acknowledgment of its FIN. */
static void fin_acknowledged(struct standing *t) {
  if (t->state == PLUMB_FIN_WAIT_1) t->state = PLUMB_FIN_WAIT_2;
  if (t->state == PLUMB_CLOSING) t->state = PLUMB_TIME_WAIT;
  if (t->state == PLUMB_LAST_ACK) close(t);
}

/* Fifth, check the ACK field.  Returns whether the processing goes on. */
static bool take_ack(struct standing *t, const struct plumb_seg *s) {
  bool fresh = seq_lt(t->una, s->ack) && !seq_lt(t->nxt, s->ack);
  if (t->state == PLUMB_SYN_RECEIVED) {
    if (!fresh) {
      owe_reset(t, s);
      return false;
    }
    t->state = PLUMB_ESTABLISHED;
  }
  if (seq_lt(t->nxt, s->ack)) return false;
  if (fresh) t->una = s->ack;
  if (t->fin && t->una == t->nxt) fin_acknowledged(t);
  return t->state != PLUMB_CLOSED;
}

static bool may_receive(const struct standing *t) {
  return t->state == PLUMB_ESTABLISHED || t->state == PLUMB_FIN_WAIT_1 ||
         t->state == PLUMB_FIN_WAIT_2;
}

/* Eighth, check the FIN bit, which RCV.NXT has reached. */
static void take_fin(struct standing *t) {
  t->rcv_nxt = seq_add(t->peer_fin, 1);
  t->awaits_fin = false;
  if (t->state == PLUMB_ESTABLISHED) t->state = PLUMB_CLOSE_WAIT;
  if (t->state == PLUMB_FIN_WAIT_1) t->state = PLUMB_CLOSING;
  if (t->state == PLUMB_FIN_WAIT_2) t->state = PLUMB_TIME_WAIT;
}

static void take_text(struct standing *t, const struct plumb_seg *s) {
  uint32_t end = text_end(s);
  if (!may_receive(t)) return;
  if (!seq_lt(t->rcv_nxt, s->seq) && seq_lt(t->rcv_nxt, end)) t->rcv_nxt = end;
  if (s->ctl.fin && !seq_lt(end, t->rcv_nxt)) {
    t->awaits_fin = true;
    t->peer_fin = end;
  }
  if (t->awaits_fin && t->rcv_nxt == t->peer_fin) take_fin(t);
}

/* The state before the peer's FIN came. */
static uint8_t before_fin(uint8_t state) {
  if (state == PLUMB_CLOSE_WAIT) return PLUMB_ESTABLISHED;
  if (state == PLUMB_CLOSING || state == PLUMB_LAST_ACK) return PLUMB_FIN_WAIT_1;
  return state == PLUMB_TIME_WAIT ? PLUMB_FIN_WAIT_2 : state;
}

/* A segment that comes again, where the end by its own word still is: then the first one, though
   captured, may never have arrived. */
static void rewind_lost(struct standing *t, const struct plumb_seg *s) {
  if (t->state < PLUMB_ESTABLISHED || s->ctl.rst || s->ctl.syn) return;
  if (s->text == 0 && !s->ctl.fin) return;
  if (s->seq != t->acked || s->seq == t->rcv_nxt) return;
  t->rcv_nxt = s->seq;
  t->state = before_fin(t->state);
}

static void arrived_synchronized(struct standing *t, const struct plumb_seg *s) {
  rewind_lost(t, s);
  if (!is_acceptable(t, s)) return;
  if (s->ctl.rst) {
    if (s->seq == t->rcv_nxt) reset_by_peer(t);
  } else if (s->ctl.syn) {
    if (t->state == PLUMB_SYN_RECEIVED && t->passive) listen(t);
  } else if (s->ctl.ack && take_ack(t, s)) {
    take_text(t, s);
  }
}

void standing_arrived(struct standing *t, const struct plumb_seg *s) {
  t->owes_reset = false;
  switch (t->state) {
  case PLUMB_CLOSED:
    owe_reset(t, s);
    break;
  case PLUMB_LISTEN:
    arrived_listening(t, s);
    break;
  case PLUMB_SYN_SENT:
    arrived_syn_sent(t, s);
    break;
  default:
    if (t->opened) {
      arrived_synchronized(t, s);
    } else if (!s->ctl.rst && s->ctl.ack) {
      owe_reset(t, s);
    }
  }
}

/* ---- The end sends --------------------------------------------------------------------------- */

void standing_catch_up(struct standing *t, const struct plumb_seg *s) {
  if (t->state < PLUMB_ESTABLISHED || !s->ctl.ack || s->ctl.syn || s->ctl.rst) return;
  if (t->awaits_fin && seq_lt(t->peer_fin, s->ack)) take_fin(t);
}

enum plumb_tcp_state standing_before(const struct standing *t, const struct plumb_seg *s) {
  bool listens = t->opened || (s->ctl.syn && s->ctl.ack);
  return listens ? (enum plumb_tcp_state)t->state : PLUMB_CLOSED;
}

static void send_syn(struct standing *t, const struct plumb_seg *s) {
  bool answers = t->state == PLUMB_SYN_RECEIVED && (t->opened || s->ctl.ack);
  if (t->state != PLUMB_LISTEN && t->state != PLUMB_CLOSED && !answers) return;
  if (!answers) t->state = PLUMB_SYN_SENT;
  if (answers && t->opened && t->una != t->nxt) return; /* again */
  t->passive = answers;
  t->opened = true;
  t->fin = t->awaits_fin = false;
  t->una = s->seq;
  t->nxt = seq_add(s->seq, 1);
  t->offers_shift = s->options.has_shift && (t->offers_shift || !answers);
  t->shift = s->options.shift < PLUMB_SHIFT_MAX ? s->options.shift : PLUMB_SHIFT_MAX;
}

/* Its FIN goes out for the first time: the user has closed. */
static void send_fin(struct standing *t) {
  if (t->state == PLUMB_SYN_RECEIVED || t->state == PLUMB_ESTABLISHED)
    t->state = PLUMB_FIN_WAIT_1;
  else if (t->state == PLUMB_CLOSE_WAIT)
    t->state = PLUMB_LAST_ACK;
  else
    return;
  t->fin = true;
}

static void offer_window(struct standing *t, const struct plumb_seg *s) {
  unsigned shift = !s->ctl.syn && t->offers_shift ? t->shift : 0;
  uint32_t edge = seq_add(s->ack, s->wnd << shift);
  if (seq_lt(t->rcv_nxt, s->ack)) t->rcv_nxt = s->ack;
  t->acked = s->ack;
  t->edge = seq_lt(t->rcv_nxt, edge) ? edge : t->rcv_nxt;
}

void standing_sent(struct standing *t, const struct plumb_seg *s) {
  bool answers = t->owes_reset && s->seq == t->reset_seq;
  t->owes_reset = false;
  if (s->ctl.rst) {
    if (!answers) close(t);
    return;
  }
  if (s->ctl.syn) send_syn(t, s);
  if (t->state == PLUMB_CLOSED || t->state == PLUMB_LISTEN) return;
  uint32_t end = seq_add(text_end(s), s->ctl.fin ? 1U : 0U);
  if (!s->ctl.syn && seq_lt(t->nxt, end)) {
    if (s->ctl.fin && !t->fin) send_fin(t);
    t->nxt = end;
  }
  if (s->ctl.ack) offer_window(t, s);
}
