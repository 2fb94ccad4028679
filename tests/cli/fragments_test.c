/* Segments put together from IP fragments, or not. */
#include "fragments.h"

#include "datagram.h"
#include "reading.h"

enum { TEXT = 100 };

static struct reading reading;
static struct packet packet;

static void begin(void) { reading = (struct reading){.packets = 0}; }
static void end(void) { reading_free(&reading); }

/* The fragment of WHOLE, an IPv4 datagram, that has COUNT octets of its payload from FROM on. */
static struct datagram v4_fragment(const struct datagram *whole, size_t from, size_t count) {
  struct datagram d = {.length = 0};
  const uint8_t *ip = whole->octets + ROOM - whole->length;
  const bool is_last = IPV4 + from + count == whole->length;
  (void)put_before(&d, ip + IPV4 + from, count);
  uint8_t *header = put_before(&d, ip, IPV4);
  put16(header + 2, (unsigned)d.length);
  put16(header + 4, 77);
  put16(header + 6, (is_last ? 0 : 0x2000) + (unsigned)from / 8);
  sum_ipv4(header);
  return d;
}

/* The same of an IPv6 datagram without extension headers. */
static struct datagram v6_fragment(const struct datagram *whole, size_t from, size_t count) {
  struct datagram d = {.length = 0};
  const uint8_t *ip = whole->octets + ROOM - whole->length;
  const bool is_last = IPV6 + from + count == whole->length;
  uint8_t fragment[8] = {6, [7] = 77};
  put16(fragment + 2, (unsigned)from + (is_last ? 0 : 1));
  (void)put_before(&d, ip + IPV6 + from, count);
  (void)put_before(&d, fragment, sizeof fragment);
  uint8_t *header = put_before(&d, ip, IPV6);
  put16(header + 4, (unsigned)d.length - IPV6);
  header[6] = 44;
  return d;
}

static enum packet_kind read_it(struct datagram d) {
  const struct capture_packet raw = raw_of(&d);
  return reading_read(&reading, &raw, &packet);
}

static struct datagram v4_segment(void) { return ipv4_with(segment(7, 9, ACK, TEXT), false); }

static void assert_read(enum packet_kind kind) {
  char text[SOCKET_TEXT_SIZE];
  ck_assert_int_eq(kind, PACKET_SEGMENT);
  ck_assert_uint_eq(packet.record.seg.text, TEXT);
  ck_assert_uint_eq(packet.record.seg.seq, 7);
  ck_assert_str_eq(socket_text(&packet.from, text),
                   packet.from.is_v6 ? "[2001:db8::1]:1000" : "192.0.2.1:1000");
}

static bool is_in_doubt(void) {
  const struct socket_id ends[2] = {socket_a(), socket_b()};
  return reading_lacks(&reading, ends);
}

/* In whatever order they come; the checksum is verified over all. */
START_TEST(put_together) {
  const struct datagram whole = v4_segment();
  ck_assert_int_eq(read_it(v4_fragment(&whole, 0, 40)), PACKET_FRAGMENT);
  ck_assert_int_eq(read_it(v4_fragment(&whole, 40, 40)), PACKET_FRAGMENT);
  assert_read(read_it(v4_fragment(&whole, 80, 40)));
  assert_read(read_it(whole));
  ck_assert_int_eq(read_it(v4_fragment(&whole, 80, 40)), PACKET_FRAGMENT);
  ck_assert_int_eq(read_it(v4_fragment(&whole, 0, 40)), PACKET_FRAGMENT);
  assert_read(read_it(v4_fragment(&whole, 40, 40)));
  ck_assert_uint_eq(reading.kinds[PACKET_FRAGMENT], 0);
  ck_assert_uint_eq(reading.kinds[PACKET_PIECE], 4);
  ck_assert(!is_in_doubt());
}
END_TEST

START_TEST(put_together_in_ipv6) {
  const struct datagram whole = ipv6_with(segment(7, 9, ACK, TEXT));
  ck_assert_int_eq(read_it(v6_fragment(&whole, 64, 56)), PACKET_FRAGMENT);
  assert_read(read_it(v6_fragment(&whole, 0, 64)));
  ck_assert(!packet.record.is_uncut); /* its sender has cut it */
}
END_TEST

/* One that comes again, the same, is no harm. */
START_TEST(a_fragment_twice) {
  const struct datagram whole = v4_segment();
  (void)read_it(v4_fragment(&whole, 0, 64));
  ck_assert_int_eq(read_it(v4_fragment(&whole, 0, 64)), PACKET_FRAGMENT);
  assert_read(read_it(v4_fragment(&whole, 64, 56)));
}
END_TEST

/* RFC 5722: of fragments that overlap nobody knows what a receiver makes. */
START_TEST(overlapping) {
  const struct datagram whole = v4_segment();
  (void)read_it(v4_fragment(&whole, 0, 64));
  ck_assert_int_eq(read_it(v4_fragment(&whole, 56, 64)), PACKET_FRAGMENT);
  ck_assert(is_in_doubt());
  struct datagram other = v4_segment();
  other.octets[ROOM - 100] ^= 1;
  reading_free(&reading);
  begin();
  (void)read_it(v4_fragment(&whole, 0, 64));
  ck_assert_int_eq(read_it(v4_fragment(&other, 0, 64)), PACKET_FRAGMENT);
  ck_assert_int_eq(read_it(v4_fragment(&whole, 64, 56)), PACKET_FRAGMENT);
  ck_assert(is_in_doubt());
}
END_TEST

