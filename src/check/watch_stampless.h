/* The watch on resets without timestamps, where timestamps are in use.
 *
 *   w = plumb_stampless_watch_arrived(w, s);      s reached the endpoint
 *   fault = plumb_stampless_watch_sent(w, s);     the endpoint sent s,
 *   w = plumb_stampless_watch_after_sent(w, s);   and the watch goes on
 *
 * Nobody sees whether a segment that arrived or the user asked for a reset.  So nothing is found
 * once a segment without timestamps has arrived: it may have been that one.  Nor is it in what an
 * endpoint sends that uses no timestamps: it may not know them.
 *
 * Segments are given in the order in which a capture at the endpoint shows them, from the first
 * SYN on.  Each function is proved equal to the model's of the same name (spec/WatchStampless.v),
 * and the model is proved to find a fault in a segment if and only if the clause forbids it
 * (proofs/coq/WatchStampless.v). */
#ifndef PLUMB_WATCH_STAMPLESS_H
#define PLUMB_WATCH_STAMPLESS_H

#include "clauses.h"

enum plumb_stampless_fault {
  PLUMB_NO_STAMPLESS_FAULT,
  PLUMB_RESET_STAMPLESS /* R7323-3.2-h */
};

/* What was sent and what arrived.  Not to be changed from outside. */
struct plumb_stampless_watch {
  bool agreed;  /* it has sent an ACK with timestamps */
  bool excused; /* something without timestamps has arrived */
};

#ifdef __FRAMAC__
#include "watch_stampless_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_stampless_watch; */
struct plumb_stampless_watch plumb_start_stampless_watch(void);

/* The segment s arrived at the endpoint. */
/*@ assigns \nothing; ensures \result == stampless_watch_arrived(w, s); */
struct plumb_stampless_watch plumb_stampless_watch_arrived(struct plumb_stampless_watch w,
                                                           struct plumb_seg s);

/* The endpoint sent s. */
/*@ assigns \nothing; ensures \result == stampless_watch_sent(w, s); */
enum plumb_stampless_fault plumb_stampless_watch_sent(struct plumb_stampless_watch w,
                                                      struct plumb_seg s);

/* The watch after that. */
/*@ assigns \nothing; ensures \result == stampless_watch_after_sent(w, s); */
struct plumb_stampless_watch plumb_stampless_watch_after_sent(struct plumb_stampless_watch w,
                                                              struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires f == PLUMB_RESET_STAMPLESS;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures !\result->must; */
const struct plumb_clause *plumb_stampless_clause(enum plumb_stampless_fault f);

#endif
