#include "ask.h"

#include <stdio.h>

struct plumb_stamp_watch ask_stamps_start(void) {
  return plumb_start_stamp_watch();
}

void ask_stamps_arrived(struct watches *w, const struct record *record) {
  w->stamps = plumb_stamp_watch_arrived(w->stamps, record->seg);
}

/* What WATCH, as it was before S, is at FAULT with. */
static struct charge charge_of_stamp(enum plumb_stamp_fault fault, struct plumb_stamp_watch watch,
                                     const struct plumb_seg *s) {
  bool echoes = fault == PLUMB_ECHO_OF_NOTHING;
  return (struct charge){.kind = (uint8_t)fault,
                         .low = echoes ? watch.from : watch.last,
                         .high = watch.from + watch.span,
                         .seen = echoes ? s->options.ts_ecr : s->options.ts_val};
}

bool ask_stamps_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_stamp_fault fault = plumb_stamp_watch_sent(w->stamps, record->seg);
  if (fault != PLUMB_NO_STAMP_FAULT) *charge = charge_of_stamp(fault, w->stamps, &record->seg);
  w->stamps = plumb_stamp_watch_after_sent(w->stamps, record->seg);
  return fault != PLUMB_NO_STAMP_FAULT;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_stamp_clause((enum plumb_stamp_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  if (fault == PLUMB_STAMP_WENT_BACK) {
    say_number(allowed, "a timestamp from", charge->low);
    say_number(seen, "timestamp", charge->seen);
  } else {
    (void)snprintf(allowed, FINDING_TEXT_SIZE, "a timestamp echo from %lu to %lu",
                   (unsigned long)charge->low, (unsigned long)charge->high);
    say_number(seen, "timestamp echo", charge->seen);
  }
}

const struct words ask_stamps_words = {PLUMB_ECHO_OF_NOTHING, clause, in_no_other_order, describe};
