/* A host whose connections begin with initial sequence numbers that tell the next one: it is told
   so once, and only for what it opened itself. */
#include "hosts.h"

#include "craft.h"

/* Connection NUMBER of a file: from port 1000 + NUMBER of a client to a server, with these ISNs. */
static struct finished opened(unsigned number, uint32_t client_isn, uint32_t server_isn) {
  return (struct finished){.ends = {{.address = {192, 0, 2, 1}, .port = (uint16_t)(1000 + number)},
                                    {.address = {192, 0, 2, 2}, .port = 80}},
                           .first = 10 * number,
                           .begins_with_syn = true,
                           .end = {{.beginning = {.packet = 10 * number},
                                    .began = 1000 * number,
                                    .opens = true,
                                    .syn = true,
                                    .iss = client_isn},
                                   {.beginning = {.packet = 10 * number + 1},
                                    .began = 1000 * number + 1,
                                    .opens = true,
                                    .syn = true,
                                    .iss = server_isn}}};
}

/* As good as random. */
static uint32_t scattered(unsigned number) { return number * 2654435761u; }

/* The fifth SYN,ACK of a server that counts by 64000 is found, and no other; its clients' ISNs are
   as they should be. */
START_TEST(counts_up) {
  struct hosts *hosts = hosts_start();
  struct charge charge;
  for (unsigned i = 1; i <= 12; i++) {
    struct finished c = opened(i, scattered(i), 64000 * i);
    ck_assert(!hosts_open(hosts, &c, 0, &charge));
    ck_assert_int_eq(hosts_open(hosts, &c, 1, &charge), i == 5);
  }
  ck_assert_uint_eq(charge.packet, 51);
  ck_assert_uint_eq(charge.time, 5001);
  ck_assert_uint_eq(charge.seen, 64000);
  ck_assert_int_eq(charge.state, PLUMB_LISTEN);
  struct finding finding = finding_of(&charge);
  ck_assert_str_eq(finding.clause, "SHLD-1");
  ck_assert(!finding.is_must);
  ck_assert_str_eq(finding.seen,
                   "the fifth in a row that is close to the one before, larger by 64000");
  ck_assert(holds_in_any_order(charge.kind));
  hosts_free(hosts);
}
END_TEST

/* What a host opens actively and what it opens passively, and what two hosts open, is not mixed. */
START_TEST(apart) {
  struct hosts *hosts = hosts_start();
  struct charge charge;
  for (unsigned i = 1; i <= 12; i++) {
    struct finished c = opened(i, 7, 7);
    c.ends[0].address[3] = (uint8_t)(i % 4);
    if (i % 2 == 0) c.ends[1] = (struct socket_id){.address = {192, 0, 2, 9}, .port = 80};
    bool active = hosts_open(hosts, &c, 0, &charge);
    bool passive = hosts_open(hosts, &c, 1, &charge);
    ck_assert(!active);
    ck_assert_int_eq(passive, i == 9 || i == 10);
  }
  hosts_free(hosts);
}
END_TEST

/* Whose SYN is not in the capture has not opened anything, as far as it tells. */
START_TEST(syn_not_seen) {
  struct hosts *hosts = hosts_start();
  struct charge charge;
  for (unsigned i = 1; i <= 12; i++) {
    struct finished c = opened(i, 7, 7);
    c.end[0].syn = false;
    c.end[1].opens = false;
    ck_assert(!hosts_open(hosts, &c, 0, &charge));
    ck_assert(!hosts_open(hosts, &c, 1, &charge));
    c = opened(i, 7, 7);
    c.begins_with_syn = false;
    ck_assert(!hosts_open(hosts, &c, 0, &charge));
  }
  hosts_free(hosts);
}
END_TEST

enum { PORT = 16, NOTHING };

/* How many of five openings in a row of a server that counts up are found, which differ in the
   octet OCTET of the client's address, in its port, or in nothing. */
static unsigned found_of_five(unsigned octet, bool v6) {
  struct hosts *hosts = hosts_start();
  struct charge charge;
  unsigned found = 0;
  for (unsigned i = 1; i <= 5; i++) {
    struct finished c = opened(1, scattered(i), 64000 * i);
    for (unsigned end = 0; end < 2; end++)
      c.ends[end].is_v6 = v6;
    if (octet < PORT) c.ends[0].address[octet] = (uint8_t)i;
    if (octet == PORT) c.ends[0].port = (uint16_t)(256 * i);
    found += hosts_open(hosts, &c, 1, &charge);
  }
  hosts_free(hosts);
  return found;
}

/* Sockets are others if one octet is; the same two sockets, that open again, tell nothing. */
START_TEST(other_sockets) {
  for (unsigned octet = 0; octet < 4; octet++)
    ck_assert_uint_eq(found_of_five(octet, false), 1);
  for (unsigned octet = 0; octet <= PORT; octet++)
    ck_assert_uint_eq(found_of_five(octet, true), 1);
  ck_assert_uint_eq(found_of_five(NOTHING, false), 0);
  ck_assert_uint_eq(found_of_five(NOTHING, true), 0);
}
END_TEST

/* Many pairs of sockets, near each other as those of a real host are, each its own number: of
   100,000 openings, none of which is between the same sockets as the four before, all after the
   fourth have occasion to be found. */
START_TEST(near_sockets) {
  struct hosts *hosts = hosts_start();
  struct charge charge;
  for (unsigned i = 0; i < 100000; i++) {
    struct finished c = opened(i, scattered(i), scattered(i));
    c.ends[0].address[2] = (uint8_t)(i % 3);
    c.ends[0].address[3] = (uint8_t)(i % 7);
    ck_assert_int_eq(hosts_have_occasion(hosts, &c, 1), i >= 4);
    ck_assert(!hosts_open(hosts, &c, 1, &charge));
  }
  hosts_free(hosts);
}
END_TEST

int main(void) {
  const TTest *tests[] = {counts_up, apart, syn_not_seen, other_sockets, near_sockets};
  return run_tests("cli/hosts", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
