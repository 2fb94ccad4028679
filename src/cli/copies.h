/* Packets that are in a capture twice: on both sides of a bridge or router, or because the path
   doubled them.  Their sender sent them once. */
#ifndef PLUMB_CLI_COPIES_H
#define PLUMB_CLI_COPIES_H

#include "packet.h"

#include <stdbool.h>
#include <stdint.h>

/* How many packets are remembered: one gives way to another by chance, as they come. */
enum { COPY_MARKS = 512 };

/* How long after it a copy may come, microseconds. */
enum { COPY_WITHIN = 100000 };

struct copy_mark {
  uint64_t sign; /* of the packet */
  uint64_t time; /* when it came */
};

/* All zero when nothing was seen yet. */
struct copies {
  struct copy_mark marks[COPY_MARKS];
  uint64_t count; /* of copies seen */
};

/* Is PACKET, a segment that came at TIME, a copy of one before it?  The identification and the
   checksum, whatever it is, must be the same, and all that is read of it.  Without an
   identification, which IPv6 has not, nobody can tell: some senders send all again within a
   millisecond. */
bool copies_see(struct copies *copies, const struct packet *packet, uint64_t time);

#endif
