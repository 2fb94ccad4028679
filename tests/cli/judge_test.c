/* One end of a connection is judged. */
#include "judging.h"

/* A connection as it should be. */
START_TEST(both_ends_conform) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 101, ACK, 0));
  farewell(&craft, ISS_A + 101, ISS_B + 1);
  assert_verdict(A, &FULL, CONFORMS, 0);
  assert_verdict(B, &FULL, CONFORMS, 0);
}
END_TEST

/* B acknowledges 50 octets more than it was sent: a finding with packet, time, state and numbers.
 */
START_TEST(an_ack_beyond_snd_nxt) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 151, ACK, 0));
  assert_verdict(A, &FULL, CONFORMS, 0);
  assert_verdict(B, &FULL, VIOLATES, 1);
  const struct finding *finding = &judgement.findings[0];
  ck_assert_uint_eq(finding->packet, 5);
  ck_assert_uint_eq(finding->time, 5000);
  ck_assert_str_eq(finding->state, "ESTABLISHED");
  ck_assert(finding->is_must);
  ck_assert_uint_gt(strlen(finding->clause), 0);
  ck_assert_uint_gt(strlen(finding->sentence), 0);
  ck_assert_str_eq(finding->allowed, "ACK 1 to 101");
  ck_assert_str_eq(finding->seen, "ACK 151");
}
END_TEST

/* EV-SEND-FW1+-1: text after the FIN counts, wherever the capture was taken. */
START_TEST(text_after_fin) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 0));
  sends(&craft, A, segment(ISS_A + 2, ISS_B + 1, ACK, 10));
  assert_verdict(A, &FULL, VIOLATES, 1);
  ck_assert_str_eq(judgement.findings[0].state, "FIN-WAIT-1");
  assert_verdict(A, &FROM_AFAR, VIOLATES, 1);
}
END_TEST

/* A window that shrinks is advised against (SHLD-14); from afar it may be two segments that changed
   places, which is shown as a doubt. */
START_TEST(shld_14_window_shrunk) {
  struct plumb_seg less = segment(ISS_A + 1, ISS_B + 1, ACK, 0);
  less.wnd = 100;
  sends(&craft, A, less);
  assert_verdict(A, &FULL, DEVIATES, 1);
  assert_verdict(A, &FROM_AFAR, INCONCLUSIVE, 1);
  ck_assert_str_eq(judgement.reason, "");
}
END_TEST

/* A finding that counts displaces the doubtful ones before it, and those after it are left out. */
START_TEST(findings_that_count_come_first) {
  struct plumb_seg less = segment(ISS_A + 1, ISS_B + 1, ACK, 0);
  less.wnd = 100;
  sends(&craft, A, less);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 999, ACK, 0));
  less.wnd = 10;
  sends(&craft, A, less);
  assert_verdict(A, &FROM_AFAR, VIOLATES, 1);
  ck_assert_uint_eq(judgement.findings[0].packet, 5);
}
END_TEST

/* R6298-5.5-a: each transmission is captured twice, say on both sides of a bridge; their pairs are
   no retransmissions. */
START_TEST(copies_are_not_sent_again) {
  const struct plumb_seg text = segment(ISS_A + 1, ISS_B + 1, ACK, 100);
  for (uint64_t wait = 1000000; wait <= 8000000; wait *= 2) {
    sends_after(&craft, A, wait, text);
    sends_after(&craft, A, 30, text);
    craft.flows.list[0]->records[craft.flows.list[0]->count - 1].is_copy = true;
  }
  assert_verdict(A, &FULL, CONFORMS, 0);
}
END_TEST

/* R5681-3-a counts neither where the capture lacks packets, nor where ACKs may be joined. */
START_TEST(what_rests_on_arrivals) {
  static const struct evidence some = {
      .worth = WORTH_FULL, .lacks_packets = true, .until = UINT64_MAX};
  static const struct evidence joined = {
      .worth = WORTH_FULL, .joined_arriving = true, .until = UINT64_MAX};
  craft.flows.list[0]->records[1].seg.wnd = 60000; /* B offers a window larger than A's first */
  for (uint32_t i = 0; i < 16; i++)
    sends(&craft, A, segment(ISS_A + 1 + i * 1000, ISS_B + 1, ACK, 1000));
  assert_verdict(A, &FULL, VIOLATES, 3);
  ck_assert_str_eq(judgement.findings[0].clause, "R5681-3-a");
  assert_verdict(A, &some, INCONCLUSIVE, 3);
  assert_verdict(A, &joined, INCONCLUSIVE, 3);
}
END_TEST

