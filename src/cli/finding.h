/* A finding of the observer, put into words. */
#ifndef PLUMB_CLI_FINDING_H
#define PLUMB_CLI_FINDING_H

#include "observe.h"

#include <stdbool.h>

enum { FINDING_TEXT_SIZE = 96 };

/* Does the finding hold however segments were lost, delayed or reordered on their way to the
   capture point? */
bool holds_in_any_order(enum plumb_finding finding);

/* What JUDGEMENT, passed on an end that the observer saw as BEFORE, says was allowed and was seen.
   Sequence numbers are relative to the ISS of their direction. */
void describe_allowed(const struct plumb_judgement *judgement, const struct plumb_observer *before,
                      char text[FINDING_TEXT_SIZE]);
void describe_seen(const struct plumb_judgement *judgement, const struct plumb_observer *before,
                   char text[FINDING_TEXT_SIZE]);

/* Why the observer can tell no more, without a full stop. */
const char *describe_loss(enum plumb_loss loss);

#endif
