/* The watch on resets: does each answer a segment that arrived, or stand where an abort may?
 *
 *   w = plumb_reset_watch_arrived(w, s);        s reached the endpoint
 *   fault = plumb_reset_watch_sent(w, s);       the endpoint sent s,
 *   w = plumb_reset_watch_after_sent(w, s);     and the watch goes on
 *
 * An endpoint that has sent nothing but resets has no connection: its resets only answer, and never
 * a reset.  Later it may abort too.  If more answers are possible than the watch can keep, it lets
 * any reset pass: full is set.
 *
 * Segments are given in the order in which a capture at the endpoint shows them, from the beginning
 * of the connection: an endpoint that aborts one begun before the capture would be accused, and so
 * would one whose text was lost before it reached a capture elsewhere.  Each function is proved
 * equal to the model's of the same name (spec/WatchResets.v), and the model is proved to find no
 * fault in a reset that the clauses allow, and one in every other reset while there is room
 * (proofs/coq/WatchResets.v). */
#ifndef PLUMB_WATCH_RESETS_H
#define PLUMB_WATCH_RESETS_H

#include "clauses.h"

enum plumb_reset_fault {
  PLUMB_NO_RESET_FAULT,
  PLUMB_RESET_FOR_RESET,  /* R9293-L12: a reset was answered by a reset */
  PLUMB_RESET_UNASKED,    /* R9293-L08: without a connection, and no proper answer to a segment */
  PLUMB_RESET_NOT_AT_SENT /* EV-ABORT-SYNRCVD+-1: neither, nor at a number that it had sent */
};

/* What answers a segment: a reset at its SEG.ACK if it had ACK, otherwise one with SEQ 0 and ACK
 * that acknowledges it. */
struct plumb_asked {
  bool on;         /* there is one */
  bool ack;        /* the segment had ACK */
  uint32_t number; /* SEG.ACK, or SEG.SEQ + SEG.LEN */
};

/* What resets may be sent.  Not to be changed from outside. */
struct plumb_reset_watch {
  bool opened;           /* it has sent more than resets */
  uint32_t iss;          /* if opened */
  uint32_t span;         /* SND.NXT - ISS, counted to 2^32 - 1; if opened */
  struct plumb_asked a0; /* what is asked for, the latest first */
  struct plumb_asked a1;
  struct plumb_asked a2;
  struct plumb_asked a3;
  bool full;                /* more was asked for than is kept */
  struct plumb_asked reset; /* what would answer the reset that arrived last */
};

#ifdef __FRAMAC__
#include "watch_resets_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_reset_watch; */
struct plumb_reset_watch plumb_start_reset_watch(void);

/* The segment s arrived at the endpoint. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == reset_watch_arrived(w, s); */
struct plumb_reset_watch plumb_reset_watch_arrived(struct plumb_reset_watch w, struct plumb_seg s);

/* The endpoint sent s. */
/*@ assigns \nothing; ensures \result == reset_watch_sent(w, s); */
enum plumb_reset_fault plumb_reset_watch_sent(struct plumb_reset_watch w, struct plumb_seg s);

/* The watch after s was sent. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == reset_watch_after_sent(w, s); */
struct plumb_reset_watch plumb_reset_watch_after_sent(struct plumb_reset_watch w,
                                                      struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_RESET_FAULT < f <= PLUMB_RESET_NOT_AT_SENT;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_reset_clause(enum plumb_reset_fault f);

#endif
