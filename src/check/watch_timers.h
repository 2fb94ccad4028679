/* The watch on retransmission timeouts (RFC 6298), by what an endpoint sends again while nothing
 * reaches it.
 *
 *   w = plumb_timer_watch_arrived(w);                  a segment reached the endpoint
 *   fault = plumb_timer_watch_sent(w, s, now, grain);  the endpoint sent s,
 *   w = plumb_timer_watch_after_sent(w, s, now);       and the watch goes on
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchTimers.v), and the model is proved to
 * find a fault in a segment if and only if a clause forbids it (proofs/coq/WatchTimers.v). */
#ifndef PLUMB_WATCH_TIMERS_H
#define PLUMB_WATCH_TIMERS_H

#include "clauses.h"

enum plumb_timer_fault {
  PLUMB_NO_TIMER_FAULT,
  PLUMB_TIMEOUT_NOT_DOUBLED,     /* R6298-5.5-a */
  PLUMB_TIMEOUT_BELOW_SECOND,    /* R6298-2.4-a */
  PLUMB_SYN_TIMEOUT_BELOW_SECOND /* R6298-2.1-a */
};

/* The latest run: a segment, and the same again and again while nothing arrived.  Not to be changed
 * from outside.  Times are in microseconds, 0 to PLUMB_TIME_MAX. */
struct plumb_timer_watch {
  uint64_t at;       /* the latest transmission, */
  uint64_t interval; /* and how long after the one before; if count is 2 or 3 */
  uint32_t seq;      /* where they begin */
  uint8_t count;     /* transmissions in the run, counted to 3; 0: there is no run */
  bool syn;          /* do they begin with a SYN? */
};

/*@ predicate WfTimerWatch(struct plumb_timer_watch w) =
      w.count <= 3 && WfTime(w.at) && WfTime(w.interval); */

#ifdef __FRAMAC__
#include "watch_timers_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_timer_watch;
    ensures WfTimerWatch(\result); */
struct plumb_timer_watch plumb_start_timer_watch(void);

/* A segment arrived at the endpoint: whatever it is, it ends the run. */
/*@ assigns \nothing;
    ensures \result == timer_watch_arrived(w);
    ensures WfTimerWatch(\result); */
struct plumb_timer_watch plumb_timer_watch_arrived(struct plumb_timer_watch w);

/* The endpoint sent s at now, which is no earlier than what it sent before.  grain is how coarse
 * its clock is, and the capture's: 0 to PLUMB_DURATION_MAX microseconds. */
/*@ requires WfTimerWatch(w) && WfSeg(s) && WfTime(now) && w.at <= now && grain <= PLUMB_DURATION_MAX;
    assigns \nothing;
    ensures \result == timer_watch_sent(w, s, now, grain); */
enum plumb_timer_fault plumb_timer_watch_sent(struct plumb_timer_watch w, struct plumb_seg s,
                                              uint64_t now, uint64_t grain);

/* The watch after that. */
/*@ requires WfTimerWatch(w) && WfSeg(s) && WfTime(now) && w.at <= now;
    assigns \nothing;
    ensures \result == timer_watch_after_sent(w, s, now);
    ensures WfTimerWatch(\result) && \result.at <= now; */
struct plumb_timer_watch plumb_timer_watch_after_sent(struct plumb_timer_watch w,
                                                      struct plumb_seg s, uint64_t now);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_TIMER_FAULT < f <= PLUMB_SYN_TIMEOUT_BELOW_SECOND;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f == PLUMB_TIMEOUT_NOT_DOUBLED; */
const struct plumb_clause *plumb_timer_clause(enum plumb_timer_fault f);

#endif
