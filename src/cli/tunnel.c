#include "tunnel.h"
#include "linklayer.h"
#include "wire.h"

#include <arpa/inet.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>

enum { IPV4 = 4, UDP = 17, IPV6 = 41, GRE = 47 }; /* protocols */

enum { UDP_HEADER = 8, GRE_HEADER = 4, VXLAN_HEADER = 8, GENEVE_HEADER = 8 };

enum { VXLAN_PORT = 4789, GENEVE_PORT = 6081 };

enum { GRE_CHECKSUM = 0x80, GRE_KEY = 0x20, GRE_SEQUENCE = 0x10, GRE_UNKNOWN = 0x4f };

enum { BRIDGED = 0x6558 }; /* the EtherType of Ethernet in Ethernet */

static unsigned get16(const uint8_t *octets) { return (unsigned)octets[0] * 256 + octets[1]; }

static uint32_t get32(const uint8_t *octets) {
  return (uint32_t)get16(octets) << 16 | get16(octets + 2);
}

/* The octets of a datagram's payload that are not entered yet. */
struct rest {
  const uint8_t *octets;
  size_t captured, length;
};

static bool skip(struct rest *rest, size_t octets) {
  if (rest->captured < octets) return false;
  rest->octets += octets;
  rest->captured -= octets;
  rest->length -= octets;
  return true;
}

/* What comes after an EtherType: IP, a frame with it, or neither; then no octets are left. */
static bool skip_to_ip(struct rest *rest, unsigned type) {
  size_t offset = 0;
  const bool is_ip = type == BRIDGED ? ip_offset(DLT_EN10MB, rest->octets, rest->captured, &offset)
                                     : type == 0x0800 || type == 0x86dd;
  if (!is_ip) *rest = (struct rest){.octets = NULL};
  return !is_ip || skip(rest, offset);
}

/* Routing and other versions are not known here (RFC 2784 section 2.2). */
static bool skip_gre(struct rest *rest, struct tunnel *tunnel) {
  if (rest->captured < GRE_HEADER) return false;
  const uint8_t flags = rest->octets[0];
  const unsigned type = get16(rest->octets + 2);
  if ((flags & GRE_UNKNOWN) != 0 || rest->octets[1] != 0) return false;
  if (!skip(rest, GRE_HEADER + ((flags & GRE_CHECKSUM) != 0 ? 4 : 0))) return false;
  if ((flags & GRE_KEY) != 0) {
    if (rest->captured < 4) return false;
    tunnel->id = get32(rest->octets);
  }
  return skip(rest, ((flags & GRE_KEY) != 0 ? 4 : 0) + ((flags & GRE_SEQUENCE) != 0 ? 4 : 0)) &&
         skip_to_ip(rest, type);
}

static bool skip_vxlan(struct rest *rest, struct tunnel *tunnel) {
  if (rest->captured < VXLAN_HEADER || rest->octets[0] != 0x08) return false;
  tunnel->id = get32(rest->octets + 4) >> 8;
  return skip(rest, VXLAN_HEADER) && skip_to_ip(rest, BRIDGED);
}

/* Its options matter only to the ends of the tunnel; control packets carry no datagram. */
static bool skip_geneve(struct rest *rest, struct tunnel *tunnel) {
  if (rest->captured < GENEVE_HEADER || rest->octets[0] / 64 != 0 || rest->octets[1] / 128 != 0)
    return false;
  const unsigned options = 4U * (rest->octets[0] % 64), type = get16(rest->octets + 2);
  tunnel->id = get32(rest->octets + 4) >> 8;
  return skip(rest, GENEVE_HEADER + options) && skip_to_ip(rest, type);
}

static unsigned port_of(const struct plumb_ip *ip, const struct capture_packet *raw) {
  if (ip->protocol != UDP || (size_t)ip->at + UDP_HEADER > raw->captured) return 0;
  return get16(raw->ip + ip->at + 2);
}

bool tunnel_is_one(const struct plumb_ip *ip, const struct capture_packet *raw) {
  const unsigned port = port_of(ip, raw);
  return ip->protocol == IPV4 || ip->protocol == IPV6 || ip->protocol == GRE ||
         port == VXLAN_PORT || port == GENEVE_PORT;
}

