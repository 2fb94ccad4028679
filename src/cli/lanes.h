/* The lanes in which the connections of a file are followed: each has some of its tables, and a
   thread of its own if there are several. */
#ifndef PLUMB_CLI_LANES_H
#define PLUMB_CLI_LANES_H

#include "harvest.h"
#include "packet.h"
#include "shard.h"
#include "table.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A segment on its way to its table. */
struct parcel {
  struct packet packet; /* but for FROM of its record */
  unsigned lane;
  unsigned table; /* as table_of() says, */
  uint32_t slot;  /* and table_slot(), later */
};

/* They go by the batch, which every lane goes through for what is its own; so none is copied.  Some
   batches may be waiting for the threads. */
enum { BATCH_PARCELS = 256, BATCHES = 16 };

struct batch {
  size_t count;
  struct parcel parcels[BATCH_PARCELS];
};

struct lanes;

struct lane {
  struct lanes *all;
  unsigned number;             /* its place among all: 0, 1, ... */
  struct pool pool;            /* for the connections of its ... */
  struct table tables[TABLES]; /* ... of which it uses those that segments come for */
  pthread_t thread;
  uint64_t emptied; /* how many batches it ever went through */
};

struct lanes {
  const struct shard *shard; /* what is not in it, they leave out */
  unsigned count;
  struct lane *each[TABLES];
  struct batch *loading;          /* being filled, or NULL */
  struct batch *batches[BATCHES]; /* a ring; without threads only the first is there */
  size_t full;                    /* parcels of a full batch */
  bool has_threads;               /* the rest is meant only then */
  pthread_mutex_t lock;           /* of what follows, and of EMPTIED of each */
  pthread_cond_t more, room;      /* a batch was filled, or all are; one was emptied */
  uint64_t filled;                /* how many batches ever were */
  bool closed;
  uint64_t ended; /* the time, once CLOSED */
};

/* Lanes for so many threads, which bring in what is finished of SHARD to HARVEST. */
struct lanes *lanes_open(struct harvest *harvest, unsigned threads, const struct shard *shard);

/* Where the packet of the next segment is to be written. */
struct packet *lanes_next(struct lanes *lanes);

/* It is written there. */
void lanes_take(struct lanes *lanes);

/* The file ended at TIME: everything is finished, and the lanes are gone. */
void lanes_close(struct lanes *lanes, uint64_t time);

#endif
