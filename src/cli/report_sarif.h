/* The findings of plumb check as SARIF 2.1.0, as code hosts show them. */
#ifndef PLUMB_CLI_REPORT_SARIF_H
#define PLUMB_CLI_REPORT_SARIF_H

#include "report.h"

#include <jansson.h>

struct sarif_report {
  FILE *out;
  const char *path; /* of the current file */
  bool has_results;
  json_t *rules;         /* of the clauses found broken: rule ids to rules */
  json_t *notifications; /* files that could not be read */
};

struct sarif_report sarif_begin(FILE *out);
void sarif_begin_file(struct sarif_report *report, const struct file_facts *facts);
void sarif_connection(struct sarif_report *report, const struct judged *judged);
void sarif_finish(struct sarif_report *report);

#endif
