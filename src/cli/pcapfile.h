/* A pcap file, packet by packet (draft-ietf-opsawg-pcap).
 *
 * libpcap reads it too, but by way of stdio, which takes longer than to judge what is read. */
#ifndef PLUMB_CLI_PCAPFILE_H
#define PLUMB_CLI_PCAPFILE_H

#include "decompress.h"
#include "window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct pcapfile; /* a file being read */

struct pcapfile_frame {
  uint64_t time;     /* microseconds since the epoch */
  uint32_t seconds;  /* the same as the file has it: ... */
  uint32_t fraction; /* ... in micro- or nanoseconds, as pcapfile_digits() says */
  uint32_t captured; /* octets at OCTETS */
  uint32_t length;   /* octets on the wire */
  const uint8_t *octets;
};

/* Does a file that begins with these octets claim to be one? */
bool pcapfile_begins(const uint8_t octets[STREAM_HEAD]);

/* Reads from STREAM, which must outlive it.  NULL, with the reason, when its header is none. */
struct pcapfile *pcapfile_open(struct stream *stream, const char **reason);

/* The next packet; it is valid until the next call.  False at the end, which is a bad one if
   pcapfile_reason() is not NULL. */
bool pcapfile_next(struct pcapfile *file, struct pcapfile_frame *frame);

/* Is the next packet in memory already?  Then reading it leaves the one before valid. */
bool pcapfile_has_next(const struct pcapfile *file);

/* Reads on into BUFFER, which must outlive it; packets that were read stay where they are. */
void pcapfile_move(struct pcapfile *file, struct buffer *buffer);

/* In one line; it begins with "truncated" when the file ends within a packet. */
const char *pcapfile_reason(const struct pcapfile *file);

/* The link type of all packets: a DLT_ value of libpcap. */
int pcapfile_link(const struct pcapfile *file);

/* How many octets of a packet were kept at most, as the file says. */
uint32_t pcapfile_snaplen(const struct pcapfile *file);

/* Decimal places of the times of packets: 6 or 9. */
unsigned pcapfile_digits(const struct pcapfile *file);

void pcapfile_close(struct pcapfile *file);

#endif
