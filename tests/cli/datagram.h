/* IP datagrams made by hand, one within the other. */
#ifndef PLUMB_TESTS_CLI_DATAGRAM_H
#define PLUMB_TESTS_CLI_DATAGRAM_H

#include <string.h>

#include "capture.h"
#include "craft.h"
#include "wire.h"

enum { IPV4 = 20, IPV6 = 40, ROOM = 4096 };

/* As the last octets of ROOM, so that more can be put before them. */
struct datagram {
  uint8_t octets[ROOM];
  size_t length;
};

static inline void put16(uint8_t *octets, unsigned value) {
  octets[0] = (uint8_t)(value / 256);
  octets[1] = (uint8_t)(value % 256);
}

static inline uint8_t *start_of(struct datagram *d) { return d->octets + ROOM - d->length; }

/* Puts COUNT octets before what is there; returns where they are. */
static inline uint8_t *put_before(struct datagram *d, const void *octets, size_t count) {
  d->length += count;
  ck_assert_uint_le(d->length, ROOM);
  memcpy(start_of(d), octets, count);
  return start_of(d);
}

static inline void sum_ipv4(uint8_t *ip) {
  put16(ip + 10, 0);
  put16(ip + 10, plumb_checksum(plumb_octet_sum(ip, IPV4)));
}

/* An IPv4 header from PREFIX.1 to PREFIX.2, or back. */
static inline void put_ipv4(struct datagram *d, unsigned protocol, const uint8_t prefix[3],
                            bool is_back) {
  uint8_t header[IPV4] = {0x45, [8] = 64, (uint8_t)protocol};
  memcpy(header + 12, prefix, 3);
  memcpy(header + 16, prefix, 3);
  header[15] = is_back ? 2 : 1;
  header[19] = is_back ? 1 : 2;
  put16(header + 2, (unsigned)(IPV4 + d->length));
  sum_ipv4(header);
  (void)put_before(d, header, IPV4);
}

/* An IPv6 header from 2001:db8::1 to 2001:db8::2. */
static inline void put_ipv6(struct datagram *d, unsigned next) {
  uint8_t header[IPV6] = {0x60,     [6] = (uint8_t)next, 64, 0x20, 1,    0xd,     0xb8,
                          [23] = 1, [24] = 0x20,         1,  0xd,  0xb8, [39] = 2};
  put16(header + 4, (unsigned)d->length);
  (void)put_before(d, header, IPV6);
}

/* S with its text, from port 1000 to port 80 or back, its checksum right between the addresses FROM
   and TO. */
static inline void put_segment(struct datagram *d, struct plumb_seg s, struct plumb_address from,
                               struct plumb_address to, bool is_back) {
  uint8_t tcp[ROOM];
  uint32_t length = plumb_header_build(tcp, is_back ? 80 : 1000, is_back ? 1000 : 80, s);
  for (uint32_t i = 0; i < s.text; i++)
    tcp[length + i] = (uint8_t)(i * 7);
  length += s.text;
  plumb_checksum_fill(
      tcp, plumb_checksum(plumb_pseudo_sum(from, to, length) + plumb_octet_sum(tcp, length)));
  (void)put_before(d, tcp, length);
}

/* A datagram with S from 192.0.2.1:1000 to 192.0.2.2:80, or back. */
static inline struct datagram ipv4_with(struct plumb_seg s, bool is_back) {
  const struct plumb_address one = {0xc0000201, 0, 0, 0}, two = {0xc0000202, 0, 0, 0};
  const uint8_t prefix[3] = {192, 0, 2};
  struct datagram d = {.length = 0};
  put_segment(&d, s, is_back ? two : one, is_back ? one : two, is_back);
  put_ipv4(&d, 6, prefix, is_back);
  return d;
}

/* The same from [2001:db8::1]:1000 to [2001:db8::2]:80. */
static inline struct datagram ipv6_with(struct plumb_seg s) {
  const struct plumb_address one = {0x20010db8, 0, 0, 1}, two = {0x20010db8, 0, 0, 2};
  struct datagram d = {.length = 0};
  put_segment(&d, s, one, two, false);
  put_ipv6(&d, 6);
  return d;
}

static inline struct capture_packet raw_of(struct datagram *d) {
  return (struct capture_packet){
      .number = 1, .ip = start_of(d), .captured = d->length, .length = d->length, .passes = true};
}

#endif
