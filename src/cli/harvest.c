#include "harvest.h"

void harvest_start(struct harvest *harvest, const struct vantage *vantage, size_t spool_limit) {
  *harvest = (struct harvest){.spool = spool_start(spool_limit), .vantage = *vantage};
  (void)pthread_mutex_init(&harvest->lock, NULL); /* cannot fail without attributes */
}

void harvest_add(struct harvest *harvest, struct finished *const finished[], size_t count) {
  (void)pthread_mutex_lock(&harvest->lock);
  for (size_t i = 0; i < count; i++) {
    vantage_hear(&harvest->vantage, finished[i]->ends, finished[i]->nearer);
    harvest->connections++;
    harvest->evicted += finished[i]->is_evicted;
    spool_add(&harvest->spool, finished[i]);
  }
  (void)pthread_mutex_unlock(&harvest->lock);
}

void harvest_free(struct harvest *harvest) {
  spool_free(&harvest->spool);
  (void)pthread_mutex_destroy(&harvest->lock);
}
