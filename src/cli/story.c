#include "story.h"
#include "seq.h"

const char *state_name(enum plumb_tcp_state state) {
  static const char *const names[] = {
      [PLUMB_CLOSED] = "CLOSED",           [PLUMB_LISTEN] = "LISTEN",
      [PLUMB_SYN_SENT] = "SYN-SENT",       [PLUMB_SYN_RECEIVED] = "SYN-RECEIVED",
      [PLUMB_ESTABLISHED] = "ESTABLISHED", [PLUMB_FIN_WAIT_1] = "FIN-WAIT-1",
      [PLUMB_FIN_WAIT_2] = "FIN-WAIT-2",   [PLUMB_CLOSE_WAIT] = "CLOSE-WAIT",
      [PLUMB_CLOSING] = "CLOSING",         [PLUMB_LAST_ACK] = "LAST-ACK",
      [PLUMB_TIME_WAIT] = "TIME-WAIT",
  };
  return names[state];
}

uint32_t segment_length(const struct plumb_seg *s) {
  return s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
}

void tell(struct story *story, const char *clause, const char *sentence) {
  if (story->count < STORY_ROWS) story->rows[story->count++] = (struct story_row){clause, sentence};
}

static void tell_closed(struct story *story, const struct plumb_seg *s) {
  if (s->ctl.rst)
    tell(story, "EV-SEG-CLOSED-1", "no connection: a reset is dropped");
  else if (!s->ctl.ack)
    tell(story, "EV-SEG-CLOSED-2", "no connection: reset with ACK = SEG.SEQ + SEG.LEN");
  else
    tell(story, "EV-SEG-CLOSED-3", "no connection: reset with SEQ = SEG.ACK");
}

static void tell_listen(struct story *story, const struct plumb_seg *s) {
  if (s->ctl.rst)
    tell(story, "EV-SEG-LISTEN-1", "a listener ignores a reset");
  else if (s->ctl.ack)
    tell(story, "EV-SEG-LISTEN-2", "a listener has sent nothing to acknowledge: reset");
  else if (s->ctl.syn)
    tell(story, "EV-SEG-LISTEN-3b", "a SYN opens a connection, to be answered by SYN,ACK");
  else
    tell(story, "EV-SEG-LISTEN-4", "neither SYN, ACK nor RST: dropped");
}

static void tell_syn_sent(struct story *story, const struct plumb_tcb *t,
                          const struct plumb_seg *s) {
  bool acceptable = seq_lt(t->iss, s->ack) && !seq_lt(t->snd.nxt, s->ack);
  if (s->ctl.ack && !acceptable && s->ctl.rst)
    tell(story, "EV-SEG-SYNSENT-1a", "a reset that acknowledges what was never sent: dropped");
  else if (s->ctl.ack && !acceptable)
    tell(story, "EV-SEG-SYNSENT-1b", "acknowledges what was never sent: reset");
  else if (s->ctl.rst && s->ctl.ack)
    tell(story, "EV-SEG-SYNSENT-2a", "the SYN is refused: connection reset");
  else if (s->ctl.rst)
    tell(story, "EV-SEG-SYNSENT-2b", "a reset without ACK proves nothing: dropped");
  else if (s->ctl.syn && s->ctl.ack)
    tell(story, "EV-SEG-SYNSENT-4b", "the SYN is acknowledged: the connection is established");
  else if (s->ctl.syn)
    tell(story, "EV-SEG-SYNSENT-4c", "the SYNs cross: simultaneous open");
  else
    tell(story, "EV-SEG-SYNSENT-5", "neither SYN nor RST: dropped");
}

/* Table 6 of the RFC, and MUST-66: with a zero window a segment at RCV.NXT still has its say. */
static bool is_acceptable(const struct plumb_rcv *r, const struct plumb_seg *s) {
  uint32_t length = segment_length(s);
  if (r->wnd == 0) return s->seq == r->nxt && !s->ctl.syn;
  return seq_in(r->nxt, r->wnd, s->seq) ||
         (length > 0 && seq_in(r->nxt, r->wnd, seq_add(s->seq, length - 1)));
}

