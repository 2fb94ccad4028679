/* What is kept of the watch on SACK blocks. */
#ifndef PLUMB_CLI_ASK_SACK_H
#define PLUMB_CLI_ASK_SACK_H

#include "watch_sack.h"

/* Its fields, and its first span; the others are unusual. */
struct kept_sack {
  uint32_t irs;
  uint32_t told;
  struct plumb_span s0;
  bool begun;
  bool from_syn;
};

#endif
