/* Filter expressions as tcpdump has them. */
#include "filter.h"

#include <pcap/pcap.h>

#include "craft.h"

static char reason[FILTER_REASON_SIZE];

/* A SYN to port 80 in IPv4. */
static const uint8_t syn[40] = {0x45, [3] = 40, [9] = 6, [12] = 10, [16] = 11, [23] = 80, [33] = 2};

/* The same expression holds, or does not, on any link type. */
START_TEST(on_any_link) {
  struct filter *filter = filter_new("tcp port 80", reason);
  ck_assert_msg(filter != NULL, "%s", reason);
  uint8_t ethernet[54] = {[12] = 0x08};
  memcpy(ethernet + 14, syn, sizeof syn);
  ck_assert(filter_passes(filter, DLT_RAW, syn, 40, 40));
  ck_assert(filter_passes(filter, DLT_EN10MB, ethernet, 54, 54));
  ck_assert(!filter_passes(filter, DLT_EN10MB, syn, 40, 40));
  ethernet[14 + 23] = 81;
  ck_assert(!filter_passes(filter, DLT_EN10MB, ethernet, 54, 54));
  filter_free(filter);
}
END_TEST

START_TEST(nonsense) {
  ck_assert_ptr_null(filter_new("tcp port eighty and", reason));
  ck_assert_str_ne(reason, "");
}
END_TEST

/* What only some links have is asked for in vain on the others, and never passes there. */
START_TEST(what_a_link_does_not_have) {
  struct filter *filter = filter_new("vlan 7", reason);
  ck_assert_ptr_nonnull(filter);
  ck_assert(filter_suits(filter, DLT_EN10MB, reason));
  ck_assert(!filter_suits(filter, DLT_RAW, reason));
  ck_assert_str_ne(reason, "");
  ck_assert(!filter_passes(filter, DLT_RAW, syn, 40, 40));
  filter_free(filter);
  filter = filter_new("ifindex 1", reason); /* Linux cooked version 2 alone tells it */
  ck_assert_ptr_nonnull(filter);
  filter_free(filter);
}
END_TEST

START_TEST(no_filter) { filter_free(NULL); }
END_TEST

int main(void) {
  const TTest *tests[] = {on_any_link, nonsense, what_a_link_does_not_have, no_filter};
  return run_tests("cli/filter", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
