#include "copies.h"

#include <string.h>

enum { IPV6_HEADER = 40, TCP_HEADER = 20, PROTOCOL_TCP = 6, OFFSET_AT = 12, SET_BITS = 10 };
_Static_assert(COPY_SETS == 1 << SET_BITS, "a print chooses a set by that many bits");

/* 2^64 divided by the golden ratio: multiplied by it, all bits count in the upper ones. */
#define SPREAD UINT64_C(0x9E3779B97F4A7C15)

/* COUNT octets more, in words of four; what remains of them does not count. */
static uint64_t print_on(uint64_t print, const uint8_t *octets, size_t count) {
  for (; count >= 4; octets += 4, count -= 4) {
    uint32_t word = 0;
    memcpy(&word, octets, sizeof word);
    print = (print ^ word) * SPREAD;
    print ^= print >> 32;
  }
  return print;
}

/* The TCP header at AT, as far as it was captured; 0 if not even its fixed part was. */
static uint64_t print_tcp(uint64_t print, const struct capture_packet *raw, size_t at) {
  if (raw->captured < at + TCP_HEADER) return 0;
  size_t length = raw->ip[at + OFFSET_AT] / 16U * 4U;
  size_t there = raw->captured - at;
  return print_on(print, raw->ip + at, length < there ? length : there) | 1U;
}

/* 0 for a datagram that is not compared. */
static uint64_t print_of(const struct capture_packet *raw) {
  const uint8_t *ip = raw->ip;
  if (ip[0] / 16 == 4) {
    uint64_t print = print_on(0, ip + 2, 4); /* total length, identification */
    return print_tcp(print_on(print, ip + 12, 8), raw, ip[0] % 16U * 4U); /* addresses */
  }
  if (raw->captured < IPV6_HEADER || ip[6] != PROTOCOL_TCP) return 0;
  return print_tcp(print_on(0, ip + 8, 32), raw, IPV6_HEADER);
}

bool copies_meet(struct copies *copies, const struct capture_packet *raw, uint64_t time) {
  uint64_t print = print_of(raw);
  if (print == 0) return false;
  struct copy *set = copies->kept[print >> (64 - SET_BITS)];
  size_t at = 0;
  while (at < COPIES_OF_SET - 1 && set[at].print != print)
    at++;
  bool met = set[at].print == print && time - set[at].time < COPY_WITHIN;
  memmove(&set[1], &set[0], at * sizeof set[0]);
  set[0] = (struct copy){.print = print, .time = time};
  return met;
}
