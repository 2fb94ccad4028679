/* What a capture shows of a direction, and what it lacks. */
#include "coverage.h"

#include "craft.h"

static struct craft craft;

static void begin(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
}
static void end(void) { flows_free(&craft.flows); }

static struct coverage coverage_from(unsigned from) {
  return coverage_of(craft.flows.list[0], from);
}

/* Text in order leaves no gap. */
START_TEST(text_in_order) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  farewell(&craft, ISS_A + 151, ISS_B + 1);
  struct coverage coverage = coverage_from(A);
  ck_assert(!coverage.has_gap);
}
END_TEST

/* A gap that is filled later is none. */
START_TEST(a_gap_that_is_filled) {
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  struct coverage coverage = coverage_from(A);
  ck_assert(!coverage.has_gap);
}
END_TEST

/* A gap that stays: where it is, what shows it, and who acknowledges it nevertheless. */
START_TEST(a_gap_that_stays) {
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50)); /* packet 4 */
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));    /* still waits for it */
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 151, ACK, 0));  /* packet 6: has it */
  struct coverage coverage = coverage_from(A);
  ck_assert(coverage.has_gap);
  ck_assert_uint_eq(coverage.gap, 1);
  ck_assert_uint_eq(coverage.beyond, 4);
  ck_assert_uint_eq(coverage.acked_by, 6);
  ck_assert(!coverage.awaited);
}
END_TEST

/* A loss on the way to the capture point, that nobody acknowledges, proves nothing about the other
   end. */
START_TEST(a_gap_that_nobody_acknowledges) {
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
  ck_assert(coverage_from(A).has_gap && coverage_from(A).awaited);
  ck_assert_uint_eq(coverage_from(A).acked_by, 0);
}
END_TEST

/* An acknowledgment beyond everything is no gap: it is for the observer to judge. */
START_TEST(an_ack_of_nothing_is_no_gap) {
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 5000, ACK, 0));
  ck_assert(!coverage_from(A).has_gap);
}
END_TEST

/* A pure ACK shows where its sender stands. */
START_TEST(a_gap_shown_by_a_pure_ack) {
  sends(&craft, A, segment(ISS_A + 301, ISS_B + 1, ACK, 0));
  ck_assert(coverage_from(A).has_gap);
}
END_TEST

/* A reset, and a SYN out of place, may come from anybody. */
START_TEST(resets_and_foreign_syns_do_not_count) {
  sends(&craft, A, segment(ISS_A + 3000, 0, RST, 0));
  sends(&craft, A, segment(ISS_A + 3000, 0, SYN, 0));
  ck_assert(!coverage_from(A).has_gap);
}
END_TEST

/* A damaged segment was sent all the same, but it cannot be trusted to show a gap. */
START_TEST(damaged_segments) {
  struct socket_id from = socket_a(), to = socket_b();
  struct record record = {
      .number = 4, .seg = segment(ISS_A + 1, ISS_B + 1, ACK, 100), .damaged = true};
  flows_add(&craft.flows, &from, &to, &record);
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  ck_assert(!coverage_from(A).has_gap);
  record.seg = segment(ISS_A + 100000, ISS_B + 1, ACK, 100);
  flows_add(&craft.flows, &from, &to, &record);
  ck_assert(!coverage_from(A).has_gap);
}
END_TEST

/* Sequence numbers wrap (R9293-L02), positions do not. */
START_TEST(r9293_l02_across_the_wrap) {
  struct craft late = {.number = 0};
  sends(&late, A, segment(0xffffff00, 0, SYN, 0));
  sends(&late, B, segment(ISS_B, 0xffffff01, SYN | ACK, 0));
  sends(&late, A, segment(0xffffff01, ISS_B + 1, ACK, 1000));
  sends(&late, A, segment(0xffffff01 + 1000, ISS_B + 1, ACK, 1000));
  struct coverage coverage = coverage_of(late.flows.list[0], A);
  ck_assert(!coverage.has_gap);
  sends(&late, A, segment(0xffffff01 + 3000, ISS_B + 1, ACK, 1));
  coverage = coverage_of(late.flows.list[0], A);
  ck_assert(coverage.has_gap);
  ck_assert_uint_eq(coverage.gap, 2001);
  flows_free(&late.flows);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      text_in_order,
      a_gap_that_is_filled,
      a_gap_that_stays,
      a_gap_that_nobody_acknowledges,
      an_ack_of_nothing_is_no_gap,
      a_gap_shown_by_a_pure_ack,
      resets_and_foreign_syns_do_not_count,
      damaged_segments,
      r9293_l02_across_the_wrap,
  };
  return run_tests("cli/coverage", begin, end, tests, sizeof tests / sizeof tests[0]);
}
