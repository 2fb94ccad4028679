/* What a capture shows of a direction, and what it lacks. */
#include "coverage.h"

#include "craft.h"

static struct craft craft;

static void begin(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
}
static void end(void) { flows_free(&craft.flows); }

/* What the first connection in CAPTURED lacks of the direction from FROM. */
static struct gap gap_in(const struct craft *captured, unsigned from) {
  const struct connection *c = captured->flows.list[0];
  struct coverage coverage = {.begun = false};
  for (size_t i = 0; i < c->count; i++) {
    if (c->records[i].from == from)
      coverage_sent(&coverage, &c->records[i]);
    else
      coverage_answered(&coverage, &c->records[i]);
  }
  struct gap gap = coverage_gap(&coverage);
  ck_assert_uint_eq(coverage.beyond == NULL, coverage_size(&coverage) == 0);
  coverage_free(&coverage);
  return gap;
}

static struct gap gap_from(unsigned from) { return gap_in(&craft, from); }

/* Text in order leaves no gap. */
START_TEST(text_in_order) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  farewell(&craft, ISS_A + 151, ISS_B + 1);
  ck_assert(!gap_from(A).exists);
}
END_TEST

/* A gap that is filled later is none. */
START_TEST(a_gap_that_is_filled) {
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  ck_assert(!gap_from(A).exists);
}
END_TEST

/* A gap that stays: where it is, what shows it, and who acknowledges it nevertheless. */
START_TEST(a_gap_that_stays) {
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50)); /* packet 4 */
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));    /* still waits for it */
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 151, ACK, 0));  /* packet 6: has it */
  struct gap gap = gap_from(A);
  ck_assert(gap.exists);
  ck_assert_uint_eq(gap.at, 1);
  ck_assert_uint_eq(gap.beyond, 4);
  ck_assert_uint_eq(gap.acked_by, 6);
  ck_assert(!gap.awaited);
}
END_TEST

/* A loss on the way to the capture point, that nobody acknowledges, proves nothing about the other
   end. */
START_TEST(a_gap_that_nobody_acknowledges) {
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
  ck_assert(gap_from(A).exists && gap_from(A).awaited);
  ck_assert_uint_eq(gap_from(A).acked_by, 0);
}
END_TEST

/* An ACK of what is not shown, and nothing later: the last packet may be missing, */
START_TEST(an_ack_at_the_end) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  ck_assert(!gap_from(A).at_the_end);
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 102, ACK, 0));
  ck_assert(gap_from(A).at_the_end);
  ck_assert_uint_eq(gap_from(A).at, 101);
  ck_assert_uint_eq(gap_from(A).acked_by, 5);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100)); /* again: that tells nothing new */
  ck_assert(gap_from(A).at_the_end);
}
END_TEST

/* unless its sender goes on where it stood, or had closed. */
START_TEST(an_ack_not_at_the_end) {
  if (_i == 2) sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 102, ACK, 0));
  if (_i != 2) sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, _i == 0 ? 0 : 100));
  ck_assert(!gap_from(A).at_the_end);
}
END_TEST

/* An acknowledgment beyond everything is no gap: it is for the observer to judge. */
START_TEST(an_ack_of_nothing_is_no_gap) {
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 5000, ACK, 0));
  ck_assert(!gap_from(A).exists);
}
END_TEST

/* A pure ACK shows where its sender stands. */
START_TEST(a_gap_shown_by_a_pure_ack) {
  sends(&craft, A, segment(ISS_A + 301, ISS_B + 1, ACK, 0));
  ck_assert(gap_from(A).exists);
}
END_TEST

/* A reset, and a SYN out of place, may come from anybody. */
START_TEST(resets_and_foreign_syns_do_not_count) {
  sends(&craft, A, segment(ISS_A + 3000, 0, RST, 0));
  sends(&craft, A, segment(ISS_A + 3000, 0, SYN, 0));
  ck_assert(!gap_from(A).exists);
}
END_TEST

