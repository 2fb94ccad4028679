/* Packets within packets: IP in IP (RFC 2003, 2473, 4213), GRE (RFC 2784, 2890), VXLAN (RFC 7348)
   and Geneve (RFC 8926).

   The same addresses and ports in two tunnels, or in one and outside, are two connections: hosts
   behind one tunnel know nothing of those behind another.  So sockets have the number of the tunnel
   that they were found in. */
#ifndef PLUMB_CLI_TUNNEL_H
#define PLUMB_CLI_TUNNEL_H

#include "capture.h"
#include "flow.h"

enum { TUNNELS = 255, TUNNEL_TEXT_SIZE = 160 };

enum tunnel_kind { TUNNEL_IP, TUNNEL_GRE, TUNNEL_VXLAN, TUNNEL_GENEVE };

struct tunnel {
  uint8_t outer;            /* the number of the tunnel that it is in; 0 if it is in none */
  uint8_t kind;             /* an enum tunnel_kind */
  uint32_t id;              /* GRE's key, or the VNI; 0 if there is none */
  struct socket_id ends[2]; /* the lower address first, whichever sends; without ports */
};

/* The tunnels of a file, in the order of their first packets: the first has number 1. */
struct tunnels {
  struct tunnel list[TUNNELS];
  unsigned count;
};

/* Is RAW, with the header IP, one that tunnel_enter() may enter? */
bool tunnel_is_one(const struct plumb_ip *ip, const struct capture_packet *raw);

/* Enters RAW, found in tunnel OUTER: *INSIDE is what is in it, without a datagram if that is not
   IP. False when its headers are cut short, or are of a kind that is not known. */
bool tunnel_enter(const struct capture_packet *raw, uint8_t outer, struct tunnel *tunnel,
                  struct capture_packet *inside);

/* For example "VXLAN 7 between 192.0.2.1 and 192.0.2.2, in tunnel 3". */
const char *tunnel_text(const struct tunnel *tunnel, char text[TUNNEL_TEXT_SIZE]);

/* The number of TUNNEL; 0 when there are too many already. */
uint8_t tunnels_number(struct tunnels *tunnels, const struct tunnel *tunnel);

#endif
