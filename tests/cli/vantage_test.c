/* Where a capture was taken, told by delays and by checksums that were left to a network card. */
#include "vantage.h"

#include "craft.h"

static const struct offload LEFT = {.signs = CHECKSUM_IS_LEFT | BARE_CHECKSUM_IS_LEFT},
                            RIGHT = {.signs = BARE_CHECKSUM_IS_RIGHT};

/* What tells when A answers within A_TOOK microseconds, and B within B_TOOK. */
static struct delays delays(uint32_t a_took, uint32_t b_took) {
  return (struct delays){.quickest = {a_took, b_took}};
}

/* Delays alone must differ clearly. */
START_TEST(delays_alone) {
  const struct delays here = delays(10, 44), unclear = delays(10, 40), there = delays(500, 10);
  ck_assert_int_eq(vantage_heard(&here, &RIGHT, &RIGHT), A);
  ck_assert_int_eq(vantage_heard(&unclear, &RIGHT, &RIGHT), -1);
  ck_assert_int_eq(vantage_heard(&there, &RIGHT, &RIGHT), B);
}
END_TEST

/* An end that never answers within ten milliseconds need not be here: the other may be slow. */
START_TEST(delays_too_long) {
  const struct delays at_once = delays(9999, 80000), late = delays(10000, 80000);
  ck_assert_int_eq(vantage_heard(&at_once, &RIGHT, &RIGHT), A);
  ck_assert_int_eq(vantage_heard(&late, &RIGHT, &RIGHT), -1);
}
END_TEST

/* With the checksums of one end, a small difference is enough, */
START_TEST(delays_and_checksums_agree) {
  const struct delays a_first = delays(10, 12), b_first = delays(12, 10);
  ck_assert_int_eq(vantage_heard(&a_first, &LEFT, &RIGHT), A);
  ck_assert_int_eq(vantage_heard(&b_first, &RIGHT, &LEFT), B);
}
END_TEST

/* and against them, a large one is not: both ends may be on one machine, or one of them is slow. */
START_TEST(delays_and_checksums_contradict) {
  const struct delays clear = delays(10, 5000);
  ck_assert_int_eq(vantage_heard(&clear, &RIGHT, &LEFT), -1);
}
END_TEST

/* Checksums of an end that never answers, or is never answered, tell nothing. */
START_TEST(checksums_alone) {
  const struct delays none = delays(UINT32_MAX, UINT32_MAX), half = delays(10, UINT32_MAX);
  ck_assert_int_eq(vantage_heard(&none, &LEFT, &RIGHT), -1);
  ck_assert_int_eq(vantage_heard(&half, &LEFT, &RIGHT), -1);
}
END_TEST

/* Both leave theirs: nothing is learnt from that. */
START_TEST(checksums_of_both) {
  const struct delays clear = delays(10, 5000);
  ck_assert_int_eq(vantage_heard(&clear, &LEFT, &LEFT), A);
}
END_TEST

/* An address is a host's only in the tunnels in which it was seen to be near: in another tunnel it
   may be another's.  But who gives it means all. */
START_TEST(addresses_in_tunnels) {
  struct socket_id outside[2] = {socket_a(), socket_b()}, inside[2] = {socket_a(), socket_b()},
                   elsewhere[2] = {socket_a(), socket_b()};
  struct vantage vantage = {.source = VANTAGE_UNKNOWN};
  inside[A].tunnel = inside[B].tunnel = 9;
  elsewhere[A].tunnel = elsewhere[B].tunnel = 255;
  vantage_hear(&vantage, outside, A);
  ck_assert_int_eq(captured_at(outside, &vantage), A);
  ck_assert_int_eq(captured_at(inside, &vantage), -1);
  vantage_hear(&vantage, inside, A);
  ck_assert_int_eq(captured_at(outside, &vantage), A);
  ck_assert_int_eq(captured_at(inside, &vantage), A);
  ck_assert_int_eq(captured_at(elsewhere, &vantage), -1);
  vantage.source = VANTAGE_GIVEN;
  ck_assert_int_eq(captured_at(elsewhere, &vantage), A);
  vantage.source = VANTAGE_GUESSED;
  vantage_hear(&vantage, elsewhere, B);
  ck_assert_int_eq(vantage.source, VANTAGE_DISPUTED);
}
END_TEST

int main(void) {
  const TTest *tests[] = {addresses_in_tunnels,
                          delays_alone,
                          delays_too_long,
                          delays_and_checksums_agree,
                          delays_and_checksums_contradict,
                          checksums_alone,
                          checksums_of_both};
  return run_tests("cli/vantage", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
