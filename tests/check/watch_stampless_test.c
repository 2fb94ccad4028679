/* Resets without timestamps: who resets a connection that uses them sends them too, unless a
 * segment without may have been the cause. */
#include "watch_stampless.h"

#include "core/connection.h"

static struct plumb_stampless_watch watch;

/* Nothing was seen yet. */
static void begin(void) { watch = plumb_start_stampless_watch(); }

static struct plumb_seg stamped(unsigned bits) {
  struct plumb_seg s = segment(ISS, IRS, bits, 0);
  s.options.has_ts = true;
  return s;
}

static struct plumb_seg bare(unsigned bits) { return segment(ISS, IRS, bits, 0); }

static void reaches_it(struct plumb_seg s) { watch = plumb_stampless_watch_arrived(watch, s); }

static void assert_clause(struct plumb_seg s, const char *id) {
  enum plumb_stampless_fault fault = plumb_stampless_watch_sent(watch, s);
  ck_assert_int_ne(fault, PLUMB_NO_STAMPLESS_FAULT);
  ck_assert_str_eq(plumb_stampless_clause(fault)->id, id);
  watch = plumb_stampless_watch_after_sent(watch, s);
}

static void sends(struct plumb_seg s) {
  ck_assert_int_eq(plumb_stampless_watch_sent(watch, s), PLUMB_NO_STAMPLESS_FAULT);
  watch = plumb_stampless_watch_after_sent(watch, s);
}

/* Both SYNs had timestamps: a reset has them, whoever opened the connection. */
START_TEST(r7323_3_2_h) {
  begin();
  sends(stamped(SYN));
  reaches_it(stamped(SYN | ACK));
  sends(stamped(ACK));
  sends(stamped(RST));
  assert_clause(bare(RST), "R7323-3.2-h");
  assert_clause(bare(RST | ACK), "R7323-3.2-h");
  begin();
  reaches_it(stamped(SYN));
  sends(stamped(SYN | ACK));
  assert_clause(bare(RST), "R7323-3.2-h");
}
END_TEST

/* One segment without timestamps excuses all resets: nobody sees which answers it. */
START_TEST(cause_without) {
  begin();
  reaches_it(stamped(SYN));
  sends(stamped(SYN | ACK));
  reaches_it(bare(ACK));
  sends(bare(RST));
  reaches_it(stamped(ACK));
  sends(bare(RST));
}
END_TEST

/* Who has sent no timestamp may know of none; a SYN only asks for them. */
START_TEST(not_agreed) {
  begin();
  reaches_it(stamped(SYN));
  sends(bare(RST | ACK));
  sends(stamped(RST | ACK));
  sends(bare(RST | ACK));
  sends(bare(SYN | ACK));
  sends(bare(RST));
  begin();
  sends(stamped(SYN));
  reaches_it(stamped(ACK));
  sends(bare(RST));
}
END_TEST

int main(void) {
  const TTest *tests[] = {r7323_3_2_h, cause_without, not_agreed};
  return run_tests("check/watch_stampless", tests, sizeof tests / sizeof tests[0]);
}
