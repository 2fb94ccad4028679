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

int main(void) {
  const TTest *tests[] = {
      ethernet_by_its_type, ethernet_with_vlan_tags,        ethernet_cut_short,
      linux_cooked,         loopback_in_either_octet_order, raw_ip,
      what_is_supported,
  };
  return run_tests("cli/linklayer", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
