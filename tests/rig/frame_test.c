/* What the link sees of a frame, and the mark it sets. */
#include "frame.h"

#include "frames.h"

/* A segment is recognized over both versions of IP, with its fields and without the frame's
 * padding. */
START_TEST(segment_over_ip) {
  uint8_t frame[128] = {0};
  struct segment segment;
  size_t length = put_ipv4(frame, FLAG_ACK | FLAG_FIN, 5);
  ck_assert(frame_segment(frame, length + 7, &segment));
  ck_assert_uint_eq(segment.seq, 0x01020304);
  ck_assert_uint_eq(segment.ack, 0x05060708);
  ck_assert_uint_eq(segment.flags, FLAG_ACK | FLAG_FIN);
  ck_assert_uint_eq(segment.text, 5);
  ck_assert_uint_eq(segment.tcp_at, 34);
  ck_assert_uint_eq(segment.tcp_end, length);
  length = put_ipv6(frame, FLAG_SYN, 9);
  ck_assert(frame_segment(frame, length, &segment));
  ck_assert_uint_eq(segment.flags, FLAG_SYN);
  ck_assert_uint_eq(segment.text, 9);
  ck_assert_uint_eq(segment.tcp_at, 54);
}
END_TEST

/* A frame that was cut, at whatever octet, holds no segment. */
START_TEST(cut_frames) {
  struct segment segment;
  for (unsigned version = 0; version < 2; version++) {
    uint8_t frame[128] = {0};
    size_t length = version == 0 ? put_ipv4(frame, FLAG_ACK, 5) : put_ipv6(frame, FLAG_ACK, 5);
    for (size_t cut = 0; cut < length; cut++) {
      uint8_t *part = malloc(cut + 1); /* so that a sanitizer sees a look beyond the cut */
      memcpy(part, frame, cut);
      ck_assert(!frame_segment(part, cut, &segment));
      free(part);
    }
  }
}
END_TEST

/* Over IPv6 no router takes a datagram apart; over IPv4 the sender decides. */
START_TEST(whole) {
  uint8_t frame[128] = {0};
  struct segment segment;
  size_t length = put_ipv4(frame, FLAG_ACK, 0);
  ck_assert(frame_segment(frame, length, &segment) && !segment.whole);
  frame[20] = 0x40;
  ck_assert(frame_segment(frame, length, &segment) && segment.whole);
  length = put_ipv6(frame, FLAG_ACK, 0);
  ck_assert(frame_segment(frame, length, &segment) && segment.whole);
}
END_TEST

/* Other protocols, and a data offset that points outside the segment, are no TCP. */
START_TEST(not_tcp) {
  uint8_t frame[128] = {0};
  struct segment segment;
  size_t length = put_ipv4(frame, FLAG_ACK, 0);
  frame[23] = 17;
  ck_assert(!frame_segment(frame, length, &segment));
  length = put_ipv4(frame, FLAG_ACK, 0);
  frame[13] = 6; /* ARP */
  ck_assert(!frame_segment(frame, length, &segment));
  length = put_ipv4(frame, FLAG_ACK, 0);
  frame[46] = 0x40;
  ck_assert(!frame_segment(frame, length, &segment));
  frame[46] = 0x60;
  ck_assert(!frame_segment(frame, length, &segment));
}
END_TEST

/* The sum of an IPv4 header with a right checksum is all ones. */
static unsigned ipv4_sum(const uint8_t *ip) {
  unsigned sum = 0;
  for (unsigned at = 0; at < 20; at += 2)
    sum += (unsigned)ip[at] * 256 + ip[at + 1];
  return sum % 0xffff;
}

/* Marking sets the ECN field and leaves a right checksum. */
START_TEST(mark) {
  uint8_t frame[128] = {0};
  (void)put_ipv4(frame, FLAG_ACK, 0);
  frame[15] = 0x42; /* ECT(0), and a Diffserv value that stays */
  ck_assert(frame_mark_congestion(frame));
  ck_assert_uint_eq(frame[15], 0x43);
  ck_assert_uint_eq(ipv4_sum(frame + 14), 0);
  (void)put_ipv6(frame, FLAG_ACK, 0);
  frame[15] = 0x10; /* ECT(1) */
  ck_assert(frame_mark_congestion(frame));
  ck_assert_uint_eq(frame[15], 0x30);
}
END_TEST

/* Who does not know ECN is not marked, and nobody is marked twice. */
START_TEST(not_marked) {
  uint8_t frame[128] = {0}, before[128];
  static const uint8_t fields[] = {0, 3};
  for (size_t i = 0; i < sizeof fields; i++) {
    (void)put_ipv4(frame, FLAG_ACK, 0);
    frame[15] = fields[i];
    memcpy(before, frame, sizeof frame);
    ck_assert(!frame_mark_congestion(frame));
    ck_assert_mem_eq(frame, before, sizeof frame);
    (void)put_ipv6(frame, FLAG_ACK, 0);
    frame[15] = (uint8_t)(fields[i] << 4);
    memcpy(before, frame, sizeof frame);
    ck_assert(!frame_mark_congestion(frame));
    ck_assert_mem_eq(frame, before, sizeof frame);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {segment_over_ip, cut_frames, not_tcp, whole, mark, not_marked};
  return run_tests("rig/frame", tests, sizeof tests / sizeof tests[0]);
}
