/* The watch on timestamps (RFC 7323): does their clock go forward, and is what they echo something
 * that arrived?
 *
 *   w = plumb_stamp_watch_arrived(w, s);       s reached the endpoint
 *   fault = plumb_stamp_watch_sent(w, s);      the endpoint sent s,
 *   w = plumb_stamp_watch_after_sent(w, s);    and the watch goes on
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchStamps.v), and the model is proved to
 * find no fault that no clause forbids (proofs/coq/WatchStamps.v).  Of the timestamps that arrived
 * only the range is kept: an echo of one that never arrived, but lies in between, goes unnoticed.
 */
#ifndef PLUMB_WATCH_STAMPS_H
#define PLUMB_WATCH_STAMPS_H

#include "clauses.h"

enum plumb_stamp_fault {
  PLUMB_NO_STAMP_FAULT,
  PLUMB_STAMP_WENT_BACK, /* R7323-4.1-a */
  PLUMB_ECHO_OF_NOTHING  /* R7323-3.2-c */
};

/* What was sent and what arrived.  Not to be changed from outside. */
struct plumb_stamp_watch {
  uint32_t last; /* the timestamp sent last; if any was */
  uint32_t from; /* the timestamps that arrived, if any: from here ... */
  uint32_t span; /* ... so far */
  bool sent_any;
  bool arrived_any;
};

#ifdef __FRAMAC__
#include "watch_stamps_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_stamp_watch; */
struct plumb_stamp_watch plumb_start_stamp_watch(void);

/* The segment s arrived at the endpoint. */
/*@ assigns \nothing; ensures \result == stamp_watch_arrived(w, s); */
struct plumb_stamp_watch plumb_stamp_watch_arrived(struct plumb_stamp_watch w, struct plumb_seg s);

/* The endpoint sent s. */
/*@ assigns \nothing; ensures \result == stamp_watch_sent(w, s); */
enum plumb_stamp_fault plumb_stamp_watch_sent(struct plumb_stamp_watch w, struct plumb_seg s);

/* The watch after that. */
/*@ assigns \nothing; ensures \result == stamp_watch_after_sent(w, s); */
struct plumb_stamp_watch plumb_stamp_watch_after_sent(struct plumb_stamp_watch w,
                                                      struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_STAMP_FAULT < f <= PLUMB_ECHO_OF_NOTHING;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_stamp_clause(enum plumb_stamp_fault f);

#endif
