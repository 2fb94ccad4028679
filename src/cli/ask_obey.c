#include "ask.h"

/* What a busy host may need to process a reset. */
#define LAG 1000000u
/* Octets of options that signatures take at least (RFC 2385, RFC 5925): then a reset that is not
   signed well is none.  Of a SYN that is not followed which has any option but those of its MSS,
   SACK, window scale and timestamps: without that one it may be sent again. */
enum { SIGNATURE = 16, STAMPS = 12, SACK = 4, SACK_BLOCK = 8, MSS = 4, SHIFT = 4 };

/* ---- What is kept of it ---------------------------------------------------------------------- */

static uint32_t kept_iss(const struct watches *w) {
  if (!w->obey.begun) return w->obey.top;
  return unusual_keeps(w->unusual, UNUSUAL_CROSSING) ? w->unusual->iss : 0;
}

/* Inline, though the watch on the answer to marks asks for it, too: it is done for every packet. */
static inline struct plumb_obey_watch restored(const struct watches *w) {
  const struct kept_obey *k = &w->obey;
  return (struct plumb_obey_watch){
      .since = unusual_keeps(w->unusual, UNUSUAL_RESET) ? w->unusual->reset_at : 0,
      .ack = k->ack,
      .top = k->begun ? k->top : 0,
      .iss = kept_iss(w),
      .told = k->told,
      .begun = k->begun,
      .fin_out = k->fin_out,
      .fin_in = k->fin_in,
      .struck = k->struck,
      .asks = k->asks,
      .refused = k->refused};
}

struct plumb_obey_watch ask_obey_watch(const struct watches *w) {
  return restored(w);
}

static void keep(struct watches *w, struct plumb_obey_watch watch) {
  w->obey = (struct kept_obey){.ack = watch.ack,
                               .top = watch.begun ? watch.top : watch.iss,
                               .told = watch.told,
                               .begun = watch.begun,
                               .fin_out = watch.fin_out,
                               .fin_in = watch.fin_in,
                               .struck = watch.struck,
                               .asks = watch.asks,
                               .refused = watch.refused};
  if (watch.begun && watch.asks)
    unusual_keep(&w->unusual, UNUSUAL_CROSSING)->iss = watch.iss;
  else
    unusual_drop(&w->unusual, UNUSUAL_CROSSING);
  if (watch.struck || watch.refused)
    unusual_keep(&w->unusual, UNUSUAL_RESET)->reset_at = watch.since;
  else
    unusual_drop(&w->unusual, UNUSUAL_RESET); /* the time means nothing */
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_obey ask_obey_start(void) {
  struct watches none = {.unusual = NULL};
  keep(&none, plumb_start_obey_watch());
  return none.obey;
}

void ask_obey_arrived(struct watches *w, const struct record *record) {
  keep(w, plumb_obey_watch_arrived(restored(w), record->seg, record->time));
}

static bool is_doubtful(const struct record *record) {
  const struct plumb_options *p = &record->seg.options;
  int known = (p->has_ts ? STAMPS : 0) + (p->sack.n > 0 ? SACK + SACK_BLOCK * p->sack.n : 0);
  if (!record->seg.ctl.syn) return record->spent >= known + SIGNATURE;
  known += (p->has_mss ? MSS : 0) + (p->has_shift ? SHIFT : 0) + (p->sack_permitted ? SACK : 0);
  return record->spent > known;
}

bool ask_obey_sent(struct watches *w, const struct record *record, struct charge *charge) {
  struct plumb_obey_watch watch = restored(w);
  enum plumb_obey_fault fault = plumb_obey_watch_sent(watch, record->seg, record->time, LAG);
  bool is_at_fault = fault != PLUMB_NO_OBEY_FAULT && !is_doubtful(record);
  if (is_at_fault)
    *charge =
        (struct charge){.kind = (uint8_t)fault, .seen = milliseconds(record->time - watch.since)};
  keep(w, plumb_obey_watch_after_sent(watch, record->seg));
  return is_at_fault;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_obey_clause((enum plumb_obey_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  switch ((enum plumb_obey_fault)fault) {
  case PLUMB_REFUSAL_DISOBEYED:
    say(allowed, "no SYN with the number of the one that was refused");
    say_time(seen, "it again after", charge->seen);
    break;
  case PLUMB_CROSSING_RESET_DISOBEYED:
    say(allowed, "nothing but resets, and SYNs that open another connection");
    say_time(seen, "the SYN,ACK again after", charge->seen);
    break;
  default:
    say(allowed, "nothing but resets, and SYNs that open another connection");
    say_time(seen, "a segment of the connection after", charge->seen);
  }
}

const struct words ask_obey_words = {PLUMB_REFUSAL_DISOBEYED, clause, in_no_other_order, describe};
