#include "ask.h"

/* The MSS of a peer whose SYN does not say it: the larger one, that of IPv6 (MUST-15). */
#define UNSAID_MSS 1220u

struct plumb_size_watch ask_size_start(void) {
  return plumb_start_size_watch();
}

void ask_size_arrived(struct watches *w, const struct record *record) {
  w->size = plumb_size_watch_arrived(w->size, record->seg, UNSAID_MSS);
}

bool ask_size_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_size_fault fault = plumb_size_watch_sent(w->size, record->seg, record->spent);
  if (fault == PLUMB_NO_SIZE_FAULT || !was_sent_so(record)) return false;
  *charge = (struct charge){
      .kind = (uint8_t)fault, .low = record->spent, .high = w->size.mss, .seen = record->seg.text};
  return true;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_size_clause((enum plumb_size_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  bool shares = fault == PLUMB_OPTIONS_ABOVE_MSS;
  say_number(allowed, shares ? "octets of text and options: at most" : "octets of text: at most",
             charge->high);
  say_number(seen, shares ? "octets of text and options:" : "octets of text:",
             charge->seen + (shares ? charge->low : 0));
}

const struct words ask_size_words = {PLUMB_OPTIONS_ABOVE_MSS, clause, in_no_other_order, describe};
