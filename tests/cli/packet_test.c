/* From IP datagrams, sound and unsound, to segments. */
#include "packet.h"

#include "craft.h"
#include "wire.h"

enum { IPV4 = 20, IPV6 = 40, TEXT = 8 };

/* A datagram and what the capture keeps of it. */
struct datagram {
  uint8_t octets[256];
  struct capture_packet raw;
};

static void finish(struct datagram *d, size_t length) {
  d->raw = (struct capture_packet){.number = 1, .captured = length, .length = length};
}

static enum packet_kind read(struct datagram *d, struct packet *packet) {
  d->raw.ip = d->octets;
  return packet_read(&d->raw, packet);
}

static enum packet_kind kind_of(struct datagram *d) {
  struct packet packet;
  return read(d, &packet);
}

static void put16(uint8_t *octets, unsigned value) {
  octets[0] = (uint8_t)(value / 256);
  octets[1] = (uint8_t)(value % 256);
}

/* A segment with eight octets of text, its checksum filled in; returns its length. */
static uint32_t put_segment(uint8_t *tcp, struct plumb_address from, struct plumb_address to) {
  uint32_t length = plumb_header_build(tcp, 1000, 80, segment(7, 9, ACK, TEXT));
  memset(tcp + length, 'x', TEXT);
  length += TEXT;
  plumb_checksum_fill(
      tcp, plumb_checksum(plumb_pseudo_sum(from, to, length) + plumb_octet_sum(tcp, length)));
  return length;
}

static void fill_ipv4_checksum(uint8_t *ip) {
  put16(ip + 10, 0);
  put16(ip + 10, plumb_checksum(plumb_octet_sum(ip, IPV4)));
}

static struct datagram ipv4(void) {
  struct datagram d = {.octets = {0x45, [8] = 64, [9] = 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2}};
  uint32_t length = put_segment(d.octets + IPV4, (struct plumb_address){0xc0000201, 0, 0, 0},
                                (struct plumb_address){0xc0000202, 0, 0, 0});
  put16(d.octets + 2, IPV4 + length);
  fill_ipv4_checksum(d.octets);
  finish(&d, IPV4 + length);
  return d;
}

static struct datagram ipv6(void) {
  struct datagram d = {.octets = {0x60, [6] = 6, 64, 0x20, 1, 0xd, 0xb8, [23] = 1, [24] = 0x20, 1,
                                  0xd, 0xb8, [39] = 2}};
  uint32_t length = put_segment(d.octets + IPV6, (struct plumb_address){0x20010db8, 0, 0, 1},
                                (struct plumb_address){0x20010db8, 0, 0, 2});
  put16(d.octets + 4, length);
  finish(&d, IPV6 + length);
  return d;
}

/* The ECN field of either IP header, and the bit of the TCP header that Accurate ECN uses. */
START_TEST(ecn_of_each_ip) {
  struct datagram d = ipv4();
  struct packet packet;
  d.octets[1] = 0xfd; /* a DSCP, and ECT(1) */
  fill_ipv4_checksum(d.octets);
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.ecn, 1);
  ck_assert(!packet.record.extras.ae);
  d = ipv6();
  d.octets[0] = 0x6f;
  d.octets[1] = 0xef; /* the same with ECT(0), and a flow label */
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.ecn, 2);
  d.octets[IPV6 + 12] |= 1;
  ck_assert_int_eq(read(&d, &packet), PACKET_DAMAGED);
  ck_assert(packet.record.extras.ae);
  d = ipv4();
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.ecn, 0);
}
END_TEST

/* A sound segment in IPv4: sockets, sequence numbers, text. */
START_TEST(a_segment_in_ipv4) {
  struct datagram d = ipv4();
  struct packet packet;
  char text[SOCKET_TEXT_SIZE];
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_str_eq(socket_text(&packet.from, text), "192.0.2.1:1000");
  ck_assert_str_eq(socket_text(&packet.to, text), "192.0.2.2:80");
  ck_assert_uint_eq(packet.record.seg.seq, 7);
  ck_assert_uint_eq(packet.record.seg.text, TEXT);
}
END_TEST

/* No router may cut a datagram with DF, or one of IPv6. */
START_TEST(whether_routers_may_cut_it) {
  struct datagram d = ipv4();
  struct packet packet;
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(!packet.record.is_uncut);
  d.octets[6] = 0x40;
  fill_ipv4_checksum(d.octets);
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(packet.record.is_uncut);
  d = ipv6();
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(packet.record.is_uncut);
}
END_TEST

START_TEST(a_segment_in_ipv6) {
  struct datagram d = ipv6();
  struct packet packet;
  char text[SOCKET_TEXT_SIZE];
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_str_eq(socket_text(&packet.from, text), "[2001:db8::1]:1000");
  ck_assert_uint_eq(packet.record.seg.ack, 9);
}
END_TEST

