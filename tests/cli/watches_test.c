/* The watches of one end: what they find becomes charges, each with its clause, and words for it.
 */
#include "watches.h"

#include "craft.h"

#include <string.h>

static struct watches watches;
static struct charge charges[WATCHES];

static struct plumb_seg plain(uint32_t seq, uint32_t text) {
  return (struct plumb_seg){.seq = seq, .ack = 500, .text = text, .ctl = {.ack = true}};
}

static struct plumb_seg stamped(uint32_t value, uint32_t echo) {
  struct plumb_seg s = plain(100, 0);
  s.options.has_ts = true;
  s.options.ts_val = value;
  s.options.ts_ecr = echo;
  return s;
}

static void arrived(struct plumb_seg s, uint64_t now) {
  watches_arrived(&watches, &(struct record){.seg = s, .time = now});
}

static size_t sent(struct plumb_seg s, uint64_t now) {
  return watches_sent(&watches, &(struct record){.seg = s, .time = now}, charges);
}

static void sent_well(struct plumb_seg s, uint64_t now) { ck_assert_uint_eq(sent(s, now), 0); }

/* RECORD is charged with one thing. */
static void assert_record_charged(const struct record *record, const char *clause,
                                  const char *allowed, const char *seen) {
  ck_assert_uint_eq(watches_sent(&watches, record, charges), 1);
  struct finding finding = finding_of(&charges[0]);
  ck_assert_str_eq(finding.clause, clause);
  ck_assert_str_eq(finding.allowed, allowed);
  ck_assert_str_eq(finding.seen, seen);
}

/* S, sent at NOW, is. */
static void assert_charged(struct plumb_seg s, uint64_t now, const char *clause,
                           const char *allowed, const char *seen) {
  assert_record_charged(&(struct record){.seg = s, .time = now}, clause, allowed, seen);
}

START_TEST(of_options) {
  watches = watches_start();
  struct plumb_seg s = plain(100, 0);
  s.options.sack_permitted = true;
  assert_charged(s, 0, "R2018-2-b", "no SACK-permitted option without SYN",
                 "a SACK-permitted option");
  s = plain(100, 0);
  s.options.sack.n = 1;
  s.options.sack.b0.right = 1;
  assert_charged(s, 0, "R2018-4-c", "no SACK option, no SYN had permitted it", "a SACK option");
  s = stamped(1, 7);
  s.ctl.ack = false;
  assert_charged(s, 0, "R7323-3.2-b", "a timestamp echo of 0 without ACK", "another one");
}
END_TEST

START_TEST(of_timers) {
  watches = watches_start();
  struct plumb_seg syn = {.seq = 100, .ctl = {.syn = true}};
  sent_well(syn, 0);
  sent_well(syn, 1000000);
  assert_charged(syn, 1400000, "R6298-2.1-a", "a retransmission after at least 1.000 s",
                 "after 0.400 s");
  watches = watches_start();
  for (uint64_t at = 0; at <= 6000000; at += 3000000)
    sent_well(plain(100, 10), at);
  assert_charged(plain(100, 10), 9000000, "R6298-5.5-a", "a retransmission after at least 6.000 s",
                 "after 3.000 s");
  watches = watches_start();
  sent_well(plain(100, 10), 0);
  sent_well(plain(100, 10), 200000);
  assert_charged(plain(100, 10), 600000, "R6298-2.4-a", "a retransmission after at least 1.000 s",
                 "after 0.400 s");
}
END_TEST

START_TEST(of_acks) {
  watches = watches_start();
  sent_well(plain(100, 0), 0);
  arrived((struct plumb_seg){.seq = 500, .text = 10}, 1000000);
  struct plumb_seg late = plain(100, 0);
  late.ack = 510;
  assert_charged(late, 2234000, "MUST-40", "an ACK within 0.500 s", "an ACK after 1.234 s");
}
END_TEST

START_TEST(of_stretched_acks) {
  watches = watches_start();
  sent_well((struct plumb_seg){.ack = 500,
                               .ctl = {.syn = true, .ack = true},
                               .options = {.has_mss = true, .mss = 5}},
            0);
  arrived((struct plumb_seg){.seq = 500, .text = 11}, 1000000);
  struct plumb_seg late = plain(1, 0);
  late.ack = 510;
  assert_charged(late, 1600000, "SHLD-19", "an ACK at once, octets waiting for it: 11",
                 "an ACK after 0.600 s");
}
END_TEST

