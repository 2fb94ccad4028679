/* Packets that a capture shows twice: on two interfaces, or before and behind a bridge. */
#ifndef PLUMB_CLI_COPIES_H
#define PLUMB_CLI_COPIES_H

#include "capture.h"

#include <stdbool.h>
#include <stdint.h>

/* Of so many packets it is remembered when they came: sets of some, of which a packet displaces the
   oldest. */
enum { COPY_SETS = 1024, COPIES_OF_SET = 4 };

/* Copies come less than this apart, in microseconds. */
enum { COPY_WITHIN = 1000 };

struct copy {
  uint64_t print; /* of addresses, IP identification and TCP header; 0 if none */
  uint64_t time;
};

/* All zero: of a capture of which nothing was seen yet. */
struct copies {
  struct copy kept[COPY_SETS][COPIES_OF_SET]; /* of each set the latest first */
};

/* RAW, whose TCP header can be read, is captured at TIME, which never goes back.  Was the same
   datagram captured less than COPY_WITHIN before?  What routers change does not matter: time to
   live, type of service, the header checksum.  A retransmission has another identification over
   IPv4, or as a rule another timestamp; over IPv6 one that comes so soon is taken for a copy.
   Datagrams with IPv6 extension headers are not compared. */
bool copies_meet(struct copies *copies, const struct capture_packet *raw, uint64_t time);

#endif
