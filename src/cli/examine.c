#include "examine.h"
#include "lane.h"
#include "progress.h"

/* Some of the lanes in which the connections of a file are followed. */
struct lanes {
  struct lane *list[TABLES];
  unsigned count;
};

/* Reads the file, and gives each segment of the shard to the lane of its connection. */
static void distribute(struct reading *reading, struct progress *progress,
                       const struct shard *shard, const struct lanes *lanes) {
  struct capture_packet raw;
  while (reading_next(reading, &raw)) {
    struct packet packet;
    enum packet_kind kind = reading_read(reading, &raw, &packet);
    progress_step(progress, reading->capture, reading->packets);
    if (!packet_is_read(kind)) continue;
    struct parcel parcel = {.from = packet.from,
                            .to = packet.to,
                            .record = reading_record(reading, &raw, &packet, kind),
                            .table = table_of(&packet.from, &packet.to)};
    if (shard_has(shard, parcel.table))
      lane_take(lanes->list[shard_place(shard, parcel.table) % lanes->count], &parcel);
  }
  progress_clear(progress);
}

/* No more than there are tables to share out. */
static unsigned lanes_for(const struct examine_options *options) {
  if (options->threads < 2) return 1;
  return options->threads < TABLES ? options->threads : TABLES;
}

static void close_lanes(const struct lanes *lanes, uint64_t ended) {
  for (unsigned i = 0; i < lanes->count; i++)
    lane_close(lanes->list[i], ended);
}

void examine(struct examined *examined, const char *path, const struct examine_options *options) {
  struct reading *reading = &examined->reading;
  struct lanes lanes = {.count = lanes_for(options)};
  struct progress progress = progress_begin(options->shows_progress ? path : NULL);
  harvest_start(&examined->harvest, &options->vantage, SPOOL_MEMORY);
  reading_open(reading, path, options->filter);
  if (!reading->opened) return;
  for (unsigned i = 0; i < lanes.count; i++)
    lanes.list[i] = lane_open(&examined->harvest, lanes.count > 1);
  distribute(reading, &progress, &options->shard, &lanes);
  close_lanes(&lanes, reading->ended);
  spool_rewind(&examined->harvest.spool);
}

void examined_free(struct examined *examined) {
  harvest_free(&examined->harvest);
  reading_free(&examined->reading);
}
