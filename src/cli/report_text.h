/* The report of plumb check for people. */
#ifndef PLUMB_CLI_REPORT_TEXT_H
#define PLUMB_CLI_REPORT_TEXT_H

#include "report.h"

/* Nothing, if it could not be opened. */
void text_begin_file(FILE *out, const struct file_facts *facts, bool colour);

/* Both ends with their findings. */
void text_connection(FILE *out, const struct judged *judged, bool colour);

#endif
