#include "linklayer.h"

#include <pcap/pcap.h>

enum {
  ETHERTYPE_AT = 12, /* after two addresses */
  COOKED_V1_TYPE_AT = 14,
  COOKED_V2_TYPE_AT = 0,
  COOKED_V2_LENGTH = 20,
  FAMILY_LENGTH = 4, /* BSD loopback */
  TYPE_LENGTH = 2,
  TAG_LENGTH = 4,    /* IEEE 802.1Q: the tag's own type and its control information */
  PPPOE_LENGTH = 6,  /* RFC 2516, up to the PPP protocol */
  HDLC_LENGTH = 2,   /* the address and control fields that PPP may have, and Cisco HDLC has */
  RAW_IN_FILES = 101 /* LINKTYPE_RAW: the one number that differs from its DLT_ here */
};

static unsigned type_at(const uint8_t *frame, size_t at) {
  return (unsigned)frame[at] * 256 + frame[at + 1];
}

static bool is_ip_type(unsigned type) { return type == 0x0800 || type == 0x86dd; }

static bool is_vlan_type(unsigned type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/* RFC 1661, from the protocol field at AT on: it is one octet when that is odd. */
static bool after_ppp_protocol(const uint8_t *frame, size_t captured, size_t at, size_t *offset) {
  if (at >= captured) return false;
  bool is_short = frame[at] % 2 == 1;
  *offset = at + (is_short ? 1 : 2);
  if (*offset > captured) return false;
  unsigned protocol = is_short ? frame[at] : type_at(frame, at);
  return protocol == 0x21 || protocol == 0x57; /* IPv4, IPv6 */
}

/* RFC 1662: the address and control fields may be left out. */
static bool after_ppp(const uint8_t *frame, size_t captured, size_t *offset) {
  bool is_framed = captured >= HDLC_LENGTH && frame[0] == 0xff && frame[1] == 0x03;
  return after_ppp_protocol(frame, captured, is_framed ? HDLC_LENGTH : 0, offset);
}

/* A PPPoE session, from its own header on. */
static bool after_pppoe(const uint8_t *frame, size_t captured, size_t at, size_t *offset) {
  return after_ppp_protocol(frame, captured, at + PPPOE_LENGTH, offset);
}

/* Steps over VLAN tags, of which there may be several, from the type field at AT. */
static bool after_ethertype(const uint8_t *frame, size_t captured, size_t at, size_t *offset) {
  while (at + TYPE_LENGTH <= captured && is_vlan_type(type_at(frame, at)))
    at += TAG_LENGTH;
  *offset = at + TYPE_LENGTH;
  if (*offset > captured) return false;
  unsigned type = type_at(frame, at);
  return type == 0x8864 ? after_pppoe(frame, captured, *offset, offset) : is_ip_type(type);
}

/* A serial line: PPP, or Cisco HDLC, which has an EtherType where PPP has its protocol. */
static bool after_serial(const uint8_t *frame, size_t captured, size_t *offset) {
  bool is_cisco = captured > 0 && (frame[0] == 0x0f || frame[0] == 0x8f);
  return is_cisco ? after_ethertype(frame, captured, HDLC_LENGTH, offset)
                  : after_ppp(frame, captured, offset);
}

static bool after_cooked_v2(const uint8_t *frame, size_t captured, size_t *offset) {
  *offset = COOKED_V2_LENGTH;
  if (captured < COOKED_V2_LENGTH) return false;
  unsigned type = type_at(frame, COOKED_V2_TYPE_AT);
  if (is_ip_type(type)) return true;
  /* A tag's control information and the next type follow the cooked header. */
  return is_vlan_type(type) &&
         after_ethertype(frame, captured, COOKED_V2_LENGTH + TYPE_LENGTH, offset);
}

/* The family is in the octet order of the machine that captured, and IPv6 has a different number on
   each system. */
static bool after_family(const uint8_t *frame, size_t captured, size_t *offset) {
  *offset = FAMILY_LENGTH;
  if (captured < FAMILY_LENGTH || frame[1] != 0 || frame[2] != 0) return false;
  if (frame[0] != 0 && frame[3] != 0) return false;
  unsigned family = (unsigned)frame[0] + frame[3];
  return family == 2 || family == 10 || family == 24 || family == 28 || family == 30;
}

int link_of_file(unsigned number) { return number == RAW_IN_FILES ? DLT_RAW : (int)number; }

unsigned link_in_file(int link) { return link == DLT_RAW ? RAW_IN_FILES : (unsigned)link; }

const int supported_links[LINKS] = {
    DLT_EN10MB, DLT_RAW, DLT_IPV4,       DLT_IPV6,     DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_NULL,
    DLT_LOOP,   DLT_PPP, DLT_PPP_SERIAL, DLT_PPP_PPPD, DLT_PPP_ETHER, DLT_C_HDLC};

bool link_is_supported(int link) {
  for (size_t i = 0; i < LINKS; i++)
    if (supported_links[i] == link) return true;
  return false;
}

bool ip_offset(int link, const uint8_t *frame, size_t captured, size_t *offset) {
  *offset = 0;
  switch (link) {
  case DLT_EN10MB:
    return after_ethertype(frame, captured, ETHERTYPE_AT, offset);
  case DLT_LINUX_SLL:
    return after_ethertype(frame, captured, COOKED_V1_TYPE_AT, offset);
  case DLT_LINUX_SLL2:
    return after_cooked_v2(frame, captured, offset);
  case DLT_NULL:
  case DLT_LOOP:
    return after_family(frame, captured, offset);
  case DLT_PPP:
    return after_ppp(frame, captured, offset);
  case DLT_PPP_SERIAL:
  case DLT_C_HDLC:
    return after_serial(frame, captured, offset);
  case DLT_PPP_PPPD: /* the direction stands where the address would */
    return after_ppp_protocol(frame, captured, HDLC_LENGTH, offset);
  case DLT_PPP_ETHER:
    return after_pppoe(frame, captured, 0, offset);
  default: /* raw IP: capture_open() lets no other pass */
    return captured > 0;
  }
}
