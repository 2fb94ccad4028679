/* The watch on the size of segments: does their text fit what the peer can take?
 *
 *   w = plumb_size_watch_arrived(w, s, unsaid);   s reached the endpoint
 *   fault = plumb_size_watch_sent(w, s, spent);   the endpoint sent s
 *
 * Where segmentation is left to a network card a capture shows several segments as one: whether s
 * was one is for the caller to know.
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchSize.v), and the model is proved to find
 * a fault in a segment if and only if a clause forbids it (proofs/coq/WatchSize.v). */
#ifndef PLUMB_WATCH_SIZE_H
#define PLUMB_WATCH_SIZE_H

#include "clauses.h"

enum plumb_size_fault {
  PLUMB_NO_SIZE_FAULT,
  PLUMB_TEXT_ABOVE_MSS,   /* MUST-16 */
  PLUMB_OPTIONS_ABOVE_MSS /* R6691-2-c: the text would fit, but not with its options */
};

/* What is known of the peer.  Not to be changed from outside. */
struct plumb_size_watch {
  uint16_t mss; /* the largest MSS of its SYNs, octets; 0: not judged */
};

#ifdef __FRAMAC__
#include "watch_size_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_size_watch; */
struct plumb_size_watch plumb_start_size_watch(void);

/* The segment s arrived at the endpoint.  unsaid is the MSS of a peer whose SYN does not say it:
 * 536 (IPv4) or 1220 (IPv6) octets, MUST-15. */
/*@ assigns \nothing; ensures \result == size_watch_arrived(w, s, unsaid); */
struct plumb_size_watch plumb_size_watch_arrived(struct plumb_size_watch w, struct plumb_seg s,
                                                 uint16_t unsaid);

/* The endpoint sent s, with spent octets of options: 0 to 40. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == size_watch_sent(w, s, spent); */
enum plumb_size_fault plumb_size_watch_sent(struct plumb_size_watch w, struct plumb_seg s,
                                            uint8_t spent);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_SIZE_FAULT < f <= PLUMB_OPTIONS_ABOVE_MSS;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_size_clause(enum plumb_size_fault f);

#endif
