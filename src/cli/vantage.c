#include "vantage.h"

#include <arpa/inet.h>

bool vantage_parse(const char *text, struct vantage *vantage) {
  *vantage = (struct vantage){.source = VANTAGE_GIVEN};
  if (inet_pton(AF_INET, text, vantage->host.address) == 1) return true;
  vantage->host.is_v6 = true;
  return inet_pton(AF_INET6, text, vantage->host.address) == 1;
}

void vantage_hear(struct vantage *vantage, const struct socket_id ends[2], int nearer) {
  if (nearer < 0) return;
  if (vantage->source == VANTAGE_UNKNOWN) {
    vantage->source = VANTAGE_GUESSED;
    vantage->host = ends[nearer];
  } else if (vantage->source == VANTAGE_GUESSED && !same_host(&vantage->host, &ends[nearer])) {
    vantage->source = VANTAGE_DISPUTED;
  }
}

int captured_at(const struct socket_id ends[2], const struct vantage *vantage) {
  if (vantage->source != VANTAGE_GUESSED && vantage->source != VANTAGE_GIVEN) return -1;
  for (int end = 0; end < 2; end++)
    if (same_host(&ends[end], &vantage->host)) return end;
  return -1;
}
