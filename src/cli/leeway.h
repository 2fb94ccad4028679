/* What else an endpoint might have sent: the RFCs leave it a choice of what to acknowledge, how
   much to send, and what window to offer. */
#ifndef PLUMB_CLI_LEEWAY_H
#define PLUMB_CLI_LEEWAY_H

#include "observe.h"

#include <stdbool.h>

enum { LEEWAY_TEXT_SIZE = 128 };

/* An endpoint whose segments are all captured, and all that reached it. */
struct leeway {
  struct plumb_observer observer;
  bool is_over; /* it broke a MUST: what it may do after that, the RFCs do not say */
};

struct leeway leeway_of_fresh(void);

void leeway_arrived(struct leeway *leeway, const struct plumb_seg *s);

/* The endpoint sends S.  Writes what was allowed in its place at most, for example "ACK 1 to 1461,
   text up to 64241, a right edge from 65536 on"; "" if there was no choice, or none that is known.
 */
void leeway_sent(struct leeway *leeway, const struct plumb_seg *s, char text[LEEWAY_TEXT_SIZE]);

#endif
