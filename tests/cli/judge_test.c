/* One end of a connection is judged. */
#include "judge.h"

#include <stdlib.h>

#include "craft.h"

static const struct evidence FULL = {.worth = WORTH_FULL, .until = UINT64_MAX};
static const struct evidence FROM_AFAR = {
    .worth = WORTH_UNORDERED, .until = UINT64_MAX, .reason = "from afar"};

static struct craft craft;
static struct judgement judgement;

static void begin(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
}
static void end(void) {
  judgement_free(&judgement);
  flows_free(&craft.flows);
}

/* What is found of the end OF of the first connection in CAPTURED. */
static struct judgement judge_end(const struct craft *captured, unsigned of,
                                  const struct evidence *evidence) {
  struct finished *finished = finished_of(captured->flows.list[0], captured->time);
  struct judgement found = judge(finished, of, evidence, NULL);
  free(finished);
  return found;
}

static void assert_verdict(unsigned of, const struct evidence *evidence, enum verdict verdict,
                           size_t findings) {
  judgement_free(&judgement);
  judgement = judge_end(&craft, of, evidence);
  ck_assert_str_eq(verdict_name(judgement.verdict), verdict_name(verdict));
  ck_assert_uint_eq(judgement.count, findings);
}

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
  ck_assert_str_eq(judgement.reason, "from afar");
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

/* ICMP errors are told beside the end that they came for, the first eight, and accuse nobody. */
START_TEST(icmp_errors_are_told) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  for (int i = 0; i < 10; i++)
    warned_after(&craft, A, 1000, ICMP_HARD, ISS_A + (uint32_t)i);
  struct finished *finished = finished_of(craft.flows.list[0], craft.time);
  struct judged judged =
      judge_connection(finished, 1, &(struct vantage){.is_partial = false}, NULL);
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
      .worth = WORTH_FULL, .lacks_packets = true, .until = UINT64_MAX, .reason = "lacks"};
  static const struct evidence joined = {
      .worth = WORTH_FULL, .joined_arriving = true, .until = UINT64_MAX, .reason = "joined"};
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
  struct evidence until = {.worth = WORTH_FULL, .until = 5, .reason = "missed"};
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  sends(&craft, A, segment(ISS_A + 900, ISS_B + 1, ACK, 0));
  assert_verdict(A, &until, INCONCLUSIVE, 0);
  ck_assert_str_eq(judgement.reason, "missed");
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
  const struct evidence nothing = {.worth = WORTH_NOTHING, .until = UINT64_MAX, .reason = "none"};
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 999, ACK, 0));
  assert_verdict(A, &nothing, INCONCLUSIVE, 0);
  ck_assert_str_eq(judgement.reason, "none");
}
END_TEST

/* Of a file read in part, nobody is accused. */
START_TEST(acquittal_only) {
  const struct evidence acquittal = {
      .worth = WORTH_ACQUITTAL, .until = UINT64_MAX, .reason = "fragments"};
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
  struct evidence until = {.worth = WORTH_FULL, .until = 99, .reason = "missed"};
  reset_inside_the_window();
  craft.time += 5000000;
  assert_verdict(A, &until, CONFORMS, 0);
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
  const TTest *tests[] = {
      copies_are_not_sent_again,
      icmp_errors_are_told,
      icmp_errors_excuse_a_retransmission,
      icmp_errors_excuse_a_fast_open,
      too_big_again,
      a_refused_syn_again,
      errors_that_do_not_count,
      both_ends_conform,
      an_ack_beyond_snd_nxt,
      text_after_fin,
      shld_14_window_shrunk,
      ev_abort_synrcvd_1_where_taken,
      r2018_3_c_where_taken,
      what_rests_on_arrivals,
      evidence_until_a_packet,
      findings_that_count_come_first,
      no_evidence,
      acquittal_only,
      a_lost_observer,
      damaged_segments_are_passed_over,
      after_the_first_must,
      after_the_first_should,
      r5961_3_2_3_a_no_challenge,
      r5961_3_2_3_a_challenge,
      r5961_4_2_1_a_no_challenge,
      r5961_3_2_3_a_challenge_not_captured,
      a_crash_is_forgiven,
      a_crash_begins_the_watches_anew,
      ev_open_other_1_no_crash,
      a_server_that_gave_up_is_forgiven,
      ev_tortx_any_1_no_new_connection,
      ev_seg_synsent_2a,
      ev_seg_sync_2e,
  };
  return run_tests("cli/judge", begin, end, tests, sizeof tests / sizeof tests[0]);
}
