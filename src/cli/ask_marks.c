#include "ask.h"

/* ---- Asked ----------------------------------------------------------------------------------- */

struct plumb_mark_watch ask_marks_start(void) {
  return plumb_start_mark_watch();
}

/* One that need not be shown to the watch, as its header says. */
static bool is_plain(const struct watches *w, const struct record *record) {
  const struct plumb_ctl *k = &record->seg.ctl;
  return w->marks.settled && record->ecn == 0 && !k->syn && !k->rst && !k->ece && !k->cwr;
}

void ask_marks_arrived(struct watches *w, const struct record *record) {
  if (is_plain(w, record)) return;
  w->marks = plumb_mark_watch_arrived(w->marks, record->seg, record->ecn, record->extras.ae);
}

bool ask_marks_sent(struct watches *w, const struct record *record, struct charge *charge) {
  if (is_plain(w, record)) {
    w->marks.top = plumb_mark_top_after(w->marks, record->seg);
    return false;
  }
  enum plumb_mark_fault fault =
      plumb_mark_watch_sent(w->marks, record->seg, record->ecn, record->extras.ae);
  if (fault != PLUMB_NO_MARK_FAULT)
    *charge = (struct charge){.kind = (uint8_t)fault, .seen = record->ecn};
  w->marks = plumb_mark_watch_after_sent(w->marks, record->seg, record->extras.ae);
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
