#include "ask.h"
#include "seq.h"

#include <stdio.h>

/* ---- What is kept of it ---------------------------------------------------------------------- */

/* As it is while all that arrived stands in one span, or in none. */
static struct plumb_sack_watch usual(const struct kept_sack *k) {
  return (struct plumb_sack_watch){.begun = k->begun,
                                   .from_syn = k->from_syn,
                                   .irs = k->irs,
                                   .told = k->told,
                                   .spans = {.s0 = k->s0}};
}

static bool is_usual(const struct watches *w) { return !unusual_keeps(w->unusual, UNUSUAL_SPANS); }

struct plumb_sack_watch ask_sack_watch(const struct watches *w) {
  struct plumb_sack_watch watch = usual(&w->sack);
  if (!is_usual(w)) {
    watch.spans.s1 = w->unusual->spans[0];
    watch.spans.s2 = w->unusual->spans[1];
    watch.spans.s3 = w->unusual->spans[2];
  }
  return watch;
}

static bool is_zero(struct plumb_span span) { return span.from == 0 && span.to == 0; }

static void keep_usual(struct kept_sack *k, struct plumb_sack_watch watch) {
  *k = (struct kept_sack){.irs = watch.irs,
                          .told = watch.told,
                          .s0 = watch.spans.s0,
                          .begun = watch.begun,
                          .from_syn = watch.from_syn};
}

static void keep(struct watches *w, struct plumb_sack_watch watch) {
  const struct plumb_spans *spans = &watch.spans;
  keep_usual(&w->sack, watch);
  if (is_zero(spans->s1) && is_zero(spans->s2) && is_zero(spans->s3)) {
    unusual_drop(&w->unusual, UNUSUAL_SPANS);
    return;
  }
  struct unusual *unusual = unusual_keep(&w->unusual, UNUSUAL_SPANS);
  unusual->spans[0] = spans->s1;
  unusual->spans[1] = spans->s2;
  unusual->spans[2] = spans->s3;
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_sack ask_sack_start(void) {
  struct kept_sack kept;
  keep_usual(&kept, plumb_start_sack_watch());
  return kept;
}

/* What occupies no sequence numbers and is no beginning tells the watch nothing.  Flat, as in the
   usual case the compiler knows three spans to be empty. */
__attribute__((flatten)) void ask_sack_arrived(struct watches *w, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  if (w->sack.begun && s->text == 0 && !s->ctl.syn && !s->ctl.fin) return;
  if (is_usual(w))
    keep(w, plumb_sack_watch_arrived(usual(&w->sack), *s));
  else
    keep(w, plumb_sack_watch_arrived(ask_sack_watch(w), *s));
}

/* What WATCH, as it was before S, is at FAULT with: a block, from LOW to HIGH. */
static struct charge charge_of_block(enum plumb_sack_fault fault, struct plumb_sack_watch watch,
                                     const struct plumb_seg *s) {
  struct plumb_block block = plumb_faulty_block(watch, *s);
  return (struct charge){.kind = (uint8_t)fault,
                         .low = seq_sub(block.left, watch.irs),
                         .high = seq_sub(block.right, watch.irs)};
}

/* Without a block there is no fault. */
static bool is_charged(const struct watches *w, const struct plumb_seg *s, struct charge *charge) {
  if (s->options.sack.n == 0) return false;
  struct plumb_sack_watch watch = ask_sack_watch(w);
  enum plumb_sack_fault fault = plumb_sack_watch_sent(watch, *s);
  if (fault != PLUMB_NO_SACK_FAULT) *charge = charge_of_block(fault, watch, s);
  return fault != PLUMB_NO_SACK_FAULT;
}

/* Without a new acknowledgment the watch stays as it is. */
bool ask_sack_sent(struct watches *w, const struct record *record, struct charge *charge) {
  const struct plumb_seg *s = &record->seg;
  bool charged = is_charged(w, s, charge);
  if (!s->ctl.ack || s->ack == w->sack.told) return charged;
  if (is_usual(w))
    keep_usual(&w->sack, plumb_sack_watch_after_sent(usual(&w->sack), *s));
  else
    keep(w, plumb_sack_watch_after_sent(ask_sack_watch(w), *s));
  return charged;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_sack_clause((enum plumb_sack_fault)fault);
}

static bool in_any_order(unsigned fault) { return fault == PLUMB_EMPTY_BLOCK; }

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  say(allowed, fault == PLUMB_EMPTY_BLOCK ? "a right edge after the left one"
                                          : "SACK blocks of what has arrived");
  (void)snprintf(seen, FINDING_TEXT_SIZE, "a block from %lu to %lu", (unsigned long)charge->low,
                 (unsigned long)charge->high);
}

const struct words ask_sack_words = {PLUMB_NEVER_ARRIVED, clause, in_any_order, describe};
