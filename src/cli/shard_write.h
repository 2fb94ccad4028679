/* A shard as plumb check --shard writes it; docs/shard.schema.json describes each line of it. */
#ifndef PLUMB_CLI_SHARD_WRITE_H
#define PLUMB_CLI_SHARD_WRITE_H

#include "examine.h"

#include <stdio.h>

enum { SHARD_SCHEMA = 1 }; /* grows with every change: only the same version of plumb merges */

/* FILTER is the expression of --filter, or NULL.  IS_COMPLETE: every folder named could be read. */
void shard_write_head(FILE *out, const struct shard *shard, const char *filter, bool is_complete);

/* The file PATH, in UTF-8, of which the connections of the shard are EXAMINED. */
void shard_write_file(FILE *out, const char *path, struct examined *examined);

/* That was all: without it a shard is not whole. */
void shard_write_end(FILE *out, size_t files);

#endif
