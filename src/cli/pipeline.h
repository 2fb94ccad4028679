/* A file on its way through several threads: its packets are read, parsed, settled, followed in
   their lanes.  Each thread does whatever can be done next; none has a task of its own. */
#ifndef PLUMB_CLI_PIPELINE_H
#define PLUMB_CLI_PIPELINE_H

#include "lanes.h"
#include "progress.h"
#include "reading.h"

/* Takes all packets of READING, which is open, through LANES, and ends these.  THREADS, from 1 on,
   are at work, this one included; fewer, if no more can be started. */
void pipeline_run(struct reading *reading, struct progress *progress, struct lanes *lanes,
                  unsigned threads);

#endif
