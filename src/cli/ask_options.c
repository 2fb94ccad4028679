#include "ask.h"

struct plumb_option_watch ask_options_start(void) {
  return plumb_start_option_watch();
}

void ask_options_arrived(struct watches *w, const struct record *record) {
  w->options = plumb_option_watch_arrived(w->options, record->seg);
}

bool ask_options_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_option_fault fault = plumb_option_watch_sent(w->options, record->seg);
  if (fault == PLUMB_NO_OPTION_FAULT) return false;
  *charge = (struct charge){.kind = (uint8_t)fault};
  return true;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_option_clause((enum plumb_option_fault)fault);
}

static bool in_any_order(unsigned fault) { return fault != PLUMB_SACK_NOT_PERMITTED; }

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)charge;
  switch ((enum plumb_option_fault)fault) {
  case PLUMB_SACK_PERMITTED_OUTSIDE_SYN:
    say(allowed, "no SACK-permitted option without SYN");
    say(seen, "a SACK-permitted option");
    break;
  case PLUMB_SACK_NOT_PERMITTED:
    say(allowed, "no SACK option, no SYN had permitted it");
    say(seen, "a SACK option");
    break;
  default:
    say(allowed, "a timestamp echo of 0 without ACK");
    say(seen, "another one");
  }
}

const struct words ask_options_words = {PLUMB_ECHO_WITHOUT_ACK, clause, in_any_order, describe};
