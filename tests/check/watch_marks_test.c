/* Who declares which segments capable of ECN, and who sets ECE and CWR, after every kind of
 * handshake. */
#include "watch_marks.h"

#include "core/connection.h"

/* The ECN field. */
enum { NOT_ECT = 0, ECT_1 = 1, ECT_0 = 2, CE = 3 };
/* Control bits for RFC 3168. */
enum { NO_BIT, ECE = 1, CWR = 2 };

static struct plumb_mark_watch watch;

static struct plumb_seg with(struct plumb_seg s, unsigned bits) {
  s.ctl.ece = bits & ECE;
  s.ctl.cwr = bits & CWR;
  return s;
}

static struct plumb_seg syn(unsigned bits) { return with(segment(ISS, 0, SYN, 0), bits); }
static struct plumb_seg syn_ack(unsigned bits) {
  return with(segment(ISS, RCV, SYN | ACK, 0), bits);
}
static struct plumb_seg ack(unsigned bits) { return with(segment(ISS + 1, RCV, ACK, 0), bits); }

/* Text from its octet FROM on. */
static struct plumb_seg text(uint32_t from, uint32_t octets, unsigned bits) {
  return with(segment(ISS + 1 + from, RCV, ACK, octets), bits);
}

static void sends(struct plumb_seg s) { watch = plumb_mark_watch_after_sent(watch, s, false); }
static void comes(struct plumb_seg s, uint8_t ecn) {
  watch = plumb_mark_watch_arrived(watch, s, ecn, false);
}

/* The endpoint opens the connection by a SYN with the bits ASKED, and gets a SYN,ACK with
   ANSWERED. */
static void opens(unsigned asked, unsigned answered) {
  watch = plumb_start_mark_watch();
  sends(syn(asked));
  comes(syn_ack(answered), NOT_ECT);
  sends(ack(NO_BIT));
}

/* It is the other way round. */
static void accepts(unsigned asked, unsigned answered) {
  watch = plumb_start_mark_watch();
  comes(syn(asked), NOT_ECT);
  sends(syn_ack(answered));
  comes(ack(NO_BIT), NOT_ECT);
}

static void assert_accused(struct plumb_seg s, unsigned ecn, const char *id) {
  enum plumb_mark_fault fault = plumb_mark_watch_sent(watch, s, (uint8_t)ecn, false);
  ck_assert_int_ne(fault, PLUMB_NO_MARK_FAULT);
  ck_assert_str_eq(plumb_mark_clause(fault)->id, id);
}

static void assert_innocent(struct plumb_seg s, unsigned ecn) {
  ck_assert_int_eq(plumb_mark_watch_sent(watch, s, (uint8_t)ecn, false), PLUMB_NO_MARK_FAULT);
}

/* A SYN is not capable, unless it asks for Accurate ECN; a SYN,ACK may be if it agrees to ECN
   (RFC 5562), or to Accurate ECN. */
START_TEST(r3168_6_1_1_j) {
  watch = plumb_start_mark_watch();
  assert_innocent(syn(ECE | CWR), NOT_ECT);
  for (unsigned ecn = ECT_1; ecn <= CE; ecn++) {
    assert_accused(syn(ECE | CWR), ecn, "R3168-6.1.1-j");
    assert_accused(syn_ack(NO_BIT), ecn, "R3168-6.1.1-j");
    assert_innocent(syn_ack(ECE), ecn);
    assert_innocent(syn_ack(CWR), ecn);
    ck_assert_int_eq(plumb_mark_watch_sent(watch, syn(ECE | CWR), (uint8_t)ecn, true),
                     PLUMB_NO_MARK_FAULT);
    ck_assert_int_eq(plumb_mark_watch_sent(watch, syn_ack(NO_BIT), (uint8_t)ecn, true),
                     PLUMB_NO_MARK_FAULT);
  }
}
END_TEST

