/* The live connections of a file, found by their sockets; never more than there is room for.
 *
 * A connection that is over is finished when it has been quiet for long.  When there is no room for
 * all, one that has been quiet for long is finished as it is: not one that had a segment since all
 * others were queued (the "second chance" of page replacement). */
#ifndef PLUMB_CLI_TABLE_H
#define PLUMB_CLI_TABLE_H

#include "harvest.h"
#include "live.h"
#include "pool.h"

#include <stddef.h>
#include <stdint.h>

/* The connections of a file are divided, by their sockets alone, among so many tables.  Which of
   them a thread or a machine takes changes nothing in what is found. */
enum { TABLES = 64 };

/* Octets that a table takes at most, but for the last connection: some 4,000 connections, and all
   tables together 256 MiB. */
enum { TABLE_MEMORY = 4 << 20 };

enum { KEYS = 11 }; /* of the hash */

struct entry; /* a live connection, linked */

struct queue {
  struct entry *oldest, *newest; /* as they were queued: by what came until then */
};

struct table {
  struct entry **slots; /* chains; NULL as long as nothing was added */
  struct pool *pool;    /* where the entries are */
  struct queue open, over;
  uint64_t over_since; /* what is first in OVER had its latest segment no earlier */
  size_t octets, limit;
  struct harvest *harvest;
  uint64_t keys[KEYS]; /* of the hash, secret: no capture can be made to fill one chain */
};

/* Which table a connection between A and B belongs in, whichever of them sends. */
unsigned table_of(const struct socket_id *a, const struct socket_id *b);

/* A pool of entries, for the tables of one thread. */
struct pool table_pool(void);

/* An empty table that takes up to LIMIT octets of POOL.  What is finished goes to HARVEST. */
void table_start(struct table *table, struct pool *pool, struct harvest *harvest, size_t limit);

/* Where in the table the connections between A and B are.  With many connections, memory is what
   takes time: who calls this, then table_fetch(), each for a few segments before it adds them,
   waits for all of them at once. */
uint32_t table_slot(struct table *table, const struct socket_id *a, const struct socket_id *b);
void table_fetch(const struct table *table, uint32_t slot);

/* Adds the segment RECORD, sent by FROM to TO, whose connections are at SLOT, to their latest
   connection, or begins a new one; record->from is set.  A damaged one never begins any: its ports
   may be what is damaged; nor does an ICMP error, or a copy. */
void table_add(struct table *table, uint32_t slot, const struct socket_id *from,
               const struct socket_id *to, struct record *record);

/* It is TIME: finishes connections that are over and had no segment for QUIET microseconds, which
   may be less than table_add() waits. */
void table_sweep(struct table *table, uint64_t time, uint64_t quiet);

/* The file ended at TIME: finishes some of what is left.  False when that was all.  Tables that
   share a pool are best ended in turns: what was begun at the same time is side by side there, and
   only memory that is empty goes back. */
bool table_ends(struct table *table, uint64_t time);

/* Finishes all that is left, and frees all. */
void table_end(struct table *table, uint64_t time);

#endif
