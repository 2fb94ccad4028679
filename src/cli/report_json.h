/* The report of plumb check as one JSON object; docs/check.schema.json describes it. */
#ifndef PLUMB_CLI_REPORT_JSON_H
#define PLUMB_CLI_REPORT_JSON_H

#include "report.h"

enum { JSON_SCHEMA = 1 }; /* grows when a reader of the former would misunderstand the new */

struct json_report {
  FILE *out;
  bool has_files, has_connections;
};

struct json_report json_begin(FILE *out);
void json_begin_file(struct json_report *report, const struct file_facts *facts);
void json_connection(struct json_report *report, const struct judged *judged);
void json_end_file(struct json_report *report);
void json_finish(struct json_report *report, const struct summary *summary);

#endif