/* Ethernet pads short frames: what follows the datagram is no text. */
START_TEST(padding_is_no_text) {
  struct datagram d = ipv4();
  struct packet packet;
  finish(&d, d.raw.captured + 6);
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.seg.text, TEXT);
}
END_TEST

/* MUST-3: a wrong checksum, in text or header, makes a segment that receivers drop. */
START_TEST(must_3_wrong_checksum) {
  struct datagram d = ipv4();
  d.octets[IPV4 + 25] ^= 1;
  ck_assert_int_eq(kind_of(&d), PACKET_DAMAGED);
  d = ipv6();
  d.octets[IPV6 + 5] ^= 1;
  ck_assert_int_eq(kind_of(&d), PACKET_DAMAGED);
}
END_TEST

/* A checksum that the network card was to complete shows the sum of the pseudo-header, with the
   length or without it, or nothing; any other wrong one is damage. */
START_TEST(checksum_left_to_the_card) {
  const struct plumb_address from = {0xc0000201, 0, 0, 0}, to = {0xc0000202, 0, 0, 0};
  const unsigned left[] = {65535U - plumb_checksum(plumb_pseudo_sum(from, to, 20 + TEXT)),
                           65535U - plumb_checksum(plumb_pseudo_sum(from, to, 0)), 0};
  struct datagram d = ipv4();
  struct packet packet;
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_int_eq(packet.record.checksum, CHECKSUM_RIGHT);
  for (size_t i = 0; i < 3; i++) {
    put16(d.octets + IPV4 + 16, left[i]);
    ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
    ck_assert_int_eq(packet.record.checksum, CHECKSUM_LEFT);
    put16(d.octets + IPV4 + 16, left[i] + 1);
    ck_assert_int_eq(kind_of(&d), PACKET_DAMAGED);
  }
}
END_TEST

/* A segment whose end the capture cut off cannot be summed. */
START_TEST(checksum_unknown) {
  struct datagram d = ipv4();
  struct packet packet;
  d.raw.captured--;
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_int_eq(packet.record.checksum, CHECKSUM_UNKNOWN);
}
END_TEST

/* An IPv4 length of 0 is left to a card that cuts large segments: the frame tells it. */
START_TEST(length_left_to_the_card) {
  struct datagram d = ipv4();
  struct packet packet;
  put16(d.octets + 2, 0);
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.seg.text, TEXT);
  d.raw.captured = IPV4 + 20;
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.seg.text, TEXT);
  d.raw.captured = IPV4 - 1;
  ck_assert_int_eq(kind_of(&d), PACKET_CUT);
  d.raw.captured = d.raw.length = IPV4;
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
}
END_TEST

/* The checksum tells the sum of the text, however the header is, unless it was left to the card or
   the capture lacks some of the text; and of no text there is none. */
START_TEST(sum_of_the_text) {
  struct packet packet;
  struct datagram d = ipv4();
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.spent, 0);
  ck_assert_uint_eq(packet.record.text_sum, TEXT / 2 * ('x' * 256U + 'x') % 65535);
  uint16_t sum = packet.record.text_sum;
  d = ipv6();
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.text_sum, sum);
  d.raw.captured--;
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.text_sum, NO_TEXT_SUM);
  const struct plumb_address from = {0xc0000201, 0, 0, 0}, to = {0xc0000202, 0, 0, 0};
  d = ipv4();
  put16(d.octets + IPV4 + 16, 65535U - plumb_checksum(plumb_pseudo_sum(from, to, 20 + TEXT)));
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.text_sum, NO_TEXT_SUM);
}
END_TEST

/* What the header has besides is read, unless it begins as the headers of most segments do. */
START_TEST(extras) {
  struct packet packet;
  struct datagram d = ipv4();
  uint8_t *tcp = d.octets + IPV4;
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(!packet.record.has_extras);
  tcp[12] |= 0x0d;
  put16(tcp + 16, 0); /* left to the card, as all below */
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(packet.record.has_extras && packet.record.extras.ae);
  ck_assert_uint_eq(packet.record.extras.reserved, 6);
  tcp[12] = 0x70; /* the text becomes options */
  memcpy(tcp + 20, "\1\1\10\12abcd", TEXT);
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(packet.record.extras.cut);
  memcpy(tcp + 20, "\1\1\0\0\0\0\0\3", TEXT);
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(packet.record.has_extras && packet.record.extras.padded);
  tcp[27] = 0;
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert(!packet.record.has_extras);
}
END_TEST

