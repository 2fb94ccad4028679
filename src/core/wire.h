/* Wire formats: RFC 9293 section 3.1, RFC 791, RFC 8200, RFC 1071.  Part of plumb.h.
 *
 * Whatever octets arrive, a parse has a result: the parts of the header, or what is wrong with it.
 * The model is spec/Checksum.v, spec/Ip.v, spec/Options.v and spec/Header.v. */
#ifndef PLUMB_WIRE_H
#define PLUMB_WIRE_H

#include "plumb.h"

/* An IPv6 address as four words, leftmost first.  An IPv4 address is w0, the others are 0. */
struct plumb_address {
  uint32_t w0;
  uint32_t w1;
  uint32_t w2;
  uint32_t w3;
};

/* What keeps an IP datagram from having a payload for us. */
enum plumb_ip_fault {
  PLUMB_IP_OK,
  PLUMB_IP_SHORT,      /* the octets at hand end within the headers */
  PLUMB_IP_VERSION,    /* neither 4 nor 6 */
  PLUMB_IP_LENGTH,     /* a length contradicts another, or is below its minimum */
  PLUMB_IP_FRAGMENT,   /* not the whole datagram */
  PLUMB_IP_ROUTED,     /* an IPv6 routing header wants it sent on */
  PLUMB_IP_EXTENSIONS, /* more than 8 IPv6 extension headers */
  PLUMB_IP_CUT         /* the headers are sound, the octets at hand end within the payload */
};

/* An IP header.  All but error is meant for PLUMB_IP_OK and PLUMB_IP_CUT only. */
struct plumb_ip {
  enum plumb_ip_fault error;
  bool v6;
  struct plumb_address source;
  struct plumb_address destination;
  uint8_t protocol; /* 6: TCP */
  uint32_t at;      /* the payload begins at this octet */
  uint32_t length;  /* octets of payload, as the header says: 0 to 65535 */
};

/* Along the chain of IPv6 extension headers; of interest to ip.c, not to the caller. */
struct plumb_walk {
  enum plumb_ip_fault error;
  uint8_t next; /* the kind of the header at octet at */
  uint32_t at;
};

/* What keeps a segment from being one. */
enum plumb_header_fault {
  PLUMB_HEADER_OK,
  PLUMB_HEADER_SHORT, /* the octets at hand end within the header */
  PLUMB_HEADER_OFFSET /* the data offset is below 5 or leads out of the segment */
};

/* A TCP header.  All but error is meant for PLUMB_HEADER_OK only. */
struct plumb_header {
  enum plumb_header_fault error;
  uint16_t source; /* port */
  uint16_t destination;
  uint32_t length; /* octets, options included: the text begins there.  20 to 60 */
  struct plumb_seg seg;
};

#ifdef __FRAMAC__
#include "wire_model.h"
#endif

/*@ predicate WithinDatagram(struct plumb_ip p, integer n) =
      p.length <= 65535 && (p.error == PLUMB_IP_OK ==> p.at + p.length <= n); */

/* The IP header in front of the n octets at b.  IP options and the options in extension headers are
   passed over (MUST-50); the checksum of an IPv4 header is a matter of plumb_ipv4_header_ok(). */
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == ip_parse(b, n);
    ensures WithinDatagram(\result, n); */
struct plumb_ip plumb_ip_parse(const uint8_t *b, uint32_t n);

/* Is the checksum of the IPv4 header right?  n: octets of header, the at of plumb_ip_parse(). */
/*@ requires n <= 65535 && \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result <==> ipv4_header_ok(b, n); */
bool plumb_ipv4_header_ok(const uint8_t *b, uint32_t n);

/* Is the checksum of the segment in the n octets at b right (MUST-3)? */
/*@ requires n <= 65535 && \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result <==> checksum_ok(source, destination, b, n); */
bool plumb_checksum_ok(struct plumb_address source, struct plumb_address destination,
                       const uint8_t *b, uint32_t n);

/* The header of a segment of length octets, the first n of which are at b.  Where a capture did not
   cut the segment, n == length.  Malformed options are no error: seg.options.malformed tells. */
/*@ requires \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == header_parse(b, n, length);
    ensures \result.error == PLUMB_HEADER_OK ==> 20 <= \result.length <= n;
    ensures length <= 65535 ==> WfSeg(\result.seg); */
struct plumb_header plumb_header_parse(const uint8_t *b, uint32_t n, uint32_t length);

/* The segment that an answer stands for: window, urgent pointer and options are filled in from t,
   which is the TCB after the event.  A reset has none of them. */
/*@ requires WfConfig(c) && WfTcb(t) && a.text <= 65535;
    assigns \nothing;
    ensures \result == segment_to_send(c, t, a, now);
    ensures WfSeg(\result) && Buildable(\result.options); */
struct plumb_seg plumb_segment_to_send(struct plumb_config c, struct plumb_tcb t,
                                       struct plumb_answer a, uint64_t now);

/* Writes the header of s, checksum 0, and returns its length: 20 to 60 octets. */
/*@ requires WfSeg(s) && Buildable(s.options) && \valid(b + (0 .. 59));
    assigns b[0 .. 4 * header_words(s) - 1];
    ensures \result == 4 * header_words(s);
    ensures \forall integer i; 0 <= i < \result ==>
      b[i] == header_octet(source, destination, s, i); */
uint32_t plumb_header_build(uint8_t *b, uint16_t source, uint16_t destination, struct plumb_seg s);

/* To fill in the checksum (MUST-2): add up the pseudo-header, the header as built, and the text;
   what plumb_checksum() makes of the sum goes into the header.  length: octets of the segment. */
/*@ assigns \nothing;
    ensures \result == pseudo_sum(source, destination, length);
    ensures \result <= 1179636; */
uint32_t plumb_pseudo_sum(struct plumb_address source, struct plumb_address destination,
                          uint32_t length);

/* The sum over n octets.  A part of a segment that begins at an even octet can be summed apart. */
/*@ requires n <= 65535 && \valid_read(b + (0 .. n - 1));
    assigns \nothing;
    ensures \result == octet_sum(n, b);
    ensures \result <= 2147450880; */
uint32_t plumb_octet_sum(const uint8_t *b, uint32_t n);

/* The same, and a copy of the octets, in one pass. */
/*@ requires n <= 65535 && \valid_read(from + (0 .. n - 1)) && \valid(to + (0 .. n - 1));
    requires \separated(from + (0 .. n - 1), to + (0 .. n - 1));
    assigns to[0 .. n - 1];
    ensures \result == octet_sum{Pre}(n, from);
    ensures \forall integer i; 0 <= i < n ==> to[i] == \old(from[i]);
    ensures \result <= 2147450880; */
uint32_t plumb_checksum_copy(uint8_t *to, const uint8_t *from, uint32_t n);

/* The checksum for a sum. */
/*@ assigns \nothing; ensures \result == checksum(sum); */
uint16_t plumb_checksum(uint32_t sum);

/* Puts it into the header at b. */
/*@ requires \valid(b + (16 .. 17));
    assigns b[16 .. 17];
    ensures be16(b, 16) == c; */
void plumb_checksum_fill(uint8_t *b, uint16_t c);

#endif
