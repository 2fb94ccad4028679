/* The tunnels of a capture, as the shares of its connections pass them on. */
#ifndef PLUMB_CLI_SHARD_TUNNELS_H
#define PLUMB_CLI_SHARD_TUNNELS_H

#include "tunnel.h"

#include <jansson.h>

/* The caller drops the reference. */
json_t *shard_tunnels_array(const struct tunnels *tunnels);

/* Reads ARRAY, NULL if there is none; false if it is not what shard_tunnels_array() makes. */
bool shard_tunnels_from(const json_t *array, struct tunnels *tunnels);

#endif
