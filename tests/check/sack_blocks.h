/* ACKs with SACK blocks, as an endpoint sends them.  The peer's text begins at RCV. */
#ifndef PLUMB_TESTS_CHECK_SACK_BLOCKS_H
#define PLUMB_TESTS_CHECK_SACK_BLOCKS_H

#include "core/connection.h"

/* An ACK of octet ack with no block yet. */
static inline struct plumb_seg acks(uint32_t ack) { return segment(NXT, RCV + ack, ACK, 0); }

/* s, and one block more: from octet from to octet to - 1. */
static inline struct plumb_seg with_block(struct plumb_seg s, uint32_t from, uint32_t to) {
  struct plumb_sack *k = &s.options.sack;
  struct plumb_block *blocks[] = {&k->b0, &k->b1, &k->b2, &k->b3};
  *blocks[k->n++] = (struct plumb_block){.left = RCV + from, .right = RCV + to};
  return s;
}

static inline struct plumb_seg reports(uint32_t ack, uint32_t from, uint32_t to) {
  return with_block(acks(ack), from, to);
}

#endif
