/* What is kept of the watch on ICMP errors, and how it is told of them. */
#ifndef PLUMB_CLI_ASK_PATH_H
#define PLUMB_CLI_ASK_PATH_H

#include "flow.h"
#include "watch_path.h"

/* All of it is unusual: here is only whether there is any. */
struct kept_path {
  bool waits;
};

struct watches;

/* ERROR, of ICMP_TOO_BIG, is about a segment in flight of an end whose first GOT_THROUGH numbers,
   its SYN's counted, are acknowledged. */
void ask_path_too_big(struct watches *watches, const struct record *error, uint32_t got_through);

/* ERROR, a hard one, is about the SYN of an end in SYN-SENT. */
void ask_path_refused(struct watches *watches, const struct record *error);

#endif
