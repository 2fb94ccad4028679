/* The connections of a capture file, each with its segments in the order captured. */
#ifndef PLUMB_CLI_FLOW_H
#define PLUMB_CLI_FLOW_H

#include "icmp.h"
#include "plumb.h"
#include "watch_extras.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOCKET_TEXT_SIZE = 56 }; /* "[" IPv6 address "]:65535" and the terminator */

/* An address and a port: what RFC 9293 calls a socket. */
struct socket_id {
  bool is_v6;
  uint8_t tunnel;      /* the number of the tunnel it was found in, as tunnel.h has it; 0: none */
  uint8_t address[16]; /* IPv4: the first four octets, the others 0 */
  uint16_t port;
};

/* Of a segment without text, or whose checksum is left to a network card or was cut off. */
enum { NO_TEXT_SUM = 0 };

/* A segment as captured, or an ICMP error about one. */
struct record {
  uint64_t number; /* of the packet, as Wireshark shows it */
  uint64_t time;   /* microseconds since the first packet of the file; never goes back */
  union {
    struct plumb_seg seg;
    struct icmp_error icmp;
  };
  struct plumb_extras extras; /* what its header has besides */
  uint16_t text_sum; /* ones' complement sum of its text: 1 to 65535, or NO_TEXT_SUM; meant when it
                        is not damaged */
  uint16_t id;       /* IPv4's identification; 0 if there is none */
  uint8_t spent;     /* octets of options in its header */
  uint8_t from;      /* which end sent it, or the segment that the error is about: 0 or 1 */
  uint8_t checksum;  /* an enum checksum of packet.h, unless it is damaged */
  uint8_t ecn;       /* the ECN field of its IP header, 0 to 3 */
  bool has_extras;   /* EXTRAS is not all 0 */
  bool is_icmp;
  bool late;     /* recorded before a packet that comes first: nobody knows when it came */
  bool is_copy;  /* of a segment before it: captured twice, or doubled on the way */
  bool is_twin;  /* it may be a copy, but nobody can tell */
  bool damaged;  /* its checksum is wrong: a receiver drops it */
  bool is_uncut; /* its datagram is whole, and no router may cut it: IPv6, or IPv4 with DF */
  bool passes;   /* the filter lets it through */
};

/* What an end has done so far, by which one incarnation of a connection is told from the next. */
struct end_progress {
  uint32_t iss; /* meant when SYN was seen */
  uint32_t end; /* the number behind its FIN, meant when FIN */
  uint32_t ack; /* the last acknowledgment number, meant when ACKED */
  bool syn : 1, fin : 1, acked : 1;
  bool fin_acked : 1;      /* by the other end */
  bool reset : 1;          /* it sent a reset ... */
  bool reset_accepted : 1; /* ... that the other end had to obey */
};

struct connection {
  struct socket_id ends[2]; /* the first is the one whose segment was seen first */
  struct record *records;   /* segments */
  size_t count, capacity;
  struct record *errors; /* those of ICMP */
  size_t error_count, error_capacity;
  struct end_progress progress[2];
};

/* Every connection of a file, in the order of their first packets. */
struct flows {
  struct connection **list;
  size_t count, capacity;
  void *latest; /* search tree: the latest incarnation for each pair of sockets */
};

/* May S open a connection: a SYN that answers nothing? */
bool is_opening_syn(const struct plumb_seg *s);

/* Is the SYN that opens the connection in the capture? */
bool begins_with_syn(const struct connection *c);

/* The segment S, not damaged, was sent by end FROM. */
void progress_follow(struct end_progress progress[2], unsigned from, const struct plumb_seg *s);

/* Is the connection over, by both FINs, acknowledged, or by a reset? */
bool progress_is_over(const struct end_progress progress[2]);

/* Does S, sent by end FROM, open the next connection on the same sockets? */
bool progress_begins_anew(const struct end_progress progress[2], unsigned from,
                          const struct plumb_seg *s);

/* Adds the segment RECORD, sent by FROM to TO, to their latest connection, or begins a new one.  A
   damaged one never begins any: its ports may be what is damaged; nor does an ICMP error, or a
   copy. */
void flows_add(struct flows *flows, const struct socket_id *from, const struct socket_id *to,
               const struct record *record);

/* Frees what the flows hold; FLOWS is empty thereafter. */
void flows_free(struct flows *flows);

/* "192.0.2.1:80" or "[2001:db8::1]:80". */
const char *socket_text(const struct socket_id *socket, char text[SOCKET_TEXT_SIZE]);

/* Reads what socket_text() writes.  False if TEXT is nothing like it. */
bool socket_parse(const char *text, struct socket_id *socket);

bool same_socket(const struct socket_id *a, const struct socket_id *b);

/* Do two sockets have the same address?  In which tunnel is not asked. */
bool same_host(const struct socket_id *a, const struct socket_id *b);

#endif
