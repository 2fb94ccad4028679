/* Blocks of a pcapng file in the making (draft-ietf-opsawg-pcapng). */
#ifndef PLUMB_CLI_PCAPNG_WRITE_H
#define PLUMB_CLI_PCAPNG_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { OPTION_END = 0, OPTION_COMMENT = 1, OPTION_RESOLUTION = 9, OPTION_MAX = 65532 };

/* All zero but SWAPPED before the first block; draft_free() frees it. */
struct draft {
  bool swapped; /* in the octet order that this machine has not */
  uint8_t *octets;
  size_t length, room;
};

void draft_begin(struct draft *draft, uint32_t type);

/* The following append to the body; octets are padded to a multiple of four. */
void draft_octets(struct draft *draft, const void *octets, size_t length);
void draft_number(struct draft *draft, uint32_t number);
void draft_pair(struct draft *draft, uint16_t first, uint16_t second);

/* What is longer than OPTION_MAX octets is cut off. */
void draft_option(struct draft *draft, uint16_t code, const void *value, size_t length);

/* Ends the block and writes it; whether it could be written, ferror() tells. */
void draft_write(struct draft *draft, FILE *out);

void draft_free(struct draft *draft);

#endif
