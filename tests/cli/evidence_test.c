/* Where a capture was taken, and what it is worth as evidence about an end. */
#include "evidence.h"

#include <stdlib.h>

#include "craft.h"

enum { QUICK = 50, SLOW = 20000 }; /* microseconds: an answer from here, one from over there */

static const struct vantage UNKNOWN = {.source = VANTAGE_UNKNOWN};
static struct craft craft;

/* The connection with this place in the file, when the file has ended; freed after the test. */
static struct finished *finished;

static const struct finished *connection(size_t place) {
  free(finished);
  finished = finished_of(craft.flows.list[place], craft.time);
  return finished;
}

static void begin(void) { craft = (struct craft){.number = 0}; }
static void end(void) {
  flows_free(&craft.flows);
  free(finished);
  finished = NULL;
}

/* A handshake as seen at A's end: B's answer takes a round trip. */
static void handshake_at_a(void) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends_after(&craft, B, SLOW, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends_after(&craft, A, QUICK, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
}

/* What the delays of all connections tell. */
static const struct vantage *told(void) {
  static struct vantage guess;
  guess = UNKNOWN;
  for (size_t i = 0; i < craft.flows.count; i++) {
    const struct finished *c = connection(i);
    vantage_hear(&guess, c->ends, c->nearer);
  }
  return &guess;
}

static void assert_worth(unsigned of, const struct vantage *vantage, enum worth worth,
                         const char *reason) {
  struct evidence evidence = evidence_of(connection(0), of, vantage);
  ck_assert_int_eq(evidence.worth, worth);
  char why[EVIDENCE_REASON_SIZE];
  evidence_explain(connection(0), of, vantage, why);
  ck_assert_msg(strstr(why, reason) != NULL, "%s", why);
}

/* The packet up to which there is evidence about the end OF. */
static struct evidence evidence_at(unsigned of, const struct vantage *vantage) {
  return evidence_of(connection(0), of, vantage);
}

static uint64_t until(unsigned of, const struct vantage *vantage) {
  return evidence_at(of, vantage).until;
}

/* The end that answers without the delay of the path is the one where the capture was taken. */
START_TEST(the_quick_answer_is_from_here) {
  handshake_at_a();
  ck_assert_int_eq(connection(0)->nearer, A);
  assert_worth(A, told(), WORTH_FULL, "");
  assert_worth(B, told(), WORTH_UNORDERED, "taken at the other end");
}
END_TEST

/* Captured at B, it is the SYN,ACK that is quick. */
START_TEST(captured_at_the_server) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends_after(&craft, B, QUICK, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends_after(&craft, A, SLOW, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  ck_assert_int_eq(connection(0)->nearer, B);
}
END_TEST

/* The late answer to a segment that was sent twice may look quick: it does not count (Karn). */
START_TEST(karns_rule) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends_after(&craft, A, 1000000, segment(ISS_A, 0, SYN, 0));
  sends_after(&craft, B, QUICK, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends_after(&craft, A, SLOW, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  ck_assert_int_eq(connection(0)->nearer, -1);
}
END_TEST

/* On a path without delay both answer at once: that does not tell where the capture was taken. */
START_TEST(no_delay) {
  handshake(&craft);
  ck_assert_int_eq(connection(0)->nearer, -1);
  assert_worth(A, &UNKNOWN, WORTH_UNORDERED, "--vantage tells");
  struct vantage given;
  ck_assert(vantage_parse("192.0.2.1", &given));
  assert_worth(A, &given, WORTH_FULL, "");
  assert_worth(B, &given, WORTH_UNORDERED, "taken at the other end");
}
END_TEST

/* Where a host talks to itself the capture was taken at both ends. */
START_TEST(one_host) {
  struct socket_id here = socket_a(), there = socket_a();
  there.port = 80;
  struct record syn = {.number = 1, .seg = segment(ISS_A, 0, SYN, 0)},
                answer = {.number = 2, .seg = segment(ISS_B, ISS_A + 1, SYN | ACK, 0)};
  flows_add(&craft.flows, &here, &there, &syn);
  flows_add(&craft.flows, &there, &here, &answer);
  assert_worth(A, &UNKNOWN, WORTH_FULL, "");
  assert_worth(B, &UNKNOWN, WORTH_FULL, "");
}
END_TEST

/* The user may say that it was taken elsewhere, and is believed against the delays. */
START_TEST(the_user_knows_better) {
  handshake_at_a();
  struct vantage given;
  ck_assert(vantage_parse("192.0.2.2", &given));
  assert_worth(B, &given, WORTH_FULL, "");
  ck_assert(vantage_parse("2001:db8::1", &given));
  assert_worth(A, &given, WORTH_UNORDERED, "taken at neither end");
  ck_assert(!vantage_parse("example.org", &given));
  ck_assert(!vantage_parse("", &given));
}
END_TEST

/* A connection that does not tell borrows from the others of its file. */
START_TEST(other_connections_tell) {
  handshake_at_a();
  struct socket_id from = socket_a(), to = socket_b();
  from.port = 999;
  struct record syn = {.number = 9, .seg = segment(1, 0, SYN, 0)};
  flows_add(&craft.flows, &from, &to, &syn);
  ck_assert_int_eq(told()->source, VANTAGE_GUESSED);
  ck_assert_int_eq(captured_at(craft.flows.list[1]->ends, &UNKNOWN), -1);
  ck_assert_int_eq(captured_at(craft.flows.list[1]->ends, told()), A);
}
END_TEST

/* Where the connections contradict each other, none is believed: one capture has one place. */
START_TEST(other_connections_disagree) {
  handshake_at_a();
  farewell(&craft, ISS_A + 1, ISS_B + 1);
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends_after(&craft, B, QUICK, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  sends_after(&craft, A, SLOW, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  ck_assert_uint_eq(craft.flows.count, 2);
  ck_assert_int_eq(told()->source, VANTAGE_DISPUTED);
  assert_worth(A, told(), WORTH_UNORDERED, "--vantage tells");
}
END_TEST

/* Without the SYN the connection cannot be judged. */
START_TEST(joined_midway) {
  sends(&craft, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  ck_assert(!begins_with_syn(craft.flows.list[0]));
  assert_worth(A, &UNKNOWN, WORTH_NOTHING, "begins in the middle");
}
END_TEST

/* An end that never says anything cannot be judged. */
START_TEST(a_silent_end) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  assert_worth(A, &UNKNOWN, WORTH_UNORDERED, "");
  assert_worth(B, &UNKNOWN, WORTH_NOTHING, "no packet from 192.0.2.2:80");
}
END_TEST

/* A SYN that is answered by a plain ACK met a connection from before the capture. */
START_TEST(an_older_connection) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, B, segment(88888, 99999, ACK, 0));
  assert_worth(B, &UNKNOWN, WORTH_NOTHING, "packet 2, is no SYN");
}
END_TEST

/* What was sent, but is not in the capture, ends the evidence there: */
START_TEST(missed_what_it_sent) {
  handshake_at_a();
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 10));
  assert_worth(A, told(), WORTH_FULL, "missed what it sent before packet 4");
  ck_assert_uint_eq(until(A, told()), 4);
}
END_TEST

/* unless the other end goes on waiting for it: then it was never sent; */
START_TEST(never_sent) {
  handshake_at_a();
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 10));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
  assert_worth(A, told(), WORTH_FULL, "");
  ck_assert_uint_eq(until(A, told()), UINT64_MAX);
}
END_TEST

