/* Options that an endpoint sends where they have no place, or before its peer has agreed. */
#include "watch_options.h"

#include "core/connection.h"

static struct plumb_seg with_sack(unsigned bits) {
  struct plumb_seg s = segment(1000, 5000, bits, 0);
  s.options.sack = (struct plumb_sack){.n = 1, .b0 = {5010, 5020}};
  return s;
}

static struct plumb_seg permitting(unsigned bits) {
  struct plumb_seg s = segment(1000, 5000, bits, 0);
  s.options.sack_permitted = true;
  return s;
}

static struct plumb_seg echoing(unsigned bits, uint32_t echo) {
  struct plumb_seg s = segment(1000, 5000, bits, 0);
  s.options.has_ts = true;
  s.options.ts_ecr = echo;
  return s;
}

static void assert_clause(struct plumb_option_watch w, struct plumb_seg s, const char *id) {
  enum plumb_option_fault fault = plumb_option_watch_sent(w, s);
  ck_assert_int_ne(fault, PLUMB_NO_OPTION_FAULT);
  ck_assert_str_eq(plumb_option_clause(fault)->id, id);
}

static void assert_innocent(struct plumb_option_watch w, struct plumb_seg s) {
  ck_assert_int_eq(plumb_option_watch_sent(w, s), PLUMB_NO_OPTION_FAULT);
}

/* SACK is permitted on a SYN, and nowhere else. */
START_TEST(r2018_2_b) {
  struct plumb_option_watch w = plumb_start_option_watch();
  assert_innocent(w, permitting(SYN));
  assert_clause(w, permitting(ACK), "R2018-2-b");
}
END_TEST

/* SACK blocks wait for the peer's SYN that permits them: what it permits on other segments does not
   count, nor does what the endpoint itself permitted. */
START_TEST(r2018_4_c) {
  struct plumb_option_watch w = plumb_start_option_watch();
  assert_innocent(w, permitting(SYN));
  assert_clause(w, with_sack(ACK), "R2018-4-c");
  w = plumb_option_watch_arrived(w, permitting(ACK));
  assert_clause(w, with_sack(ACK), "R2018-4-c");
  w = plumb_option_watch_arrived(w, permitting(SYN));
  assert_innocent(w, with_sack(ACK));
  w = plumb_option_watch_arrived(w, echoing(ACK, 0));
  assert_innocent(w, with_sack(ACK));
}
END_TEST

/* Without ACK there is nothing to echo, but for a reset. */
START_TEST(r7323_3_2_b) {
  struct plumb_option_watch w = plumb_start_option_watch();
  assert_innocent(w, echoing(SYN, 0));
  assert_innocent(w, echoing(ACK, 5));
  assert_innocent(w, echoing(RST, 5));
  assert_clause(w, echoing(SYN, 5), "R7323-3.2-b");
}
END_TEST

int main(void) {
  const TTest *tests[] = {r2018_2_b, r2018_4_c, r7323_3_2_b};
  return run_tests("check/watch_options", tests, sizeof tests / sizeof tests[0]);
}
