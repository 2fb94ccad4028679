/* The IP header in front of a segment: where the payload is, or why there is none. */
#include "plumb.h"

#include "connection.h"
#include "hex.h"

/* Real headers, each in front of a TCP segment.  gVisor's SYN over IPv4: 60 octets in all. */
static const char *const V4 = "4500003c 5f360000 40060772 0a090001 0a090002";
/* gVisor's ACK over IPv6: 40 octets of header, 32 of payload. */
static const char *const V6 = "60000000 00200640 fd000009000000000000000000000001"
                              "fd000009000000000000000000000002";

/* An IPv6 header that says: payload of length octets, the first header is of kind next. */
static struct octets v6_with(uint32_t length, uint8_t next, const char *payload) {
  struct octets o = hex(payload), all = {malloc(40 + o.n), 40 + o.n}, header = hex(V6);
  memcpy(all.at, header.at, 40);
  if (o.n > 0) memcpy(all.at + 40, o.at, o.n);
  all.at[4] = (uint8_t)(length / 256);
  all.at[5] = (uint8_t)(length % 256);
  all.at[6] = next;
  free(o.at);
  free(header.at);
  return all;
}

static struct plumb_ip parse_and_free(struct octets o) {
  struct plumb_ip p = plumb_ip_parse(o.at, o.n);
  free(o.at);
  return p;
}

/* The text as a datagram with octet at set to value; a payload of 40 octets follows. */
static struct plumb_ip v4_changed(uint32_t at, uint8_t value) {
  struct octets o = hex(V4);
  o.at = realloc(o.at, o.n + 40);
  memset(o.at + o.n, 0, 40);
  o.n += 40;
  o.at[at] = value;
  return parse_and_free(o);
}

static struct plumb_ip v6(uint32_t length, uint8_t next, const char *payload) {
  return parse_and_free(v6_with(length, next, payload));
}

enum { HOP_BY_HOP = 0, TCP = 6, ROUTING = 43, FRAGMENT = 44, NONE = 59, DESTINATION = 60 };

/* An IPv4 datagram as it came: both addresses, and the payload from octet 20 on. */
START_TEST(ipv4_payload) {
  struct plumb_ip p = v4_changed(0, 0x45);
  ck_assert_int_eq(p.error, PLUMB_IP_OK);
  ck_assert(!p.v6);
  ck_assert_uint_eq(p.source.w0, 0x0a090001);
  ck_assert_uint_eq(p.destination.w0, 0x0a090002);
  ck_assert_uint_eq(p.destination.w1, 0);
  ck_assert_uint_eq(p.protocol, TCP);
  ck_assert_uint_eq(p.at, 20);
  ck_assert_uint_eq(p.length, 40);
}
END_TEST

/* An IPv6 datagram as it came. */
START_TEST(ipv6_payload) {
  struct plumb_ip p = v6(2, TCP, "0102");
  ck_assert_int_eq(p.error, PLUMB_IP_OK);
  ck_assert(p.v6);
  ck_assert_uint_eq(p.source.w0, 0xfd000009);
  ck_assert_uint_eq(p.source.w3, 1);
  ck_assert_uint_eq(p.destination.w3, 2);
  ck_assert_uint_eq(p.protocol, TCP);
  ck_assert_uint_eq(p.at, 40);
  ck_assert_uint_eq(p.length, 2);
}
END_TEST

/* Options between IPv4 header and segment are passed over. */
START_TEST(must_50_ipv4_options_are_passed_over) {
  struct plumb_ip p = v4_changed(0, 0x48);
  ck_assert_int_eq(p.error, PLUMB_IP_OK);
  ck_assert_uint_eq(p.at, 32);
  ck_assert_uint_eq(p.length, 28);
}
END_TEST

/* Padding that Ethernet added after the datagram is no payload. */
START_TEST(padding_is_no_payload) {
  struct plumb_ip p = v4_changed(3, 40);
  ck_assert_int_eq(p.error, PLUMB_IP_OK);
  ck_assert_uint_eq(p.length, 20);
}
END_TEST

