/* A reset or a SYN inside the window, and the challenge ACK that comes or does not. */
#include "challenge.h"

#include "endpoint.h"

#define LAG (SECOND / 2)

/* The watch, and the clock: a millisecond goes by with each segment. */
static struct plumb_vigil watch;
static uint64_t now;

static void reaches(struct plumb_seg s) {
  now += 1000;
  watch = plumb_vigil_arrived(seen, watch, s, now);
  arrived(s);
}

static void leaves(struct plumb_seg s) {
  now += 1000;
  innocent(s);
  watch = plumb_vigil_sent(seen, watch, s);
}

/* The endpoint is idle: it has opened actively, and the peer has acknowledged its 10 octets. */
static void idle(void) {
  begin();
  watch = plumb_start_vigil();
  now = NOW;
  leaves(its_syn());
  reaches(peers_syn_ack());
  leaves(segment(1000, 5000, ACK, 10));
  reaches(segment(5000, 1010, ACK, 20));
  leaves(segment(1010, 5020, ACK, 0));
  ck_assert(watch.textbook && watch.alive && !watch.due);
}

static struct plumb_seg reset(uint32_t seq) { return segment(seq, 0, RST, 0); }

static void assert_overdue(bool overdue) {
  ck_assert(!plumb_ChallengeOverdue(watch, now + LAG, LAG));
  ck_assert_int_eq(plumb_ChallengeOverdue(watch, now + LAG + 1, LAG), overdue);
}

/* No answer within the time that answers may take. */
START_TEST(r5961_3_2_3_a_no_challenge) {
  idle();
  reaches(reset(5021));
  assert_overdue(true);
}
END_TEST

/* What reaches the endpoint afterwards makes it no less due, nor later. */
START_TEST(r5961_3_2_3_a_retransmissions_of_the_peer) {
  idle();
  reaches(reset(5021));
  uint64_t since = now;
  reaches(segment(5020, 1010, ACK, 20));
  reaches(reset(5021));
  ck_assert(plumb_ChallengeOverdue(watch, since + LAG + 1, LAG));
}
END_TEST

/* The challenge ACK; whatever is sent may be it. */
START_TEST(r5961_3_2_3_a_challenge) {
  idle();
  reaches(reset(5021));
  leaves(segment(1010, 5020, ACK, 0));
  assert_overdue(false);
}
END_TEST

/* The last octet of the window of 4000 is inside, the next one is not; nor is what is behind. */
START_TEST(r5961_3_2_3_a_edges_of_the_window) {
  idle();
  reaches(reset(9019));
  assert_overdue(true);
  idle();
  reaches(reset(9020));
  assert_overdue(false);
  idle();
  reaches(reset(5019));
  assert_overdue(false);
}
END_TEST

/* At RCV.NXT the reset is obeyed, in silence. */
START_TEST(r5961_3_2_2_a_reset_at_rcv_nxt) {
  idle();
  reaches(reset(5020));
  assert_overdue(false);
}
END_TEST

/* No reset is judged that carries anything else. */
START_TEST(odd_resets) {
  const struct plumb_seg odd[] = {segment(5021, 0, RST | SYN, 0), segment(5021, 0, RST | FIN, 0),
                                  segment(5021, 0, RST, 1), segment(5021, 1010, ACK, 0)};
  for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
    idle();
    reaches(odd[i]);
    assert_overdue(false);
  }
}
END_TEST

/* Out of the ordinary, so that challenges may be due before, and withheld (RFC 5961 section 7):
 * old text, text ahead, a FIN, an acknowledgment of nothing, a closed window, no ACK bit, a SYN. */
START_TEST(r5961_7_a_out_of_the_ordinary) {
  const struct plumb_seg odd[] = {segment(5000, 1010, ACK, 10),
                                  segment(5030, 1010, ACK, 10),
                                  segment(5020, 1010, ACK | FIN, 0),
                                  segment(5020, 1011, ACK, 0),
                                  with_window(segment(5020, 1010, ACK, 0), 0),
                                  segment(5020, 0, 0, 10),
                                  peers_syn()};
  for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
    idle();
    reaches(odd[i]);
    ck_assert(!watch.textbook);
    leaves(segment(1010, 5020, ACK, 0));
    reaches(reset(5051));
    assert_overdue(false);
  }
}
END_TEST

