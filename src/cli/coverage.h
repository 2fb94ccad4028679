/* Which sequence numbers of a direction a capture shows, and which it lacks. */
#ifndef PLUMB_CLI_COVERAGE_H
#define PLUMB_CLI_COVERAGE_H

#include "flow.h"

/* So many pieces of a direction may stand beyond its first gap; of more, no track is kept. */
enum { SPANS_KEPT = 1024 };

struct span {
  int64_t from, to; /* positions: TO is the one after the last */
  uint64_t packet;  /* the first that shows some of it */
};

/* What is known of a direction beyond its first gap, or beyond all that it shows. */
struct beyond {
  uint32_t count, capacity; /* of PIECES */
  int64_t top;              /* the position after the highest shown */
  int64_t acked;            /* the highest that the other end acknowledged, if beyond the edge */
  uint64_t acked_by;    /* the first packet that acknowledges a position beyond the edge, or 0 */
  uint64_t last_ack;    /* the last packet since then that acknowledges anything, or 0 */
  bool denied;          /* after ACKED_BY the sender stands at the edge: it had sent no more */
  uint64_t crowded;     /* the packet that was one piece too many, or 0: nothing after it counts */
  struct span pieces[]; /* what is shown: sorted, apart from each other */
};

/* What is shown of a direction so far.  Positions are counted from its ISS, in 64 bits, so that
   they do not wrap: the SYN is at 0. */
struct coverage {
  bool begun;            /* its SYN was seen; before that nothing can be said */
  bool closed;           /* its FIN was seen: it can send nothing more */
  uint32_t iss;          /* meant when BEGUN */
  int64_t edge;          /* all positions before it are shown */
  struct beyond *beyond; /* NULL as long as nothing is shown or acknowledged beyond the edge */
};

/* What is missing of a direction. */
struct gap {
  bool exists;       /* some position is in no segment, though later ones are */
  uint64_t at;       /* the first such */
  uint64_t beyond;   /* the first packet that shows a position beyond it */
  uint64_t acked_by; /* the first packet of the other end that acknowledges it, 0 if none does */
  bool awaited;      /* the other end acknowledges after BEYOND, but nothing of the gap */
  bool at_the_end; /* nothing later is shown, but acknowledged; nor does the sender show later that
                      it sent no such thing: BEYOND is not meant */
};

/* RECORD was sent in this direction. */
void coverage_sent(struct coverage *coverage, const struct record *record);

/* RECORD came from the other end. */
void coverage_answered(struct coverage *coverage, const struct record *record);

struct gap coverage_gap(const struct coverage *coverage);

/* The packet from which on no track is kept, because there are too many gaps; 0 if there is none.
 */
uint64_t coverage_crowded(const struct coverage *coverage);

/* Octets it holds beside itself. */
size_t coverage_size(const struct coverage *coverage);

void coverage_free(struct coverage *coverage);

#endif
