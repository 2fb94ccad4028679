#include "examine.h"
#include "lane.h"
#include "progress.h"

/* Reads the file, and gives each segment to the lane of its connection. */
static void distribute(struct reading *reading, struct progress *progress,
                       struct lane *const lanes[], unsigned count) {
  struct capture_packet raw;
  while (reading_next(reading, &raw)) {
    struct packet packet;
    enum packet_kind kind = reading_read(reading, &raw, &packet);
    progress_step(progress, reading->capture, reading->packets);
    if (kind != PACKET_SEGMENT && kind != PACKET_DAMAGED) continue;
    struct parcel parcel = {.from = packet.from,
                            .to = packet.to,
                            .record = reading_record(reading, &raw, &packet, kind),
                            .table = table_of(&packet.from, &packet.to)};
    lane_take(lanes[parcel.table % count], &parcel);
  }
  progress_clear(progress);
}

/* No more than there are tables to share out. */
static unsigned lanes_for(const struct examine_options *options) {
  if (options->threads < 2) return 1;
  return options->threads < TABLES ? options->threads : TABLES;
}

void examine(struct examined *examined, const char *path, const struct examine_options *options) {
  struct reading *reading = &examined->reading;
  struct lane *lanes[TABLES];
  const unsigned count = lanes_for(options);
  struct progress progress = progress_begin(options->shows_progress ? path : NULL);
  harvest_start(&examined->harvest, &options->vantage, SPOOL_MEMORY);
  reading_open(reading, path, options->filter);
  if (!reading->opened) return;
  for (unsigned i = 0; i < count; i++)
    lanes[i] = lane_open(&examined->harvest, count > 1);
  distribute(reading, &progress, lanes, count);
  for (unsigned i = 0; i < count; i++)
    lane_close(lanes[i], reading->ended);
  spool_rewind(&examined->harvest.spool);
}

void examined_free(struct examined *examined) {
  harvest_free(&examined->harvest);
  reading_free(&examined->reading);
}
