/* The IP header in front of a segment (RFC 791, RFC 8200), as in spec/Ip.v.
 *
 * No octet is read before it is known to be there: that is what the order of the checks is for. */
#include "octets.h"

#define EXTENSION_LIMIT 8u

/* Next header values, from the IANA registry. */
enum { NEXT_HOP_BY_HOP = 0, NEXT_ROUTING = 43, NEXT_FRAGMENT = 44, NEXT_OPTIONS = 60 };

/*@ assigns \nothing; ensures \result == no_ip(f); */
static struct plumb_ip no_ip(enum plumb_ip_fault f) { return (struct plumb_ip){.error = f}; }

/* ---- IPv4: RFC 791 --------------------------------------------------------------------------- */

/*@ requires \valid_read(b + (i .. i + 3));
    assigns \nothing;
    ensures \result == ipv4_address(b, i); */
static struct plumb_address ipv4_address(const uint8_t *b, uint32_t i) {
  return (struct plumb_address){be32(b, i), 0, 0, 0};
}

/* The payload of a datagram of total octets. */
/*@ requires \valid_read(b + (0 .. 19)) && header <= total <= 65535;
    assigns \nothing;
    ensures \result == ipv4_payload(b, n, header, total);
    ensures WithinDatagram(\result, n); */
static struct plumb_ip ipv4_payload(const uint8_t *b, uint32_t n, uint32_t header, uint32_t total) {
  return (struct plumb_ip){.error = n < total ? PLUMB_IP_CUT : PLUMB_IP_OK,
                           .v6 = false,
                           .source = ipv4_address(b, 12),
                           .destination = ipv4_address(b, 16),
                           .protocol = b[9],
                           .at = header,
                           .length = total - header};
}

/* More fragments follow, or some came before. */
/*@ requires \valid_read(b + (0 .. 19));
    assigns \nothing;
    ensures \result <==> Ipv4Fragment(b); */
static bool Ipv4Fragment(const uint8_t *b) { return be16(b, 6) % 16384u != 0u; }

/*@ requires 1 <= n && \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == ipv4_parse(b, n);
    ensures WithinDatagram(\result, n); */
static struct plumb_ip ipv4_parse(const uint8_t *b, uint32_t n) {
  const uint32_t header = 4u * (b[0] % 16u);
  if (n < 20u) return no_ip(PLUMB_IP_SHORT);
  if (header < 20u || be16(b, 2) < header) return no_ip(PLUMB_IP_LENGTH);
  if (n < header) return no_ip(PLUMB_IP_SHORT);
  if (Ipv4Fragment(b)) return no_ip(PLUMB_IP_FRAGMENT);
  return ipv4_payload(b, n, header, be16(b, 2));
}

/* ---- IPv6 extension headers: RFC 8200 section 4 ---------------------------------------------- */

/*@ assigns \nothing; ensures \result <==> IsExtension(next); */
static bool IsExtension(uint8_t next) {
  return next == NEXT_HOP_BY_HOP || next == NEXT_ROUTING || next == NEXT_FRAGMENT ||
         next == NEXT_OPTIONS;
}

/* A fragment header with offset 0 and no more to follow is no fragmentation (RFC 6946). */
/*@ requires \valid_read(b + (i .. i + 7));
    assigns \nothing;
    ensures \result <==> Ipv6Fragment(b, i); */
static bool Ipv6Fragment(const uint8_t *b, uint32_t i) {
  const uint8_t *p = b + i;
  return be16(p, 2) / 8u != 0u || p[3] % 2u == 1u;
}

/*@ requires \valid_read(b + (w.at .. w.at + 7));
    assigns \nothing;
    ensures \result == extension_size(b, w);
    ensures 8 <= \result <= 2048; */
static uint32_t extension_size(const uint8_t *b, struct plumb_walk w) {
  const uint8_t *p = b + w.at;
  return w.next == NEXT_FRAGMENT ? 8u : 8u * (p[1] + 1u);
}

/* What an extension header that is there in full does to the datagram. */
/*@ requires \valid_read(b + (w.at .. w.at + 7));
    assigns \nothing;
    ensures \result == extension_fault(b, w); */
static enum plumb_ip_fault extension_fault(const uint8_t *b, struct plumb_walk w) {
  const uint8_t *p = b + w.at;
  if (w.next == NEXT_FRAGMENT && Ipv6Fragment(b, w.at)) return PLUMB_IP_FRAGMENT;
  if (w.next == NEXT_ROUTING && p[3] != 0u) return PLUMB_IP_ROUTED;
  return PLUMB_IP_OK;
}

/*@ assigns \nothing; ensures \result == walk_stops(f); */
static struct plumb_walk walk_stops(enum plumb_ip_fault f) {
  return (struct plumb_walk){.error = f};
}

/* Over one extension header; n octets are at hand, the datagram ends before octet stop. */
/*@ requires \valid_read(b + (0 .. n - 1)) && w.at <= stop <= 65575;
    assigns \nothing;
    ensures \result == walk_over(b, n, stop, w);
    ensures \result.error == PLUMB_IP_OK ==> w.at <= \result.at;
    ensures \result.at <= stop; */
