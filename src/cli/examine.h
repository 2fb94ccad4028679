/* A capture file examined in one pass: its connections, followed to their ends, wait to be judged.
 */
#ifndef PLUMB_CLI_EXAMINE_H
#define PLUMB_CLI_EXAMINE_H

#include "harvest.h"
#include "reading.h"
#include "shard.h"
#include "vantage.h"

struct examined {
  struct reading reading;
  struct harvest harvest;
};

struct examine_options {
  struct vantage vantage;      /* what the user says of where it was captured */
  const struct filter *filter; /* of which connections a packet passes it is marked; NULL: of all */
  struct shard shard;          /* whose connections are followed, of all that are read */
  unsigned threads;            /* from 1 on; the outcome does not depend on it */
  bool shows_progress;         /* on a terminal */
};

/* Examines the capture file PATH. */
void examine(struct examined *examined, const char *path, const struct examine_options *options);

void examined_free(struct examined *examined);

#endif
