/* The watch on what ICMP errors say of the path: does the endpoint send again, as large as before,
 * what was too large, or a SYN that was refused?
 *
 *   w = plumb_path_watch_too_big(w, q, room, v6, now);   its segment q did not fit the path,
 *   w = plumb_path_watch_refused(w, q, now);             or its SYN q met a hard error
 *   w = plumb_path_watch_arrived(w, s);                  s reached the endpoint
 *   fault = plumb_path_watch_sent(w, s, spent, whole, now, lag, hold);   it sent s
 *
 * The caller knows which errors count: that the segment was in flight and no larger one had got
 * through, for who follows RFC 5927 section 7.2 otherwise waits for timeouts first; or that the
 * connection was not open yet, for once it is section 5.2 advises to go on after a hard error.
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchPath.v), and the model is proved to find
 * a fault in a segment if and only if a clause forbids it (proofs/coq/WatchPath.v). */
#ifndef PLUMB_WATCH_PATH_H
#define PLUMB_WATCH_PATH_H

#include "clauses.h"

enum plumb_path_fault {
  PLUMB_NO_PATH_FAULT,
  PLUMB_TOO_BIG_AGAIN,    /* R1191-3-b */
  PLUMB_TOO_BIG_AGAIN_V6, /* R8201-4-e */
  PLUMB_SYN_AFTER_REFUSAL /* SHLD-26 */
};

/* What is known of the path.  Times are microseconds, 0 to PLUMB_TIME_MAX.  Not to be changed from
 * outside. */
struct plumb_path_watch {
  uint64_t since; /* when a datagram was too big; this and the next three: if told */
  uint64_t when;  /* when a SYN was refused; if hard */
  uint32_t seq;   /* the number of the segment that was too big, */
  uint32_t syn;   /* and of the SYN; if hard */
  uint16_t room;  /* octets of text and options that fit, */
  bool v6;        /* and whether it was one of IPv6 */
  bool told;
  bool hard;
};

/*@ predicate WfPathWatch(struct plumb_path_watch w) = WfTime(w.since) && WfTime(w.when); */

#ifdef __FRAMAC__
#include "watch_path_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_path_watch;
    ensures WfPathWatch(\result); */
struct plumb_path_watch plumb_start_path_watch(void);

/* The segment q of the endpoint was too big for the path, which has room for so many octets of text
 * and options.  v6: it went by IPv6. */
/*@ requires WfPathWatch(w) && WfTime(now);
    assigns \nothing;
    ensures \result == path_watch_too_big(w, q, room, v6 != 0, now);
    ensures WfPathWatch(\result); */
struct plumb_path_watch plumb_path_watch_too_big(struct plumb_path_watch w, uint32_t q,
                                                 uint16_t room, bool v6, uint64_t now);

/* Its SYN q was refused, by a hard error. */
/*@ requires WfPathWatch(w) && WfTime(now);
    assigns \nothing;
    ensures \result == path_watch_refused(w, q, now);
    ensures WfPathWatch(\result); */
struct plumb_path_watch plumb_path_watch_refused(struct plumb_path_watch w, uint32_t q,
                                                 uint64_t now);

/* The segment s arrived at the endpoint. */
/*@ requires WfPathWatch(w);
    assigns \nothing;
    ensures \result == path_watch_arrived(w, s);
    ensures WfPathWatch(\result); */
struct plumb_path_watch plumb_path_watch_arrived(struct plumb_path_watch w, struct plumb_seg s);

/* The endpoint sent s at now, with spent octets of options, 0 to 40.  whole: no router may cut it.
 * lag is what a busy host may need to process an error, hold for how long one about text counts:
 * each 0 to PLUMB_DURATION_MAX microseconds. */
/*@ requires WfPathWatch(w) && WfSeg(s) && lag <= PLUMB_DURATION_MAX && hold <= PLUMB_DURATION_MAX;
    assigns \nothing;
    ensures \result == path_watch_sent(w, s, spent, whole != 0, now, lag, hold); */
enum plumb_path_fault plumb_path_watch_sent(struct plumb_path_watch w, struct plumb_seg s,
                                            uint8_t spent, bool whole, uint64_t now, uint64_t lag,
                                            uint64_t hold);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_PATH_FAULT < f <= PLUMB_SYN_AFTER_REFUSAL;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f != PLUMB_SYN_AFTER_REFUSAL; */
const struct plumb_clause *plumb_path_clause(enum plumb_path_fault f);

#endif
