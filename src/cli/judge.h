/* The judgement of one end of a connection: the observer's findings, weighed by the evidence. */
#ifndef PLUMB_CLI_JUDGE_H
#define PLUMB_CLI_JUDGE_H

#include "finding.h"
#include "flow.h"
#include "vantage.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict {
  CONFORMS,     /* the RFCs explain all it sent */
  DEVIATES,     /* but for a SHOULD */
  VIOLATES,     /* not without breaking a MUST */
  INCONCLUSIVE, /* the capture does not tell */
  VERDICTS
};

/* One segment that a clause does not allow, or asks an answer for that did not come.  The strings
 * that are pointed to live for ever. */
struct finding {
  uint64_t packet;      /* as Wireshark numbers it */
  uint64_t time;        /* microseconds since the first packet of the file */
  const char *state;    /* of the end when the segment was sent, or arrived */
  const char *clause;   /* its id in spec/requirements */
  const char *sentence; /* what was done, in plain words */
  bool is_must;         /* MUST or MUST NOT; otherwise SHOULD or SHOULD NOT */
  bool is_later;        /* it may follow from an earlier finding: it decides nothing */
  char allowed[FINDING_TEXT_SIZE];
  char seen[FINDING_TEXT_SIZE];
};

struct judgement {
  enum verdict verdict;
  struct finding *findings; /* for INCONCLUSIVE: what would have been found on full evidence */
  size_t count, capacity;
  char reason[EVIDENCE_REASON_SIZE]; /* of INCONCLUSIVE */
};

/* Judges end END of C.  What the capture is worth for that, EVIDENCE tells; its last packet came at
   ENDED, in microseconds since the first. */
struct judgement judge(const struct connection *c, unsigned end, const struct evidence *evidence,
                       uint64_t ended);

void judgement_free(struct judgement *judgement);

const char *verdict_name(enum verdict verdict);

#endif
