/* The checksum that every segment carries: MUST-2, MUST-3, RFC 1071. */
#include "plumb.h"

#include "connection.h"
#include "hex.h"

static const struct plumb_address CLIENT = {.w0 = 0x0a090001}, SERVER = {.w0 = 0x0a090002};
static const struct plumb_address CLIENT6 = {0xfd000009, 0, 0, 1}, SERVER6 = {0xfd000009, 0, 0, 2};

/* A SYN that gVisor sent from 10.9.0.1 to 10.9.0.2. */
static const char *const SYN4 = "7f1f1388 c2627d43 00000000 a0027200 34d90000"
                                "020405b4 0402080a b0910a35 00000000 01030305";

/* An ACK with one octet of text, from 10.9.0.66 to 10.9.0.1. */
static const struct plumb_address PROBE = {.w0 = 0x0a090042};
static const char *const ODD = "67f51388 cc4104ba ac4f1cc7 5010ffff 85ef0000 00";

/* An ACK that gVisor sent from fd00:9::1 to fd00:9::2. */
static const char *const ACK6 = "94b21388 c3911efd 6707df2b 80100384 edeb0000"
                                "0101080a 65d1d193 17c56b10";

static bool is_right(const char *text, struct plumb_address from, struct plumb_address to) {
  struct octets o = hex(text);
  bool right = plumb_checksum_ok(from, to, o.at, o.n);
  free(o.at);
  return right;
}

static uint32_t sum_of(const char *text) {
  struct octets o = hex(text);
  uint32_t sum = plumb_octet_sum(o.at, o.n);
  free(o.at);
  return sum;
}

/* The example of RFC 1071 section 3: the sum 2ddf0 folds to ddf2. */
START_TEST(rfc_1071_example) {
  ck_assert_uint_eq(sum_of("0001 f203 f4f5 f6f7"), 0x2ddf0);
  ck_assert_uint_eq(plumb_checksum(0x2ddf0), 0xffff - 0xddf2);
}
END_TEST

/* Real segments over IPv4 and IPv6, with and without text, are right as they came. */
START_TEST(must_3_right_checksum_is_accepted) {
  ck_assert(is_right(SYN4, CLIENT, SERVER));
  ck_assert(is_right(ODD, PROBE, CLIENT));
  ck_assert(is_right(ACK6, CLIENT6, SERVER6));
}
END_TEST

/* Any single bit that changes on the way makes the checksum wrong, the last odd octet included. */
START_TEST(must_3_any_changed_bit_is_noticed) {
  struct octets o = hex(ODD);
  for (uint32_t i = 0; i < o.n; i++)
    for (unsigned bit = 1; bit < 256; bit *= 2) {
      o.at[i] = (uint8_t)(o.at[i] ^ bit);
      ck_assert_msg(!plumb_checksum_ok(PROBE, CLIENT, o.at, o.n), "octet %u, bit %u", i, bit);
      o.at[i] = (uint8_t)(o.at[i] ^ bit);
    }
  free(o.at);
}
END_TEST

/* A segment delivered to the wrong host is noticed: the addresses are part of the sum. */
START_TEST(must_3_addresses_count) {
  ck_assert(!is_right(SYN4, CLIENT, PROBE));
  ck_assert(!is_right(ACK6, CLIENT6, (struct plumb_address){0xfd000009, 0, 1, 2}));
}
END_TEST

/* A segment cut at its end is noticed: its length is part of the sum, zeros at the end or not. */
START_TEST(must_3_length_counts) {
  struct octets o = hex(ODD);
  ck_assert_uint_eq(o.at[o.n - 1], 0);
  ck_assert(!plumb_checksum_ok(PROBE, CLIENT, o.at, o.n - 1));
  free(o.at);
}
END_TEST

/* The sender's side: sum, fill in, and the receiver finds it right. */
START_TEST(must_2_filled_in_checksum_is_right) {
  struct octets o = hex(SYN4);
  plumb_checksum_fill(o.at, 0);
  uint32_t sum = plumb_pseudo_sum(CLIENT, SERVER, o.n) + plumb_octet_sum(o.at, o.n);
  ck_assert_uint_eq(plumb_checksum(sum), 0x34d9);
  plumb_checksum_fill(o.at, plumb_checksum(sum));
  ck_assert(plumb_checksum_ok(CLIENT, SERVER, o.at, o.n));
  free(o.at);
}
END_TEST

/* RFC 1071 section 1: an odd last octet is the upper half of a word. */
START_TEST(an_odd_last_octet_is_padded_with_zero) {
  ck_assert_uint_eq(sum_of("01"), 0x0100);
  ck_assert_uint_eq(sum_of("0102 03"), 0x0102 + 0x0300);
  ck_assert_uint_eq(sum_of(""), 0);
}
END_TEST

/* RFC 1071 section 2: the sum can be made in parts, which begin at even octets. */
START_TEST(parts_add_up) {
  struct octets o = hex(ODD);
  ck_assert_uint_eq(plumb_octet_sum(o.at, 20) + plumb_octet_sum(o.at + 20, o.n - 20),
                    plumb_octet_sum(o.at, o.n));
  free(o.at);
}
END_TEST

/* The largest sum there is fits: 65535 octets of ones, ones in the addresses too. */
START_TEST(the_largest_sum_does_not_overflow) {
  static uint8_t ones[65535];
  memset(ones, 0xff, sizeof ones);
  struct plumb_address all = {~0u, ~0u, ~0u, ~0u};
  uint64_t sum = (uint64_t)plumb_octet_sum(ones, 65535) + plumb_pseudo_sum(all, all, 65535);
  ck_assert_uint_eq(plumb_octet_sum(ones, 65535), 32767u * 0xffffu + 0xff00u);
  ck_assert_uint_le(sum, UINT32_MAX);
}
END_TEST

/* Every carry comes back in: both foldings are needed for ffff ffff. */
START_TEST(carries_come_back_in) {
  ck_assert_uint_eq(plumb_checksum(0), 0xffff);
  ck_assert_uint_eq(plumb_checksum(0xffff), 0);
  ck_assert_uint_eq(plumb_checksum(0x10000), 0xfffe);
  ck_assert_uint_eq(plumb_checksum(0x1ffff), 0xfffe);
  ck_assert_uint_eq(plumb_checksum(0xffffffff), 0);
}
END_TEST

/* One pass copies and sums; nothing beside the copy is touched, whatever the length. */
START_TEST(copy_and_sum_in_one_pass) {
  struct octets o = hex(ACK6);
  for (uint32_t n = 0; n <= o.n; n++) {
    uint8_t copy[64];
    memset(copy, 0xaa, sizeof copy);
    ck_assert_uint_eq(plumb_checksum_copy(copy + 1, o.at, n), plumb_octet_sum(o.at, n));
    ck_assert_mem_eq(copy + 1, o.at, n);
    ck_assert_uint_eq(copy[0], 0xaa);
    ck_assert_uint_eq(copy[n + 1], 0xaa);
  }
  free(o.at);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      rfc_1071_example,
      must_3_right_checksum_is_accepted,
      must_3_any_changed_bit_is_noticed,
      must_3_addresses_count,
      must_3_length_counts,
      must_2_filled_in_checksum_is_right,
      an_odd_last_octet_is_padded_with_zero,
      parts_add_up,
      the_largest_sum_does_not_overflow,
      carries_come_back_in,
      copy_and_sum_in_one_pass,
  };
  return run_tests("checksum", tests, sizeof tests / sizeof tests[0]);
}
