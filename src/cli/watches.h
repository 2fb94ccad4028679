/* The watches (src/check/watch_*.h) that follow one end beside the observer, and their charges.
 *
 * To add a watch: a line in EACH_WATCH, and ask_NAME.c, which asks it (ask.h says how).  If no way
 * of alter.h makes a segment break its clause, one more there. */
#ifndef PLUMB_CLI_WATCHES_H
#define PLUMB_CLI_WATCHES_H

#include "ask_dsack.h"
#include "ask_echo.h"
#include "ask_extras.h"
#include "ask_flight.h"
#include "ask_marks.h"
#include "ask_obey.h"
#include "ask_path.h"
#include "ask_resets.h"
#include "ask_sack.h"
#include "clauses.h"
#include "finding.h"
#include "flow.h"
#include "unusual.h"
#include "watch_acks.h"
#include "watch_ecn.h"
#include "watch_options.h"
#include "watch_size.h"
#include "watch_stampless.h"
#include "watch_stamps.h"
#include "watch_stretch.h"
#include "watch_texts.h"
#include "watch_timers.h"

#include <stddef.h>

/* Every watch: its name, what it keeps, and the first of its kinds of charges.  What needs the
   largest alignment comes first; stretch looks at acks, dsack at sack, echo at obey and marks, and
   comes before.  In this order the charges against one segment stand: what a reset forbids counts
   before what its timestamps are. */
#define EACH_WATCH(DO)                                                                             \
  DO(timers, struct plumb_timer_watch, 40)                                                         \
  DO(stretch, struct plumb_stretch_watch, 120)                                                     \
  DO(acks, struct plumb_ack_watch, 48)                                                             \
  DO(dsack, struct kept_dsack, 152)                                                                \
  DO(stampless, struct plumb_stampless_watch, 208)                                                 \
  DO(echo, struct kept_echo, 200)                                                                  \
  DO(obey, struct kept_obey, 128)                                                                  \
  DO(stamps, struct plumb_stamp_watch, 56)                                                         \
  DO(flight, struct kept_flight, 64)                                                               \
  DO(texts, struct plumb_text_watch, 104)                                                          \
  DO(sack, struct kept_sack, 80)                                                                   \
  DO(resets, struct kept_resets, 88)                                                               \
  DO(marks, struct kept_marks, 144)                                                                \
  DO(size, struct plumb_size_watch, 96)                                                            \
  DO(options, struct plumb_option_watch, 32)                                                       \
  DO(path, struct kept_path, 168)                                                                  \
  DO(ecn, struct plumb_ecn_watch, 72)                                                              \
  DO(extras, struct kept_extras, 176)

/* What a charge is about: below WATCH_KINDS an enum plumb_finding; then, for each watch, from its
   first kind on its faults, of which there are less than KINDS_OF_WATCH, or of EXTRAS three times
   that. */
enum { WATCH_KINDS = 32, KINDS_OF_WATCH = 8, KINDS = 256 };

#define FIRST_KIND(name, state, first) FIRST_##name = (first),
enum { EACH_WATCH(FIRST_KIND) };
#undef FIRST_KIND

/* The watch on ISNs follows hosts, not ends (hosts.h): its kinds. */
enum { KIND_ISNS = 136 };

#define INDEX(name, state, first) WATCH_##name,
enum { EACH_WATCH(INDEX) WATCHES };
#undef INDEX

#define MEMBER(name, state, first) state name;
struct watches {
  EACH_WATCH(MEMBER)
  struct unusual *unusual; /* NULL as long as nothing unusual happens */
};
#undef MEMBER

struct watches watches_start(void);

/* RECORD, not damaged, arrives at the end. */
void watches_arrived(struct watches *watches, const struct record *record);

/* The end sends RECORD, not damaged.  Returns how many charges it wrote; packet, time and state are
   left for the caller. */
size_t watches_sent(struct watches *watches, const struct record *record,
                    struct charge charges[WATCHES]);

/* Octets that they hold beside themselves. */
size_t watches_size(const struct watches *watches);

/* Another one that knows the same; to be freed as the first. */
struct watches watches_copy(const struct watches *watches);

void watches_free(struct watches *watches);

/* The clause that a charge of KIND, WATCH_KINDS or more, is about; NULL if there is no such kind.
 */
const struct plumb_clause *watches_clause(unsigned kind);

/* Does it hold however segments were lost, delayed or reordered on their way to the capture point?
 */
bool watches_hold_in_any_order(unsigned kind);

/* Is it nothing at all when the capture was taken elsewhere?  Of copies that the way made, perhaps
 * behind the capture point, an end that reports them does not become suspect; nor does one in whose
 * name a firewall may have sent a reset. */
bool watches_hold_only_there(unsigned kind);

/* What CHARGE, of such a kind, says was allowed and was seen. */
void watches_describe(const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                      char seen[FINDING_TEXT_SIZE]);

#endif
