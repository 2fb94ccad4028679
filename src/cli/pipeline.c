#include "pipeline.h"
#include "message.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>

/* How many blocks may be on their way.  One thread does best with one that is at hand. */
enum { BLOCKS_PER_THREAD = 3 };

/* How often a thread looks again before it goes to sleep: what others do takes microseconds, to
   fall asleep and to be awakened takes longer. */
enum { LOOKS = 50 };

/* What of a file has to be done in the order of its blocks. */
struct stage {
  uint64_t done; /* blocks */
  bool is_busy;  /* a thread is at the next one */
};

struct pipeline {
  struct reading *reading;
  struct progress *progress;
  struct lanes *lanes;
  size_t room;          /* so many blocks there are */
  pthread_mutex_t lock; /* of what follows */
  struct block **ring;  /* the blocks on their way: each at its number modulo ROOM */
  struct block **spare; /* the others; that which was in use last, and is at hand, comes next */
  size_t spares;
  uint64_t released;                  /* blocks that went through all lanes */
  pthread_cond_t changed;             /* there is something to do, or nothing will be any more */
  unsigned sleepers;                  /* threads that wait for it */
  atomic_uint changes;                /* that there were; read without the lock, too */
  bool is_read;                       /* all of the file */
  bool *is_parsed;                    /* by the place of the block in the ring */
  struct stage load, settle, *follow; /* the latter of each lane */
  unsigned ended;                     /* lanes */
};

enum work { LOAD, SETTLE, FOLLOW, WAIT, LEAVE };

struct task {
  enum work work;
  unsigned lane; /* of FOLLOW */
};

/* ---- What can be done next ------------------------------------------------------------------- */

static bool can_load(const struct pipeline *p) {
  return !p->load.is_busy && !p->is_read && p->spares > 0;
}

static bool can_settle(const struct pipeline *p) {
  return !p->settle.is_busy && p->settle.done < p->load.done &&
         p->is_parsed[p->settle.done % p->room];
}

/* Finds the lane that nobody is in and that has most blocks to follow, at least so many. */
static bool can_follow(const struct pipeline *p, uint64_t least, unsigned *lane) {
  bool is_found = false;
  for (unsigned i = 0; i < p->lanes->count; i++) {
    const uint64_t left = p->settle.done - p->follow[i].done;
    if (p->follow[i].is_busy || left < least) continue;
    is_found = true;
    *lane = i;
    least = left + 1;
  }
  return is_found;
}

/* Only one thread can read, and only one be in a lane: so that neither has to wait for the other,
   about half of the blocks are kept for either. */
static struct task next_task(const struct pipeline *p) {
  struct task task = {.work = WAIT};
  if (can_settle(p))
    task.work = SETTLE;
  else if (can_follow(p, (p->room + 1) / 2, &task.lane))
    task.work = FOLLOW;
  else if (can_load(p))
    task.work = LOAD;
  else if (can_follow(p, 1, &task.lane))
    task.work = FOLLOW;
  else if (p->is_read && p->released == p->load.done)
    task.work = LEAVE;
  return task;
}

/* ---- Doing it: each begins and ends with the lock held -----------------------------------------
 */

/* Goes to work; whoever sleeps has to do what else can be done. */
static void leave_lock(struct pipeline *p) {
  if (p->sleepers > 0 && next_task(p).work != WAIT) (void)pthread_cond_signal(&p->changed);
  (void)pthread_mutex_unlock(&p->lock);
}

static void begin(struct pipeline *p, struct stage *stage) {
  stage->is_busy = true;
  leave_lock(p);
}

static void end(struct pipeline *p, struct stage *stage, bool is_done) {
  (void)pthread_mutex_lock(&p->lock);
  stage->is_busy = false;
  stage->done += is_done;
  p->changes++;
}

static struct block *block_of(const struct pipeline *p, const struct stage *stage) {
  return p->ring[stage->done % p->room];
}

static bool is_through(const struct pipeline *p, uint64_t number) {
  for (unsigned i = 0; i < p->lanes->count; i++)
    if (p->follow[i].done <= number) return false;
  return true;
}

static void release(struct pipeline *p) {
  while (p->released < p->settle.done && is_through(p, p->released))
    p->spare[p->spares++] = p->ring[p->released++ % p->room];
}

