#include "ask.h"

struct plumb_ecn_watch ask_ecn_start(void) {
  return plumb_start_ecn_watch();
}

void ask_ecn_arrived(struct watches *w, const struct record *record) {
  w->ecn = plumb_ecn_watch_arrived(w->ecn, record->seg);
}

bool ask_ecn_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_ecn_fault fault = plumb_ecn_watch_sent(w->ecn, record->seg);
  if (fault == PLUMB_NO_ECN_FAULT) return false;
  *charge = (struct charge){.kind = (uint8_t)fault};
  return true;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_ecn_clause((enum plumb_ecn_fault)fault);
}

static bool in_any_order(unsigned fault) { return fault == PLUMB_ECN_SETUP_HALF; }

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)charge;
  if (fault == PLUMB_ECN_SETUP_UNASKED) {
    say(allowed, "no ECN-setup SYN,ACK, no SYN had asked for it");
    say(seen, "ECE without CWR on a SYN,ACK");
  } else {
    say(allowed, "both ECE and CWR on a SYN, or neither");
    say(seen, "one of them");
  }
}

const struct words ask_ecn_words = {PLUMB_ECN_SETUP_HALF, clause, in_any_order, describe};
