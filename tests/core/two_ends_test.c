/* Whole connections of two ends, from the first SYN to the last ACK. */
#include "openings.h"

enum { A_ISS = 100, B_ISS = 300 };

/* The segment of an answer, as the other end receives it: with the options that are agreed on. */
static struct plumb_seg sent(struct plumb_outcome o) {
  ck_assert_int_ne(o.answer.kind, PLUMB_NO_ANSWER);
  return plumb_segment_to_send(config_for_tests(), o.tcb, o.answer, NOW);
}

static struct plumb_outcome opens(uint32_t iss) {
  return plumb_open(config_for_tests(), closed, open_args(true, iss), NOW);
}

/* What goes out next: queued text or the FIN. */
static struct plumb_outcome transmits(struct plumb_tcb t) {
  return plumb_transmit(config_for_tests(), t, NOW);
}

/* The user CLOSEs, and the FIN goes out. */
static struct plumb_outcome closes(struct plumb_tcb t) {
  struct plumb_outcome o = transmits(plumb_close(t, true).tcb);
  ck_assert(o.answer.fin);
  return o;
}

/* Both ends of a connection that is open. */
static void connect_both(struct plumb_tcb *a, struct plumb_tcb *b) {
  struct plumb_outcome at_a = opens(A_ISS);
  struct plumb_outcome at_b =
      plumb_segment_arrives(config_for_tests(), listening(), sent(at_a), B_ISS, NOW);
  at_a = arrives(at_a.tcb, sent(at_b));
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_silent(at_b);
  assert_state(at_a, PLUMB_ESTABLISHED);
  assert_state(at_b, PLUMB_ESTABLISHED);
  ck_assert(at_a.tcb.stamps.ok && at_b.tcb.stamps.ok);
  *a = at_a.tcb;
  *b = at_b.tcb;
}

static void assert_in_step(struct plumb_tcb a, struct plumb_tcb b) {
  ck_assert_uint_eq(a.snd.nxt, b.rcv.nxt);
  ck_assert_uint_eq(b.snd.nxt, a.rcv.nxt);
}

/* SYN, SYN,ACK, ACK; then 100 octets and their ACK. */
START_TEST(three_segments_and_text) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_send_args args = {.access = true, .octets = 100, .room = 1000};
  struct plumb_outcome at_a = transmits(plumb_send(config_for_tests(), a, args, NOW).tcb);
  struct plumb_outcome at_b = arrives(b, sent(at_a));
  ck_assert_uint_eq(at_b.tcb.rcv.buffered, 100);
  at_a = arrives(at_a.tcb, sent(at_b));
  ck_assert_uint_eq(at_a.tcb.snd.una, at_a.tcb.snd.nxt);
  ck_assert(!at_a.tcb.timers.rtx_on);
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* Both open at once: SYNs cross, SYN,ACKs cross, and the ACKs that answer them open both ends. */
START_TEST(must_10_simultaneous_open) {
  struct plumb_outcome at_a = opens(A_ISS), at_b = opens(B_ISS);
  struct plumb_seg from_a = sent(at_a), from_b = sent(at_b);
  for (int crossing = 0; crossing < 3; crossing++) {
    at_a = arrives(at_a.tcb, from_b);
    at_b = arrives(at_b.tcb, from_a);
    if (crossing < 2) {
      assert_state(at_a, PLUMB_SYN_RECEIVED);
      from_a = sent(at_a);
      from_b = sent(at_b);
    }
  }
  assert_state(at_a, PLUMB_ESTABLISHED);
  assert_state(at_b, PLUMB_ESTABLISHED);
  assert_silent(at_a);
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* An old SYN reaches the listener first; the reset of the caller takes the listener back, and the
 * true SYN connects (RFC 9293 figure 8). */
START_TEST(must_11_old_duplicate_syn) {
  struct plumb_outcome at_a = opens(A_ISS);
  struct plumb_outcome at_b = arrives(listening(), segment(9000, 0, SYN, 0));
  struct plumb_outcome reset = arrives(at_a.tcb, sent(at_b));
  assert_answer(reset, PLUMB_SEND_RST, at_b.answer.ack, 0);
  at_b = arrives(at_b.tcb, sent(reset));
  assert_state(at_b, PLUMB_LISTEN);
  at_b = arrives(at_b.tcb, sent(at_a));
  at_a = arrives(reset.tcb, sent(at_b));
  assert_state(at_a, PLUMB_ESTABLISHED);
}
END_TEST

/* One end crashed and opens again: the challenge ACK shows it the old connection, its reset ends
 * that, and the SYN that is sent again connects (RFC 9293 figure 9). */
START_TEST(half_open_connection) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome again = opens(7777);
  struct plumb_outcome at_b = arrives(b, sent(again));
  assert_answer(at_b, PLUMB_SEND_ACK, b.snd.nxt, b.rcv.nxt);
  struct plumb_outcome reset = arrives(again.tcb, sent(at_b));
  assert_answer(reset, PLUMB_SEND_RST, b.rcv.nxt, 0);
  assert_state(reset, PLUMB_SYN_SENT);
  at_b = arrives(at_b.tcb, sent(reset));
  assert_state(at_b, PLUMB_CLOSED);
  ck_assert(at_b.signals.reset);
}
END_TEST

