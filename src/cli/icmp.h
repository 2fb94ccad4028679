/* ICMP and ICMPv6 errors that quote a TCP segment: RFC 792, RFC 4443, RFC 9293 section 3.9.2.2. */
#ifndef PLUMB_CLI_ICMP_H
#define PLUMB_CLI_ICMP_H

#include "capture.h"
#include "plumb.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ICMP_TEXT_SIZE = 96 };

/* What an error is to the TCP that sent the segment quoted. */
enum icmp_kind {
  ICMP_SOFT,    /* it must not end the connection (MUST-56) */
  ICMP_HARD,    /* it should (SHLD-26), but RFC 5927 advises against it once synchronized */
  ICMP_TOO_BIG, /* the datagram did not fit a link on the way (RFC 1191, RFC 8201) */
  ICMP_QUENCH,  /* it is to be discarded in silence (MUST-55) */
  ICMP_OTHER    /* RFC 9293 says nothing of it */
};

struct icmp_error {
  uint32_t seq;  /* of the segment quoted */
  uint16_t mtu;  /* of ICMP_TOO_BIG: octets, 0 if it does not say; more than 65535 counts as that */
  uint16_t size; /* octets of the datagram quoted, as it tells itself */
  uint8_t kind;  /* an enum icmp_kind */
  uint8_t type, code;
  bool is_v6;
};

/* Reads the ICMP message in the datagram RAW with header IP.  False unless it is an error, whole
   and undamaged as far as it was captured, that goes to the sender of the TCP segment that it
   quotes.  Then *QUOTED is where in RAW the datagram quoted begins. */
bool icmp_read(const struct capture_packet *raw, const struct plumb_ip *ip,
               struct icmp_error *error, size_t *quoted);

/* "soft", "hard", "too big", "source quench", "other". */
const char *icmp_kind_name(enum icmp_kind kind);

/* For example "host unreachable (type 3, code 1), a soft error". */
const char *icmp_text(const struct icmp_error *error, char text[ICMP_TEXT_SIZE]);

#endif
