/* The watch on text that is sent again: is it the same?
 *
 *   w = plumb_text_watch_arrived(w, s);           s reached the endpoint
 *   fault = plumb_text_watch_sent(w, s, sum);     the endpoint sent s,
 *   w = plumb_text_watch_after_sent(w, s, sum);   and the watch goes on
 *
 * sum is the ones' complement sum of the text of s, 1 to 65535; 0: it is not known.  Sums that
 * differ are of texts that differ.  One segment at a time is kept, and equal sums are no proof: so
 * the watch may acquit the guilty.
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  Each function is
 * proved equal to the model's of the same name (spec/WatchTexts.v), and the model is proved to
 * accuse nobody who obeys the clause (proofs/coq/WatchTexts.v). */
#ifndef PLUMB_WATCH_TEXTS_H
#define PLUMB_WATCH_TEXTS_H

#include "clauses.h"

enum plumb_text_fault {
  PLUMB_NO_TEXT_FAULT,
  PLUMB_TEXT_CHANGED /* EV-TORTX-ANY-1 */
};

/* Text that was sent. */
struct plumb_kept_text {
  uint32_t seq;  /* where it begins */
  uint16_t size; /* octets */
  uint16_t sum;  /* 1 to 65535; 0: none is kept */
};

/* What was sent and is not acknowledged.  Not to be changed from outside. */
struct plumb_text_watch {
  uint32_t una; /* how far the peer has acknowledged; if acked */
  bool acked;   /* an ACK has arrived */
  struct plumb_kept_text kept;
};

#ifdef __FRAMAC__
#include "watch_texts_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing; ensures \result == start_text_watch; */
struct plumb_text_watch plumb_start_text_watch(void);

/* The segment s arrived at the endpoint. */
/*@ assigns \nothing; ensures \result == text_watch_arrived(w, s); */
struct plumb_text_watch plumb_text_watch_arrived(struct plumb_text_watch w, struct plumb_seg s);

/* The endpoint sent s. */
/*@ requires WfSeg(s);
    assigns \nothing; ensures \result == text_watch_sent(w, s, sum); */
enum plumb_text_fault plumb_text_watch_sent(struct plumb_text_watch w, struct plumb_seg s,
                                            uint16_t sum);

/* The watch after that. */
/*@ requires WfSeg(s);
    assigns \nothing; ensures \result == text_watch_after_sent(w, s, sum); */
struct plumb_text_watch plumb_text_watch_after_sent(struct plumb_text_watch w, struct plumb_seg s,
                                                    uint16_t sum);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires f == PLUMB_TEXT_CHANGED;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must; */
const struct plumb_clause *plumb_text_clause(enum plumb_text_fault f);

#endif
