/* The options of a subcommand, which all of them read alike. */
#ifndef PLUMB_CLI_GRAMMAR_H
#define PLUMB_CLI_GRAMMAR_H

#include <getopt.h>
#include <stdbool.h>

struct grammar {
  const char *name, *help; /* of the subcommand */
  const char *shorts;      /* as getopt_long() takes them; 'h' is --help */
  const struct option *longs;

  /* Takes one option into OPTIONS, its value in optarg.  False, with a complaint, when that makes
     no sense. */
  bool (*take)(void *options, int option);
};

/* Reads the options; the first of the files is then argv[optind].  False when the command has been
   answered or was not understood, with CODE set. */
bool grammar_read(const struct grammar *grammar, int argc, char **argv, void *options, int *code);

/* IS_GOOD; unless it is, complains that the option NAME takes WHAT, and not what it was given. */
bool grammar_expect(bool is_good, const char *name, const char *what);

#endif
