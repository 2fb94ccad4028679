/* What the watches on one end keep only while something unusual happens to it, in a block that is
 * there only then: a live connection has no room for it otherwise. */
#ifndef PLUMB_CLI_UNUSUAL_H
#define PLUMB_CLI_UNUSUAL_H

#include "watch_path.h"
#include "watch_resets.h"
#include "watch_sack.h"

#include <stddef.h>

/* Whose part of it is kept: each a bit. */
enum unusual_part {
  UNUSUAL_SPANS = 1,     /* text arrived beyond a gap */
  UNUSUAL_ASKED = 2,     /* more than one answer to what arrived would be a reset */
  UNUSUAL_RESET = 4,     /* a reset that has to be obeyed arrived */
  UNUSUAL_DSACK = 16,    /* text arrived again, or beyond a gap, and no SACK block answers it yet */
  UNUSUAL_CROSSING = 32, /* a SYN crossed its own */
  UNUSUAL_PATH = 64,     /* an ICMP error told something of the path, which is not settled */
  UNUSUAL_MARK = 512     /* text arrived marked, and no CWR since */
};

struct unusual {
  uint32_t kept; /* enum unusual_part, added up: only of these is what follows meant */
  struct plumb_span spans[3];
  struct plumb_asked asked[3];
  uint64_t reset_at; /* microseconds since the first packet of the file */
  uint32_t iss;      /* of its own SYN, which another crossed */
  struct plumb_spans again;
  uint32_t newest_seq;
  uint32_t newest_len;
  struct plumb_path_watch path;
  uint32_t mark_from; /* the marked text */
  uint32_t mark_to;
};

/* Is PART kept in UNUSUAL, which may be NULL? */
bool unusual_keeps(const struct unusual *unusual, enum unusual_part part);

/* *UNUSUAL, made if it is NULL, where PART is kept from now on. */
struct unusual *unusual_keep(struct unusual **unusual, enum unusual_part part);

/* PART is kept no more, if it was.  When nothing is, *UNUSUAL is freed and NULL. */
void unusual_drop(struct unusual **unusual, enum unusual_part part);

#endif
