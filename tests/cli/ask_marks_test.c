/* The watch on ECN marks, kept small: it says the same as if it were kept whole. */
#include "ask.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

/* A handshake by chance, then text and ACKs. */
static struct record by_chance(int n) {
  struct record r = {.ecn = (uint8_t)(chance(3) == 0 ? chance(4) : 0),
                     .extras.ae = chance(60) == 0};
  r.seg = chance_segment(1000, 2000);
  r.seg.ctl.syn = n % 50 < 4;
  r.seg.ctl.ece = chance(3) == 0;
  r.seg.ctl.cwr = chance(3) == 0;
  return r;
}

/* The watch kept whole is the judge: every fault is found, by both. */
START_TEST(as_if_kept_whole) {
  uint32_t faults[PLUMB_ECE_UNFOUNDED + 1] = {0};
  chance_state = (uint32_t)_i;
  struct plumb_mark_watch whole = plumb_start_mark_watch();
  for (int n = 0; n < 50000; n++) {
    if (n % 50 == 0) {
      whole = plumb_start_mark_watch();
      watches.marks = ask_marks_start();
    }
    struct record r = by_chance(n);
    if (chance(2) == 0) {
      whole = plumb_mark_watch_arrived(whole, r.seg, r.ecn, r.extras.ae);
      ask_marks_arrived(&watches, &r);
    } else {
      unsigned fault = plumb_mark_watch_sent(whole, r.seg, r.ecn, r.extras.ae);
      bool found = ask_marks_sent(&watches, &r, &charge);
      ck_assert_uint_eq(found ? charge.kind : 0, fault);
      faults[fault]++;
      whole = plumb_mark_watch_after_sent(whole, r.seg, r.extras.ae);
    }
  }
  for (unsigned fault = 0; fault <= PLUMB_ECE_UNFOUNDED; fault++)
    ck_assert_uint_gt(faults[fault], 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {as_if_kept_whole};
  return run_loop_tests("cli/ask_marks", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
