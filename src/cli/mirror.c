#include "mirror.h"
#include "seq.h"

static const struct plumb_seg *first_syn(const struct connection *c, unsigned end) {
  for (size_t i = 0; i < c->count; i++)
    if (c->records[i].from == end && c->records[i].seg.ctl.syn && !c->records[i].damaged)
      return &c->records[i].seg;
  return NULL;
}

/* What the end offers in its SYN.  Everything else does not show on the wire, or shows when it is
   used. */
static struct plumb_config config_of(const struct plumb_seg *syn) {
  struct plumb_config config = plumb_default_config();
  const struct plumb_options *offer = &syn->options;
  config.buffer = PLUMB_BUFFER_MAX;
  config.use_shift = offer->has_shift;
  config.shift = offer->shift < PLUMB_SHIFT_MAX ? offer->shift : PLUMB_SHIFT_MAX;
  config.use_stamps = offer->has_ts;
  config.use_sack = offer->sack_permitted;
  config.challenge_limit = UINT32_MAX;
  if (offer->has_mss && offer->mss > 0) config.mss = offer->mss;
  return config;
}

static struct plumb_tcb listening(struct plumb_config config) {
  struct plumb_open_args passive = {.access = true, .room = true, .diffserv_ok = true};
  return plumb_open(config, (struct plumb_tcb){.state = PLUMB_CLOSED}, passive, 0).tcb;
}

struct mirror mirror_of(const struct connection *c, unsigned end, bool is_far) {
  struct mirror mirror = {.is_far = is_far, .config = plumb_default_config()};
  const struct plumb_seg *syn = first_syn(c, end);
  if (syn == NULL) return mirror; /* it has no connection: CLOSED */
  mirror.config = config_of(syn);
  mirror.iss = syn->seq;
  if (syn->ctl.ack) mirror.tcb = listening(mirror.config);
  return mirror;
}

/* The state before the peer's FIN came. */
static enum plumb_tcp_state before_fin(enum plumb_tcp_state state) {
  switch (state) {
  case PLUMB_CLOSE_WAIT:
    return PLUMB_ESTABLISHED;
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
    return PLUMB_FIN_WAIT_1;
  case PLUMB_TIME_WAIT:
    return PLUMB_FIN_WAIT_2;
  default:
    return state;
  }
}

/* A segment that comes again, where the end by its own word still is: then the first one, though
   captured, never arrived. */
static bool rewind_lost(struct mirror *mirror, const struct plumb_seg *s) {
  struct plumb_tcb *t = &mirror->tcb;
  if (!mirror->is_far || s->ctl.rst || segment_length(s) == 0) return false;
  if (s->ctl.syn) {
    bool unanswered = t->state == PLUMB_SYN_RECEIVED && mirror->answer.kind == PLUMB_SEND_SYN_ACK;
    if (unanswered && t->passive) *t = listening(mirror->config);
    return unanswered && t->state == PLUMB_LISTEN;
  }
  if (t->state < PLUMB_ESTABLISHED || s->seq != t->stamps.last_ack || s->seq == t->rcv.nxt)
    return false;
  t->rcv.wnd += seq_sub(t->rcv.nxt, s->seq);
  t->rcv.nxt = s->seq;
  t->state = before_fin(t->state);
  return true;
}

/* Which row asks for the answer: the one that decided, unless text or FIN was taken. */
static struct story_row row_of_answer(const struct story *story,
                                      const struct plumb_outcome *outcome) {
  if (story->count == 0) return (struct story_row){NULL, NULL};
  if (outcome->signals.closing)
    return (struct story_row){"EV-SEG-SYNC-8b", "the FIN of the peer is acknowledged"};
  if (outcome->placement.len > 0)
    return (struct story_row){"EV-SEG-SYNC-7b", "what arrived is acknowledged"};
  return story->rows[story->count - 1];
}

/* Counts the duplicate ACKs, RFC 5681 section 2; with SACK the window may differ (RFC 6675). */
static void count_duplicates(struct mirror *mirror, const struct plumb_tcb *before,
                             const struct plumb_seg *s) {
  const struct plumb_snd *snd = &mirror->tcb.snd;
  if (snd->una != before->snd.una) {
    mirror->duplicates = 0;
    mirror->has_recovered = false;
  } else if (s->ctl.ack && !s->ctl.rst && segment_length(s) == 0 && s->ack == snd->una &&
             snd->una != snd->nxt && (snd->wnd == before->snd.wnd || s->options.sack.n > 0)) {
    mirror->duplicates++;
  }
}

