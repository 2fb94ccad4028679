/* The watch on text in flight, kept small: it says the same as if it were kept whole. */
#include "ask.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

/* Connections by chance, with an MSS from 0 to 65535 in their SYNs, and text that is often in
   order. */
static struct plumb_seg by_chance(int n) {
  struct plumb_seg s = chance_segment(1000, 2000);
  s.ctl.syn = n % 50 < 3;
  s.options.has_mss = s.ctl.syn && chance(2) == 0;
  s.options.mss = (uint16_t)(chance(4) == 0 ? chance(65536) : chance(3));
  if (!s.ctl.syn && chance(4) != 0) s.seq = watches.flight.next;
  if (!s.ctl.syn && chance(4) == 0) s.text = chance(65536);
  return s;
}

/* The watch kept whole is the judge. */
START_TEST(as_if_kept_whole) {
  uint32_t faults = 0;
  chance_state = (uint32_t)_i;
  struct plumb_flight_watch whole = plumb_start_flight_watch();
  for (int n = 0; n < 10000; n++) {
    if (n % 50 == 0) {
      whole = plumb_start_flight_watch();
      watches.flight = ask_flight_start();
    }
    struct record r = {.seg = by_chance(n)};
    if (chance(2) == 0) {
      whole = plumb_flight_watch_arrived(whole, r.seg, 1220);
      ask_flight_arrived(&watches, &r);
    } else {
      unsigned fault = plumb_flight_watch_sent(whole, r.seg);
      ck_assert_uint_eq(ask_flight_sent(&watches, &r, &charge) ? charge.kind : 0, fault);
      faults += fault != PLUMB_NO_FLIGHT_FAULT;
      whole = plumb_flight_watch_after_sent(whole, r.seg);
    }
    ck_assert(watches.flight.mss == whole.mss && watches.flight.next == whole.next &&
              watches.flight.orderly == whole.orderly);
  }
  ck_assert_uint_gt(faults, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {as_if_kept_whole};
  return run_loop_tests("cli/ask_flight", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