/* While something is unacknowledged the endpoint may have given up, and answers nothing. */
START_TEST(ev_touser_any_1_may_have_given_up) {
  idle();
  leaves(segment(1010, 5020, ACK, 10));
  reaches(reset(5021));
  assert_overdue(false);
}
END_TEST

/* It has closed or reset the connection itself. */
START_TEST(not_alive) {
  idle();
  leaves(segment(1010, 5020, ACK | FIN, 0));
  reaches(reset(5021));
  assert_overdue(false);
  idle();
  leaves(segment(1010, 5020, RST | ACK, 0));
  reaches(reset(5021));
  assert_overdue(false);
}
END_TEST

/* The window is full: nothing is inside. */
START_TEST(a_full_window) {
  idle();
  reaches(segment(5020, 1010, ACK, 4000));
  leaves(with_window(segment(1010, 9020, ACK, 0), 0));
  reaches(reset(9021));
  assert_overdue(false);
}
END_TEST

/* A server is watched like a client. */
START_TEST(a_passive_open) {
  begin();
  watch = plumb_start_vigil();
  reaches(peers_syn());
  leaves(its_syn_ack());
  reaches(segment(5000, 1000, ACK, 0));
  leaves(segment(1000, 5000, ACK, 10));
  reaches(segment(5000, 1010, ACK, 0));
  leaves(segment(1010, 5000, ACK, 0));
  reaches(reset(5001));
  assert_overdue(true);
}
END_TEST

/* SYNs that are not textbook: before the own SYN, of the wrong number, with text, with FIN. */
START_TEST(odd_syns) {
  const struct plumb_seg odd[] = {segment(IRS, 1000, SYN | ACK, 0), segment(IRS, 0, SYN, 1),
                                  segment(IRS, 0, SYN | FIN, 0), with_window(peers_syn(), 0)};
  for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
    begin();
    watch = plumb_start_vigil();
    reaches(odd[i]);
    ck_assert(!watch.textbook);
  }
  begin();
  watch = plumb_start_vigil();
  leaves(its_syn());
  reaches(segment(IRS, 1001, SYN | ACK, 0));
  ck_assert(!watch.textbook);
}
END_TEST

/* A SYN after anything else was sent leaves open what is acknowledged. */
START_TEST(a_late_syn) {
  begin();
  watch = plumb_start_vigil();
  leaves(its_syn());
  leaves(its_syn());
  ck_assert(watch.textbook);
  idle();
  now += 1000;
  sent(its_syn());
  watch = plumb_vigil_sent(seen, watch, its_syn());
  ck_assert(!watch.textbook);
}
END_TEST

/* <CTL=ACK> with a timestamp. */
static struct plumb_seg stamped(uint32_t seq, uint32_t text, uint32_t value) {
  struct plumb_seg s = with_stamp(segment(seq, 1000, ACK, text));
  s.options.ts_val = value;
  return s;
}

static void opens_with_stamps(void) {
  struct plumb_seg syn_ack = with_stamp(peers_syn_ack());
  syn_ack.options.ts_val = UINT32_MAX;
  begin();
  watch = plumb_start_vigil();
  leaves(with_stamp(its_syn()));
  reaches(syn_ack);
  leaves(with_stamp(segment(1000, 5000, ACK, 0)));
}

/* The peer's timestamps go forward, around the end of their space. */
START_TEST(r7323_5_3_r1_a_timestamps_forward) {
  opens_with_stamps();
  reaches(stamped(5000, 10, 5));
  reaches(stamped(5010, 10, 5));
  ck_assert(watch.textbook);
  ck_assert_uint_eq(watch.stamp_last, 5);
}
END_TEST

