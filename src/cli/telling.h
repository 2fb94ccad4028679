/* A connection told segment by segment: what each does at both ends, as two mirrors see it. */
#ifndef PLUMB_CLI_TELLING_H
#define PLUMB_CLI_TELLING_H

#include "flow.h"
#include "leeway.h"
#include "mirror.h"
#include "story.h"

#include <stdbool.h>
#include <stdint.h>

enum { SEGMENT_TEXT_SIZE = 80, CHANGES = 5 };

struct telling {
  struct mirror mirrors[2];
  struct leeway leeway; /* of the end AT */
  int at;               /* where it was captured: 0, 1, or -1 when it was elsewhere */
  uint32_t base[2];     /* the sequence number called 0, of each end */
  bool with_states;     /* false: the capture begins in the middle, the states are not known */
};

/* A variable of the TCB that a segment changed; sequence numbers are relative. */
struct change {
  const char *name;
  uint32_t before, after;
};

/* What one segment does at one end. */
struct told {
  enum plumb_tcp_state before, after;
  struct change changes[CHANGES];
  unsigned change_count;
  struct story story;
  char allowed[LEEWAY_TEXT_SIZE]; /* what else it might have sent; "" if it sent nothing, or if that
                                     is not known: the capture was taken elsewhere */
};

/* Begins to tell C, captured at end AT: 0, 1, or -1 when it was elsewhere. */
struct telling telling_of(const struct connection *c, int at);

/* Tells RECORD, the next of the connection, at both ends: TOLD[0] and TOLD[1].  False when it
   changes nothing at either: it is damaged, or the states are not known. */
bool tell_record(struct telling *telling, const struct record *record, struct told told[2]);

/* The segment in the RFC's notation, for example "<SEQ=0><ACK=1><CTL=SYN,ACK>"; its numbers are
   relative. */
const char *segment_text(const struct telling *telling, const struct record *record,
                         char text[SEGMENT_TEXT_SIZE]);

/* By what the receiver of RECORD, the next of the connection, multiplies its window; 1 as long as
   that is not known to be otherwise (RFC 7323 section 2.3). */
uint32_t window_factor(const struct telling *telling, const struct record *record);

#endif
