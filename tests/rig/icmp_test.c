/* The errors of a router on the path: right in every checksum, and about the right segment. */
#include "icmp.h"

#include "frames.h"

enum { TEXT = 1000 };

static uint8_t frame[2048], answer[ICMP_FRAME_MAX];

static void address(uint8_t *at, uint8_t first, uint8_t last, size_t length) {
  memset(at, 0, length);
  at[0] = first, at[length - 1] = last;
}

/* A segment from host 1 to host 2, and the length of the error that answers it. */
static size_t answered(bool ipv6, uint16_t text, unsigned code, unsigned mtu) {
  struct segment segment;
  size_t length = ipv6 ? put_ipv6(frame, FLAG_ACK, text) : put_ipv4(frame, FLAG_ACK, text);
  size_t of_address = ipv6 ? 16 : 4;
  memset(frame, 0xbb, 6);
  memset(frame + 6, 0xaa, 6);
  address(frame + (ipv6 ? 22 : 26), 10, 1, of_address);
  address(frame + (ipv6 ? 38 : 30), 10, 2, of_address);
  ck_assert(frame_segment(frame, length, &segment));
  return icmp_error(frame, &segment, code, mtu, answer);
}

static unsigned sum_of(const uint8_t *octets, size_t length) {
  unsigned sum = 0;
  for (size_t at = 0; at < length; at++)
    sum += at % 2 == 0 ? (unsigned)octets[at] << 8 : octets[at];
  return sum;
}

/* Over IPv4: addressed to the sender, checksums right, the datagram quoted from its beginning. */
START_TEST(over_ipv4) {
  size_t length = answered(false, TEXT, 1, 0);
  ck_assert_uint_eq(length, 14 + 20 + 8 + 20 + 64);
  ck_assert_mem_eq(answer, frame + 6, 6);
  ck_assert_mem_eq(answer + 6, frame, 6);
  ck_assert_mem_eq(answer + 30, frame + 26, 4); /* to the sender */
  ck_assert_uint_eq(answer[29], 254);           /* from its network */
  ck_assert_uint_eq(answer[23], 1);             /* ICMP */
  ck_assert_uint_eq(sum_of(answer + 16, 2), length - 14);
  ck_assert_uint_eq(answer[34], 3);
  ck_assert_uint_eq(answer[35], 1);
  ck_assert_mem_eq(answer + 42, frame + 14, 20 + 64);
  ck_assert_uint_eq(sum_of(answer + 14, 20) % 0xffff, 0);
  ck_assert_uint_eq(sum_of(answer + 34, length - 34) % 0xffff, 0);
}
END_TEST

/* Over IPv6 the checksum covers addresses, length and protocol too (RFC 4443 section 2.3). */
START_TEST(over_ipv6) {
  size_t length = answered(true, TEXT, 3, 0);
  ck_assert_uint_eq(length, 14 + 40 + 8 + 40 + 64);
  ck_assert_uint_eq(answer[20], 58); /* ICMPv6 */
  ck_assert_uint_eq(sum_of(answer + 18, 2), length - 54);
  ck_assert_mem_eq(answer + 38, frame + 22, 16);
  ck_assert_uint_eq(answer[54], 1);
  ck_assert_uint_eq(answer[55], 4); /* port unreachable */
  ck_assert_mem_eq(answer + 62, frame + 14, 40 + 64);
  unsigned pseudo_header = sum_of(answer + 22, 32) + (unsigned)(length - 54) + 58;
  ck_assert_uint_eq((pseudo_header + sum_of(answer + 54, length - 54)) % 0xffff, 0);
}
END_TEST

/* What is too big is told with the size that fits. */
START_TEST(too_big) {
  (void)answered(false, TEXT, 1, 1300);
  ck_assert_uint_eq(answer[34], 3);
  ck_assert_uint_eq(answer[35], 4); /* fragmentation needed */
  ck_assert_uint_eq(sum_of(answer + 40, 2), 1300);
  (void)answered(true, TEXT, 1, 1300);
  ck_assert_uint_eq(answer[54], 2);
  ck_assert_uint_eq(answer[55], 0);
  ck_assert_uint_eq(sum_of(answer + 58, 4), 1300);
}
END_TEST

/* A short segment is quoted whole, and nothing behind it. */
START_TEST(short_segment) {
  ck_assert_uint_eq(answered(false, 0, 1, 0), 14 + 20 + 8 + 20 + 20);
  ck_assert_uint_eq(answered(true, 5, 1, 0), 14 + 40 + 8 + 40 + 25);
}
END_TEST

int main(void) {
  const TTest *tests[] = {over_ipv4, over_ipv6, too_big, short_segment};
  return run_tests("rig/icmp", tests, sizeof tests / sizeof tests[0]);
}
