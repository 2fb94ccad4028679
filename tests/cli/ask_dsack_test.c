/* The watch on the order of SACK blocks, kept small: it says the same as if it were kept whole, and
 * takes more room only while text that came again, or beyond a gap, is not answered. */
#include "ask.h"
#include "watch_dsack.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static void begin(void) {
  watches = watches_start();
  watches.options.permitted = true;
}
static void end(void) { watches_free(&watches); }

static void arrives(struct plumb_seg s) {
  struct record record = {.seg = s};
  ask_dsack_arrived(&watches, &record);
  ask_sack_arrived(&watches, &record);
}

/* Returns the fault. */
static unsigned sends_it(struct plumb_seg s) {
  struct record record = {.seg = s};
  struct charge other;
  unsigned fault = ask_dsack_sent(&watches, &record, &charge) ? charge.kind : 0;
  (void)ask_sack_sent(&watches, &record, &other);
  return fault;
}

static struct plumb_seg acks(uint32_t ack) { return segment(ISS_A + 1, ISS_B + ack, ACK, 0); }

static struct plumb_seg block(uint32_t ack, uint32_t left, uint32_t right) {
  struct plumb_seg s = acks(ack);
  s.options.sack.n = 1;
  s.options.sack.b0 = (struct plumb_block){ISS_B + left, ISS_B + right};
  return s;
}

static void text_from_b(uint32_t at, uint32_t text) {
  arrives(segment(ISS_B + at, ISS_A + 1, ACK, text));
}

/* What came again is reported once; the charge tells which block. */
START_TEST(r2883_4_1_a) {
  arrives(segment(ISS_B, 0, SYN, 0));
  text_from_b(1, 100);
  ck_assert_uint_eq(sends_it(acks(101)), PLUMB_NO_DSACK_FAULT);
  ck_assert_uint_eq(watches_size(&watches), 0);
  ck_assert_uint_eq(sends_it(block(101, 1, 51)), PLUMB_NEVER_TWICE);
  ck_assert_uint_eq(charge.low, 1);
  ck_assert_uint_eq(charge.high, 51);
  text_from_b(1, 50);
  ck_assert_uint_gt(watches_size(&watches), 0);
  ck_assert_uint_eq(sends_it(block(101, 1, 51)), PLUMB_NO_DSACK_FAULT);
  ck_assert_uint_eq(watches_size(&watches), 0);
  ck_assert_uint_eq(sends_it(block(101, 1, 51)), PLUMB_NEVER_TWICE);
}
END_TEST

/* The newest segment stands in the first block. */
START_TEST(r2018_4_g) {
  arrives(segment(ISS_B, 0, SYN, 0));
  text_from_b(101, 50);
  ck_assert_uint_eq(sends_it(block(1, 101, 151)), PLUMB_NO_DSACK_FAULT);
  text_from_b(201, 50);
  struct plumb_seg s = block(1, 101, 151);
  s.options.sack.n = 2;
  s.options.sack.b1 = (struct plumb_block){ISS_B + 201, ISS_B + 251};
  ck_assert_uint_eq(sends_it(s), PLUMB_NEWEST_LATER);
}
END_TEST

/* Blocks that nobody permitted are another clause's. */
START_TEST(not_permitted) {
  watches.options.permitted = false;
  arrives(segment(ISS_B, 0, SYN, 0));
  text_from_b(1, 100);
  text_from_b(1, 100);
  ck_assert_uint_eq(watches_size(&watches), 0);
  ck_assert_uint_eq(sends_it(block(101, 20, 151)), PLUMB_NO_DSACK_FAULT);
}
END_TEST

/* Text in order takes no more room, acknowledged or not. */
START_TEST(room) {
  arrives(segment(ISS_B, 0, SYN, 0));
  text_from_b(1, 50);
  text_from_b(51, 50);
  ck_assert_uint_eq(sends_it(acks(51)), PLUMB_NO_DSACK_FAULT);
  text_from_b(101, 50);
  ck_assert_uint_eq(sends_it(acks(151)), PLUMB_NO_DSACK_FAULT);
  arrives(segment(ISS_B + 151, ISS_A + 1, FIN | ACK, 0));
  ck_assert_uint_eq(watches_size(&watches), 0);
}
END_TEST

/* The watch kept whole is the judge. */
START_TEST(as_if_kept_whole) {
  uint32_t faults[PLUMB_BLOCK_WITHIN + 1] = {0}, kept = 0, dropped = 0;
  chance_state = (uint32_t)_i;
  struct plumb_sack_watch sack = plumb_start_sack_watch();
  struct plumb_dsack_watch whole = plumb_start_dsack_watch();
  uint32_t seq = (uint32_t)_i * 0x3fffffff, ack = 50 - (uint32_t)_i; /* past 2^32 too */
  for (int n = 0; n < 6000; n++) {
    struct plumb_seg s = chance_segment(seq, ack);
    s.ctl.syn = n == 0;
    if (n == 0 || chance(2) == 0) {
      whole = plumb_dsack_watch_arrived(sack, whole, s);
      sack = plumb_sack_watch_arrived(sack, s);
      arrives(s);
    } else {
      s.ack = chance(2) == 0 ? sack.told : seq + chance(60);
      s.options.sack.n = (uint8_t)chance(5);
      struct plumb_block *blocks[] = {&s.options.sack.b0, &s.options.sack.b1, &s.options.sack.b2,
                                      &s.options.sack.b3};
      for (int i = 0; i < 4; i++) {
        blocks[i]->left = seq + chance(60);
        blocks[i]->right = blocks[i]->left + 1 + chance(20);
      }
      if (whole.len > 0) *blocks[1] = (struct plumb_block){whole.seq, whole.seq + whole.len};
      if (chance(2) == 0) {
        s.text = 0;
        s.ctl.fin = false;
      }
      ck_assert_uint_eq(sends_it(s), plumb_dsack_watch_sent(sack, whole, s));
      faults[plumb_dsack_watch_sent(sack, whole, s)]++;
      whole = plumb_dsack_watch_after_sent(sack, whole, s);
      sack = plumb_sack_watch_after_sent(sack, s);
    }
    if (watches_size(&watches) > 0)
      kept++;
    else
      dropped++;
    if (chance(10) == 0) seq += 60;
  }
  ck_assert_uint_gt(faults[PLUMB_NEVER_TWICE], 0);
  ck_assert_uint_gt(faults[PLUMB_NEWEST_LATER], 0);
  ck_assert_uint_gt(faults[PLUMB_BLOCK_WITHIN], 0);
  ck_assert_uint_gt(kept, 0);
  ck_assert_uint_gt(dropped, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r2883_4_1_a, r2018_4_g, not_permitted, room, as_if_kept_whole};
  return run_loop_tests("cli/ask_dsack", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
