/* ICMP errors about TCP segments, read from datagrams sound and unsound. */
#include "icmp.h"

#include "craft.h"
#include "packet.h"

enum { IPV4 = 20, IPV6 = 40, HEADER = 8, PORTS_AND_SEQ = 8, SEQ = 0x01020304 };

static uint8_t octets[128];
static struct capture_packet raw;
static struct packet packet;

static void put16(uint8_t *at, unsigned value) {
  at[0] = (uint8_t)(value / 256);
  at[1] = (uint8_t)(value % 256);
}

static enum packet_kind read_it(void) { return packet_read(&raw, &packet); }

/* The first octets of a segment from port 1000 to port 80. */
static void quote_segment(uint8_t *tcp) {
  put16(tcp, 1000);
  put16(tcp + 2, 80);
  put16(tcp + 4, SEQ / 65536);
  put16(tcp + 6, SEQ % 65536);
}

static void sum_v4(void) {
  uint8_t *icmp = octets + IPV4;
  const uint32_t length = (uint32_t)raw.length - IPV4;
  put16(octets + 10, 0);
  put16(octets + 10, plumb_checksum(plumb_octet_sum(octets, IPV4)));
  put16(icmp + 2, 0);
  put16(icmp + 2, plumb_checksum(plumb_octet_sum(icmp, length)));
}

/* From a router, 192.0.2.254, to A, quoting the least that is quoted of A's datagram to B. */
static void error_v4(uint8_t type, uint8_t code) {
  static const uint8_t outer[IPV4] = {0x45, [8] = 64, 1, 0, 0, 192, 0, 2, 254, 192, 0, 2, 1};
  static const uint8_t inner[IPV4] = {0x45, [3] = 40, [8] = 9, 6, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2};
  raw = (struct capture_packet){.number = 1, .ip = octets};
  raw.captured = raw.length = IPV4 + HEADER + IPV4 + PORTS_AND_SEQ;
  memset(octets, 0, sizeof octets);
  memcpy(octets, outer, sizeof outer);
  put16(octets + 2, (unsigned)raw.length);
  octets[IPV4] = type;
  octets[IPV4 + 1] = code;
  memcpy(octets + IPV4 + HEADER, inner, sizeof inner);
  quote_segment(octets + IPV4 + HEADER + IPV4);
  sum_v4();
}

static void sum_v6(void) {
  const struct plumb_ip ip = plumb_ip_parse(octets, (uint32_t)raw.length);
  uint8_t *icmp = octets + IPV6;
  put16(icmp + 2, 0);
  put16(icmp + 2, plumb_checksum(plumb_pseudo_sum(ip.source, ip.destination, ip.length) - 6 + 58 +
                                 plumb_octet_sum(icmp, ip.length)));
}

/* The same in IPv6, from 2001:db8::fe to 2001:db8::1. */
static void error_v6(uint8_t type, uint8_t code) {
  static const uint8_t prefix[] = {0x20, 1, 0xd, 0xb8};
  raw = (struct capture_packet){.number = 1, .ip = octets};
  raw.captured = raw.length = IPV6 + HEADER + IPV6 + PORTS_AND_SEQ;
  memset(octets, 0, sizeof octets);
  for (size_t at = 0; at <= IPV6 + HEADER; at += IPV6 + HEADER) {
    octets[at] = 0x60;
    octets[at + 6] = at == 0 ? 58 : 6;
    memcpy(octets + at + 8, prefix, sizeof prefix);
    memcpy(octets + at + 24, prefix, sizeof prefix);
    octets[at + 23] = at == 0 ? 0xfe : 1;
    octets[at + 39] = at == 0 ? 1 : 2;
  }
  put16(octets + 4, HEADER + IPV6 + PORTS_AND_SEQ);
  put16(octets + IPV6 + HEADER + 4, 20);
  octets[IPV6] = type;
  octets[IPV6 + 1] = code;
  quote_segment(octets + IPV6 + HEADER + IPV6);
  sum_v6();
}

static void assert_kind(enum icmp_kind kind) {
  ck_assert_int_eq(read_it(), PACKET_ICMP);
  ck_assert_str_eq(icmp_kind_name((enum icmp_kind)packet.record.icmp.kind), icmp_kind_name(kind));
}

/* Sockets and SEQ are those of the segment quoted. */
START_TEST(an_error_about_a_segment) {
  char text[SOCKET_TEXT_SIZE], words[ICMP_TEXT_SIZE];
  error_v4(3, 1);
  assert_kind(ICMP_SOFT);
  ck_assert_str_eq(socket_text(&packet.from, text), "192.0.2.1:1000");
  ck_assert_str_eq(socket_text(&packet.to, text), "192.0.2.2:80");
  ck_assert_uint_eq(packet.record.icmp.seq, SEQ);
  ck_assert_str_eq(icmp_text(&packet.record.icmp, words),
                   "host unreachable (type 3, code 1), a soft error");
  error_v6(1, 4);
  assert_kind(ICMP_HARD);
  ck_assert_str_eq(socket_text(&packet.from, text), "[2001:db8::1]:1000");
  ck_assert_uint_eq(packet.record.icmp.seq, SEQ);
  ck_assert_str_eq(icmp_text(&packet.record.icmp, words),
                   "port unreachable (type 1, code 4), a hard error");
}
END_TEST

