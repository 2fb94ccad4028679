/* Header options: what is read of well-formed and of malformed ones, and how they are written. */
#include "options.h"

#include "connection.h"
#include "hex.h"

/* The options that text names, in a header of their own: nothing comes before or after. */
static struct plumb_options parse(const char *text) {
  struct octets o = hex(text);
  struct plumb_options p = plumb_options_parse(o.at, 0, o.n);
  free(o.at);
  return p;
}

/* Every field of the result is as if there were no options, malformed apart. */
static void assert_nothing_read(struct plumb_options o) {
  ck_assert(!o.has_mss && !o.has_shift && !o.sack_permitted && !o.has_ts);
  ck_assert_uint_eq(o.sack.n, 0);
}

static void assert_malformed(const char *text) {
  struct plumb_options o = parse(text);
  assert_nothing_read(o);
  ck_assert_msg(o.malformed, "%s", text);
}

/* MSS, End of Option List and No-Operation are the options every TCP has. */
START_TEST(must_4_mandatory_options) {
  struct plumb_options o = parse("01 02 04 05b4 00 000000");
  ck_assert(o.has_mss && !o.malformed);
  ck_assert_uint_eq(o.mss, 1460);
}
END_TEST

/* The options of a real SYN: MSS, SACK-permitted, timestamps, NOP, window scale. */
START_TEST(all_options_of_a_syn) {
  struct plumb_options o = parse("020405b4 0402 080a b0910a35 00000000 01 030305");
  ck_assert(o.has_mss && o.sack_permitted && o.has_ts && o.has_shift && !o.malformed);
  ck_assert_uint_eq(o.mss, 1460);
  ck_assert_uint_eq(o.ts_val, 0xb0910a35);
  ck_assert_uint_eq(o.ts_ecr, 0);
  ck_assert_uint_eq(o.shift, 5);
}
END_TEST

/* No options at all, and nothing but No-Operations up to the end of the largest header. */
START_TEST(no_options) {
  assert_nothing_read(parse(""));
  struct plumb_options o =
      parse("01010101010101010101010101010101010101010101010101010101010101010101"
            "010101010101");
  assert_nothing_read(o);
  ck_assert(!o.malformed);
}
END_TEST

/* Unknown kinds, with and without contents, are skipped by their length; what follows is read. */
START_TEST(must_6_unknown_options_are_skipped) {
  struct plumb_options o = parse("fd04 1234 22 02 fe0a 0102030405060708 02040218");
  ck_assert(o.has_mss && !o.malformed);
  ck_assert_uint_eq(o.mss, 536);
}
END_TEST

/* The largest unknown option fills the header. */
START_TEST(must_6_unknown_option_of_forty_octets) {
  struct plumb_options o =
      parse("fd28 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
            "202122232425");
  assert_nothing_read(o);
  ck_assert(!o.malformed);
}
END_TEST

/* A length of 0 or 1 would never end, or step into the option itself (RIOT, picoTCP, TLDK). */
START_TEST(must_7_length_zero_or_one) {
  assert_malformed("fd00 020405b4");
  assert_malformed("fd01 020405b4");
  assert_malformed("0200 05b4");
  assert_malformed("0201 05b4");
  assert_malformed("0800 0000000000000000");
}
END_TEST

/* A length that leads out of the header: what remains must not come out negative (RIOT, picoTCP).
 */
START_TEST(must_7_length_beyond_the_header) {
  assert_malformed("fd03");
  assert_malformed("fdff 0000");
  assert_malformed("0204 05");
  assert_malformed("080a 00000000 000000");
  assert_malformed("050a 00000000 000000");
}
END_TEST

/* A kind as the last octet of the header: its length octet is outside (contiki-ng, lwIP). */
START_TEST(must_7_no_room_for_the_length) {
  assert_malformed("02");
  assert_malformed("fd");
  assert_malformed("0101 08");
}
END_TEST

