/* Tunnels of every kind are entered, and told apart. */
#include "tunnel.h"

#include "datagram.h"
#include "reading.h"

static const uint8_t OUTSIDE[3] = {198, 51, 100}, ELSEWHERE[3] = {203, 0, 113};

static struct reading reading;
static struct packet packet;

static void begin(void) { reading = (struct reading){.packets = 0}; }
static void end(void) { reading_free(&reading); }

static struct datagram a_segment(void) { return ipv4_with(segment(7, 9, ACK, 8), false); }

static enum packet_kind read_it(struct datagram *d) {
  const struct capture_packet raw = raw_of(d);
  return reading_read(&reading, &raw, &packet);
}

/* The segment of a_segment() is found in tunnel NUMBER. */
static void assert_found(struct datagram d, unsigned number) {
  char text[SOCKET_TEXT_SIZE];
  ck_assert_int_eq(read_it(&d), PACKET_SEGMENT);
  ck_assert_str_eq(socket_text(&packet.from, text), "192.0.2.1:1000");
  ck_assert_uint_eq(packet.record.seg.seq, 7);
  ck_assert_uint_eq(packet.from.tunnel, number);
  ck_assert_uint_eq(packet.to.tunnel, number);
}

static void assert_named(unsigned number, const char *name) {
  char text[TUNNEL_TEXT_SIZE];
  ck_assert_uint_eq(reading.tunnels.count, number);
  ck_assert_str_eq(tunnel_text(&reading.tunnels.list[number - 1], text), name);
}

static void put_ethernet(struct datagram *d) {
  const uint8_t header[] = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0};
  (void)put_before(d, header, sizeof header);
}

static void put_udp(struct datagram *d, unsigned port) {
  uint8_t header[8] = {200, 0};
  put16(header + 2, port);
  put16(header + 4, (unsigned)d->length + 8);
  (void)put_before(d, header, sizeof header);
}

static struct datagram in_vxlan(uint8_t vni, bool is_back) {
  struct datagram d = a_segment();
  const uint8_t header[8] = {8, [6] = vni};
  put_ethernet(&d);
  (void)put_before(&d, header, sizeof header);
  put_udp(&d, 4789);
  put_ipv4(&d, 17, OUTSIDE, is_back);
  return d;
}

START_TEST(ip_in_ip) {
  struct datagram d = a_segment();
  put_ipv4(&d, 4, OUTSIDE, false);
  assert_found(d, 1);
  assert_named(1, "IP in IP between 198.51.100.1 and 198.51.100.2");
  d = a_segment();
  put_ipv6(&d, 4);
  assert_found(d, 2);
  assert_named(2, "IP in IP between 2001:db8::1 and 2001:db8::2");
  d = ipv6_with(segment(7, 9, ACK, 8));
  put_ipv4(&d, 41, OUTSIDE, true);
  ck_assert_int_eq(read_it(&d), PACKET_SEGMENT);
  ck_assert(packet.from.is_v6);
  ck_assert_uint_eq(packet.from.tunnel, 1);
}
END_TEST

/* What the sender of a segment declared of it is in the header inside; outside it may be marked. */
START_TEST(ecn_field_inside) {
  struct datagram d = a_segment();
  start_of(&d)[1] = 2;
  sum_ipv4(start_of(&d));
  put_ipv4(&d, 4, OUTSIDE, false);
  start_of(&d)[1] = 3;
  sum_ipv4(start_of(&d));
  assert_found(d, 1);
  ck_assert_uint_eq(packet.record.ecn, 2);
}
END_TEST

/* With and without checksum, key and sequence number. */
START_TEST(gre) {
  const uint8_t plain[] = {0, 0, 8, 0},
                full[] = {0xb0, 0, 8, 0, 1, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 9};
  struct datagram d = a_segment();
  (void)put_before(&d, plain, sizeof plain);
  put_ipv4(&d, 47, OUTSIDE, false);
  assert_found(d, 1);
  assert_named(1, "GRE between 198.51.100.1 and 198.51.100.2");
  d = a_segment();
  (void)put_before(&d, full, sizeof full);
  put_ipv4(&d, 47, OUTSIDE, false);
  assert_found(d, 2);
  assert_named(2, "GRE 256 between 198.51.100.1 and 198.51.100.2");
  const uint8_t bridged[] = {0, 0, 0x65, 0x58};
  d = a_segment();
  put_ethernet(&d);
  (void)put_before(&d, bridged, sizeof bridged);
  put_ipv4(&d, 47, OUTSIDE, false);
  assert_found(d, 1);
}
END_TEST

