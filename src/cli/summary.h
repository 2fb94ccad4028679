/* What was found in all files: the table at the end of the report. */
#ifndef PLUMB_CLI_SUMMARY_H
#define PLUMB_CLI_SUMMARY_H

#include "judge.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct file_row {
  const char *path;
  bool whole;              /* false: it could not be read, or not to its end */
  uint64_t connections;    /* that were reported */
  uint64_t ends[VERDICTS]; /* of connections, by verdict */
};

struct clause_row {
  const char *clause;
  const char *sentence; /* what was done, as the first finding has it */
  bool is_must;
  enum treatment treatment; /* of its findings, all alike */
  uint64_t findings, ends;  /* not counted are findings that may follow from an earlier one */
  uint64_t latest;          /* the end counted last, as a number of struct summary's JUDGED */
};

struct summary {
  struct file_row *files;
  size_t file_count, file_capacity;
  struct clause_row *clauses;
  size_t clause_count, clause_capacity;
  uint64_t judged; /* ends whose findings were counted */
};

/* Begins the row of the next file; PATH must outlive the summary. */
struct file_row *summary_begin_file(struct summary *summary, const char *path);

/* Counts a connection of the current file, and the judgements on those of its ends that are shown.
 */
void summary_count(struct summary *summary, const struct judged *judged);

/* Puts the clauses in order: MUST before SHOULD, then by their ids. */
void summary_sort(struct summary *summary);

/* The sums over all files; its path is NULL. */
struct file_row summary_total(const struct summary *summary);

/* The exit code of message.h that the files deserve. */
int summary_exit_code(const struct summary *summary);

/* Clauses as summary_sort() leaves them. */
void summary_print(const struct summary *summary, FILE *out, bool colour);

void summary_free(struct summary *summary);

#endif
