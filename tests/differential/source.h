/* Where a generator's choices come from: a seed, or the octets that a fuzzer makes up. */
#ifndef PLUMB_TESTS_DIFFERENTIAL_SOURCE_H
#define PLUMB_TESTS_DIFFERENTIAL_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct source {
  uint64_t state;        /* of a source with a seed */
  const uint8_t *octets; /* NULL: a source with a seed */
  size_t left;
};

static inline struct source source_of_seed(uint64_t seed) { return (struct source){.state = seed}; }

static inline struct source source_of_octets(const uint8_t *octets, size_t n) {
  return (struct source){.octets = octets, .left = n};
}

/* A source with a seed never ends. */
static inline bool source_ends(const struct source *g) { return g->octets != NULL && g->left == 0; }

/* 64 bits: an additive generator, its output scrambled by two multiplications. */
static inline uint64_t scramble(uint64_t *state) {
  uint64_t x = *state += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

/* A number below n, which is at least 1.  An octet source gives as many octets as n has. */
static inline uint64_t draw(struct source *g, uint64_t n) {
  if (g->octets == NULL) return scramble(&g->state) % n;
  uint64_t x = 0;
  for (uint64_t reach = n - 1; reach > 0 && g->left > 0; reach >>= 8, g->left--)
    x = x << 8 | *g->octets++;
  return x % n;
}

/* True once in n times. */
static inline bool once_in(struct source *g, uint64_t n) { return draw(g, n) == n - 1; }

#endif
