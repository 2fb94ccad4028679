/* IP datagrams put together from their fragments: RFC 791, RFC 8200 section 4.5.

   What a receiver does of fragments that overlap, or come late, depends on the receiver: such a
   datagram is not put together, and remains a doubt. */
#ifndef PLUMB_CLI_FRAGMENTS_H
#define PLUMB_CLI_FRAGMENTS_H

#include "capture.h"
#include "partial.h"
#include "unread.h"

/* How many datagrams may wait for fragments at a time: 4 MiB of them.  Then the oldest is given up.
 */
enum { PILES = 64 };

/* The least time, in microseconds, that a receiver keeps fragments. */
enum { FRAGMENTS_KEPT = 15000000 };

struct pile; /* the fragments of a datagram */

/* All zero when empty; fragments_free() frees it. */
struct fragments {
  struct pile *piles[PILES]; /* NULL where there is none */
  uint8_t *whole;            /* the datagram put together last, or NULL */
};

/* How many fragments of a datagram showed that they are, or may be, of TCP, and how many others
   there were. */
struct pieces {
  unsigned tcp, other;
};

enum fragment_result {
  FRAGMENT_KEPT,  /* it waits for others */
  FRAGMENT_WHOLE, /* with those before it is a datagram */
  FRAGMENT_LOST   /* it cannot be put together with anything; its datagram, given up, is unread */
};

/* Takes the fragment RAW, found in tunnel TUNNEL, which came at TIME.  If it is the last that was
   missing, *DATAGRAM, valid until the next call, is the whole, and *PIECES tells how many there
   were, this one included.  What is given up is added to UNREAD. */
enum fragment_result fragments_add(struct fragments *fragments, const struct capture_packet *raw,
                                   uint8_t tunnel, uint64_t time, struct unread *unread,
                                   struct capture_packet *datagram, struct pieces *pieces);

/* May a segment between these two ends be among those that wait? */
bool fragments_concern(const struct fragments *fragments, const struct socket_id ends[2]);

/* Nothing more comes: what waits is unread. */
void fragments_give_up(struct fragments *fragments, struct unread *unread);

void fragments_free(struct fragments *fragments);

#endif
