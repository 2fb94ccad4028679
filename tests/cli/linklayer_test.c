/* Where the IP datagram begins in frames of every link type that is read. */
#include "linklayer.h"

#include <pcap/pcap.h>

#include "craft.h"

/* The offset, or -1 if there is no IP in the frame. */
static int offset_in(int link, const uint8_t *frame, size_t captured) {
  size_t offset = 0;
  return ip_offset(link, frame, captured, &offset) ? (int)offset : -1;
}

/* An Ethernet frame says by its type whether it carries IPv4, IPv6 or something else. */
START_TEST(ethernet_by_its_type) {
  uint8_t frame[64] = {[12] = 0x08, [13] = 0x00};
  ck_assert_int_eq(offset_in(DLT_EN10MB, frame, sizeof frame), 14);
  frame[12] = 0x86, frame[13] = 0xdd;
  ck_assert_int_eq(offset_in(DLT_EN10MB, frame, sizeof frame), 14);
  frame[12] = 0x08, frame[13] = 0x06; /* ARP */
  ck_assert_int_eq(offset_in(DLT_EN10MB, frame, sizeof frame), -1);
}
END_TEST

/* VLAN tags, even two of them, stand before the type. */
START_TEST(ethernet_with_vlan_tags) {
  uint8_t frame[64] = {[12] = 0x88, [13] = 0xa8, [16] = 0x81, [17] = 0x00, [20] = 0x08, [21] = 0};
  ck_assert_int_eq(offset_in(DLT_EN10MB, frame, sizeof frame), 22);
}
END_TEST

/* A frame that was cut before its type, or within its tags, carries nothing that can be read. */
START_TEST(ethernet_cut_short) {
  uint8_t frame[64] = {[12] = 0x81, [13] = 0x00, [16] = 0x08, [17] = 0x00};
  for (size_t captured = 0; captured < 18; captured++)
    ck_assert_int_eq(offset_in(DLT_EN10MB, frame, captured), -1);
  ck_assert_int_eq(offset_in(DLT_EN10MB, frame, 18), 18);
}
END_TEST

/* Captures on Linux's "any" interface have a cooked header, in two versions. */
START_TEST(linux_cooked) {
  uint8_t v1[64] = {[14] = 0x08, [15] = 0x00};
  ck_assert_int_eq(offset_in(DLT_LINUX_SLL, v1, sizeof v1), 16);
  ck_assert_int_eq(offset_in(DLT_LINUX_SLL, v1, 15), -1);
  uint8_t v2[64] = {[0] = 0x86, [1] = 0xdd};
  ck_assert_int_eq(offset_in(DLT_LINUX_SLL2, v2, sizeof v2), 20);
  ck_assert_int_eq(offset_in(DLT_LINUX_SLL2, v2, 19), -1);
  uint8_t tagged[64] = {[0] = 0x81, [1] = 0x00, [22] = 0x08, [23] = 0x00};
  ck_assert_int_eq(offset_in(DLT_LINUX_SLL2, tagged, sizeof tagged), 24);
  ck_assert_int_eq(offset_in(DLT_LINUX_SLL2, tagged, 23), -1);
}
END_TEST

/* BSD loopback gives the address family in the octet order of the machine that captured. */
START_TEST(loopback_in_either_octet_order) {
  uint8_t little[16] = {2, 0, 0, 0}, big[16] = {0, 0, 0, 30}, other[16] = {7, 0, 0, 0};
  ck_assert_int_eq(offset_in(DLT_NULL, little, sizeof little), 4);
  ck_assert_int_eq(offset_in(DLT_LOOP, big, sizeof big), 4);
  ck_assert_int_eq(offset_in(DLT_NULL, other, sizeof other), -1);
  ck_assert_int_eq(offset_in(DLT_NULL, little, 3), -1);
}
END_TEST

/* Raw IP has no link header at all. */
START_TEST(raw_ip) {
  uint8_t datagram[16] = {0x45};
  ck_assert_int_eq(offset_in(DLT_RAW, datagram, sizeof datagram), 0);
  ck_assert_int_eq(offset_in(DLT_RAW, datagram, 0), -1);
}
END_TEST

