/* plumb coverage: what captures exercise of all that is judged. */
#include "command.h"
#include "exercise_report.h"
#include "grammar.h"
#include "inputs.h"
#include "message.h"

#include <stdio.h>
#include <string.h>

const char coverage_help[] =
    "plumb coverage [--vantage ADDRESS] [--json] FILE...\n"
    "\n"
    "Tells what captures exercise: a set of captures in which nothing was found shows little if\n"
    "nothing could have been found. FILE is as for 'plumb check'; each folder with captures has a\n"
    "column of its own.\n"
    "\n"
    "  occasions  for each finding of 'plumb check', on how many segments the clause was broken,\n"
    "             or would have been if one thing of the segment had been other: its SEQ, ACK or\n"
    "             timestamp out of all bounds, a bit the other way, an option more or less, the\n"
    "             window closed, the segment ten seconds later, ... (docs/coverage.md lists "
    "them);\n"
    "             for a missing challenge ACK, how many resets or SYNs asked for one; for ISNs, "
    "how many\n"
    "             openings were the fifth of a host in a row\n"
    "  states     how many ends stood in each state of RFC 9293\n"
    "  rows       how many segments went through each row of the event table for SEGMENT ARRIVES\n"
    "             ('plumb clause EV-SEG-SYNC-1c' tells what it says), by the state of the end\n"
    "\n"
    "Only ends count at which the capture was taken, as long as it shows all of them. States and\n"
    "rows are those of a TCB that Plumb's own event functions keep, fed with what is captured.\n"
    "\n"
    "  --vantage ADDRESS      the captures were taken at the host with this address\n"
    "  --json                 print one JSON object (docs/coverage.schema.json)\n"
    "  --help                 this text\n"
    "\n"
    "Exit codes: 0 told, 2 the command line was not understood, 3 some file could not be read\n"
    "whole, or the output could not be written.\n"
    "\n"
    "Example: plumb coverage traces/\n";

struct coverage_options {
  struct vantage vantage;
  bool json;
};

static bool take(void *given, int option) {
  struct coverage_options *options = given;
  if (option == 'v')
    return grammar_expect(vantage_parse(optarg, &options->vantage), "vantage",
                          "an IPv4 or IPv6 address");
  options->json = true;
  return true;
}

/* Returns false when the command has been answered or was not understood, with CODE set. */
static bool parse(int argc, char **argv, struct coverage_options *options, int *code) {
  static const struct option longs[] = {{"vantage", required_argument, NULL, 'v'},
                                        {"json", no_argument, NULL, 'j'},
                                        {"help", no_argument, NULL, 'h'},
                                        {NULL, 0, NULL, 0}};
  static const struct grammar grammar = {"coverage", coverage_help, "h", longs, take};
  if (!grammar_read(&grammar, argc, argv, options, code)) return false;
  if (argc > optind) return true;
  complain(NULL, "coverage takes one capture file or more; 'plumb help coverage' tells more");
  return false;
}

/* False, after a complaint, when the file PATH could not be read to its end. */
static bool count_file(struct exercise_groups *groups, const char *path,
                       const struct vantage *vantage) {
  struct trace trace = trace_read(path);
  bool is_whole = trace.reading.opened && !trace.reading.broken;
  if (trace.reading.opened)
    exercise_count(&exercise_group_of(groups, path)->exercise, &trace, vantage);
  if (!is_whole) complain(path, "%s", trace.reading.reason);
  trace_free(&trace);
  return is_whole;
}

int cmd_coverage(int argc, char **argv) {
  struct coverage_options options = {.json = false};
  struct inputs inputs = {.count = 0};
  struct exercise_groups groups = {.count = 0};
  int code = EXIT_USAGE;
  if (!parse(argc, argv, &options, &code)) return code;
  bool is_complete = true;
  for (int i = optind; i < argc; i++)
    is_complete = inputs_add(&inputs, argv[i]) && is_complete;
  for (size_t i = 0; i < inputs.count; i++)
    is_complete = count_file(&groups, inputs.paths[i], &options.vantage) && is_complete;
  if (options.json)
    exercise_print_json(&groups, stdout);
  else
    exercise_print(&groups, stdout, wants_colour(stdout));
  exercise_groups_free(&groups);
  inputs_free(&inputs);
  return finish_output(stdout) && is_complete ? EXIT_CONFORMS : EXIT_TROUBLE;
}
