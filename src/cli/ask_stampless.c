#include "ask.h"

struct plumb_stampless_watch ask_stampless_start(void) {
  return plumb_start_stampless_watch();
}

/* Most of what arrives tells it nothing new. */
void ask_stampless_arrived(struct watches *w, const struct record *record) {
  if (record->seg.options.has_ts || w->stampless.excused) return;
  w->stampless = plumb_stampless_watch_arrived(w->stampless, record->seg);
}

/* Nor does most of what is sent; and only resets are at fault. */
bool ask_stampless_sent(struct watches *w, const struct record *record, struct charge *charge) {
  if (!record->seg.ctl.rst) {
    if (record->seg.options.has_ts && !w->stampless.agreed)
      w->stampless = plumb_stampless_watch_after_sent(w->stampless, record->seg);
    return false;
  }
  if (record->is_twin) return false; /* the one before it is charged */
  enum plumb_stampless_fault fault = plumb_stampless_watch_sent(w->stampless, record->seg);
  if (fault != PLUMB_NO_STAMPLESS_FAULT) *charge = (struct charge){.kind = (uint8_t)fault};
  return fault != PLUMB_NO_STAMPLESS_FAULT;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_stampless_clause((enum plumb_stampless_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  (void)charge;
  say(allowed, "a timestamp option, all that arrived had one");
  say(seen, "a reset without");
}

const struct words ask_stampless_words = {PLUMB_RESET_STAMPLESS, clause, in_no_other_order,
                                          describe};
