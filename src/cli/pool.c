#include "pool.h"
#include "message.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

/* Octets of a slab, which begins at a multiple of as many: a large page of common processors. */
enum { SLAB = 2 << 20 };

/* Objects of as many octets, or a multiple, share none of these with others. */
enum { CACHE_LINE = 64 };

/* The memory of an object that is not in use. */
struct spare {
  struct spare *next;
};

struct slab {
  struct slab *before, *next; /* in the list of those that have room */
  struct spare *spare;        /* objects given back */
  size_t used;                /* objects */
  size_t fresh;               /* where the objects begin that were never taken */
};

_Static_assert(sizeof(struct slab) <= CACHE_LINE, "the first object begins behind it");

struct pool pool_start(size_t size) {
  return (struct pool){.size = size};
}

static void link_slab(struct pool *pool, struct slab *slab) {
  slab->before = NULL;
  slab->next = pool->roomy;
  if (slab->next != NULL) slab->next->before = slab;
  pool->roomy = slab;
}

static void unlink_slab(struct pool *pool, const struct slab *slab) {
  if (slab->before != NULL)
    slab->before->next = slab->next;
  else
    pool->roomy = slab->next;
  if (slab->next != NULL) slab->next->before = slab->before;
}

/* The first is not asked to be a large page, which would have to be cleared whole for the sake of a
   few objects. */
static void add_slab(struct pool *pool) {
  struct slab *slab = aligned_alloc(SLAB, SLAB);
  if (slab == NULL) out_of_memory();
  if (pool->has_some) (void)madvise(slab, SLAB, MADV_HUGEPAGE); /* where there are any */
  *slab = (struct slab){.fresh = CACHE_LINE};
  pool->has_some = true;
  link_slab(pool, slab);
}

static bool is_full(const struct pool *pool, const struct slab *slab) {
  return slab->spare == NULL && slab->fresh + pool->size > SLAB;
}

void *pool_take(struct pool *pool) {
  if (pool->roomy == NULL) add_slab(pool);
  struct slab *slab = pool->roomy;
  void *object = slab->spare;
  if (object != NULL) {
    slab->spare = slab->spare->next;
  } else {
    object = (char *)slab + slab->fresh;
    slab->fresh += pool->size;
  }
  slab->used++;
  if (is_full(pool, slab)) unlink_slab(pool, slab);
  return object;
}

void pool_give(struct pool *pool, void *object) {
  struct slab *slab = (void *)((char *)object - (uintptr_t)object % SLAB);
  struct spare *spare = object;
  if (is_full(pool, slab)) link_slab(pool, slab);
  spare->next = slab->spare;
  slab->spare = spare;
  if (--slab->used > 0 || (pool->roomy == slab && slab->next == NULL)) return;
  unlink_slab(pool, slab);
  free(slab);
}

void pool_end(struct pool *pool) {
  free(pool->roomy);
  pool->roomy = NULL;
}
