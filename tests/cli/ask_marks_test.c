/* The watch on ECN marks is not shown what changes nothing: it says the same as if it saw all. */
#include "ask.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

/* A handshake by chance, then text and ACKs, and resets among them, and in every other connection
   SYNs. */
static struct record by_chance(int n) {
  struct record r = {.ecn = (uint8_t)(chance(3) == 0 ? chance(4) : 0),
                     .extras.ae = chance(60) == 0};
  r.seg = chance_segment(1000, 2000);
  r.seg.ctl.syn = n % 50 < 4 || (n % 100 < 50 && chance(5) == 0);
  r.seg.ctl.rst = chance(20) == 0;
  r.seg.ctl.ece = chance(3) == 0;
  r.seg.ctl.cwr = chance(3) == 0;
  return r;
}

/* The watch that sees all is the judge: every fault is found, by both. */
START_TEST(as_if_it_saw_all) {
  uint32_t faults[PLUMB_ECE_UNFOUNDED + 1] = {0};
  chance_state = (uint32_t)_i;
  struct plumb_mark_watch seeing = plumb_start_mark_watch();
  for (int n = 0; n < 200000; n++) {
    if (n % 50 == 0) {
      seeing = plumb_start_mark_watch();
      watches.marks = ask_marks_start();
    }
    struct record r = by_chance(n);
    if (chance(2) == 0) {
      seeing = plumb_mark_watch_arrived(seeing, r.seg, r.ecn, r.extras.ae);
      ask_marks_arrived(&watches, &r);
    } else {
      unsigned fault = plumb_mark_watch_sent(seeing, r.seg, r.ecn, r.extras.ae);
      bool found = ask_marks_sent(&watches, &r, &charge);
      ck_assert_uint_eq(found ? charge.kind : 0, fault);
      faults[fault]++;
      seeing = plumb_mark_watch_after_sent(seeing, r.seg, r.extras.ae);
    }
  }
  for (unsigned fault = 0; fault <= PLUMB_ECE_UNFOUNDED; fault++)
    ck_assert_uint_gt(faults[fault], 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {as_if_it_saw_all};
  return run_loop_tests("cli/ask_marks", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
