#include "disorder.h"
#include "watch_dsack.h"
#include "watches.h"

static uint32_t end_of(const struct plumb_seg *s) {
  return s->seq + s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
}

static bool is_explained_by_arrival(const struct charge *charge,
                                    const struct plumb_observer *observer,
                                    const struct plumb_seg *s) {
  switch (charge->kind) {
  case PLUMB_ACK_OF_NOTHING:
  case PLUMB_ACK_WENT_BACK:
    if (!charge->after_syn) return s->ctl.syn;
    return end_of(s) != s->seq && end_of(s) - observer->irs == charge->seen;
  case FIRST_stamps + PLUMB_ECHO_OF_NOTHING:
    return s->options.has_ts && s->options.ts_val == charge->seen;
  case FIRST_sack + PLUMB_NEVER_ARRIVED:
    return s->text > 0 && s->seq + s->text - observer->irs == charge->high;
  case FIRST_dsack + PLUMB_NEVER_TWICE:
    return s->seq - observer->irs <= charge->low && charge->high <= end_of(s) - observer->irs;
  case FIRST_echo + PLUMB_MARK_UNANSWERED:
  case FIRST_echo + PLUMB_ANEW_UNANSWERED:
  case FIRST_echo + PLUMB_ECE_ENDED:
    return s->ctl.cwr;
  default:
    return false;
  }
}

bool disorder_explains(const struct charge *charge, const struct plumb_observer *observer,
                       const struct record *record, bool arrives) {
  const struct plumb_seg *s = &record->seg;
  if (record->time - charge->time >= DISORDER_WITHIN || s->ctl.rst) return false;
  if (arrives) return is_explained_by_arrival(charge, observer, s);
  return charge->kind == PLUMB_SEQ_BEYOND_NXT && end_of(s) != s->seq &&
         end_of(s) - observer->iss == charge->seen;
}
