#include "ask.h"
#include "seq.h"

#include <stdio.h>

enum { CE = 3 };

/* ---- What is kept of it ---------------------------------------------------------------------- */

static struct plumb_echo_watch restored(const struct watches *w) {
  if (!w->echo.waiting) return plumb_start_echo_watch();
  return (struct plumb_echo_watch){.from = w->unusual->mark_from,
                                   .to = w->unusual->mark_to,
                                   .waiting = true,
                                   .anew = w->echo.anew,
                                   .answered = w->echo.answered};
}

static void keep(struct watches *w, struct plumb_echo_watch watch) {
  w->echo =
      (struct kept_echo){.waiting = watch.waiting, .anew = watch.anew, .answered = watch.answered};
  if (!watch.waiting) {
    unusual_drop(&w->unusual, UNUSUAL_MARK);
    return;
  }
  struct unusual *unusual = unusual_keep(&w->unusual, UNUSUAL_MARK);
  unusual->mark_from = watch.from;
  unusual->mark_to = watch.to;
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_echo ask_echo_start(void) {
  return (struct kept_echo){.waiting = false};
}

/* What is not marked tells the watch nothing, as long as it waits for nothing. */
void ask_echo_arrived(struct watches *w, const struct record *record) {
  if (record->ecn != CE && !w->echo.waiting) return;
  keep(w, plumb_echo_watch_arrived(w->marks, ask_obey_watch(w), restored(w), record->seg,
                                   record->ecn));
}

bool ask_echo_sent(struct watches *w, const struct record *record, struct charge *charge) {
  if (!w->echo.waiting) return false;
  struct plumb_echo_watch watch = restored(w);
  enum plumb_echo_fault fault = plumb_echo_watch_sent(ask_obey_watch(w), watch, record->seg);
  if (fault != PLUMB_NO_ECHO_FAULT)
    *charge = (struct charge){.kind = (uint8_t)fault,
                              .low = seq_sub(watch.from, w->sack.irs),
                              .high = seq_sub(watch.to, w->sack.irs)};
  keep(w, plumb_echo_watch_after_sent(watch, record->seg));
  return fault != PLUMB_NO_ECHO_FAULT;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_echo_clause((enum plumb_echo_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  (void)snprintf(allowed, FINDING_TEXT_SIZE, "ECE, for %lu to %lu came marked",
                 (unsigned long)charge->low, (unsigned long)charge->high);
  say(seen, "an ACK of that, without ECE");
}

const struct words ask_echo_words = {PLUMB_ECE_ENDED, clause, in_no_other_order, describe};
