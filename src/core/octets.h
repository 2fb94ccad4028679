/* Octets: fields in network order, by the model's names (spec/Octets.v). */
#ifndef PLUMB_OCTETS_H
#define PLUMB_OCTETS_H

#include "plumb.h"

/* The 16-bit field that begins at octet i. */
/*@ requires \valid_read(b + (i .. i + 1));
    assigns \nothing;
    ensures \result == be16(b, i); */
static inline uint16_t be16(const uint8_t *b, uint32_t i) {
  const uint8_t *p = b + i;
  return (uint16_t)(256u * p[0] + p[1]);
}

/* The 32-bit field that begins at octet i. */
/*@ requires \valid_read(b + (i .. i + 3));
    assigns \nothing;
    ensures \result == be32(b, i); */
static inline uint32_t be32(const uint8_t *b, uint32_t i) {
  const uint8_t *p = b + i;
  return 65536u * be16(p, 0) + be16(p, 2);
}

/* Octet i, 0 to 3, of a word in network order. */
/*@ assigns \nothing; ensures \result == octet_of(w, i); */
static inline uint8_t octet_of(uint32_t w, uint32_t i) {
  if (i == 0) return (uint8_t)(w / 16777216u);
  if (i == 1) return (uint8_t)(w / 65536u % 256u);
  if (i == 2) return (uint8_t)(w / 256u % 256u);
  return (uint8_t)(w % 256u);
}

/* Writes the 32-bit field that begins at octet i. */
/*@ requires \valid(b + (i .. i + 3));
    assigns b[i .. i + 3];
    ensures b[i] == octet_of(w, 0) && b[i + 1] == octet_of(w, 1);
    ensures b[i + 2] == octet_of(w, 2) && b[i + 3] == octet_of(w, 3); */
static inline void put32(uint8_t *b, uint32_t i, uint32_t w) {
  uint8_t *p = b + i;
  p[0] = octet_of(w, 0);
  p[1] = octet_of(w, 1);
  p[2] = octet_of(w, 2);
  p[3] = octet_of(w, 3);
}

#endif