/* A header length below 20, and one beyond the total length (INFRA:HALT, CVE-2021-31401): the
   length of the payload must not come out negative. */
START_TEST(ipv4_lengths_that_contradict) {
  ck_assert_int_eq(v4_changed(0, 0x44).error, PLUMB_IP_LENGTH);
  ck_assert_int_eq(v4_changed(0, 0x40).error, PLUMB_IP_LENGTH);
  ck_assert_int_eq(v4_changed(3, 19).error, PLUMB_IP_LENGTH);
  ck_assert_int_eq(v4_changed(3, 0).error, PLUMB_IP_LENGTH);
}
END_TEST

/* Fewer octets than the headers need: nothing is said about what is not there. */
START_TEST(short_ones) {
  struct octets o = hex(V4), w = hex(V6);
  for (uint32_t n = 0; n < 20; n++)
    ck_assert_int_eq(plumb_ip_parse(o.at, n).error, PLUMB_IP_SHORT);
  for (uint32_t n = 0; n < 40; n++)
    ck_assert_int_eq(plumb_ip_parse(w.at, n).error, PLUMB_IP_SHORT);
  o.at[0] = 0x46;
  ck_assert_int_eq(plumb_ip_parse(o.at, 20).error, PLUMB_IP_SHORT);
  free(o.at);
  free(w.at);
}
END_TEST

/* A capture kept the headers but not all of the payload: they still count. */
START_TEST(cut_within_the_payload) {
  struct octets o = hex(V4);
  struct plumb_ip p = parse_and_free(o);
  ck_assert_int_eq(p.error, PLUMB_IP_CUT);
  ck_assert_uint_eq(p.at, 20);
  ck_assert_uint_eq(p.length, 40);
  p = v6(65535, TCP, "");
  ck_assert_int_eq(p.error, PLUMB_IP_CUT);
  ck_assert_uint_eq(p.length, 65535);
}
END_TEST

/* Neither IPv4 nor IPv6. */
START_TEST(other_versions) {
  ck_assert_int_eq(v4_changed(0, 0x55).error, PLUMB_IP_VERSION);
  ck_assert_int_eq(v4_changed(0, 0x05).error, PLUMB_IP_VERSION);
}
END_TEST

/* Any fragment: the first one has more to follow, the others have an offset. */
START_TEST(ipv4_fragments) {
  ck_assert_int_eq(v4_changed(6, 0x20).error, PLUMB_IP_FRAGMENT);
  ck_assert_int_eq(v4_changed(6, 0x01).error, PLUMB_IP_FRAGMENT);
  ck_assert_int_eq(v4_changed(7, 0x01).error, PLUMB_IP_FRAGMENT);
  ck_assert_int_eq(v4_changed(6, 0x40).error, PLUMB_IP_OK); /* don't fragment */
}
END_TEST

/* Hop-by-hop options, a routing header that is used up, destination options: passed over. */
START_TEST(must_50_extension_headers_are_passed_over) {
  struct plumb_ip p = v6(42, HOP_BY_HOP,
                         "2b00 0000 0000 0000"                   /* hop-by-hop options */
                         "3c02 0000 0000 0000 00000000 00000000" /* routing, 24 octets */
                         "0000000000000000 0600 0000 0000 0000 aaaa");
  ck_assert_int_eq(p.error, PLUMB_IP_OK);
  ck_assert_uint_eq(p.protocol, TCP);
  ck_assert_uint_eq(p.at, 80);
  ck_assert_uint_eq(p.length, 2);
}
END_TEST

/* A routing header with segments left: the datagram is on its way to somebody else. */
START_TEST(a_source_route_that_goes_on) {
  ck_assert_int_eq(v6(8, ROUTING, "0600 0001 0000 0000").error, PLUMB_IP_ROUTED);
}
END_TEST

