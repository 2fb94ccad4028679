/* A pcapng file, block by block (draft-ietf-opsawg-pcapng).
 *
 * libpcap reads pcapng too, but refuses files whose interfaces differ in link type or snap length,
 * and does not show the blocks, of which an annotated copy must lose none. */
#ifndef PLUMB_CLI_PCAPNG_H
#define PLUMB_CLI_PCAPNG_H

#include "decompress.h"
#include "window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  PCAPNG_SECTION = 0x0a0d0d0a, /* the same in either octet order */
  PCAPNG_INTERFACE = 1,
  PCAPNG_OLD_PACKET = 2, /* obsolete, but Wireshark reads it */
  PCAPNG_SIMPLE_PACKET = 3,
  PCAPNG_PACKET = 6,
  PCAPNG_BYTE_ORDER = 0x1a2b3c4d,
  PCAPNG_HEADER = 8,       /* octets of a block before its body */
  PCAPNG_PACKET_FIXED = 20 /* octets of PCAPNG_PACKET and PCAPNG_OLD_PACKET before the frame */
};

struct pcapng; /* a file being read */

/* A block whole, from its type to the length at its end: LENGTH octets, a multiple of four. */
struct pcapng_block {
  uint32_t type;
  uint32_t length;
  const uint8_t *octets;
};

enum pcapng_result {
  PCAPNG_BLOCK,
  PCAPNG_END,
  PCAPNG_BROKEN /* pcapng_reason() says why */
};

/* A packet of a block. */
struct pcapng_frame {
  int link;          /* a DLT_ value of libpcap */
  uint64_t time;     /* microseconds since the epoch; 0 if the block does not tell */
  uint32_t captured; /* octets at FRAME */
  uint32_t length;   /* octets on the wire */
  const uint8_t *frame;
};

/* Are these the first octets of a pcapng file? */
bool pcapng_begins(const uint8_t octets[STREAM_HEAD]);

/* Reads from STREAM, which must outlive it. */
struct pcapng *pcapng_open(struct stream *stream);

/* The next block.  It is valid until the next call. */
enum pcapng_result pcapng_next(struct pcapng *file, struct pcapng_block *block);

/* Is the next packet in memory already, with the blocks before it?  Then reading it leaves the one
   before valid. */
bool pcapng_has_next(const struct pcapng *file);

/* Reads on into BUFFER, which must outlive it; blocks that were read stay where they are. */
void pcapng_move(struct pcapng *file, struct buffer *buffer);

/* In one line; it begins with "truncated" when the file ends within a block. */
const char *pcapng_reason(const struct pcapng *file);

bool pcapng_is_packet(const struct pcapng_block *block);

/* The frame of BLOCK, just read.  False if it is no packet, or a damaged one: then pcapng_reason()
   is not NULL. */
bool pcapng_frame(struct pcapng *file, const struct pcapng_block *block,
                  struct pcapng_frame *frame);

/* The link type of the interface NUMBER, from 0 on, of the section so far; -1 if there is none. */
int pcapng_link(const struct pcapng *file, size_t number);

/* Is the section so far in the octet order that this machine has not? */
bool pcapng_is_swapped(const struct pcapng *file);

/* A 32-bit number in the octet order of the section so far. */
uint32_t pcapng_get(const struct pcapng *file, const uint8_t *octets);

void pcapng_close(struct pcapng *file);

#endif
