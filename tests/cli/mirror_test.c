/* The TCBs that the core keeps for both ends of a captured connection. */
#include "mirror.h"

#include "craft.h"

static struct craft craft;
static struct mirror mirrors[2];
static struct story sent, received; /* of the segment told last */

static void begin(void) { craft = (struct craft){.number = 0}; }
static void end(void) { flows_free(&craft.flows); }

/* Both mirrors before the first segment; B is far from the capture point. */
static void hold_up_mirrors(void) {
  mirrors[A] = mirror_of(craft.flows.list[0], A, false);
  mirrors[B] = mirror_of(craft.flows.list[0], B, true);
}

static void show(int from, struct plumb_seg s) {
  sent = mirror_sends(&mirrors[from], &s, 1000000);
  received = mirror_receives(&mirrors[1 - from], &s, 1000000);
}

static void assert_states(enum plumb_tcp_state a, enum plumb_tcp_state b) {
  ck_assert_str_eq(state_name(mirrors[A].tcb.state), state_name(a));
  ck_assert_str_eq(state_name(mirrors[B].tcb.state), state_name(b));
}

static void assert_row(const struct story *story, const char *clause) {
  ck_assert_uint_ge(story->count, 1);
  ck_assert_str_eq(story->rows[0].clause, clause);
}

/* A connection that is ESTABLISHED at both ends; every number from ISS + 1 on is free. */
static void establish(void) {
  handshake(&craft);
  hold_up_mirrors();
  show(A, segment(ISS_A, 0, SYN, 0));
  show(B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
}

/* The three-way handshake of RFC 9293 figure 6, step by step. */
START_TEST(figure_6_the_handshake) {
  handshake(&craft);
  hold_up_mirrors();
  assert_states(PLUMB_CLOSED, PLUMB_LISTEN);
  show(A, segment(ISS_A, 0, SYN, 0));
  assert_states(PLUMB_SYN_SENT, PLUMB_SYN_RECEIVED);
  assert_row(&sent, "EV-OPEN-CLOSED-6");
  assert_row(&received, "EV-SEG-LISTEN-3b");
  show(B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  assert_states(PLUMB_ESTABLISHED, PLUMB_SYN_RECEIVED);
  assert_row(&sent, "EV-SEG-LISTEN-3b");
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  assert_states(PLUMB_ESTABLISHED, PLUMB_ESTABLISHED);
  assert_row(&sent, "EV-SEG-SYNSENT-4b");
  ck_assert_uint_eq(mirrors[B].tcb.snd.una, ISS_B + 1);
}
END_TEST

/* MUST-10: SYNs that cross (figure 8). */
START_TEST(must_10_simultaneous_open) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(ISS_B, 0, SYN, 0));
  hold_up_mirrors();
  struct plumb_seg a = segment(ISS_A, 0, SYN, 0), b = segment(ISS_B, 0, SYN, 0);
  (void)mirror_sends(&mirrors[A], &a, 0);
  (void)mirror_sends(&mirrors[B], &b, 0);
  (void)mirror_receives(&mirrors[A], &b, 0);
  (void)mirror_receives(&mirrors[B], &a, 0);
  assert_states(PLUMB_SYN_RECEIVED, PLUMB_SYN_RECEIVED);
  show(A, segment(ISS_A, ISS_B + 1, SYN | ACK, 0));
  assert_row(&sent, "EV-SEG-SYNSENT-4c");
}
END_TEST

/* Text moves SND.NXT of one end and RCV.NXT of the other; its ACK is row 7b, and moves SND.UNA. */
START_TEST(text_and_its_acknowledgment) {
  establish();
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  assert_row(&sent, "EV-SEND-ESTAB+-1");
  ck_assert_uint_eq(mirrors[A].tcb.snd.nxt, ISS_A + 101);
  ck_assert_uint_eq(mirrors[B].tcb.rcv.nxt, ISS_A + 101);
  show(B, segment(ISS_B + 1, ISS_A + 101, ACK, 0));
  assert_row(&sent, "EV-SEG-SYNC-7b");
  ck_assert_uint_eq(mirrors[A].tcb.snd.una, ISS_A + 101);
}
END_TEST

/* An orderly close, A first (figure 12): FIN-WAIT-1 and 2 here, CLOSE-WAIT and LAST-ACK there. */
START_TEST(figure_12_orderly_close) {
  establish();
  show(A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 0));
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_CLOSE_WAIT);
  assert_row(&sent, "EV-CLOSE-ESTAB-1");
  show(B, segment(ISS_B + 1, ISS_A + 2, ACK, 0));
  assert_states(PLUMB_FIN_WAIT_2, PLUMB_CLOSE_WAIT);
  show(B, segment(ISS_B + 1, ISS_A + 2, FIN | ACK, 0));
  assert_states(PLUMB_TIME_WAIT, PLUMB_LAST_ACK);
  assert_row(&sent, "EV-CLOSE-CWAIT-1");
  show(A, segment(ISS_A + 2, ISS_B + 2, ACK, 0));
  assert_states(PLUMB_TIME_WAIT, PLUMB_CLOSED);
}
END_TEST

