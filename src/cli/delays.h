/* How long each end of a connection took to answer the other, at the least. */
#ifndef PLUMB_CLI_DELAYS_H
#define PLUMB_CLI_DELAYS_H

#include "flow.h"

/* The latest segments that moved their sender forward.  One that is sent again is struck out: which
   copy an answer answers is not known (Karn's rule). */
enum { RECENT = 4 };
#define STRUCK_OUT UINT32_MAX

struct asked {
  uint32_t time[RECENT]; /* microseconds after the base, or STRUCK_OUT */
  uint32_t end[RECENT];  /* the acknowledgment number that answers it */
};

struct delays {
  uint32_t base; /* since the first packet of the file: in units of BASE_UNIT microseconds */
  struct asked asked[2];
  uint32_t quickest[2]; /* the shortest time in which the end answered: microseconds; UINT32_MAX if
                           it never did in less */
  uint8_t latest[2];    /* which of RECENT came last; NONE_ASKED: there was none */
};

enum { NONE_ASKED = RECENT };

struct delays delays_start(void);

/* RECORD, not damaged, is the next segment of the connection. */
void delays_follow(struct delays *delays, const struct record *record);

/* The end, 0 or 1, that answered more than FACTOR, from 1 on, times as quickly as the other, and at
   once; -1 if neither did. */
int nearer_end(const struct delays *delays, unsigned factor);

#endif
