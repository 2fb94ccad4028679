#include "ask.h"

/* The MSS of a peer whose SYN does not say it: the larger one, that of IPv6 (MUST-15). */
#define UNSAID_MSS 1220u

/* ---- What is kept of it ---------------------------------------------------------------------- */

static struct plumb_flight_watch restored(const struct kept_flight *k) {
  return (struct plumb_flight_watch){.reached = k->reached,
                                     .mss = k->mss,
                                     .growth = k->growth,
                                     .next = k->next,
                                     .opened = k->opened,
                                     .orderly = k->orderly};
}

static struct kept_flight kept(struct plumb_flight_watch w) {
  return (struct kept_flight){.reached = w.reached,
                              .growth = w.growth,
                              .next = w.next,
                              .mss = (uint16_t)w.mss,
                              .opened = w.opened,
                              .orderly = w.orderly};
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_flight ask_flight_start(void) {
  return kept(plumb_start_flight_watch());
}

void ask_flight_arrived(struct watches *w, const struct record *record) {
  w->flight = kept(plumb_flight_watch_arrived(restored(&w->flight), record->seg, UNSAID_MSS));
}

bool ask_flight_sent(struct watches *w, const struct record *record, struct charge *charge) {
  struct plumb_flight_watch watch = restored(&w->flight);
  enum plumb_flight_fault fault = plumb_flight_watch_sent(watch, record->seg);
  if (fault != PLUMB_NO_FLIGHT_FAULT)
    *charge = (struct charge){.kind = (uint8_t)fault,
                              .high = plumb_largest_window(watch),
                              .seen = plumb_flight_with(watch, record->seg)};
  w->flight = kept(plumb_flight_watch_after_sent(watch, record->seg));
  return fault != PLUMB_NO_FLIGHT_FAULT;
}

/* ---- In words -------------------------------------------------------------------------------- */

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
