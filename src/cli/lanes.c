#include "lanes.h"
#include "message.h"

#include <stdlib.h>

/* ---- What a lane does ------------------------------------------------------------------------ */

/* A few parcels at a time, so that memory has time to come. */
enum { FEW = 16 };

static void follow_few(struct lane *lane, struct parcel *const few[FEW], size_t count) {
  struct table *tables = lane->tables;
  for (size_t i = 0; i < count; i++)
    few[i]->slot = table_slot(&tables[few[i]->table], &few[i]->packet.from, &few[i]->packet.to);
  for (size_t i = 0; i < count; i++)
    table_fetch(&tables[few[i]->table], few[i]->slot);
  for (size_t i = 0; i < count; i++)
    table_fetch_links(&tables[few[i]->table], few[i]->slot);
  for (size_t i = 0; i < count; i++)
    table_add(&tables[few[i]->table], few[i]->slot, &few[i]->packet.from, &few[i]->packet.to,
              &few[i]->packet.record);
}

/* Those parcels of the batch that are the lane's own. */
static void follow(struct lane *lane, struct batch *batch) {
  struct parcel *few[FEW];
  size_t count = 0;
  for (size_t i = 0; i < batch->count; i++) {
    struct parcel *parcel = &batch->parcels[i];
    if (parcel->lane != lane->number) continue;
    few[count++] = parcel;
    if (count < FEW) continue;
    follow_few(lane, few, count);
    count = 0;
  }
  follow_few(lane, few, count);
}

static void end_tables(struct lane *lane, uint64_t time) {
  for (unsigned i = 0; i < TABLES; i++)
    table_end(&lane->tables[i], time);
  pool_end(&lane->pool);
}

/* ---- Its thread ------------------------------------------------------------------------------ */

/* The next batch to go through; NULL when there will be none. */
static struct batch *next_filled(struct lane *lane) {
  struct lanes *all = lane->all;
  (void)pthread_mutex_lock(&all->lock);
  while (all->filled == lane->emptied && !all->closed)
    (void)pthread_cond_wait(&all->more, &all->lock);
  bool is_left = all->filled > lane->emptied;
  (void)pthread_mutex_unlock(&all->lock);
  return is_left ? all->batches[lane->emptied % BATCHES] : NULL;
}

static void *run(void *argument) {
  struct lane *lane = argument;
  struct lanes *all = lane->all;
  struct batch *batch = NULL;
  while ((batch = next_filled(lane)) != NULL) {
    follow(lane, batch);
    (void)pthread_mutex_lock(&all->lock);
    lane->emptied++;
    (void)pthread_cond_signal(&all->room);
    (void)pthread_mutex_unlock(&all->lock);
  }
  end_tables(lane, all->ended);
  return NULL;
}

/* ---- Their supply ---------------------------------------------------------------------------- */

/* Batches that some lane has not yet gone through. */
static uint64_t waiting(const struct lanes *lanes) {
  uint64_t most = 0;
  for (unsigned i = 0; i < lanes->count; i++) {
    uint64_t left = lanes->filled - lanes->each[i]->emptied;
    if (left > most) most = left;
  }
  return most;
}

/* The batch to be filled next; waits while all are full. */
static struct batch *open_batch(struct lanes *lanes) {
  if (!lanes->has_threads) return lanes->batches[0];
  (void)pthread_mutex_lock(&lanes->lock);
  while (waiting(lanes) == BATCHES)
    (void)pthread_cond_wait(&lanes->room, &lanes->lock);
  (void)pthread_mutex_unlock(&lanes->lock);
  return lanes->batches[lanes->filled % BATCHES];
}

static void hand_over(struct lanes *lanes) {
  struct batch *batch = lanes->loading;
  lanes->loading = NULL;
  if (!lanes->has_threads) {
    follow(lanes->each[0], batch);
    return;
  }
  (void)pthread_mutex_lock(&lanes->lock);
  lanes->filled++;
  (void)pthread_cond_broadcast(&lanes->more);
  (void)pthread_mutex_unlock(&lanes->lock);
}

/* ---- Beginning and end ----------------------------------------------------------------------- */

static void add_lane(struct lanes *lanes, struct harvest *harvest) {
  struct lane *lane = grow(NULL, 1, sizeof *lane);
  *lane = (struct lane){.all = lanes, .number = lanes->count, .pool = table_pool()};
  for (unsigned i = 0; i < TABLES; i++)
    table_start(&lane->tables[i], &lane->pool, harvest, TABLE_MEMORY);
  lanes->each[lanes->count++] = lane;
}

/* A thread for each of them; what cannot be started is no lane. */
static void start_threads(struct lanes *lanes) {
  unsigned started = 0;
  (void)pthread_mutex_init(&lanes->lock, NULL);
  (void)pthread_cond_init(&lanes->more, NULL);
  (void)pthread_cond_init(&lanes->room, NULL);
  while (started < lanes->count &&
         pthread_create(&lanes->each[started]->thread, NULL, run, lanes->each[started]) == 0)
    started++;
  lanes->has_threads = started > 0;
  for (unsigned i = started > 0 ? started : 1; i < lanes->count; i++)
    free(lanes->each[i]);
  lanes->count = started > 0 ? started : 1;
}

struct lanes *lanes_open(struct harvest *harvest, unsigned threads, const struct shard *shard) {
  struct lanes *lanes = grow(NULL, 1, sizeof *lanes);
  *lanes = (struct lanes){.shard = shard};
  do
    add_lane(lanes, harvest);
  while (lanes->count < threads && lanes->count < TABLES);
  if (threads > 1) start_threads(lanes);
  lanes->full = lanes->has_threads ? BATCH_PARCELS : FEW;
  for (unsigned i = 0; i < (lanes->has_threads ? BATCHES : 1); i++)
    lanes->batches[i] = grow(NULL, 1, sizeof *lanes->batches[i]);
  return lanes;
}

struct packet *lanes_next(struct lanes *lanes) {
  if (lanes->loading == NULL) {
    lanes->loading = open_batch(lanes);
    lanes->loading->count = 0;
  }
  return &lanes->loading->parcels[lanes->loading->count].packet;
}

void lanes_take(struct lanes *lanes) {
  struct batch *batch = lanes->loading;
  struct parcel *parcel = &batch->parcels[batch->count];
  parcel->table = table_of(&parcel->packet.from, &parcel->packet.to);
  if (!shard_has(lanes->shard, parcel->table)) return;
  parcel->lane = shard_place(lanes->shard, parcel->table) % lanes->count;
  batch->count++;
  if (batch->count == lanes->full) hand_over(lanes);
}

static void close_threads(struct lanes *lanes, uint64_t time) {
  (void)pthread_mutex_lock(&lanes->lock);
  lanes->ended = time;
  lanes->closed = true;
  (void)pthread_cond_broadcast(&lanes->more);
  (void)pthread_mutex_unlock(&lanes->lock);
  for (unsigned i = 0; i < lanes->count; i++)
    (void)pthread_join(lanes->each[i]->thread, NULL);
}

void lanes_close(struct lanes *lanes, uint64_t time) {
  if (lanes->loading != NULL) hand_over(lanes);
  if (lanes->has_threads)
    close_threads(lanes, time);
  else
    end_tables(lanes->each[0], time);
  for (unsigned i = 0; i < lanes->count; i++)
    free(lanes->each[i]);
  for (unsigned i = 0; i < BATCHES; i++)
    free(lanes->batches[i]);
  free(lanes);
}
