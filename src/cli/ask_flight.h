/* What is kept of the watch on text in flight. */
#ifndef PLUMB_CLI_ASK_FLIGHT_H
#define PLUMB_CLI_ASK_FLIGHT_H

#include "watch_flight.h"

/* Its fields, as small as they go. */
struct kept_flight {
  uint32_t reached;
  uint32_t growth;
  uint32_t next;
  uint16_t mss;
  bool opened : 1, orderly : 1;
};

#endif
