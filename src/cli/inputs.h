/* The capture files that a command line names: files, and folders with files in them. */
#ifndef PLUMB_CLI_INPUTS_H
#define PLUMB_CLI_INPUTS_H

#include <stdbool.h>
#include <stddef.h>

struct inputs {
  char **paths;
  size_t count, capacity;
};

/* Adds PATH; of a folder, the captures in it and in the folders in it, sorted by name, recognized
   by their content.  False, after a complaint, when it is a folder that cannot be read or holds
   none. */
bool inputs_add(struct inputs *inputs, const char *path);

void inputs_free(struct inputs *inputs);

#endif
