/* The command lines of plumb check and of plumb merge, which is to report as plumb check does. */
#ifndef PLUMB_CLI_CHECK_OPTIONS_H
#define PLUMB_CLI_CHECK_OPTIONS_H

#include "inputs.h"
#include "outputs.h"
#include "profile.h"
#include "selection.h"
#include "shard.h"
#include "vantage.h"

struct check_options {
  struct output_options outputs;
  struct selection selection;
  struct vantage vantage;
  struct profile profile;
  struct inputs inputs;  /* captures; of plumb merge, shards */
  struct shard shard;    /* of what there is to judge; nothing in it: all */
  const char *interface; /* to be captured, instead of inputs; NULL: none */
  unsigned threads;      /* from 1 on */
  bool is_complete;      /* every folder named could be read and holds captures */
};

/* Returns false when the command has been answered or was not understood, with CODE set. */
bool check_options_parse(int argc, char **argv, struct check_options *options, int *code);
bool merge_options_parse(int argc, char **argv, struct check_options *options, int *code);

void check_options_free(struct check_options *options);

#endif
