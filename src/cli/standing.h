/* The state in which an end stands, by RFC 9293 section 3.10, as far as the wire shows it.
 *
 * A finding names the state.  A whole TCB would tell it too (mirror.h), but is too large to be kept
 * for every connection of a large capture. */
#ifndef PLUMB_CLI_STANDING_H
#define PLUMB_CLI_STANDING_H

#include "plumb.h"

struct standing {
  uint8_t state;         /* an enum plumb_tcp_state */
  uint8_t shift;         /* of its windows */
  bool opened : 1;       /* it has sent a SYN: until then it may be CLOSED or LISTEN */
  bool passive : 1;      /* it came from LISTEN */
  bool fin : 1;          /* it has sent its FIN: the last octet before SND.NXT */
  bool awaits_fin : 1;   /* the peer's FIN came, but not all before it, ... */
  bool owes_reset : 1;   /* the segment that arrived last asks for a reset, ... */
  bool offers_shift : 1; /* its SYN has a window scale option */
  uint32_t una, nxt;     /* SND.UNA, SND.NXT: meant once OPENED */
  uint32_t rcv_nxt;      /* RCV.NXT: meant in SYN-RECEIVED and later */
  uint32_t acked;        /* the last acknowledgment that it sent */
  uint32_t edge;         /* the right edge of its window */
  uint32_t peer_fin;     /* ... and stands here */
  uint32_t reset_seq;    /* ... which would have this SEQ */
};

struct standing standing_start(void);

/* S arrives at the end. */
void standing_arrived(struct standing *t, const struct plumb_seg *s);

/* The end is about to send S: what its acknowledgment says had come, has come. */
void standing_catch_up(struct standing *t, const struct plumb_seg *s);

/* The end has sent S. */
void standing_sent(struct standing *t, const struct plumb_seg *s);

/* The state, a moment before the end sends S, or before S arrives. */
enum plumb_tcp_state standing_before(const struct standing *t, const struct plumb_seg *s);

#endif
