#include "ask.h"
#include "seq.h"
#include "watch_dsack.h"

#include <stdio.h>

/* ---- What is kept of it ---------------------------------------------------------------------- */

static bool is_usual(const struct watches *w) { return !unusual_keeps(w->unusual, UNUSUAL_DSACK); }

static struct plumb_dsack_watch restored(const struct watches *w) {
  if (is_usual(w)) return plumb_start_dsack_watch();
  return (struct plumb_dsack_watch){.again = w->unusual->again,
                                    .more = w->dsack.more,
                                    .crowd = w->dsack.crowd,
                                    .seq = w->unusual->newest_seq,
                                    .len = w->unusual->newest_len};
}

static bool has_octets(struct plumb_span span) { return span.from < span.to; }

static bool knows_something(const struct plumb_dsack_watch *watch) {
  const struct plumb_spans *again = &watch->again;
  return watch->crowd || watch->len > 0 || has_octets(again->s0) || has_octets(again->s1) ||
         has_octets(again->s2) || has_octets(again->s3);
}

static void keep(struct watches *w, struct plumb_dsack_watch watch) {
  w->dsack = (struct kept_dsack){.more = watch.more, .crowd = watch.crowd};
  if (!knows_something(&watch)) {
    unusual_drop(&w->unusual, UNUSUAL_DSACK);
    return;
  }
  struct unusual *unusual = unusual_keep(&w->unusual, UNUSUAL_DSACK);
  unusual->again = watch.again;
  unusual->newest_seq = watch.seq;
  unusual->newest_len = watch.len;
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_dsack ask_dsack_start(void) {
  return (struct kept_dsack){.more = false, .crowd = false};
}

/* Does S go on where what has arrived ends? */
static bool is_next(const struct kept_sack *sack, const struct plumb_seg *s) {
  return sack->s0.from == 0 && seq_sub(s->seq, sack->told) == sack->s0.to;
}

/* What arrives in order tells the watch nothing, as long as it knows nothing.  Without permission
   no block is to be sent: whoever does so is found to by the watch on options. */
void ask_dsack_arrived(struct watches *w, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  if (!w->options.permitted || (is_usual(w) && is_next(&w->sack, s))) return;
  keep(w, plumb_dsack_watch_arrived(ask_sack_watch(w), restored(w), *s));
}

/* What S is at FAULT with, told by its first block: from LOW to HIGH. */
static struct charge charge_of_first(enum plumb_dsack_fault fault, const struct watches *w,
                                     const struct plumb_seg *s) {
  struct plumb_block block = s->options.sack.b0;
  return (struct charge){.kind = (uint8_t)fault,
                         .low = seq_sub(block.left, w->sack.irs),
                         .high = seq_sub(block.right, w->sack.irs)};
}

static bool is_charged(const struct watches *w, const struct plumb_seg *s, struct charge *charge) {
  if (s->options.sack.n == 0 || !w->options.permitted) return false;
  enum plumb_dsack_fault fault = plumb_dsack_watch_sent(ask_sack_watch(w), restored(w), *s);
  if (fault != PLUMB_NO_DSACK_FAULT) *charge = charge_of_first(fault, w, s);
  return fault != PLUMB_NO_DSACK_FAULT;
}

bool ask_dsack_sent(struct watches *w, const struct record *record, struct charge *charge) {
  const struct plumb_seg *s = &record->seg;
  bool charged = is_charged(w, s, charge);
  if (!is_usual(w)) keep(w, plumb_dsack_watch_after_sent(ask_sack_watch(w), restored(w), *s));
  return charged;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_dsack_clause((enum plumb_dsack_fault)fault);
}

static bool in_any_order(unsigned fault) { return fault == PLUMB_BLOCK_WITHIN; }

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  static const char *const may[] = {
      [PLUMB_NEVER_TWICE] = "a duplicate of what came again, reported once",
      [PLUMB_NEWEST_LATER] = "a first block with the newest segment",
      [PLUMB_BLOCK_WITHIN] = "blocks none of which holds another",
  };
  say(allowed, may[fault]);
  (void)snprintf(seen, FINDING_TEXT_SIZE, "a first block from %lu to %lu",
                 (unsigned long)charge->low, (unsigned long)charge->high);
}

const struct words ask_dsack_words = {PLUMB_BLOCK_WITHIN, clause, in_any_order, describe};
