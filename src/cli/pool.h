/* Many objects of one size, side by side in large pages of memory: what is all over so many small
   pages the processor has first to find. */
#ifndef PLUMB_CLI_POOL_H
#define PLUMB_CLI_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct slab; /* a piece of memory with objects in it */

struct pool {
  size_t size;        /* octets of an object */
  struct slab *roomy; /* those that have room, linked */
  bool has_some;      /* there was a slab before: the first is often all that is needed */
};

/* Empty, for objects of SIZE octets: a multiple of 8, at least 8, at most some thousands. */
struct pool pool_start(size_t size);

/* Room for an object, or out_of_memory(). */
void *pool_take(struct pool *pool);

/* OBJECT, which pool_take() gave, is no more needed.  What memory it leaves empty goes back. */
void pool_give(struct pool *pool, void *object);

/* All objects were given back. */
void pool_end(struct pool *pool);

#endif
