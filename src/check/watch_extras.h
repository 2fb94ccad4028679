/* The watch on what a header has besides: reserved bits, AE, padding, and the options that the core
 * passes over, TCP MD5 (RFC 2385), TCP-AO (RFC 5925), user timeout (RFC 5482) and Fast Open
 * (RFC 7413).
 *
 *   x = plumb_extras_read(octets, length);         of the header of s
 *   w = plumb_extras_watch_arrived(w, s, x);       s reached the endpoint
 *   fault = plumb_extras_watch_sent(w, s, x);      the endpoint sent s,
 *   w = plumb_extras_watch_after_sent(w, s, x);    and the watch goes on
 *
 * Segments are given in the order in which a capture at the endpoint shows them, from the first
 * SYN on.  Each function is proved equal to the model's of the same name (spec/WatchExtras.v), and
 * the model is proved to find a fault in a segment if and only if a clause forbids it
 * (proofs/coq/WatchExtras.v). */
#ifndef PLUMB_WATCH_EXTRAS_H
#define PLUMB_WATCH_EXTRAS_H

#include "clauses.h"
#include "wire.h"

enum plumb_extras_fault {
  PLUMB_NO_EXTRAS_FAULT,
  PLUMB_RESERVED_BITS_SET,  /* R9293-L01 */
  PLUMB_AE_WITHOUT_ECN,     /* R9293-L01: no SYN had shown ECN */
  PLUMB_OPTION_CUT,         /* MUST-68, R5925-2.2-f */
  PLUMB_PADDING_NOT_ZERO,   /* MUST-69 */
  PLUMB_AO_SHORT,           /* R5925-2.2-e */
  PLUMB_AO_TWICE,           /* R5925-2.2-c */
  PLUMB_AO_AND_MD5,         /* R5925-2.2-a, R5925-8-c: in a segment, or after SYNs */
  PLUMB_UTO_LENGTH,         /* R5482-3.3-b */
  PLUMB_UTO_ZERO,           /* R5482-3.4-a */
  PLUMB_FAST_LENGTH,        /* R7413-4.1.1-a */
  PLUMB_FAST_ODD,           /* R7413-4.1.1-b */
  PLUMB_FAST_SYN_AGAIN,     /* R7413-4.2.2-c, R7413-4.2.1-c */
  PLUMB_FAST_ANSWER_AGAIN,  /* R7413-4.2.2-i, R7413-4.2.1-c */
  PLUMB_AE_ALONE,           /* R9768-3.1.1-b */
  PLUMB_ACCURATE_UNASKED,   /* R9768-3.1.1-e */
  PLUMB_TWO_KINDS_OF_SYN,   /* R9768-3.1.5-c */
  PLUMB_TWO_KINDS_OF_ANSWER /* R9768-3.1.5-d */
};

/* Of an ordinary header all are 0. */
struct plumb_extras {
  uint8_t reserved; /* bits 4 to 6 beside the data offset, as a number: 0 to 7 */
  bool ae;          /* bit 7 (RFC 9768) */
  bool cut;         /* an option lacks its length octet, or what that says */
  bool padded;      /* an octet after End of Option List is not 0 */
  bool md5;
  bool ao;
  bool ao_again;   /* more than one */
  bool ao_short;   /* one of less than 4 octets */
  bool uto_length; /* a user timeout option of other than 4 octets */
  bool uto_zero;   /* one that says 0 */
  uint8_t fast;    /* octets of the last Fast Open option; 0: there is none */
};

/* What was seen of both ends.  Not to be changed from outside. */
struct plumb_extras_watch {
  bool syn_out : 1;             /* it has sent a SYN, */
  bool ecn_shown : 1;           /* a SYN, of whichever end, had a bit of ECN */
  bool md5_out : 1;             /* of what it sent after SYNs, one had TCP MD5, */
  bool ao_out : 1;              /* TCP-AO */
  bool fast_out : 1;            /* it has sent a SYN with Fast Open, */
  bool cookie_out : 1;          /* and a cookie in it, */
  bool fast_answer_out : 1;     /* a SYN,ACK with Fast Open */
  bool syn_in : 1;              /* a SYN has arrived, */
  bool syn_again : 1;           /* and another, */
  bool accurate_in : 1;         /* one that asks for Accurate ECN */
  bool accurate_out : 1;        /* it has sent such a SYN, */
  bool setup_out : 1;           /* a SYN that asks for ECN of RFC 3168, */
  bool accurate_answer_out : 1; /* a SYN,ACK of Accurate ECN, */
  bool setup_answer_out : 1;    /* and one of RFC 3168 */
};

#ifdef __FRAMAC__
#include "watch_extras_model.h"
#endif

/* What the header in octets 0 to stop - 1 has besides. */
/*@ requires 20 <= stop <= 60 && \valid_read(b + (0 .. stop - 1));
    assigns \nothing;
    ensures \result == extras_read(b, stop); */
struct plumb_extras plumb_extras_read(const uint8_t *b, uint32_t stop);

/* Is there nothing? */
/*@ assigns \nothing;
    ensures \result <==> Ordinary(x); */
bool plumb_Ordinary(struct plumb_extras x);

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_extras_watch; */
struct plumb_extras_watch plumb_start_extras_watch(void);

/* The segment s, with x, arrived at the endpoint. */
/*@ assigns \nothing;
    ensures \result == extras_watch_arrived(w, s, x); */
struct plumb_extras_watch plumb_extras_watch_arrived(struct plumb_extras_watch w,
                                                     struct plumb_seg s, struct plumb_extras x);

/* The endpoint sent s, with x. */
/*@ assigns \nothing;
    ensures \result == extras_watch_sent(w, s, x); */
enum plumb_extras_fault plumb_extras_watch_sent(struct plumb_extras_watch w, struct plumb_seg s,
                                                struct plumb_extras x);

/* The watch after s, with x, was sent. */
/*@ assigns \nothing;
    ensures \result == extras_watch_after_sent(w, s, x); */
struct plumb_extras_watch plumb_extras_watch_after_sent(struct plumb_extras_watch w,
                                                        struct plumb_seg s, struct plumb_extras x);

/* The clause that the fault f breaks; it lives for ever. */
/*@ requires PLUMB_NO_EXTRAS_FAULT < f <= PLUMB_TWO_KINDS_OF_ANSWER;
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f != PLUMB_FAST_SYN_AGAIN && f != PLUMB_FAST_ANSWER_AGAIN; */
const struct plumb_clause *plumb_extras_clause(enum plumb_extras_fault f);

#endif