/* What is not acknowledged is sent again; SND.NXT stays. */
START_TEST(ev_tortx_any_1_retransmission) {
  establish();
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  assert_row(&sent, "EV-TORTX-ANY-1");
  ck_assert_uint_eq(mirrors[A].tcb.snd.nxt, ISS_A + 101);
}
END_TEST

/* A sends three segments, of which the first is lost; B acknowledges nothing new COUNT times. */
static void lose_the_first_of_three(int count) {
  establish();
  for (uint32_t i = 0; i < 3; i++)
    show(A, segment(ISS_A + 1 + 100 * i, ISS_B + 1, ACK, 100));
  for (int i = 0; i < count; i++)
    show(B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
}

/* R5681-3.2-c: what is sent again after three duplicate ACKs waited for no timer; what is after
   two, or once more, may have. */
START_TEST(r5681_3_2_c_fast_retransmit) {
  lose_the_first_of_three(3);
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  assert_row(&sent, "R5681-3.2-c");
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  assert_row(&sent, "EV-TORTX-ANY-1");
}
END_TEST

/* R5681-3.2-a: by its ACKs the far end tells that it waits, whatever was captured on its way there;
   an ACK that brings a wider window, or more, tells nothing of the kind. */
START_TEST(r5681_3_2_a_duplicate_acks_of_the_far_end) {
  lose_the_first_of_three(1);
  assert_row(&sent, "R5681-3.2-a");
  ck_assert_uint_eq(mirrors[B].tcb.rcv.nxt, ISS_A + 301);
  struct plumb_seg wider = segment(ISS_B + 1, ISS_A + 1, ACK, 0);
  wider.wnd += 10;
  show(B, wider);
  assert_row(&sent, "EV-RECV-ESTAB+-4");
  wider.ack = ISS_A + 301;
  wider.wnd = 3700;
  show(B, wider);
  assert_row(&sent, "EV-SEG-SYNC-7b");
}
END_TEST

START_TEST(r5681_3_2_c_not_after_two) {
  lose_the_first_of_three(2);
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  assert_row(&sent, "EV-TORTX-ANY-1");
}
END_TEST

/* An ACK that moves SND.UNA, text, or another window: none of these is a duplicate ACK. */
START_TEST(r5681_3_2_c_what_is_no_duplicate) {
  struct plumb_seg others[] = {segment(ISS_B + 1, ISS_A + 101, ACK, 0),
                               segment(ISS_B + 1, ISS_A + 1, ACK, 10),
                               segment(ISS_B + 1, ISS_A + 1, ACK, 0)};
  others[2].wnd += 10;
  for (int i = 0; i < 3; i++) {
    end();
    begin();
    lose_the_first_of_three(2);
    show(B, others[i]);
    show(A, segment(others[i].ack, others[i].seq + others[i].text, ACK, 100));
    assert_row(&sent, "EV-TORTX-ANY-1");
  }
}
END_TEST

START_TEST(a_syn_is_sent_again) {
  handshake(&craft);
  hold_up_mirrors();
  show(A, segment(ISS_A, 0, SYN, 0));
  show(A, segment(ISS_A, 0, SYN, 0));
  assert_row(&sent, "EV-TORTX-ANY-1");
  assert_states(PLUMB_SYN_SENT, PLUMB_SYN_RECEIVED);
}
END_TEST

/* Keep-alives go below SND.NXT when nothing is outstanding, without an octet or with one. */
START_TEST(shld_12_keep_alive) {
  establish();
  show(A, segment(ISS_A, ISS_B + 1, ACK, 0));
  assert_row(&sent, "SHLD-12");
  show(A, segment(ISS_A, ISS_B + 1, ACK, 1));
  assert_row(&sent, "MAY-6");
}
END_TEST

/* MUST-36: an octet into a closed window is a probe. */
START_TEST(must_36_window_probe) {
  establish();
  struct plumb_seg closed = segment(ISS_B + 1, ISS_A + 1, ACK, 0);
  closed.wnd = 0;
  show(B, closed);
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 1));
  assert_row(&sent, "MUST-36");
}
END_TEST

/* A pure ACK that nothing asked for, with a window that has grown: the user took text. */
START_TEST(window_update) {
  establish();
  struct plumb_seg wider = segment(ISS_A + 1, ISS_B + 1, ACK, 0);
  wider.wnd = 8000;
  show(A, wider);
  assert_row(&sent, "EV-RECV-ESTAB+-4");
  ck_assert_uint_eq(mirrors[A].tcb.rcv.wnd, 8000);
  show(A, wider);
  assert_row(&sent, "EV-SEG-SYNC-7b");
}
END_TEST

