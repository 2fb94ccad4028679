#include "frame.h"

enum {
  ETHERNET = 14, /* octets of its header */
  TYPE_AT = 12,
  IPV4_HEADER = 20, /* at least */
  IPV6_HEADER = 40,
  TCP_HEADER = 20, /* at least */
  TCP_PROTOCOL = 6,
  DONT_FRAGMENT_AT = ETHERNET + 6,
  DONT_FRAGMENT = 0x40,
  IPV4_TYPE = 0x0800,
  IPV6_TYPE = 0x86dd,
  CONGESTION = 3 /* the ECN field when congestion was experienced */
};

static uint16_t u16_at(const uint8_t *octets) { return (uint16_t)(octets[0] << 8 | octets[1]); }

static uint32_t u32_at(const uint8_t *octets) {
  return (uint32_t)u16_at(octets) << 16 | u16_at(octets + 2);
}

/* Where the TCP header begins and the datagram ends, by the IP header; false if there is no TCP. */
static bool find_tcp(const uint8_t *frame, size_t length, size_t *begin, size_t *end) {
  const uint8_t *ip = frame + ETHERNET;
  if (length < ETHERNET + IPV4_HEADER) return false;
  switch (u16_at(frame + TYPE_AT)) {
  case IPV4_TYPE:
    *begin = ETHERNET + (ip[0] & 15u) * 4u;
    *end = ETHERNET + (size_t)u16_at(ip + 2);
    return ip[9] == TCP_PROTOCOL;
  case IPV6_TYPE:
    if (length < ETHERNET + IPV6_HEADER) return false;
    *begin = ETHERNET + IPV6_HEADER;
    *end = *begin + u16_at(ip + 4);
    return ip[6] == TCP_PROTOCOL;
  default:
    return false;
  }
}

bool frame_segment(const uint8_t *frame, size_t length, struct segment *segment) {
  size_t begin = 0, end = 0;
  if (!find_tcp(frame, length, &begin, &end)) return false;
  if (end > length || begin + TCP_HEADER > end) return false;
  const uint8_t *tcp = frame + begin;
  size_t header = (size_t)(tcp[12] >> 4) * 4;
  if (header < TCP_HEADER || begin + header > end) return false;
  *segment = (struct segment){.seq = u32_at(tcp + 4),
                              .ack = u32_at(tcp + 8),
                              .text = (uint32_t)(end - begin - header),
                              .tcp_at = begin,
                              .tcp_end = end,
                              .flags = tcp[13],
                              .whole = u16_at(frame + TYPE_AT) == IPV6_TYPE ||
                                       (frame[DONT_FRAGMENT_AT] & DONT_FRAGMENT) != 0};
  return true;
}

/* The checksum of an IPv4 header, whose own field counts as zero (RFC 791 section 3.1). */
static uint16_t ipv4_checksum(const uint8_t *ip) {
  uint32_t sum = 0;
  for (size_t at = 0; at < (ip[0] & 15u) * 4u; at += 2)
    if (at != 10) sum += u16_at(ip + at);
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

/* Not capable (0) and marked already (3) are left alone. */
static bool can_be_marked(unsigned ecn) { return ecn != 0 && ecn != CONGESTION; }

bool frame_mark_congestion(uint8_t *frame) {
  uint8_t *ip = frame + ETHERNET;
  if (u16_at(frame + TYPE_AT) == IPV6_TYPE) {
    if (!can_be_marked(ip[1] >> 4 & 3u)) return false;
    ip[1] |= CONGESTION << 4;
    return true;
  }
  if (!can_be_marked(ip[1] & 3u)) return false;
  ip[1] |= CONGESTION;
  uint16_t sum = ipv4_checksum(ip);
  ip[10] = (uint8_t)(sum >> 8), ip[11] = (uint8_t)sum;
  return true;
}
