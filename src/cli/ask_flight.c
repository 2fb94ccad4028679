#include "ask.h"

/* The MSS of a peer whose SYN does not say it: the larger one, that of IPv6 (MUST-15). */
#define UNSAID_MSS 1220u

struct plumb_flight_watch ask_flight_start(void) {
  return plumb_start_flight_watch();
}

void ask_flight_arrived(struct watches *w, const struct record *record) {
  w->flight = plumb_flight_watch_arrived(w->flight, record->seg, UNSAID_MSS);
}

bool ask_flight_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_flight_fault fault = plumb_flight_watch_sent(w->flight, record->seg);
  if (fault != PLUMB_NO_FLIGHT_FAULT)
    *charge = (struct charge){.kind = (uint8_t)fault,
                              .high = plumb_largest_window(w->flight),
                              .seen = plumb_flight_with(w->flight, record->seg)};
  w->flight = plumb_flight_watch_after_sent(w->flight, record->seg);
  return fault != PLUMB_NO_FLIGHT_FAULT;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_flight_clause((enum plumb_flight_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  say_number(allowed, "octets in flight: at most", charge->high);
  say_number(seen, "octets in flight:", charge->seen);
}

const struct words ask_flight_words = {PLUMB_WINDOW_TOO_LARGE, clause, in_no_other_order, describe};