/* A reset ends a connection, unless it has to be signed. */
START_TEST(of_resets_to_be_obeyed) {
  watches = watches_start();
  arrived((struct plumb_seg){.seq = 499, .ctl = {.syn = true}}, 0);
  sent_well(plain(1, 0), 0);
  arrived((struct plumb_seg){.seq = 500, .ctl = {.rst = true}}, 0);
  struct record record = {.seg = plain(1, 0), .time = 1500000, .spent = 15};
  assert_record_charged(&record, "R9293-L14",
                        "nothing but resets, and SYNs that open another connection",
                        "a segment of the connection after 1.500 s");
  record.spent = 16;
  ck_assert_uint_eq(watches_sent(&watches, &record, charges), 0);
}
END_TEST

START_TEST(of_timestamps) {
  watches = watches_start();
  arrived((struct plumb_seg){.options = {.has_ts = true, .ts_val = 70}}, 0);
  sent_well(stamped(9, 70), 0);
  assert_charged(stamped(9, 71), 0, "R7323-3.2-c", "a timestamp echo from 70 to 70",
                 "timestamp echo 71");
  assert_charged(stamped(8, 70), 0, "R7323-4.1-a", "a timestamp from 9", "timestamp 8");
}
END_TEST

/* The reset of a connection with timestamps lacks them: at the end itself, for elsewhere a firewall
   may have sent the reset in its name; and not a second time, where it may be shown twice. */
START_TEST(of_stampless_resets) {
  watches = watches_start();
  arrived((struct plumb_seg){.seq = 499, .ctl = {.syn = true}, .options = {.has_ts = true}}, 0);
  sent_well(stamped(9, 0), 0);
  struct record reset = {.seg = {.seq = 100, .ctl = {.rst = true}}};
  assert_record_charged(&reset, "R7323-3.2-h", "a timestamp option, all that arrived had one",
                        "a reset without");
  ck_assert(watches_hold_only_there(charges[0].kind));
  ck_assert(rests_on_arrivals(charges[0].kind));
  reset.is_twin = true;
  ck_assert_uint_eq(watches_sent(&watches, &reset, charges), 0);
  arrived(plain(500, 1), 0);
  sent_well(reset.seg, 0);
}
END_TEST

START_TEST(of_flight) {
  watches = watches_start();
  sent_well((struct plumb_seg){.seq = 99, .ctl = {.syn = true}}, 0);
  struct plumb_seg syn_ack = {.ack = 100, .ctl = {.syn = true, .ack = true}};
  syn_ack.options.has_mss = true;
  syn_ack.options.mss = 100;
  arrived(syn_ack, 0);
  sent_well(plain(100, 1101), 0);
  assert_charged(plain(1201, 1), 0, "R5681-3-a", "octets in flight: at most 1101",
                 "octets in flight: 1102");
}
END_TEST

/* Text beyond the peer's MSS is told of what has a checksum and fits a frame: anything else may be
   several segments. */
START_TEST(of_sizes) {
  watches = watches_start();
  arrived((struct plumb_seg){.ctl = {.syn = true}, .options = {.has_mss = true, .mss = 100}}, 0);
  struct record record = {.seg = plain(100, 101), .spent = 12, .text_sum = 1};
  assert_record_charged(&record, "MUST-16", "octets of text: at most 100", "octets of text: 101");
  record.seg = plain(201, 89);
  assert_record_charged(&record, "R6691-2-c", "octets of text and options: at most 100",
                        "octets of text and options: 101");
  record.seg.seq = 290;
  record.text_sum = NO_TEXT_SUM;
  ck_assert_uint_eq(watches_sent(&watches, &record, charges), 0);
  record.seg = plain(379, 1449);
  record.text_sum = 1;
  ck_assert_uint_eq(watches_sent(&watches, &record, charges), 0);
}
END_TEST

START_TEST(of_texts) {
  watches = watches_start();
  arrived((struct plumb_seg){.ack = 100, .ctl = {.ack = true}}, 0);
  struct record record = {.seg = plain(100, 10), .text_sum = 1};
  ck_assert_uint_eq(watches_sent(&watches, &record, charges), 0);
  record.text_sum = 2;
  assert_record_charged(&record, "EV-TORTX-ANY-1", "the text that was sent here before",
                        "text with another sum");
}
END_TEST

