/* The watch on ECN marks: which segments does an endpoint declare capable of ECN, and when does it
 * set ECE and CWR?
 *
 *   w = plumb_mark_watch_arrived(w, s, ecn, ae);      s reached the endpoint
 *   fault = plumb_mark_watch_sent(w, s, ecn, ae);     the endpoint sent s,
 *   w = plumb_mark_watch_after_sent(w, s, ae);        and the watch goes on
 *
 * ecn is the ECN field of the IP header, 0 to 3; ae the AE bit of the TCP header.  Where Accurate
 * ECN (RFC 9768) may be used, nothing but SYNs is judged: it gives the bits another meaning.
 *
 * Segments are given in the order in which a capture at the endpoint shows them, from the first
 * SYN on.  Each function is proved equal to the model's of the same name (spec/WatchMarks.v), and
 * the model is proved to find a fault in a segment if and only if a clause forbids it
 * (proofs/coq/WatchMarks.v). */
#ifndef PLUMB_WATCH_MARKS_H
#define PLUMB_WATCH_MARKS_H

#include "clauses.h"

enum plumb_mark_fault {
  PLUMB_NO_MARK_FAULT,
  PLUMB_ECT_ON_SYN,       /* R3168-6.1.1-j */
  PLUMB_ECT_NOT_AGREED,   /* R3168-6.1.1-d: on text */
  PLUMB_ECT_REFUSED,      /* R3168-6.1.1-e: on text, though a non-ECN-setup SYN had arrived */
  PLUMB_ECT_ON_ACK,       /* R3168-6.1.4-a */
  PLUMB_ECT_AGAIN,        /* R3168-6.1.5-a: on text that was sent before */
  PLUMB_CWR_OUT_OF_PLACE, /* R3168-6.1.2-h: not on new text, or not agreed to */
  PLUMB_ECE_UNFOUNDED     /* R3168-6.1.3-b: nothing that arrived could have been marked */
};

/* What SYNs agreed to, and how far the endpoint has sent.  Not to be changed from outside. */
struct plumb_mark_watch {
  uint32_t top;        /* how far the endpoint has sent; if begun */
  bool begun : 1;      /* its SYN was sent */
  bool sent_setup : 1; /* ECN-setup SYNs or SYN,ACKs, sent and arrived; */
  bool got_setup : 1;
  bool sent_other : 1; /* and others */
  bool got_other : 1;
  bool settled : 1;      /* the handshake is over */
  bool answered : 1;     /* a SYN,ACK was sent, or has arrived; */
  bool doubtful : 1;     /* one that may mean Accurate ECN */
  bool capable_came : 1; /* something that could be marked has arrived */
};

#ifdef __FRAMAC__
#include "watch_marks_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_mark_watch; */
struct plumb_mark_watch plumb_start_mark_watch(void);

/* The segment s arrived at the endpoint. */
/*@ assigns \nothing; ensures \result == mark_watch_arrived(w, s, ecn, (boolean)ae); */
struct plumb_mark_watch plumb_mark_watch_arrived(struct plumb_mark_watch w, struct plumb_seg s,
                                                 uint8_t ecn, bool ae);

/* The endpoint sent s. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == mark_watch_sent(w, s, ecn, (boolean)ae); */
enum plumb_mark_fault plumb_mark_watch_sent(struct plumb_mark_watch w, struct plumb_seg s,
                                            uint8_t ecn, bool ae);

/* The watch after that. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == mark_watch_after_sent(w, s, (boolean)ae); */
struct plumb_mark_watch plumb_mark_watch_after_sent(struct plumb_mark_watch w, struct plumb_seg s,
                                                    bool ae);

/* How far the endpoint has sent when s, no reset, is.  Of the watch nothing else changes by a
 * segment without SYN, RST, ECE, CWR and mark, once the handshake is over; nor is such a segment at
 * fault, nor does the watch change when one arrives (plain_marks_pass, in proofs/coq/WatchMarks.v).
 */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == mark_top_after(w, s); */
uint32_t plumb_mark_top_after(struct plumb_mark_watch w, struct plumb_seg s);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_MARK_FAULT < f <= PLUMB_ECE_UNFOUNDED;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f != PLUMB_ECT_REFUSED && f != PLUMB_CWR_OUT_OF_PLACE; */
const struct plumb_clause *plumb_mark_clause(enum plumb_mark_fault f);

#endif
