/* What SYNs show of ECN: who agrees without having been asked, and who asks by half. */
#include "watch_ecn.h"

#include "core/connection.h"

static struct plumb_seg setup(unsigned bits, bool ece, bool cwr) {
  struct plumb_seg s = segment(ISS, IRS, bits, 0);
  s.ctl.ece = ece;
  s.ctl.cwr = cwr;
  return s;
}

static struct plumb_ecn_watch after(struct plumb_seg s) {
  return plumb_ecn_watch_arrived(plumb_start_ecn_watch(), s);
}

static void assert_clause(struct plumb_ecn_watch w, struct plumb_seg s, const char *id) {
  enum plumb_ecn_fault fault = plumb_ecn_watch_sent(w, s);
  ck_assert_int_ne(fault, PLUMB_NO_ECN_FAULT);
  ck_assert_str_eq(plumb_ecn_clause(fault)->id, id);
}

static void assert_innocent(struct plumb_ecn_watch w, struct plumb_seg s) {
  ck_assert_int_eq(plumb_ecn_watch_sent(w, s), PLUMB_NO_ECN_FAULT);
}

/* ECN is agreed to by ECE alone, once a SYN with both bits has arrived: it stays so when the SYN
   comes again without them. */
START_TEST(r3168_6_1_1_c) {
  assert_clause(plumb_start_ecn_watch(), setup(SYN | ACK, true, false), "R3168-6.1.1-c");
  assert_clause(after(setup(SYN, false, false)), setup(SYN | ACK, true, false), "R3168-6.1.1-c");
  assert_clause(after(setup(SYN, true, false)), setup(SYN | ACK, true, false), "R3168-6.1.1-c");
  assert_clause(after(setup(SYN, false, true)), setup(SYN | ACK, true, false), "R3168-6.1.1-c");
  assert_clause(after(setup(SYN | ACK, true, true)), setup(SYN | ACK, true, false),
                "R3168-6.1.1-c");
  assert_clause(after(setup(ACK, true, true)), setup(SYN | ACK, true, false), "R3168-6.1.1-c");
  struct plumb_ecn_watch w = after(setup(SYN, true, true));
  assert_innocent(w, setup(SYN | ACK, true, false));
  assert_innocent(plumb_ecn_watch_arrived(w, setup(SYN, false, false)),
                  setup(SYN | ACK, true, false));
}
END_TEST

/* A SYN asks for ECN by both bits. */
START_TEST(r3168_6_1_1_h) {
  struct plumb_ecn_watch w = plumb_start_ecn_watch();
  assert_clause(w, setup(SYN, true, false), "R3168-6.1.1-h");
  assert_clause(w, setup(SYN, false, true), "R3168-6.1.1-h");
  assert_innocent(w, setup(SYN, true, true));
  assert_innocent(w, setup(SYN, false, false));
}
END_TEST

/* Accurate ECN answers a SYN by any of the other pairs of bits, even one that shows none where its
   third bit is not seen; afterwards the bits count. */
START_TEST(r9768_3_1_1_d_innocent) {
  struct plumb_ecn_watch w = plumb_start_ecn_watch();
  assert_innocent(w, setup(SYN | ACK, false, true));
  assert_innocent(w, setup(SYN | ACK, true, true));
  assert_innocent(w, setup(SYN | ACK, false, false));
  assert_innocent(w, setup(ACK, true, false));
  assert_innocent(w, setup(ACK, false, true));
}
END_TEST

/* A segment with SYN and RST sets up nothing. */
START_TEST(not_judged) {
  struct plumb_ecn_watch w = plumb_start_ecn_watch();
  assert_innocent(w, setup(SYN | RST, true, false));
  assert_innocent(w, setup(SYN | RST | ACK, true, false));
}
END_TEST

int main(void) {
  const TTest *tests[] = {r3168_6_1_1_c, r3168_6_1_1_h, r9768_3_1_1_d_innocent, not_judged};
  return run_tests("check/watch_ecn", tests, sizeof tests / sizeof tests[0]);
}