START_TEST(of_ecn) {
  watches = watches_start();
  struct plumb_seg s = {.seq = 99, .ctl = {.syn = true, .ack = true, .ece = true}};
  assert_charged(s, 0, "R3168-6.1.1-c", "no ECN-setup SYN,ACK, no SYN had asked for it",
                 "ECE without CWR on a SYN,ACK");
  s.ctl.ack = false;
  watches = watches_start();
  assert_charged(s, 0, "R3168-6.1.1-h", "both ECE and CWR on a SYN, or neither", "one of them");
}
END_TEST

/* The ends of a connection declined ECN, and one uses it. */
START_TEST(of_marks) {
  watches = watches_start();
  struct record record = {.seg = {.seq = 99, .ctl = {.syn = true}}, .ecn = 3};
  assert_record_charged(&record, "R3168-6.1.1-j", "Not-ECT in the IP header", "CE");
  arrived((struct plumb_seg){.seq = 499, .ack = 100, .ctl = {.syn = true, .ack = true}}, 0);
  record = (struct record){.seg = plain(100, 10), .ecn = 2};
  assert_record_charged(&record, "R3168-6.1.1-d", "Not-ECT in the IP header", "ECT(0)");
  record = (struct record){.seg = plain(110, 0), .ecn = 1};
  assert_record_charged(&record, "R3168-6.1.4-a", "Not-ECT in the IP header", "ECT(1)");
  struct plumb_seg s = plain(110, 0);
  s.ctl.cwr = true;
  assert_charged(s, 0, "R3168-6.1.2-h", "CWR on new text only, after ECN was agreed to", "CWR");
  s = plain(110, 0);
  s.ctl.ece = true;
  assert_charged(s, 0, "R3168-6.1.3-b", "no ECE, nothing that arrived was capable of ECN", "ECE");
}
END_TEST

/* Both ends have agreed to ECN, and a mark on its way is answered once. */
START_TEST(of_answers_to_marks) {
  const struct plumb_ctl asks = {.syn = true, .ece = true, .cwr = true};
  watches = watches_start();
  sent_well((struct plumb_seg){.seq = 99, .ctl = asks}, 0);
  arrived(
      (struct plumb_seg){.seq = 499, .ack = 100, .ctl = {.syn = true, .ack = true, .ece = true}},
      0);
  struct record record = {.seg = {.seq = 500, .text = 10, .ctl = {.ack = true}}, .ecn = 3};
  watches_arrived(&watches, &record);
  struct plumb_seg s = plain(100, 0);
  sent_well(s, 0);
  s.ack = 510;
  assert_charged(s, 0, "R3168-6.1.3-a", "ECE, for 1 to 11 came marked",
                 "an ACK of that, without ECE");
  ck_assert(!holds_in_any_order(charges[0].kind));
  ck_assert(rests_on_arrivals(charges[0].kind));
  s.ctl.ece = true;
  sent_well(s, 0);
  s.ctl.ece = false;
  assert_charged(s, 0, "R3168-6.1.3-b", "ECE, for 1 to 11 came marked",
                 "an ACK of that, without ECE");
  record.seg.seq = 510;
  record.seg.ctl.cwr = true;
  watches_arrived(&watches, &record);
  sent_well(s, 0);
  s.ack = 520;
  assert_charged(s, 0, "R3168-6.1.3-c", "ECE, for 11 to 21 came marked",
                 "an ACK of that, without ECE");
  watches_free(&watches);
}
END_TEST

/* A header with X besides, on S, is charged. */
static void assert_extras_charged(struct plumb_seg s, struct plumb_extras x, const char *clause,
                                  const char *allowed, const char *seen) {
  struct record record = {.seg = s, .extras = x, .has_extras = true};
  assert_record_charged(&record, clause, allowed, seen);
}

START_TEST(of_extras) {
  watches = watches_start();
  assert_extras_charged(plain(100, 0), (struct plumb_extras){.reserved = 5}, "R9293-L01",
                        "reserved bits of zero", "the bits as a number: 5");
  ck_assert(holds_in_any_order(charges[0].kind));
  assert_extras_charged(plain(100, 0), (struct plumb_extras){.padded = true}, "MUST-69",
                        "zeros after End of Option List", "other octets");
  assert_extras_charged(plain(100, 0), (struct plumb_extras){.fast = 5}, "R7413-4.1.1-a",
                        "a Fast Open option of 2 or 6 to 18 octets", "octets: 5");
  sent_well((struct plumb_seg){.seq = 99, .ctl = {.syn = true}}, 0);
  assert_extras_charged(plain(100, 0), (struct plumb_extras){.ae = true}, "R9293-L01",
                        "no AE, no SYN had shown ECN", "AE");
  ck_assert(!holds_in_any_order(charges[0].kind));
}
END_TEST

