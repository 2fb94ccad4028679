/* The watch on acknowledgments: are they sent in time (MUST-40)?
 *
 *   w = plumb_ack_watch_arrived(w, s, now);          s reached the endpoint
 *   fault = plumb_ack_watch_sent(w, s, now, lag);    the endpoint sent s,
 *   w = plumb_ack_watch_after_sent(w, s, now);       and the watch goes on
 *
 * It waits for the octet that the latest acknowledgment asks for to arrive and to be acknowledged.
 * If that octet has arrived already, it waits from the acknowledgment on.  Segments are given in
 * the order in which a capture at the endpoint shows them.  Each function is proved equal to the
 * model's of the same name (spec/WatchAcks.v), and the model is proved to find a fault in a segment
 * if and only if the clause forbids it (proofs/coq/WatchAcks.v). */
#ifndef PLUMB_WATCH_ACKS_H
#define PLUMB_WATCH_ACKS_H

#include "clauses.h"

enum plumb_ack_fault {
  PLUMB_NO_ACK_FAULT,
  PLUMB_ACK_TOO_LATE /* MUST-40 */
};

/* What the endpoint has acknowledged.  Not to be changed from outside. */
struct plumb_ack_watch {
  uint64_t since; /* microseconds, 0 to PLUMB_TIME_MAX: the first of AHEAD has waited since */
  uint32_t ack;   /* the acknowledgment sent last */
  uint16_t ahead; /* so many octets from ACK on arrived in sequence; 65,535: or more */
  bool acked;     /* an acknowledgment was sent */
};

/*@ predicate WfAckWatch(struct plumb_ack_watch w) = WfTime(w.since); */

#ifdef __FRAMAC__
#include "watch_acks_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_ack_watch;
    ensures WfAckWatch(\result); */
struct plumb_ack_watch plumb_start_ack_watch(void);

/* The segment s arrived at the endpoint. */
/*@ requires WfAckWatch(w) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == ack_watch_arrived(w, s, now);
    ensures WfAckWatch(\result); */
struct plumb_ack_watch plumb_ack_watch_arrived(struct plumb_ack_watch w, struct plumb_seg s,
                                               uint64_t now);

/* The endpoint sent s at now.  lag is what a busy host may add to the half second that the RFC
 * allows: 0 to PLUMB_DURATION_MAX microseconds. */
/*@ requires WfAckWatch(w) && lag <= PLUMB_DURATION_MAX;
    assigns \nothing;
    ensures \result == ack_watch_sent(w, s, now, lag); */
enum plumb_ack_fault plumb_ack_watch_sent(struct plumb_ack_watch w, struct plumb_seg s,
                                          uint64_t now, uint64_t lag);

/* The watch after that. */
/*@ requires WfAckWatch(w) && WfTime(now);
    assigns \nothing;
    ensures \result == ack_watch_after_sent(w, s, now);
    ensures WfAckWatch(\result); */
struct plumb_ack_watch plumb_ack_watch_after_sent(struct plumb_ack_watch w, struct plumb_seg s,
                                                  uint64_t now);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires f == PLUMB_ACK_TOO_LATE;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_ack_clause(enum plumb_ack_fault f);

#endif
