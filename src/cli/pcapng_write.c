#include "pcapng_write.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

enum { LENGTH_AT = 4 };

void draft_octets(struct draft *draft, const void *octets, size_t length) {
  static const uint8_t zeros[3] = {0};
  const size_t padding = (4 - length % 4) % 4, end = draft->length + length + padding;
  if (end > draft->room) {
    draft->room = 2 * end;
    draft->octets = grow(draft->octets, draft->room, 1);
  }
  if (length > 0) memcpy(draft->octets + draft->length, octets, length);
  memcpy(draft->octets + draft->length + length, zeros, padding);
  draft->length = end;
}

void draft_number(struct draft *draft, uint32_t number) {
  if (draft->swapped) number = __builtin_bswap32(number);
  draft_octets(draft, &number, sizeof number);
}

void draft_pair(struct draft *draft, uint16_t first, uint16_t second) {
  uint16_t pair[2] = {first, second};
  for (int i = 0; i < 2 && draft->swapped; i++)
    pair[i] = __builtin_bswap16(pair[i]);
  draft_octets(draft, pair, sizeof pair);
}

void draft_option(struct draft *draft, uint16_t code, const void *value, size_t length) {
  if (length > OPTION_MAX) length = OPTION_MAX;
  draft_pair(draft, code, (uint16_t)length);
  draft_octets(draft, value, length);
}

void draft_begin(struct draft *draft, uint32_t type) {
  draft->length = 0;
  draft_number(draft, type);
  draft_number(draft, 0); /* its length: draft_write() knows it */
}

void draft_write(struct draft *draft, FILE *out) {
  const uint32_t length = (uint32_t)draft->length + (uint32_t)sizeof length;
  draft_number(draft, length);
  memcpy(draft->octets + LENGTH_AT, draft->octets + draft->length - sizeof length, sizeof length);
  (void)fwrite(draft->octets, 1, draft->length, out);
}

void draft_free(struct draft *draft) {
  free(draft->octets);
  *draft = (struct draft){0};
}
