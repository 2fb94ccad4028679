/* An endpoint that gets no answer, and how long it waits before it tries again. */
#include "watch_timers.h"

#include "core/connection.h"

#define GRAIN (SECOND / 2)
#define MINUTE (60 * (uint64_t)SECOND)

static struct plumb_timer_watch watch;
static uint64_t now;

static void begin(void) {
  watch = plumb_start_timer_watch();
  now = NOW;
}

static struct plumb_seg syn(void) { return segment(ISS, 0, SYN, 0); }
static struct plumb_seg text(uint32_t octets) { return segment(1000, RCV, ACK, octets); }

/* s is sent after a while; is there a clause against that? */
static const char *clause_after(uint64_t wait, struct plumb_seg s) {
  now += wait;
  enum plumb_timer_fault fault = plumb_timer_watch_sent(watch, s, now, GRAIN);
  watch = plumb_timer_watch_after_sent(watch, s, now);
  return fault == PLUMB_NO_TIMER_FAULT ? "" : plumb_timer_clause(fault)->id;
}

static void innocent_after(uint64_t wait, struct plumb_seg s) {
  ck_assert_str_eq(clause_after(wait, s), "");
}

/* Each timeout is twice the one before, or the limit of a minute. */
START_TEST(r6298_5_5_a_doubled) {
  begin();
  innocent_after(0, text(10));
  for (uint64_t wait = 3 * (uint64_t)SECOND; wait < MINUTE; wait *= 2)
    innocent_after(wait, text(10));
  innocent_after(MINUTE, text(10));
  innocent_after(MINUTE, text(10));
}
END_TEST

/* A flat timeout is seen at the third repetition, however the text is cut; the first may have been
   a probe for the loss of the last segment. */
START_TEST(r6298_5_5_a_flat) {
  begin();
  innocent_after(0, text(10));
  innocent_after(3 * SECOND, text(20));
  innocent_after(3 * SECOND, text(10));
  ck_assert_str_eq(clause_after(3 * SECOND, text(5)), "R6298-5.5-a");
}
END_TEST

/* A clock with ticks of half a second may make an interval too long by one, and the next, which
   should be twice that, too short by one. */
START_TEST(r6298_4_a_grain) {
  begin();
  innocent_after(0, syn());
  innocent_after(1 * SECOND, syn());
  innocent_after(3 * SECOND, syn());
  innocent_after(6 * SECOND - 3 * GRAIN, syn());
  begin();
  innocent_after(0, syn());
  innocent_after(1 * SECOND, syn());
  innocent_after(3 * SECOND, syn());
  ck_assert_str_eq(clause_after(6 * SECOND - 3 * GRAIN - 1, syn()), "R6298-5.5-a");
}
END_TEST

/* What arrives in between, or is sent, explains any repetition. */
START_TEST(r6298_5_5_a_something_between) {
  begin();
  for (int i = 0; i < 10; i++) {
    innocent_after(10, text(10));
    watch = plumb_timer_watch_arrived(watch);
  }
  for (int i = 0; i < 10; i++) {
    innocent_after(10, text(10));
    innocent_after(10, segment(1010, RCV, ACK, 0));
  }
  for (int i = 0; i < 10; i++) {
    innocent_after(10, segment(1000, RCV, ACK, 1));
    innocent_after(10, segment(1001, RCV, ACK, 1));
  }
  for (int i = 0; i < 10; i++)
    innocent_after(10, segment(1000, RCV, RST, 0));
}
END_TEST

/* The second repetition was the timer's: it waited a second. */
START_TEST(r6298_2_4_a) {
  begin();
  innocent_after(0, text(10));
  innocent_after(10, text(10));
  innocent_after(SECOND - GRAIN, text(10));
  begin();
  innocent_after(0, text(10));
  innocent_after(10, text(10));
  ck_assert_str_eq(clause_after(SECOND - GRAIN - 1, text(10)), "R6298-2.4-a");
}
END_TEST

/* So it was with a SYN, if its first repetition did not leave together with it. */
START_TEST(r6298_2_1_a) {
  begin();
  innocent_after(0, syn());
  innocent_after(GRAIN, syn());
  innocent_after(SECOND - GRAIN, syn());
  begin();
  innocent_after(0, syn());
  innocent_after(GRAIN, syn());
  ck_assert_str_eq(clause_after(SECOND - GRAIN - 1, syn()), "R6298-2.1-a");
  begin(); /* text at the same number is no repetition of the SYN */
  innocent_after(0, syn());
  innocent_after(10, segment(ISS, RCV, ACK, 10));
}
END_TEST

/* SYNs that waited together for the neighbour to be found tell nothing of the timer; nor does the
   SYN,ACK that answers a SYN again. */
START_TEST(r6298_2_1_a_held_up) {
  begin();
  innocent_after(0, syn());
  innocent_after(GRAIN - 1, syn());
  innocent_after(10, syn());
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      r6298_5_5_a_doubled, r6298_5_5_a_flat, r6298_4_a_grain,    r6298_5_5_a_something_between,
      r6298_2_4_a,         r6298_2_1_a,      r6298_2_1_a_held_up};
  return run_tests("check/watch_timers", tests, sizeof tests / sizeof tests[0]);
}