/* Where the evidence ends, the judgement does: what was found before stands. */
START_TEST(evidence_until_a_packet) {
  struct evidence until = {.worth = WORTH_FULL, .until = 5};
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  sends(&craft, A, segment(ISS_A + 900, ISS_B + 1, ACK, 0));
  assert_verdict(A, &until, INCONCLUSIVE, 0);
  ck_assert_str_eq(judgement.reason, "");
  until.until = 6;
  assert_verdict(A, &until, VIOLATES, 1);
}
END_TEST

/* A reset at a number that the end has not sent: from afar the text before it may have been lost.
 */
START_TEST(ev_abort_synrcvd_1_where_taken) {
  sends(&craft, A, segment(ISS_A + 500, 0, RST, 0));
  assert_verdict(A, &FULL, VIOLATES, 1);
  ck_assert_str_eq(judgement.findings[0].clause, "EV-ABORT-SYNRCVD+-1");
  assert_verdict(A, &FROM_AFAR, INCONCLUSIVE, 1);
}
END_TEST

/* Blocks of text that did not reach B: from afar it may have come another way; but a block that
   ends before it begins is wrong wherever it is seen. */
START_TEST(r2018_3_c_where_taken) {
  struct plumb_seg syn = segment(ISS_A, 0, SYN, 0), s = segment(ISS_B + 1, ISS_A + 1, ACK, 0);
  flows_free(&craft.flows);
  craft = (struct craft){.number = 0};
  syn.options.sack_permitted = true;
  sends(&craft, A, syn);
  sends(&craft, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  s.options.sack.n = 1;
  s.options.sack.b0 = (struct plumb_block){ISS_A + 100, ISS_A + 200};
  sends(&craft, B, s);
  assert_verdict(B, &FULL, VIOLATES, 1);
  assert_verdict(B, &FROM_AFAR, INCONCLUSIVE, 1);
  s.options.sack.b0 = (struct plumb_block){ISS_A + 200, ISS_A + 100};
  sends(&craft, B, s);
  assert_verdict(B, &FROM_AFAR, VIOLATES, 1);
  ck_assert_str_eq(judgement.findings[0].clause, "R2018-3-a");
}
END_TEST

/* With no evidence nothing is judged. */
START_TEST(no_evidence) {
  const struct evidence nothing = {.worth = WORTH_NOTHING, .until = UINT64_MAX};
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 999, ACK, 0));
  assert_verdict(A, &nothing, INCONCLUSIVE, 0);
  ck_assert_str_eq(judgement.reason, "");
}
END_TEST

/* Of a file read in part, nobody is accused. */
START_TEST(acquittal_only) {
  const struct evidence acquittal = {.worth = WORTH_ACQUITTAL, .until = UINT64_MAX};
  assert_verdict(A, &acquittal, CONFORMS, 0);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 999, ACK, 0));
  assert_verdict(A, &acquittal, INCONCLUSIVE, 1);
}
END_TEST

/* A damaged segment neither arrives nor is it held against its sender. */
START_TEST(damaged_segments_are_passed_over) {
  struct socket_id from = socket_a(), to = socket_b();
  struct record damaged = {.number = ++craft.number,
                           .time = craft.time,
                           .seg = segment(ISS_A + 1, 99999, ACK, 100),
                           .damaged = true};
  flows_add(&craft.flows, &from, &to, &damaged);
  assert_verdict(A, &FULL, CONFORMS, 0);
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 101, ACK, 0));
  assert_verdict(B, &FULL, VIOLATES, 1);
}
END_TEST

