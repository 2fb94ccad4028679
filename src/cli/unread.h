/* Segments that could not be read, and the connections that lack them.
 *
 * To judge a connection by what is left of it would be to accuse the innocent; to judge none of the
 * file would be to acquit the guilty. */
#ifndef PLUMB_CLI_UNREAD_H
#define PLUMB_CLI_UNREAD_H

#include "partial.h"

enum { UNREAD_RECENT = 64, UNREAD_MAX = 65536 };

/* All zero when empty; unread_free() frees it. */
struct unread {
  void *pairs;     /* search tree: pairs of sockets; port 0 stands for any */
  size_t count;    /* of these; when there are too many, every connection is concerned */
  bool is_anybody; /* some segment may be anybody's */
  struct partial recent[UNREAD_RECENT]; /* first fragments: to which the others belong */
  size_t next;                          /* where the next goes */
};

void unread_add(struct unread *unread, const struct partial *partial);

/* May a segment between these two ends be among them? */
bool unread_concerns(const struct unread *unread, const struct socket_id ends[2]);

void unread_free(struct unread *unread);

#endif
