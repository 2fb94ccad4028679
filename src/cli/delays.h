/* How long each end of a connection took to answer the other, at the least. */
#ifndef PLUMB_CLI_DELAYS_H
#define PLUMB_CLI_DELAYS_H

#include "flow.h"

/* The latest segments that moved their sender forward.  One that is sent again is struck out: which
   copy an answer answers is not known (Karn's rule). */
enum { RECENT = 4 };
#define STRUCK_OUT UINT32_MAX

struct asked {
  uint32_t time[RECENT]; /* microseconds after DELAYS.base, or STRUCK_OUT */
  uint32_t end[RECENT];  /* the acknowledgment number that answers it */
  uint8_t count;         /* so many of them are known, */
  uint8_t latest;        /* and this one came last */
};

struct delays {
  uint64_t base; /* microseconds since the first packet of the file */
  struct asked asked[2];
  uint32_t quickest[2]; /* the shortest time in which the end answered: microseconds; UINT32_MAX if
                           it never did in less */
};

struct delays delays_start(void);

/* RECORD, not damaged, is the next segment of the connection. */
void delays_follow(struct delays *delays, const struct record *record);

/* The end, 0 or 1, that answered more than FACTOR, from 1 on, times as quickly as the other, and at
   once; -1 if neither did. */
int nearer_end(const struct delays *delays, unsigned factor);

#endif
