#include "ask.h"

/* How coarse the clock of a retransmission timer may be: half a second is common. */
#define GRAIN 500000u

struct plumb_timer_watch ask_timers_start(void) {
  return plumb_start_timer_watch();
}

void ask_timers_arrived(struct watches *w, const struct record *record) {
  (void)record;
  w->timers = plumb_timer_watch_arrived(w->timers);
}

/* What WATCH, as it was before RECORD, is at FAULT with. */
static struct charge charge_of_timer(enum plumb_timer_fault fault, struct plumb_timer_watch watch,
                                     const struct record *record) {
  bool doubles = fault == PLUMB_TIMEOUT_NOT_DOUBLED;
  return (struct charge){.kind = (uint8_t)fault,
                         .low = doubles ? milliseconds(2 * watch.interval) : 1000,
                         .seen = milliseconds(record->time - watch.at)};
}

bool ask_timers_sent(struct watches *w, const struct record *record, struct charge *charge) {
  if (record->late) w->timers = plumb_start_timer_watch(); /* how long it waited, nobody knows */
  enum plumb_timer_fault fault =
      plumb_timer_watch_sent(w->timers, record->seg, record->time, GRAIN);
  if (fault != PLUMB_NO_TIMER_FAULT) *charge = charge_of_timer(fault, w->timers, record);
  w->timers = plumb_timer_watch_after_sent(w->timers, record->seg, record->time);
  return fault != PLUMB_NO_TIMER_FAULT;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_timer_clause((enum plumb_timer_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  say_time(allowed, "a retransmission after at least", charge->low);
  say_time(seen, "after", charge->seen);
}

const struct words ask_timers_words = {PLUMB_SYN_TIMEOUT_BELOW_SECOND, clause, in_no_other_order,
                                       describe};
