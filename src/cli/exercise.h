/* What captures exercise: which clauses they gave occasion to break, in which states their ends
   stood, and which rows of RFC 9293 section 3.10.7 the segments went through that arrived.

   An end counts at which its capture was taken, and as long as the capture shows all of it: there a
   finding would count, and the state is known.  Of other ends only those occasions count whose
   finding would count there, too (holds_in_any_order()).

   - An occasion to break a clause is a segment that the end sent and that is found to break it, or
     would be if it were altered in one of the ways of alter.h.  For a challenge ACK that may be
     missing it is a reset or a SYN that asks for one; for ISNs the fifth opening of a host in a
   row, all between other sockets.
   - States and rows are those of a TCB that Plumb's own event functions keep (mirror.h). */
#ifndef PLUMB_CLI_EXERCISE_H
#define PLUMB_CLI_EXERCISE_H

#include "trace.h"
#include "watches.h"

enum { STATES = PLUMB_TIME_WAIT + 1 };

/* A row of the event table: how many segments that arrived in each state went through it. */
struct exercised_row {
  const char *id; /* not terminated, */
  size_t length;  /* so long */
  uint64_t arrived[STATES];
};

struct exercise {
  uint64_t captures, connections;
  uint64_t ends;             /* at which their capture was taken */
  uint64_t occasions[KINDS]; /* segments, for each kind of finding */
  uint64_t states[STATES];   /* ends that stood in the state, before or after some segment */
  struct exercised_row *rows;
  size_t row_count;
};

/* All is zero; the rows are those of SEGMENT ARRIVES. */
struct exercise exercise_start(void);

/* Counts what the capture TRACE exercises.  GIVEN is what the user says of where it was taken. */
void exercise_count(struct exercise *exercise, const struct trace *trace,
                    const struct vantage *given);

/* Adds what PART counted. */
void exercise_add(struct exercise *sum, const struct exercise *part);

void exercise_free(struct exercise *exercise);

#endif