/* Parses the block, too: it is at hand.  Meanwhile the next can be read. */
static void load(struct pipeline *p) {
  struct block *block = p->spare[--p->spares];
  bool *is_parsed = &p->is_parsed[p->load.done % p->room];
  p->ring[p->load.done % p->room] = block;
  *is_parsed = false;
  begin(p, &p->load);
  const bool is_there = block_load(block, p->reading);
  progress_step(p->progress, p->reading->capture, p->reading->packets);
  end(p, &p->load, is_there);
  p->is_read = !is_there;
  if (!is_there) {
    p->spare[p->spares++] = block;
    return;
  }
  leave_lock(p);
  block_parse(block);
  (void)pthread_mutex_lock(&p->lock);
  *is_parsed = true;
  p->changes++;
}

static void settle(struct pipeline *p) {
  struct block *block = block_of(p, &p->settle);
  begin(p, &p->settle);
  for (size_t i = 0; i < block->count; i++) {
    struct parcel *parcel = &block->parcels[i];
    parcel->kind = reading_settle(p->reading, &block->arrivals[i], parcel->kind, &parcel->packet);
    lanes_sort(p->lanes, parcel);
  }
  end(p, &p->settle, true);
}

static void follow(struct pipeline *p, unsigned lane) {
  struct block *block = block_of(p, &p->follow[lane]);
  begin(p, &p->follow[lane]);
  lanes_follow(p->lanes, lane, block);
  end(p, &p->follow[lane], true);
  release(p);
}

/* Until something changed. */
static void rest(struct pipeline *p) {
  const unsigned changes = p->changes;
  (void)pthread_mutex_unlock(&p->lock);
  for (int i = 0; i < LOOKS && p->changes == changes; i++)
    (void)sched_yield();
  (void)pthread_mutex_lock(&p->lock);
  if (p->changes != changes) return;
  p->sleepers++;
  (void)pthread_cond_wait(&p->changed, &p->lock);
  p->sleepers--;
}

static void perform(struct pipeline *p, struct task task) {
  switch (task.work) {
  case LOAD:
    load(p);
    return;
  case SETTLE:
    settle(p);
    return;
  case FOLLOW:
    follow(p, task.lane);
    return;
  default:
    rest(p);
  }
}

/* ---- The threads -------------------------------------------------------------------------------
 */

/* Lanes that nobody else ends. */
static void end_lanes(struct pipeline *p) {
  while (p->ended < p->lanes->count) {
    const unsigned lane = p->ended++;
    (void)pthread_mutex_unlock(&p->lock);
    lanes_end(p->lanes, lane, p->reading->ended);
    (void)pthread_mutex_lock(&p->lock);
  }
}

static void *run(void *argument) {
  struct pipeline *p = argument;
  (void)pthread_mutex_lock(&p->lock);
  for (struct task task = next_task(p); task.work != LEAVE; task = next_task(p))
    perform(p, task);
  (void)pthread_cond_broadcast(&p->changed);
  end_lanes(p);
  (void)pthread_mutex_unlock(&p->lock);
  return NULL;
}

static void open_pipeline(struct pipeline *p, unsigned threads) {
  p->room = threads == 1 ? 1 : (size_t)BLOCKS_PER_THREAD * threads;
  p->ring = grow(NULL, p->room, sizeof(struct block *));
  p->spare = grow(NULL, p->room, sizeof(struct block *));
  p->is_parsed = grow(NULL, p->room, sizeof *p->is_parsed);
  p->follow = grow(NULL, p->lanes->count, sizeof *p->follow);
  while (p->spares < p->room)
    p->spare[p->spares++] = block_new();
  for (unsigned i = 0; i < p->lanes->count; i++)
    p->follow[i] = (struct stage){.done = 0};
  (void)pthread_mutex_init(&p->lock, NULL); /* neither can fail without attributes */
  (void)pthread_cond_init(&p->changed, NULL);
}

static void close_pipeline(struct pipeline *p) {
  while (p->spares > 0)
    block_free(p->spare[--p->spares]);
  free(p->spare);
  free(p->ring);
  free(p->is_parsed);
  free(p->follow);
  (void)pthread_mutex_destroy(&p->lock);
  (void)pthread_cond_destroy(&p->changed);
}

void pipeline_run(struct reading *reading, struct progress *progress, struct lanes *lanes,
                  unsigned threads) {
  struct pipeline p = {.reading = reading, .progress = progress, .lanes = lanes};
  pthread_t *others = grow(NULL, threads, sizeof *others);
  unsigned started = 0;
  open_pipeline(&p, threads);
  while (started + 1 < threads && pthread_create(&others[started], NULL, run, &p) == 0)
    started++;
  (void)run(&p);
  for (unsigned i = 0; i < started; i++)
    (void)pthread_join(others[i], NULL);
  free(others);
  close_pipeline(&p);
}
