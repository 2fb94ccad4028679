/* The watch on options: what an endpoint's segments show of them, given what arrived at it.
 *
 *   w = plumb_option_watch_arrived(w, s);       s reached the endpoint
 *   fault = plumb_option_watch_sent(w, s);      the endpoint sent s
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchOptions.v), and the model is proved to
 * find a fault in a segment if and only if a clause forbids it (proofs/coq/WatchOptions.v). */
#ifndef PLUMB_WATCH_OPTIONS_H
#define PLUMB_WATCH_OPTIONS_H

#include "clauses.h"

enum plumb_option_fault {
  PLUMB_NO_OPTION_FAULT,
  PLUMB_SACK_PERMITTED_OUTSIDE_SYN, /* R2018-2-b */
  PLUMB_SACK_NOT_PERMITTED,         /* R2018-4-c: no SYN that permits SACK had arrived */
  PLUMB_ECHO_WITHOUT_ACK            /* R7323-3.2-b: a timestamp echo other than 0 without ACK */
};

/* What is known of the peer.  Not to be changed from outside. */
struct plumb_option_watch {
  bool permitted; /* a SYN that permits SACK has arrived */
};

#ifdef __FRAMAC__
#include "watch_options_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_option_watch; */
struct plumb_option_watch plumb_start_option_watch(void);

/* The segment s arrived at the endpoint. */
/*@ assigns \nothing; ensures \result == option_watch_arrived(w, s); */
struct plumb_option_watch plumb_option_watch_arrived(struct plumb_option_watch w,
                                                     struct plumb_seg s);

/* The endpoint sent s. */
/*@ assigns \nothing; ensures \result == option_watch_sent(w, s); */
enum plumb_option_fault plumb_option_watch_sent(struct plumb_option_watch w, struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_OPTION_FAULT < f <= PLUMB_ECHO_WITHOUT_ACK;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f != PLUMB_ECHO_WITHOUT_ACK; */
const struct plumb_clause *plumb_option_clause(enum plumb_option_fault f);

#endif
