/* The watch on the initial sequence numbers of a host: does one tell the next?
 *
 *   fault = plumb_isn_watch_opens(w, x);    the host opened a connection, actively or passively,
 *   w = plumb_isn_watch_after(w, x);        and the watch goes on
 *
 * An ISN is a clock plus a function of both sockets and a secret (RFC 9293 section 3.4.1).  Five in
 * a row, all between other sockets, each within 2^20 after the one before, show that there is no
 * such function: by chance they come so once in 2^48 times.
 *
 * Openings are given in the order of their SYNs, each once.  Each function is proved equal to the
 * model's of the same name (spec/WatchIsns.v), and the model is proved to find a fault in an
 * opening if and only if the clause forbids it (proofs/coq/WatchIsns.v). */
#ifndef PLUMB_WATCH_ISNS_H
#define PLUMB_WATCH_ISNS_H

#include "clauses.h"

enum plumb_isn_fault {
  PLUMB_NO_ISN_FAULT,
  PLUMB_ISN_PREDICTABLE /* SHLD-1, R6528-3-a */
};

/* A connection as the host opened it. */
struct plumb_isn_opening {
  uint64_t sockets; /* a number that is the same for the same two sockets, and no others */
  uint32_t isn;     /* the host's */
};

/* The last four openings, the latest first.  Not to be changed from outside. */
struct plumb_isn_watch {
  uint8_t count; /* how many there are: 0 to 4 */
  struct plumb_isn_opening o0;
  struct plumb_isn_opening o1;
  struct plumb_isn_opening o2;
  struct plumb_isn_opening o3;
};

#ifdef __FRAMAC__
#include "watch_isns_model.h"
#endif

/* The watch on a host of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_isn_watch; */
struct plumb_isn_watch plumb_start_isn_watch(void);

/* The host opened the connection x. */
/*@ assigns \nothing; ensures \result == isn_watch_opens(w, x); */
enum plumb_isn_fault plumb_isn_watch_opens(struct plumb_isn_watch w, struct plumb_isn_opening x);

/* The watch after x. */
/*@ requires w.count <= 4;
    assigns \nothing;
    ensures \result == isn_watch_after(w, x);
    ensures \result.count <= 4; */
struct plumb_isn_watch plumb_isn_watch_after(struct plumb_isn_watch w, struct plumb_isn_opening x);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires f == PLUMB_ISN_PREDICTABLE;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures !\result->must; */
const struct plumb_clause *plumb_isn_clause(enum plumb_isn_fault f);

#endif
