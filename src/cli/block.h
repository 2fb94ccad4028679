/* Some packets that come one after the other in a file, on their way from it to their tables. */
#ifndef PLUMB_CLI_BLOCK_H
#define PLUMB_CLI_BLOCK_H

#include "reading.h"
#include "window.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BLOCK_PACKETS = 1024 }; /* at most */

/* A packet on its way. */
struct parcel {
  struct packet packet; /* but for FROM of its record */
  enum packet_kind kind;
  unsigned lane;  /* that it goes to, when it is settled; NO_LANE: it goes nowhere */
  unsigned table; /* as table_of() says, */
  uint32_t slot;  /* and table_slot(), later */
};

enum { NO_LANE = INT_MAX };

struct block {
  struct buffer buffer; /* the octets of the packets */
  size_t count;
  struct arrival arrivals[BLOCK_PACKETS];
  struct parcel parcels[BLOCK_PACKETS];
};

/* An empty one; block_free() frees it. */
struct block *block_new(void);

/* Reads the next packets, at least one.  False when there was none left. */
bool block_load(struct block *block, struct reading *reading);

/* Makes of each packet what packet_read() makes of it.  Several blocks can be parsed at a time. */
void block_parse(struct block *block);

void block_free(struct block *block);

#endif
