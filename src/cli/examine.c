#include "examine.h"
#include "lanes.h"
#include "pipeline.h"

void examine(struct examined *examined, const char *path, const struct examine_options *options) {
  struct reading *reading = &examined->reading;
  const unsigned threads = options->threads < TABLES ? options->threads : TABLES;
  struct progress progress = progress_begin(options->shows_progress ? path : NULL);
  harvest_start(&examined->harvest, &options->vantage, SPOOL_MEMORY);
  reading_open(reading, path, options->filter);
  if (!reading->opened) return;
  struct lanes *lanes = lanes_open(&examined->harvest, threads, &options->shard);
  pipeline_run(reading, &progress, lanes, threads);
  progress_clear(&progress);
  reading_finish(reading);
  lanes_close(lanes);
  spool_rewind(&examined->harvest.spool);
}

void examined_free(struct examined *examined) {
  harvest_free(&examined->harvest);
  reading_free(&examined->reading);
}
