/* The watch on the order of SACK blocks: is the first about the segment that arrived last?
 *
 *   v = plumb_dsack_watch_arrived(k, v, s);     s reached the endpoint
 *   fault = plumb_dsack_watch_sent(k, v, s);    the endpoint sent s,
 *   v = plumb_dsack_watch_after_sent(k, v, s);  and the watch goes on
 *
 * k is the watch on SACK blocks (watch_sack.h) as it was before s.  What octets came again is
 * remembered as four spans at most, from 2^30 octets before the highest acknowledgment on; if there
 * are more, or octets come a third time, less is accused.
 *
 * Each function is proved equal to the model's of the same name (spec/WatchDsack.v), and the model
 * is proved to find no fault where the clauses allow the segment (proofs/coq/WatchDsack.v). */
#ifndef PLUMB_WATCH_DSACK_H
#define PLUMB_WATCH_DSACK_H

#include "watch_sack.h"

enum plumb_dsack_fault {
  PLUMB_NO_DSACK_FAULT,
  PLUMB_NEVER_TWICE,  /* R2883-4_1-a */
  PLUMB_NEWEST_LATER, /* R2018-4-g */
  PLUMB_BLOCK_WITHIN  /* R2018-4-i */
};

/* Not to be changed from outside. */
struct plumb_dsack_watch {
  struct plumb_spans again; /* came again, not reported so since; by distance from base_of(k) */
  bool more;                /* some of it may have come a third time */
  bool crowd;   /* since the endpoint sent last, several segments came beyond a gap or again */
  uint32_t seq; /* the newest segment beyond a gap; if len is not 0 */
  uint32_t len;
};

#ifdef __FRAMAC__
#include "watch_dsack_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_dsack_watch; */
struct plumb_dsack_watch plumb_start_dsack_watch(void);

/* The segment s arrived at the endpoint. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == dsack_watch_arrived(k, w, s); */
struct plumb_dsack_watch plumb_dsack_watch_arrived(struct plumb_sack_watch k,
                                                   struct plumb_dsack_watch w, struct plumb_seg s);

/* The endpoint sent s. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == dsack_watch_sent(k, w, s); */
enum plumb_dsack_fault plumb_dsack_watch_sent(struct plumb_sack_watch k, struct plumb_dsack_watch w,
                                              struct plumb_seg s);

/* The watch after s was sent. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == dsack_watch_after_sent(k, w, s); */
struct plumb_dsack_watch plumb_dsack_watch_after_sent(struct plumb_sack_watch k,
                                                      struct plumb_dsack_watch w,
                                                      struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_DSACK_FAULT < f <= PLUMB_BLOCK_WITHIN;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f != PLUMB_BLOCK_WITHIN; */
const struct plumb_clause *plumb_dsack_clause(enum plumb_dsack_fault f);

#endif
