/* Sequence numbers go round: 2^32 - 1 is followed by 0, and before and after are a matter of the
 * shorter way (R9293-L02). */
#include "seq.h"

#include "connection.h"

enum { HALF = 0x7fffffff };

static const uint32_t LAST = 0xffffffffu;

/* Ten octets from five before the wrap on end five after it. */
START_TEST(r9293_l02_addition_wraps) {
  ck_assert_uint_eq(seq_add(LAST - 4, 10), 5);
  ck_assert_uint_eq(seq_add(LAST, 1), 0);
  ck_assert_uint_eq(seq_add(7, LAST), 6);
}
END_TEST

/* How far one number lies after another does not depend on where the wrap is. */
START_TEST(r9293_l02_distance_wraps) {
  ck_assert_uint_eq(seq_sub(5, LAST - 4), 10);
  ck_assert_uint_eq(seq_sub(LAST - 4, 5), LAST - 9);
  ck_assert_uint_eq(seq_sub(0, LAST), 1);
  ck_assert_uint_eq(seq_sub(42, 42), 0);
}
END_TEST

/* A number is before all that lie less than half the circle ahead of it (bug class: comparison of
 * the plain integers, which fails once every 4 GB). */
START_TEST(r9293_l02_before_is_less_than_half_the_circle) {
  const uint32_t somewhere[] = {0, 1, HALF, 0x80000000u, LAST - 1, LAST};
  for (int i = 0; i < 6; i++) {
    uint32_t x = somewhere[i];
    ck_assert(seq_lt(x, seq_add(x, 1)) && !seq_lt(seq_add(x, 1), x));
    ck_assert(seq_lt(x, seq_add(x, HALF)) && !seq_lt(seq_add(x, HALF), x));
    ck_assert(seq_leq(x, seq_add(x, HALF)) && !seq_leq(seq_add(x, HALF), x));
    ck_assert(seq_leq(x, x) && !seq_lt(x, x));
  }
}
END_TEST

/* Two numbers that lie opposite: neither is before the other. */
START_TEST(r9293_l02_opposite_numbers_have_no_order) {
  ck_assert(!seq_lt(10, 10 + 0x80000000u) && !seq_lt(10 + 0x80000000u, 10));
  ck_assert(!seq_leq(10, 10 + 0x80000000u) && !seq_leq(10 + 0x80000000u, 10));
}
END_TEST

/* A window of 20 octets across the wrap contains its first and its last number, and not the next.
 */
START_TEST(r9293_l04_window_across_the_wrap) {
  ck_assert(seq_in(LAST - 9, 20, LAST - 9));
  ck_assert(seq_in(LAST - 9, 20, 9));
  ck_assert(!seq_in(LAST - 9, 20, 10));
  ck_assert(!seq_in(LAST - 9, 20, LAST - 10));
}
END_TEST

/* A window of no octets contains nothing, not even where it starts. */
START_TEST(r9293_l04_empty_window_contains_nothing) { ck_assert(!seq_in(5, 0, 5)); }
END_TEST

/* The smaller of two counts; counts do not go round. */
START_TEST(the_smaller_count) {
  ck_assert_uint_eq(min_u32(3, 4), 3);
  ck_assert_uint_eq(min_u32(4, 3), 3);
  ck_assert_uint_eq(min_u32(LAST, 0), 0);
  ck_assert_uint_eq(min_u32(7, 7), 7);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      r9293_l02_addition_wraps,
      r9293_l02_distance_wraps,
      r9293_l02_before_is_less_than_half_the_circle,
      r9293_l02_opposite_numbers_have_no_order,
      r9293_l04_window_across_the_wrap,
      r9293_l04_empty_window_contains_nothing,
      the_smaller_count,
  };
  return run_tests("seq", tests, sizeof tests / sizeof tests[0]);
}
