/* What headers have besides: reserved bits, padding, and options for which each clause has an octet
 * or a bit that breaks it, and one beside it that does not. */
#include "watch_extras.h"

#include "core/connection.h"

#include <string.h>

/* ---- Read ------------------------------------------------------------------------------------ */

enum { HEADER = 20, ROOM = 60 };

/* The header with N octets of OPTIONS; NIBBLE stands beside the data offset. */
static struct plumb_extras read_with(const char *options, unsigned n, unsigned nibble) {
  uint8_t octets[ROOM] = {0};
  octets[12] = (uint8_t)((HEADER + n) / 4 * 16 + nibble);
  memcpy(octets + HEADER, options, n);
  return plumb_extras_read(octets, HEADER + n);
}

static struct plumb_extras read(const char *options, unsigned n) {
  return read_with(options, n, 0);
}

/* Options that the core reads, and any that nobody knows, are nothing besides. */
START_TEST(ordinary) {
  ck_assert(plumb_Ordinary(read("", 0)));
  ck_assert(plumb_Ordinary(read("\1\1\10\12abcdefgh", 12)));
  ck_assert(plumb_Ordinary(read("\2\4\5\264\4\2\1\3", 6)));
  ck_assert(plumb_Ordinary(read("\376\4ab\0\0\0\0", 8)));
}
END_TEST

/* The bits beside the data offset: three are reserved, the last is AE. */
START_TEST(reserved_bits) {
  for (unsigned nibble = 0; nibble < 16; nibble++) {
    struct plumb_extras x = read_with("", 0, nibble);
    ck_assert_uint_eq(x.reserved, nibble / 2);
    ck_assert_int_eq(x.ae, nibble % 2);
    ck_assert_int_eq(plumb_Ordinary(x), nibble == 0);
  }
}
END_TEST

/* Every option but two has a length octet, from 2 on, and ends within the header. */
START_TEST(must_68) {
  ck_assert(read("\1\1\1\10", 4).cut);
  ck_assert(read("\1\1\10\0", 4).cut);
  ck_assert(read("\1\1\10\1", 4).cut);
  ck_assert(!read("\1\1\10\2", 4).cut);
  ck_assert(read("\1\1\10\3", 4).cut);
  ck_assert(!read("\1\1\1\1", 4).cut);
  char nops[41] = {0};
  memset(nops, 1, 40);
  ck_assert(plumb_Ordinary(read(nops, 40)));
}
END_TEST

/* After End of Option List there is nothing but zeros. */
START_TEST(must_69) {
  ck_assert(read("\1\1\0\1", 4).padded);
  ck_assert(read("\0\0\0\0\0\0\0\1", 8).padded);
  ck_assert(!read("\1\1\1\0", 4).padded);
  ck_assert(!read("\0\0\0\0\0\0\0\0", 8).padded);
  ck_assert(!read("\1\1\0\10", 4).cut);
}
END_TEST

/* Which options there are; of what is within others none is one. */
START_TEST(options) {
  struct plumb_extras x = read("\23\22aaaaaaaaaaaaaaaa\1\1", 20);
  ck_assert(x.md5 && !x.ao);
  x = read("\35\4ab\35\3a\1", 8);
  ck_assert(x.ao && x.ao_again && x.ao_short && !x.md5);
  x = read("\35\4ab", 4);
  ck_assert(x.ao && !x.ao_again && !x.ao_short);
  x = read("\34\4\200\0", 4);
  ck_assert(x.uto_zero && !x.uto_length);
  x = read("\34\4\0\1", 4);
  ck_assert(plumb_Ordinary(x));
  x = read("\34\3\0\1", 4);
  ck_assert(x.uto_length && !x.uto_zero);
  x = read("\42\12abcdefgh\1\1", 12);
  ck_assert_uint_eq(x.fast, 10);
  ck_assert(plumb_Ordinary(read("\376\4\23\22", 4)));
}
END_TEST

/* ---- Judged ---------------------------------------------------------------------------------- */

static struct plumb_extras_watch watch;

