/* plumb check --shard: the connections of a shard, followed but not judged. */
#ifndef PLUMB_CLI_CHECK_SHARD_H
#define PLUMB_CLI_CHECK_SHARD_H

#include "check_options.h"

/* Returns an exit code: what could not be read is in the shard, and plumb merge makes it its own.
 */
int check_shard(const struct check_options *options);

#endif
