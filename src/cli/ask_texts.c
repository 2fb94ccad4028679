#include "ask.h"

struct plumb_text_watch ask_texts_start(void) {
  return plumb_start_text_watch();
}

void ask_texts_arrived(struct watches *w, const struct record *record) {
  w->texts = plumb_text_watch_arrived(w->texts, record->seg);
}

bool ask_texts_sent(struct watches *w, const struct record *record, struct charge *charge) {
  enum plumb_text_fault fault = plumb_text_watch_sent(w->texts, record->seg, record->text_sum);
  if (fault != PLUMB_NO_TEXT_FAULT) *charge = (struct charge){.kind = (uint8_t)fault};
  w->texts = plumb_text_watch_after_sent(w->texts, record->seg, record->text_sum);
  return fault != PLUMB_NO_TEXT_FAULT;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_text_clause((enum plumb_text_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  (void)charge;
  say(allowed, "the text that was sent here before");
  say(seen, "text with another sum");
}

const struct words ask_texts_words = {PLUMB_TEXT_CHANGED, clause, in_no_other_order, describe};
