/* One end of a connection, mirrored by the core: what arrives is given to plumb_segment_arrives(),
   what is sent is taken from the wire.  So its TCB is what a Plumb in its place would have. */
#ifndef PLUMB_CLI_MIRROR_H
#define PLUMB_CLI_MIRROR_H

#include "flow.h"
#include "plumb.h"
#include "story.h"

struct mirror {
  bool is_far;                /* what is captured for it need not arrive at it */
  struct plumb_config config; /* what the end's own SYN offers */
  struct plumb_tcb tcb;
  uint32_t iss;                /* of its SYN, or 0 if it never sends one */
  struct plumb_answer answer;  /* what the segment that arrived last asks for */
  struct story_row answer_row; /* and the row that says so */
  uint32_t acknowledged;       /* ACK of what it sent last */
  unsigned duplicates;         /* duplicate ACKs since SND.UNA moved last, RFC 5681 section 2 */
  bool has_recovered;          /* since then it has sent again because of them */
};

/* The end END of C before its first segment.  IS_FAR: the capture was not taken there. */
struct mirror mirror_of(const struct connection *c, unsigned end, bool is_far);

/* The end sends S: its user, its timers or the segment before made it. */
struct story mirror_sends(struct mirror *mirror, const struct plumb_seg *s, uint64_t now);

/* S arrives at the end. */
struct story mirror_receives(struct mirror *mirror, const struct plumb_seg *s, uint64_t now);

#endif
