/* Frames leave in the order of their times. */
#include "agenda.h"

#include "frames.h"

static void add(struct agenda *agenda, nanoseconds at, uint8_t mark) {
  agenda_add(agenda, at, 0, &mark, 1);
}

static uint8_t take(struct agenda *agenda) {
  struct entry entry = agenda_take(agenda);
  uint8_t mark = entry.frame[0];
  free(entry.frame);
  return mark;
}

/* The earliest comes first, and of those at the same time the one that came first. */
START_TEST(order) {
  struct agenda agenda = {0};
  ck_assert_int_eq(agenda_next(&agenda), -1);
  add(&agenda, 30, 'd'), add(&agenda, 10, 'a'), add(&agenda, 20, 'b'), add(&agenda, 20, 'c');
  ck_assert_int_eq(agenda_next(&agenda), 10);
  for (int mark = 'a'; mark <= 'd'; mark++)
    ck_assert_int_eq(take(&agenda), mark);
  ck_assert_int_eq(agenda_next(&agenda), -1);
  agenda_free(&agenda);
}
END_TEST

/* Thousands of frames at scattered times come out sorted. */
START_TEST(many) {
  struct agenda agenda = {0};
  for (unsigned i = 0; i < 5000; i++)
    add(&agenda, (nanoseconds)(i * 7919u % 5003u), 0);
  nanoseconds last = -1;
  for (unsigned i = 0; i < 5000; i++) {
    nanoseconds at = agenda_next(&agenda);
    ck_assert_int_ge(at, last);
    last = at;
    (void)take(&agenda);
  }
  ck_assert_uint_eq(agenda.count, 0);
  agenda_free(&agenda);
}
END_TEST

/* What still waits at the end is freed (a leak check would tell). */
START_TEST(unfinished) {
  struct agenda agenda = {0};
  for (unsigned i = 0; i < 300; i++)
    add(&agenda, i, 0);
  agenda_free(&agenda);
}
END_TEST

int main(void) {
  const TTest *tests[] = {order, many, unfinished};
  return run_tests("rig/agenda", tests, sizeof tests / sizeof tests[0]);
}
