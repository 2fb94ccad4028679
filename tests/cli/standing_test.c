/* The state of an end as the wire shows it, against a whole TCB that is fed the same. */
#include "standing.h"

#include "craft.h"
#include "story.h"

static struct standing ends[2];

static void begin(void) { ends[A] = ends[B] = standing_start(); }

/* FROM sends S, which arrives. */
static void show(int from, struct plumb_seg s) {
  standing_catch_up(&ends[from], &s);
  standing_sent(&ends[from], &s);
  standing_arrived(&ends[1 - from], &s);
}

static void assert_states(enum plumb_tcp_state a, enum plumb_tcp_state b) {
  ck_assert_str_eq(state_name((enum plumb_tcp_state)ends[A].state), state_name(a));
  ck_assert_str_eq(state_name((enum plumb_tcp_state)ends[B].state), state_name(b));
}

static void establish(void) {
  show(A, segment(ISS_A, 0, SYN, 0));
  show(B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
}

/* RFC 9293 figure 6. */
START_TEST(figure_6_the_handshake) {
  show(A, segment(ISS_A, 0, SYN, 0));
  assert_states(PLUMB_SYN_SENT, PLUMB_SYN_RECEIVED);
  show(B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  assert_states(PLUMB_ESTABLISHED, PLUMB_SYN_RECEIVED);
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  assert_states(PLUMB_ESTABLISHED, PLUMB_ESTABLISHED);
}
END_TEST

/* Before its own SYN an end may be CLOSED or LISTEN: what it sends first tells. */
START_TEST(before_its_syn) {
  struct plumb_seg answer = segment(ISS_B, ISS_A + 1, SYN | ACK, 0);
  struct plumb_seg refusal = segment(0, ISS_A + 1, RST | ACK, 0);
  show(A, segment(ISS_A, 0, SYN, 0));
  ck_assert_int_eq(standing_before(&ends[B], &answer), PLUMB_SYN_RECEIVED);
  ck_assert_int_eq(standing_before(&ends[B], &refusal), PLUMB_CLOSED);
}
END_TEST

/* MUST-10: SYNs that cross (figure 8). */
START_TEST(must_10_simultaneous_open) {
  struct plumb_seg a = segment(ISS_A, 0, SYN, 0), b = segment(ISS_B, 0, SYN, 0);
  standing_sent(&ends[A], &a);
  standing_sent(&ends[B], &b);
  standing_arrived(&ends[A], &b);
  standing_arrived(&ends[B], &a);
  assert_states(PLUMB_SYN_RECEIVED, PLUMB_SYN_RECEIVED);
  show(A, segment(ISS_A, ISS_B + 1, SYN | ACK, 0));
  assert_states(PLUMB_SYN_RECEIVED, PLUMB_SYN_RECEIVED);
  show(B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
  assert_states(PLUMB_ESTABLISHED, PLUMB_SYN_RECEIVED);
}
END_TEST

/* Figure 12, A first. */
START_TEST(figure_12_orderly_close) {
  establish();
  show(A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 0));
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_CLOSE_WAIT);
  show(B, segment(ISS_B + 1, ISS_A + 2, ACK, 0));
  assert_states(PLUMB_FIN_WAIT_2, PLUMB_CLOSE_WAIT);
  show(B, segment(ISS_B + 1, ISS_A + 2, FIN | ACK, 0));
  assert_states(PLUMB_TIME_WAIT, PLUMB_LAST_ACK);
  show(A, segment(ISS_A + 2, ISS_B + 2, ACK, 0));
  assert_states(PLUMB_TIME_WAIT, PLUMB_CLOSED);
}
END_TEST

/* Figure 13: FINs that cross. */
START_TEST(figure_13_simultaneous_close) {
  establish();
  struct plumb_seg a = segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 0);
  struct plumb_seg b = segment(ISS_B + 1, ISS_A + 1, FIN | ACK, 0);
  standing_sent(&ends[A], &a);
  standing_sent(&ends[B], &b);
  standing_arrived(&ends[A], &b);
  standing_arrived(&ends[B], &a);
  assert_states(PLUMB_CLOSING, PLUMB_CLOSING);
  show(A, segment(ISS_A + 2, ISS_B + 2, ACK, 0));
  assert_states(PLUMB_CLOSING, PLUMB_TIME_WAIT);
}
END_TEST

/* A FIN that comes before the text ahead of it counts when that text is acknowledged. */
START_TEST(a_fin_ahead) {
  establish();
  show(A, segment(ISS_A + 11, ISS_B + 1, FIN | ACK, 10));
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_ESTABLISHED);
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  struct plumb_seg ack = segment(ISS_B + 1, ISS_A + 22, ACK, 0);
  standing_catch_up(&ends[B], &ack);
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_CLOSE_WAIT);
}
END_TEST

/* What comes again where the end by its own word still is may not have come before. */
START_TEST(lost_on_the_way) {
  establish();
  show(A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 10));
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_CLOSE_WAIT);
  show(B, segment(ISS_B + 1, ISS_A + 1, ACK, 5));
  show(A, segment(ISS_A + 1, ISS_B + 6, ACK, 10));
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_ESTABLISHED);
}
END_TEST

/* A reset exactly at RCV.NXT ends it, one elsewhere in the window does not (RFC 5961 section 3). */
START_TEST(resets_by_rfc_5961) {
  establish();
  show(B, segment(ISS_B + 9, 0, RST, 0));
  ck_assert_int_eq(ends[A].state, PLUMB_ESTABLISHED);
  show(B, segment(ISS_B + 1, 0, RST, 0));
  assert_states(PLUMB_CLOSED, PLUMB_CLOSED);
}
END_TEST

/* A reset in SYN-RECEIVED leads back to LISTEN, from where the end may be asked again. */
START_TEST(ev_seg_sync_2d_back_to_listen) {
  show(A, segment(ISS_A, 0, SYN, 0));
  show(B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  show(A, segment(ISS_A + 1, 0, RST, 0));
  assert_states(PLUMB_CLOSED, PLUMB_LISTEN);
}
END_TEST

/* A reset that answers an unacceptable acknowledgment changes nothing in SYN-SENT. */
START_TEST(ev_seg_synsent_1b_a_reset_that_answers) {
  show(A, segment(ISS_A, 0, SYN, 0));
  show(B, segment(ISS_B, 4711, ACK, 0));
  show(A, segment(4711, 0, RST, 0));
  ck_assert_int_eq(ends[A].state, PLUMB_SYN_SENT);
  show(A, segment(ISS_A + 1, 0, RST, 0));
  ck_assert_int_eq(ends[A].state, PLUMB_CLOSED);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      figure_6_the_handshake,
      before_its_syn,
      must_10_simultaneous_open,
      figure_12_orderly_close,
      figure_13_simultaneous_close,
      a_fin_ahead,
      lost_on_the_way,
      resets_by_rfc_5961,
      ev_seg_sync_2d_back_to_listen,
      ev_seg_synsent_1b_a_reset_that_answers,
  };
  return run_tests("cli/standing", begin, NULL, tests, sizeof tests / sizeof tests[0]);
}
