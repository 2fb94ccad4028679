/* Where the report of plumb check goes: each format that is asked for gets all of it. */
#ifndef PLUMB_CLI_OUTPUTS_H
#define PLUMB_CLI_OUTPUTS_H

#include "annotate.h"
#include "report.h"
#include "report_json.h"
#include "report_junit.h"
#include "report_sarif.h"

enum printed { PRINTED_TEXT, PRINTED_SUMMARY, PRINTED_JSON, PRINTED_JUNIT, PRINTED_SARIF };

struct output_options {
  enum printed printed; /* on standard output */
  const char *junit;    /* files to write besides, or NULL */
  const char *sarif;
  const char *annotated;
};

struct outputs {
  struct output_options options;
  bool colour;
  struct json_report json;
  FILE *junit_file, *sarif_file; /* NULL: not asked for */
  struct junit_report junit;
  struct sarif_report sarif;
  struct annotation annotation; /* its file is NULL when it is not asked for */
};

/* Opens PATH to be written, unless it is one of the COUNT files INPUTS that are to be read: writing
   would destroy it.  NULL after a complaint. */
FILE *open_output(const char *path, char *const *inputs, size_t count);

/* Opens what is to be written, each in a file of its own, on none of the files that are to be read:
   INPUTS, of which there are COUNT.  False, after a complaint, when that fails. */
bool outputs_open(struct outputs *outputs, const struct output_options *options,
                  char *const *inputs, size_t count);

void outputs_begin_file(struct outputs *outputs, const struct file_facts *facts);
void outputs_connection(struct outputs *outputs, const struct judged *judged);

/* False, after a complaint, when the file could not be read again for the annotated copy. */
bool outputs_end_file(struct outputs *outputs, const struct file_facts *facts);

/* Prints the summary and closes everything.  False, after a complaint, when something was lost. */
bool outputs_finish(struct outputs *outputs, struct summary *summary);

#endif
