#include "table.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

enum { SLOTS = 4096, CACHE_LINE = 64 };

/* Twice the MSL: after that no old segment is about (RFC 9293 section 3.4.2). */
enum { QUIET = 240000000 }; /* microseconds */

struct entry {
  struct live live;
  uint32_t octets; /* counted in the table */
  uint16_t slot;
  bool is_over;  /* in which queue it is, */
  bool is_heard; /* and that a segment came since it was put there */
  struct entry *chain, *older, *newer;
};

/* Slabs have a head: 1 KiB each would be a little more. */
_Static_assert(sizeof(struct entry) <= 992, "a connection takes less than 1 KiB");

/* ---- The hash -------------------------------------------------------------------------------- */

/* The key of the tables is public: every run of the command divides alike. */
static const uint64_t public_keys[KEYS] = {
    0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb, 0xd6e8feb86659fd93,
    0xa0761d6478bd642f, 0xe7037ed1a0b428db, 0x8ebc6af09c88c6e3, 0x589965cc75374cc3,
    0x1d8e4e27c47d124f, 0xeb44accab455d165, 0x2545f4914f6cdd1d};

/* Some order, the same whichever of them sends. */
static bool is_low(const struct socket_id *a, const struct socket_id *b) {
  if (a->port != b->port) return a->port < b->port;
  return memcmp(a->address, b->address, sizeof a->address) <= 0;
}

/* Multilinear hashing: for keys chosen at random, whatever two inputs collide once in 2^32. */
static uint32_t hash(const uint64_t keys[KEYS], const struct socket_id *a,
                     const struct socket_id *b) {
  bool is_ordered = is_low(a, b);
  const struct socket_id *low = is_ordered ? a : b, *high = is_ordered ? b : a;
  const unsigned words = low->is_v6 ? 4 : 1;
  uint64_t sum = keys[8 + words / 4] + keys[10] * ((uint32_t)low->port << 16 | high->port);
  for (unsigned i = 0; i < words; i++) {
    uint32_t pair[2];
    memcpy(&pair[0], &low->address[4 * (size_t)i], 4);
    memcpy(&pair[1], &high->address[4 * (size_t)i], 4);
    sum += keys[i] * pair[0] + keys[4 + i] * pair[1];
  }
  return (uint32_t)(sum >> 32);
}

unsigned table_of(const struct socket_id *a, const struct socket_id *b) {
  return hash(public_keys, a, b) % TABLES;
}

/* ---- Queues and chains ----------------------------------------------------------------------- */

static struct queue *queue_of(struct table *table, const struct entry *entry) {
  return entry->is_over ? &table->over : &table->open;
}

static void enqueue(struct queue *queue, struct entry *entry) {
  entry->is_heard = false;
  entry->older = queue->newest;
  entry->newer = NULL;
  if (queue->newest != NULL)
    queue->newest->newer = entry;
  else
    queue->oldest = entry;
  queue->newest = entry;
}

static void dequeue(struct queue *queue, const struct entry *entry) {
  if (queue->oldest == entry)
    queue->oldest = entry->newer;
  else
    entry->older->newer = entry->newer;
  if (queue->newest == entry)
    queue->newest = entry->older;
  else
    entry->newer->older = entry->older;
}

/* The entry of QUEUE that is to be finished first; NULL if there is none.  Those that had segments
   since they were queued go to the end only now: to move one at each would touch its neighbours'
   memory. */
static struct entry *quietest_of(struct queue *queue) {
  struct entry *entry = queue->oldest;
  while (entry != NULL && entry->is_heard) {
    dequeue(queue, entry);
    enqueue(queue, entry);
    entry = queue->oldest;
  }
  return entry;
}

static bool is_between(const struct entry *entry, const struct socket_id *a,
                       const struct socket_id *b) {
  const struct socket_id *ends = entry->live.ends;
  return (same_socket(&ends[0], a) && same_socket(&ends[1], b)) ||
         (same_socket(&ends[0], b) && same_socket(&ends[1], a));
}

/* The latest connection between A and B, which hangs at SLOT if there is one; else NULL. */
static struct entry *find(const struct table *table, uint32_t slot, const struct socket_id *a,
                          const struct socket_id *b) {
  struct entry *entry = table->slots[slot];
  while (entry != NULL && !is_between(entry, a, b))
    entry = entry->chain;
  return entry;
}

/* Has the memory of ENTRY, unless NULL, brought near. */
static void fetch(const struct entry *entry) {
  for (size_t at = 0; entry != NULL && at < sizeof *entry; at += CACHE_LINE)
    __builtin_prefetch((const char *)entry + at, 1);
}

/* ---- Connections begin and end --------------------------------------------------------------- */

struct pool table_pool(void) {
  return pool_start(sizeof(struct entry));
}

void table_start(struct table *table, struct pool *pool, struct harvest *harvest, size_t limit) {
  *table = (struct table){.pool = pool, .harvest = harvest, .limit = limit};
}

static void make_slots(struct table *table) {
  table->slots = grow(NULL, SLOTS, sizeof(struct entry *));
  memset(table->slots, 0, SLOTS * sizeof(struct entry *));
  if (getrandom(table->keys, sizeof table->keys, 0) != sizeof table->keys)
    memcpy(table->keys, public_keys, sizeof table->keys);
}

