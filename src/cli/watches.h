/* The watches (src/check/watch_*.h) that follow one end beside the observer, and their charges. */
#ifndef PLUMB_CLI_WATCHES_H
#define PLUMB_CLI_WATCHES_H

#include "clauses.h"
#include "finding.h"
#include "watch_acks.h"
#include "watch_ecn.h"
#include "watch_flight.h"
#include "watch_options.h"
#include "watch_stamps.h"
#include "watch_timers.h"

#include <stddef.h>

/* What a charge is about: below WATCH_KINDS an enum plumb_finding; then the faults of each watch,
   counted from here. */
enum {
  WATCH_KINDS = 32,
  KIND_OPTIONS = WATCH_KINDS,
  KIND_TIMERS = 40,
  KIND_ACKS = 48,
  KIND_STAMPS = 56,
  KIND_FLIGHT = 64,
  KIND_ECN = 72,
  KINDS = 80
};

enum { WATCHES = 6 };

struct watches {
  struct plumb_timer_watch timers;
  struct plumb_ack_watch acks;
  struct plumb_stamp_watch stamps;
  struct plumb_flight_watch flight;
  struct plumb_option_watch options;
  struct plumb_ecn_watch ecn;
};

struct watches watches_start(void);

/* S arrives at the end at NOW, in microseconds since the first packet of the file. */
void watches_arrived(struct watches *watches, const struct plumb_seg *s, uint64_t now);

/* The end sends S at NOW.  Returns how many charges it wrote; packet, time and state are left for
   the caller. */
size_t watches_sent(struct watches *watches, const struct plumb_seg *s, uint64_t now,
                    struct charge charges[WATCHES]);

/* The clause that a charge of KIND, WATCH_KINDS or more, is about; NULL if there is no such kind.
 */
const struct plumb_clause *watches_clause(unsigned kind);

/* Does it hold however segments were lost, delayed or reordered on their way to the capture point?
 */
bool watches_hold_in_any_order(unsigned kind);

/* What CHARGE, of such a kind, says was allowed and was seen. */
void watches_describe(const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                      char seen[FINDING_TEXT_SIZE]);

#endif
