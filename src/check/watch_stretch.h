/* The watch on stretched ACKs: is every second full-sized segment acknowledged before long?
 *
 *   w = plumb_stretch_watch_arrived(w, s, now);              s reached the endpoint at now
 *   fault = plumb_stretch_watch_sent(w, ack, s, now, lag);   the endpoint sent s at now,
 *   w = plumb_stretch_watch_after_sent(w, s, unsaid);        and the watch goes on
 *
 * Octets are counted, not segments: so a network card may have joined them.
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchStretch.v), and the model is proved to
 * find a fault in a segment if and only if the clause forbids it (proofs/coq/WatchStretch.v). */
#ifndef PLUMB_WATCH_STRETCH_H
#define PLUMB_WATCH_STRETCH_H

#include "clauses.h"

enum plumb_stretch_fault {
  PLUMB_NO_STRETCH_FAULT,
  PLUMB_ACK_STRETCHED /* SHLD-19 */
};

/* What has arrived and is not acknowledged.  Not to be changed from outside. */
struct plumb_stretch_watch {
  uint64_t since; /* microseconds, 0 to PLUMB_TIME_MAX: when text arrived last; if heard */
  uint32_t next;  /* up to here text has arrived in order; if acked */
  uint16_t mss;   /* the largest that the endpoint's SYNs announced, octets; 0 before them */
  bool acked;     /* an acknowledgment was sent */
  bool heard;     /* text has arrived */
};

/*@ predicate WfStretchWatch(struct plumb_stretch_watch w) = WfTime(w.since); */

#ifdef __FRAMAC__
#include "watch_stretch_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_stretch_watch;
    ensures WfStretchWatch(\result); */
struct plumb_stretch_watch plumb_start_stretch_watch(void);

/* The segment s arrived at the endpoint. */
/*@ requires WfStretchWatch(w) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == stretch_watch_arrived(w, s, now);
    ensures WfStretchWatch(\result); */
struct plumb_stretch_watch plumb_stretch_watch_arrived(struct plumb_stretch_watch w,
                                                       struct plumb_seg s, uint64_t now);

/* The endpoint sent s at now.  ack is the acknowledgment that it sent last: that of the watch on
 * ACKs (watch_acks.h) before s.  lag is what a busy host may need: 0 to PLUMB_DURATION_MAX
 * microseconds. */
/*@ requires WfStretchWatch(w) && lag <= PLUMB_DURATION_MAX;
    assigns \nothing;
    ensures \result == stretch_watch_sent(w, ack, s, now, lag); */
enum plumb_stretch_fault plumb_stretch_watch_sent(struct plumb_stretch_watch w, uint32_t ack,
                                                  struct plumb_seg s, uint64_t now, uint64_t lag);

/* The watch after that.  unsaid is the MSS of an endpoint whose SYN does not say it: 536 (IPv4) or
 * 1220 (IPv6) octets. */
/*@ requires WfStretchWatch(w);
    assigns \nothing;
    ensures \result == stretch_watch_after_sent(w, s, unsaid);
    ensures WfStretchWatch(\result); */
struct plumb_stretch_watch plumb_stretch_watch_after_sent(struct plumb_stretch_watch w,
                                                          struct plumb_seg s, uint16_t unsaid);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires f == PLUMB_ACK_STRETCHED;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures !\result->must; */
const struct plumb_clause *plumb_stretch_clause(enum plumb_stretch_fault f);

#endif
