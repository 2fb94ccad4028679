/* Any octets as a segment: nothing beyond them is read, the header ends within them, and what was
 * parsed can be built and parsed again. */
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

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size) {
  uint32_t n = size < 65535 ? (uint32_t)size : 65535;
  uint8_t *b = exactly(octets, n);
  struct plumb_header h = plumb_header_parse(b, n, n);
  (void)plumb_octet_sum(b, n);
  if (h.error == PLUMB_HEADER_OK) {
    guarantee(20 <= h.length && h.length <= n && h.length + h.seg.text == n);
    guarantee_seg(&h.seg);
    if (buildable(&h.seg.options)) build_again(&h);
  }
  free(b);
  return 0;
}
