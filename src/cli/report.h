/* The report of plumb check on one file after the other, as text or as JSON. */
#ifndef PLUMB_CLI_REPORT_H
#define PLUMB_CLI_REPORT_H

#include "judge.h"
#include "summary.h"
#include "trace.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One connection as text: both ends with their findings. */
void report_connection(FILE *out, const struct connection *c, size_t number,
                       const struct judgement judgements[2], bool colour);

/* The same as JSON. */
json_t *json_connection(const struct connection *c, size_t number,
                        const struct judgement judgements[2]);

/* A file as JSON, with the CONNECTIONS that json_connection() made; takes that reference over. */
json_t *json_file(const char *path, const struct trace *trace, json_t *connections);

/* The whole report as JSON, with the FILES that json_file() made; takes that reference over. */
json_t *json_report(const struct summary *summary, json_t *files);

#endif
