/* Which connections lack a segment that could not be read. */
#include "unread.h"

#include "craft.h"

static struct unread unread;

static void end(void) { unread_free(&unread); }

/* A fragment from A to B. */
static struct partial fragment(bool is_first, uint32_t id) {
  struct partial partial = {.has_addresses = true,
                            .may_be_tcp = true,
                            .is_first = is_first,
                            .id = id,
                            .from = socket_a(),
                            .to = socket_b()};
  if (!is_first) partial.from.port = partial.to.port = 0;
  return partial;
}

static bool concerns(uint16_t port_a, uint16_t port_b) {
  struct socket_id ends[2] = {socket_a(), socket_b()};
  ends[0].port = port_a;
  ends[1].port = port_b;
  return unread_concerns(&unread, ends);
}

/* The first fragment names its connection, seen from either end; others are not concerned. */
START_TEST(by_ports) {
  struct partial first = fragment(true, 7);
  unread_add(&unread, &first);
  const struct socket_id other_way[2] = {socket_b(), socket_a()};
  ck_assert(concerns(1000, 80));
  ck_assert(unread_concerns(&unread, other_way));
  ck_assert(!concerns(1001, 80));
  ck_assert(!concerns(80, 1000));
}
END_TEST

/* The fragments that follow belong to the first. */
START_TEST(further_fragments_of_a_known_datagram) {
  struct partial first = fragment(true, 7), further = fragment(false, 7);
  unread_add(&unread, &first);
  unread_add(&unread, &further);
  ck_assert(concerns(1000, 80));
  ck_assert(!concerns(1001, 80));
}
END_TEST

/* Of a datagram whose first fragment was not seen, only the hosts are known. */
START_TEST(by_addresses) {
  struct partial first = fragment(true, 7), further = fragment(false, 8);
  unread_add(&unread, &first);
  unread_add(&unread, &further);
  ck_assert(concerns(1001, 80));
  struct socket_id ends[2] = {socket_a(), socket_b()};
  ends[1].address[3]++;
  ck_assert(!unread_concerns(&unread, ends));
}
END_TEST

/* A first fragment is forgotten after many others: those that follow late count for both hosts. */
START_TEST(forgotten_datagrams) {
  for (uint32_t id = 0; id <= UNREAD_RECENT; id++) {
    struct partial first = fragment(true, id);
    unread_add(&unread, &first);
  }
  struct partial late = fragment(false, 1);
  unread_add(&unread, &late);
  ck_assert(!concerns(1001, 80));
  late = fragment(false, 0);
  unread_add(&unread, &late);
  ck_assert(concerns(1001, 80));
}
END_TEST

/* What may have been anybody's concerns everybody; what was not TCP, nobody. */
START_TEST(anybody_and_nobody) {
  struct partial partial = {.has_addresses = true, .may_be_tcp = false};
  unread_add(&unread, &partial);
  ck_assert(!concerns(1000, 80));
  partial = (struct partial){.may_be_tcp = true};
  unread_add(&unread, &partial);
  ck_assert(concerns(1000, 80));
}
END_TEST

/* Memory is bounded: with too many to remember, everybody is concerned. */
START_TEST(too_many) {
  struct partial first = fragment(true, 0);
  for (uint32_t i = 0; i < UNREAD_MAX; i++) {
    first.from.address[0] = (uint8_t)(i >> 8);
    first.from.address[1] = (uint8_t)i;
    unread_add(&unread, &first);
    unread_add(&unread, &first);
  }
  first.from = socket_a();
  ck_assert_uint_eq(unread.count, UNREAD_MAX);
  ck_assert(!concerns(1001, 80));
  first.from.address[3] = 77;
  unread_add(&unread, &first);
  ck_assert_uint_eq(unread.count, UNREAD_MAX);
  ck_assert(concerns(1001, 80));
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      by_ports,           further_fragments_of_a_known_datagram,
      by_addresses,       forgotten_datagrams,
      anybody_and_nobody, too_many,
  };
  return run_tests("cli/unread", NULL, end, tests, sizeof tests / sizeof tests[0]);
}
