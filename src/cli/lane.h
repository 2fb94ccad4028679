/* One of the lanes in which the connections of a file are followed: some of its tables, and a
   thread of their own if there are several lanes. */
#ifndef PLUMB_CLI_LANE_H
#define PLUMB_CLI_LANE_H

#include "harvest.h"
#include "table.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A segment on its way to its table. */
struct parcel {
  struct socket_id from, to;
  struct record record; /* but for its member FROM */
  unsigned table;       /* as table_of() says, */
  uint32_t slot;        /* and table_slot(), later */
};

/* They go by the batch; some batches may be waiting for a thread. */
enum { BATCH_PARCELS = 128, BATCHES = 16 };

struct batch {
  size_t count;
  struct parcel parcels[BATCH_PARCELS];
};

struct lane {
  struct table tables[TABLES];    /* of which it uses those that segments come for */
  struct batch *loading;          /* being filled, or NULL */
  struct batch *batches[BATCHES]; /* a ring; without a thread only the first is there */
  bool has_thread;                /* the rest is meant only then */
  pthread_t thread;
  pthread_mutex_t lock;     /* of what follows */
  pthread_cond_t changed;   /* something of it */
  uint64_t filled, emptied; /* how many batches ever were */
  bool closed;
  uint64_t ended; /* the time, once CLOSED */
};

/* A lane that brings in what is finished to HARVEST. */
struct lane *lane_open(struct harvest *harvest, bool has_thread);

/* The next segment. */
void lane_take(struct lane *lane, const struct parcel *parcel);

/* The file ended at TIME: everything is finished, and the lane is gone. */
void lane_close(struct lane *lane, uint64_t time);

#endif
