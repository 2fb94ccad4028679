/* The watch on retransmission timeouts, in the order of spec/WatchTimers.v. */
#include "watch_timers.h"

#include "tcb.h"

#define SECOND 1000000u

struct plumb_timer_watch plumb_start_timer_watch(void) {
  return (struct plumb_timer_watch){0};
}

struct plumb_timer_watch plumb_timer_watch_arrived(struct plumb_timer_watch w) {
  (void)w;
  return plumb_start_timer_watch();
}

/* s takes sequence numbers. */
/*@ requires WfSeg(s); assigns \nothing; ensures \result <==> TakesNumbers(s); */
static bool TakesNumbers(struct plumb_seg s) { return seg_len(s) > 0 && !s.ctl.rst; }

/*@ requires WfSeg(s); assigns \nothing; ensures \result <==> ContinuesRun(w, s); */
static bool ContinuesRun(struct plumb_timer_watch w, struct plumb_seg s) {
  return w.count > 0 && TakesNumbers(s) && s.seq == w.seq && s.ctl.syn == w.syn;
}

struct plumb_timer_watch plumb_timer_watch_after_sent(struct plumb_timer_watch w,
                                                      struct plumb_seg s, uint64_t now) {
  if (ContinuesRun(w, s)) {
    w.count = w.count < 3 ? w.count + 1 : 3;
    w.interval = now - w.at;
    w.at = now;
    return w;
  }
  if (!TakesNumbers(s)) return plumb_start_timer_watch();
  return (struct plumb_timer_watch){.count = 1, .seq = s.seq, .syn = s.ctl.syn, .at = now};
}

enum plumb_timer_fault plumb_timer_watch_sent(struct plumb_timer_watch w, struct plumb_seg s,
                                              uint64_t now, uint64_t grain) {
  if (!ContinuesRun(w, s)) return PLUMB_NO_TIMER_FAULT;
  uint64_t waited = now - w.at;
  bool is_short = waited + 3 * grain < 2 * w.interval;
  if (w.count == 3 && is_short && waited + grain < 60 * SECOND) return PLUMB_TIMEOUT_NOT_DOUBLED;
  if (w.count < 2 || waited + grain >= SECOND) return PLUMB_NO_TIMER_FAULT;
  if (!w.syn) return PLUMB_TIMEOUT_BELOW_SECOND;
  return w.interval >= grain ? PLUMB_SYN_TIMEOUT_BELOW_SECOND : PLUMB_NO_TIMER_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_TIMEOUT_NOT_DOUBLED] =
        {"R6298-5.5-a", true, "It sent a segment again and again without doubling its timeout"},
    [PLUMB_TIMEOUT_BELOW_SECOND] = {"R6298-2.4-a", false,
                                    "Its retransmission timeout was below one second"},
    [PLUMB_SYN_TIMEOUT_BELOW_SECOND] = {"R6298-2.1-a", false,
                                        "It sent its SYN again after less than one second"},
};

const struct plumb_clause *plumb_timer_clause(enum plumb_timer_fault f) { return &clauses[f]; }
