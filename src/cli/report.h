/* The report of plumb check on one file after the other, as text or as JSON. */
#ifndef PLUMB_CLI_REPORT_H
#define PLUMB_CLI_REPORT_H

#include "judge.h"
#include "reading.h"
#include "summary.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One connection as text: both ends with their findings. */
void report_connection(FILE *out, const struct judged *c, bool colour);

/* The same as JSON. */
json_t *json_connection(const struct judged *c);

/* A file as JSON, with the CONNECTIONS that json_connection() made; takes that reference over. */
json_t *json_file(const char *path, const struct reading *reading, json_t *connections);

/* The whole report as JSON, with the FILES that json_file() made; takes that reference over. */
json_t *json_report(const struct summary *summary, json_t *files);

#endif
