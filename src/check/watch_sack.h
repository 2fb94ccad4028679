/* The watch on SACK blocks: do they report what has arrived?
 *
 *   w = plumb_sack_watch_arrived(w, s);     s reached the endpoint
 *   fault = plumb_sack_watch_sent(w, s);    the endpoint sent s,
 *   w = plumb_sack_watch_after_sent(w, s);  and the watch goes on
 *
 * Segments are given in the order in which a capture at the endpoint shows them, from the peer's
 * SYN on: otherwise only the form of the blocks is judged.  What has arrived beyond the highest
 * acknowledgment is remembered as four spans at most; if there are more gaps than between these,
 * the narrowest are taken to be filled.
 *
 * Each function is proved equal to the model's of the same name (spec/WatchSack.v).  The model is
 * proved to find no fault where the clauses allow the segment and, as long as it filled no gap, to
 * find one where they do not (proofs/coq/WatchSack.v). */
#ifndef PLUMB_WATCH_SACK_H
#define PLUMB_WATCH_SACK_H

#include "clauses.h"
#include "watch_spans.h"

enum plumb_sack_fault {
  PLUMB_NO_SACK_FAULT,
  PLUMB_EMPTY_BLOCK,  /* R2018-3-a */
  PLUMB_NEVER_ARRIVED /* R2018-3-c, R2018-8-c */
};

/* What has arrived and is not acknowledged.  Not to be changed from outside. */
struct plumb_sack_watch {
  bool begun;               /* a segment has arrived */
  bool from_syn;            /* that was a SYN, and every SYN has its number; if begun */
  uint32_t irs;             /* its number; if begun */
  uint32_t told;            /* the highest acknowledgment sent, or IRS; if begun */
  struct plumb_spans spans; /* what has arrived from told on */
};

#ifdef __FRAMAC__
#include "watch_sack_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_sack_watch; */
struct plumb_sack_watch plumb_start_sack_watch(void);

/* The segment s arrived at the endpoint. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == sack_watch_arrived(w, s); */
struct plumb_sack_watch plumb_sack_watch_arrived(struct plumb_sack_watch w, struct plumb_seg s);

/* The endpoint sent s. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == sack_watch_sent(w, s); */
enum plumb_sack_fault plumb_sack_watch_sent(struct plumb_sack_watch w, struct plumb_seg s);

/* The first block of s that is at fault; meaningful if there is a fault. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == faulty_block(w, s); */
struct plumb_block plumb_faulty_block(struct plumb_sack_watch w, struct plumb_seg s);

/* The watch after s was sent. */
/*@ assigns \nothing;
    ensures \result == sack_watch_after_sent(w, s); */
struct plumb_sack_watch plumb_sack_watch_after_sent(struct plumb_sack_watch w, struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_SACK_FAULT < f <= PLUMB_NEVER_ARRIVED;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_sack_clause(enum plumb_sack_fault f);

#endif
