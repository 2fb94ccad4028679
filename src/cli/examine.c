#include "examine.h"
#include "lanes.h"
#include "progress.h"

/* Reads the file, and gives its segments to the lanes of their connections. */
static void distribute(struct reading *reading, struct progress *progress, struct lanes *lanes) {
  struct capture_packet raw;
  while (reading_next(reading, &raw)) {
    enum packet_kind kind = reading_read(reading, &raw, lanes_next(lanes));
    progress_step(progress, reading->capture, reading->packets);
    if (packet_is_read(kind)) lanes_take(lanes);
  }
  progress_clear(progress);
}

void examine(struct examined *examined, const char *path, const struct examine_options *options) {
  struct reading *reading = &examined->reading;
  struct progress progress = progress_begin(options->shows_progress ? path : NULL);
  harvest_start(&examined->harvest, &options->vantage, SPOOL_MEMORY);
  reading_open(reading, path, options->filter);
  if (!reading->opened) return;
  struct lanes *lanes = lanes_open(&examined->harvest, options->threads, &options->shard);
  distribute(reading, &progress, lanes);
  lanes_close(lanes, reading->ended);
  spool_rewind(&examined->harvest.spool);
}

void examined_free(struct examined *examined) {
  harvest_free(&examined->harvest);
  reading_free(&examined->reading);
}
