/* Any octets as a datagram: the payload lies within them, and a beginning of them says the same as
   all of them, or that it is too short. */
#include "plumb.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds) {
  if (!holds) abort();
}

/* The first n octets, in a block of their own so that a read beyond is seen. */
static struct plumb_ip parse_beginning(const uint8_t *data, uint32_t n) {
  uint8_t *copy = malloc(n > 0 ? n : 1);
  if (n > 0) memcpy(copy, data, n);
  struct plumb_ip p = plumb_ip_parse(copy, n);
  free(copy);
  return p;
}

static void check_payload(const uint8_t *data, struct plumb_ip p) {
  if (!p.v6) plumb_ipv4_header_ok(data, p.at);
  plumb_checksum_ok(p.source, p.destination, data + p.at, p.length);
  struct plumb_header h = plumb_header_parse(data + p.at, p.length, p.length);
  if (h.error == PLUMB_HEADER_OK) must(h.length + h.seg.text == p.length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size > 1u << 20) return 0;
  uint32_t n = (uint32_t)size;
  struct plumb_ip p = plumb_ip_parse(data, n);
  if (p.error == PLUMB_IP_OK) {
    must(p.at + p.length <= n);
    check_payload(data, p);
  }
  for (uint32_t less = 0; less < n && less < 128; less++) {
    struct plumb_ip q = parse_beginning(data, less);
    must(q.error == PLUMB_IP_SHORT || q.error == PLUMB_IP_CUT || q.error == p.error);
    must(q.error != PLUMB_IP_CUT || (q.at == p.at && q.length == p.length));
  }
  return 0;
}