/* A MUST is broken: what comes after it may follow from it, and decides nothing. */
START_TEST(after_the_first_must) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 999, ACK, 0));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 998, ACK, 0));
  assert_verdict(A, &FULL, VIOLATES, 2);
  ck_assert(!judgement.findings[0].is_later);
  ck_assert(judgement.findings[1].is_later);
}
END_TEST

/* After a SHOULD the next MUST counts: a window that shrinks makes nothing else less certain. */
START_TEST(after_the_first_should) {
  struct plumb_seg less = segment(ISS_A + 1, ISS_B + 1, ACK, 0);
  less.wnd = 100;
  sends(&craft, A, less);
  less.wnd = 10;
  sends(&craft, A, less);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 999, ACK, 0));
  assert_verdict(A, &FULL, VIOLATES, 3);
  ck_assert(!judgement.findings[0].is_later);
  ck_assert(judgement.findings[1].is_later);
  ck_assert(!judgement.findings[2].is_later);
}
END_TEST

/* A is idle; a reset inside its window reaches it, packet 7, and it says nothing more. */
static void reset_inside_the_window(void) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 11, ACK, 0));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 0));
  sends(&craft, B, segment(ISS_B + 2, 0, RST, 0));
}

/* A second later the challenge ACK is overdue: when the capture ends, or the next segment comes. */
START_TEST(r5961_3_2_3_a_no_challenge) {
  reset_inside_the_window();
  assert_verdict(A, &FULL, CONFORMS, 0);
  craft.time += 1000001;
  assert_verdict(A, &FULL, VIOLATES, 1);
  sends_after(&craft, B, 0, segment(ISS_B + 1, ISS_A + 11, ACK, 10));
  sends_after(&craft, A, 400000, segment(ISS_A + 11, ISS_B + 11, ACK, 0));
  assert_verdict(A, &FULL, VIOLATES, 1);
  ck_assert_str_eq(judgement.findings[0].clause, "R5961-3.2_3-a");
  ck_assert_uint_eq(judgement.findings[0].packet, 7);
  ck_assert_str_eq(judgement.findings[0].state, "ESTABLISHED");
  assert_verdict(A, &FROM_AFAR, INCONCLUSIVE, 1);
}
END_TEST

/* So it is after a SYN. */
START_TEST(r5961_4_2_1_a_no_challenge) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 11, ACK, 0));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, 0, SYN, 0));
  assert_verdict(A, &FULL, CONFORMS, 0);
  craft.time += 1000001;
  assert_verdict(A, &FULL, VIOLATES, 1);
  ck_assert_str_eq(judgement.findings[0].clause, "R5961-4.2_1-a");
  ck_assert_uint_eq(judgement.findings[0].packet, 7);
  assert_verdict(A, &FROM_AFAR, INCONCLUSIVE, 1);
}
END_TEST

/* It comes in time. */
START_TEST(r5961_3_2_3_a_challenge) {
  reset_inside_the_window();
  sends_after(&craft, A, 1000000, segment(ISS_A + 11, ISS_B + 1, ACK, 0));
  craft.time += 5000000;
  assert_verdict(A, &FULL, CONFORMS, 0);
}
END_TEST

/* It may be among what the capture missed. */
START_TEST(r5961_3_2_3_a_challenge_not_captured) {
  struct evidence until = {.worth = WORTH_FULL, .until = 99};
  reset_inside_the_window();
  craft.time += 5000000;
  assert_verdict(A, &until, CONFORMS, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {both_ends_conform,
                          an_ack_beyond_snd_nxt,
                          text_after_fin,
                          shld_14_window_shrunk,
                          findings_that_count_come_first,
                          copies_are_not_sent_again,
                          what_rests_on_arrivals,
                          evidence_until_a_packet,
                          ev_abort_synrcvd_1_where_taken,
                          r2018_3_c_where_taken,
                          no_evidence,
                          acquittal_only,
                          damaged_segments_are_passed_over,
                          after_the_first_must,
                          after_the_first_should,
                          r5961_3_2_3_a_no_challenge,
                          r5961_4_2_1_a_no_challenge,
                          r5961_3_2_3_a_challenge,
                          r5961_3_2_3_a_challenge_not_captured};
  return run_tests("cli/judge", begin, end, tests, sizeof tests / sizeof tests[0]);
}