/* Two ends, or something behind the end. */
START_TEST(contradicting_lengths) {
  const struct datagram whole = v4_segment(), longer = ipv4_with(segment(7, 9, ACK, 200), false);
  (void)read_it(v4_fragment(&whole, 64, 56));
  ck_assert_int_eq(read_it(v4_fragment(&longer, 120, 64)), PACKET_FRAGMENT);
  ck_assert_int_eq(read_it(v4_fragment(&longer, 184, 36)), PACKET_FRAGMENT);
  ck_assert(is_in_doubt());
  ck_assert_int_eq(read_it(v4_fragment(&whole, 64, 56)), PACKET_FRAGMENT);
  ck_assert_int_eq(read_it(v4_fragment(&whole, 0, 64)), PACKET_FRAGMENT);
}
END_TEST

/* Whose datagram waits is in doubt, as long as it waits and after it was given up; nobody else is.
 */
START_TEST(a_fragment_missing) {
  const struct datagram whole = v4_segment();
  (void)read_it(v4_fragment(&whole, 0, 64));
  ck_assert(is_in_doubt());
  struct socket_id ends[2] = {socket_a(), socket_b()};
  ends[0].port = 1001;
  ck_assert(!reading_lacks(&reading, ends));
  fragments_give_up(&reading.fragments, &reading.unread);
  ck_assert(is_in_doubt());
  ck_assert(!reading_lacks(&reading, ends));
}
END_TEST

/* What comes later than every receiver waits is put together by some. */
START_TEST(too_late) {
  const struct datagram whole = v4_segment();
  (void)read_it(v4_fragment(&whole, 0, 64));
  reading.ended = FRAGMENTS_KEPT;
  assert_read(read_it(v4_fragment(&whole, 64, 56)));
  (void)read_it(v4_fragment(&whole, 0, 64));
  reading.ended += FRAGMENTS_KEPT + 1;
  ck_assert_int_eq(read_it(v4_fragment(&whole, 64, 56)), PACKET_FRAGMENT);
  ck_assert(is_in_doubt());
}
END_TEST

/* The oldest gives way: there is room for so many, and no more. */
START_TEST(too_many) {
  const struct datagram whole = v4_segment();
  for (unsigned id = 0; id <= PILES; id++) {
    struct datagram d = v4_fragment(&whole, 0, 64);
    put16(start_of(&d) + 4, id);
    sum_ipv4(start_of(&d));
    reading.ended = id;
    ck_assert_int_eq(read_it(d), PACKET_FRAGMENT);
  }
  for (unsigned id = PILES + 1; id-- > 0;) {
    struct datagram d = v4_fragment(&whole, 64, 56);
    put16(start_of(&d) + 4, id);
    sum_ipv4(start_of(&d));
    ck_assert_int_eq(read_it(d), id > 0 ? PACKET_SEGMENT : PACKET_FRAGMENT);
  }
}
END_TEST

/* Of what the capture cut off nothing can be put together. */
START_TEST(cut_by_the_capture) {
  const struct datagram whole = v4_segment();
  struct datagram d = v4_fragment(&whole, 0, 64);
  struct capture_packet raw = raw_of(&d);
  raw.captured = IPV4 + 24;
  ck_assert_int_eq(reading_read(&reading, &raw, &packet), PACKET_FRAGMENT);
  ck_assert(is_in_doubt());
  ck_assert_int_eq(read_it(v4_fragment(&whole, 64, 56)), PACKET_FRAGMENT);
}
END_TEST

/* Fragments of UDP are nobody's doubt, but may be of a tunnel. */
START_TEST(fragments_of_a_tunnel) {
  const uint8_t prefix[3] = {198, 51, 100}, vxlan[8] = {8, [6] = 1}, udp[8] = {9, 9, 0x12, 0xb5},
                frame[14] = {[12] = 8};
  struct datagram d = v4_segment();
  (void)put_before(&d, frame, sizeof frame);
  (void)put_before(&d, vxlan, sizeof vxlan);
  (void)put_before(&d, udp, sizeof udp);
  put_ipv4(&d, 17, prefix, false);
  ck_assert_int_eq(read_it(v4_fragment(&d, 0, 96)), PACKET_OTHER);
  ck_assert(!is_in_doubt());
  assert_read(read_it(v4_fragment(&d, 96, d.length - IPV4 - 96)));
  ck_assert_uint_eq(packet.from.tunnel, 1);
  ck_assert_uint_eq(reading.kinds[PACKET_OTHER], 0);
  ck_assert_uint_eq(reading.kinds[PACKET_PIECE], 1);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      put_together,          put_together_in_ipv6, a_fragment_twice, overlapping,
      contradicting_lengths, a_fragment_missing,   too_late,         too_many,
      cut_by_the_capture,    fragments_of_a_tunnel};
  return run_tests("cli/fragments", begin, end, tests, sizeof tests / sizeof tests[0]);
}
