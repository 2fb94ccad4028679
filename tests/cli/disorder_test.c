/* Packets that were captured in the wrong order accuse nobody of what the right order explains. */
#include "judge.h"
#include "vantage.h"

#include "craft.h"

static struct craft craft;

static void start(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
}

static void end(void) { flows_free(&craft.flows); }

/* What is said of A, of a capture taken at A; the caller frees it. */
static struct judged judged(void) {
  struct vantage vantage = {.source = VANTAGE_GIVEN, .host = socket_a()};
  struct finished *finished = finished_of(craft.flows.list[0], craft.time);
  struct judged judged;
  judge_connection(finished, 1, &vantage, NULL, &judged);
  free(finished);
  return judged;
}

static void assert_doubtful(const char *reason) {
  struct judged all = judged();
  ck_assert_int_eq(all.judgements[A].verdict, INCONCLUSIVE);
  ck_assert_str_eq(all.judgements[A].reason, reason);
  judged_free(&all);
}

static void assert_violates(const char *clause) {
  struct judged all = judged();
  ck_assert_int_eq(all.judgements[A].verdict, VIOLATES);
  ck_assert_str_eq(all.judgements[A].findings[0].clause, clause);
  judged_free(&all);
}

#define PACKET_4                                                                                   \
  "packet 4 and another less than a millisecond away may have been captured in the wrong order"

/* EV-SEG-SYNC-7b: an ACK, and 0.9 ms later the very text that it acknowledges. */
START_TEST(text_after_its_acknowledgment) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 101, ACK, 0));
  sends_after(&craft, B, 900, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  assert_doubtful(PACKET_4);
}
END_TEST

/* What comes later, or is other text, or a reset, explains nothing. */
START_TEST(no_such_text_so_soon) {
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 101, ACK, 0));
  if (_i == 0) sends_after(&craft, B, 1000, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  if (_i == 1) sends_after(&craft, B, 900, segment(ISS_B + 1, ISS_A + 1, ACK, 200));
  if (_i == 2) sends_after(&craft, B, 900, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
  if (_i == 2) sends_after(&craft, B, 0, segment(ISS_B + 101, ISS_A + 1, RST | ACK, 0));
  assert_violates("EV-SEG-SYNC-7b");
}
END_TEST

/* EV-SEND-ESTAB+-1: an ACK beyond text that follows 0.9 ms later, and ends just there. */
START_TEST(text_after_what_follows_it) {
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 0));
  sends_after(&craft, A, 900, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  assert_doubtful(PACKET_4);
}
END_TEST

START_TEST(text_that_does_not_end_there) {
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 0));
  sends_after(&craft, A, 900, segment(ISS_A + 1, ISS_B + 1, ACK, 12));
  assert_violates("EV-SEND-ESTAB+-1");
}
END_TEST

static struct plumb_seg stamped(struct plumb_seg s, uint32_t value, uint32_t echo) {
  s.options.has_ts = true;
  s.options.ts_val = value;
  s.options.ts_ecr = echo;
  return s;
}

/* R7323-3.2-c: the echo of a timestamp that arrives 0.9 ms later; or another does. */
START_TEST(timestamp_after_its_echo) {
  sends(&craft, B, stamped(segment(ISS_B + 1, ISS_A + 1, ACK, 10), 70, 0));
  sends(&craft, A, stamped(segment(ISS_A + 1, ISS_B + 11, ACK, 0), 50, 75));
  sends_after(&craft, B, 900,
              stamped(segment(ISS_B + 11, ISS_A + 1, ACK, 0), _i == 0 ? 75 : 76, 50));
  if (_i == 0)
    assert_doubtful("packet 5 and another less than a millisecond away may have been captured in "
                    "the wrong order");
  else
    assert_violates("R7323-3.2-c");
}
END_TEST

/* R2018-3-c: a block of text that arrives 0.9 ms later; or other text does. */
START_TEST(text_after_its_block) {
  for (size_t i = 0; i < 2; i++) /* SACK is permitted in both SYNs */
    craft.flows.list[0]->records[i].seg.options.sack_permitted = true;
  struct plumb_seg s = segment(ISS_A + 1, ISS_B + 1, ACK, 0);
  s.options.sack.n = 1;
  s.options.sack.b0 = (struct plumb_block){ISS_B + 101, ISS_B + 201};
  sends(&craft, A, s);
  sends_after(&craft, B, 900, segment(ISS_B + 101, ISS_A + 1, ACK, _i == 0 ? 100 : 200));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  if (_i == 0)
    assert_doubtful(PACKET_4);
  else
    assert_violates("R2018-3-c");
}
END_TEST

static void identified(struct plumb_seg s, uint64_t microseconds, uint16_t id) {
  sends_after(&craft, A, microseconds, s);
  craft.flows.list[0]->records[craft.flows.list[0]->count - 1].id = id;
}

