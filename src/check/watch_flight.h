/* The watch on the text in flight: is it within any congestion window that the ACKs can have made?
 *
 *   w = plumb_flight_watch_arrived(w, s, unsaid);   s reached the endpoint
 *   fault = plumb_flight_watch_sent(w, s);          the endpoint sent s,
 *   w = plumb_flight_watch_after_sent(w, s);        and the watch goes on
 *
 * Whatever the congestion control, its window begins with the initial window at most (RFC 6928's,
 * the largest), and grows by what an ACK acknowledges, or by a segment, at most.  That is judged
 * until text is sent again: then some is taken for lost, and no longer in flight.
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchFlight.v), and the model is proved to
 * find a fault in a segment if and only if the clause forbids it (proofs/coq/WatchFlight.v). */
#ifndef PLUMB_WATCH_FLIGHT_H
#define PLUMB_WATCH_FLIGHT_H

#include "clauses.h"

enum plumb_flight_fault {
  PLUMB_NO_FLIGHT_FAULT,
  PLUMB_WINDOW_TOO_LARGE /* R5681-3-a */
};

/* What the ACKs can have made of the window.  Not to be changed from outside. */
struct plumb_flight_watch {
  uint32_t reached; /* the peer has received so far, by ACK or SACK; if opened */
  uint32_t mss;     /* the largest MSS of the peer's SYNs, octets; 0 before them */
  uint32_t growth;  /* what ACKs may have added to the window: octets, counted to 2^31 */
  uint32_t next;    /* where its next text begins; if orderly */
  bool opened;      /* its SYN was sent */
  bool orderly;     /* all its text was sent in order, each octet once */
};

/*@ predicate WfFlightWatch(struct plumb_flight_watch w) =
      w.mss <= 65535 && w.growth <= 2147483648; */

#ifdef __FRAMAC__
#include "watch_flight_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_flight_watch;
    ensures WfFlightWatch(\result); */
struct plumb_flight_watch plumb_start_flight_watch(void);

/* The segment s arrived at the endpoint.  unsaid is the MSS of a peer whose SYN does not say it:
 * 536 (IPv4) or 1220 (IPv6) octets, MUST-15. */
/*@ requires WfFlightWatch(w) && WfSeg(s);
    assigns \nothing;
    ensures \result == flight_watch_arrived(w, s, unsaid);
    ensures WfFlightWatch(\result); */
struct plumb_flight_watch plumb_flight_watch_arrived(struct plumb_flight_watch w,
                                                     struct plumb_seg s, uint16_t unsaid);

/* The endpoint sent s. */
/*@ requires WfFlightWatch(w) && WfSeg(s);
    assigns \nothing;
    ensures \result == flight_watch_sent(w, s); */
enum plumb_flight_fault plumb_flight_watch_sent(struct plumb_flight_watch w, struct plumb_seg s);

/* How far s goes beyond what the peer has received, and the largest window that it may fill,
 * with the segment that asks what was lost: octets. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == flight_with(w, s); */
uint32_t plumb_flight_with(struct plumb_flight_watch w, struct plumb_seg s);
/*@ requires WfFlightWatch(w);
    assigns \nothing;
    ensures \result == largest_window(w); */
uint32_t plumb_largest_window(struct plumb_flight_watch w);

/* The watch after s was sent. */
/*@ requires WfFlightWatch(w) && WfSeg(s);
    assigns \nothing;
    ensures \result == flight_watch_after_sent(w, s);
    ensures WfFlightWatch(\result); */
struct plumb_flight_watch plumb_flight_watch_after_sent(struct plumb_flight_watch w,
                                                        struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires f == PLUMB_WINDOW_TOO_LARGE;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_flight_clause(enum plumb_flight_fault f);

#endif
