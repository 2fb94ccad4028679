/* Which connections, ends and clauses the user asks for.  But for the clause, that changes no
   verdict: every connection is judged by all of its packets. */
#ifndef PLUMB_CLI_SELECTION_H
#define PLUMB_CLI_SELECTION_H

#include "filter.h"
#include "report.h"

struct selection {
  const char *clause;        /* judge by this one alone; NULL: by all */
  bool has_endpoint;         /* only this end ... */
  struct socket_id endpoint; /* ... where port 0 stands for any */
  uint64_t connection;       /* only the one of this number; 0: all */
  uint64_t since;        /* only those that last until then: microseconds since the first packet */
  struct filter *filter; /* only those of which a packet passes; NULL: all */
  const char *filter_text; /* its expression */
};

/* Read an option's argument.  False if it makes no sense. */
bool selection_clause(struct selection *selection, const char *text);
bool selection_endpoint(struct selection *selection, const char *text);
bool selection_connection(struct selection *selection, const char *text);
bool selection_since(struct selection *selection, const char *text);

/* Marks which ends of JUDGED are shown and leaves only the findings asked for.  False when nothing
   of it is shown. */
bool selection_apply(const struct selection *selection, struct judged *judged);

#endif