/* A header checksum of zero was left to the card, any other wrong one is damage. */
START_TEST(header_checksum) {
  struct datagram d = ipv4();
  put16(d.octets + 10, 0);
  ck_assert_int_eq(kind_of(&d), PACKET_SEGMENT);
  put16(d.octets + 10, 1);
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
}
END_TEST

/* Text that the capture cut off is still counted; headers that it cut cannot be read. */
START_TEST(cut_by_the_capture) {
  struct datagram d = ipv4();
  struct packet packet;
  const size_t length = d.raw.length;
  for (size_t kept = 0; kept < length; kept++) {
    d.raw.captured = kept;
    enum packet_kind kind = read(&d, &packet);
    ck_assert_int_eq(kind, kept < IPV4 + 20 ? PACKET_CUT : PACKET_SEGMENT);
    if (kind == PACKET_SEGMENT) ck_assert_uint_eq(packet.record.seg.text, TEXT);
  }
  d = ipv6();
  d.raw.captured = IPV6 + 19;
  ck_assert_int_eq(kind_of(&d), PACKET_CUT);
}
END_TEST

/* A datagram that claims more octets than its frame had is not what the capture cut. */
START_TEST(longer_than_its_frame) {
  struct datagram d = ipv4();
  finish(&d, d.raw.captured - 1);
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
}
END_TEST

/* Of whatever protocol: what they are of shows when they are put together. */
START_TEST(fragments) {
  struct datagram d = ipv4();
  d.octets[6] = 0x20; /* more fragments follow */
  fill_ipv4_checksum(d.octets);
  ck_assert_int_eq(kind_of(&d), PACKET_FRAGMENT);
  d.octets[9] = 17;
  fill_ipv4_checksum(d.octets);
  ck_assert_int_eq(kind_of(&d), PACKET_FRAGMENT);
  d.octets[11] ^= 1; /* damaged on the way: perhaps it was none */
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
  d = ipv6();
  d.octets[6] = 44;
  memcpy(d.octets + IPV6, "\6\0\0\1\0\0\0\7", 8);
  ck_assert_int_eq(kind_of(&d), PACKET_FRAGMENT);
}
END_TEST

/* A data offset that leads out of the segment, or into the fixed header. */
START_TEST(impossible_data_offset) {
  struct datagram d = ipv4();
  d.octets[IPV4 + 12] = 0xf0;
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
  d.octets[IPV4 + 12] = 0x40;
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
}
END_TEST

/* An IP payload too short for any TCP header. */
START_TEST(no_room_for_a_header) {
  struct datagram d = ipv4();
  put16(d.octets + 2, IPV4 + 12);
  fill_ipv4_checksum(d.octets);
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
}
END_TEST

START_TEST(impossible_ip_version) {
  struct datagram d = ipv4();
  d.octets[0] = 0x55;
  ck_assert_int_eq(kind_of(&d), PACKET_MALFORMED);
}
END_TEST

/* IPv4 options, and every IPv6 extension header that has something to say to a receiver, are passed
   over. */
START_TEST(options_and_extension_headers) {
  struct datagram d = ipv4();
  struct packet packet;
  memmove(d.octets + IPV4 + 4, d.octets + IPV4, d.raw.length - IPV4);
  memcpy(d.octets + IPV4, "\1\1\1\0", 4); /* no operation, end of options */
  d.octets[0] = 0x46;
  put16(d.octets + 2, (unsigned)d.raw.length + 4);
  put16(d.octets + 10, 0);
  put16(d.octets + 10, plumb_checksum(plumb_octet_sum(d.octets, IPV4 + 4)));
  finish(&d, d.raw.length + 4);
  ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.seg.text, TEXT);
  const uint8_t kinds[] = {0, 60, 43, 44}; /* hop by hop, destination, routing, fragment */
  d = ipv6();
  for (int i = 3; i >= 0; i--) {
    memmove(d.octets + IPV6 + 8, d.octets + IPV6, d.raw.length - IPV6);
    memset(d.octets + IPV6, 0, 8);
    d.octets[IPV6] = d.octets[6];
    d.octets[6] = kinds[i];
    finish(&d, d.raw.length + 8);
    put16(d.octets + 4, (unsigned)d.raw.length - IPV6);
    ck_assert_int_eq(read(&d, &packet), PACKET_SEGMENT);
    ck_assert_uint_eq(packet.record.seg.text, TEXT);
  }
}
END_TEST

