/* The watch on SACK blocks, kept small: it says the same as if it were kept whole, and takes more
 * room only while text stands beyond a gap. */
#include "ask.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

static void arrives(struct plumb_seg s) { ask_sack_arrived(&watches, &(struct record){.seg = s}); }

/* Returns the fault. */
static unsigned sends_it(struct plumb_seg s) {
  return ask_sack_sent(&watches, &(struct record){.seg = s}, &charge) ? charge.kind : 0;
}

static struct plumb_seg block(uint32_t left, uint32_t right) {
  struct plumb_seg s = segment(ISS_A + 1, ISS_B + 1, ACK, 0);
  s.options.sack.n = 1;
  s.options.sack.b0 = (struct plumb_block){ISS_B + left, ISS_B + right};
  return s;
}

static void text_from_b(uint32_t at, uint32_t text) {
  arrives(segment(ISS_B + at, ISS_A + 1, ACK, text));
}

/* What has arrived may be reported, what has not may not; the charge tells which block. */
START_TEST(r2018_3_c) {
  arrives(segment(ISS_B, 0, SYN, 0));
  text_from_b(101, 50);
  ck_assert_uint_eq(sends_it(block(101, 151)), PLUMB_NO_SACK_FAULT);
  ck_assert_uint_eq(sends_it(block(101, 152)), PLUMB_NEVER_ARRIVED);
  ck_assert_uint_eq(charge.low, 101);
  ck_assert_uint_eq(charge.high, 152);
}
END_TEST

/* A FIN is a number that arrives, too. */
START_TEST(r2018_3_c_fin) {
  arrives(segment(ISS_B, 0, SYN, 0));
  arrives(segment(ISS_B + 101, ISS_A + 1, FIN | ACK, 0));
  ck_assert_uint_eq(sends_it(block(101, 102)), PLUMB_NO_SACK_FAULT);
  ck_assert_uint_eq(sends_it(block(101, 103)), PLUMB_NEVER_ARRIVED);
}
END_TEST

START_TEST(r2018_3_a) {
  ck_assert_uint_eq(sends_it(block(151, 101)), PLUMB_EMPTY_BLOCK);
  ck_assert_uint_eq(sends_it(block(101, 101)), PLUMB_EMPTY_BLOCK);
}
END_TEST

/* Text in order takes no more room, acknowledged or not; text beyond a gap does until the gap is
   filled. */
START_TEST(room) {
  arrives(segment(ISS_B, 0, SYN, 0));
  text_from_b(1, 50);
  text_from_b(51, 50);
  ck_assert_uint_eq(watches_size(&watches), 0);
  text_from_b(201, 50);
  ck_assert_uint_gt(watches_size(&watches), 0);
  ck_assert_uint_eq(sends_it(block(201, 251)), PLUMB_NO_SACK_FAULT);
  text_from_b(101, 100);
  ck_assert_uint_eq(watches_size(&watches), 0);
  ck_assert_uint_eq(sends_it(block(201, 252)), PLUMB_NEVER_ARRIVED);
}
END_TEST

/* The watch kept whole is the judge. */
START_TEST(as_if_kept_whole) {
  uint32_t faults = 0, beyond = 0;
  chance_state = (uint32_t)_i;
  struct plumb_sack_watch whole = plumb_start_sack_watch();
  uint32_t seq = (uint32_t)_i * 0x3fffffff, ack = 50 - (uint32_t)_i; /* past 2^32 too */
  for (int n = 0; n < 3000; n++) {
    struct plumb_seg s = chance_segment(seq, ack);
    s.ctl.syn = n == 0 || chance(1000) == 0;
    if (n == 0 || chance(2) == 0) {
      whole = plumb_sack_watch_arrived(whole, s);
      arrives(s);
    } else {
      s.ack = seq + chance(60);
      s.options.sack.b0.left += seq - ack;
      s.options.sack.b0.right += seq - ack;
      ck_assert_uint_eq(sends_it(s), plumb_sack_watch_sent(whole, s));
      faults += plumb_sack_watch_sent(whole, s) == PLUMB_NEVER_ARRIVED;
      whole = plumb_sack_watch_after_sent(whole, s);
    }
    beyond += watches_size(&watches) > 0;
    if (chance(10) == 0) seq += 60;
  }
  ck_assert_uint_gt(faults, 0);
  ck_assert_uint_gt(beyond, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r2018_3_c, r2018_3_c_fin, r2018_3_a, room, as_if_kept_whole};
  return run_loop_tests("cli/ask_sack", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
