/* Five connections whose initial sequence numbers stand close together tell that the next one can
   be guessed: who counts, who does not. */
#include "watch_isns.h"

#include "core/connection.h"

#define CLOSE 1048575u /* the largest distance that is close */

static struct plumb_isn_opening opening(uint64_t sockets, uint32_t isn) {
  return (struct plumb_isn_opening){.sockets = sockets, .isn = isn};
}

/* After so many openings: sockets 1, 2, ... and ISNs from FIRST on, STEP apart. */
static struct plumb_isn_watch after(unsigned count, uint32_t first, uint32_t step) {
  struct plumb_isn_watch w = plumb_start_isn_watch();
  for (unsigned i = 0; i < count; i++)
    w = plumb_isn_watch_after(w, opening(1 + i, first + i * step));
  return w;
}

static bool is_predictable(struct plumb_isn_watch w, uint64_t sockets, uint32_t isn) {
  enum plumb_isn_fault fault = plumb_isn_watch_opens(w, opening(sockets, isn));
  if (fault == PLUMB_ISN_PREDICTABLE) ck_assert_str_eq(plumb_isn_clause(fault)->id, "SHLD-1");
  return fault == PLUMB_ISN_PREDICTABLE;
}

/* Fixed, counted up by a constant, or by a clock alone, and also where they wrap: the fifth is
   found, the fourth is not. */
START_TEST(shld_1) {
  ck_assert(is_predictable(after(4, 6510, 0), 5, 6510));
  ck_assert(is_predictable(after(4, 1, 64000), 5, 1 + 4 * 64000));
  ck_assert(is_predictable(after(4, 0xFFFFFF00u, 128), 5, 0x100));
  ck_assert(is_predictable(after(4, 0, CLOSE), 5, 4 * CLOSE));
  ck_assert(!is_predictable(after(3, 6510, 0), 4, 6510));
  ck_assert(is_predictable(after(9, 6510, 0), 10, 6510));
}
END_TEST

/* One ISN far from the one before it, or before it, and nothing is found until five are close
   again. */
START_TEST(one_far_away) {
  ck_assert(!is_predictable(after(4, 0, CLOSE), 5, 4 * CLOSE + 1));
  ck_assert(!is_predictable(after(4, 0, CLOSE + 1), 5, 4 * (CLOSE + 1)));
  ck_assert(!is_predictable(after(4, 6510, 0), 5, 6509));
  struct plumb_isn_watch w = plumb_isn_watch_after(after(4, 6510, 0), opening(5, 0x80000000u));
  for (unsigned i = 6; i < 10; i++) {
    ck_assert(!is_predictable(w, i, 6510));
    w = plumb_isn_watch_after(w, opening(i, 6510));
  }
  ck_assert(is_predictable(w, 10, 6510));
}
END_TEST

/* Between the same sockets ISNs may be close: only the clock has gone on. */
START_TEST(same_sockets) {
  for (unsigned sockets = 1; sockets <= 4; sockets++)
    ck_assert(!is_predictable(after(4, 6510, 0), sockets, 6510));
  for (unsigned place = 0; place < 4; place++)
    for (unsigned other = place + 1; other < 4; other++) {
      struct plumb_isn_watch w = plumb_start_isn_watch();
      for (unsigned i = 0; i < 4; i++)
        w = plumb_isn_watch_after(w, opening(1 + (i == other ? place : i), 6510));
      ck_assert(!is_predictable(w, 5, 6510));
    }
}
END_TEST

int main(void) {
  const TTest *tests[] = {shld_1, one_far_away, same_sockets};
  return run_tests("check/watch_isns", tests, sizeof tests / sizeof tests[0]);
}