/* A packet within a packet is told apart: GRE, IPv4 and IPv6 in IP, VXLAN, Geneve. */
START_TEST(tunnels) {
  const uint8_t kinds[] = {4, 41, 47};
  for (size_t i = 0; i < 3; i++) {
    struct datagram d = ipv6();
    d.octets[6] = kinds[i];
    ck_assert_int_eq(kind_of(&d), PACKET_TUNNEL);
    d = ipv4();
    d.octets[9] = kinds[i];
    fill_ipv4_checksum(d.octets);
    ck_assert_int_eq(kind_of(&d), PACKET_TUNNEL);
  }
  struct datagram d = ipv4();
  d.octets[9] = 17;
  fill_ipv4_checksum(d.octets);
  put16(d.octets + IPV4 + 2, 4789);
  ck_assert_int_eq(kind_of(&d), PACKET_TUNNEL);
  put16(d.octets + IPV4 + 2, 6081);
  ck_assert_int_eq(kind_of(&d), PACKET_TUNNEL);
  put16(d.octets + IPV4 + 2, 53);
  ck_assert_int_eq(kind_of(&d), PACKET_OTHER);
}
END_TEST

/* What comes from an interface that cannot be read is no packet without TCP: it may have any. */
START_TEST(foreign_link) {
  struct packet packet;
  const struct capture_packet frame = {.number = 1, .is_foreign = true};
  ck_assert_int_eq(packet_read(&frame, &packet), PACKET_FOREIGN);
}
END_TEST

START_TEST(not_tcp) {
  struct datagram d = ipv6();
  d.octets[6] = 58; /* ICMPv6 */
  ck_assert_int_eq(kind_of(&d), PACKET_OTHER);
  struct packet packet;
  const struct capture_packet frame = {.number = 1};
  ck_assert_int_eq(packet_read(&frame, &packet), PACKET_OTHER);
}
END_TEST

/* Segments of every length, odd ones too: the checksum is right, and wrong when any octet differs.
 */
START_TEST(checksums_of_every_length) {
  const struct plumb_address from = {0x20010db8, 0, 0, 1}, to = {0x20010db8, 0, 0, 2};
  for (uint32_t text = 0; text < 150; text++) {
    struct datagram d = ipv6();
    uint8_t *tcp = d.octets + IPV6;
    uint32_t length = plumb_header_build(tcp, 1000, 80, segment(7, 9, ACK, text));
    for (uint32_t i = 0; i < text; i++)
      tcp[length + i] = (uint8_t)(i * 73 + 255 * (i % 3));
    length += text;
    plumb_checksum_fill(
        tcp, plumb_checksum(plumb_pseudo_sum(from, to, length) + plumb_octet_sum(tcp, length)));
    put16(d.octets + 4, length);
    finish(&d, IPV6 + length);
    ck_assert_int_eq(kind_of(&d), PACKET_SEGMENT);
    tcp[length - 1 - text / 2] ^= 0x10;
    ck_assert_int_eq(kind_of(&d), PACKET_DAMAGED);
  }
}
END_TEST

/* The sum over the largest segment that there can be, with no bit 0 in its text, does not overflow.
 */
START_TEST(checksum_of_the_largest) {
  enum { LARGEST = 65535 };
  static uint8_t octets[IPV6 + LARGEST];
  const struct datagram small = ipv6();
  const struct plumb_address from = {0x20010db8, 0, 0, 1}, to = {0x20010db8, 0, 0, 2};
  uint8_t *tcp = octets + IPV6;
  memset(octets, 0xff, sizeof octets);
  memcpy(octets, small.octets, IPV6);
  put16(octets + 4, LARGEST);
  (void)plumb_header_build(tcp, 1000, 80, segment(7, 9, ACK, 0));
  plumb_checksum_fill(
      tcp, plumb_checksum(plumb_pseudo_sum(from, to, LARGEST) + plumb_octet_sum(tcp, LARGEST)));
  struct capture_packet raw = {.number = 1, .captured = sizeof octets, .length = sizeof octets};
  raw.ip = octets;
  struct packet packet;
  ck_assert_int_eq(packet_read(&raw, &packet), PACKET_SEGMENT);
  octets[sizeof octets - 1] ^= 1;
  ck_assert_int_eq(packet_read(&raw, &packet), PACKET_DAMAGED);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      checksums_of_every_length,
      checksum_of_the_largest,
      ecn_of_each_ip,
      a_segment_in_ipv4,
      whether_routers_may_cut_it,
      a_segment_in_ipv6,
      padding_is_no_text,
      must_3_wrong_checksum,
      checksum_left_to_the_card,
      sum_of_the_text,
      extras,
      checksum_unknown,
      length_left_to_the_card,
      header_checksum,
      cut_by_the_capture,
      longer_than_its_frame,
      fragments,
      impossible_data_offset,
      no_room_for_a_header,
      impossible_ip_version,
      not_tcp,
      options_and_extension_headers,
      tunnels,
      foreign_link,
  };
  return run_tests("cli/packet", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
