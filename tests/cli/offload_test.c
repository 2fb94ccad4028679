/* Checksums and segments that a network card finishes, told from what the ends did. */
#include "offload.h"

#include "craft.h"

/* What A and B do that shows, and the SYNs of both, with an MSS of 1000. */
static struct offload a, b;

static void a_sends(uint32_t text, enum checksum checksum) {
  struct plumb_seg s = segment(ISS_A + 1, ISS_B + 1, ACK, text);
  offload_follow(&a, &b, &s, checksum);
}

static void b_sends(uint32_t text, enum checksum checksum) {
  struct plumb_seg s = segment(ISS_B + 1, ISS_A + 1, ACK, text);
  offload_follow(&b, &a, &s, checksum);
}

static void open_both(enum checksum of_a, enum checksum of_b) {
  struct plumb_seg s = segment(ISS_A, 0, SYN, 0);
  a = b = (struct offload){.mss = 0};
  s.options.has_mss = true;
  s.options.mss = 1000;
  offload_follow(&a, &b, &s, of_a);
  s.ctl.ack = true;
  offload_follow(&b, &a, &s, of_b);
}

/* Nothing is offloaded: every checksum is right, no segment larger than the MSS. */
START_TEST(no_offload) {
  open_both(CHECKSUM_RIGHT, CHECKSUM_RIGHT);
  a_sends(1000, CHECKSUM_RIGHT);
  ck_assert(!offload_leaves(&a));
  ck_assert(!offload_may_join(&a, true) && !offload_may_join(&a, false));
  ck_assert(!offload_is_here(&a, &b) && !offload_is_here(&b, &a));
}
END_TEST

/* A leaves its checksums to its card, B's are right: A is where the capture was taken. */
START_TEST(checksums_left_at_one_end) {
  open_both(CHECKSUM_LEFT, CHECKSUM_RIGHT);
  ck_assert(offload_leaves(&a) && !offload_leaves(&b));
  ck_assert(offload_is_here(&a, &b) && !offload_is_here(&b, &a));
  ck_assert(!offload_may_join(&a, true));
}
END_TEST

/* Both do: they are on one machine, and it is not known on which side. */
START_TEST(checksums_left_at_both_ends) {
  open_both(CHECKSUM_LEFT, CHECKSUM_LEFT);
  ck_assert(!offload_is_here(&a, &b) && !offload_is_here(&b, &a));
}
END_TEST

/* Headers whose text was cut off by the capture tell nothing. */
START_TEST(checksums_unknown) {
  open_both(CHECKSUM_UNKNOWN, CHECKSUM_UNKNOWN);
  ck_assert(!offload_is_here(&a, &b) && !offload_is_here(&b, &a));
}
END_TEST

/* A hands its card 4000 octets at once. */
START_TEST(segments_cut_by_the_card) {
  open_both(CHECKSUM_LEFT, CHECKSUM_RIGHT);
  a_sends(4000, CHECKSUM_LEFT);
  ck_assert(offload_may_join(&a, true) && offload_may_join(&a, false));
  ck_assert(!offload_may_join(&b, false));
}
END_TEST

/* B's card joins what A sent: the sum that it leaves is no sign that A is near; nor is it a sign of
   size, small ones are joined, too. */
START_TEST(segments_joined_by_the_card) {
  open_both(CHECKSUM_RIGHT, CHECKSUM_RIGHT);
  a_sends(200, CHECKSUM_LEFT);
  ck_assert(!offload_is_here(&a, &b));
  ck_assert(offload_may_join(&a, false));
}
END_TEST

/* MUST-16: a segment that is too large and whose checksum is right is A's own at A; elsewhere a
   card may have joined it and summed it anew. */
START_TEST(must_16_too_large_without_offload) {
  open_both(CHECKSUM_RIGHT, CHECKSUM_RIGHT);
  a_sends(1001, CHECKSUM_RIGHT);
  ck_assert(!offload_may_join(&a, true));
  ck_assert(offload_may_join(&a, false));
  a_sends(1001, CHECKSUM_UNKNOWN);
  ck_assert(offload_may_join(&a, true));
}
END_TEST

/* Of an MSS that no SYN says, the larger default counts. */
START_TEST(must_15_mss_not_said) {
  a = b = (struct offload){.mss = 0};
  b_sends(0, CHECKSUM_LEFT);
  b_sends(1220, CHECKSUM_LEFT);
  ck_assert(!offload_may_join(&b, true));
  b_sends(1221, CHECKSUM_LEFT);
  ck_assert(offload_may_join(&b, true));
}
END_TEST

int main(void) {
  const TTest *tests[] = {no_offload,
                          checksums_left_at_one_end,
                          checksums_left_at_both_ends,
                          checksums_unknown,
                          segments_cut_by_the_card,
                          segments_joined_by_the_card,
                          must_16_too_large_without_offload,
                          must_15_mss_not_said};
  return run_tests("cli/offload", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
