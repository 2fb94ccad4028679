/* Positions of a stream, the numbers they have on the wire, and the handshake: what arrivals and
 * what is sent are both judged by.  Each function is the model's of the same name, spec/Observe.v.
 */
#ifndef PLUMB_POSITIONS_H
#define PLUMB_POSITIONS_H

#include "observe.h"
#include "seq.h"

/* Nothing that matters is further away than a window and a segment: 2^30 + 2^17. */
#define REACH_MAX 1073872896u
/* 2^60: beyond it nothing is judged. */
#define FAR 1152921504606846976u

/* The sequence number of position p of the stream that begins with isn. */
/*@ requires p <= 2 * PLUMB_POSITION_MAX; assigns \nothing; ensures \result == number_of(isn, p); */
static inline uint32_t number_of(uint32_t isn, uint64_t p) {
  return (uint32_t)((isn + p) % PLUMB_TWO32);
}

/*@ assigns \nothing; ensures \result == max_u64(a, b); */
static inline uint64_t max_u64(uint64_t a, uint64_t b) { return a <= b ? b : a; }

/*@ requires WfObserver(o); assigns \nothing;
    ensures \result == lose(o, x); ensures WfObserver(\result); */
static inline struct plumb_observer lose(struct plumb_observer o, enum plumb_loss x) {
  o.lost = x;
  return o;
}

/* Text, or the acknowledgment of more than the peer's SYN, tells that the handshake is over. */
/*@ assigns \nothing; ensures \result <==> PastHandshake(o); */
static inline bool PastHandshake(struct plumb_observer o) { return o.text_sent || 1 < o.acked; }

/* A reset may have taken it from SYN-RECEIVED back to LISTEN (EV-SEG-SYNC-2d). */
/*@ assigns \nothing; ensures \result <==> MayListenAgain(o); */
static inline bool MayListenAgain(struct plumb_observer o) {
  return o.reset_arrived && !PastHandshake(o);
}

#endif
