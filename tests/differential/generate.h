/* Random and adversarial arguments, in range as plumb.h says.
 *
 * Sequence numbers fall near those of the connection: at the edges of its windows, a little beside,
 * half the circle away.  Half of the segments are what a peer may well send next, so that
 * conversations get somewhere; the others have some fields changed. */
#ifndef PLUMB_TESTS_DIFFERENTIAL_GENERATE_H
#define PLUMB_TESTS_DIFFERENTIAL_GENERATE_H

#include "challenge.h"
#include "source.h"

/* Any number, edges of its range more often than others. */
uint32_t any_u32(struct source *g);

struct plumb_config any_config(struct source *g);

/* In range, but not necessarily a TCB that any run leads to. */
struct plumb_tcb any_tcb(struct source *g, struct plumb_config c, uint64_t now);

struct plumb_open_args any_open_args(struct source *g);
struct plumb_send_args any_send_args(struct source *g, const struct plumb_tcb *t);

/* A time not before now: often when a timer of t is due, or a moment before. */
uint64_t any_later(struct source *g, const struct plumb_tcb *t, uint64_t now);

/* A segment for the connection t. */
struct plumb_seg any_seg(struct source *g, const struct plumb_tcb *t);

/* A segment that the endpoint, or its peer, may send, going by what the observer knows. */
struct plumb_seg any_seg_sent(struct source *g, const struct plumb_observer *o);
struct plumb_seg any_seg_arriving(struct source *g, const struct plumb_observer *o);

/* What is known of some endpoint, in range. */
struct plumb_observer any_observer(struct source *g);
struct plumb_vigil any_vigil(struct source *g);

/* An octet, small ones more often: kinds, lengths. */
uint8_t any_octet(struct source *g);

/* Writes octets that look like an IP datagram, up to size of them, at least 40; how many. */
uint32_t any_datagram(struct source *g, uint8_t *b, uint32_t size);

/* A segment whose header can be built. */
struct plumb_seg any_buildable_seg(struct source *g);

#endif
