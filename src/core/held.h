/*
 * Text that arrived ahead of RCV.NXT (RFC 9293 section 3.10.7.4, SHLD-31).
 *
 * Up to four runs of sequence numbers, none touching another, the most recent first, as a SACK
 * option reports them (RFC 2018 section 4).  Their octets stand in the receive buffer already.
 */
#ifndef PLUMB_HELD_H
#define PLUMB_HELD_H

#include "plumb.h"

/* Hold the run b too.  A fifth run that touches none of the four is not held: its sender will
 * send it again. */
/*@ assigns \nothing; ensures \result == hold(h, b); */
struct plumb_held plumb_hold(struct plumb_held h, struct plumb_block b);

/* Where RCV.NXT goes from nxt, over the run that begins at or before it. */
/*@ assigns \nothing; ensures \result == over_held(nxt, h); */
uint32_t plumb_over_held(uint32_t nxt, struct plumb_held h);

/* The runs that are still ahead when RCV.NXT has come to nxt. */
/*@ assigns \nothing; ensures \result == still_held(nxt, h); */
struct plumb_held plumb_still_held(uint32_t nxt, struct plumb_held h);

#endif