/* A closes, B a while later: FIN, ACK, FIN, ACK. */
START_TEST(normal_close) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a);
  struct plumb_outcome at_b = arrives(b, sent(at_a));
  assert_state(at_b, PLUMB_CLOSE_WAIT);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_FIN_WAIT_2);
  at_b = closes(at_b.tcb);
  assert_state(at_b, PLUMB_LAST_ACK);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_TIME_WAIT);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_state(at_b, PLUMB_CLOSED);
}
END_TEST

/* B goes on sending after A has closed (bug class: SEND in CLOSE-WAIT, text in FIN-WAIT-2). */
START_TEST(half_closed_connection) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a);
  struct plumb_outcome at_b = arrives(b, sent(at_a));
  at_a = arrives(at_a.tcb, sent(at_b));
  struct plumb_send_args args = {.access = true, .octets = 500, .room = 1000};
  at_b = transmits(plumb_send(config_for_tests(), at_b.tcb, args, NOW).tcb);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_FIN_WAIT_2);
  ck_assert_uint_eq(at_a.tcb.rcv.buffered, 500);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* Both close at once: the FINs cross, then their ACKs; both wait 2 MSL (bug class: CLOSING). */
START_TEST(crossing_fins) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a), at_b = closes(b);
  struct plumb_seg from_a = sent(at_a), from_b = sent(at_b);
  at_a = arrives(at_a.tcb, from_b);
  at_b = arrives(at_b.tcb, from_a);
  assert_state(at_a, PLUMB_CLOSING);
  assert_state(at_b, PLUMB_CLOSING);
  from_a = sent(at_a);
  at_a = arrives(at_a.tcb, sent(at_b));
  at_b = arrives(at_b.tcb, from_a);
  assert_state(at_a, PLUMB_TIME_WAIT);
  assert_state(at_b, PLUMB_TIME_WAIT);
  assert_in_step(at_a.tcb, at_b.tcb);
}
END_TEST

/* The FINs cross, and the ACK of A's FIN overtakes B's FIN: A has passed FIN-WAIT-1 when it comes.
 */
START_TEST(crossing_fins_out_of_order) {
  struct plumb_tcb a, b;
  connect_both(&a, &b);
  struct plumb_outcome at_a = closes(a), at_b = closes(b);
  struct plumb_seg fin = sent(at_b);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_state(at_b, PLUMB_CLOSING);
  at_a = arrives(at_a.tcb, sent(at_b));
  assert_state(at_a, PLUMB_FIN_WAIT_2);
  at_a = arrives(at_a.tcb, fin);
  assert_state(at_a, PLUMB_TIME_WAIT);
  at_b = arrives(at_b.tcb, sent(at_a));
  assert_state(at_b, PLUMB_TIME_WAIT);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      three_segments_and_text,
      must_10_simultaneous_open,
      must_11_old_duplicate_syn,
      half_open_connection,
      normal_close,
      half_closed_connection,
      crossing_fins,
      crossing_fins_out_of_order,
  };
  return run_tests("two ends", tests, sizeof tests / sizeof tests[0]);
}
