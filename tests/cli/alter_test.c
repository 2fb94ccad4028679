/* A segment as it might have been. */
#include "alter.h"

#include "craft.h"

static const struct record *sent(void) {
  static struct record record;
  record = (struct record){.number = 7, .time = 5000000, .seg = segment(1000, 2000, ACK | PSH, 10)};
  return &record;
}

/* Also what it was is tried. */
START_TEST(as_it_is) {
  struct record other = altered(sent(), AS_IT_IS, 0);
  ck_assert_uint_eq(other.number, 7);
  ck_assert_uint_eq(other.time, 5000000);
  ck_assert_uint_eq(other.seg.seq, 1000);
  ck_assert_uint_eq(other.seg.ack, 2000);
  ck_assert_uint_eq(other.seg.text, 10);
  ck_assert_uint_eq(other.seg.wnd, 4000);
  ck_assert(other.seg.ctl.ack && other.seg.ctl.psh && !other.seg.ctl.syn);
  ck_assert(!other.seg.options.has_ts && other.seg.options.sack.n == 0);
}
END_TEST

START_TEST(numbers) {
  ck_assert_uint_eq(altered(sent(), SEQ_AHEAD, 0).seg.seq, 1000 + 16777216);
  ck_assert_uint_eq(altered(sent(), SEQ_BEFORE, 0).seg.seq, 999);
  ck_assert_uint_eq(altered(sent(), ACK_AHEAD, 0).seg.ack, 2000 + 16777216);
  ck_assert_uint_eq(altered(sent(), ACK_BEFORE, 0).seg.ack, (uint32_t)(2000 - 16777216));
  ck_assert_uint_eq(altered(sent(), NO_WINDOW, 0).seg.wnd, 0);
}
END_TEST

START_TEST(sizes) {
  struct record record = *sent();
  record.spent = 12;
  ck_assert_uint_eq(altered(&record, MUCH_TEXT, 0).seg.text, 65535);
  ck_assert_uint_eq(altered(&record, FULL_FRAME, 0).seg.text, 1448);
  ck_assert_uint_eq(altered(&record, MANY_OPTIONS, 0).spent, 40);
  ck_assert_uint_eq(altered(&record, OTHER_TEXT, 0).text_sum, NO_TEXT_SUM);
  record.text_sum = 65535;
  ck_assert_uint_eq(altered(&record, OTHER_TEXT, 0).text_sum, 1);
  ck_assert_uint_eq(altered(&record, LATE, 0).spent, 12);
  ck_assert_uint_eq(altered(&record, LATE_FRAME, 0).seg.text, 1448);
  ck_assert_uint_eq(altered(&record, LATE_FRAME, 0).time, 15000000);
}
END_TEST

/* A bit that is set is cleared, and the other way round. */
START_TEST(bits) {
  ck_assert(!altered(sent(), ACK_BIT, 0).seg.ctl.ack);
  ck_assert(altered(sent(), SYN_BIT, 0).seg.ctl.syn);
  ck_assert(altered(sent(), FIN_BIT, 0).seg.ctl.fin);
  ck_assert(altered(sent(), RST_BIT, 0).seg.ctl.rst);
  ck_assert(altered(sent(), ECE_BIT, 0).seg.ctl.ece);
  ck_assert(altered(sent(), CWR_BIT, 0).seg.ctl.cwr);
  ck_assert(altered(sent(), CWR_BIT, 0).seg.ctl.ack);
}
END_TEST

/* What may not be marked may, and what is marked could not be. */
START_TEST(ecn_field) {
  struct record record = *sent();
  ck_assert_uint_eq(altered(&record, ECN_FIELD, 0).ecn, 2);
  record.ecn = 3;
  ck_assert_uint_eq(altered(&record, ECN_FIELD, 0).ecn, 0);
  ck_assert_uint_eq(altered(&record, CWR_BIT, 0).ecn, 3);
}
END_TEST

