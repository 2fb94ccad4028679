/* The segments of a connection as points of a plot: positions that do not wrap, and what is special
   about each segment. */
#ifndef PLUMB_CLI_POINTS_H
#define PLUMB_CLI_POINTS_H

#include "flow.h"

#include <stdbool.h>
#include <stdint.h>

/* Octets from the sequence number called 0 of a direction, its ISS if the SYN was captured;
   negative before it. */
typedef int64_t position;

enum { NO_POSITION = -1, POINT_SACKS = 4 };

struct point_range {
  position from, to;
};

struct point {
  position seq, end; /* the segment takes SEQ to END, SYN and FIN counted */
  position ack;      /* NO_POSITION without ACK */
  position edge;     /* the right edge that it offers; NO_POSITION when the scale is not known */
  struct point_range sacks[POINT_SACKS];
  unsigned sack_count;
  /* By direction, thereafter: octets sent beyond the highest acknowledgment, and how far beyond it
     the other end's window reaches, which is NO_POSITION when that is not known. */
  position flight[2], window[2];
  bool again;   /* some of what it takes was captured before */
  bool late;    /* it fills a gap: sent again, or overtaken on the way */
  bool outside; /* damaged, or nowhere near what the connection is about: not to be plotted */
};

/* One for each record of C, with BASE the sequence numbers called 0; the caller frees it. */
struct point *points_of(const struct connection *c, const uint32_t base[2]);

#endif