START_TEST(of_sack) {
  watches = watches_start();
  arrived((struct plumb_seg){.seq = 499, .ctl = {.syn = true}, .options = {.sack_permitted = true}},
          0);
  struct plumb_seg s = plain(100, 0);
  s.options.sack.n = 1;
  s.options.sack.b0 = (struct plumb_block){600, 700};
  assert_charged(s, 0, "R2018-3-c", "SACK blocks of what has arrived", "a block from 101 to 201");
  s.options.sack.b0 = (struct plumb_block){600, 600};
  assert_charged(s, 0, "R2018-3-a", "a right edge after the left one", "a block from 101 to 101");
}
END_TEST

START_TEST(of_resets) {
  const char *answers = "<SEQ=0><ACK=SEG.SEQ+SEG.LEN>, or <SEQ=SEG.ACK> for an ACK";
  struct plumb_seg s = {.seq = 0, .ack = 500, .ctl = {.rst = true, .ack = true}};
  watches = watches_start();
  assert_charged(s, 0, "R9293-L08", answers, "<RST,ACK> with SEQ 0");
  arrived((struct plumb_seg){.seq = 500, .ctl = {.rst = true}}, 0);
  assert_charged(s, 0, "R9293-L12", "no reset for a reset", "<RST,ACK> with SEQ 0");
  sent_well((struct plumb_seg){.seq = 99, .ctl = {.syn = true}}, 0);
  s = (struct plumb_seg){.seq = 101, .ctl = {.rst = true}};
  assert_charged(s, 0, "EV-ABORT-SYNRCVD+-1", "what a segment asks for, or SEQ up to 1",
                 "<RST> with SEQ 2");
}
END_TEST

/* What one segment breaks is told of all of it, and the words of the options hold in any order. */
START_TEST(several_at_once) {
  watches = watches_start();
  arrived((struct plumb_seg){.options = {.has_ts = true, .ts_val = 70}}, 0);
  struct plumb_seg s = stamped(9, 71);
  s.options.sack_permitted = true;
  ck_assert_uint_eq(sent(s, 0), 2);
  ck_assert(!holds_in_any_order(charges[0].kind));
  ck_assert(holds_in_any_order(charges[1].kind));
}
END_TEST

/* No two kinds are mixed up, and none between them is taken for one. */
START_TEST(kinds) {
#define FIRST(name, state, first) first,
  static const unsigned firsts[WATCHES] = {EACH_WATCH(FIRST)};
#undef FIRST
  bool taken[KINDS] = {false};
  for (unsigned i = 0; i < WATCHES; i++) {
    ck_assert(firsts[i] >= WATCH_KINDS && firsts[i] % KINDS_OF_WATCH == 0 && firsts[i] < KINDS);
    ck_assert(!taken[firsts[i]]);
    taken[firsts[i]] = true;
  }
  unsigned count = 0;
  for (unsigned kind = WATCH_KINDS; kind < KINDS; kind++)
    count += clause_of_kind(kind) != NULL;
  ck_assert_uint_eq(count, 59);
  ck_assert_ptr_null(clause_of_kind(PLUMB_NO_FINDING));
  ck_assert_ptr_null(clause_of_kind(PLUMB_SYN_CHALLENGE_MISSING + 1));
  ck_assert_ptr_null(clause_of_kind(KINDS));
}
END_TEST

int main(void) {
  const TTest *tests[] = {of_options,
                          of_timers,
                          of_acks,
                          of_stretched_acks,
                          of_resets_to_be_obeyed,
                          of_timestamps,
                          of_stampless_resets,
                          of_flight,
                          of_sizes,
                          of_texts,
                          of_ecn,
                          of_extras,
                          of_marks,
                          of_answers_to_marks,
                          of_sack,
                          of_resets,
                          several_at_once,
                          kinds};
  return run_tests("cli/watches", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