/* First, check the sequence number.  Returns whether the processing goes on. */
static bool tell_sequence(struct story *story, const struct plumb_tcb *t,
                          const struct plumb_seg *s) {
  bool stamped = t->stamps.ok && s->options.has_ts && !s->ctl.rst;
  if (stamped && seq_lt(s->options.ts_val, t->stamps.recent)) {
    tell(story, "EV-SEG-SYNC-1a", "its timestamp is older than TS.Recent (PAWS): dropped, ACK");
    return false;
  }
  if (is_acceptable(&t->rcv, s)) return true;
  if (s->ctl.rst)
    tell(story, "EV-SEG-SYNC-1b", "a reset outside the window: dropped");
  else
    tell(story, "EV-SEG-SYNC-1c", "outside the window: dropped, ACK");
  if (t->state == PLUMB_TIME_WAIT && s->ctl.fin && seq_add(s->seq, segment_length(s)) == t->rcv.nxt)
    tell(story, "EV-SEG-SYNC-5o", "the FIN again: the 2 MSL wait begins anew");
  return false;
}

/* Second, check the RST bit. */
static void tell_reset(struct story *story, const struct plumb_tcb *t, const struct plumb_seg *s) {
  if (s->seq != t->rcv.nxt) {
    tell(story, "EV-SEG-SYNC-2c", "a reset in the window but not at RCV.NXT: challenge ACK");
    return;
  }
  tell(story, "EV-SEG-SYNC-2b", "a reset exactly at RCV.NXT is valid");
  if (t->state == PLUMB_SYN_RECEIVED && t->passive)
    tell(story, "EV-SEG-SYNC-2d", "back to LISTEN");
  else if (t->state == PLUMB_SYN_RECEIVED)
    tell(story, "EV-SEG-SYNC-2e", "connection refused");
  else if (t->state == PLUMB_CLOSING || t->state == PLUMB_LAST_ACK || t->state == PLUMB_TIME_WAIT)
    tell(story, "EV-SEG-SYNC-2g", "the connection is deleted");
  else
    tell(story, "EV-SEG-SYNC-2f", "connection reset");
}

/* Fourth, check the SYN bit. */
static void tell_syn(struct story *story, const struct plumb_tcb *t) {
  if (t->state == PLUMB_SYN_RECEIVED && t->passive)
    tell(story, "EV-SEG-SYNC-4a", "a SYN after a SYN: back to LISTEN");
  else if (t->state == PLUMB_SYN_RECEIVED)
    tell(story, "EV-SEG-SYNC-4b", "a SYN after a SYN: challenge ACK");
  else
    tell(story, "EV-SEG-SYNC-4d", "a SYN in a synchronized state: challenge ACK");
}

/* What the acknowledgment of the own FIN leads to. */
static void tell_fin_acknowledged(struct story *story, const struct plumb_tcb *t,
                                  const struct plumb_tcb *after) {
  bool acknowledged = t->snd.fin && t->snd.una != t->snd.nxt && after->snd.una == t->snd.nxt;
  if (t->state == PLUMB_FIN_WAIT_1 && acknowledged)
    tell(story, "EV-SEG-SYNC-5i", "its FIN is acknowledged");
  else if (t->state == PLUMB_CLOSING && acknowledged)
    tell(story, "EV-SEG-SYNC-5l", "its FIN is acknowledged: the 2 MSL wait begins");
  else if (t->state == PLUMB_CLOSING)
    tell(story, "EV-SEG-SYNC-5m", "its FIN is not acknowledged yet");
  else if (t->state == PLUMB_LAST_ACK && after->state == PLUMB_CLOSED)
    tell(story, "EV-SEG-SYNC-5n", "its FIN is acknowledged: the connection is deleted");
}

