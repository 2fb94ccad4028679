#include "examine.h"
#include "lane.h"
#include "progress.h"

/* Reads the file, and gives each segment to the lane of its connection. */
static void distribute(struct reading *reading, struct progress *progress,
                       struct lane *const lanes[], unsigned count) {
  struct capture_packet raw;
  while (reading_next(reading, &raw)) {
    struct parcel parcel;
    enum packet_kind kind = packet_parse(&raw, &parcel.packet);
    reading_count(reading, &raw, kind);
    progress_step(progress, reading->capture, reading->packets);
    if (kind != PACKET_SEGMENT) continue;
    parcel.number = raw.number;
    parcel.time = reading->ended;
    parcel.passes = raw.passes;
    unsigned lane = count == 1 ? 0 : table_of(&parcel.packet.from, &parcel.packet.to) % count;
    lane_take(lanes[lane], &parcel);
  }
  progress_clear(progress);
}

void examine(struct examined *examined, const char *path, const struct examine_options *options) {
  struct reading *reading = &examined->reading;
  struct lane *lanes[TABLES];
  unsigned count = options->threads < TABLES ? options->threads : TABLES;
  struct progress progress = progress_begin(options->shows_progress ? path : NULL);
  harvest_start(&examined->harvest, &options->vantage, SPOOL_MEMORY);
  reading_open(reading, path, options->filter);
  if (!reading->opened) return;
  for (unsigned i = 0; i < count; i++)
    lanes[i] = lane_open(&examined->harvest, count > 1);
  distribute(reading, &progress, lanes, count);
  for (unsigned i = 0; i < count; i++) {
    uint64_t damaged = lane_close(lanes[i], reading->ended);
    reading->kinds[PACKET_SEGMENT] -= damaged;
    reading->kinds[PACKET_DAMAGED] += damaged;
  }
  spool_rewind(&examined->harvest.spool);
}

void examined_free(struct examined *examined) {
  harvest_free(&examined->harvest);
  reading_free(&examined->reading);
}
