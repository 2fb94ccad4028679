/* What captures exercise, folder by folder, as a table or as JSON. */
#ifndef PLUMB_CLI_EXERCISE_REPORT_H
#define PLUMB_CLI_EXERCISE_REPORT_H

#include "exercise.h"

#include <stdio.h>

/* The version of the JSON; docs/coverage.schema.json tells what it holds. */
enum { COVERAGE_SCHEMA = 1 };

/* The captures of one folder. */
struct exercise_group {
  char *folder;
  struct exercise exercise;
};

struct exercise_groups {
  struct exercise_group *list;
  size_t count, capacity;
};

/* The group of the folder in which the file PATH lies; a new one if it is the first of it. */
struct exercise_group *exercise_group_of(struct exercise_groups *groups, const char *path);

/* Tables for people. */
void exercise_print(const struct exercise_groups *groups, FILE *out, bool colour);

/* One object, as docs/coverage.schema.json says. */
void exercise_print_json(const struct exercise_groups *groups, FILE *out);

void exercise_groups_free(struct exercise_groups *groups);

#endif
