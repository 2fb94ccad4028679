/* The finished connections of a file, put in order.  What memory has no room for waits in a
   temporary file. */
#ifndef PLUMB_CLI_SPOOL_H
#define PLUMB_CLI_SPOOL_H

#include "live.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Octets of finished connections in memory, at most, before they are sorted and written. */
enum { SPOOL_MEMORY = 32 << 20 };

/* A sorted piece of the temporary file, being read back. */
struct run {
  uint64_t at, end; /* what is left to be read of it */
  uint8_t *buffer;
  size_t room, filled, used; /* octets of BUFFER */
};

/* A connection in memory, and by what it is ordered: to sort, the connections are not touched. */
struct held {
  uint64_t first; /* as that of the connection */
  size_t at;      /* where it stands, from the beginning of MEMORY */
};

struct spool {
  struct held *held;
  size_t count, capacity;
  uint8_t *memory; /* the connections that are held, one behind the other */
  size_t used, room;
  size_t limit; /* octets of both, from which on they are written */
  FILE *file;   /* the runs, one after the other; NULL as long as there are none */
  uint64_t written;
  struct run *runs;
  size_t run_count, run_capacity;
  size_t given; /* connections, when reading */
};

/* An empty spool that holds up to LIMIT octets in memory. */
struct spool spool_start(size_t limit);

/* Keeps a copy of FINISHED. */
void spool_add(struct spool *spool, const struct finished *finished);

/* All are added: begins to read them. */
void spool_rewind(struct spool *spool);

/* The next connection, in the order of the first packets, valid until the next call; NULL after the
   last. */
const struct finished *spool_next(struct spool *spool);

void spool_free(struct spool *spool);

#endif
