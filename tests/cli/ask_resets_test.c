/* The watch on resets, kept small: it says the same as if it were kept whole, and takes more room
 * only if more than one reset was asked for. */
#include "ask.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

static void arrives(struct plumb_seg s) {
  ask_resets_arrived(&watches, &(struct record){.seg = s});
}

/* Returns the fault. */
static unsigned sends_it(struct plumb_seg s) {
  return ask_resets_sent(&watches, &(struct record){.seg = s}, &charge) ? charge.kind : 0;
}

/* A reset in answer to a reset; the same in answer to a SYN is right. */
START_TEST(r9293_l12) {
  arrives(segment(ISS_B, 0, RST, 0));
  ck_assert_uint_eq(sends_it(segment(0, ISS_B, RST | ACK, 0)), PLUMB_RESET_FOR_RESET);
  arrives(segment(ISS_B - 1, 0, SYN, 0));
  ck_assert_uint_eq(sends_it(segment(0, ISS_B, RST | ACK, 0)), PLUMB_NO_RESET_FAULT);
}
END_TEST

/* The last reset is meant, also if what it acknowledges was sent. */
START_TEST(r9293_l12_the_last) {
  sends_it(segment(ISS_A, 0, SYN, 0));
  arrives(segment(ISS_B, 0, RST, 0));
  arrives(segment(ISS_B, ISS_A + 1, RST | ACK, 0));
  ck_assert_uint_eq(sends_it(segment(0, ISS_B, RST | ACK, 0)), PLUMB_RESET_NOT_AT_SENT);
}
END_TEST

/* Without a connection the number is as it stands, with one it is counted from its ISS. */
START_TEST(numbers) {
  ck_assert_uint_eq(sends_it(segment(7, 0, RST, 0)), PLUMB_RESET_UNASKED);
  ck_assert_uint_eq(charge.seen, 7);
  sends_it(segment(ISS_A, 0, SYN, 0));
  ck_assert_uint_eq(sends_it(segment(ISS_A + 9, 0, RST, 0)), PLUMB_RESET_NOT_AT_SENT);
  ck_assert_uint_eq(charge.high, 1);
  ck_assert_uint_eq(charge.seen, 9);
}
END_TEST

/* A connection that is opened and reset takes no more room. */
START_TEST(room) {
  arrives(segment(ISS_B, 0, SYN, 0));
  sends_it(segment(ISS_A, ISS_B + 1, SYN | ACK, 0));
  for (uint32_t n = 1; n < 100; n++) {
    sends_it(segment(ISS_A + n, ISS_B + 1, ACK, 1));
    arrives(segment(ISS_B + 1, ISS_A + n, ACK, 0));
  }
  arrives(segment(ISS_B + 1, 0, RST, 0));
  ck_assert_uint_eq(watches_size(&watches), 0);
  arrives(segment(ISS_B + 9, 0, SYN, 0));
  ck_assert_uint_gt(watches_size(&watches), 0);
}
END_TEST

/* The watch kept whole is the judge. */
START_TEST(as_if_kept_whole) {
  uint32_t faults = 0;
  chance_state = (uint32_t)_i;
  for (int run = 0; run < 300; run++) {
    struct plumb_reset_watch whole = plumb_start_reset_watch();
    watches_free(&watches);
    watches = watches_start();
    for (int n = 0; n < 12; n++) {
      struct plumb_seg s = chance_segment(UINT32_MAX - 20, UINT32_MAX - 70);
      s.seq -= chance(100);
      if (chance(2) == 0) s.ctl.rst = true;
      if (chance(2) == 0) {
        whole = plumb_reset_watch_arrived(whole, s);
        arrives(s);
      } else {
        ck_assert_uint_eq(sends_it(s), plumb_reset_watch_sent(whole, s));
        faults += plumb_reset_watch_sent(whole, s) != PLUMB_NO_RESET_FAULT;
        whole = plumb_reset_watch_after_sent(whole, s);
      }
      ck_assert_uint_eq(watches_size(&watches) > 0, whole.a1.on);
      ck_assert_uint_eq(watches.resets.full, whole.full);
    }
  }
  ck_assert_uint_gt(faults, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r9293_l12, r9293_l12_the_last, numbers, room, as_if_kept_whole};
  return run_loop_tests("cli/ask_resets", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
