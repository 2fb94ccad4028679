/* A share of the connections of a capture: plumb check --shard judges one, plumb merge joins them.
 */
#ifndef PLUMB_CLI_SHARD_H
#define PLUMB_CLI_SHARD_H

#include <stdbool.h>

/* All zero: no share, but everything. */
struct shard {
  unsigned number; /* from 1 to COUNT */
  unsigned count;  /* 1 to TABLES */
};

/* Reads "I/N".  False if it is no such share, or of more than there are tables to share out. */
bool shard_parse(const char *text, struct shard *shard);

/* Are the connections of this table, as table_of() numbers them, in the share? */
bool shard_has(const struct shard *shard, unsigned table);

/* The place of a table of the share among those of the share, from 0 on. */
unsigned shard_place(const struct shard *shard, unsigned table);

#endif
