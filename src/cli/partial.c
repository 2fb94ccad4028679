#include "partial.h"

#include <string.h>

enum {
  TCP = 6,
  IPV4_MIN = 20,
  IPV6_MIN = 40,
  PORTS = 4, /* octets: both are at the beginning of a segment */
  HOP_BY_HOP = 0,
  ROUTING = 43,
  FRAGMENT = 44,
  FRAGMENT_LENGTH = 8,
  DESTINATION_OPTIONS = 60
};

static unsigned get16(const uint8_t *octets) { return (unsigned)octets[0] * 256 + octets[1]; }

static uint32_t get32(const uint8_t *octets) {
  return (uint32_t)get16(octets) << 16 | get16(octets + 2);
}

static void read_addresses(struct partial *partial, const uint8_t *at, bool is_v6) {
  const size_t length = is_v6 ? 16 : 4;
  partial->has_addresses = true;
  partial->from.is_v6 = partial->to.is_v6 = is_v6;
  memcpy(partial->from.address, at, length);
  memcpy(partial->to.address, at + length, length);
}

/* The payload of protocol PROTOCOL begins at octet AT. */
static void read_payload(struct partial *partial, const struct capture_packet *raw,
                         unsigned protocol, size_t at) {
  partial->may_be_tcp = protocol == TCP;
  if (!partial->may_be_tcp || !partial->is_first || raw->captured < at + PORTS) return;
  partial->from.port = (uint16_t)get16(raw->ip + at);
  partial->to.port = (uint16_t)get16(raw->ip + at + 2);
}

static void read_ipv4(struct partial *partial, const struct capture_packet *raw) {
  if (raw->captured < IPV4_MIN) return;
  read_addresses(partial, raw->ip + 12, false);
  partial->id = get16(raw->ip + 4);
  partial->is_first = get16(raw->ip + 6) % 8192 == 0;
  read_payload(partial, raw, raw->ip[9], (size_t)4 * (raw->ip[0] % 16));
}

/* Over the extension headers, as far as they are there; behind the header of a fragment that is not
   the first there is no further one. */
static void read_ipv6(struct partial *partial, const struct capture_packet *raw) {
  if (raw->captured < IPV6_MIN) return;
  read_addresses(partial, raw->ip + 8, true);
  partial->is_first = true;
  partial->may_be_tcp = true;
  unsigned next = raw->ip[6];
  size_t at = IPV6_MIN;
  while (partial->is_first && (next == HOP_BY_HOP || next == ROUTING || next == FRAGMENT ||
                               next == DESTINATION_OPTIONS)) {
    if (raw->captured < at + FRAGMENT_LENGTH) return;
    const uint8_t *header = raw->ip + at;
    if (next == FRAGMENT) {
      partial->id = get32(header + 4);
      partial->is_first = get16(header + 2) / 8 == 0;
    }
    at += next == FRAGMENT ? FRAGMENT_LENGTH : (size_t)8 * (header[1] + 1U);
    next = header[0];
  }
  read_payload(partial, raw, next, at);
}

struct partial partial_read(const struct capture_packet *raw) {
  struct partial partial = {.may_be_tcp = true};
  if (raw->captured > 0 && raw->ip[0] / 16 == 4) read_ipv4(&partial, raw);
  if (raw->captured > 0 && raw->ip[0] / 16 == 6) read_ipv6(&partial, raw);
  return partial;
}
