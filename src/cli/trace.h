/* A capture file, read whole and sorted into connections with all their segments: for who tells
   about each of them. */
#ifndef PLUMB_CLI_TRACE_H
#define PLUMB_CLI_TRACE_H

#include "flow.h"
#include "reading.h"
#include "vantage.h"

struct trace {
  struct reading reading;
  struct flows flows;
};

/* Reads the capture file PATH.  What could be read before an error is kept. */
struct trace trace_read(const char *path);

/* Where it was captured: as the user says, else as its connections tell. */
struct vantage trace_vantage(const struct trace *trace, const struct vantage *given);

void trace_free(struct trace *trace);

#endif