START_TEST(options) {
  ck_assert(altered(sent(), WITH_MSS, 0).seg.options.has_mss);
  ck_assert(altered(sent(), SHIFT_OPTION, 0).seg.options.has_shift);
  ck_assert_uint_eq(altered(sent(), LARGE_SHIFT, 0).seg.options.shift, 15);
  ck_assert(altered(sent(), STAMP_OPTION, 0).seg.options.has_ts);
  ck_assert_uint_eq(altered(sent(), STAMP_BEFORE, 0).seg.options.ts_val, (uint32_t)-16777216);
  ck_assert_uint_eq(altered(sent(), ECHO_AHEAD, 0).seg.options.ts_ecr, 16777216);
  ck_assert(altered(sent(), SACK_PERMITTED, 0).seg.options.sack_permitted);
  struct plumb_sack empty = altered(sent(), EMPTY_SACK_BLOCK, 0).seg.options.sack;
  ck_assert_uint_eq(empty.n, 1);
  ck_assert_uint_eq(empty.b0.left, empty.b0.right);
  struct plumb_sack far = altered(sent(), FAR_SACK_BLOCK, 0).seg.options.sack;
  ck_assert_uint_eq(far.b0.left, 2000 + 16777216);
  ck_assert_uint_eq(far.b0.right, 2001 + 16777216);
  struct plumb_sack again = altered(sent(), DUPLICATE_SACK_BLOCK, 0).seg.options.sack;
  ck_assert_uint_eq(again.b0.left, 1999);
  ck_assert_uint_eq(again.b0.right, 2000);
}
END_TEST

/* Of two blocks only: what is not there cannot change places. */
START_TEST(two_blocks) {
  struct record two = *sent();
  struct plumb_sack *k = &two.seg.options.sack;
  ck_assert_uint_eq(altered(&two, SWAPPED_SACK_BLOCKS, 0).seg.options.sack.n, 0);
  *k = (struct plumb_sack){.n = 2, .b0 = {3000, 3100}, .b1 = {2500, 2600}};
  struct plumb_sack swapped = altered(&two, SWAPPED_SACK_BLOCKS, 0).seg.options.sack;
  ck_assert_uint_eq(swapped.b0.left, 2500);
  ck_assert_uint_eq(swapped.b1.right, 3100);
  struct plumb_sack within = altered(&two, SACK_BLOCK_WITHIN, 0).seg.options.sack;
  ck_assert_uint_eq(within.b0.right, 3100);
  ck_assert_uint_eq(within.b1.left, 3000);
  ck_assert_uint_eq(within.b1.right, 3001);
}
END_TEST

START_TEST(extras) {
  ck_assert(!altered(sent(), AS_IT_IS, 0).has_extras);
  ck_assert_uint_eq(altered(sent(), RESERVED_BIT, 0).extras.reserved, 1);
  ck_assert(altered(sent(), RESERVED_BIT, 0).has_extras);
  ck_assert(altered(sent(), AE_BIT, 0).extras.ae);
  ck_assert(!altered(sent(), CUT_OPTION, 0).has_extras);
  ck_assert(!altered(sent(), OTHER_PADDING, 0).has_extras);
  struct record record = *sent();
  record.spent = 4;
  ck_assert(altered(&record, CUT_OPTION, 0).extras.cut);
  ck_assert(altered(&record, OTHER_PADDING, 0).extras.padded);
  ck_assert_uint_eq(altered(&record, SHORT_COOKIE, 0).extras.fast, 0);
  ck_assert_uint_eq(altered(&record, ODD_COOKIE, 0).extras.fast, 0);
  ck_assert_uint_eq(altered(&record, FAST_OPEN, 0).extras.fast, 10);
  record.extras.fast = 10;
  ck_assert_uint_eq(altered(&record, FAST_OPEN, 0).extras.fast, 0);
  ck_assert_uint_eq(altered(&record, SHORT_COOKIE, 0).extras.fast, 4);
  ck_assert_uint_eq(altered(&record, ODD_COOKIE, 0).extras.fast, 7);
}
END_TEST

START_TEST(times) {
  ck_assert_uint_eq(altered(sent(), AT_ONCE, 4000000).time, 4000000);
  ck_assert_uint_eq(altered(sent(), LATE, 4000000).time, 15000000);
}
END_TEST

int main(void) {
  const TTest *const tests[] = {as_it_is, numbers,    sizes,  bits, ecn_field,
                                options,  two_blocks, extras, times};
  return run_tests("cli/alter", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
