#include "vantage.h"

#include <arpa/inet.h>

bool vantage_parse(const char *text, struct vantage *vantage) {
  *vantage = (struct vantage){.source = VANTAGE_GIVEN};
  if (inet_pton(AF_INET, text, vantage->host.address) == 1) return true;
  vantage->host.is_v6 = true;
  return inet_pton(AF_INET6, text, vantage->host.address) == 1;
}

/* The answers of the end at the capture point come without the delay of the path.  Less than this
   factor between the two ends says nothing, */
enum { CLEARLY_FASTER = 4 };

/* unless the checksums say the same.  They alone do not suffice: two ends on one machine, one of
   which has no card to leave them to, show them at either end. */
int vantage_heard(const struct delays *delays, const struct offload *first,
                  const struct offload *second) {
  const int left = offload_is_here(first, second) ? 0 : offload_is_here(second, first) ? 1 : -1;
  const int near = nearer_end(delays, left < 0 ? CLEARLY_FASTER : 1);
  return left < 0 || near == left ? near : -1;
}

void vantage_hear(struct vantage *vantage, const struct socket_id ends[2], int nearer) {
  if (nearer < 0) return;
  if (vantage->source == VANTAGE_UNKNOWN) {
    vantage->source = VANTAGE_GUESSED;
    vantage->host = ends[nearer];
  } else if (vantage->source == VANTAGE_GUESSED && !same_host(&vantage->host, &ends[nearer])) {
    vantage->source = VANTAGE_DISPUTED;
  }
  vantage->tunnels[ends[nearer].tunnel / 8] |= (uint8_t)(1U << ends[nearer].tunnel % 8);
}

/* Another tunnel may have another host with the address; who gives it knows which is meant. */
static bool is_meant(const struct vantage *vantage, uint8_t tunnel) {
  return vantage->source == VANTAGE_GIVEN || (vantage->tunnels[tunnel / 8] >> tunnel % 8 & 1) != 0;
}

int captured_at(const struct socket_id ends[2], const struct vantage *vantage) {
  if (vantage->source != VANTAGE_GUESSED && vantage->source != VANTAGE_GIVEN) return -1;
  for (int end = 0; end < 2; end++)
    if (same_host(&ends[end], &vantage->host) && is_meant(vantage, ends[end].tunnel)) return end;
  return -1;
}
