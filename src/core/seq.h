/* Sequence numbers (RFC 9293 section 3.4), by the model's names: spec/Seq.v.
 *
 * Widened to 64 bits and reduced by %, never wrapped: so it can be proved, and the compiler makes
 * one 32-bit instruction of it all the same. */
#ifndef PLUMB_SEQ_H
#define PLUMB_SEQ_H

#include "plumb.h"

#define PLUMB_TWO32 4294967296u
#define PLUMB_TWO31 2147483648u

/* a + n: n octets after a. */
/*@ assigns \nothing; ensures \result == seq_add(a, n); */
static inline uint32_t seq_add(uint32_t a, uint32_t n) {
  return (uint32_t)(((uint64_t)a + n) % PLUMB_TWO32);
}

/* a - b: how far a lies after b. */
/*@ assigns \nothing; ensures \result == seq_sub(a, b); */
static inline uint32_t seq_sub(uint32_t a, uint32_t b) {
  return (uint32_t)(((uint64_t)a + PLUMB_TWO32 - b) % PLUMB_TWO32);
}

/* a < b */
/*@ assigns \nothing; ensures \result <==> seq_lt(a, b); */
static inline bool seq_lt(uint32_t a, uint32_t b) {
  uint32_t d = seq_sub(b, a);
  return 1 <= d && d < PLUMB_TWO31;
}

/* a =< b */
/*@ assigns \nothing; ensures \result <==> seq_leq(a, b); */
static inline bool seq_leq(uint32_t a, uint32_t b) { return seq_sub(b, a) < PLUMB_TWO31; }

/* lo =< x < lo + n */
/*@ assigns \nothing; ensures \result <==> seq_in(lo, n, x); */
static inline bool seq_in(uint32_t lo, uint32_t n, uint32_t x) { return seq_sub(x, lo) < n; }

/* The smaller of two counts. */
/*@ assigns \nothing; ensures \result == min_u32(a, b); */
static inline uint32_t min_u32(uint32_t a, uint32_t b) { return a <= b ? a : b; }

#endif
