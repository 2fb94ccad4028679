/* Whose segment a fragment is of, or a packet of which the capture kept too little. */
#ifndef PLUMB_CLI_PARTIAL_H
#define PLUMB_CLI_PARTIAL_H

#include "capture.h"
#include "flow.h"

struct partial {
  bool has_addresses;        /* otherwise nothing below is meant */
  bool may_be_tcp;           /* the protocol is TCP, or not shown */
  bool is_first;             /* it begins with what a datagram begins with: a TCP header */
  uint32_t id;               /* IP's identification, which all fragments of a datagram share */
  struct socket_id from, to; /* their ports are 0 when they are not shown */
};

/* Reads as much of the IP datagram in RAW, sound or not, as is there. */
struct partial partial_read(const struct capture_packet *raw);

#endif