/* MUST-56, SHLD-26, MUST-55: which are soft, which are hard, and source quench. */
START_TEST(must_56_kinds) {
  static const struct {
    uint8_t type, code;
    enum icmp_kind kind;
  } v4[] = {{3, 0, ICMP_SOFT},    {3, 1, ICMP_SOFT},     {3, 2, ICMP_HARD},  {3, 3, ICMP_HARD},
            {3, 4, ICMP_TOO_BIG}, {3, 5, ICMP_SOFT},     {3, 6, ICMP_OTHER}, {3, 13, ICMP_OTHER},
            {4, 0, ICMP_QUENCH},  {11, 0, ICMP_SOFT},    {11, 1, ICMP_SOFT}, {12, 0, ICMP_SOFT},
            {12, 1, ICMP_SOFT},   {11, 200, ICMP_OTHER}, {4, 1, ICMP_OTHER}},
    v6[] = {{1, 0, ICMP_SOFT}, {1, 1, ICMP_HARD},  {1, 2, ICMP_OTHER},   {1, 3, ICMP_SOFT},
            {1, 4, ICMP_HARD}, {1, 5, ICMP_OTHER}, {2, 0, ICMP_TOO_BIG}, {3, 0, ICMP_SOFT},
            {3, 1, ICMP_SOFT}, {4, 0, ICMP_SOFT},  {4, 1, ICMP_SOFT},    {4, 2, ICMP_SOFT}};
  for (size_t i = 0; i < sizeof v4 / sizeof v4[0]; i++) {
    error_v4(v4[i].type, v4[i].code);
    assert_kind(v4[i].kind);
  }
  for (size_t i = 0; i < sizeof v6 / sizeof v6[0]; i++) {
    error_v6(v6[i].type, v6[i].code);
    assert_kind(v6[i].kind);
  }
}
END_TEST

/* The next link's MTU is told; an old router does not say it, and one beyond 65535 is that. */
START_TEST(too_big) {
  char text[ICMP_TEXT_SIZE];
  error_v4(3, 4);
  assert_kind(ICMP_TOO_BIG);
  ck_assert_str_eq(icmp_text(&packet.record.icmp, text), "fragmentation needed (type 3, code 4)");
  ck_assert_uint_eq(packet.record.icmp.size, 40);
  put16(octets + IPV4 + 6, 1280);
  sum_v4();
  assert_kind(ICMP_TOO_BIG);
  ck_assert_str_eq(icmp_text(&packet.record.icmp, text),
                   "fragmentation needed (type 3, code 4), MTU 1280");
  error_v6(2, 0);
  octets[IPV6 + 5] = 1;
  sum_v6();
  assert_kind(ICMP_TOO_BIG);
  ck_assert_uint_eq(packet.record.icmp.mtu, 65535);
  ck_assert_uint_eq(packet.record.icmp.size, 60);
}
END_TEST

/* Echoes, redirects and the like quote nothing, or are no errors. */
START_TEST(no_error) {
  const uint8_t v4[] = {0, 5, 8, 13}, v6[] = {0, 5, 128, 135};
  for (size_t i = 0; i < sizeof v4; i++) {
    error_v4(v4[i], 0);
    ck_assert_int_eq(read_it(), PACKET_OTHER);
    error_v6(v6[i], 0);
    ck_assert_int_eq(read_it(), PACKET_OTHER);
  }
}
END_TEST

/* A receiver drops what is damaged. */
START_TEST(damaged) {
  error_v4(3, 1);
  octets[IPV4 + 30] ^= 1;
  ck_assert_int_eq(read_it(), PACKET_OTHER);
  error_v6(1, 0);
  octets[IPV6 + 9] ^= 1;
  ck_assert_int_eq(read_it(), PACKET_OTHER);
}
END_TEST

/* What quotes another host's datagram, another protocol or a later fragment is no TCP's business.
 */
START_TEST(about_something_else) {
  uint8_t *inner = octets + IPV4 + HEADER;
  error_v4(3, 1);
  inner[15] = 7;
  sum_v4();
  ck_assert_int_eq(read_it(), PACKET_OTHER);
  error_v4(3, 1);
  inner[9] = 17;
  sum_v4();
  ck_assert_int_eq(read_it(), PACKET_OTHER);
  error_v4(3, 1);
  inner[7] = 9;
  sum_v4();
  ck_assert_int_eq(read_it(), PACKET_OTHER);
  error_v4(3, 1);
  inner[0] = 0x65;
  sum_v4();
  ck_assert_int_eq(read_it(), PACKET_OTHER);
}
END_TEST

/* However much is kept or quoted: an error, or none, and nothing behind the end is read. */
START_TEST(cut_anywhere) {
  for (size_t kept = 0; kept < IPV4 + HEADER + IPV4 + PORTS_AND_SEQ; kept++) {
    error_v4(3, 1);
    raw.captured = kept;
    ck_assert_int_ne(read_it(), PACKET_ICMP);
    if (kept < IPV4) continue;
    raw.length = kept;
    put16(octets + 2, (unsigned)kept);
    sum_v4();
    ck_assert_int_eq(read_it(), PACKET_OTHER);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {an_error_about_a_segment, must_56_kinds, too_big, no_error, damaged,
                          about_something_else,     cut_anywhere};
  return run_tests("cli/icmp", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
