/* Fragments and packets that were cut short still tell whose they are, as far as they go. */
#include "partial.h"

#include "craft.h"

static uint8_t octets[128];

static struct partial read(size_t captured) {
  const struct capture_packet raw = {.ip = octets, .captured = captured, .length = sizeof octets};
  return partial_read(&raw);
}

/* The first fragment of a datagram from 192.0.2.1:1000 to 192.0.2.2:80, identification 0x1234. */
static void begin(void) {
  const uint8_t ipv4[] = {0x45, 0, 0, 64, 0x12, 0x34, 0x20, 0, 64,   6,    0, 0,
                          192,  0, 2, 1,  192,  0,    2,    2, 0x03, 0xe8, 0, 80};
  memset(octets, 0, sizeof octets);
  memcpy(octets, ipv4, sizeof ipv4);
}

static void assert_sockets(const struct partial *partial, const char *from, const char *to) {
  char text[SOCKET_TEXT_SIZE];
  ck_assert_str_eq(socket_text(&partial->from, text), from);
  ck_assert_str_eq(socket_text(&partial->to, text), to);
}

START_TEST(first_fragment_of_ipv4) {
  struct partial partial = read(64);
  ck_assert(partial.has_addresses && partial.may_be_tcp && partial.is_first);
  ck_assert_uint_eq(partial.id, 0x1234);
  assert_sockets(&partial, "192.0.2.1:1000", "192.0.2.2:80");
}
END_TEST

/* A further fragment has no TCP header: what stands there is text. */
START_TEST(further_fragment_of_ipv4) {
  octets[6] = 0, octets[7] = 3;
  struct partial partial = read(64);
  ck_assert(partial.has_addresses && partial.may_be_tcp && !partial.is_first);
  assert_sockets(&partial, "192.0.2.1:0", "192.0.2.2:0");
}
END_TEST

/* The further the capture goes, the more is known. */
START_TEST(ipv4_cut_short) {
  for (size_t captured = 0; captured < 30; captured++) {
    struct partial partial = read(captured);
    ck_assert(partial.may_be_tcp);
    ck_assert(partial.has_addresses == (captured >= 20));
    ck_assert_uint_eq(partial.to.port, captured >= 24 ? 80 : 0);
  }
}
END_TEST

START_TEST(another_protocol) {
  octets[9] = 17;
  ck_assert(!read(64).may_be_tcp);
}
END_TEST

/* An IPv6 header, destination options of eight octets, a fragment header. */
static void make_ipv6(unsigned offset_field, uint8_t protocol) {
  const uint8_t ipv6[] = {0x60, 0, 0, 0, 0, 64, 60, 64, 0x20, 1, 0xd, 0xb8};
  memset(octets, 0, sizeof octets);
  memcpy(octets, ipv6, sizeof ipv6);
  octets[23] = 1;
  memcpy(octets + 24, ipv6 + 8, 4);
  octets[39] = 2;
  octets[40] = 44;
  octets[48] = protocol;
  octets[50] = (uint8_t)(offset_field >> 8), octets[51] = (uint8_t)offset_field;
  octets[55] = 9;
  octets[57] = 7, octets[59] = 80;
}

START_TEST(first_fragment_of_ipv6) {
  make_ipv6(1, 6);
  struct partial partial = read(96);
  ck_assert(partial.has_addresses && partial.may_be_tcp && partial.is_first);
  ck_assert_uint_eq(partial.id, 9);
  assert_sockets(&partial, "[2001:db8::1]:7", "[2001:db8::2]:80");
  for (size_t captured = 40; captured < 60; captured++) {
    partial = read(captured);
    ck_assert(partial.has_addresses && partial.may_be_tcp);
    ck_assert_uint_eq(partial.to.port, 0);
  }
}
END_TEST

START_TEST(further_fragment_of_ipv6) {
  make_ipv6(1 << 3, 6);
  struct partial partial = read(96);
  ck_assert(partial.has_addresses && partial.may_be_tcp && !partial.is_first);
  assert_sockets(&partial, "[2001:db8::1]:0", "[2001:db8::2]:0");
  make_ipv6(1 << 3, 17);
  ck_assert(!read(96).may_be_tcp);
}
END_TEST

/* What is no IP header at all may have been anybody's. */
START_TEST(not_ip) {
  octets[0] = 0x55;
  struct partial partial = read(64);
  ck_assert(!partial.has_addresses && partial.may_be_tcp);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      first_fragment_of_ipv4, further_fragment_of_ipv4, ipv4_cut_short, another_protocol,
      first_fragment_of_ipv6, further_fragment_of_ipv6, not_ip,
  };
  return run_tests("cli/partial", begin, NULL, tests, sizeof tests / sizeof tests[0]);
}
