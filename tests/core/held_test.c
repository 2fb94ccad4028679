/* Holes in the text and how they close. */
#include "held.h"

#include <stdbool.h>

#include "connection.h"

static const struct plumb_held NOTHING;

static struct plumb_block run(uint32_t left, uint32_t right) {
  return (struct plumb_block){left, right};
}

static void assert_run(struct plumb_block b, uint32_t left, uint32_t right) {
  ck_assert_uint_eq(b.left, left);
  ck_assert_uint_eq(b.right, right);
}

static bool is_empty(struct plumb_block b) { return b.left == b.right; }

/* The four runs 10-20, 30-40, 50-60 and 70-80, held in this order. */
static struct plumb_held four_runs(void) {
  struct plumb_held h = NOTHING;
  for (uint32_t left = 10; left < 80; left += 20)
    h = plumb_hold(h, run(left, left + 10));
  return h;
}

/* A run arrives before the text in front of it: it is held, and RCV.NXT stays. */
START_TEST(shld_31_one_run_is_held) {
  struct plumb_held h = plumb_hold(NOTHING, run(10, 20));
  assert_run(h.b0, 10, 20);
  ck_assert(is_empty(h.b1) && is_empty(h.b2) && is_empty(h.b3));
  ck_assert_uint_eq(plumb_over_held(5, h), 5);
}
END_TEST

/* RFC 2018 section 4 reports the most recent run first: so they are held. */
START_TEST(r2018_4_g_most_recent_first) {
  struct plumb_held h = four_runs();
  assert_run(h.b0, 70, 80);
  assert_run(h.b1, 50, 60);
  assert_run(h.b2, 30, 40);
  assert_run(h.b3, 10, 20);
}
END_TEST

/* A run that grows comes to the front again, and stays one run. */
START_TEST(r2018_4_g_run_that_grows_is_the_most_recent) {
  struct plumb_held h = plumb_hold(four_runs(), run(40, 45));
  assert_run(h.b0, 30, 45);
  assert_run(h.b1, 70, 80);
  assert_run(h.b2, 50, 60);
  assert_run(h.b3, 10, 20);
}
END_TEST

/* One segment that spans all four runs leaves one. */
START_TEST(one_run_swallows_all) {
  struct plumb_held h = plumb_hold(four_runs(), run(15, 75));
  assert_run(h.b0, 10, 80);
  ck_assert(is_empty(h.b1) && is_empty(h.b2) && is_empty(h.b3));
}
END_TEST

/* A segment fills the hole between two runs exactly. */
START_TEST(one_run_joins_its_neighbours) {
  struct plumb_held h = plumb_hold(four_runs(), run(40, 50));
  assert_run(h.b0, 30, 60);
  assert_run(h.b1, 70, 80);
  ck_assert(is_empty(h.b2));
  assert_run(h.b3, 10, 20);
}
END_TEST

/* The same run twice, and a part of it: nothing changes but the order. */
START_TEST(a_duplicate_is_held_once) {
  struct plumb_held h = plumb_hold(four_runs(), run(30, 40));
  h = plumb_hold(h, run(32, 38));
  assert_run(h.b0, 30, 40);
  assert_run(h.b1, 70, 80);
  assert_run(h.b2, 50, 60);
  assert_run(h.b3, 10, 20);
}
END_TEST

/* A fifth run apart from the four is left to the peer's retransmission (bug class: a table of runs
 * that overflows, CVE-2018-5390 "SegmentSmack"). */
START_TEST(a_fifth_run_is_not_held) {
  struct plumb_held h = four_runs();
  struct plumb_held after = plumb_hold(h, run(90, 95));
  assert_run(after.b0, 70, 80);
  assert_run(after.b1, 50, 60);
  assert_run(after.b2, 30, 40);
  assert_run(after.b3, 10, 20);
}
END_TEST

/* Four holes, in front of 10, 30, 50 and 70, are filled in each of the 24 orders: the order of
 * arrival makes no difference to the result. */
START_TEST(four_holes_filled_in_all_orders) {
  for (int order = 0; order < 256; order++) {
    int hole[4] = {order & 3, (order >> 2) & 3, (order >> 4) & 3, (order >> 6) & 3};
    if ((1 << hole[0] | 1 << hole[1] | 1 << hole[2] | 1 << hole[3]) != 15) continue;
    struct plumb_held h = four_runs();
    uint32_t nxt = 0;
    for (int i = 0; i < 4; i++) {
      uint32_t left = 20 * (uint32_t)hole[i];
      if (left == nxt) {
        nxt = plumb_over_held(left + 10, h);
        h = plumb_still_held(nxt, h);
      } else {
        h = plumb_hold(h, run(left, left + 10));
      }
    }
    ck_assert_uint_eq(nxt, 80);
    ck_assert(is_empty(h.b0) && is_empty(h.b1) && is_empty(h.b2) && is_empty(h.b3));
  }
}
END_TEST

/* The runs that RCV.NXT has passed are forgotten, the others stay where they were. */
START_TEST(what_was_passed_is_forgotten) {
  struct plumb_held h = plumb_still_held(60, four_runs());
  assert_run(h.b0, 70, 80);
  ck_assert(is_empty(h.b1) && is_empty(h.b2) && is_empty(h.b3));
}
END_TEST

/* RCV.NXT lands in the middle of a run: it goes to the end of that run, not further. */
START_TEST(rcv_nxt_moves_over_the_rest_of_a_run) {
  ck_assert_uint_eq(plumb_over_held(35, four_runs()), 40);
}
END_TEST

/* The numbers wrap inside a run and between two (bug class: signed or plain comparison of sequence
 * numbers). */
START_TEST(r9293_l02_runs_across_the_wrap) {
  struct plumb_held h = plumb_hold(NOTHING, run(0xfffffff0u, 0x10));
  h = plumb_hold(h, run(0xffffffe0u, 0xfffffff0u));
  assert_run(h.b0, 0xffffffe0u, 0x10);
  ck_assert(is_empty(h.b1));
  ck_assert_uint_eq(plumb_over_held(0xffffffe0u, h), 0x10);
  ck_assert(is_empty(plumb_still_held(0x10, h).b0));
}
END_TEST

/* A run may begin at number 0: an empty place is told by left = right, not by zeros. */
START_TEST(a_run_that_begins_at_zero) {
  struct plumb_held h = plumb_hold(NOTHING, run(0, 4));
  assert_run(h.b0, 0, 4);
  ck_assert_uint_eq(plumb_over_held(0, h), 4);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      shld_31_one_run_is_held,
      r2018_4_g_most_recent_first,
      r2018_4_g_run_that_grows_is_the_most_recent,
      one_run_swallows_all,
      one_run_joins_its_neighbours,
      a_duplicate_is_held_once,
      a_fifth_run_is_not_held,
      four_holes_filled_in_all_orders,
      what_was_passed_is_forgotten,
      rcv_nxt_moves_over_the_rest_of_a_run,
      r9293_l02_runs_across_the_wrap,
      a_run_that_begins_at_zero,
  };
  return run_tests("held", tests, sizeof tests / sizeof tests[0]);
}
