/* Text comes marked: who sets ECE in the ACK that covers it and in those after that, until CWR
 * comes, and from whom that is not expected. */
#include "watch_echo.h"

#include "core/connection.h"

/* The ECN field. */
enum { NOT_ECT = 0, ECT_0 = 2, CE = 3 };
/* Control bits for RFC 3168. */
enum { NO_BIT, ECE = 1, CWR = 2 };

static struct plumb_mark_watch marks;
static struct plumb_obey_watch obey;
static struct plumb_echo_watch watch;

static struct plumb_seg with(struct plumb_seg s, unsigned bits) {
  s.ctl.ece = bits & ECE;
  s.ctl.cwr = bits & CWR;
  return s;
}

/* An ACK of the peer's first OCTETS. */
static struct plumb_seg ack(uint32_t octets, unsigned bits) {
  return with(segment(ISS + 1, RCV + octets, ACK, 0), bits);
}

/* Text of the peer from its octet FROM on. */
static struct plumb_seg text(uint32_t from, uint32_t octets, unsigned bits) {
  return with(segment(RCV + from, ISS + 1, ACK, octets), bits);
}

static void sends(struct plumb_seg s) {
  watch = plumb_echo_watch_after_sent(watch, s);
  obey = plumb_obey_watch_after_sent(obey, s);
  marks = plumb_mark_watch_after_sent(marks, s, false);
}

static void comes_with(struct plumb_seg s, uint8_t ecn, bool ae) {
  watch = plumb_echo_watch_arrived(marks, obey, watch, s, ecn);
  obey = plumb_obey_watch_arrived(obey, s, 0);
  marks = plumb_mark_watch_arrived(marks, s, ecn, ae);
}

static void comes(struct plumb_seg s, uint8_t ecn) { comes_with(s, ecn, false); }

static void begin(void) {
  marks = plumb_start_mark_watch();
  obey = plumb_start_obey_watch();
  watch = plumb_start_echo_watch();
}

/* The endpoint opens the connection by a SYN with the bits ASKED, and gets a SYN,ACK with
   ANSWERED. */
static void opens(unsigned asked, unsigned answered) {
  begin();
  sends(with(segment(ISS, 0, SYN, 0), asked));
  comes(with(segment(IRS, ISS + 1, SYN | ACK, 0), answered), NOT_ECT);
  sends(ack(0, NO_BIT));
}

/* It is the other way round. */
static void accepts(unsigned asked, unsigned answered) {
  begin();
  comes(with(segment(IRS, 0, SYN, 0), asked), NOT_ECT);
  sends(with(segment(ISS, RCV, SYN | ACK, 0), answered));
}

/* Both have agreed to ECN. */
static void agrees(void) { opens(ECE | CWR, ECE); }

static void assert_accused(struct plumb_seg s, const char *id) {
  enum plumb_echo_fault fault = plumb_echo_watch_sent(obey, watch, s);
  ck_assert_int_ne(fault, PLUMB_NO_ECHO_FAULT);
  ck_assert_str_eq(plumb_echo_clause(fault)->id, id);
}

static void assert_innocent(struct plumb_seg s) {
  ck_assert_int_eq(plumb_echo_watch_sent(obey, watch, s), PLUMB_NO_ECHO_FAULT);
}

/* The ACK that covers marked text has ECE, be it delayed, on text of its own, or with a FIN. */
START_TEST(r3168_6_1_3_a) {
  agrees();
  comes(text(0, 10, NO_BIT), ECT_0);
  comes(text(10, 10, NO_BIT), CE);
  comes(text(20, 10, NO_BIT), ECT_0);
  assert_accused(ack(20, NO_BIT), "R3168-6.1.3-a");
  assert_accused(ack(30, NO_BIT), "R3168-6.1.3-a");
  assert_accused(segment(ISS + 1, RCV + 30, ACK, 7), "R3168-6.1.3-a");
  assert_accused(segment(ISS + 1, RCV + 30, ACK | FIN, 0), "R3168-6.1.3-a");
  assert_innocent(ack(30, ECE));
  accepts(ECE | CWR, ECE);
  comes(text(0, 10, NO_BIT), CE);
  assert_accused(ack(10, NO_BIT), "R3168-6.1.3-a");
}
END_TEST

/* An ACK that does not cover all of it may have been sent before it was processed; and a reset says
   nothing of it. */
START_TEST(on_its_way) {
  agrees();
  comes(text(0, 10, NO_BIT), ECT_0);
  comes(text(10, 10, NO_BIT), CE);
  assert_innocent(ack(10, NO_BIT));
  assert_innocent(ack(19, NO_BIT));
  assert_innocent(segment(ISS + 1, RCV + 20, RST | ACK, 0));
  assert_innocent(segment(ISS + 1, RCV + 20, 0, 0));
}
END_TEST

/* So have all that follow, marked text or not, until CWR comes. */
START_TEST(r3168_6_1_3_b) {
  agrees();
  comes(text(0, 10, NO_BIT), CE);
  sends(ack(10, ECE));
  assert_accused(ack(10, NO_BIT), "R3168-6.1.3-b");
  comes(text(10, 10, NO_BIT), ECT_0);
  assert_innocent(ack(20, ECE));
  assert_accused(ack(20, NO_BIT), "R3168-6.1.3-b");
  assert_innocent(ack(9, NO_BIT));
  comes(text(20, 10, CWR), ECT_0);
  assert_innocent(ack(20, NO_BIT));
  assert_innocent(ack(30, NO_BIT));
}
END_TEST

