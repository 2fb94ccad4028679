/* Segments by chance, the same in every run: for what must agree whatever comes. */
#ifndef PLUMB_TESTS_CLI_CHANCE_H
#define PLUMB_TESTS_CLI_CHANCE_H

#include <stdint.h>

#include "plumb.h"

static uint32_t chance_state;

/* A number below N. */
static inline uint32_t chance(uint32_t n) {
  chance_state = chance_state * 1664525u + 1013904223u;
  return (chance_state >> 8) % n;
}

/* Sequence numbers near BASE, texts of 0 to 30 octets, now and then SYN, FIN, RST and up to four
   blocks. */
static inline struct plumb_seg chance_segment(uint32_t base, uint32_t peer_base) {
  struct plumb_seg s = {.seq = base + chance(120), .ack = peer_base + chance(120)};
  s.text = chance(3) == 0 ? 0 : chance(31);
  s.ctl.syn = chance(40) == 0;
  s.ctl.fin = chance(40) == 0;
  s.ctl.rst = chance(15) == 0;
  s.ctl.ack = chance(8) != 0;
  s.options.sack.n = (uint8_t)(chance(3) == 0 ? chance(5) : 0);
  struct plumb_block *blocks[] = {&s.options.sack.b0, &s.options.sack.b1, &s.options.sack.b2,
                                  &s.options.sack.b3};
  for (unsigned i = 0; i < s.options.sack.n; i++) {
    blocks[i]->left = peer_base + chance(120);
    blocks[i]->right = blocks[i]->left + chance(20) - 1;
  }
  return s;
}

#endif
