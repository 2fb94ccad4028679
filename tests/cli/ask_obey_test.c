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

/* The number of a SYN takes room of its own only while another has crossed it. */
START_TEST(ev_seg_sync_2e) {
  const struct plumb_seg syn_ack = segment(ISS_A, ISS_B + 1, SYN | ACK, 0);
  sends_it(segment(ISS_A, 0, SYN, 0), 0);
  ck_assert_uint_eq(watches_size(&watches), 0);
  arrives(segment(ISS_B, 0, SYN, 0), 0);
  ck_assert_uint_gt(watches_size(&watches), 0);
  sends_it(syn_ack, 0);
  arrives(segment(ISS_B + 1, 0, RST, 0), 1000000);
  ck_assert_uint_eq(sends_it(syn_ack, 3500000), PLUMB_CROSSING_RESET_DISOBEYED);
  ck_assert_uint_eq(charge.seen, 2500);
}
END_TEST

static unsigned asks_again(struct plumb_options options, uint8_t spent) {
  struct plumb_seg syn = segment(ISS_A, 0, SYN, 0);
  syn.options = options;
  struct record record = {.seg = syn, .time = 3000000, .spent = spent};
  return ask_obey_sent(&watches, &record, &charge) ? charge.kind : 0;
}

/* A SYN with options that nobody knows may be sent again without them. */
START_TEST(ev_seg_synsent_2a) {
  const struct plumb_options usual = {
      .has_mss = true, .has_shift = true, .sack_permitted = true, .has_ts = true};
  sends_it(segment(ISS_A, 0, SYN, 0), 0);
  arrives(segment(0, ISS_A + 1, RST | ACK, 0), 500000);
  ck_assert_uint_eq(asks_again(usual, 20), PLUMB_REFUSAL_DISOBEYED);
  ck_assert_uint_eq(charge.seen, 2500);
  ck_assert_uint_eq(asks_again((struct plumb_options){0}, 0), PLUMB_REFUSAL_DISOBEYED);
  ck_assert_uint_eq(asks_again((struct plumb_options){0}, 4), PLUMB_NO_OBEY_FAULT);
  ck_assert_uint_eq(asks_again(usual, 28), PLUMB_NO_OBEY_FAULT);
}
END_TEST

/* A segment by chance; mostly one of those by which SYNs cross and are refused. */
static struct plumb_seg chance_of_obeying(void) {
  static const unsigned flags[] = {SYN, SYN | ACK, RST, RST | ACK, ACK};
  if (chance(8) != 0) {
    unsigned flag = flags[chance(5)];
    return segment((flag & SYN) != 0 ? 1 : 2, 2, flag, 0);
  }
  struct plumb_seg s = segment(1 + chance(3), 1 + chance(3), chance(8) == 0 ? 0 : ACK, chance(2));
  s.ctl.syn = chance(60) == 0;
  s.ctl.fin = chance(60) == 0;
  s.ctl.rst = chance(6) == 0;
  return s;
}

/* The watch kept whole is the judge. */
START_TEST(as_if_kept_whole) {
  uint32_t faults[PLUMB_REFUSAL_DISOBEYED + 1] = {0}, unusual = 0;
  uint64_t now = 0;
  chance_state = (uint32_t)_i;
  struct plumb_obey_watch whole = plumb_start_obey_watch();
  for (int n = 0; n < 20000; n++) {
    struct plumb_seg s = chance_of_obeying();
    now += chance(1500000);
    if (chance(2) == 0) {
      whole = plumb_obey_watch_arrived(whole, s, now);
      arrives(s, now);
    } else {
      unsigned fault = plumb_obey_watch_sent(whole, s, now, 1000000);
      ck_assert_uint_eq(sends_it(s, now), fault);
      faults[fault]++;
      whole = plumb_obey_watch_after_sent(whole, s);
    }
    bool is_unusual = whole.struck || whole.refused || (whole.begun && whole.asks);
    ck_assert_uint_eq(watches_size(&watches) > 0, is_unusual);
    unusual += is_unusual;
  }
  for (unsigned fault = PLUMB_RESET_DISOBEYED; fault <= PLUMB_REFUSAL_DISOBEYED; fault++)
    ck_assert_uint_gt(faults[fault], 0);
  ck_assert_uint_lt(unusual, 20000);
}
END_TEST

int main(void) {
  const TTest *tests[] = {r9293_l14, ev_seg_sync_2e, ev_seg_synsent_2a, as_if_kept_whole};
  return run_loop_tests("cli/ask_obey", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