/* Routing, other versions, and what carries no IP. */
START_TEST(gre_of_other_kinds) {
  const uint8_t routed[] = {0x40, 0, 8, 0, 0, 0, 0, 0}, pptp[] = {0x30, 1, 0x88, 0xb, 0, 8, 0, 1},
                other[] = {0, 0, 0x88, 0x47};
  struct datagram d = a_segment();
  (void)put_before(&d, routed, sizeof routed);
  put_ipv4(&d, 47, OUTSIDE, false);
  ck_assert_int_eq(read_it(&d), PACKET_TUNNEL);
  d = a_segment();
  (void)put_before(&d, pptp, sizeof pptp);
  put_ipv4(&d, 47, OUTSIDE, false);
  ck_assert_int_eq(read_it(&d), PACKET_TUNNEL);
  d = a_segment();
  (void)put_before(&d, other, sizeof other);
  put_ipv4(&d, 47, OUTSIDE, false);
  ck_assert_int_eq(read_it(&d), PACKET_OTHER);
  ck_assert_uint_eq(reading.tunnels.count, 0);
}
END_TEST

START_TEST(vxlan) {
  assert_found(in_vxlan(42, false), 1);
  assert_named(1, "VXLAN 42 between 198.51.100.1 and 198.51.100.2");
  struct datagram d = in_vxlan(42, false);
  start_of(&d)[IPV4 + 8] = 0; /* no VNI: not as RFC 7348 says */
  ck_assert_int_eq(read_it(&d), PACKET_TUNNEL);
}
END_TEST

START_TEST(geneve) {
  const uint8_t header[] = {1, 0, 0x65, 0x58, 0, 0, 9, 0, 0, 1, 2, 0};
  struct datagram d = a_segment();
  put_ethernet(&d);
  (void)put_before(&d, header, sizeof header);
  put_udp(&d, 6081);
  put_ipv4(&d, 17, OUTSIDE, false);
  assert_found(d, 1);
  assert_named(1, "Geneve 9 between 198.51.100.1 and 198.51.100.2");
}
END_TEST

/* Both directions are one tunnel; another VNI, other ends, another kind and none at all are others.
 */
START_TEST(told_apart) {
  assert_found(in_vxlan(42, false), 1);
  assert_found(in_vxlan(42, true), 1);
  assert_found(in_vxlan(43, false), 2);
  struct datagram d = a_segment();
  put_ipv4(&d, 4, OUTSIDE, false);
  assert_found(d, 3);
  d = a_segment();
  put_ipv4(&d, 4, ELSEWHERE, false);
  assert_found(d, 4);
  assert_found(a_segment(), 0);
  const struct socket_id outside = {.port = 80, .tunnel = 0}, inside = {.port = 80, .tunnel = 4};
  ck_assert(!same_socket(&outside, &inside));
}
END_TEST

/* A tunnel in a tunnel; but not without end. */
START_TEST(within_each_other) {
  struct datagram d = a_segment();
  put_ipv4(&d, 4, OUTSIDE, false);
  put_ipv4(&d, 4, ELSEWHERE, false);
  assert_found(d, 2);
  assert_named(2, "IP in IP between 198.51.100.1 and 198.51.100.2, in tunnel 1");
  d = a_segment();
  for (int i = 0; i < 5; i++)
    put_ipv4(&d, 4, OUTSIDE, false);
  ck_assert_int_eq(read_it(&d), PACKET_TUNNEL);
}
END_TEST

/* More tunnels than are told apart are not entered. */
START_TEST(too_many) {
  for (unsigned i = 0; i <= TUNNELS; i++) {
    const uint8_t prefix[3] = {10, (uint8_t)(i / 256), (uint8_t)(i % 256)};
    struct datagram d = a_segment();
    put_ipv4(&d, 4, prefix, false);
    ck_assert_int_eq(read_it(&d), i < TUNNELS ? PACKET_SEGMENT : PACKET_TUNNEL);
  }
}
END_TEST

/* What the capture cut off is missing, wherever that is, and nothing behind is read. */
START_TEST(cut_anywhere) {
  const struct datagram whole = in_vxlan(42, false);
  for (size_t kept = 0; kept < whole.length; kept++) {
    struct datagram d = whole;
    struct capture_packet raw = raw_of(&d);
    raw.captured = kept;
    enum packet_kind kind = reading_read(&reading, &raw, &packet);
    ck_assert_int_eq(kind == PACKET_SEGMENT, kept >= whole.length - 8);
  }
}
END_TEST

/* The text of the segment ends where its datagram does, not where the frame around it does. */
START_TEST(padding_is_no_text) {
  struct datagram d = {.length = 0};
  const struct datagram inner = a_segment();
  (void)put_before(&d, "padding", 7);
  (void)put_before(&d, inner.octets + ROOM - inner.length, inner.length);
  put_ipv4(&d, 4, OUTSIDE, false);
  assert_found(d, 1);
  ck_assert_uint_eq(packet.record.seg.text, 8);
}
END_TEST

int main(void) {
  const TTest *tests[] = {ip_in_ip,
                          ecn_field_inside,
                          gre,
                          gre_of_other_kinds,
                          vxlan,
                          geneve,
                          told_apart,
                          within_each_other,
                          too_many,
                          cut_anywhere,
                          padding_is_no_text};
  return run_tests("cli/tunnel", begin, end, tests, sizeof tests / sizeof tests[0]);
}