/* Fifth, check the ACK field.  Returns whether the processing goes on. */
static bool tell_ack(struct story *story, const struct plumb_tcb *t, const struct plumb_seg *s,
                     const struct plumb_tcb *after) {
  bool fresh = seq_lt(t->snd.una, s->ack) && !seq_lt(t->snd.nxt, s->ack);
  if (t->state == PLUMB_SYN_RECEIVED) {
    if (fresh)
      tell(story, "EV-SEG-SYNC-5c", "its SYN is acknowledged: the connection is established");
    else
      tell(story, "EV-SEG-SYNC-5d", "does not acknowledge its SYN: reset");
    return fresh;
  }
  if (seq_lt(t->snd.nxt, s->ack)) {
    tell(story, "EV-SEG-SYNC-5g", "acknowledges what was never sent: dropped, ACK");
    return false;
  }
  if (seq_lt(s->ack, seq_sub(t->snd.una, t->snd.max_wnd))) {
    tell(story, "EV-SEG-SYNC-5b", "acknowledges what is long past: dropped, challenge ACK");
    return false;
  }
  if (fresh)
    tell(story, "EV-SEG-SYNC-5e", "acknowledges what was sent");
  else if (segment_length(s) == 0 && s->ack == t->snd.una && s->seq == t->rcv.nxt)
    tell(story, "EV-SEG-SYNC-5f", "acknowledges nothing new");
  if (after->snd.wnd != t->snd.wnd && after->state != PLUMB_CLOSED)
    tell(story, "EV-SEG-SYNC-5h", "updates the send window");
  tell_fin_acknowledged(story, t, after);
  return after->state != PLUMB_CLOSED;
}

static bool may_receive(enum plumb_tcp_state state) {
  return state == PLUMB_SYN_RECEIVED || state == PLUMB_ESTABLISHED || state == PLUMB_FIN_WAIT_1 ||
         state == PLUMB_FIN_WAIT_2;
}

/* Sixth and seventh: URG and the text. */
static void tell_text(struct story *story, const struct plumb_tcb *t, const struct plumb_seg *s,
                      const struct plumb_outcome *outcome) {
  bool receives = may_receive(t->state);
  if (s->ctl.urg && receives)
    tell(story, "EV-SEG-SYNC-6a", "urgent text is ahead");
  else if (s->ctl.urg)
    tell(story, "EV-SEG-SYNC-6b", "URG after the FIN: ignored");
  if (s->text == 0) return;
  if (!receives)
    tell(story, "EV-SEG-SYNC-7d", "text after the FIN: ignored");
  else if (outcome->tcb.rcv.nxt != t->rcv.nxt)
    tell(story, "EV-SEG-SYNC-7a", "text at RCV.NXT is taken");
  else if (outcome->placement.len > 0)
    tell(story, "EV-SEG-SYNC-7c", "text ahead of RCV.NXT is held");
  else
    tell(story, "EV-SEG-SYNC-1f", "all of its text was received before");
}

/* Eighth, check the FIN bit. */
static void tell_fin(struct story *story, const struct plumb_tcb *t, const struct plumb_seg *s,
                     const struct plumb_outcome *outcome) {
  if (outcome->signals.closing) {
    tell(story, "EV-SEG-SYNC-8b", "the FIN of the peer is reached");
    if (outcome->tcb.state == PLUMB_CLOSE_WAIT)
      tell(story, "EV-SEG-SYNC-8c", "the user may still send");
    else if (outcome->tcb.state == PLUMB_CLOSING)
      tell(story, "EV-SEG-SYNC-8e", "both ends close at the same time");
    else
      tell(story, "EV-SEG-SYNC-8f", "the 2 MSL wait begins");
  } else if (s->ctl.fin && !may_receive(t->state)) {
    tell(story, "EV-SEG-SYNC-8g", "a FIN after the FIN: nothing changes");
  }
}

static void tell_synchronized(struct story *story, const struct plumb_tcb *t,
                              const struct plumb_seg *s, const struct plumb_outcome *outcome) {
  if (!tell_sequence(story, t, s)) return;
  if (s->ctl.rst) {
    tell_reset(story, t, s);
  } else if (s->ctl.syn) {
    tell_syn(story, t);
  } else if (!s->ctl.ack) {
    tell(story, "EV-SEG-SYNC-5a", "a segment without ACK: dropped");
  } else if (tell_ack(story, t, s, &outcome->tcb)) {
    tell_text(story, t, s, outcome);
    tell_fin(story, t, s, outcome);
  }
}

struct story story_of_arrival(const struct plumb_tcb *before, const struct plumb_seg *s,
                              const struct plumb_outcome *outcome) {
  struct story story = {.count = 0};
  switch (before->state) {
  case PLUMB_CLOSED:
    tell_closed(&story, s);
    break;
  case PLUMB_LISTEN:
    tell_listen(&story, s);
    break;
  case PLUMB_SYN_SENT:
    tell_syn_sent(&story, before, s);
    break;
  default:
    tell_synchronized(&story, before, s, outcome);
  }
  return story;
}
