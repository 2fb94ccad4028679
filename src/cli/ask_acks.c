#include "ask.h"

/* What a busy host may add to the half second in which an ACK is due. */
#define LAG 500000u

struct plumb_ack_watch ask_acks_start(void) {
  return plumb_start_ack_watch();
}

void ask_acks_arrived(struct watches *w, const struct record *record) {
  w->acks = plumb_ack_watch_arrived(w->acks, record->seg, record->time);
}

bool ask_acks_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_ack_fault fault = plumb_ack_watch_sent(w->acks, record->seg, record->time, LAG);
  if (fault != PLUMB_NO_ACK_FAULT)
    *charge =
        (struct charge){.kind = (uint8_t)fault, .seen = milliseconds(record->time - w->acks.since)};
  w->acks = plumb_ack_watch_after_sent(w->acks, record->seg, record->time);
  return fault != PLUMB_NO_ACK_FAULT;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_ack_clause((enum plumb_ack_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  say_time(allowed, "an ACK within", 500);
  say_time(seen, "an ACK after", charge->seen);
}

const struct words ask_acks_words = {PLUMB_ACK_TOO_LATE, clause, in_no_other_order, describe};
