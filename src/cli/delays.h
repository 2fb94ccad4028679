/* How long each end of a connection took to answer the other, at the least. */
#ifndef PLUMB_CLI_DELAYS_H
#define PLUMB_CLI_DELAYS_H

#include "flow.h"

/* The latest segments that moved their sender forward.  One that is sent again is struck out: which
   copy an answer answers is not known (Karn's rule). */
enum { RECENT = 4 };

struct asked {
  uint64_t time[RECENT];
  uint32_t end[RECENT]; /* the acknowledgment number that answers it */
  bool again[RECENT];
  uint32_t count; /* of all that ever stood here, modulo 2^32 */
};

struct delays {
  struct asked asked[2];
  uint64_t
      quickest[2]; /* the shortest time in which the end answered: UINT64_MAX if it never did */
};

struct delays delays_start(void);

/* RECORD, not damaged, is the next segment of the connection. */
void delays_follow(struct delays *delays, const struct record *record);

/* The end, 0 or 1, that answered more than FACTOR, from 1 on, times as quickly as the other; -1 if
   neither did. */
int nearer_end(const struct delays *delays, unsigned factor);

#endif
