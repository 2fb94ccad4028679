/* What a capture is worth as evidence about one end of a connection.

   Taken at an end, a capture shows what that end sent and what reached it. Elsewhere it does not: a
   segment it shows may have been lost on the rest of the way. To accuse an end on such evidence
   would be to accuse the innocent. */
#ifndef PLUMB_CLI_EVIDENCE_H
#define PLUMB_CLI_EVIDENCE_H

#include "live.h"
#include "vantage.h"

enum { EVIDENCE_REASON_SIZE = 192 }; /* octets, the terminator included */

enum worth {
  WORTH_FULL,      /* taken at this end: whatever is found counts */
  WORTH_UNORDERED, /* segments may have been lost or overtaken on the way between this end and the
                      capture point: what is found counts if it does not depend on that */
  WORTH_ACQUITTAL, /* segments could not be read: no finding counts */
  WORTH_NOTHING    /* the connection is not shown */
};

struct evidence {
  enum worth worth;
  bool joined_arriving; /* there may have been more segments that arrived than it shows */
  bool lacks_packets;   /* of the connection, and perhaps others: what has to have arrived, or not,
                           for a finding is uncertain */
  uint64_t until; /* the packet from which on it is worth nothing; UINT64_MAX if there is none */
};

/* What the connection C, captured at VANTAGE, shows of its end END. */
struct evidence evidence_of(const struct finished *c, unsigned end, const struct vantage *vantage);

/* Why that is not all: "" if it is WORTH_FULL throughout; without a full stop. */
void evidence_explain(const struct finished *c, unsigned end, const struct vantage *vantage,
                      char reason[EVIDENCE_REASON_SIZE]);

#endif