/* A damaged segment was sent all the same, but it cannot be trusted to show a gap. */
START_TEST(damaged_segments) {
  struct socket_id from = socket_a(), to = socket_b();
  struct record record = {
      .number = 4, .seg = segment(ISS_A + 1, ISS_B + 1, ACK, 100), .damaged = true};
  flows_add(&craft.flows, &from, &to, &record);
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 50));
  ck_assert(!gap_from(A).exists);
  record.seg = segment(ISS_A + 100000, ISS_B + 1, ACK, 100);
  flows_add(&craft.flows, &from, &to, &record);
  ck_assert(!gap_from(A).exists);
}
END_TEST

/* Sequence numbers wrap (R9293-L02), positions do not. */
START_TEST(r9293_l02_across_the_wrap) {
  struct craft late = {.number = 0};
  sends(&late, A, segment(0xffffff00, 0, SYN, 0));
  sends(&late, B, segment(ISS_B, 0xffffff01, SYN | ACK, 0));
  sends(&late, A, segment(0xffffff01, ISS_B + 1, ACK, 1000));
  sends(&late, A, segment(0xffffff01 + 1000, ISS_B + 1, ACK, 1000));
  ck_assert(!gap_in(&late, A).exists);
  sends(&late, A, segment(0xffffff01 + 3000, ISS_B + 1, ACK, 1));
  struct gap gap = gap_in(&late, A);
  ck_assert(gap.exists);
  ck_assert_uint_eq(gap.at, 2001);
  flows_free(&late.flows);
}
END_TEST

/* Pieces beyond the gap grow together, in whatever order they come; a packet that shows the first
   octet of the gap fills it up to the next. */
START_TEST(pieces_grow_together) {
  static const uint32_t order[] = {5, 3, 7, 4, 6, 2}; /* tens of octets */
  for (unsigned i = 0; i < sizeof order / sizeof order[0]; i++)
    sends(&craft, A, segment(ISS_A + 1 + 10 * order[i], ISS_B + 1, ACK, 10));
  ck_assert_uint_eq(gap_from(A).at, 1);
  ck_assert_uint_eq(gap_from(A).beyond, 4);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  ck_assert_uint_eq(gap_from(A).at, 11);
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 10));
  ck_assert(!gap_from(A).exists);
}
END_TEST

/* An acknowledgment that was captured before what it acknowledges proves no loss. */
START_TEST(an_early_ack) {
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 11, ACK, 0));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 21, ISS_B + 1, ACK, 10));
  ck_assert(gap_from(A).exists);
  ck_assert_uint_eq(gap_from(A).acked_by, 0);
}
END_TEST

/* Of so many gaps in one direction no track is kept: where they become too many is told. */
START_TEST(too_many_gaps) {
  struct coverage coverage = {.begun = false};
  struct record record = {.number = 1, .seg = segment(ISS_A, 0, SYN, 0)};
  coverage_sent(&coverage, &record);
  for (uint32_t i = 1; i <= SPANS_KEPT; i++) {
    record = (struct record){.number = 1 + i, .seg = segment(ISS_A + 10 * i, 0, ACK, 1)};
    coverage_sent(&coverage, &record);
  }
  ck_assert_uint_eq(coverage_crowded(&coverage), 0);
  record = (struct record){.number = 5000, .seg = segment(ISS_A + 5, 0, ACK, 1)};
  coverage_sent(&coverage, &record);
  ck_assert_uint_eq(coverage_crowded(&coverage), 5000);
  ck_assert_uint_eq(coverage_gap(&coverage).at, 1);
  coverage_free(&coverage);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      text_in_order,
      a_gap_that_is_filled,
      a_gap_that_stays,
      a_gap_that_nobody_acknowledges,
      an_ack_at_the_end,
      an_ack_not_at_the_end,
      an_ack_of_nothing_is_no_gap,
      a_gap_shown_by_a_pure_ack,
      resets_and_foreign_syns_do_not_count,
      damaged_segments,
      r9293_l02_across_the_wrap,
      pieces_grow_together,
      an_early_ack,
      too_many_gaps,
  };
  return run_loop_tests("cli/coverage", begin, end, tests, sizeof tests / sizeof tests[0], 3);
}
