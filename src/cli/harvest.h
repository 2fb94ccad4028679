/* What the connections of a file leave behind: they wait here until the file is read to its end,
   when it is clear where it was captured. */
#ifndef PLUMB_CLI_HARVEST_H
#define PLUMB_CLI_HARVEST_H

#include "live.h"
#include "spool.h"
#include "vantage.h"

#include <pthread.h>

struct harvest {
  pthread_mutex_t lock; /* of all that follows: several threads may bring in connections */
  struct spool spool;
  struct vantage vantage; /* as the connections so far tell */
  uint64_t connections;
  uint64_t evicted; /* of them: followed no further, for lack of room */
};

/* VANTAGE is what is known of it beforehand; SPOOL_LIMIT as spool_start() takes it. */
void harvest_start(struct harvest *harvest, const struct vantage *vantage, size_t spool_limit);

/* Keeps copies of so many.  A thread that has several brings them at once: to take turns with
   others takes longer. */
void harvest_add(struct harvest *harvest, struct finished *const finished[], size_t count);

void harvest_free(struct harvest *harvest);

#endif
