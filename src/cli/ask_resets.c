#include "ask.h"
#include "seq.h"

/* ---- What is kept of it ---------------------------------------------------------------------- */

static struct plumb_reset_watch restored(const struct watches *w) {
  const struct kept_resets *k = &w->resets;
  struct plumb_reset_watch watch = {.opened = k->opened,
                                    .iss = k->iss,
                                    .span = k->span,
                                    .a0 = {k->a0_on, k->a0_ack, k->a0_number},
                                    .full = k->full,
                                    .reset = {k->reset_on, k->reset_ack, k->reset_number}};
  if (unusual_keeps(w->unusual, UNUSUAL_ASKED)) {
    watch.a1 = w->unusual->asked[0];
    watch.a2 = w->unusual->asked[1];
    watch.a3 = w->unusual->asked[2];
  }
  return watch;
}

/* After something was sent: what has arrived is as it was. */
static void keep_sent(struct kept_resets *k, struct plumb_reset_watch watch) {
  k->opened = watch.opened;
  k->iss = watch.iss;
  k->span = watch.span;
}

static void keep(struct watches *w, struct plumb_reset_watch watch) {
  w->resets = (struct kept_resets){.iss = watch.iss,
                                   .span = watch.span,
                                   .a0_number = watch.a0.number,
                                   .reset_number = watch.reset.number,
                                   .opened = watch.opened,
                                   .full = watch.full,
                                   .a0_on = watch.a0.on,
                                   .a0_ack = watch.a0.ack,
                                   .reset_on = watch.reset.on,
                                   .reset_ack = watch.reset.ack};
  if (!watch.a1.on) return; /* nor are a2 and a3: what is asked for is never taken back */
  struct unusual *unusual = unusual_keep(&w->unusual, UNUSUAL_ASKED);
  unusual->asked[0] = watch.a1;
  unusual->asked[1] = watch.a2;
  unusual->asked[2] = watch.a3;
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_resets ask_resets_start(void) {
  struct watches none = {.unusual = NULL};
  keep(&none, plumb_start_reset_watch());
  return none.resets;
}

/* What acknowledges numbers that the end has sent asks for nothing new. */
static bool is_usual(const struct kept_resets *k, const struct plumb_seg *s) {
  return k->opened && s->ctl.ack && !s->ctl.rst && seq_sub(s->ack, k->iss) <= k->span;
}

void ask_resets_arrived(struct watches *w, const struct record *record) {
  if (is_usual(&w->resets, &record->seg)) return;
  keep(w, plumb_reset_watch_arrived(restored(w), record->seg));
}

/* What WATCH, as it was before the reset S, is at FAULT with.  LOW tells whether S has ACK; SEQ is
   counted from its ISS if it has one. */
static struct charge charge_of_reset(enum plumb_reset_fault fault, struct plumb_reset_watch watch,
                                     const struct plumb_seg *s) {
  return (struct charge){.kind = (uint8_t)fault,
                         .low = s->ctl.ack ? 1 : 0,
                         .high = watch.span,
                         .seen = watch.opened ? seq_sub(s->seq, watch.iss) : s->seq};
}

/* Only resets are at fault, and only others tell the watch something. */
bool ask_resets_sent(struct watches *w, const struct record *record, struct charge *charge) {
  const struct plumb_seg *s = &record->seg;
  struct plumb_reset_watch watch = restored(w);
  if (!s->ctl.rst) {
    keep_sent(&w->resets, plumb_reset_watch_after_sent(watch, *s));
    return false;
  }
  enum plumb_reset_fault fault = plumb_reset_watch_sent(watch, *s);
  if (fault != PLUMB_NO_RESET_FAULT) *charge = charge_of_reset(fault, watch, s);
  return fault != PLUMB_NO_RESET_FAULT;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_reset_clause((enum plumb_reset_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  switch ((enum plumb_reset_fault)fault) {
  case PLUMB_RESET_FOR_RESET:
    say(allowed, "no reset for a reset");
    break;
  case PLUMB_RESET_UNASKED:
    say(allowed, "<SEQ=0><ACK=SEG.SEQ+SEG.LEN>, or <SEQ=SEG.ACK> for an ACK");
    break;
  default:
    say_number(allowed, "what a segment asks for, or SEQ up to", charge->high);
  }
  say_number(seen, charge->low == 1 ? "<RST,ACK> with SEQ" : "<RST> with SEQ", charge->seen);
}

const struct words ask_resets_words = {PLUMB_RESET_NOT_AT_SENT, clause, in_no_other_order,
                                       describe};
