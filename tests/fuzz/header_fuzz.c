/* Any octets, taken for an IP datagram: the parsers read nothing else and stay within bounds, and a
 * header that was parsed and built is the same when parsed again. */
#include <string.h>

#include "guarantee.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

/* A block of exactly n octets, beyond which a sanitizer sees any access; to be freed. */
static uint8_t *exactly(const uint8_t *octets, size_t n) {
  uint8_t *block = malloc(n == 0 ? 1 : n);
  guarantee(block != NULL);
  if (n > 0) memcpy(block, octets, n);
  return block;
}

static bool buildable(const struct plumb_options *o) {
  unsigned words = (o->has_mss ? 1u : 0u) + (o->has_shift ? 1u : 0u) +
                   (o->sack_permitted ? 1u : 0u) + (o->has_ts ? 3u : 0u) +
                   (o->sack.n > 0 ? 1u + 2u * o->sack.n : 0u);
  return words <= 10 && !o->malformed;
}

static void build_again(const struct plumb_header *h) {
  uint8_t b[60], again[60];
  uint32_t n = plumb_header_build(b, h->source, h->destination, h->seg);
  guarantee(20 <= n && n <= sizeof b);
  struct plumb_header parsed = plumb_header_parse(b, n, n + h->seg.text);
  guarantee(parsed.error == PLUMB_HEADER_OK && parsed.length == n);
  guarantee(parsed.seg.text == h->seg.text && !parsed.seg.options.malformed);
  guarantee(plumb_header_build(again, parsed.source, parsed.destination, parsed.seg) == n);
  guarantee(memcmp(b, again, n) == 0);
}

static void parse_tcp(const struct plumb_ip *p, const uint8_t *octets, uint32_t n) {
  uint8_t *b = exactly(octets, n);
  struct plumb_header h = plumb_header_parse(b, n, p->length);
  if (n == p->length) (void)plumb_checksum_ok(p->source, p->destination, b, n);
  if (h.error == PLUMB_HEADER_OK) {
    guarantee(20 <= h.length && h.length <= n && h.length + h.seg.text == p->length);
    guarantee_seg(&h.seg);
    if (buildable(&h.seg.options) && h.seg.text + 60 <= 65535) build_again(&h);
  }
  free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size) {
  uint32_t n = size < 70000 ? (uint32_t)size : 70000;
  uint8_t *b = exactly(octets, n);
  struct plumb_ip p = plumb_ip_parse(b, n);
  if (p.error == PLUMB_IP_OK || p.error == PLUMB_IP_CUT) {
    guarantee(p.length <= 65535 && p.at <= n);
    guarantee(p.error == PLUMB_IP_CUT || p.at + p.length <= n);
    if (!p.v6) (void)plumb_ipv4_header_ok(b, p.at);
    parse_tcp(&p, b + p.at, p.length < n - p.at ? p.length : n - p.at);
  }
  free(b);
  return 0;
}
