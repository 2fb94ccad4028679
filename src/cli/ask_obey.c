#include "ask.h"

/* What a busy host may need to process a reset. */
#define LAG 1000000u
/* Octets of options that signatures take at least (RFC 2385, RFC 5925): then a reset that is not
   signed well is none. */
enum { SIGNATURE = 16, STAMPS = 12, SACK = 4, SACK_BLOCK = 8 };

struct plumb_obey_watch ask_obey_start(void) {
  return plumb_start_obey_watch();
}

void ask_obey_arrived(struct watches *w, const struct record *record) {
  w->obey = plumb_obey_watch_arrived(w->obey, record->seg, record->time);
}

static bool is_signed(const struct record *record) {
  const struct plumb_options *p = &record->seg.options;
  int known = (p->has_ts ? STAMPS : 0) + (p->sack.n > 0 ? SACK + SACK_BLOCK * p->sack.n : 0);
  return record->spent >= known + SIGNATURE;
}

bool ask_obey_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_obey_fault fault = plumb_obey_watch_sent(w->obey, record->seg, record->time, LAG);
  bool is_at_fault = fault != PLUMB_NO_OBEY_FAULT && !is_signed(record);
  if (is_at_fault)
    *charge =
        (struct charge){.kind = (uint8_t)fault, .seen = milliseconds(record->time - w->obey.since)};
  w->obey = plumb_obey_watch_after_sent(w->obey, record->seg);
  return is_at_fault;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_obey_clause((enum plumb_obey_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  say(allowed, "nothing but resets, and SYNs that open another connection");
  say_time(seen, "a segment of the connection after", charge->seen);
}

const struct words ask_obey_words = {PLUMB_RESET_DISOBEYED, clause, in_no_other_order, describe};
