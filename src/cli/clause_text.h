/* The clauses of the RFCs in our own words, as spec/requirements has them. */
#ifndef PLUMB_CLI_CLAUSE_TEXT_H
#define PLUMB_CLI_CLAUSE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A piece of the tables: not terminated, it lives for ever. */
struct piece {
  const char *at;
  size_t length;
};

struct clause_text {
  struct piece id, rfc, section, level, topic, text;
};

/* The row of the clause ID, in capitals or not.  False if there is none. */
bool clause_find(const char *id, struct clause_text *clause);

/* The rows whose id begins with BEGINNING, one after the other: after the row at AT, or first if
   that is NULL.  Returns where the row is, or NULL after the last. */
const char *clause_next(const char *beginning, const char *at, struct clause_text *clause);

/* The part of a section's number that addresses it: "3.10.7.4" of "3.10.7.4 (1)". */
struct piece clause_anchor(const struct clause_text *clause);

#endif
