/* From a captured IP datagram to the TCP segment in it. */
#ifndef PLUMB_CLI_PACKET_H
#define PLUMB_CLI_PACKET_H

#include "capture.h"
#include "flow.h"
#include "icmp.h"
#include "plumb.h"

enum packet_kind {
  PACKET_SEGMENT,   /* a TCP segment */
  PACKET_DAMAGED,   /* one with a wrong checksum: a receiver drops it */
  PACKET_ICMP,      /* an ICMP error about a TCP segment */
  PACKET_PIECE,     /* a fragment of an IP datagram that was put together later */
  PACKET_FRAGMENT,  /* one of which the others are missing or do not fit */
  PACKET_CUT,       /* the capture kept too little of it: not even its headers */
  PACKET_MALFORMED, /* an IP or TCP header that is impossible or damaged: a receiver drops it */
  PACKET_TUNNEL,    /* a packet within a packet: see tunnel.h */
  PACKET_FOREIGN,   /* of a link type that is not supported */
  PACKET_OTHER,     /* not IP, or IP without TCP */
  PACKET_KINDS
};

/* What stands in the checksum field of a segment that is not damaged. */
enum checksum {
  CHECKSUM_RIGHT,
  CHECKSUM_LEFT,   /* left to the network card, which comes after the capture */
  CHECKSUM_UNKNOWN /* the capture kept too little of the segment to tell */
};

struct packet {
  struct socket_id from, to; /* of PACKET_ICMP: of the segment that it quotes */
  struct record record;
  uint16_t sum; /* what stands in the checksum field */
};

/* Is a packet of KIND about a connection, and can be read? */
static inline bool packet_is_read(enum packet_kind kind) { return kind <= PACKET_ICMP; }

/* Reads RAW.  Where packet_is_read() everything in PACKET is set, but for NUMBER, TIME, LATE, FROM,
   IS_COPY, IS_TWIN and PASSES of the record; of PACKET_FRAGMENT and PACKET_CUT, partial_read()
   tells what there is. */
enum packet_kind packet_read(const struct capture_packet *raw, struct packet *packet);

#endif
