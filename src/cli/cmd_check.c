/* plumb check: judges every connection of capture files. */
#include "check_interface.h"
#include "checker.h"
#include "command.h"
#include "crew.h"
#include "message.h"

#include <stdio.h>

/* Judges the connections of a file one after the other. */
static void check_connections(struct checker *checker, struct examined *examined) {
  const struct finished *finished = NULL;
  for (uint64_t number = 1; (finished = spool_next(&examined->harvest.spool)) != NULL; number++) {
    struct vantage vantage = examined->harvest.vantage;
    vantage.is_partial = reading_lacks(&examined->reading, finished->ends);
    checker_judge(checker, finished, number, &vantage);
  }
}

static void check_examined(struct checker *checker, const char *path, struct examined *examined) {
  const struct reading *reading = &examined->reading;
  struct file_row *row = summary_begin_file(&checker->summary, path);
  char remarks[256];
  reading_remarks(reading, remarks, sizeof remarks);
  row->whole = reading->opened && !reading->broken;
  const struct file_facts facts = {.path = path,
                                   .is_opened = reading->opened,
                                   .packets = reading->packets,
                                   .connections = examined->harvest.connections,
                                   .not_judged = remarks,
                                   .tunnels = &reading->tunnels,
                                   .error = row->whole ? NULL : reading->reason};
  outputs_begin_file(&checker->outputs, &facts);
  check_connections(checker, examined);
  checker->is_complete = outputs_end_file(&checker->outputs, &facts) && checker->is_complete;
  if (row->whole) return;
  (void)fflush(stdout); /* keeps the order on a terminal */
  complain(path, "%s", reading->reason);
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
  if (!outputs_open(&checker->outputs, &checker->options.outputs, inputs->paths, inputs->count))
    return EXIT_TROUBLE;
  if (checker->options.interface != NULL)
    check_interface(checker);
  else
    check_files(checker);
  bool is_written = outputs_finish(&checker->outputs, &checker->summary);
  return is_written && checker->is_complete ? summary_exit_code(&checker->summary) : EXIT_TROUBLE;
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
