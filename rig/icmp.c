#include "icmp.h"

#include <string.h>

enum {
  ETHERNET = 14,
  TYPE_AT = 12,
  IPV4_TYPE = 0x0800,
  IPV4_HEADER = 20,
  IPV6_HEADER = 40,
  ICMP_HEADER = 8,
  QUOTED = 64, /* octets of the segment, at most; its first eight name the connection */
  HOP_LIMIT = 64,
  ICMP = 1,
  ICMPV6 = 58,
  UNREACHABLE = 3,
  FRAGMENTATION_NEEDED = 4,
  V6_UNREACHABLE = 1,
  V6_TOO_BIG = 2
};

static void put_u16(uint8_t *octets, size_t value) {
  octets[0] = (uint8_t)(value >> 8), octets[1] = (uint8_t)value;
}

static uint32_t sum_of(const uint8_t *octets, size_t length) {
  uint32_t sum = 0;
  for (size_t at = 0; at < length; at++)
    sum += at % 2 == 0 ? (uint32_t)octets[at] << 8 : octets[at];
  return sum;
}

/* The Internet checksum (RFC 1071) of what adds up to SUM. */
static uint16_t folded(uint32_t sum) {
  while (sum >> 16 != 0)
    sum = (sum & 0xffff) + (sum >> 16);
  return (uint16_t)~sum;
}

/* Back to the sender, from the last host of its network: 192.0.2.254, 2001:db8::fffe and the like.
 */
static void put_ipv4(uint8_t *ip, const uint8_t *received, size_t length) {
  ip[0] = 0x45;
  put_u16(ip + 2, length);
  ip[8] = HOP_LIMIT, ip[9] = ICMP;
  memcpy(ip + 12, received + 12, 4);
  memcpy(ip + 16, received + 12, 4);
  ip[15] = 254;
  put_u16(ip + 10, folded(sum_of(ip, IPV4_HEADER)));
}

static void put_ipv6(uint8_t *ip, const uint8_t *received, size_t length) {
  ip[0] = 0x60;
  put_u16(ip + 4, length - IPV6_HEADER);
  ip[6] = ICMPV6, ip[7] = HOP_LIMIT;
  memcpy(ip + 8, received + 8, 16);
  memcpy(ip + 24, received + 8, 16);
  put_u16(ip + 22, 0xfffe);
}

/* The reason in ICMPv6 that comes nearest to one in ICMP. */
static uint8_t v6_code(unsigned code) {
  switch (code) {
  case 0: /* network: no route */
    return 0;
  case 2: /* protocol, port */
  case 3:
    return 4;
  case 9: /* prohibited */
  case 10:
  case 13:
    return 1;
  default: /* address */
    return 3;
  }
}

static size_t quoted(const struct segment *segment) {
  size_t length = segment->tcp_end - segment->tcp_at;
  return length < QUOTED ? length : QUOTED;
}

size_t icmp_error(const uint8_t *frame, const struct segment *segment, unsigned code, unsigned mtu,
                  uint8_t *answer) {
  bool ipv4 = frame[TYPE_AT] == IPV4_TYPE >> 8;
  size_t header = ipv4 ? IPV4_HEADER : IPV6_HEADER;
  size_t quote = segment->tcp_at - ETHERNET + quoted(segment), message = ICMP_HEADER + quote;
  const uint8_t *received = frame + ETHERNET;
  uint8_t *ip = answer + ETHERNET, *icmp = ip + header;
  memset(answer, 0, ICMP_FRAME_MAX);
  memcpy(answer, frame + 6, 6);
  memcpy(answer + 6, frame, 6);
  memcpy(answer + TYPE_AT, frame + TYPE_AT, 2);
  memcpy(icmp + ICMP_HEADER, received, quote);
  put_u16(icmp + 6, mtu);
  if (ipv4) {
    icmp[0] = UNREACHABLE, icmp[1] = (uint8_t)(mtu > 0 ? FRAGMENTATION_NEEDED : code);
    put_ipv4(ip, received, header + message);
    put_u16(icmp + 2, folded(sum_of(icmp, message)));
  } else {
    icmp[0] = mtu > 0 ? V6_TOO_BIG : V6_UNREACHABLE, icmp[1] = mtu > 0 ? 0 : v6_code(code);
    put_ipv6(ip, received, header + message);
    uint32_t pseudo_header = sum_of(ip + 8, 32) + (uint32_t)message + ICMPV6;
    put_u16(icmp + 2, folded(pseudo_header + sum_of(icmp, message)));
  }
  return ETHERNET + header + message;
}
