/* What ICMP errors tell of the path: which of them count, and what is kept of it. */
#include "ask.h"

#include "craft.h"

enum { LATER = 3000000, SIZE = 1500, MTU = 1300, ROOM = MTU - 40, ROOM_V6 = MTU - 60 };

static struct watches watches;
static struct charge charge;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

/* The segment ISS_A + 1 was too big, at 0; a datagram of SIZE octets. */
static void is_told(uint16_t mtu, uint16_t size, bool v6) {
  const struct record error = {
      .is_icmp = true,
      .icmp = {.seq = ISS_A + 1, .mtu = mtu, .size = size, .kind = ICMP_TOO_BIG, .is_v6 = v6}};
  watches_free(&watches);
  watches = watches_start();
  ask_path_too_big(&watches, &error, 1);
}

static struct record text(uint32_t octets) {
  return (struct record){.seg = segment(ISS_A + 1, ISS_B + 1, ACK, octets),
                         .time = LATER,
                         .text_sum = 1,
                         .is_uncut = true};
}

static unsigned sends_it(struct record record) {
  return ask_path_sent(&watches, &record, &charge) ? charge.kind : 0;
}

START_TEST(r1191_3_b) {
  char allowed[FINDING_TEXT_SIZE], seen[FINDING_TEXT_SIZE];
  ck_assert_uint_eq(sends_it(text(ROOM + 1)), 0);
  is_told(MTU, SIZE, false);
  ck_assert_uint_eq(sends_it(text(ROOM)), 0);
  ck_assert_uint_eq(sends_it(text(ROOM + 1)), PLUMB_TOO_BIG_AGAIN);
  ask_path_words.describe(charge.kind, &charge, allowed, seen);
  ck_assert_str_eq(allowed, "octets of text and options: at most 1260");
  ck_assert_str_eq(seen, "octets of text and options: 1261");
}
END_TEST

START_TEST(r8201_4_e) {
  is_told(MTU, SIZE, true);
  ck_assert_uint_eq(sends_it(text(ROOM_V6)), 0);
  ck_assert_uint_eq(sends_it(text(ROOM_V6 + 1)), PLUMB_TOO_BIG_AGAIN_V6);
}
END_TEST

/* R8201-4-b: no link of IPv6 takes less than 1280 octets; and for IPv4 many stacks go no lower than
   some 550, but no longer set DF. */
START_TEST(least_mtu) {
  is_told(1280, SIZE, true);
  ck_assert_uint_eq(sends_it(text(1400)), PLUMB_TOO_BIG_AGAIN_V6);
  is_told(1279, SIZE, true);
  ck_assert_uint_eq(sends_it(text(1400)), 0);
  is_told(576, SIZE, false);
  ck_assert_uint_eq(sends_it(text(1400)), PLUMB_TOO_BIG_AGAIN);
  is_told(575, SIZE, false);
  ck_assert_uint_eq(sends_it(text(1400)), 0);
  is_told(0, SIZE, false);
  ck_assert_uint_eq(sends_it(text(1400)), 0);
}
END_TEST

/* What fits was not too big, whatever the message says. */
START_TEST(r5927_7_4_a) {
  is_told(MTU, MTU + 1, false);
  ck_assert_uint_eq(sends_it(text(1400)), PLUMB_TOO_BIG_AGAIN);
  is_told(MTU, MTU, false);
  ck_assert_uint_eq(sends_it(text(1400)), 0);
}
END_TEST

/* Once a larger segment may have got through, the message is only noted. */
START_TEST(r5927_7_2_b) {
  const struct record error = {
      .is_icmp = true, .icmp = {.seq = ISS_A + 1, .mtu = MTU, .size = SIZE, .kind = ICMP_TOO_BIG}};
  ask_path_too_big(&watches, &error, ROOM + 2);
  ck_assert_uint_eq(sends_it(text(1400)), 0);
  ask_path_too_big(&watches, &error, ROOM + 1);
  ck_assert_uint_eq(sends_it(text(1400)), PLUMB_TOO_BIG_AGAIN);
}
END_TEST

/* Fragments, and what a card was to cut. */
START_TEST(no_segment_of_its_own) {
  struct record record = text(1400);
  is_told(MTU, SIZE, false);
  record.is_uncut = false;
  ck_assert_uint_eq(sends_it(record), 0);
  record = text(1400);
  record.text_sum = NO_TEXT_SUM;
  ck_assert_uint_eq(sends_it(record), 0);
  ck_assert_uint_eq(sends_it(text(1461)), 0);
}
END_TEST

static void refuse(bool v6) {
  const struct record error = {.is_icmp = true,
                               .icmp = {.seq = ISS_A, .kind = ICMP_HARD, .is_v6 = v6}};
  ask_path_refused(&watches, &error);
}

START_TEST(shld_26) {
  char allowed[FINDING_TEXT_SIZE], seen[FINDING_TEXT_SIZE];
  const struct record syn = {.seg = segment(ISS_A, 0, SYN, 0), .time = LATER};
  refuse(true); /* of IPv6 no codes are named */
  ck_assert_uint_eq(sends_it(syn), 0);
  refuse(false);
  ck_assert_uint_eq(sends_it(syn), PLUMB_SYN_AFTER_REFUSAL);
  ask_path_words.describe(charge.kind, &charge, allowed, seen);
  ck_assert_str_eq(allowed, "no SYN again");
  ck_assert_str_eq(seen, "the SYN again, after 3.000 s");
}
END_TEST

/* It takes room only until it is settled. */
START_TEST(room) {
  is_told(MTU, SIZE, false);
  ck_assert_uint_gt(watches_size(&watches), 0);
  ask_path_arrived(&watches, &(struct record){.seg = segment(ISS_B, ISS_A + 1, ACK, 0)});
  ck_assert_uint_gt(watches_size(&watches), 0);
  ask_path_arrived(&watches, &(struct record){.seg = segment(ISS_B, ISS_A + 2, ACK, 0)});
  ck_assert_uint_eq(watches_size(&watches), 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r1191_3_b,   r8201_4_e,   least_mtu,
                          r5927_7_4_a, r5927_7_2_b, no_segment_of_its_own,
                          shld_26,     room};
  return run_tests("cli/ask_path", begin, end, tests, sizeof tests / sizeof tests[0]);
}
