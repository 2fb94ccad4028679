/* The internet checksum (RFC 1071), as in spec/Checksum.v. */
#include "octets.h"

uint32_t plumb_octet_sum(const uint8_t *b, uint32_t n) {
  uint32_t sum = 0;
  const uint32_t words = n / 2u;
  /*@ loop invariant 0 <= k <= words;
      loop invariant sum == octet_sum(2 * k, b) <= 65535 * k;
      loop assigns k, sum;
      loop variant words - k; */
  for (uint32_t k = 0; k < words; k++)
    sum += be16(b, 2u * k);
  if (2u * words == n) return sum;
  //@ assert n == 2 * words + 1;
  return sum + 256u * b[2u * words];
}

uint32_t plumb_checksum_copy(uint8_t *to, const uint8_t *from, uint32_t n) {
  uint32_t sum = 0;
  const uint32_t words = n / 2u;
  /*@ loop invariant 0 <= k <= words;
      loop invariant sum == octet_sum{Pre}(2 * k, from) <= 65535 * k;
      loop invariant \forall integer i; 0 <= i < 2 * k ==> to[i] == \at(from[i], Pre);
      loop assigns k, sum, to[0 .. n - 1];
      loop variant words - k; */
  for (uint32_t k = 0; k < words; k++) {
    to[2u * k] = from[2u * k];
    to[2u * k + 1u] = from[2u * k + 1u];
    sum += be16(from, 2u * k);
  }
  if (2u * words == n) return sum;
  //@ assert n == 2 * words + 1;
  //@ assert octet_sum{Pre}(n, from) == sum + 256 * \at(from[n - 1], Pre);
  to[2u * words] = from[2u * words];
  return sum + 256u * from[2u * words];
}

/* The upper half added to the lower. */
/*@ assigns \nothing; ensures \result == fold(sum); ensures \result <= 131070; */
static uint32_t fold(uint32_t sum) { return sum / 65536u + sum % 65536u; }

uint16_t plumb_checksum(uint32_t sum) { return (uint16_t)(65535u - fold(fold(sum))); }

/*@ assigns \nothing; ensures \result == address_sum(a); ensures \result <= 524280; */
static uint32_t address_sum(struct plumb_address a) {
  return fold(a.w0) + fold(a.w1) + fold(a.w2) + fold(a.w3);
}

uint32_t plumb_pseudo_sum(struct plumb_address source, struct plumb_address destination,
                          uint32_t length) {
  return address_sum(source) + address_sum(destination) + 6u + fold(length);
}

bool plumb_checksum_ok(struct plumb_address source, struct plumb_address destination,
                       const uint8_t *b, uint32_t n) {
  return plumb_checksum(plumb_pseudo_sum(source, destination, n) + plumb_octet_sum(b, n)) == 0u;
}