static struct plumb_walk walk_over(const uint8_t *b, uint32_t n, uint32_t stop,
                                   struct plumb_walk w) {
  if (stop < w.at + 8u) return walk_stops(PLUMB_IP_LENGTH);
  if (n < w.at + 8u) return walk_stops(PLUMB_IP_SHORT);
  if (stop < w.at + extension_size(b, w)) return walk_stops(PLUMB_IP_LENGTH);
  return (struct plumb_walk){
      .error = extension_fault(b, w), .next = b[w.at], .at = w.at + extension_size(b, w)};
}

/*@ assigns \nothing; ensures \result <==> Walking(w); */
static bool Walking(struct plumb_walk w) { return w.error == PLUMB_IP_OK && IsExtension(w.next); }

/* The headers after the IPv6 header: octet 6 says which. */
/*@ requires \valid_read(b + (0 .. 39));
    assigns \nothing;
    ensures \result == first_extension(b);
    ensures \result.at == 40; */
static struct plumb_walk first_extension(const uint8_t *b) {
  return (struct plumb_walk){.error = PLUMB_IP_OK, .next = b[6], .at = 40};
}

/* Over all extension headers, if there are not too many. */
/*@ requires \valid_read(b + (0 .. n - 1)) && w.at <= stop <= 65575;
    assigns \nothing;
    ensures \result == walk_all(EXTENSION_LIMIT, b, n, stop, w);
    ensures \result.error == PLUMB_IP_OK ==> w.at <= \result.at;
    ensures \result.at <= stop; */
static struct plumb_walk walk_all(const uint8_t *b, uint32_t n, uint32_t stop,
                                  struct plumb_walk w) {
  uint32_t fuel = EXTENSION_LIMIT;
  /*@ loop invariant 0 <= fuel <= EXTENSION_LIMIT && w.at <= stop;
      loop invariant w.error == PLUMB_IP_OK ==> \at(w.at, Pre) <= w.at;
      loop invariant walk_all(fuel, b, n, stop, w) ==
        walk_all(EXTENSION_LIMIT, b, n, stop, \at(w, Pre));
      loop assigns fuel, w;
      loop variant fuel; */
  while (fuel > 0u && Walking(w)) {
    w = walk_over(b, n, stop, w);
    fuel--;
  }
  return Walking(w) ? walk_stops(PLUMB_IP_EXTENSIONS) : w;
}

/* ---- IPv6: RFC 8200 -------------------------------------------------------------------------- */

/*@ requires i <= 24 && \valid_read(b + (i .. i + 15));
    assigns \nothing;
    ensures \result == ipv6_address(b, i); */
static struct plumb_address ipv6_address(const uint8_t *b, uint32_t i) {
  return (struct plumb_address){be32(b, i), be32(b, i + 4u), be32(b, i + 8u), be32(b, i + 12u)};
}

/* The datagram ends before this octet. */
/*@ requires \valid_read(b + (0 .. 39));
    assigns \nothing;
    ensures \result == ipv6_stop(b);
    ensures 40 <= \result <= 65575; */
static uint32_t ipv6_stop(const uint8_t *b) { return 40u + be16(b, 4); }

/*@ requires \valid_read(b + (0 .. 39)) && 40 <= w.at <= ipv6_stop(b);
    assigns \nothing;
    ensures \result == ipv6_payload(b, n, w);
    ensures WithinDatagram(\result, n); */
static struct plumb_ip ipv6_payload(const uint8_t *b, uint32_t n, struct plumb_walk w) {
  return (struct plumb_ip){.error = n < ipv6_stop(b) ? PLUMB_IP_CUT : PLUMB_IP_OK,
                           .v6 = true,
                           .source = ipv6_address(b, 8),
                           .destination = ipv6_address(b, 24),
                           .protocol = w.next,
                           .at = w.at,
                           .length = ipv6_stop(b) - w.at};
}

/* What the walk over the extension headers has come to. */
/*@ requires \valid_read(b + (0 .. 39));
    requires w.error == PLUMB_IP_OK ==> 40 <= w.at <= ipv6_stop(b);
    assigns \nothing;
    ensures \result == ipv6_reached(b, n, w);
    ensures WithinDatagram(\result, n); */
static struct plumb_ip ipv6_reached(const uint8_t *b, uint32_t n, struct plumb_walk w) {
  return w.error == PLUMB_IP_OK ? ipv6_payload(b, n, w) : no_ip(w.error);
}

/*@ requires 1 <= n && \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == ipv6_parse(b, n);
    ensures WithinDatagram(\result, n); */
static struct plumb_ip ipv6_parse(const uint8_t *b, uint32_t n) {
  if (n < 40u) return no_ip(PLUMB_IP_SHORT);
  return ipv6_reached(b, n, walk_all(b, n, ipv6_stop(b), first_extension(b)));
}

/* ---- Either ---------------------------------------------------------------------------------- */

struct plumb_ip plumb_ip_parse(const uint8_t *b, uint32_t n) {
  if (n < 1u) return no_ip(PLUMB_IP_SHORT);
  if (b[0] / 16u == 4u) return ipv4_parse(b, n);
  if (b[0] / 16u == 6u) return ipv6_parse(b, n);
  return no_ip(PLUMB_IP_VERSION);
}

bool plumb_ipv4_header_ok(const uint8_t *b, uint32_t n) {
  return plumb_checksum(plumb_octet_sum(b, n)) == 0u;
}
