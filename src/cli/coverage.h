/* Which sequence numbers of a direction a capture shows, and which it lacks. */
#ifndef PLUMB_CLI_COVERAGE_H
#define PLUMB_CLI_COVERAGE_H

#include "flow.h"

/* Positions are counted from the ISS of the direction, in 64 bits, so that they do not wrap: the
   SYN is at 0. */
struct coverage {
  bool has_gap;      /* some position is in no segment, though later ones are */
  uint64_t gap;      /* the first such */
  uint64_t beyond;   /* the first packet that shows a position beyond it */
  uint64_t acked_by; /* the first packet of the other end that acknowledges it, 0 if none does */
  bool awaited;      /* the other end acknowledges after BEYOND, but nothing of the gap */
};

/* What C shows of the direction from end FROM.  Without its SYN nothing can be said. */
struct coverage coverage_of(const struct connection *c, unsigned from);

#endif
