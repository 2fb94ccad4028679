/* The errors that a router on the path would send. */
#ifndef PLUMB_RIG_ICMP_H
#define PLUMB_RIG_ICMP_H

#include "frame.h"

/* Ethernet, IP, ICMP, and the IP header (IPv4 with all its options) and the beginning of the
   segment that are quoted. */
enum { ICMP_FRAME_MAX = 14 + 40 + 8 + 60 + 64 };

/* Writes the frame that tells the sender of FRAME, which holds SEGMENT, that it was dropped;
   returns its length, at most ICMP_FRAME_MAX. If MTU is 0 the destination is unreachable for the
   reason CODE (RFC 792; over IPv6 the code of RFC 4443 next to it), otherwise the datagram is too
   big for a link of MTU octets (RFC 1191, RFC 8201). */
size_t icmp_error(const uint8_t *frame, const struct segment *segment, unsigned code, unsigned mtu,
                  uint8_t *answer);

#endif
