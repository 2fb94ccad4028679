/* Packets that are in a capture twice: on both sides of a bridge or router, or because the path
   doubled them.  Their sender sent them once. */
#ifndef PLUMB_CLI_COPIES_H
#define PLUMB_CLI_COPIES_H

#include "packet.h"

#include <stdbool.h>
#include <stdint.h>

/* How many packets are remembered: pairs, of which a packet displaces the older. */
enum { COPY_SETS = 2048, COPIES_OF_SET = 2 };

/* How long after a packet its copy may come, and one that nothing identifies, microseconds. */
enum { COPY_WITHIN = 100000, TWIN_WITHIN = 1000 };

struct copy_mark {
  uint64_t sign; /* of the packet; 0 if there is none */
  uint64_t time; /* when it came last */
};

/* All zero when nothing was seen yet. */
struct copies {
  struct copy_mark marks[COPY_SETS][COPIES_OF_SET]; /* of each pair the newer first */
  uint32_t latest[COPY_SETS]; /* some direction's last sign, cut; several may share a place */
  uint64_t count;             /* of copies seen */
};

enum copy {
  NO_COPY,
  COPY, /* of a packet before it, with the same identification */
  TWIN  /* it may be one or not: without an identification, which IPv6 has not, nobody can tell a
           copy from what the sender sends again at once */
};

/* What is PACKET, a segment that came at TIME, which never goes back?  For more than NO_COPY the
   checksum, whatever it is, must be the same as of one before it, and all that tells segments
   apart. */
enum copy copies_see(struct copies *copies, const struct packet *packet, uint64_t time);

#endif
