#include "lanes.h"
#include "message.h"

#include <stdlib.h>

/* Where a connection is takes two looks into memory, of which the second depends on the first.
   Between them so many other packets are looked after, so that memory has time to come. */
enum { BETWEEN = 4, LOOKS = 2 };

/* The packets of BLOCK that go to the lane NUMBER; returns how many there are. */
static size_t pick(struct block *block, unsigned number, struct parcel *mine[BLOCK_PACKETS]) {
  size_t count = 0;
  for (size_t i = 0; i < block->count; i++)
    if (block->parcels[i].lane == number) mine[count++] = &block->parcels[i];
  return count;
}

static void look(struct table *tables, struct parcel *parcel, unsigned which) {
  struct table *table = &tables[parcel->table];
  struct packet *packet = &parcel->packet;
  if (which == 0)
    parcel->slot = table_slot(table, &packet->from, &packet->to);
  else if (which == 1)
    table_fetch(table, parcel->slot);
  else
    table_add(table, parcel->slot, &packet->from, &packet->to, &packet->record);
}

void lanes_follow(struct lanes *lanes, unsigned number, struct block *block) {
  struct lane *lane = lanes->each[number];
  struct parcel *mine[BLOCK_PACKETS];
  const size_t count = pick(block, number, mine);
  for (size_t i = 0; i < count + LOOKS * BETWEEN; i++)
    for (unsigned which = 0; which <= LOOKS && which * BETWEEN <= i; which++)
      if (i - which * BETWEEN < count) look(lane->tables, mine[i - which * BETWEEN], which);
}

void lanes_sort(const struct lanes *lanes, struct parcel *parcel) {
  parcel->lane = NO_LANE;
  if (!packet_is_read(parcel->kind)) return;
  parcel->table = table_of(&parcel->packet.from, &parcel->packet.to);
  if (shard_has(lanes->shard, parcel->table))
    parcel->lane = shard_place(lanes->shard, parcel->table) % lanes->count;
}

static void add_lane(struct lanes *lanes, struct harvest *harvest) {
  struct lane *lane = grow(NULL, 1, sizeof *lane);
  lane->pool = table_pool();
  for (unsigned i = 0; i < TABLES; i++)
    table_start(&lane->tables[i], &lane->pool, harvest, TABLE_MEMORY);
  lanes->each[lanes->count++] = lane;
}

struct lanes *lanes_open(struct harvest *harvest, unsigned count, const struct shard *shard) {
  struct lanes *lanes = grow(NULL, 1, sizeof *lanes);
  *lanes = (struct lanes){.shard = shard};
  while (lanes->count < count)
    add_lane(lanes, harvest);
  return lanes;
}

void lanes_end(struct lanes *lanes, unsigned number, uint64_t time) {
  struct lane *lane = lanes->each[number];
  bool is_left = true;
  while (is_left) {
    is_left = false;
    for (unsigned i = 0; i < TABLES; i++)
      is_left = table_ends(&lane->tables[i], time) || is_left;
  }
  for (unsigned i = 0; i < TABLES; i++)
    table_end(&lane->tables[i], time);
  pool_end(&lane->pool);
}

void lanes_close(struct lanes *lanes) {
  for (unsigned i = 0; i < lanes->count; i++)
    free(lanes->each[i]);
  free(lanes);
}
