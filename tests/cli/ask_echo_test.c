/* The watch on the answer to marks, kept small: it says the same as if it were kept whole, and
 * takes more room only while a mark waits for CWR. */
#include "ask.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static struct plumb_mark_watch marks;
static struct plumb_obey_watch obey;
static struct plumb_echo_watch whole;

static void begin(void) {
  watches = watches_start();
  marks = plumb_start_mark_watch();
  obey = plumb_start_obey_watch();
  whole = plumb_start_echo_watch();
}
static void end(void) { watches_free(&watches); }

/* A handshake that agrees to ECN, mostly; then text, in order or not, and ACKs. */
static struct record by_chance(int n) {
  struct record r = {.ecn = (uint8_t)(chance(2) == 0 ? 3 : chance(4))};
  r.seg = chance_segment(1000, 1000);
  r.seg.ctl.syn = n % 50 < 2;
  if (r.seg.ctl.syn) {
    r.seg.seq = 999;
    r.seg.text = 0;
    r.seg.ctl =
        (struct plumb_ctl){.syn = true, .ack = n % 50 == 1, .ece = true, .cwr = n % 50 == 0};
  } else {
    r.seg.ctl.ece = chance(2) == 0;
    r.seg.ctl.cwr = chance(8) == 0;
    if (chance(2) == 0) r.seg.seq = 1000 + (uint32_t)n % 50 * 5;
  }
  return r;
}

static void arrives(const struct record *r) {
  whole = plumb_echo_watch_arrived(marks, obey, whole, r->seg, r->ecn);
  obey = plumb_obey_watch_arrived(obey, r->seg, r->time);
  marks = plumb_mark_watch_arrived(marks, r->seg, r->ecn, false);
  ask_echo_arrived(&watches, r);
  ask_obey_arrived(&watches, r);
  ask_marks_arrived(&watches, r);
}

/* Returns the fault. */
static unsigned is_sent(const struct record *r) {
  unsigned fault = plumb_echo_watch_sent(obey, whole, r->seg);
  whole = plumb_echo_watch_after_sent(whole, r->seg);
  obey = plumb_obey_watch_after_sent(obey, r->seg);
  marks = plumb_mark_watch_after_sent(marks, r->seg, false);
  bool found = ask_echo_sent(&watches, r, &charge);
  ck_assert_uint_eq(found ? charge.kind : 0, fault);
  struct charge other;
  ask_obey_sent(&watches, r, &other);
  ask_marks_sent(&watches, r, &other);
  return fault;
}

START_TEST(as_if_kept_whole) {
  uint32_t faults[PLUMB_ECE_ENDED + 1] = {0}, unusual = 0;
  chance_state = (uint32_t)_i;
  for (int n = 0; n < 20000; n++) {
    if (n % 50 == 0) {
      end();
      begin();
    }
    struct record r = by_chance(n);
    bool comes = n % 50 < 2 ? (n / 50 + n) % 2 == 0 : chance(2) == 0;
    if (comes)
      arrives(&r);
    else
      faults[is_sent(&r)]++;
    ck_assert(unusual_keeps(watches.unusual, UNUSUAL_MARK) == whole.waiting);
    unusual += whole.waiting;
  }
  for (unsigned fault = 0; fault <= PLUMB_ECE_ENDED; fault++)
    ck_assert_uint_gt(faults[fault], 0);
  ck_assert_uint_gt(unusual, 0);
  ck_assert_uint_lt(unusual, 20000);
}
END_TEST

int main(void) {
  const TTest *tests[] = {as_if_kept_whole};
  return run_loop_tests("cli/ask_echo", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
