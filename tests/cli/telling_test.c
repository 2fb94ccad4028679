/* A connection told segment by segment. */
#include "telling.h"

#include "craft.h"

static struct craft craft;
static struct told told[2];

static void begin(void) { craft = (struct craft){.number = 0}; }
static void end(void) { flows_free(&craft.flows); }

static const struct record *record(size_t i) { return &craft.flows.list[0]->records[i]; }

/* A SYN changes the state of both ends, each with the variables and clauses that are its own. */
START_TEST(a_syn) {
  handshake(&craft);
  struct telling telling = telling_of(craft.flows.list[0], A);
  ck_assert(tell_record(&telling, record(0), told));
  ck_assert_int_eq(told[A].before, PLUMB_CLOSED);
  ck_assert_int_eq(told[A].after, PLUMB_SYN_SENT);
  ck_assert_int_eq(told[B].before, PLUMB_LISTEN);
  ck_assert_int_eq(told[B].after, PLUMB_SYN_RECEIVED);
  ck_assert_str_eq(told[A].story.rows[0].clause, "EV-OPEN-CLOSED-6");
  ck_assert_str_eq(told[B].story.rows[0].clause, "EV-SEG-LISTEN-3b");
  ck_assert_uint_eq(told[A].change_count, 1);
  ck_assert_str_eq(told[A].changes[0].name, "SND.NXT");
  ck_assert_uint_eq(told[A].changes[0].after, 1);
}
END_TEST

/* Numbers are relative to the ISS of their direction. */
START_TEST(relative_numbers) {
  char text[SEGMENT_TEXT_SIZE];
  handshake(&craft);
  struct telling telling = telling_of(craft.flows.list[0], A);
  ck_assert_str_eq(segment_text(&telling, record(0), text), "<SEQ=0><CTL=SYN>");
  ck_assert_str_eq(segment_text(&telling, record(1), text), "<SEQ=0><ACK=1><CTL=SYN,ACK>");
}
END_TEST

/* R7323-2.3-d: windows are multiplied as the SYNs agreed, from the first segment without SYN on. */
START_TEST(scaled_windows) {
  const struct plumb_options scaled = {.has_shift = true, .shift = 7};
  struct plumb_seg syn = segment(ISS_A, 0, SYN, 0),
                   answer = segment(ISS_B, ISS_A + 1, SYN | ACK, 0);
  syn.options = answer.options = scaled;
  sends(&craft, A, syn);
  sends(&craft, B, answer);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  const uint32_t factors[] = {1, 1, 128};
  struct telling telling = telling_of(craft.flows.list[0], A);
  for (size_t i = 0; i < 3; i++) {
    ck_assert_uint_eq(window_factor(&telling, record(i)), factors[i]);
    ck_assert(tell_record(&telling, record(i), told));
  }
}
END_TEST

/* The longest notation there can be is not cut; a segment may have no flag at all. */
START_TEST(long_and_short) {
  char text[SEGMENT_TEXT_SIZE];
  handshake(&craft);
  sends(&craft, A, segment(ISS_A - 1, ISS_B - 1, FIN | SYN | RST | PSH | ACK | URG, 0));
  sends(&craft, A, segment(ISS_A + 1, 0, 0, 0));
  struct telling telling = telling_of(craft.flows.list[0], A);
  ck_assert_str_eq(segment_text(&telling, record(3), text),
                   "<SEQ=4294967295><ACK=4294967295><CTL=SYN,FIN,RST,PSH,URG,ACK>");
  ck_assert_str_eq(segment_text(&telling, record(4), text), "<SEQ=1>");
}
END_TEST

/* What else was allowed is told of the end where the capture was taken, of what it sends. */
START_TEST(what_was_allowed) {
  handshake(&craft);
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 10));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 11, ACK, 0));
  struct telling telling = telling_of(craft.flows.list[0], A),
                 elsewhere = telling_of(craft.flows.list[0], -1);
  for (size_t i = 0; i < 4; i++)
    ck_assert(tell_record(&telling, record(i), told));
  ck_assert_str_eq(told[A].allowed, "");
  ck_assert_str_eq(told[B].allowed, "");
  ck_assert(tell_record(&telling, record(4), told));
  ck_assert_str_eq(told[A].allowed, "ACK 1 to 11, text up to 4001, a right edge from 4001 on");
  ck_assert(tell_record(&elsewhere, record(0), told));
  ck_assert_str_eq(told[A].allowed, "");
}
END_TEST

/* Joined midway nothing is known of the states, and the first numbers seen are called 0. */
START_TEST(joined_midway) {
  char text[SEGMENT_TEXT_SIZE];
  sends(&craft, A, segment(700, 900, ACK, 10));
  sends(&craft, B, segment(900, 710, ACK, 0));
  struct telling telling = telling_of(craft.flows.list[0], A);
  ck_assert(!telling.with_states);
  ck_assert(!tell_record(&telling, record(0), told));
  ck_assert_str_eq(segment_text(&telling, record(1), text), "<SEQ=0><ACK=10><CTL=ACK>");
}
END_TEST

/* A receiver drops what is damaged: nothing changes. */
START_TEST(a_damaged_segment) {
  handshake(&craft);
  craft.flows.list[0]->records[0].damaged = true;
  struct telling telling = telling_of(craft.flows.list[0], A);
  ck_assert(!tell_record(&telling, record(0), told));
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_syn,         relative_numbers,  scaled_windows,  long_and_short,
                          joined_midway, a_damaged_segment, what_was_allowed};
  return run_tests("cli/telling", begin, end, tests, sizeof tests / sizeof tests[0]);
}