struct story mirror_receives(struct mirror *mirror, const struct plumb_seg *s, uint64_t now) {
  bool again = rewind_lost(mirror, s);
  struct plumb_tcb before = mirror->tcb;
  struct plumb_outcome outcome =
      plumb_segment_arrives(mirror->config, before, *s, mirror->iss, now);
  struct story story = story_of_arrival(&before, s, &outcome);
  mirror->tcb = outcome.tcb;
  mirror->tcb.rcv.buffered = 0; /* when the user takes the text does not show */
  count_duplicates(mirror, &before, s);
  mirror->answer = outcome.answer;
  mirror->answer_row = row_of_answer(&story, &outcome);
  if (again)
    story.remark = "what was captured of this before did not arrive: it still waits for it";
  return story;
}

static bool is_reset_answer(enum plumb_send_kind kind) {
  return kind == PLUMB_SEND_RST || kind == PLUMB_SEND_RST_ACK;
}

static void send_reset(struct mirror *mirror, const struct plumb_seg *s, struct story *story) {
  if (is_reset_answer(mirror->answer.kind) && s->seq == mirror->answer.seq) {
    tell(story, mirror->answer_row.clause, "the reset that answers the segment before");
    return;
  }
  if (mirror->tcb.state == PLUMB_CLOSED)
    tell(story, "EV-SEG-CLOSED-3", "the connection is gone: reset");
  else
    tell(story, "EV-ABORT-SYNRCVD+-1", "the user aborts, or text came that no user will take");
  mirror->tcb = plumb_abort(mirror->tcb, true).tcb;
}

static void send_syn(struct mirror *mirror, const struct plumb_seg *s, uint64_t now,
                     struct story *story) {
  enum plumb_tcp_state state = mirror->tcb.state;
  if (state == PLUMB_CLOSED || state == PLUMB_LISTEN) {
    struct plumb_open_args active = {.active = true,
                                     .access = true,
                                     .room = true,
                                     .diffserv_ok = true,
                                     .remote_specified = true,
                                     .iss = s->seq};
    mirror->tcb = plumb_open(mirror->config, mirror->tcb, active, now).tcb;
    tell(story, state == PLUMB_CLOSED ? "EV-OPEN-CLOSED-6" : "EV-OPEN-LISTEN-3",
         "the user opens the connection actively");
  } else if (mirror->answer.kind == PLUMB_SEND_SYN_ACK && s->ctl.ack) {
    tell(story, mirror->answer_row.clause, "the SYN,ACK that answers the SYN");
  } else {
    tell(story, "EV-TORTX-ANY-1", "its SYN is not acknowledged: sent again");
  }
}

/* Its FIN goes out for the first time: the user has closed. */
static void send_fin(struct mirror *mirror, struct story *story) {
  switch (mirror->tcb.state) {
  case PLUMB_SYN_RECEIVED:
    tell(story, "EV-CLOSE-SYNRCVD-1", "the user closes: FIN");
    break;
  case PLUMB_ESTABLISHED:
    tell(story, "EV-CLOSE-ESTAB-1", "the user closes: FIN");
    break;
  case PLUMB_CLOSE_WAIT:
    tell(story, "EV-CLOSE-CWAIT-1", "the user closes, too: FIN");
    break;
  default:
    return;
  }
  mirror->tcb = plumb_close(mirror->tcb, true).tcb;
  mirror->tcb.snd.fin = true;
}

enum { DUPLICATES = 3 }; /* of an ACK: a segment was lost, R5681-3.2-c */

/* Nothing of S is beyond SND.NXT.  Whether a timer expired does not show. */
static void send_again(struct mirror *mirror, const struct plumb_seg *s, struct story *story) {
  const struct plumb_snd *snd = &mirror->tcb.snd;
  if (snd->una == snd->nxt && s->text == 1) {
    tell(story, "MAY-6", "all was acknowledged: a keep-alive with an octet of text");
  } else if (s->seq == snd->una && mirror->duplicates >= DUPLICATES && !mirror->has_recovered) {
    tell(story, "R5681-3.2-c", "three duplicate ACKs: sent again (fast retransmit)");
    mirror->has_recovered = true;
  } else {
    tell(story, "EV-TORTX-ANY-1", "not acknowledged: sent again");
  }
}

