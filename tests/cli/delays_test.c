/* How long each end took to answer: told as well in the second hour of a capture as in the first,
 * and never mistaken for short because it was very long. */
#include "delays.h"

#include "craft.h"

enum { QUICK = 30, SLOW = 40000 };
static const uint64_t HOUR = 3600000000; /* microseconds */

static struct delays delays;
static uint64_t now;

static void begin(void) {
  delays = delays_start();
  now = 0;
}

/* The end FROM sends S, MICROSECONDS after the segment before. */
static void passes(uint8_t from, uint64_t microseconds, struct plumb_seg s) {
  now += microseconds;
  delays_follow(&delays, &(struct record){.from = from, .time = now, .seg = s});
}

static void text_from_a(uint64_t microseconds, uint32_t at) {
  passes(A, microseconds, segment(ISS_A + at, ISS_B, ACK, 10));
}

static void ack_from_b(uint64_t microseconds, uint32_t at) {
  passes(B, microseconds, segment(ISS_B, ISS_A + at, ACK, 0));
}

static void text_from_b_answered(uint64_t after) {
  passes(B, 0, segment(ISS_B, ISS_A, ACK, 10));
  passes(A, after, segment(ISS_A, ISS_B + 10, ACK, 0));
}

/* The shortest of all delays counts, whenever it was. */
START_TEST(in_any_hour) {
  text_from_b_answered(SLOW);
  text_from_a((uint64_t)_i * HOUR, 0);
  ack_from_b(QUICK, 10);
  ck_assert_uint_eq(delays.quickest[A], SLOW);
  ck_assert_uint_eq(delays.quickest[B], QUICK);
  ck_assert_int_eq(nearer_end(&delays, 4), B);
}
END_TEST

/* A segment that came when the clock had been set back has no time: it neither asks nor answers. */
START_TEST(when_the_clock_goes_back) {
  text_from_a(SLOW, 0);
  struct plumb_seg answer = segment(ISS_B, ISS_A + 10, ACK, 0);
  delays_follow(&delays, &(struct record){.from = B, .time = now, .seg = answer, .late = true});
  ck_assert_uint_eq(delays.quickest[B], UINT32_MAX);
  ack_from_b(SLOW, 10);
  ck_assert_uint_eq(delays.quickest[B], SLOW);
}
END_TEST

/* Several are on the way when the hour is full: each is answered from its own time on. */
START_TEST(over_the_hour) {
  text_from_a(70 * HOUR / 60, 0);
  text_from_a(HOUR / 60, 10);
  text_from_a(HOUR / 60, 20);
  ack_from_b(QUICK, 10);
  ck_assert_uint_eq(delays.quickest[B], HOUR / 30 + QUICK);
  ack_from_b(0, 30);
  ck_assert_uint_eq(delays.quickest[B], QUICK);
}
END_TEST

/* An answer that comes 2^32 microseconds later does not look quick, also when more was asked. */
START_TEST(very_late) {
  text_from_a(0, 0);
  if (_i % 2 == 1) text_from_a(HOUR, 10);
  if (_i > 1) passes(B, HOUR, segment(ISS_B, ISS_A, ACK, 10));
  now = 0;
  ack_from_b((1ULL << 32) + QUICK, 10);
  ck_assert_uint_eq(delays.quickest[B], UINT32_MAX);
  ck_assert_int_eq(nearer_end(&delays, 4), -1);
}
END_TEST

int main(void) {
  const TTest *tests[] = {in_any_hour, when_the_clock_goes_back, over_the_hour, very_late};
  return run_loop_tests("cli/delays", begin, NULL, tests, sizeof tests / sizeof tests[0], 4);
}
