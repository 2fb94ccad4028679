/* Packets that came less than a millisecond apart, and perhaps not in the order in which the
   capture shows them: each direction, or each queue of a network card, may be captured on its own.
   A charge that the other order would explain counts for nothing, nor does what follows it. */
#ifndef PLUMB_CLI_DISORDER_H
#define PLUMB_CLI_DISORDER_H

#include "finding.h"
#include "flow.h"

/* In microseconds. */
enum { DISORDER_WITHIN = 1000 };

/* Would CHARGE against an end be none if RECORD, which comes after it, had come before?  RECORD
   ARRIVES at the end or else is sent by it; OBSERVER has seen the end so far.  So it is if

   - RECORD is just what was acknowledged, by ACK or SACK, or echoed, or the peer's SYN, and arrives
     late;
   - RECORD is the end's own text or FIN that fills just the gap which it had left.

   A challenge ACK that is missing may be what the end sent just before what asked for it: the
   follower knows. */
bool disorder_explains(const struct charge *charge, const struct plumb_observer *observer,
                       const struct record *record, bool arrives);

#endif
