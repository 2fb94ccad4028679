#include "linklayer.h"

#include <pcap/pcap.h>

enum {
  ETHERTYPE_AT = 12, /* after two addresses */
  COOKED_V1_TYPE_AT = 14,
  COOKED_V2_TYPE_AT = 0,
  COOKED_V2_LENGTH = 20,
  FAMILY_LENGTH = 4, /* BSD loopback */
  TYPE_LENGTH = 2,
  TAG_LENGTH = 4 /* IEEE 802.1Q: the tag's own type and its control information */
};

static unsigned type_at(const uint8_t *frame, size_t at) {
  return (unsigned)frame[at] * 256 + frame[at + 1];
}

static bool is_ip_type(unsigned type) { return type == 0x0800 || type == 0x86dd; }

static bool is_vlan_type(unsigned type) {
  return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/* Steps over VLAN tags, of which there may be several, from the type field at AT. */
static bool after_ethertype(const uint8_t *frame, size_t captured, size_t at, size_t *offset) {
  while (at + TYPE_LENGTH <= captured && is_vlan_type(type_at(frame, at)))
    at += TAG_LENGTH;
  *offset = at + TYPE_LENGTH;
  return *offset <= captured && is_ip_type(type_at(frame, at));
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

bool link_is_supported(int link) {
  switch (link) {
  case DLT_EN10MB:
  case DLT_RAW:
  case DLT_IPV4:
  case DLT_IPV6:
  case DLT_LINUX_SLL:
  case DLT_LINUX_SLL2:
  case DLT_NULL:
  case DLT_LOOP:
    return true;
  default:
    return false;
  }
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
  default: /* raw IP: capture_open() lets no other pass */
    return captured > 0;
  }
}