static struct socket_id host_of(const struct plumb_address *address, bool is_v6) {
  const uint32_t words[4] = {htonl(address->w0), htonl(address->w1), htonl(address->w2),
                             htonl(address->w3)};
  struct socket_id host = {.is_v6 = is_v6};
  memcpy(host.address, words, is_v6 ? sizeof words : sizeof words[0]);
  return host;
}

static void name_ends(struct tunnel *tunnel, const struct plumb_ip *ip) {
  const struct socket_id from = host_of(&ip->source, ip->v6),
                         to = host_of(&ip->destination, ip->v6);
  bool is_ordered = memcmp(from.address, to.address, sizeof from.address) <= 0;
  tunnel->ends[0] = is_ordered ? from : to;
  tunnel->ends[1] = is_ordered ? to : from;
}

static bool skip_headers(struct rest *rest, unsigned protocol, unsigned port,
                         struct tunnel *tunnel) {
  switch (protocol) {
  case IPV4:
  case IPV6:
    tunnel->kind = TUNNEL_IP;
    return true;
  case GRE:
    tunnel->kind = TUNNEL_GRE;
    return skip_gre(rest, tunnel);
  default:
    tunnel->kind = port == VXLAN_PORT ? TUNNEL_VXLAN : TUNNEL_GENEVE;
    return skip(rest, UDP_HEADER) &&
           (port == VXLAN_PORT ? skip_vxlan(rest, tunnel) : skip_geneve(rest, tunnel));
  }
}

bool tunnel_enter(const struct capture_packet *raw, uint8_t outer, struct tunnel *tunnel,
                  struct capture_packet *inside) {
  const struct plumb_ip ip = plumb_ip_parse(raw->ip, (uint32_t)raw->captured);
  const bool is_read = ip.error == PLUMB_IP_OK || ip.error == PLUMB_IP_CUT;
  if (!is_read || !tunnel_is_one(&ip, raw) || ip.at > raw->captured) return false;
  struct rest rest = {raw->ip + ip.at, raw->captured - ip.at, ip.length};
  if (rest.captured > rest.length) rest.captured = rest.length; /* the rest pads the frame */
  *tunnel = (struct tunnel){.outer = outer};
  name_ends(tunnel, &ip);
  if (!skip_headers(&rest, ip.protocol, port_of(&ip, raw), tunnel)) return false;
  *inside = *raw;
  inside->ip = rest.octets;
  inside->captured = rest.captured;
  inside->length = rest.length;
  return true;
}

static bool same_tunnel(const struct tunnel *a, const struct tunnel *b) {
  return a->outer == b->outer && a->kind == b->kind && a->id == b->id &&
         same_host(&a->ends[0], &b->ends[0]) && same_host(&a->ends[1], &b->ends[1]);
}

uint8_t tunnels_number(struct tunnels *tunnels, const struct tunnel *tunnel) {
  for (unsigned i = 0; i < tunnels->count; i++)
    if (same_tunnel(&tunnels->list[i], tunnel)) return (uint8_t)(i + 1);
  if (tunnels->count == TUNNELS) return 0;
  tunnels->list[tunnels->count++] = *tunnel;
  return (uint8_t)tunnels->count;
}

const char *tunnel_text(const struct tunnel *tunnel, char text[TUNNEL_TEXT_SIZE]) {
  static const char *const names[] = {[TUNNEL_IP] = "IP in IP",
                                      [TUNNEL_GRE] = "GRE",
                                      [TUNNEL_VXLAN] = "VXLAN",
                                      [TUNNEL_GENEVE] = "Geneve"};
  char ends[2][INET6_ADDRSTRLEN] = {"?", "?"}, id[16] = "", outer[24] = "";
  for (int end = 0; end < 2; end++)
    (void)inet_ntop(tunnel->ends[end].is_v6 ? AF_INET6 : AF_INET, tunnel->ends[end].address,
                    ends[end], sizeof ends[end]);
  if (tunnel->id != 0 || tunnel->kind >= TUNNEL_VXLAN)
    (void)snprintf(id, sizeof id, " %lu", (unsigned long)tunnel->id);
  if (tunnel->outer != 0)
    (void)snprintf(outer, sizeof outer, ", in tunnel %u", (unsigned)tunnel->outer);
  (void)snprintf(text, TUNNEL_TEXT_SIZE, "%s%s between %s and %s%s", names[tunnel->kind], id,
                 ends[0], ends[1], outer);
  return text;
}
