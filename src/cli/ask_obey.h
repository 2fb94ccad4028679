/* What is kept of the watch on resets that have to be obeyed. */
#ifndef PLUMB_CLI_ASK_OBEY_H
#define PLUMB_CLI_ASK_OBEY_H

#include "watch_obey.h"

/* Its fields, but for the time when such a reset arrived, and the number of a SYN that another has
   crossed, which are unusual. */
struct kept_obey {
  uint32_t ack;
  uint32_t top; /* unless begun: the ISS */
  bool told : 1, begun : 1;
  bool fin_out : 1, fin_in : 1;
  bool struck : 1;
  bool asks : 1, refused : 1;
};

#endif
