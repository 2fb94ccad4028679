/* The vigil: it keeps watch for the challenge ACK that does not come (RFC 5961 sections 3.2, 4.2).
 *
 * A reset inside the window, but not at RCV.NXT, must be answered by a challenge ACK, and so must a
 * SYN; without RFC 5961 that is answered by a reset, which ends the vigil, too.  That it was
 * not can be told only while all that arrives is textbook: the next segment, in order.  From the
 * first arrival out of the ordinary on challenges may be withheld (RFC 5961 section 7), and the
 * vigil says nothing.
 *
 * It stands beside the observer of the same endpoint and is told of each segment with it:
 *
 *   v = plumb_vigil_arrived(o, v, s, now);   o as it is before s
 *   v = plumb_vigil_sent(o, v, s);           o as it is after s
 *
 * Before that, and at the end of the capture, plumb_ChallengeOverdue() tells whether the endpoint
 * is to be accused of CHALLENGE_MISSING, or of SYN_CHALLENGE_MISSING if it was a SYN that made it
 * due (the caller knows), provided that the observer is not lost and plumb_Near().
 *
 * Each function is proved equal to the model's of the same name, spec/Challenge.v, and the model is
 * proved never to accuse the innocent (proofs/coq/ChallengeProof.v). */
#ifndef PLUMB_CHALLENGE_H
#define PLUMB_CHALLENGE_H

#include "observe.h"

/* What the vigil knows of the endpoint.  Not to be changed from outside. */
struct plumb_vigil {
  bool textbook;        /* nothing out of the ordinary has arrived */
  bool alive;           /* it sent a segment after all it had sent was acknowledged */
  uint32_t stamp_first; /* the peer's first timestamp ... */
  uint32_t stamp_last;  /* ... and its last */
  bool due;             /* a challenge ACK is due, */
  uint64_t due_from;    /* since then: microseconds, 0 to PLUMB_TIME_MAX */
};

/*@ predicate WfVigil(struct plumb_vigil v) = WfTime(v.due_from); */

#ifdef __FRAMAC__
#include "challenge_model.h"
#endif

/* The watch on an endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_vigil;
    ensures WfVigil(\result); */
struct plumb_vigil plumb_start_vigil(void);

/* The segment s arrived at the endpoint, which the observer o knew as it was before. */
/*@ requires WfObserver(o) && WfVigil(v) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == vigil_arrived(o, v, s, now);
    ensures WfVigil(\result); */
struct plumb_vigil plumb_vigil_arrived(struct plumb_observer o, struct plumb_vigil v,
                                       struct plumb_seg s, uint64_t now);

/* The endpoint sent s; the observer o has judged it.  Whatever it is, it may be the answer. */
/*@ requires WfVigil(v);
    assigns \nothing;
    ensures \result == vigil_sent(o, v, s);
    ensures WfVigil(\result); */
struct plumb_vigil plumb_vigil_sent(struct plumb_observer o, struct plumb_vigil v,
                                    struct plumb_seg s);

/* Is a challenge ACK overdue at now?  lag is how long the endpoint may take to answer, 0 to
 * PLUMB_DURATION_MAX microseconds. */
/*@ requires WfVigil(v) && lag <= PLUMB_DURATION_MAX;
    assigns \nothing;
    ensures \result <==> ChallengeOverdue(v, now, lag); */
bool plumb_ChallengeOverdue(struct plumb_vigil v, uint64_t now, uint64_t lag);

#endif
