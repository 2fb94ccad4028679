#include "ask.h"

/* ---- What is kept of it ---------------------------------------------------------------------- */

/* Inline, though the watch on the answer to marks asks for it, too: it is done for every packet. */
static inline struct plumb_mark_watch restored(const struct kept_marks *k) {
  return (struct plumb_mark_watch){.top = k->top,
                                   .begun = k->begun,
                                   .sent_setup = k->sent_setup,
                                   .got_setup = k->got_setup,
                                   .sent_other = k->sent_other,
                                   .got_other = k->got_other,
                                   .settled = k->settled,
                                   .answered = k->answered,
                                   .doubtful = k->doubtful,
                                   .capable_came = k->capable_came};
}

struct plumb_mark_watch ask_mark_watch(const struct watches *w) {
  return restored(&w->marks);
}

static struct kept_marks kept(struct plumb_mark_watch w) {
  return (struct kept_marks){.top = w.top,
                             .begun = w.begun,
                             .sent_setup = w.sent_setup,
                             .got_setup = w.got_setup,
                             .sent_other = w.sent_other,
                             .got_other = w.got_other,
                             .settled = w.settled,
                             .answered = w.answered,
                             .doubtful = w.doubtful,
                             .capable_came = w.capable_came};
}

/* ---- Asked ----------------------------------------------------------------------------------- */

struct kept_marks ask_marks_start(void) {
  return kept(plumb_start_mark_watch());
}

void ask_marks_arrived(struct watches *w, const struct record *record) {
  struct plumb_mark_watch watch = restored(&w->marks);
  w->marks = kept(plumb_mark_watch_arrived(watch, record->seg, record->ecn, record->extras.ae));
}

bool ask_marks_sent(struct watches *w, const struct record *record, struct charge *charge) {
  struct plumb_mark_watch watch = restored(&w->marks);
  enum plumb_mark_fault fault =
      plumb_mark_watch_sent(watch, record->seg, record->ecn, record->extras.ae);
  if (fault != PLUMB_NO_MARK_FAULT)
    *charge = (struct charge){.kind = (uint8_t)fault, .seen = record->ecn};
  w->marks = kept(plumb_mark_watch_after_sent(watch, record->seg, record->extras.ae));
  return fault != PLUMB_NO_MARK_FAULT;
}

/* ---- In words -------------------------------------------------------------------------------- */

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_mark_clause((enum plumb_mark_fault)fault);
}

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  static const char *const fields[] = {"Not-ECT", "ECT(1)", "ECT(0)", "CE"};
  switch (fault) {
  case PLUMB_CWR_OUT_OF_PLACE:
    say(allowed, "CWR on new text only, after ECN was agreed to");
    say(seen, "CWR");
    break;
  case PLUMB_ECE_UNFOUNDED:
    say(allowed, "no ECE, nothing that arrived was capable of ECN");
    say(seen, "ECE");
    break;
  default:
    say(allowed, "Not-ECT in the IP header");
    say(seen, fields[charge->seen % 4]);
  }
}

const struct words ask_marks_words = {PLUMB_ECE_UNFOUNDED, clause, in_no_other_order, describe};