/* and so does the acknowledgment of what is not in the capture. */
START_TEST(missed_what_arrived) {
  handshake_at_a();
  sends(&craft, B, segment(ISS_B + 101, ISS_A + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 111, ACK, 0));
  assert_worth(A, told(), WORTH_FULL, "packet 5 acknowledges what the capture missed");
  ck_assert_uint_eq(until(A, told()), 5);
}
END_TEST

/* The last packet may be missing too: a FIN, say.  What A could not have taken is not. */
START_TEST(missed_what_arrived_last) {
  handshake_at_a(); /* A offers 4000 octets, and a FIN fits behind them */
  sends(&craft, A, segment(ISS_A + 1, ISS_B + (_i == 0 ? 4002 : 4003), ACK, 0));
  ck_assert_uint_eq(until(A, told()), _i == 0 ? 4 : UINT64_MAX);
  ck_assert_int_eq(evidence_at(A, told()).lacks_packets, _i == 0);
  if (_i == 0) assert_worth(A, told(), WORTH_FULL, "packet 4 acknowledges what the capture missed");
}
END_TEST

/* A reset that acknowledges something, when nothing of the other end is shown. */
START_TEST(missed_all_of_the_other) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, RST | ACK, 0));
  ck_assert_uint_eq(until(A, &UNKNOWN), 2);
}
END_TEST

