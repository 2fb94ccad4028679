/* Which sequence numbers of a direction a capture shows, and which it lacks. */
#ifndef PLUMB_CLI_COVERAGE_H
#define PLUMB_CLI_COVERAGE_H

#include "flow.h"

/* Counted from the ISS of the direction, in 64 bits, so that they do not wrap: the SYN is 0. */
struct coverage {
  bool repeats;      /* some sequence number is captured twice: sent again, or out of order */
  bool has_gap;      /* there are numbers that no segment shows, though one shows later ones */
  uint64_t gap;      /* the first of them */
  uint64_t acked;    /* the highest acknowledgment number that the other end sent */
  uint64_t acked_by; /* the packet with it */
};

/* What C shows of the direction from end FROM, whose SYN is in the capture. */
struct coverage coverage_of(const struct connection *c, unsigned from);

#endif
