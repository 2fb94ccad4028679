/* plumb check: judges every connection of capture files. */
#include "check_interface.h"
#include "check_shard.h"
#include "checker.h"
#include "command.h"
#include "crew.h"
#include "message.h"

static void check_examined(struct checker *checker, const char *path, struct examined *examined) {
  const struct reading *reading = &examined->reading;
  const bool is_whole = reading->opened && !reading->broken;
  char remarks[READING_REMARKS_SIZE];
  reading_remarks(reading, remarks, sizeof remarks);
  const struct file_facts facts = {.path = path,
                                   .is_opened = reading->opened,
                                   .packets = reading->packets,
                                   .connections = examined->harvest.connections,
                                   .not_judged = remarks,
                                   .tunnels = &reading->tunnels,
                                   .error = is_whole ? NULL : reading->reason};
  checker_file(checker, &facts, &examined->harvest, &reading->unread);
}

static void check_files(struct checker *checker) {
  const struct inputs *inputs = &checker->options.inputs;
  const struct examine_options options = {.vantage = checker->options.vantage,
                                          .filter = checker->options.selection.filter,
                                          .threads = checker->options.threads,
                                          .shows_progress = true};
  struct crew *crew = crew_start(inputs, &options);
  for (size_t i = 0; i < inputs->count; i++) {
    struct examined *examined = crew_next(crew);
    check_examined(checker, inputs->paths[i], examined);
    crew_forget(examined);
  }
  crew_end(crew);
}

/* Returns an exit code. */
static int check(struct checker *checker) {
  const struct inputs *inputs = &checker->options.inputs;
  if (checker->options.shard.count > 0) return check_shard(&checker->options);
  if (!outputs_open(&checker->outputs, &checker->options.outputs, inputs->paths, inputs->count))
    return EXIT_TROUBLE;
  if (checker->options.interface != NULL)
    check_interface(checker);
  else
    check_files(checker);
  return checker_finish(checker);
}

int cmd_check(int argc, char **argv) {
  struct checker checker = {.is_complete = true};
  int code = EXIT_USAGE;
  if (!check_options_parse(argc, argv, &checker.options, &code)) return code;
  checker.is_complete = checker.options.is_complete;
  code = check(&checker);
  summary_free(&checker.summary);
  check_options_free(&checker.options);
  return code;
}
