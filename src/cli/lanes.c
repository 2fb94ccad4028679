#include "lanes.h"
#include "message.h"

#include <stdlib.h>

/* A few packets at a time, so that memory has time to come. */
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

void lanes_follow(struct lanes *lanes, unsigned number, struct block *block) {
  struct lane *lane = lanes->each[number];
  struct parcel *few[FEW];
  size_t count = 0;
  for (size_t i = 0; i < block->count; i++) {
    struct parcel *parcel = &block->parcels[i];
    if (parcel->lane != number) continue;
    few[count++] = parcel;
    if (count < FEW) continue;
    follow_few(lane, few, count);
    count = 0;
  }
  follow_few(lane, few, count);
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
  for (unsigned i = 0; i < TABLES; i++)
    table_end(&lane->tables[i], time);
  pool_end(&lane->pool);
}

void lanes_close(struct lanes *lanes) {
  for (unsigned i = 0; i < lanes->count; i++)
    free(lanes->each[i]);
  free(lanes);
}
