/* The watch on the answer to marks: does an endpoint set ECE in the ACK that covers marked text,
 * and in those that follow, until CWR arrives?
 *
 *   w = plumb_echo_watch_arrived(k, o, w, s, ecn);   s reached the endpoint
 *   fault = plumb_echo_watch_sent(o, w, s);          the endpoint sent s,
 *   w = plumb_echo_watch_after_sent(w, s);           and the watch goes on
 *
 * k is the watch on ECN marks (watch_marks.h), o that on resets to be obeyed (watch_obey.h), both
 * as they were before s; ecn is the ECN field of the IP header, 0 to 3.
 *
 * Judged is where both ends agreed to ECN as RFC 3168 has it.  A mark counts on text of which
 * nothing had arrived before.  If some of it comes again before the answer, that may be what the
 * endpoint took, and nothing is expected; nor after both FINs, for in TIME-WAIT ECN is forgotten.
 *
 * Each function is proved equal to the model's of the same name (spec/WatchEcho.v), and the model
 * is proved to find a fault in a segment if and only if a clause forbids it
 * (proofs/coq/WatchEcho.v). */
#ifndef PLUMB_WATCH_ECHO_H
#define PLUMB_WATCH_ECHO_H

#include "watch_marks.h"
#include "watch_obey.h"

enum plumb_echo_fault {
  PLUMB_NO_ECHO_FAULT,
  PLUMB_MARK_UNANSWERED, /* R3168-6.1.3-a */
  PLUMB_ANEW_UNANSWERED, /* R3168-6.1.3-c: the marked segment had CWR */
  PLUMB_ECE_ENDED        /* R3168-6.1.3-b */
};

/* Not to be changed from outside. */
struct plumb_echo_watch {
  uint32_t from; /* the marked text; if waiting, else 0 */
  uint32_t to;
  bool waiting;  /* marked text has arrived, and no CWR since; else the others are false */
  bool anew;     /* its segment had CWR */
  bool answered; /* by ECE */
};

#ifdef __FRAMAC__
#include "watch_echo_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_echo_watch; */
struct plumb_echo_watch plumb_start_echo_watch(void);

/* The segment s arrived at the endpoint. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == echo_watch_arrived(k, o, w, s, ecn); */
struct plumb_echo_watch plumb_echo_watch_arrived(struct plumb_mark_watch k,
                                                 struct plumb_obey_watch o,
                                                 struct plumb_echo_watch w, struct plumb_seg s,
                                                 uint8_t ecn);

/* The endpoint sent s. */
/*@ assigns \nothing; ensures \result == echo_watch_sent(o, w, s); */
enum plumb_echo_fault plumb_echo_watch_sent(struct plumb_obey_watch o, struct plumb_echo_watch w,
                                            struct plumb_seg s);

/* The watch after that. */
/*@ assigns \nothing; ensures \result == echo_watch_after_sent(w, s); */
struct plumb_echo_watch plumb_echo_watch_after_sent(struct plumb_echo_watch w, struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_ECHO_FAULT < f <= PLUMB_ECE_ENDED;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_echo_clause(enum plumb_echo_fault f);

#endif
