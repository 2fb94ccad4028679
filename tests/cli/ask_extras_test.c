/* The watch on what a header has besides, kept as bits: it says the same as if it were kept whole,
 * and of what has nothing besides it need not be asked. */
#include "ask.h"
#include "packet.h"

#include "chance.h"
#include "craft.h"

static struct watches watches;

static void begin(void) { watches = watches_start(); }
static void end(void) { watches_free(&watches); }

static unsigned fault_of(const struct record *record) {
  struct charge charge;
  return ask_extras_sent(&watches, record, &charge) ? charge.kind : 0;
}

static struct plumb_extras any_extras(void) {
  struct plumb_extras x = {.fast = chance(6) == 0 ? (uint8_t)chance(20) : 0};
  if (chance(3) == 0) return x;
  x.reserved = chance(30) == 0;
  x.ae = chance(3) == 0;
  x.cut = chance(30) == 0;
  x.padded = chance(30) == 0;
  x.md5 = chance(30) == 0;
  x.ao = chance(30) == 0;
  x.uto_zero = chance(30) == 0;
  return x;
}

/* Mostly the beginning of a connection. */
static struct plumb_seg any_segment(void) {
  struct plumb_seg s = segment(1, 1, chance(2) == 0 ? ACK : 0, chance(2));
  s.ctl.syn = chance(3) != 0;
  s.ctl.rst = chance(9) == 0;
  s.ctl.cwr = chance(2) == 0;
  s.ctl.ece = chance(2) == 0;
  return s;
}

/* The watch kept whole is the judge. */
START_TEST(as_if_kept_whole) {
  uint32_t faults[PLUMB_TWO_KINDS_OF_ANSWER + 1] = {0};
  chance_state = (uint32_t)_i;
  for (int connection = 0; connection < 4000; connection++) {
    struct plumb_extras_watch whole = plumb_start_extras_watch();
    begin();
    for (int n = 0; n < 6; n++) {
      struct record record = {.seg = any_segment(), .extras = any_extras()};
      record.has_extras = !plumb_Ordinary(record.extras);
      if (chance(2) == 0) {
        whole = plumb_extras_watch_arrived(whole, record.seg, record.extras);
        ask_extras_arrived(&watches, &record);
        continue;
      }
      unsigned fault = plumb_extras_watch_sent(whole, record.seg, record.extras);
      ck_assert_uint_eq(fault_of(&record), fault);
      faults[fault]++;
      whole = plumb_extras_watch_after_sent(whole, record.seg, record.extras);
    }
  }
  ck_assert_uint_gt(faults[PLUMB_AE_WITHOUT_ECN], 0);
  for (unsigned fault = PLUMB_FAST_LENGTH; fault <= PLUMB_TWO_KINDS_OF_ANSWER; fault++)
    ck_assert_uint_gt(faults[fault], 0);
}
END_TEST

/* Where the capture lacks octets of the segment, its header may have been damaged. */
START_TEST(unknown_checksum) {
  struct record record = {.seg = segment(1, 1, ACK, 0),
                          .extras = {.reserved = 1},
                          .has_extras = true,
                          .checksum = CHECKSUM_UNKNOWN};
  ck_assert_uint_eq(fault_of(&record), PLUMB_NO_EXTRAS_FAULT);
  record.checksum = CHECKSUM_LEFT;
  ck_assert_uint_eq(fault_of(&record), PLUMB_RESERVED_BITS_SET);
}
END_TEST

int main(void) {
  const TTest *tests[] = {as_if_kept_whole, unknown_checksum};
  return run_loop_tests("cli/ask_extras", begin, end, tests, sizeof tests / sizeof tests[0], 5);
}