static struct entry *begin(struct table *table, uint32_t slot, const struct socket_id *from,
                           const struct socket_id *to) {
  struct entry *entry = pool_take(table->pool);
  live_begin(&entry->live, from, to);
  entry->octets = sizeof *entry;
  entry->slot = (uint16_t)slot;
  entry->is_over = false;
  entry->chain = table->slots[slot];
  table->slots[slot] = entry;
  enqueue(&table->open, entry);
  table->octets += entry->octets;
  return entry;
}

/* What is left of ENTRY, whose memory goes back to the pool. */
static struct finished *reap(struct table *table, struct entry *entry, uint64_t time,
                             bool is_evicted) {
  struct finished *finished = live_finish(&entry->live, time, is_evicted);
  pool_give(table->pool, entry);
  return finished;
}

static void bring_in(struct table *table, struct finished *const finished[], size_t count) {
  harvest_add(table->harvest, finished, count);
  for (size_t i = 0; i < count; i++)
    free(finished[i]);
}

/* Finishes an entry of QUEUE. */
static void finish(struct table *table, struct queue *queue, struct entry *entry, uint64_t time,
                   bool is_evicted) {
  struct entry **at = &table->slots[entry->slot];
  while (*at != entry)
    at = &(*at)->chain;
  *at = entry->chain;
  dequeue(queue, entry);
  table->octets -= entry->octets;
  struct finished *finished = reap(table, entry, time, is_evicted);
  bring_in(table, &finished, 1);
}

void table_sweep(struct table *table, uint64_t time, uint64_t quiet) {
  struct queue *over = &table->over;
  if (table->over_since + quiet >= time) return;
  struct entry *entry = NULL;
  while ((entry = quietest_of(over)) != NULL && entry->live.ended + quiet < time)
    finish(table, over, entry, time, false);
  table->over_since = entry != NULL ? entry->live.ended : time;
}

/* Finishes the one of both queues that has been quiet for longer.  False if there is none. */
static bool evict(struct table *table, uint64_t time) {
  struct entry *open = quietest_of(&table->open), *over = quietest_of(&table->over);
  const bool is_over = open == NULL || (over != NULL && over->live.ended < open->live.ended);
  struct entry *entry = is_over ? over : open;
  if (entry != NULL) finish(table, queue_of(table, entry), entry, time, !is_over);
  return entry != NULL;
}

static void make_room(struct table *table, uint64_t time) {
  table_sweep(table, time, QUIET);
  while (table->octets > table->limit && evict(table, time)) {
  }
}

/* Counts what the entry takes now, and queues it anew when it is over, or is not any more. */
static void touch(struct table *table, struct entry *entry) {
  uint32_t octets = (uint32_t)(sizeof *entry + live_size(&entry->live));
  bool is_over = progress_is_over(entry->live.progress);
  table->octets = table->octets - entry->octets + octets;
  entry->octets = octets;
  if (entry->is_over == is_over) return;
  dequeue(queue_of(table, entry), entry);
  entry->is_over = is_over;
  enqueue(queue_of(table, entry), entry);
}

/* The connection that RECORD belongs to; NULL if there is none and it may not begin one. */
static struct entry *entry_for(struct table *table, uint32_t slot, const struct socket_id *from,
                               const struct socket_id *to, struct record *record) {
  struct entry *entry = find(table, slot, from, to);
  if (entry != NULL) {
    record->from = same_socket(&entry->live.ends[0], from) ? 0 : 1;
    entry->is_heard = true;
  }
  if (record->damaged || record->is_icmp || record->is_copy) return entry;
  if (entry != NULL && progress_begins_anew(entry->live.progress, record->from, &record->seg)) {
    finish(table, queue_of(table, entry), entry, record->time, false);
    entry = NULL;
  }
  if (entry != NULL) return entry;
  record->from = 0;
  return begin(table, slot, from, to);
}

uint32_t table_slot(struct table *table, const struct socket_id *a, const struct socket_id *b) {
  if (table->slots == NULL) make_slots(table);
  uint32_t slot = hash(table->keys, a, b) % SLOTS;
  __builtin_prefetch(&table->slots[slot]);
  return slot;
}

void table_fetch(const struct table *table, uint32_t slot) { fetch(table->slots[slot]); }

void table_add(struct table *table, uint32_t slot, const struct socket_id *from,
               const struct socket_id *to, struct record *record) {
  struct entry *entry = entry_for(table, slot, from, to, record);
  if (entry == NULL) return;
  live_follow(&entry->live, record);
  touch(table, entry);
  make_room(table, record->time);
}

/* Finishes some of what is in QUEUE.  False when that was all. */
static bool drain(struct table *table, struct queue *queue, uint64_t time) {
  enum { SOME = 64 };
  struct finished *finished[SOME];
  size_t count = 0;
  while (count < SOME && queue->oldest != NULL) {
    struct entry *entry = queue->oldest;
    queue->oldest = entry->newer;
    fetch(queue->oldest);
    finished[count++] = reap(table, entry, time, false);
  }
  bring_in(table, finished, count);
  if (queue->oldest == NULL) queue->newest = NULL;
  return queue->oldest != NULL;
}

bool table_ends(struct table *table, uint64_t time) {
  const bool is_open = drain(table, &table->open, time), is_over = drain(table, &table->over, time);
  return is_open || is_over;
}

void table_end(struct table *table, uint64_t time) {
  while (table_ends(table, time)) {
  }
  free(table->slots);
  table->slots = NULL;
  table->octets = 0;
}