/* ECE that does not cover it answers another mark. */
START_TEST(an_answer_to_another) {
  agrees();
  comes(text(10, 10, NO_BIT), CE);
  sends(ack(0, ECE));
  assert_innocent(ack(0, NO_BIT));
  comes(text(0, 10, NO_BIT), ECT_0);
  assert_accused(ack(20, NO_BIT), "R3168-6.1.3-a");
}
END_TEST

/* CWR comes before the mark of its own segment, which begins it anew. */
START_TEST(r3168_6_1_3_c) {
  agrees();
  comes(text(0, 10, NO_BIT), CE);
  sends(ack(10, ECE));
  comes(text(10, 10, CWR), CE);
  assert_innocent(ack(10, NO_BIT));
  assert_accused(ack(20, NO_BIT), "R3168-6.1.3-c");
  sends(ack(20, ECE));
  assert_accused(ack(20, NO_BIT), "R3168-6.1.3-b");
}
END_TEST

/* A mark on what had arrived before says nothing; nor does one on text that comes again before it
   is answered, for the first may not have been taken. */
START_TEST(what_comes_again) {
  agrees();
  comes(text(0, 20, NO_BIT), ECT_0);
  comes(text(10, 20, NO_BIT), CE);
  assert_innocent(ack(30, NO_BIT));
  comes(text(30, 10, NO_BIT), CE);
  comes(text(40, 10, NO_BIT), NOT_ECT);
  comes(text(20, 10, NO_BIT), NOT_ECT);
  assert_accused(ack(50, NO_BIT), "R3168-6.1.3-a");
  comes(text(39, 1, NO_BIT), NOT_ECT);
  assert_innocent(ack(50, NO_BIT));
}
END_TEST

/* But what was answered remains so. */
START_TEST(what_comes_again_later) {
  agrees();
  comes(text(0, 10, NO_BIT), CE);
  sends(ack(10, ECE));
  comes(text(0, 10, NO_BIT), NOT_ECT);
  assert_accused(ack(10, NO_BIT), "R3168-6.1.3-b");
}
END_TEST

/* No text, no mark: neither of an ACK, nor of a FIN. */
START_TEST(without_text) {
  agrees();
  comes(text(0, 0, NO_BIT), CE);
  comes(segment(RCV, ISS + 1, ACK | FIN, 0), CE);
  assert_innocent(ack(1, NO_BIT));
}
END_TEST

/* Who has not agreed to it need not answer marks; and where Accurate ECN may be used, ECE counts.
 */
START_TEST(r3168_6_1_1_g) {
  const unsigned answers[] = {NO_BIT, CWR, ECE | CWR};
  for (unsigned i = 0; i < 3; i++) {
    opens(ECE | CWR, answers[i]);
    comes(text(0, 10, NO_BIT), CE);
    assert_innocent(ack(10, NO_BIT));
  }
  opens(NO_BIT, NO_BIT);
  comes(text(0, 10, NO_BIT), CE);
  assert_innocent(ack(10, NO_BIT));
  accepts(NO_BIT, NO_BIT);
  comes(text(0, 10, NO_BIT), CE);
  assert_innocent(ack(10, NO_BIT));
  begin();
  sends(with(segment(ISS, 0, SYN, 0), ECE | CWR));
  comes_with(with(segment(IRS, ISS + 1, SYN | ACK, 0), ECE), NOT_ECT, true);
  comes(text(0, 10, NO_BIT), CE);
  assert_innocent(ack(10, NO_BIT));
  agrees();
  sends(with(segment(ISS, 0, SYN, 0), NO_BIT));
  comes(text(0, 10, NO_BIT), CE);
  assert_innocent(ack(10, NO_BIT));
}
END_TEST

/* Of what was sent before the capture began nothing is known. */
START_TEST(no_syn_seen) {
  begin();
  comes(text(0, 10, NO_BIT), CE);
  assert_innocent(ack(10, NO_BIT));
}
END_TEST

/* In TIME-WAIT ECN may be forgotten; in LAST-ACK not. */
START_TEST(r3168_6_1_1_k) {
  agrees();
  comes(segment(RCV, ISS + 1, ACK | FIN, 10), CE);
  assert_accused(segment(ISS + 1, RCV + 11, ACK | FIN, 0), "R3168-6.1.3-a");
  sends(segment(ISS + 1, RCV + 11, ACK | FIN, 0));
  assert_innocent(with(segment(ISS + 2, RCV + 11, ACK, 0), NO_BIT));
}
END_TEST

/* A SYN begins another connection. */
START_TEST(anew) {
  agrees();
  comes(text(0, 10, NO_BIT), CE);
  comes(segment(IRS, 0, SYN, 0), NOT_ECT);
  assert_innocent(ack(10, NO_BIT));
  agrees();
  comes(text(0, 10, NO_BIT), CE);
  comes(segment(RCV + 10, ISS + 1, RST | ACK, 0), NOT_ECT);
  assert_accused(ack(10, NO_BIT), "R3168-6.1.3-a");
  sends(segment(ISS, RCV, SYN | ACK, 0));
  assert_innocent(ack(10, NO_BIT));
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      r3168_6_1_3_a, on_its_way,       r3168_6_1_3_b,          an_answer_to_another,
      r3168_6_1_3_c, what_comes_again, what_comes_again_later, without_text,
      r3168_6_1_1_g, no_syn_seen,      r3168_6_1_1_k,          anew};
  return run_tests("check/watch_echo", tests, sizeof tests / sizeof tests[0]);
}
