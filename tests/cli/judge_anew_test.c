/* One end is judged whose connection is reset before it is open, or opened anew: by a crash, by a
   server that gave up, or against the rules. */
#include "judging.h"

/* A SYN after a reset in the handshake leaves the observer in the dark; that matters only if the
   end goes on sending. */
START_TEST(a_lost_observer) {
  struct craft other = {.number = 0};
  sends(&other, A, segment(ISS_A, 0, SYN, 0));
  sends(&other, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends(&other, A, segment(ISS_A + 1, 0, RST, 0));
  struct judgement listens = judge_end(&other, B, &FULL);
  ck_assert_int_eq(listens.verdict, CONFORMS);
  sends(&other, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  listens = judge_end(&other, B, &FULL);
  ck_assert_int_eq(listens.verdict, INCONCLUSIVE);
  ck_assert_ptr_nonnull(strstr(listens.reason, "reset"));
  judgement_free(&listens);
  flows_free(&other.flows);
}
END_TEST

/* A crashes, and opens the connection anew from another number (RFC 9293 section 3.5.1). */
START_TEST(a_crash_is_forgiven) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, A, segment(9000, 0, SYN, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 11, ACK, 0));
  sends(&craft, A, segment(ISS_A + 11, 0, RST, 0));
  assert_verdict(A, &FULL, CONFORMS, 0);
}
END_TEST

/* If it then goes on with the old connection, there was no crash: the SYN is the finding. */
START_TEST(ev_open_other_1_no_crash) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, A, segment(9000, 0, SYN, 0));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 10));
  assert_verdict(A, &FULL, VIOLATES, 1);
  ck_assert_uint_eq(judgement.findings[0].packet, 5);
  ck_assert_str_eq(judgement.findings[0].clause, "EV-OPEN-OTHER-1");
}
END_TEST

/* What it resets then, and what it says has arrived, is of the connection that it has begun. */
START_TEST(a_crash_begins_the_watches_anew) {
  struct plumb_seg syn_ack = segment(ISS_B + 7000, ISS_A + 5001, SYN | ACK, 0);
  sends(&craft, A, segment(ISS_A + 5000, 0, SYN, 0));
  sends(&craft, B, syn_ack);
  sends(&craft, A, segment(ISS_A + 5001, 0, RST, 0));
  assert_verdict(A, &FULL, CONFORMS, 0);
  sends(&craft, A, segment(ISS_A + 1, 0, RST, 0));
  assert_verdict(A, &FULL, VIOLATES, 1);
}
END_TEST

/* B gave up its half-open connection, and takes the SYN that comes again for a new one. */
START_TEST(a_server_that_gave_up_is_forgiven) {
  struct craft other = {.number = 0};
  sends(&other, A, segment(ISS_A, 0, SYN, 0));
  sends(&other, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends(&other, A, segment(ISS_A, 0, SYN, 0));
  sends(&other, B, segment(7000, ISS_A + 1, SYN | ACK, 0));
  struct judgement server = judge_end(&other, B, &FULL);
  ck_assert_int_eq(server.verdict, CONFORMS);
  flows_free(&other.flows);
}
END_TEST

/* No SYN came: it was the same connection, from another number. */
START_TEST(ev_tortx_any_1_no_new_connection) {
  struct craft other = {.number = 0};
  sends(&other, A, segment(ISS_A, 0, SYN, 0));
  sends(&other, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends(&other, B, segment(7000, ISS_A + 1, SYN | ACK, 0));
  struct judgement server = judge_end(&other, B, &FULL);
  ck_assert_int_eq(server.verdict, VIOLATES);
  ck_assert_str_eq(server.findings[0].clause, "EV-TORTX-ANY-1");
  judgement_free(&server);
  flows_free(&other.flows);
}
END_TEST

/* What is found of A in OTHER is one thing, in its last packet. */
static void assert_found(struct craft *other, const char *clause, const char *seen) {
  struct judgement client = judge_end(other, A, &FULL);
  ck_assert_uint_eq(client.count, 1);
  ck_assert_int_eq(client.verdict, VIOLATES);
  ck_assert_str_eq(client.findings[0].clause, clause);
  ck_assert_str_eq(client.findings[0].seen, seen);
  ck_assert_uint_eq(client.findings[0].packet, other->number);
  judgement_free(&client);
  flows_free(&other->flows);
}

/* B refuses, and A asks on. */
START_TEST(ev_seg_synsent_2a) {
  struct craft other = {.number = 0};
  sends(&other, A, segment(ISS_A, 0, SYN, 0));
  sends(&other, B, segment(0, ISS_A + 1, RST | ACK, 0));
  sends_after(&other, A, 3000000, segment(ISS_A, 0, SYN, 0));
  assert_found(&other, "EV-SEG-SYNSENT-2a", "it again after 3.000 s");
}
END_TEST

/* SYNs cross; B resets the connection, and A goes on opening it. */
START_TEST(ev_seg_sync_2e) {
  struct craft other = {.number = 0};
  sends(&other, A, segment(ISS_A, 0, SYN, 0));
  sends(&other, B, segment(ISS_B, 0, SYN, 0));
  sends(&other, A, segment(ISS_A, ISS_B + 1, SYN | ACK, 0));
  sends(&other, B, segment(ISS_B + 1, 0, RST, 0));
  sends_after(&other, A, 2000000, segment(ISS_A, ISS_B + 1, SYN | ACK, 0));
  assert_found(&other, "EV-SEG-SYNC-2e", "the SYN,ACK again after 2.000 s");
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_lost_observer,
                          a_crash_is_forgiven,
                          ev_open_other_1_no_crash,
                          a_crash_begins_the_watches_anew,
                          a_server_that_gave_up_is_forgiven,
                          ev_tortx_any_1_no_new_connection,
                          ev_seg_synsent_2a,
                          ev_seg_sync_2e};
  return run_tests("cli/judge_anew", begin, end, tests, sizeof tests / sizeof tests[0]);
}
