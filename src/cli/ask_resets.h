/* What is kept of the watch on resets. */
#ifndef PLUMB_CLI_ASK_RESETS_H
#define PLUMB_CLI_ASK_RESETS_H

#include "watch_resets.h"

/* Its fields, a0 and reset taken apart; a1 to a3 are unusual. */
struct kept_resets {
  uint32_t iss;
  uint32_t span;
  uint32_t a0_number;
  uint32_t reset_number;
  bool opened : 1, full : 1;
  bool a0_on : 1, a0_ack : 1;
  bool reset_on : 1, reset_ack : 1;
};

#endif
