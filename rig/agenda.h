/* Frames waiting for their time: a binary heap, the earliest first, first come first among equals.
 */
#ifndef PLUMB_RIG_AGENDA_H
#define PLUMB_RIG_AGENDA_H

#include "fate.h"

struct entry {
  nanoseconds at;
  uint64_t order;
  unsigned to; /* what to do with it is the caller's business */
  size_t length;
  uint8_t *frame; /* owned */
};

struct agenda {
  struct entry *entries;
  size_t count, capacity;
  uint64_t orders;
};

/* Keeps a copy of the LENGTH octets at FRAME until AT. Ends the program if memory runs out. */
void agenda_add(struct agenda *agenda, nanoseconds at, unsigned to, const uint8_t *frame,
                size_t length);

/* The time of the earliest entry, or -1 if there is none. */
nanoseconds agenda_next(const struct agenda *agenda);

/* Takes the earliest entry out; there must be one. The caller frees its frame. */
struct entry agenda_take(struct agenda *agenda);

void agenda_free(struct agenda *agenda);

#endif