/* R9293-L16: an older ACK behind a newer one, which its identification says was sent after it: not
   long after, and not by a number that may be any. */
START_TEST(sent_before_by_its_identification) {
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  identified(segment(ISS_A + 1, ISS_B + 101, ACK, 0), 1000, 2);
  identified(segment(ISS_A + 1, ISS_B + 51, ACK, 0), _i == 1 ? 1000 : 900, _i == 2 ? 3 : 1);
  if (_i == 0)
    assert_doubtful("packet 6 and another less than a millisecond away may have been captured in "
                    "the wrong order");
  else
    assert_violates("R9293-L16");
}
END_TEST

static struct plumb_seg permitting(struct plumb_seg s) {
  s.options.sack_permitted = true;
  return s;
}

/* R2883-4_1-a: text is reported as a duplicate, and comes again 0.9 ms later; or not all of it. */
START_TEST(duplicate_after_its_report) {
  end();
  craft = (struct craft){.number = 0};
  sends(&craft, A, permitting(segment(ISS_A, 0, SYN, 0)));
  sends(&craft, B, permitting(segment(ISS_B, ISS_A + 1, SYN | ACK, 0)));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 10));
  struct plumb_seg s = segment(ISS_A + 1, ISS_B + 11, ACK, 0);
  s.options.sack = (struct plumb_sack){.n = 1, .b0 = {ISS_B + 1, ISS_B + 11}};
  sends(&craft, A, s);
  sends_after(&craft, B, 900, segment(ISS_B + 1, ISS_A + 1, ACK, _i == 0 ? 10 : 9));
  if (_i == 0)
    assert_doubtful("packet 5 and another less than a millisecond away may have been captured in "
                    "the wrong order");
  else
    assert_violates("R2883-4_1-a");
}
END_TEST

/* R5961-4.2_1-a: a SYN that asks for a challenge ACK, 0.9 ms behind an ACK that may be it; later,
   or behind one that acknowledges text. */
START_TEST(challenge_before_what_asks_for_it) {
  uint32_t text = _i == 2 ? 10 : 0;
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 11, ACK, text));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1 + text, ACK, 0));
  sends_after(&craft, B, _i == 1 ? 1000 : 900, segment(ISS_B + 1 + text, 0, SYN, 0));
  craft.time += 1000001;
  if (_i == 0)
    assert_doubtful("packet 7 and another less than a millisecond away may have been captured in "
                    "the wrong order");
  else
    assert_violates("R5961-4.2_1-a");
}
END_TEST

static void with_ecn(int from, uint64_t microseconds, struct plumb_seg s, bool ece, bool cwr) {
  s.ctl.ece = ece;
  s.ctl.cwr = cwr;
  sends_after(&craft, from, microseconds, s);
}

/* R3168-6.1.3-b: an ACK without ECE, and 0.9 ms later the CWR that ends it; or none, or later. */
START_TEST(cwr_after_its_effect) {
  end();
  craft = (struct craft){.number = 0};
  with_ecn(A, 1000, segment(ISS_A, 0, SYN, 0), true, true);
  with_ecn(B, 1000, segment(ISS_B, ISS_A + 1, SYN | ACK, 0), true, false);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 10));
  craft.flows.list[0]->records[3].ecn = 3;
  with_ecn(A, 1000, segment(ISS_A + 1, ISS_B + 11, ACK, 0), true, false);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 11, ACK, 0));
  with_ecn(B, _i == 2 ? 1000 : 900, segment(ISS_B + 11, ISS_A + 1, ACK, 10), false, _i != 1);
  if (_i == 0)
    assert_doubtful("packet 6 and another less than a millisecond away may have been captured in "
                    "the wrong order");
  else
    assert_violates("R3168-6.1.3-b");
}
END_TEST

/* What was found before counts; what comes after does not. */
START_TEST(before_and_after) {
  if (_i == 1) sends(&craft, A, segment(ISS_A + 1, ISS_B + 999, ACK, 0));
  if (_i == 1) sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 1, ACK, 0));
  sends_after(&craft, A, 900, segment(ISS_A + 1, ISS_B + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 11, ISS_B + 777, ACK, 0));
  if (_i == 0) assert_doubtful(PACKET_4);
  if (_i == 1) assert_violates("EV-SEG-SYNC-7b");
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      text_after_its_acknowledgment, no_such_text_so_soon,
      text_after_what_follows_it,    text_that_does_not_end_there,
      timestamp_after_its_echo,      before_and_after,
      text_after_its_block,          sent_before_by_its_identification,
      duplicate_after_its_report,    challenge_before_what_asks_for_it,
      cwr_after_its_effect,
  };
  return run_loop_tests("cli/disorder", start, end, tests, sizeof tests / sizeof tests[0], 3);
}
