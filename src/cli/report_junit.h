/* The report of plumb check as JUnit XML, as build servers show it: a suite for each file, a case
   for each end of a connection. */
#ifndef PLUMB_CLI_REPORT_JUNIT_H
#define PLUMB_CLI_REPORT_JUNIT_H

#include "report.h"

struct junit_report {
  FILE *out;
  FILE *cases;      /* of the current file: a suite begins with their number */
  const char *path; /* of the current file */
  uint64_t tests, failures, errors, skipped;
};

/* False when there is no room for a temporary file; errno tells more. */
bool junit_begin(struct junit_report *report, FILE *out);
void junit_begin_file(struct junit_report *report, const struct file_facts *facts);
void junit_connection(struct junit_report *report, const struct judged *judged);
void junit_end_file(struct junit_report *report);

/* False when something was lost on the way through the temporary file. */
bool junit_finish(struct junit_report *report);

#endif