/* Known options of a wrong length: too short, too long, a SACK option that is no run of blocks. */
START_TEST(must_7_wrong_length_of_a_known_kind) {
  assert_malformed("0203 05");
  assert_malformed("0205 05b4 00");
  assert_malformed("0302");
  assert_malformed("0304 0500");
  assert_malformed("0403 00");
  assert_malformed("0809 00000000000000");
  assert_malformed("080b 0000000000000000 00"); /* wolfIP: overlong timestamps */
  assert_malformed("0502");
  assert_malformed("0509 00000000000000");
  assert_malformed("050b 0000000000000000 00");
}
END_TEST

/* What came before the malformed option counts, what comes after it does not. */
START_TEST(must_7_options_before_the_malformed_one_count) {
  struct plumb_options o = parse("020405b4 fd00 030305");
  ck_assert(o.has_mss && o.malformed && !o.has_shift);
}
END_TEST

/* Options begin at any octet: a timestamps option at each of eight alignments. */
START_TEST(must_64_any_alignment) {
  char text[64] = "080a 12345678 9abcdef0";
  for (int nops = 0; nops < 8; nops++) {
    struct plumb_options o = parse(text);
    ck_assert(o.has_ts && !o.malformed);
    ck_assert_uint_eq(o.ts_val, 0x12345678);
    ck_assert_uint_eq(o.ts_ecr, 0x9abcdef0);
    memmove(text + 2, text, strlen(text) + 1);
    text[0] = '0';
    text[1] = '1';
  }
}
END_TEST

/* Kinds of the future have a length too; End of Option List and No-Operation have none. */
START_TEST(must_68_every_other_kind_has_a_length) {
  for (unsigned kind = 2; kind < 256; kind++) {
    uint8_t text[8] = {(uint8_t)kind, 0, 2, 4, 5, 0xb4, 0, 0};
    ck_assert_msg(plumb_options_parse(text, 0, 8).malformed, "kind %u", kind);
  }
  struct plumb_options o = parse("01 00 04 02");
  assert_nothing_read(o);
  ck_assert(!o.malformed);
}
END_TEST

/* After End of Option List there is padding: it is not looked at. */
START_TEST(must_69_nothing_counts_after_the_end) {
  struct plumb_options o = parse("020405b4 00 fd00 02");
  ck_assert(o.has_mss && !o.malformed);
}
END_TEST

/* One to four SACK blocks; the others are empty. */
START_TEST(r2018_3_b_one_to_four_blocks) {
  static const char *const BLOCKS = "0000000a 00000014 0000001e 00000028"
                                    "00000032 0000003c 00000046 00000050";
  for (uint32_t n = 1; n <= 4; n++) {
    struct octets o = hex(BLOCKS);
    uint8_t option[34] = {5, (uint8_t)(2 + 8 * n)};
    memcpy(option + 2, o.at, 8 * n);
    struct plumb_sack s = plumb_options_parse(option, 0, 2 + 8 * n).sack;
    ck_assert_uint_eq(s.n, n);
    ck_assert_uint_eq(s.b0.left, 10);
    ck_assert_uint_eq(s.b0.right, 20);
    ck_assert_uint_eq(s.b1.right, n >= 2 ? 40 : 0);
    ck_assert_uint_eq(s.b2.left, n >= 3 ? 50 : 0);
    ck_assert_uint_eq(s.b3.right, n >= 4 ? 80 : 0);
    free(o.at);
  }
}
END_TEST

/* Edges in the wrong order or far away are not judged here (smoltcp: range overflow). */
START_TEST(r2018_3_c_blocks_are_not_judged) {
  struct plumb_options o = parse("050a ffffffff 00000000");
  ck_assert_uint_eq(o.sack.b0.left, 0xffffffff);
  ck_assert_uint_eq(o.sack.b0.right, 0);
}
END_TEST