/* Text is capable if one end asked and the other agreed. */
START_TEST(r3168_6_1_1_d) {
  opens(ECE | CWR, ECE);
  assert_innocent(text(0, 10, NO_BIT), ECT_0);
  assert_innocent(text(0, 10, NO_BIT), CE);
  opens(NO_BIT, NO_BIT);
  for (unsigned ecn = ECT_1; ecn <= CE; ecn++)
    assert_accused(text(0, 10, NO_BIT), ecn, "R3168-6.1.1-d");
  assert_innocent(text(0, 10, NO_BIT), NOT_ECT);
  opens(ECE | CWR, NO_BIT);
  assert_accused(text(0, 10, NO_BIT), ECT_0, "R3168-6.1.1-d");
  opens(NO_BIT, ECE);
  assert_accused(text(0, 10, NO_BIT), ECT_0, "R3168-6.1.1-d");
  accepts(ECE | CWR, ECE);
  assert_innocent(text(0, 10, NO_BIT), ECT_0);
  accepts(ECE | CWR, NO_BIT);
  assert_accused(text(0, 10, NO_BIT), ECT_0, "R3168-6.1.1-d");
  accepts(ECE, NO_BIT);
  assert_accused(text(0, 10, NO_BIT), ECT_0, "R3168-6.1.1-d");
}
END_TEST

/* Who has fallen back to a SYN without ECN has given it up, though the answer to the first SYN may
   come. */
START_TEST(r3168_6_1_1_1_b) {
  watch = plumb_start_mark_watch();
  sends(syn(ECE | CWR));
  sends(syn(NO_BIT));
  comes(syn_ack(ECE), NOT_ECT);
  sends(ack(NO_BIT));
  assert_accused(text(0, 10, NO_BIT), ECT_0, "R3168-6.1.1-d");
}
END_TEST

/* So has the peer; but a SYN that comes when the connection is open asks for nothing. */
START_TEST(r3168_6_1_1_e) {
  watch = plumb_start_mark_watch();
  comes(syn(ECE | CWR), NOT_ECT);
  sends(syn_ack(ECE));
  comes(syn(NO_BIT), NOT_ECT);
  comes(ack(NO_BIT), NOT_ECT);
  assert_accused(text(0, 10, NO_BIT), ECT_0, "R3168-6.1.1-e");
  accepts(ECE | CWR, ECE);
  comes(syn(NO_BIT), NOT_ECT);
  assert_innocent(text(0, 10, NO_BIT), ECT_0);
}
END_TEST

START_TEST(r3168_6_1_4_a) {
  opens(ECE | CWR, ECE);
  assert_accused(ack(NO_BIT), ECT_0, "R3168-6.1.4-a");
  assert_accused(ack(ECE), ECT_1, "R3168-6.1.4-a");
  assert_innocent(ack(NO_BIT), NOT_ECT);
  assert_innocent(segment(ISS + 1, RCV, FIN | ACK, 0), ECT_0);
  assert_innocent(segment(ISS + 1, RCV, RST | ACK, 0), ECT_0);
  opens(NO_BIT, NO_BIT);
  assert_accused(ack(NO_BIT), ECT_0, "R3168-6.1.4-a");
}
END_TEST

/* Text that was sent is sent again; with new text behind it, it is not judged, nor is a single
   octet, which may be a keep-alive's. */
START_TEST(r3168_6_1_5_a) {
  opens(ECE | CWR, ECE);
  sends(text(0, 100, NO_BIT));
  sends(text(100, 100, NO_BIT));
  assert_innocent(text(200, 100, NO_BIT), ECT_0);
  assert_accused(text(100, 100, NO_BIT), ECT_0, "R3168-6.1.5-a");
  assert_accused(text(0, 2, NO_BIT), CE, "R3168-6.1.5-a");
  assert_innocent(text(0, 100, NO_BIT), NOT_ECT);
  assert_innocent(text(150, 100, NO_BIT), ECT_0);
  assert_innocent(text(0, 1, NO_BIT), ECT_0);
  sends(text(0, 100, NO_BIT));                   /* again: what was sent is not forgotten */
  sends(segment(ISS + 5000, RCV, RST | ACK, 0)); /* no text */
  assert_accused(text(100, 100, NO_BIT), ECT_0, "R3168-6.1.5-a");
  assert_innocent(text(200, 100, NO_BIT), ECT_0);
}
END_TEST