/* Wireless frames are not read, and the reader can tell so beforehand. */
START_TEST(what_is_supported) {
  ck_assert(link_is_supported(DLT_EN10MB) && link_is_supported(DLT_LINUX_SLL2));
  ck_assert(!link_is_supported(DLT_IEEE802_11));
}
END_TEST

/* PPP with and without its address and control fields, its protocol in two octets or in one. */
START_TEST(ppp) {
  const uint8_t framed[] = {0xff, 0x03, 0x00, 0x21, 0x45}, bare[] = {0x00, 0x57, 0x60};
  const uint8_t shorter[] = {0x21, 0x45}, other[] = {0xff, 0x03, 0xc0, 0x21};
  ck_assert_int_eq(offset_in(DLT_PPP, framed, sizeof framed), 4);
  ck_assert_int_eq(offset_in(DLT_PPP, bare, sizeof bare), 2);
  ck_assert_int_eq(offset_in(DLT_PPP, shorter, sizeof shorter), 1);
  ck_assert_int_eq(offset_in(DLT_PPP, other, sizeof other), -1);
  for (size_t captured = 0; captured < 4; captured++)
    ck_assert_int_eq(offset_in(DLT_PPP, framed, captured), -1);
}
END_TEST

/* pppd writes the direction where the address would stand. */
START_TEST(ppp_with_direction) {
  const uint8_t frame[] = {0x01, 0x03, 0x00, 0x21, 0x45};
  ck_assert_int_eq(offset_in(DLT_PPP_PPPD, frame, sizeof frame), 4);
  ck_assert_int_eq(offset_in(DLT_PPP_PPPD, frame, 3), -1);
}
END_TEST

/* A serial line speaks PPP or Cisco's HDLC. */
START_TEST(serial_lines) {
  const uint8_t point[] = {0xff, 0x03, 0x00, 0x21, 0x45}, cisco[] = {0x0f, 0x00, 0x86, 0xdd, 0x60};
  ck_assert_int_eq(offset_in(DLT_PPP_SERIAL, point, sizeof point), 4);
  ck_assert_int_eq(offset_in(DLT_PPP_SERIAL, cisco, sizeof cisco), 4);
  ck_assert_int_eq(offset_in(DLT_C_HDLC, cisco, sizeof cisco), 4);
  ck_assert_int_eq(offset_in(DLT_C_HDLC, cisco, 3), -1);
  ck_assert_int_eq(offset_in(DLT_C_HDLC, cisco, 0), -1);
}
END_TEST

/* PPPoE, captured on the Ethernet below it or from its own header on. */
START_TEST(ppp_over_ethernet) {
  const uint8_t ethernet[64] = {[12] = 0x88, [13] = 0x64, [14] = 0x11, [21] = 0x21};
  ck_assert_int_eq(offset_in(DLT_EN10MB, ethernet, sizeof ethernet), 22);
  ck_assert_int_eq(offset_in(DLT_EN10MB, ethernet, 21), -1);
  ck_assert_int_eq(offset_in(DLT_PPP_ETHER, ethernet + 14, 20), 8);
  const uint8_t discovery[64] = {[12] = 0x88, [13] = 0x63};
  ck_assert_int_eq(offset_in(DLT_EN10MB, discovery, sizeof discovery), -1);
}
END_TEST

/* In files, raw IP has another number than in libpcap. */
START_TEST(numbers_in_files) {
  ck_assert_int_eq(link_of_file(101), DLT_RAW);
  ck_assert_uint_eq(link_in_file(DLT_RAW), 101);
  ck_assert_int_eq(link_of_file(1), DLT_EN10MB);
  ck_assert_uint_eq(link_in_file(DLT_LINUX_SLL2), DLT_LINUX_SLL2);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ethernet_by_its_type,
      ethernet_with_vlan_tags,
      ethernet_cut_short,
      linux_cooked,
      loopback_in_either_octet_order,
      raw_ip,
      what_is_supported,
      ppp,
      ppp_with_direction,
      serial_lines,
      ppp_over_ethernet,
      numbers_in_files,
  };
  return run_tests("cli/linklayer", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
