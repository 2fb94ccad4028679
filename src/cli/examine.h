/* A capture file examined in one pass: its connections, followed to their ends, wait to be judged.
 */
#ifndef PLUMB_CLI_EXAMINE_H
#define PLUMB_CLI_EXAMINE_H

#include "harvest.h"
#include "reading.h"
#include "vantage.h"

struct examined {
  struct reading reading;
  struct harvest harvest;
};

/* Examines the capture file PATH in THREADS threads, from 1 on.  The outcome does not depend on how
   many they are.  GIVEN is what the user says of where it was captured; of which connections a
   packet passes FILTER is marked, of all if it is NULL. */
void examine(struct examined *examined, const char *path, const struct vantage *given,
             struct filter *filter, unsigned threads);

void examined_free(struct examined *examined);

#endif