static void comes(struct plumb_seg s, struct plumb_extras x) {
  watch = plumb_extras_watch_arrived(watch, s, x);
}
static void goes(struct plumb_seg s, struct plumb_extras x) {
  ck_assert_int_eq(plumb_extras_watch_sent(watch, s, x), PLUMB_NO_EXTRAS_FAULT);
  watch = plumb_extras_watch_after_sent(watch, s, x);
}
static void assert_clause(struct plumb_seg s, struct plumb_extras x, const char *id) {
  enum plumb_extras_fault fault = plumb_extras_watch_sent(watch, s, x);
  ck_assert_int_ne(fault, PLUMB_NO_EXTRAS_FAULT);
  ck_assert_str_eq(plumb_extras_clause(fault)->id, id);
}

static struct plumb_seg plain(unsigned bits) { return segment(ISS, IRS, bits, 0); }

/* (AE,CWR,ECE) on a segment with BITS. */
static struct plumb_seg ecn(unsigned bits, bool cwr, bool ece) {
  struct plumb_seg s = plain(bits);
  s.ctl.cwr = cwr;
  s.ctl.ece = ece;
  return s;
}

static const struct plumb_extras none = {0}, ae = {.ae = true};

static void anew(void) { watch = plumb_start_extras_watch(); }

START_TEST(r9293_l01) {
  for (uint8_t bits = 1; bits < 8; bits++)
    assert_clause(plain(ACK), (struct plumb_extras){.reserved = bits}, "R9293-L01");
  assert_clause(plain(RST), (struct plumb_extras){.reserved = 1}, "R9293-L01");
  assert_clause(ecn(SYN | ACK, true, true), ae, "R9293-L01");
  goes(plain(ACK), ae); /* its SYN was not seen */
  goes(plain(SYN), none);
  assert_clause(plain(ACK), ae, "R9293-L01");
  goes(plain(RST), ae); /* perhaps for another connection */
  comes(ecn(SYN | ACK, false, true), none);
  goes(plain(ACK), ae); /* some kind of ECN */
}
END_TEST

START_TEST(of_options) {
  assert_clause(plain(ACK), (struct plumb_extras){.cut = true}, "MUST-68");
  assert_clause(plain(ACK), (struct plumb_extras){.padded = true}, "MUST-69");
  assert_clause(plain(ACK), (struct plumb_extras){.ao = true, .ao_short = true}, "R5925-2.2-e");
  assert_clause(plain(ACK), (struct plumb_extras){.ao = true, .ao_again = true}, "R5925-2.2-c");
  assert_clause(plain(ACK), (struct plumb_extras){.uto_length = true}, "R5482-3.3-b");
  assert_clause(plain(ACK), (struct plumb_extras){.uto_zero = true}, "R5482-3.4-a");
}
END_TEST

/* Both kinds of signatures in one segment, or one after the other; but SYNs may try. */
START_TEST(r5925_2_2_a) {
  const struct plumb_extras ao = {.ao = true}, md5 = {.md5 = true};
  assert_clause(plain(SYN), (struct plumb_extras){.ao = true, .md5 = true}, "R5925-2.2-a");
  goes(plain(SYN), ao);
  goes(plain(SYN), md5);
  goes(plain(ACK), ao);
  goes(plain(ACK), ao);
  assert_clause(plain(ACK), md5, "R5925-2.2-a");
  goes(plain(RST), md5);
  anew();
  goes(plain(SYN), ao);
  goes(plain(ACK), md5);
  assert_clause(plain(ACK), ao, "R5925-2.2-a");
  anew();
  goes(plain(SYN), md5);
  goes(plain(ACK), ao);
}
END_TEST

static struct plumb_extras fast(uint8_t length) { return (struct plumb_extras){.fast = length}; }

/* A cookie has 4 to 16 octets, an even number, or there is none. */
START_TEST(r7413_4_1_1_a) {
  for (unsigned n = 1; n <= 40; n++) {
    anew();
    if (n == 2 || (n >= 6 && n <= 18 && n % 2 == 0))
      goes(plain(SYN), fast((uint8_t)n));
    else
      assert_clause(plain(SYN), fast((uint8_t)n),
                    n >= 6 && n <= 18 ? "R7413-4.1.1-b" : "R7413-4.1.1-a");
  }
}
END_TEST