/* What of S is beyond SND.NXT, and what of it was sent before. */
static void send_text(struct mirror *mirror, const struct plumb_seg *s, struct story *story) {
  struct plumb_snd *snd = &mirror->tcb.snd;
  uint32_t length = segment_length(s), end = seq_add(s->seq, length);
  if (length == 0) return;
  if (!seq_lt(snd->nxt, end)) {
    send_again(mirror, s, story);
    return;
  }
  if (s->text > 0 && snd->wnd == 0)
    tell(story, "MUST-36", "probes a closed window");
  else if (s->text > 0)
    tell(story, "EV-SEND-ESTAB+-1", "sends text of its user");
  if (s->ctl.fin && !snd->fin) send_fin(mirror, story);
  mirror->tcb.snd.nxt = end;
}

/* What a pure ACK does that is sent where the window ended at EDGE. */
static void send_ack(const struct mirror *mirror, const struct plumb_seg *s, uint32_t edge,
                     bool is_duplicate, struct story *story) {
  bool window_grew = seq_lt(edge, seq_add(mirror->tcb.rcv.nxt, mirror->tcb.rcv.wnd));
  if (seq_lt(s->seq, mirror->tcb.snd.nxt) && mirror->tcb.snd.una == mirror->tcb.snd.nxt)
    tell(story, "SHLD-12", "a keep-alive: SEQ is SND.NXT - 1");
  else if (is_duplicate && (!window_grew || s->options.sack.n > 0))
    tell(story, "R5681-3.2-a", "a duplicate ACK: what it waits for has not arrived");
  else if (mirror->answer.kind == PLUMB_SEND_ACK)
    tell(story, mirror->answer_row.clause, "the ACK that answers what arrived");
  else if (window_grew)
    tell(story, "EV-RECV-ESTAB+-4", "its user took text: the window opens");
  else
    tell(story, "EV-SEG-SYNC-7b", "acknowledges what arrived");
}

/* What the wire shows of the receive side is what it is, whatever the mirror would offer. */
static void take_over(struct mirror *mirror, const struct plumb_seg *s, struct story *story) {
  struct plumb_rcv *rcv = &mirror->tcb.rcv;
  unsigned shift = s->ctl.syn ? 0 : mirror->tcb.peer.rcv_shift;
  uint32_t edge = seq_add(s->ack, s->wnd << shift);
  if (seq_lt(rcv->nxt, s->ack)) {
    rcv->nxt = s->ack;
    story->remark = "it acknowledges more than this TCB has received";
  }
  rcv->wnd = seq_lt(rcv->nxt, edge) ? seq_sub(edge, rcv->nxt) : 0;
  mirror->tcb.stamps.last_ack = s->ack;
  mirror->acknowledged = s->ack;
}

struct story mirror_sends(struct mirror *mirror, const struct plumb_seg *s, uint64_t now) {
  struct story story = {.count = 0};
  uint32_t edge = seq_add(mirror->tcb.rcv.nxt, mirror->tcb.rcv.wnd);
  /* Captured on its way to the far end is more than what that acknowledges, again. */
  bool is_duplicate = mirror->is_far && mirror->tcb.state >= PLUMB_ESTABLISHED &&
                      s->ack == mirror->acknowledged && seq_lt(s->ack, mirror->tcb.rcv.nxt);
  if (s->ctl.rst) {
    send_reset(mirror, s, &story);
    return story;
  }
  if (s->ctl.syn)
    send_syn(mirror, s, now, &story);
  else if (mirror->tcb.state == PLUMB_CLOSED || mirror->tcb.state == PLUMB_LISTEN)
    story.remark = mirror->is_far ? "what closed this TCB reached it later, or never"
                                  : "by RFC 9293 it has no connection here any more";
  else
    send_text(mirror, s, &story);
  if (s->ctl.ack && mirror->tcb.state > PLUMB_LISTEN) {
    take_over(mirror, s, &story);
    if (story.count == 0) send_ack(mirror, s, edge, is_duplicate, &story);
    mirror->answer.kind = PLUMB_NO_ANSWER;
  }
  return story;
}
