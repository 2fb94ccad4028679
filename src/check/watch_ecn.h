/* The watch on ECN: what an endpoint's SYNs show of it, given what arrived at it.
 *
 *   w = plumb_ecn_watch_arrived(w, s);      s reached the endpoint
 *   fault = plumb_ecn_watch_sent(w, s);     the endpoint sent s
 *
 * What is found holds whether the endpoints use RFC 3168 or Accurate ECN (RFC 9768), which gives
 * the same bits another meaning.
 *
 * Segments are given in the order in which a capture at the endpoint shows them, from the first
 * SYN on.  Each function is proved equal to the model's of the same name (spec/WatchEcn.v), and the
 * model is proved to find a fault in a segment if and only if a clause forbids it
 * (proofs/coq/WatchEcn.v). */
#ifndef PLUMB_WATCH_ECN_H
#define PLUMB_WATCH_ECN_H

#include "clauses.h"

enum plumb_ecn_fault {
  PLUMB_NO_ECN_FAULT,
  PLUMB_ECN_SETUP_UNASKED, /* R3168-6.1.1-c: no ECN-setup SYN had arrived */
  PLUMB_ECN_SETUP_HALF     /* R3168-6.1.1-h: a SYN with ECE or CWR, but not both */
};

/* What is known of the peer.  Not to be changed from outside. */
struct plumb_ecn_watch {
  bool asked; /* an ECN-setup SYN has arrived */
};

#ifdef __FRAMAC__
#include "watch_ecn_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_ecn_watch; */
struct plumb_ecn_watch plumb_start_ecn_watch(void);

/* The segment s arrived at the endpoint. */
/*@ assigns \nothing; ensures \result == ecn_watch_arrived(w, s); */
struct plumb_ecn_watch plumb_ecn_watch_arrived(struct plumb_ecn_watch w, struct plumb_seg s);

/* The endpoint sent s. */
/*@ assigns \nothing; ensures \result == ecn_watch_sent(w, s); */
enum plumb_ecn_fault plumb_ecn_watch_sent(struct plumb_ecn_watch w, struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_ECN_FAULT < f <= PLUMB_ECN_SETUP_HALF;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f == PLUMB_ECN_SETUP_UNASKED; */
const struct plumb_clause *plumb_ecn_clause(enum plumb_ecn_fault f);

#endif
