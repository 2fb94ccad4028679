/* Which rows of RFC 9293 section 3.10 account for an event, by their ids in
   spec/requirements/rfc9293-events.tsv. */
#ifndef PLUMB_CLI_STORY_H
#define PLUMB_CLI_STORY_H

#include "plumb.h"

#include <stdbool.h>
#include <stdint.h>

enum { STORY_ROWS = 8 };

struct story_row {
  const char *clause;   /* its id */
  const char *sentence; /* what it says here, without a full stop */
};

struct story {
  struct story_row rows[STORY_ROWS];
  unsigned count;
  const char *remark; /* where the wire and the mirror disagree, or NULL */
};

void tell(struct story *story, const char *clause, const char *sentence);

/* SEGMENT ARRIVES: the segment S came when the TCB was BEFORE, and the core made it OUTCOME. */
struct story story_of_arrival(const struct plumb_tcb *before, const struct plumb_seg *s,
                              const struct plumb_outcome *outcome);

/* The name of a state as the RFC writes it. */
const char *state_name(enum plumb_tcp_state state);

/* Sequence numbers that S takes: its text, SYN and FIN. */
uint32_t segment_length(const struct plumb_seg *s);

#endif