/* Backward, or half the space forward, or without: PAWS may reject the segment. */
START_TEST(r7323_5_3_r1_a_timestamps_backward) {
  opens_with_stamps();
  reaches(stamped(5000, 10, 5));
  reaches(stamped(5010, 10, 4));
  ck_assert(!watch.textbook);
  opens_with_stamps();
  reaches(stamped(5000, 10, UINT32_MAX / 2));
  ck_assert(!watch.textbook);
  opens_with_stamps();
  reaches(segment(5000, 1000, ACK, 10));
  ck_assert(!watch.textbook);
}
END_TEST

static struct plumb_seg asks(uint32_t seq, unsigned bits) { return segment(seq, 1010, bits, 0); }

/* A SYN has to be challenged as well, at RCV.NXT too, with ACK or without. */
START_TEST(r5961_4_2_1_a_no_challenge) {
  idle();
  reaches(asks(5020, SYN));
  assert_overdue(true);
  leaves(segment(1010, 5020, ACK, 0));
  assert_overdue(false);
  idle();
  reaches(asks(9019, SYN | ACK));
  assert_overdue(true);
  leaves(segment(1010, 0, RST, 0)); /* by who does not follow RFC 5961 (EV-SEG-SYNC-4e) */
  assert_overdue(false);
}
END_TEST

/* Outside of the window what is challenged may be limited in rate (EV-SEG-SYNC-1c); SYNs that carry
   anything else are not judged, nor is an endpoint that may have gone. */
START_TEST(r5961_4_2_1_a_not_due) {
  const struct plumb_seg other[] = {asks(9020, SYN), asks(5019, SYN), asks(5020, SYN | FIN),
                                    asks(5020, SYN | RST), segment(5020, 0, SYN, 1)};
  for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
    idle();
    reaches(other[i]);
    assert_overdue(false);
  }
  idle();
  leaves(segment(1010, 5020, ACK, 10));
  reaches(asks(5020, SYN));
  assert_overdue(false);
  idle();
  reaches(segment(5030, 1010, ACK, 10)); /* ahead: the answer to it may have used up the limit */
  reaches(asks(5020, SYN));
  assert_overdue(false);
}
END_TEST

/* PAWS may drop a SYN whose timestamp is older, or is missing. */
START_TEST(r7323_5_3_r1_a_of_a_syn) {
  const struct {
    bool has_ts, overdue;
    uint32_t value;
  } syns[] = {{true, true, 5}, {true, true, 6}, {true, false, 4}, {false, false, 5}};
  for (size_t i = 0; i < sizeof syns / sizeof syns[0]; i++) {
    opens_with_stamps();
    leaves(with_stamp(segment(1000, 5000, ACK, 10)));
    struct plumb_seg text = stamped(5000, 10, 5), syn = stamped(5010, 0, syns[i].value);
    text.ack = 1010;
    reaches(text);
    leaves(with_stamp(segment(1010, 5010, ACK, 0)));
    syn.ctl.syn = true;
    syn.options.has_ts = syns[i].has_ts;
    reaches(syn);
    assert_overdue(syns[i].overdue);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {r5961_3_2_3_a_no_challenge,
                          r5961_3_2_3_a_retransmissions_of_the_peer,
                          r5961_3_2_3_a_challenge,
                          r5961_3_2_3_a_edges_of_the_window,
                          r5961_3_2_2_a_reset_at_rcv_nxt,
                          odd_resets,
                          r5961_7_a_out_of_the_ordinary,
                          ev_touser_any_1_may_have_given_up,
                          not_alive,
                          a_full_window,
                          a_passive_open,
                          odd_syns,
                          a_late_syn,
                          r7323_5_3_r1_a_timestamps_forward,
                          r7323_5_3_r1_a_timestamps_backward,
                          r5961_4_2_1_a_no_challenge,
                          r5961_4_2_1_a_not_due,
                          r7323_5_3_r1_a_of_a_syn};
  return run_tests("check/challenge", tests, sizeof tests / sizeof tests[0]);
}
