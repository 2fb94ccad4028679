/* A packet that is captured twice at once is told from one that is sent again. */
#include "copies.h"

#include "craft.h"

enum { IPV4 = 20, IPV6 = 40, TCP = 32 };

static struct copies *copies;
static uint8_t ip[IPV6 + TCP];

static void set_up(void) {
  copies = calloc(1, sizeof *copies);
  memset(ip, 0, sizeof ip);
}

static void tear_down(void) { free(copies); }

/* A datagram from 192.0.2.1 to 192.0.2.2 with identification ID, time to live TTL, and a header
   of 32 octets with SEQ and timestamp STAMP. */
static struct capture_packet ipv4(uint8_t id, uint8_t ttl, uint8_t seq, uint8_t stamp) {
  const uint8_t header[IPV4] = {0x45, 0,   0,   52, 0, id, 0,   0, ttl, 6,
                                7,    ttl, 192, 0,  2, 1,  192, 0, 2,   2};
  memcpy(ip, header, sizeof header);
  ip[IPV4 + 7] = seq;
  ip[IPV4 + 12] = 0x80;
  ip[IPV4 + 27] = stamp;
  return (struct capture_packet){.ip = ip, .captured = IPV4 + TCP, .length = IPV4 + TCP};
}

static struct capture_packet ipv6(uint8_t next, uint8_t seq) {
  const uint8_t header[8] = {0x60, 0, 0, 0, 0, 32, next, 64};
  memset(ip, 0, sizeof ip);
  memcpy(ip, header, sizeof header);
  ip[IPV6 + 7] = seq;
  ip[IPV6 + 12] = 0x80;
  return (struct capture_packet){.ip = ip, .captured = IPV6 + TCP, .length = IPV6 + TCP};
}

static bool meet(struct capture_packet raw, uint64_t time) {
  return copies_meet(copies, &raw, time);
}

START_TEST(captured_twice_within_a_millisecond) {
  ck_assert(!meet(ipv4(1, 64, 5, 9), 10));
  ck_assert(meet(ipv4(1, 64, 5, 9), 10));
  ck_assert(meet(ipv4(1, 63, 5, 9), 1009)); /* a router has passed it on */
  ck_assert(!meet(ipv4(1, 64, 5, 9), 2009));
}
END_TEST

START_TEST(sent_again_has_another_identification_number_or_timestamp) {
  ck_assert(!meet(ipv4(1, 64, 5, 9), 10));
  ck_assert(!meet(ipv4(2, 64, 5, 9), 10));
  ck_assert(!meet(ipv4(1, 64, 6, 9), 10));
  ck_assert(!meet(ipv4(1, 64, 5, 8), 10));
  ck_assert(meet(ipv4(1, 64, 5, 9), 11)); /* others came in between */
}
END_TEST

/* Most are still known when a hundred others came, less than a millisecond long. */
START_TEST(many_at_once) {
  unsigned known = 0;
  for (uint8_t id = 1; id <= 100; id++)
    ck_assert(!meet(ipv4(id, 64, 5, 9), id));
  for (uint8_t id = 1; id <= 100; id++)
    known += meet(ipv4(id, 64, 5, 9), 200);
  ck_assert_uint_eq(known, 100);
}
END_TEST

START_TEST(over_ipv6_only_without_extension_headers) {
  ck_assert(!meet(ipv6(6, 5), 10));
  ck_assert(!meet(ipv6(6, 6), 10));
  ck_assert(meet(ipv6(6, 5), 20));
  ck_assert(!meet(ipv6(0, 5), 10));
  ck_assert(!meet(ipv6(0, 5), 10));
}
END_TEST

START_TEST(what_is_cut_before_the_end_of_the_fixed_header_is_not_compared) {
  struct capture_packet raw = ipv4(1, 64, 5, 9);
  raw.captured = IPV4 + 19;
  ck_assert(!meet(raw, 10));
  ck_assert(!meet(raw, 10));
  raw.captured = IPV4 + 24; /* its options are not all there */
  ck_assert(!meet(raw, 10));
  ck_assert(meet(raw, 10));
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      captured_twice_within_a_millisecond,
      sent_again_has_another_identification_number_or_timestamp,
      many_at_once,
      over_ipv6_only_without_extension_headers,
      what_is_cut_before_the_end_of_the_fixed_header_is_not_compared,
  };
  return run_tests("cli/copies", set_up, tear_down, tests, sizeof tests / sizeof tests[0]);
}
