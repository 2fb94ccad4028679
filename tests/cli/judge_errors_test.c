/* One end of a connection that ICMP errors came for is judged: what they excuse, and what they
   forbid from then on. */
#include "judging.h"

/* ICMP errors are told beside the end that they came for, the first eight, and accuse nobody. */
START_TEST(icmp_errors_are_told) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  for (int i = 0; i < 10; i++)
    warned_after(&craft, A, 1000, ICMP_HARD, ISS_A + (uint32_t)i);
  struct finished *finished = finished_of(craft.flows.list[0], craft.time);
  struct judged judged;
  judge_connection(finished, 1, &(struct vantage){.is_partial = false}, NULL, &judged);
  ck_assert_uint_eq(judged.errors[A], 10);
  ck_assert_uint_eq(judged.errors[B], 0);
  ck_assert_uint_eq(judged.notice_count[A], 8);
  ck_assert_uint_eq(judged.notices[A][0].packet, 5);
  ck_assert(!judged.notices[A][0].is_awaited); /* its SYN is acknowledged */
  ck_assert(judged.notices[A][1].is_awaited);
  judged_free(&judged);
  free(finished);
  assert_verdict(A, &FULL, CONFORMS, 0);
}
END_TEST

/* A sends text twice, an ICMP error of KIND comes, and A sends it a third time. */
static void retransmit_warned(enum icmp_kind kind) {
  const struct plumb_seg text = segment(ISS_A + 1, ISS_B + 1, ACK, 100);
  flows_free(&craft.flows);
  begin();
  sends(&craft, A, text);
  sends_after(&craft, A, 200000, text);
  warned_after(&craft, A, 200000, kind, ISS_A + 1);
  sends_after(&craft, A, 10000, text);
}

/* R6298-2.4-a: a second is the least timeout, but what an ICMP error says was lost is not sent
   again for a timeout; a hard one is no such error. */
START_TEST(icmp_errors_excuse_a_retransmission) {
  retransmit_warned(ICMP_HARD);
  assert_verdict(A, &FULL, DEVIATES, 1);
  ck_assert_str_eq(judgement.findings[0].clause, "R6298-2.4-a");
  retransmit_warned(ICMP_TOO_BIG);
  assert_verdict(A, &FULL, CONFORMS, 0);
}
END_TEST

/* R7413-4.2.2-c: a SYN with a cookie goes again without it when its timer has expired, which an
   ICMP error may forestall. */
START_TEST(icmp_errors_excuse_a_fast_open) {
  const struct socket_id ends[2] = {socket_a(), socket_b()};
  for (int warned = 0; warned < 2; warned++) {
    flows_free(&craft.flows);
    craft = (struct craft){.number = 0};
    for (int i = 0; i < 2; i++) {
      struct record syn = {.number = ++craft.number,
                           .time = craft.time,
                           .seg = segment(ISS_A, 0, SYN, 0),
                           .extras = {.fast = 10},
                           .has_extras = true};
      flows_add(&craft.flows, &ends[A], &ends[B], &syn);
      craft.time += 1000000;
      if (warned) warned_after(&craft, A, 1000, ICMP_TOO_BIG, ISS_A);
    }
    sends(&craft, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
    assert_verdict(A, &FULL, warned ? CONFORMS : DEVIATES, !warned);
    if (!warned) ck_assert_str_eq(judgement.findings[0].clause, "R7413-4.2.2-c");
  }
}
END_TEST

/* A sends text of 1200 octets, is told that a link takes less, and sends it again, MICROSECONDS
   after. */
static void send_too_big_again(uint64_t microseconds) {
  const struct plumb_seg text = segment(ISS_A + 1, ISS_B + 1, ACK, 1200);
  flows_free(&craft.flows);
  begin();
  sends(&craft, A, text);
  warned_after(&craft, A, 1000, ICMP_TOO_BIG, ISS_A + 1);
  struct connection *c = craft.flows.list[0];
  c->errors[0].icmp.mtu = 1000;
  c->errors[0].icmp.size = 1240;
  sends_after(&craft, A, microseconds, text);
  for (size_t i = c->count - 2; i < c->count; i++) {
    c->records[i].text_sum = 1;
    c->records[i].is_uncut = true;
  }
}

/* R1191-3-b: what was too large is not sent again as large; a second is what it takes to know. */
START_TEST(too_big_again) {
  send_too_big_again(1000001);
  assert_verdict(A, &FULL, VIOLATES, 1);
  ck_assert_str_eq(judgement.findings[0].clause, "R1191-3-b");
  assert_verdict(A, &FROM_AFAR, INCONCLUSIVE, 1);
  send_too_big_again(1000000);
  assert_verdict(A, &FULL, CONFORMS, 0);
}
END_TEST

/* SHLD-26: a SYN that met a hard error is not sent again; a soft one ends nothing. */
START_TEST(a_refused_syn_again) {
  for (unsigned kind = ICMP_SOFT; kind <= ICMP_HARD; kind++) {
    flows_free(&craft.flows);
    craft = (struct craft){.number = 0};
    sends(&craft, A, segment(ISS_A, 0, SYN, 0));
    warned_after(&craft, A, 1000, (enum icmp_kind)kind, ISS_A);
    sends_after(&craft, A, 3000000, segment(ISS_A, 0, SYN, 0));
    assert_verdict(A, &FULL, kind == ICMP_HARD ? DEVIATES : CONFORMS, kind == ICMP_HARD);
  }
  ck_assert_str_eq(judgement.findings[0].clause, "SHLD-26");
}
END_TEST

/* Once the connection is open a hard error may be ignored (RFC 5927 section 5.2); and what is
   acknowledged was not in flight. */
START_TEST(errors_that_do_not_count) {
  warned_after(&craft, B, 1000, ICMP_HARD, ISS_B);
  sends_after(&craft, B, 3000000, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  assert_verdict(B, &FULL, CONFORMS, 0);
  send_too_big_again(3000000);
  craft.flows.list[0]->errors[0].icmp.seq = ISS_A;
  assert_verdict(A, &FULL, CONFORMS, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {icmp_errors_are_told,
                          icmp_errors_excuse_a_retransmission,
                          icmp_errors_excuse_a_fast_open,
                          too_big_again,
                          a_refused_syn_again,
                          errors_that_do_not_count};
  return run_tests("cli/judge_errors", begin, end, tests, sizeof tests / sizeof tests[0]);
}
