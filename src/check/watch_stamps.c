/* The watch on timestamps, in the order of spec/WatchStamps.v. */
#include "watch_stamps.h"

#include "seq.h"

struct plumb_stamp_watch plumb_start_stamp_watch(void) {
  return (struct plumb_stamp_watch){0};
}

/* The range of the timestamps that arrived, with x: it grows towards the side that is nearer. */
/*@ assigns \nothing; ensures \result == stamp_watch_noted(w, x); */
static struct plumb_stamp_watch stamp_watch_noted(struct plumb_stamp_watch w, uint32_t x) {
  uint32_t ahead = seq_sub(x, w.from), behind = seq_sub(w.from, x);
  if (!w.arrived_any) {
    w.arrived_any = true;
    w.from = x;
    w.span = 0;
  } else if (ahead <= w.span) {
    return w;
  } else if (ahead - w.span <= behind) {
    w.span = ahead;
  } else {
    w.from = x;
    w.span += behind;
  }
  return w;
}

struct plumb_stamp_watch plumb_stamp_watch_arrived(struct plumb_stamp_watch w, struct plumb_seg s) {
  return s.options.has_ts ? stamp_watch_noted(w, s.options.ts_val) : w;
}

/* A timestamp that counts: not that of a reset. */
/*@ assigns \nothing; ensures \result <==> StampCounts(s); */
static bool StampCounts(struct plumb_seg s) { return s.options.has_ts && !s.ctl.rst; }

struct plumb_stamp_watch plumb_stamp_watch_after_sent(struct plumb_stamp_watch w,
                                                      struct plumb_seg s) {
  if (!StampCounts(s)) return w;
  w.sent_any = true;
  w.last = s.options.ts_val;
  return w;
}

enum plumb_stamp_fault plumb_stamp_watch_sent(struct plumb_stamp_watch w, struct plumb_seg s) {
  if (!StampCounts(s)) return PLUMB_NO_STAMP_FAULT;
  if (w.sent_any && !seq_leq(w.last, s.options.ts_val)) return PLUMB_STAMP_WENT_BACK;
  if (s.ctl.ack && w.arrived_any && seq_sub(s.options.ts_ecr, w.from) > w.span)
    return PLUMB_ECHO_OF_NOTHING;
  return PLUMB_NO_STAMP_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_STAMP_WENT_BACK] = {"R7323-4.1-a", true, "Its timestamp clock went back"},
    [PLUMB_ECHO_OF_NOTHING] = {"R7323-3.2-c", true,
                               "It echoed a timestamp that had not reached it"},
};

const struct plumb_clause *plumb_stamp_clause(enum plumb_stamp_fault f) { return &clauses[f]; }