/* Sent again, the SYN asks for no Fast Open, and carries no text if it carried a cookie. */
START_TEST(r7413_4_2_2_c) {
  goes(plain(SYN), none);
  goes(plain(SYN), fast(2));
  assert_clause(plain(SYN), fast(2), "R7413-4.2.2-c");
  goes(segment(ISS, IRS, SYN, 1), none);
  goes(plain(SYN | ACK), fast(10));
  anew();
  goes(segment(ISS, IRS, SYN, 1), fast(10));
  assert_clause(segment(ISS, IRS, SYN, 1), none, "R7413-4.2.2-c");
  goes(plain(SYN), none);
}
END_TEST

/* The SYN,ACK neither, unless it may answer another SYN. */
START_TEST(r7413_4_2_2_i) {
  comes(plain(SYN), fast(2));
  goes(plain(SYN | ACK), fast(10));
  assert_clause(plain(SYN | ACK), fast(10), "R7413-4.2.2-i");
  goes(plain(SYN | ACK), none);
  comes(plain(SYN), none);
  goes(plain(SYN | ACK), fast(10));
}
END_TEST

/* The SYN of Accurate ECN has all three bits, and no other SYN has AE. */
START_TEST(r9768_3_1_1_b) {
  assert_clause(plain(SYN), ae, "R9768-3.1.1-b");
  assert_clause(ecn(SYN, true, false), ae, "R9768-3.1.1-b");
  assert_clause(ecn(SYN, false, true), ae, "R9768-3.1.1-b");
  goes(ecn(SYN, true, true), ae);
}
END_TEST

/* The SYN,ACK of Accurate ECN, as far as it has AE, is for who asked. */
START_TEST(r9768_3_1_1_e) {
  for (int asked = 0; asked < 2; asked++) {
    anew();
    comes(ecn(SYN, true, true), asked ? ae : none);
    for (int cwr = 0; cwr < 2; cwr++)
      if (asked)
        goes(ecn(SYN | ACK, cwr, false), ae);
      else
        assert_clause(ecn(SYN | ACK, cwr, false), ae, "R9768-3.1.1-e");
    goes(ecn(SYN | ACK, true, false), none);
  }
}
END_TEST

/* SYNs of both kinds; one that asks for nothing may come between. */
START_TEST(r9768_3_1_5_c) {
  goes(ecn(SYN, true, true), ae);
  goes(plain(SYN), none);
  assert_clause(ecn(SYN, true, true), none, "R9768-3.1.5-c");
  goes(ecn(SYN, true, true), ae);
  anew();
  goes(ecn(SYN, true, true), none);
  goes(ecn(SYN, true, true), none);
  assert_clause(ecn(SYN, true, true), ae, "R9768-3.1.5-c");
}
END_TEST

START_TEST(r9768_3_1_5_d) {
  comes(ecn(SYN, true, true), ae);
  goes(ecn(SYN | ACK, true, false), none);
  goes(plain(SYN | ACK), none);
  assert_clause(ecn(SYN | ACK, false, true), none, "R9768-3.1.5-d");
  anew();
  comes(ecn(SYN, true, true), ae);
  goes(ecn(SYN | ACK, false, true), none);
  assert_clause(ecn(SYN | ACK, true, true), none, "R9768-3.1.5-d");
  anew();
  goes(ecn(SYN | ACK, false, true), none);
  goes(ecn(SYN | ACK, true, true), none); /* not asked: no Accurate ECN, but bits sent back */
}
END_TEST

int main(void) {
  const TTest *tests[] = {ordinary,      reserved_bits, must_68,       must_69,
                          options,       r9293_l01,     of_options,    r5925_2_2_a,
                          r7413_4_1_1_a, r7413_4_2_2_c, r7413_4_2_2_i, r9768_3_1_1_b,
                          r9768_3_1_1_e, r9768_3_1_5_c, r9768_3_1_5_d};
  return run_tests("check/watch_extras", tests, sizeof tests / sizeof tests[0]);
}