/* IPv6 fragments; a fragment header that splits nothing is passed over (RFC 6946). */
START_TEST(ipv6_fragments) {
  ck_assert_int_eq(v6(8, FRAGMENT, "0600 0001 0000 0000").error, PLUMB_IP_FRAGMENT);
  ck_assert_int_eq(v6(8, FRAGMENT, "0600 0008 0000 0000").error, PLUMB_IP_FRAGMENT);
  ck_assert_int_eq(v6(8, FRAGMENT, "0600 8000 0000 0000").error, PLUMB_IP_FRAGMENT);
  struct plumb_ip p = v6(8, FRAGMENT, "06ff 0006 0000 0000"); /* reserved fields are ignored */
  ck_assert_int_eq(p.error, PLUMB_IP_OK);
  ck_assert_uint_eq(p.at, 48);
  ck_assert_uint_eq(p.length, 0);
}
END_TEST

/* An extension header longer than the payload, and one of which only the start was captured. */
START_TEST(extension_header_beyond_the_end) {
  ck_assert_int_eq(v6(7, DESTINATION, "0600 0000 0000 0000").error, PLUMB_IP_LENGTH);
  ck_assert_int_eq(v6(8, DESTINATION, "06ff 0000 0000 0000").error, PLUMB_IP_LENGTH);
  ck_assert_int_eq(v6(0, DESTINATION, "0600 0000 0000 0000").error, PLUMB_IP_LENGTH);
  ck_assert_int_eq(v6(8, DESTINATION, "0600").error, PLUMB_IP_SHORT);
  ck_assert_int_eq(v6(2048, DESTINATION, "06ff 0000 0000 0000").error, PLUMB_IP_CUT);
}
END_TEST

/* A chain of extension headers ends, however long the datagram: eight are passed, not nine. */
START_TEST(too_many_extension_headers) {
  static const char *const EIGHT = "3c00000000000000 3c00000000000000 3c00000000000000"
                                   "3c00000000000000 3c00000000000000 3c00000000000000"
                                   "3c00000000000000 0600000000000000";
  static const char *const NINE = "3c00000000000000 3c00000000000000 3c00000000000000"
                                  "3c00000000000000 3c00000000000000 3c00000000000000"
                                  "3c00000000000000 3c00000000000000 0600000000000000";
  ck_assert_int_eq(v6(64, DESTINATION, EIGHT).error, PLUMB_IP_OK);
  ck_assert_int_eq(v6(72, DESTINATION, NINE).error, PLUMB_IP_EXTENSIONS);
}
END_TEST

/* What is not TCP is told by its protocol number, "no next header" too. */
START_TEST(other_protocols) {
  ck_assert_uint_eq(v4_changed(9, 17).protocol, 17);
  ck_assert_uint_eq(v6(8, NONE, "0000000000000000").protocol, NONE);
}
END_TEST

/* The checksum of a real IPv4 header is right, and wrong after any change. */
START_TEST(ipv4_header_checksum) {
  struct octets o = hex(V4);
  ck_assert(plumb_ipv4_header_ok(o.at, o.n));
  for (uint32_t i = 0; i < o.n; i++) {
    o.at[i]++;
    ck_assert_msg(!plumb_ipv4_header_ok(o.at, o.n), "octet %u", i);
    o.at[i]--;
  }
  free(o.at);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ipv4_payload,
      ipv6_payload,
      must_50_ipv4_options_are_passed_over,
      padding_is_no_payload,
      ipv4_lengths_that_contradict,
      short_ones,
      cut_within_the_payload,
      other_versions,
      ipv4_fragments,
      must_50_extension_headers_are_passed_over,
      a_source_route_that_goes_on,
      ipv6_fragments,
      extension_header_beyond_the_end,
      too_many_extension_headers,
      other_protocols,
      ipv4_header_checksum,
  };
  return run_tests("ip", tests, sizeof tests / sizeof tests[0]);
}
