/* The lanes in which the connections of a file are followed: each has some of its tables, so that
   several threads can be at work, one in each lane. */
#ifndef PLUMB_CLI_LANES_H
#define PLUMB_CLI_LANES_H

#include "block.h"
#include "harvest.h"
#include "pool.h"
#include "shard.h"
#include "table.h"

#include <stddef.h>
#include <stdint.h>

struct lane {
  struct pool pool;            /* for the connections of its ... */
  struct table tables[TABLES]; /* ... of which it uses those that segments come for */
};

struct lanes {
  const struct shard *shard; /* what is not in it, they leave out */
  unsigned count;
  struct lane *each[TABLES];
};

/* COUNT lanes, from 1 to TABLES, which bring in what is finished of SHARD to HARVEST. */
struct lanes *lanes_open(struct harvest *harvest, unsigned count, const struct shard *shard);

/* Says of a packet that can be read and is settled to which lane and table it goes. */
void lanes_sort(const struct lanes *lanes, struct parcel *parcel);

/* Follows in the lane NUMBER those packets of BLOCK that go there.  Blocks are to be given to each
   lane in their order. */
void lanes_follow(struct lanes *lanes, unsigned number, struct block *block);

/* The file ended at TIME: everything that is in the lane NUMBER is finished. */
void lanes_end(struct lanes *lanes, unsigned number, uint64_t time);

/* All lanes were ended. */
void lanes_close(struct lanes *lanes);

#endif