/* What B sends is larger than any segment of it: a card has joined several. */
START_TEST(joined_on_arrival) {
  handshake_at_a();
  ck_assert(!evidence_at(A, told()).joined_arriving);
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 3000));
  ck_assert(evidence_at(A, told()).joined_arriving);
  ck_assert(!evidence_at(B, told()).joined_arriving);
}
END_TEST

/* The SYN,ACK is not in the capture, yet A has it. */
START_TEST(missed_the_syn_of_the_other) {
  sends(&craft, A, segment(ISS_A, 0, SYN, 0));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 10));
  assert_worth(A, &UNKNOWN, WORTH_UNORDERED, "packet 2 acknowledges a SYN that is not in");
  ck_assert_uint_eq(until(A, &UNKNOWN), 2);
}
END_TEST

/* Fragments, and headers cut short, take away the means to accuse. */
START_TEST(a_file_read_in_part) {
  handshake_at_a();
  struct vantage partial = {.is_partial = true, .source = VANTAGE_UNKNOWN};
  assert_worth(A, &partial, WORTH_ACQUITTAL, "could not be read");
}
END_TEST

/* What an end sent is there twice although the capture was taken there: on two interfaces, so that
   copies that are not told seem to be out of place. */
START_TEST(captured_on_two_interfaces) {
  handshake_at_a();
  assert_worth(A, told(), WORTH_FULL, "");
  sends_after(&craft, A, QUICK, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  craft.flows.list[0]->records[craft.flows.list[0]->count - 1].is_copy = true;
  assert_worth(A, told(), WORTH_UNORDERED,
               "what it sent is in the capture twice: it was taken on two interfaces, or on the "
               "path");
}
END_TEST

/* Over IPv6 nobody can tell whether A sent a segment twice, or it was captured twice: what is found
   in it is no evidence, unless it holds in any order, nor does it lead to findings later. */
START_TEST(perhaps_captured_twice) {
  const bool is_twin = _i == 0; /* R9293-L16; or else EV-SEG-SYNC-7b */
  handshake_at_a();
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 11, ACK, 10));
  sends_after(&craft, A, QUICK, segment(ISS_A + 1, ISS_B + (is_twin ? 1 : 99), ACK, 10));
  craft.flows.list[0]->records[craft.flows.list[0]->count - 1].is_twin = true;
  sends(&craft, B, segment(ISS_B + 11, ISS_A + 21, ACK, 0));
  sends(&craft, A, segment(ISS_A + 21, ISS_B + 11, ACK, 0));
  ck_assert_uint_eq(until(A, told()), is_twin ? 7 : UINT64_MAX);
  assert_worth(A, told(), WORTH_FULL, is_twin ? "packet 7 is one before it once more" : "");
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      captured_on_two_interfaces,
      perhaps_captured_twice,
      the_quick_answer_is_from_here,
      captured_at_the_server,
      karns_rule,
      no_delay,
      one_host,
      the_user_knows_better,
      other_connections_tell,
      other_connections_disagree,
      joined_midway,
      a_silent_end,
      an_older_connection,
      missed_what_it_sent,
      never_sent,
      missed_what_arrived,
      missed_what_arrived_last,
      missed_all_of_the_other,
      joined_on_arrival,
      missed_the_syn_of_the_other,
      a_file_read_in_part,
  };
  return run_loop_tests("cli/evidence", begin, end, tests, sizeof tests / sizeof tests[0], 4);
}
