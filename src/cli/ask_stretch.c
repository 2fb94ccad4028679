#include "ask.h"

/* What a busy host may need to send an ACK. */
#define LAG 500000u
/* The MSS of an end whose SYN does not say it: the larger one, that of IPv6 (MUST-15). */
#define UNSAID_MSS 1220u

struct plumb_stretch_watch ask_stretch_start(void) {
  return plumb_start_stretch_watch();
}

void ask_stretch_arrived(struct watches *w, const struct record *record) {
  w->stretch = plumb_stretch_watch_arrived(w->stretch, record->seg, record->time);
}

/* Called before ask_acks_sent(): the watch on ACKs knows what was acknowledged last. */
bool ask_stretch_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_stretch_fault fault =
      plumb_stretch_watch_sent(w->stretch, w->acks.ack, record->seg, record->time, LAG);
  if (fault != PLUMB_NO_STRETCH_FAULT)
    *charge = (struct charge){.kind = (uint8_t)fault,
                              .high = w->stretch.next - w->acks.ack,
                              .seen = milliseconds(record->time - w->stretch.since)};
  w->stretch = plumb_stretch_watch_after_sent(w->stretch, record->seg, UNSAID_MSS);
  return fault != PLUMB_NO_STRETCH_FAULT;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_stretch_clause((enum plumb_stretch_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  say_number(allowed, "an ACK at once, octets waiting for it:", charge->high);
  say_time(seen, "an ACK after", charge->seen);
}

const struct words ask_stretch_words = {PLUMB_ACK_STRETCHED, clause, in_no_other_order, describe};