/* A reset out of an established connection is an ABORT; the other end is reset. */
START_TEST(ev_abort_synrcvd_1_abort) {
  establish();
  show(A, segment(ISS_A + 1, 0, RST, 0));
  assert_row(&sent, "EV-ABORT-SYNRCVD+-1");
  assert_row(&received, "EV-SEG-SYNC-2b");
  assert_states(PLUMB_CLOSED, PLUMB_CLOSED);
}
END_TEST

/* A reset that refuses a SYN is the answer of an end without connection. */
START_TEST(refusal) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(0, ISS_A + 1, RST | ACK, 0));
  hold_up_mirrors();
  show(A, segment(ISS_A, 0, SYN, 0));
  assert_states(PLUMB_SYN_SENT, PLUMB_CLOSED);
  show(B, segment(0, ISS_A + 1, RST | ACK, 0));
  assert_row(&sent, "EV-SEG-CLOSED-2");
  assert_states(PLUMB_CLOSED, PLUMB_CLOSED);
}
END_TEST

/* At the far end a segment that comes again, where the end still is, was lost the first time: its
   TCB goes back, over the FIN as well. */
START_TEST(lost_before_the_far_end) {
  establish();
  show(A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 100));
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_CLOSE_WAIT);
  show(B, segment(ISS_B + 1, ISS_A + 1, ACK, 50)); /* B has not got it */
  show(A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 100));
  ck_assert_ptr_nonnull(received.remark);
  assert_row(&received, "EV-SEG-SYNC-7a");
  assert_states(PLUMB_FIN_WAIT_1, PLUMB_CLOSE_WAIT);
}
END_TEST

/* A SYN that comes again before the far end has answered was lost, too. */
START_TEST(a_lost_syn) {
  handshake(&craft);
  hold_up_mirrors();
  show(A, segment(ISS_A, 0, SYN, 0));
  show(A, segment(ISS_A, 0, SYN, 0));
  assert_row(&received, "EV-SEG-LISTEN-3b");
  ck_assert_ptr_nonnull(received.remark);
}
END_TEST

/* At the capture point itself nothing is lost after the capture: a duplicate is one. */
START_TEST(a_duplicate_at_the_near_end) {
  establish();
  show(B, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  show(B, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  assert_row(&received, "EV-SEG-SYNC-1c");
  ck_assert_ptr_null(received.remark);
}
END_TEST

/* Where the wire and the mirror disagree, it is said, and the wire is believed. */
START_TEST(disagreements_are_said) {
  establish();
  show(A, segment(ISS_A + 1, ISS_B + 51, ACK, 0));
  ck_assert_ptr_nonnull(sent.remark);
  ck_assert_uint_eq(mirrors[A].tcb.rcv.nxt, ISS_B + 51);
  show(B, segment(ISS_B + 51, 0, RST, 0));
  show(A, segment(ISS_A + 1, ISS_B + 51, ACK, 10));
  ck_assert_ptr_nonnull(strstr(sent.remark, "no connection here any more"));
}
END_TEST

/* Windows are scaled after the SYN, when both ends offered it. */
START_TEST(scaled_windows) {
  handshake(&craft);
  craft.flows.list[0]->records[0].seg.options =
      (struct plumb_options){.has_shift = true, .shift = 3};
  hold_up_mirrors();
  ck_assert_uint_eq(mirrors[A].config.shift, 3);
  ck_assert(!mirrors[B].config.use_shift);
  struct plumb_seg syn = craft.flows.list[0]->records[0].seg,
                   answer = segment(ISS_B, ISS_A + 1, SYN | ACK, 0);
  mirrors[B] = mirror_of(craft.flows.list[0], B, true);
  mirrors[B].config.use_shift = true;
  answer.options = (struct plumb_options){.has_shift = true, .shift = 5};
  show(A, syn);
  show(B, answer);
  show(A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  ck_assert_uint_eq(mirrors[A].tcb.rcv.wnd, 4000 * 8);
  ck_assert_uint_eq(mirrors[B].tcb.snd.wnd, 4000 * 8);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      figure_6_the_handshake,
      must_10_simultaneous_open,
      text_and_its_acknowledgment,
      figure_12_orderly_close,
      ev_tortx_any_1_retransmission,
      r5681_3_2_c_fast_retransmit,
      r5681_3_2_a_duplicate_acks_of_the_far_end,
      r5681_3_2_c_not_after_two,
      r5681_3_2_c_what_is_no_duplicate,
      a_syn_is_sent_again,
      shld_12_keep_alive,
      must_36_window_probe,
      window_update,
      ev_abort_synrcvd_1_abort,
      refusal,
      lost_before_the_far_end,
      a_lost_syn,
      a_duplicate_at_the_near_end,
      disagreements_are_said,
      scaled_windows,
  };
  return run_tests("cli/mirror", begin, end, tests, sizeof tests / sizeof tests[0]);
}
