/* The watch on resets that have to be obeyed: does the endpoint go on after one at RCV.NXT, or ask
 * again after one that refuses its SYN?
 *
 *   w = plumb_obey_watch_arrived(w, s, now);         s reached the endpoint at now
 *   fault = plumb_obey_watch_sent(w, s, now, lag);   the endpoint sent s at now,
 *   w = plumb_obey_watch_after_sent(w, s);           and the watch goes on
 *
 * At RCV.NXT is a reset that is where everything that has arrived is acknowledged up to: then
 * RCV.NXT is there whatever the endpoint has taken.  It does not count where both ends have sent a
 * FIN, for in TIME-WAIT RFC 1337 has it ignored.  A SYN that asked for ECN may be sent again
 * without, and is not followed.  Whether resets have to be signed (RFC 2385, RFC 5925) is for the
 * caller to know.
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchObey.v), and the model is proved to find
 * a fault in a segment if and only if the clause forbids it (proofs/coq/WatchObey.v). */
#ifndef PLUMB_WATCH_OBEY_H
#define PLUMB_WATCH_OBEY_H

#include "clauses.h"

enum plumb_obey_fault {
  PLUMB_NO_OBEY_FAULT,
  PLUMB_RESET_DISOBEYED,          /* R9293-L14 */
  PLUMB_CROSSING_RESET_DISOBEYED, /* EV-SEG-SYNC-2e */
  PLUMB_REFUSAL_DISOBEYED         /* EV-SEG-SYNSENT-2a */
};

/* Of the connection since the last SYN that opened one.  Not to be changed from outside. */
struct plumb_obey_watch {
  uint64_t since; /* microseconds, 0 to PLUMB_TIME_MAX: when a reset that has to be obeyed arrived;
                     if struck or refused */
  uint32_t ack;   /* the acknowledgment sent last; if told */
  uint32_t top;   /* the furthest that anything has arrived; if begun, else 0 */
  uint32_t iss;   /* the number of the SYN sent; if asks, else 0 */
  bool told;
  bool begun;   /* a SYN has arrived */
  bool fin_out; /* a FIN was sent */
  bool fin_in;  /* a FIN has arrived */
  bool struck;  /* a reset at RCV.NXT has arrived */
  bool asks;    /* by a SYN of its own, which nothing has answered but a SYN that crossed it */
  bool refused; /* that SYN, by a reset */
};

/*@ predicate WfObeyWatch(struct plumb_obey_watch w) = WfTime(w.since); */

#ifdef __FRAMAC__
#include "watch_obey_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_obey_watch;
    ensures WfObeyWatch(\result); */
struct plumb_obey_watch plumb_start_obey_watch(void);

/* The segment s arrived at the endpoint. */
/*@ requires WfObeyWatch(w) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == obey_watch_arrived(w, s, now);
    ensures WfObeyWatch(\result); */
struct plumb_obey_watch plumb_obey_watch_arrived(struct plumb_obey_watch w, struct plumb_seg s,
                                                 uint64_t now);

/* The endpoint sent s at now.  lag is what a busy host may need to process the reset: 0 to
 * PLUMB_DURATION_MAX microseconds. */
/*@ requires WfObeyWatch(w) && lag <= PLUMB_DURATION_MAX;
    assigns \nothing;
    ensures \result == obey_watch_sent(w, s, now, lag); */
enum plumb_obey_fault plumb_obey_watch_sent(struct plumb_obey_watch w, struct plumb_seg s,
                                            uint64_t now, uint64_t lag);

/* The watch after that. */
/*@ requires WfObeyWatch(w);
    assigns \nothing;
    ensures \result == obey_watch_after_sent(w, s);
    ensures WfObeyWatch(\result); */
struct plumb_obey_watch plumb_obey_watch_after_sent(struct plumb_obey_watch w, struct plumb_seg s);

/* What arrived reached top; how far, with s?  Once the connection is open and while no reset
 * strikes it, an ACK without SYN, RST and FIN changes nothing else of the watch when it arrives,
 * and only ack when it is sent, and is not at fault (plain_obey_passes, in proofs/coq/WatchObey.v).
 */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == obey_top_after(top, s); */
uint32_t plumb_obey_top_after(uint32_t top, struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_OBEY_FAULT < f <= PLUMB_REFUSAL_DISOBEYED;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_obey_clause(enum plumb_obey_fault f);

#endif