/* A window scale above 14 is passed on as it came: the state machine uses 14. */
START_TEST(r7323_2_3_h_large_shift_is_passed_on) { ck_assert_uint_eq(parse("0303ff").shift, 255); }
END_TEST

/* An MSS of 0 is passed on as it came: the state machine takes the default instead. */
START_TEST(mss_zero_is_passed_on) {
  struct plumb_options o = parse("02040000");
  ck_assert(o.has_mss);
  ck_assert_uint_eq(o.mss, 0);
}
END_TEST

/* Of an option that comes twice the last counts. */
START_TEST(the_last_of_two_counts) {
  ck_assert_uint_eq(parse("020405b4 02040218").mss, 536);
  ck_assert_uint_eq(parse("0512 0000000100000002 0000000300000004 050a 0000000500000006").sack.n,
                    1);
}
END_TEST

static void assert_words(struct plumb_options o, const char *text) {
  struct octets expected = hex(text);
  ck_assert_uint_eq(4 * plumb_options_words(o), expected.n);
  for (uint32_t k = 0; k < expected.n / 4; k++) {
    const uint8_t *p = expected.at + 4 * k;
    uint32_t word = plumb_option_word(o, k);
    ck_assert_uint_eq(word, 16777216u * p[0] + 65536u * p[1] + 256u * p[2] + p[3]);
  }
  free(expected.at);
}

/* Each option alone, in whole words. */
START_TEST(built_one_by_one) {
  assert_words((struct plumb_options){.mss = 9}, "");
  assert_words((struct plumb_options){.has_mss = true, .mss = 1460}, "020405b4");
  assert_words((struct plumb_options){.has_shift = true, .shift = 14}, "0103030e");
  assert_words((struct plumb_options){.sack_permitted = true}, "01010402");
  assert_words((struct plumb_options){.has_ts = true, .ts_val = 0x01020304, .ts_ecr = 0xfffefdfc},
               "0101080a 01020304 fffefdfc");
  assert_words((struct plumb_options){.sack = {.n = 1, .b0 = {1, 2}}},
               "0101050a 00000001 00000002");
}
END_TEST

/* The options of a SYN, and the fullest header there is: timestamps and three blocks. */
START_TEST(built_together) {
  assert_words((struct plumb_options){.has_mss = true,
                                      .mss = 1460,
                                      .has_shift = true,
                                      .shift = 7,
                                      .sack_permitted = true,
                                      .has_ts = true,
                                      .ts_val = 1},
               "020405b4 01030307 01010402 0101080a 00000001 00000000");
  assert_words(
      (struct plumb_options){
          .has_ts = true, .ts_val = 1, .ts_ecr = 2, .sack = {3, {3, 4}, {5, 6}, {7, 8}, {0, 0}}},
      "0101080a 00000001 00000002"
      "0101051a 00000003 00000004 00000005 00000006 00000007 00000008");
  assert_words((struct plumb_options){.sack = {4, {1, 2}, {3, 4}, {5, 6}, {7, 8}}},
               "01010522 00000001 00000002 00000003 00000004"
               "00000005 00000006 00000007 00000008");
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      must_4_mandatory_options,
      all_options_of_a_syn,
      no_options,
      must_6_unknown_options_are_skipped,
      must_6_unknown_option_of_forty_octets,
      must_7_length_zero_or_one,
      must_7_length_beyond_the_header,
      must_7_no_room_for_the_length,
      must_7_wrong_length_of_a_known_kind,
      must_7_options_before_the_malformed_one_count,
      must_64_any_alignment,
      must_68_every_other_kind_has_a_length,
      must_69_nothing_counts_after_the_end,
      r2018_3_b_one_to_four_blocks,
      r2018_3_c_blocks_are_not_judged,
      r7323_2_3_h_large_shift_is_passed_on,
      mss_zero_is_passed_on,
      the_last_of_two_counts,
      built_one_by_one,
      built_together,
  };
  return run_tests("options", tests, sizeof tests / sizeof tests[0]);
}
