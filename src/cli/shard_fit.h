/* Do these shards make one whole? */
#ifndef PLUMB_CLI_SHARD_FIT_H
#define PLUMB_CLI_SHARD_FIT_H

#include "shard_read.h"

/* False, after a complaint for each thing that is wrong: a shard is missing, is there twice, or was
   made of other captures or with other options than the first. */
bool shards_fit(const struct shard_document *documents, size_t count);

#endif
