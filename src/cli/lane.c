#include "lane.h"
#include "message.h"

#include <stdlib.h>

/* ---- What a lane does ------------------------------------------------------------------------ */

/* A few parcels at a time, so that memory has time to come. */
enum { FEW = 16 };

static void follow_few(struct lane *lane, struct parcel *parcels, size_t count) {
  for (size_t i = 0; i < count; i++)
    parcels[i].slot = table_slot(&lane->tables[parcels[i].table], &parcels[i].from, &parcels[i].to);
  for (size_t i = 0; i < count; i++)
    table_fetch(&lane->tables[parcels[i].table], parcels[i].slot);
  for (size_t i = 0; i < count; i++)
    table_fetch_links(&lane->tables[parcels[i].table], parcels[i].slot);
  for (size_t i = 0; i < count; i++)
    table_add(&lane->tables[parcels[i].table], parcels[i].slot, &parcels[i].from, &parcels[i].to,
              &parcels[i].record);
}

static void follow(struct lane *lane, struct batch *batch) {
  for (size_t i = 0; i < batch->count; i += FEW)
    follow_few(lane, &batch->parcels[i], batch->count - i < FEW ? batch->count - i : FEW);
  batch->count = 0;
}

static void end_tables(struct lane *lane, uint64_t time) {
  for (unsigned i = 0; i < TABLES; i++)
    table_end(&lane->tables[i], time);
}

/* ---- Its thread ------------------------------------------------------------------------------ */

/* The next batch to follow; NULL when there will be none. */
static struct batch *next_filled(struct lane *lane) {
  (void)pthread_mutex_lock(&lane->lock);
  while (lane->filled == lane->emptied && !lane->closed)
    (void)pthread_cond_wait(&lane->changed, &lane->lock);
  bool is_left = lane->filled > lane->emptied;
  (void)pthread_mutex_unlock(&lane->lock);
  return is_left ? lane->batches[lane->emptied % BATCHES] : NULL;
}

static void count_one(struct lane *lane, uint64_t *counter) {
  (void)pthread_mutex_lock(&lane->lock);
  (*counter)++;
  (void)pthread_cond_signal(&lane->changed);
  (void)pthread_mutex_unlock(&lane->lock);
}

static void *run(void *argument) {
  struct lane *lane = argument;
  struct batch *batch = NULL;
  while ((batch = next_filled(lane)) != NULL) {
    follow(lane, batch);
    count_one(lane, &lane->emptied);
  }
  end_tables(lane, lane->ended);
  return NULL;
}

/* ---- Its supply ------------------------------------------------------------------------------ */

/* The batch being filled; waits while all are full. */
static struct batch *open_batch(struct lane *lane) {
  (void)pthread_mutex_lock(&lane->lock);
  while (lane->filled - lane->emptied == BATCHES)
    (void)pthread_cond_wait(&lane->changed, &lane->lock);
  (void)pthread_mutex_unlock(&lane->lock);
  return lane->batches[lane->filled % BATCHES];
}

static void hand_over(struct lane *lane) {
  if (lane->has_thread)
    count_one(lane, &lane->filled);
  else
    follow(lane, lane->loading);
  lane->loading = NULL;
}

static struct batch *new_batch(void) {
  struct batch *batch = grow(NULL, 1, sizeof *batch);
  batch->count = 0;
  return batch;
}

static void start_thread(struct lane *lane) {
  for (unsigned i = 1; i < BATCHES; i++)
    lane->batches[i] = new_batch();
  (void)pthread_mutex_init(&lane->lock, NULL);
  (void)pthread_cond_init(&lane->changed, NULL);
  lane->has_thread = pthread_create(&lane->thread, NULL, run, lane) == 0;
}

static void end_thread(struct lane *lane, uint64_t time) {
  (void)pthread_mutex_lock(&lane->lock);
  lane->ended = time;
  lane->closed = true;
  (void)pthread_cond_signal(&lane->changed);
  (void)pthread_mutex_unlock(&lane->lock);
  (void)pthread_join(lane->thread, NULL);
}

/* ---- From outside ---------------------------------------------------------------------------- */

struct lane *lane_open(struct harvest *harvest, bool has_thread) {
  struct lane *lane = grow(NULL, 1, sizeof *lane);
  *lane = (struct lane){.batches = {new_batch()}};
  for (unsigned i = 0; i < TABLES; i++)
    table_start(&lane->tables[i], harvest, TABLE_MEMORY);
  if (has_thread) start_thread(lane);
  return lane;
}

void lane_take(struct lane *lane, const struct parcel *parcel) {
  if (lane->loading == NULL) lane->loading = lane->has_thread ? open_batch(lane) : lane->batches[0];
  lane->loading->parcels[lane->loading->count++] = *parcel;
  if (lane->loading->count == BATCH_PARCELS) hand_over(lane);
}

void lane_close(struct lane *lane, uint64_t time) {
  if (lane->loading != NULL) hand_over(lane);
  if (lane->has_thread)
    end_thread(lane, time);
  else
    end_tables(lane, time);
  for (unsigned i = 0; i < BATCHES; i++)
    free(lane->batches[i]);
  free(lane);
}
