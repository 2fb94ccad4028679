/* A capture file, read whole and sorted into connections. */
#ifndef PLUMB_CLI_TRACE_H
#define PLUMB_CLI_TRACE_H

#include "capture.h"
#include "flow.h"
#include "packet.h"
#include "vantage.h"

#include <stdbool.h>
#include <stdint.h>

struct trace {
  struct flows flows;
  uint64_t packets;
  uint64_t ended;                   /* when the last packet came: microseconds since the first */
  uint64_t kinds[PACKET_KINDS];     /* how many packets of each kind */
  bool opened;                      /* false: nothing could be read */
  bool broken;                      /* the file ends or goes wrong in the middle */
  char reason[CAPTURE_REASON_SIZE]; /* of not OPENED or BROKEN */
};

/* Reads the capture file PATH.  What could be read before an error is kept. */
struct trace trace_read(const char *path);

/* What of the file was not judged, for example "2 IP fragments, 1 packet cut short"; "" if nothing.
   Packets without TCP are none of TCP's business and not told. */
void trace_remarks(const struct trace *trace, char *text, size_t size);

/* Where it was captured: as the user says, else as its connections tell. */
struct vantage trace_vantage(const struct trace *trace, const struct vantage *given);

void trace_free(struct trace *trace);

#endif
