/* What each finding of the observer breaks. */
#ifndef PLUMB_CLAUSES_H
#define PLUMB_CLAUSES_H

#include "observe.h"

struct plumb_clause {
  const char *id;       /* in spec/requirements */
  bool must;            /* MUST or MUST NOT; otherwise SHOULD or SHOULD NOT */
  const char *sentence; /* what was done, in plain words, without a full stop */
};

/* Is there something to tell: is f a finding, not NO_FINDING? */
/*@ predicate IsFinding(integer f) = PLUMB_NO_FINDING < f <= PLUMB_SYN_CHALLENGE_MISSING; */

/* The clause that the finding f breaks; it lives for ever. */
/*@ requires IsFinding(f);
    assigns \result \from f;
    ensures \valid_read(\result);
    ensures \result->must <==> f != PLUMB_WINDOW_SHRUNK; */
const struct plumb_clause *plumb_clause_of(enum plumb_finding f);

#endif
