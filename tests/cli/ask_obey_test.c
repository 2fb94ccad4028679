/* The watch on resets that have to be obeyed, kept small: it says the same as if it were kept
 * whole, and takes more room only after such a reset. */
#include "ask.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;
static struct charge charge;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

/* Returns the fault. */
static unsigned sends_it(struct plumb_seg s, uint64_t now) {
  struct record record = {.seg = s, .time = now};
  return ask_obey_sent(&watches, &record, &charge) ? charge.kind : 0;
}

static void arrives(struct plumb_seg s, uint64_t now) {
  ask_obey_arrived(&watches, &(struct record){.seg = s, .time = now});
}

/* The time of the reset is kept, and tells how late what is sent comes. */
START_TEST(r9293_l14) {
  arrives(segment(ISS_B, 0, SYN, 0), 0);
  sends_it(segment(ISS_A + 1, ISS_B + 1, ACK, 0), 0);
  ck_assert_uint_eq(watches_size(&watches), 0);
  arrives(segment(ISS_B + 1, 0, RST, 0), 5000000);
  ck_assert_uint_gt(watches_size(&watches), 0);
  ck_assert_uint_eq(sends_it(segment(ISS_A + 1, ISS_B + 1, ACK, 0), 6000000), PLUMB_NO_OBEY_FAULT);
  ck_assert_uint_eq(sends_it(segment(ISS_A + 1, ISS_B + 1, ACK, 0), 7234000),
                    PLUMB_RESET_DISOBEYED);
  ck_assert_uint_eq(charge.seen, 2234);
}
END_TEST

/* The watch kept whole is the judge. */
START_TEST(as_if_kept_whole) {
  uint32_t faults = 0, struck = 0;
  uint64_t now = 0;
  chance_state = (uint32_t)_i;
  struct plumb_obey_watch whole = plumb_start_obey_watch();
  for (int n = 0; n < 20000; n++) {
    struct plumb_seg s = segment(1 + chance(3), 1 + chance(3), chance(8) == 0 ? 0 : ACK, chance(2));
    s.ctl.syn = chance(60) == 0;
    s.ctl.fin = chance(60) == 0;
    s.ctl.rst = chance(6) == 0;
    now += chance(900000);
    if (chance(2) == 0) {
      whole = plumb_obey_watch_arrived(whole, s, now);
      arrives(s, now);
    } else {
      unsigned fault = plumb_obey_watch_sent(whole, s, now, 1000000);
      ck_assert_uint_eq(sends_it(s, now), fault);
      faults += fault != PLUMB_NO_OBEY_FAULT;
      whole = plumb_obey_watch_after_sent(whole, s);
    }
    ck_assert_uint_eq(watches_size(&watches) > 0, whole.struck);
    struck += whole.struck;
  }
  ck_assert_uint_gt(faults, 0);
  ck_assert_uint_lt(struck, 20000);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r9293_l14, as_if_kept_whole};
  return run_loop_tests("cli/ask_obey", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
