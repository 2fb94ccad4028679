/* What the link has to know of a frame: is it TCP, which kind of segment, can it be marked. */
#ifndef PLUMB_RIG_FRAME_H
#define PLUMB_RIG_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* RFC 9293 section 3.1 */
enum { FLAG_FIN = 1, FLAG_SYN = 2, FLAG_RST = 4, FLAG_ACK = 16 };

struct segment {
  uint32_t seq;
  uint32_t ack;
  uint32_t text;  /* octets of text */
  size_t tcp_at;  /* octets of the frame before the TCP header */
  size_t tcp_end; /* octets of the frame up to the end of the text, without padding of the link */
  uint8_t flags;
  bool whole; /* no router may take the datagram apart: IPv6, or IPv4 with "don't fragment" */
};

/* Takes an Ethernet frame of LENGTH octets apart. False, with nothing stored, unless it holds a
   whole TCP segment over IPv4 or IPv6 without extension headers. */
bool frame_segment(const uint8_t *frame, size_t length, struct segment *segment);

/* Sets "congestion experienced" in the IP header, as a router would (RFC 3168 section 5), and mends
   IPv4's checksum. False, with nothing changed, if the sender did not declare itself capable of ECN
   or if the mark is there already. The frame is one that frame_segment() accepts. */
bool frame_mark_congestion(uint8_t *frame);

#endif
