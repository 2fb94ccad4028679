/* What network cards do of TCP's work, as far as a capture shows it: they finish checksums, cut
   segments that were handed to them larger than any on the wire, and join arriving ones.

   For a watch that judges an end by the size of segments, or by how many there were: its charge
   counts only if offload_may_join() says of the direction that no card can have joined them, which
   is known when the connection is over (struct finished, where FINISHED->end[E].offload
   is of what end E sent).  So such a kind of charge is to be left out where judge.c weighs charges.
 */
#ifndef PLUMB_CLI_OFFLOAD_H
#define PLUMB_CLI_OFFLOAD_H

#include "packet.h"

#include <stdbool.h>
#include <stdint.h>

/* What the segments of an end have shown so far. */
enum offload_sign {
  CHECKSUM_IS_LEFT = 1,      /* a checksum left to the card: the sum of the pseudo-header, or 0, */
  BARE_CHECKSUM_IS_LEFT = 2, /* that of a segment without text, which no card joins; */
  BARE_CHECKSUM_IS_RIGHT = 4,
  LARGE_AND_LEFT = 8,   /* text beyond the MSS of the peer, with a checksum that is not right */
  LARGE_AND_RIGHT = 16, /* the same, with one that is */
  SHOWN_TWICE = 32,     /* no card's work: a segment of the end is in the capture twice */
  OFFLOAD_SIGNS = 64    /* all sums of them are less */
};

struct offload {
  uint16_t mss;  /* the largest that the end's SYNs offer, octets; 0 as long as none does */
  uint8_t signs; /* enum offload_sign, added up */
};

/* The end sends S, not damaged, whose checksum is as CHECKSUM says; PEER is of the other end. */
void offload_follow(struct offload *offload, const struct offload *peer, const struct plumb_seg *s,
                    enum checksum checksum);

/* Are checksums of the end left to a card? */
bool offload_leaves(const struct offload *offload);

/* May segments that the end sent be shown larger, and fewer, than they were on the wire?  IS_HERE:
   the capture was taken at that end.  A segment that is too large and has a right checksum may have
   been joined by the card of its receiver, but at its sender it is what the sender made: there a
   card that is to cut a segment is to finish its checksum, too. */
bool offload_may_join(const struct offload *offload, bool is_here);

/* Do its checksums tell that the end is on the machine where the capture was taken, and those of
   its peer that the peer is not? */
bool offload_is_here(const struct offload *offload, const struct offload *peer);

#endif
