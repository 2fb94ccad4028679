#include "block.h"
#include "message.h"

#include <stdlib.h>

struct block *block_new(void) {
  struct block *block = grow(NULL, 1, sizeof *block);
  block->buffer = (struct buffer){.room = 0};
  block->count = 0;
  return block;
}

static bool has_more(const struct block *block, const struct reading *reading) {
  return block->count < BLOCK_PACKETS && capture_has_next(reading->capture);
}

bool block_load(struct block *block, struct reading *reading) {
  block->count = 0;
  capture_move(reading->capture, &block->buffer);
  do {
    struct arrival *arrival = &block->arrivals[block->count];
    if (!reading_next(reading, &arrival->raw)) return block->count > 0;
    arrival->time = reading->ended;
    arrival->late = reading->late;
    block->count++;
  } while (has_more(block, reading));
  return true;
}

void block_parse(struct block *block) {
  for (size_t i = 0; i < block->count; i++) {
    struct parcel *parcel = &block->parcels[i];
    parcel->kind = packet_read(&block->arrivals[i].raw, &parcel->packet);
  }
}

void block_free(struct block *block) {
  buffer_free(&block->buffer);
  free(block);
}
