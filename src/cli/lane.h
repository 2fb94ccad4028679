/* One of the lanes in which the connections of a file are followed: some of its tables, and a
   thread of their own if there are several lanes. */
#ifndef PLUMB_CLI_LANE_H
#define PLUMB_CLI_LANE_H

#include "harvest.h"
#include "packet.h"
#include "table.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A segment on its way to its table. */
struct parcel {
  struct packet packet;
  uint64_t number, time; /* as of struct record, ... */
  bool passes;           /* ... and this, too */
};

/* Parcels go to a thread by the batch, with copies of their octets. */
enum { BATCH_PARCELS = 512, BATCH_OCTETS = 1 << 19, SEGMENT_MAX = 65535, BATCHES = 4 };

struct batch {
  size_t count, used; /* of PARCELS and OCTETS */
  struct parcel parcels[BATCH_PARCELS];
  uint8_t octets[BATCH_OCTETS];
};

struct lane {
  struct table tables[TABLES]; /* of which it uses those that segments come for */
  uint64_t damaged;            /* segments with a wrong checksum */
  bool has_thread;             /* the rest is meant only then */
  pthread_t thread;
  struct batch *loading;          /* being filled, or NULL */
  struct batch *batches[BATCHES]; /* a ring */
  pthread_mutex_t lock;           /* of what follows */
  pthread_cond_t changed;         /* something of it */
  uint64_t filled, emptied;       /* how many batches ever were */
  bool closed;
  uint64_t ended; /* the time, once CLOSED */
};

/* A lane that brings in what is finished to HARVEST. */
struct lane *lane_open(struct harvest *harvest, bool has_thread);

/* The next segment, as packet_parse() has read it; its octets need to be there only for the time of
   the call. */
void lane_take(struct lane *lane, const struct parcel *parcel);

/* The file ended at TIME: everything is finished, the lane is gone.  Returns how many of its
   segments had a wrong checksum. */
uint64_t lane_close(struct lane *lane, uint64_t time);

#endif
