#include "check_shard.h"
#include "crew.h"
#include "json.h"
#include "message.h"
#include "shard_write.h"

#include <stdio.h>

/* A file is known to plumb merge by its name alone, and JSON is UTF-8. */
static bool can_be_named(const struct inputs *inputs) {
  bool are_good = true;
  for (size_t i = 0; i < inputs->count; i++) {
    json_t *name = json_string(inputs->paths[i]);
    if (name == NULL) complain(inputs->paths[i], "--shard wants file names in UTF-8");
    are_good = are_good && name != NULL;
    json_decref(name);
  }
  return are_good;
}

static void write_examined(const char *path, struct examined *examined) {
  const struct reading *reading = &examined->reading;
  shard_write_file(stdout, path, examined);
  if (!reading->opened || reading->broken) complain(path, "%s", reading->reason);
}

static void write_files(const struct check_options *options) {
  const struct inputs *inputs = &options->inputs;
  const struct examine_options how = {.filter = options->selection.filter,
                                      .shard = options->shard,
                                      .threads = options->threads,
                                      .shows_progress = true};
  struct crew *crew = crew_start(inputs, &how);
  for (size_t i = 0; i < inputs->count; i++) {
    struct examined *examined = crew_next(crew);
    write_examined(inputs->paths[i], examined);
    crew_forget(examined);
  }
  crew_end(crew);
}

int check_shard(const struct check_options *options) {
  if (!can_be_named(&options->inputs)) return EXIT_TROUBLE;
  shard_write_head(stdout, &options->shard, options->selection.filter_text, options->is_complete);
  write_files(options);
  shard_write_end(stdout, options->inputs.count);
  return finish_output(stdout) ? EXIT_CONFORMS : EXIT_TROUBLE;
}
