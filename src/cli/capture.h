/* A capture, read packet by packet: a file in pcap or pcapng, plain or compressed, or an interface
   of this machine. */
#ifndef PLUMB_CLI_CAPTURE_H
#define PLUMB_CLI_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CAPTURE_REASON_SIZE = 512 };

struct filter;  /* of packets */
struct buffer;  /* of window.h */
struct capture; /* an open capture file */

struct capture_packet {
  uint64_t number;   /* as Wireshark shows it: from 1 on, every packet of the file counts */
  uint64_t time;     /* microseconds since the epoch, as recorded: it may go back */
  const uint8_t *ip; /* the IP datagram, or NULL when the frame carries none */
  size_t captured;   /* octets from there on that are in the file */
  size_t length;     /* octets from there on that were on the wire, padding of the link included */
  bool is_foreign;   /* the link type of its interface is not supported */
  bool passes;       /* the filter, if there is one, lets it through */
};

enum capture_result {
  CAPTURE_PACKET, /* here is the next packet */
  CAPTURE_END,    /* there is no further one */
  CAPTURE_IDLE,   /* of an interface: nothing came for a moment; only the time is told */
  CAPTURE_BROKEN  /* the file ends or goes wrong in the middle; capture_reason() says where */
};

/* Opens PATH, or standard input for "-".  NULL, with one line in REASON, when it is no capture that
   can be read: missing, a directory, empty, not a capture, of a link type that is not supported or
   that FILTER, unless NULL, cannot be applied to. */
struct capture *capture_open(const char *path, const struct filter *filter,
                             char reason[CAPTURE_REASON_SIZE]);

/* The same for INTERFACE, captured as of now. */
struct capture *capture_open_live(const char *interface, const struct filter *filter,
                                  char reason[CAPTURE_REASON_SIZE]);

/* The time of an interface's packets, in microseconds since the epoch, now. */
uint64_t capture_clock(void);

/* How many packets of an interface the system had no room for; of a file, 0. */
uint64_t capture_dropped(const struct capture *capture);

/* Are the first octets of the file PATH those of a capture? */
bool capture_is_one(const char *path);

/* The next packet.  It is valid until the next call. */
enum capture_result capture_next(struct capture *capture, struct capture_packet *packet);

/* Reads on into BUFFER, which must outlive it: packets that were read stay where they are, and
   those that are to come stay as long as capture_has_next() says so before each.  Of files only. */
void capture_move(struct capture *capture, struct buffer *buffer);
bool capture_has_next(const struct capture *capture);

/* Why capture_next() returned CAPTURE_BROKEN, in one line. */
const char *capture_reason(const struct capture *capture);

/* How far the file is read and how long it is, in octets before decompression; a length of 0 is not
   known. */
uint64_t capture_position(const struct capture *capture);
uint64_t capture_size(const struct capture *capture);

void capture_close(struct capture *capture);

#endif