/* CWR comes with text that is new, and only where ECN is agreed to. */
START_TEST(r3168_6_1_2_h) {
  opens(ECE | CWR, ECE);
  assert_innocent(text(0, 100, CWR), ECT_0);
  assert_accused(ack(CWR), NOT_ECT, "R3168-6.1.2-h");
  assert_innocent(with(segment(ISS + 1, RCV, FIN | ACK, 0), CWR), NOT_ECT);
  sends(text(0, 100, CWR));
  assert_accused(text(0, 100, CWR), NOT_ECT, "R3168-6.1.2-h");
  opens(ECE | CWR, NO_BIT);
  assert_accused(text(0, 100, CWR), NOT_ECT, "R3168-6.1.2-h");
}
END_TEST

/* ECE answers a mark; a mark may be set after the capture, if the segment was capable. */
START_TEST(r3168_6_1_3_b) {
  opens(ECE | CWR, ECE);
  assert_accused(ack(ECE), NOT_ECT, "R3168-6.1.3-b");
  assert_accused(text(0, 10, ECE), ECT_0, "R3168-6.1.3-b");
  comes(text(0, 10, NO_BIT), NOT_ECT);
  assert_accused(ack(ECE), NOT_ECT, "R3168-6.1.3-b");
  comes(text(10, 10, NO_BIT), ECT_0);
  assert_innocent(ack(ECE), NOT_ECT);
}
END_TEST

/* Accurate ECN gives the bits another meaning, and has ACKs be capable. */
START_TEST(r9768_3_2_a_innocent) {
  watch = plumb_start_mark_watch();
  sends(syn(ECE | CWR));
  watch = plumb_mark_watch_arrived(watch, syn_ack(NO_BIT), NOT_ECT, true);
  assert_innocent(text(0, 10, ECE | CWR), ECT_0);
  assert_innocent(ack(CWR), ECT_1);
  accepts(ECE | CWR, CWR);
  assert_innocent(ack(ECE), ECT_0);
  watch = plumb_start_mark_watch();
  comes(syn(ECE | CWR), NOT_ECT);
  watch = plumb_mark_watch_after_sent(watch, syn_ack(NO_BIT), true);
  comes(ack(NO_BIT), NOT_ECT);
  assert_innocent(ack(ECE), ECT_0);
}
END_TEST

/* Without the handshake nothing is known. */
START_TEST(not_judged) {
  watch = plumb_start_mark_watch();
  assert_innocent(text(0, 10, ECE | CWR), ECT_0);
  sends(syn(NO_BIT));
  assert_innocent(ack(ECE), ECT_0);
  comes(syn(NO_BIT), NOT_ECT); /* SYNs cross, and neither is answered yet */
  assert_innocent(ack(ECE), ECT_0);
  sends(syn_ack(NO_BIT));
  assert_accused(ack(NO_BIT), ECT_0, "R3168-6.1.4-a");
  watch = plumb_start_mark_watch();
  comes(syn_ack(ECE), NOT_ECT);
  assert_innocent(ack(ECE), ECT_0);
  watch = plumb_start_mark_watch();
  sends(syn_ack(ECE));
  assert_innocent(ack(ECE), ECT_0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r3168_6_1_1_j,        r3168_6_1_1_d, r3168_6_1_1_1_b, r3168_6_1_1_e,
                          r3168_6_1_4_a,        r3168_6_1_5_a, r3168_6_1_2_h,   r3168_6_1_3_b,
                          r9768_3_2_a_innocent, not_judged};
  return run_tests("check/watch_marks", tests, sizeof tests / sizeof tests[0]);
}
