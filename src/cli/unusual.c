#include "unusual.h"
#include "message.h"

#include <stdlib.h>

bool unusual_keeps(const struct unusual *unusual, enum unusual_part part) {
  return unusual != NULL && (unusual->kept & part) != 0;
}

struct unusual *unusual_keep(struct unusual **unusual, enum unusual_part part) {
  if (*unusual == NULL) {
    *unusual = grow(NULL, 1, sizeof **unusual);
    **unusual = (struct unusual){.kept = 0};
  }
  (*unusual)->kept |= part;
  return *unusual;
}

void unusual_drop(struct unusual **unusual, enum unusual_part part) {
  if (!unusual_keeps(*unusual, part)) return;
  (*unusual)->kept &= ~(uint32_t)part;
  if ((*unusual)->kept != 0) return;
  free(*unusual);
  *unusual = NULL;
}
