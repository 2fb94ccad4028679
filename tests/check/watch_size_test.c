/* How large segments may be, by what the peer's SYN said: text, and the options that it shares the
 * MSS with. */
#include "watch_size.h"

#include "core/connection.h"

enum { UNSAID = 536, STAMPS = 12 };

/* The watch after a SYN of the peer that announces an MSS, unless that is UNSAID. */
static struct plumb_size_watch hears(struct plumb_size_watch w, uint16_t mss) {
  struct plumb_seg s = segment(IRS, ISS + 1, SYN | ACK, 0);
  s.options.has_mss = mss != UNSAID;
  s.options.mss = mss;
  return plumb_size_watch_arrived(w, s, UNSAID);
}

static struct plumb_size_watch after(uint16_t mss) { return hears(plumb_start_size_watch(), mss); }

static struct plumb_seg text(uint32_t octets) { return segment(ISS + 1, RCV, ACK, octets); }

static void assert_clause(struct plumb_size_watch w, uint32_t octets, uint8_t spent,
                          const char *id) {
  enum plumb_size_fault fault = plumb_size_watch_sent(w, text(octets), spent);
  ck_assert_int_ne(fault, PLUMB_NO_SIZE_FAULT);
  ck_assert_str_eq(plumb_size_clause(fault)->id, id);
}

static void assert_innocent(struct plumb_size_watch w, uint32_t octets, uint8_t spent) {
  ck_assert_int_eq(plumb_size_watch_sent(w, text(octets), spent), PLUMB_NO_SIZE_FAULT);
}

/* A peer that takes 100 octets gets 100; one that says nothing takes what every host must. */
START_TEST(must_16) {
  assert_innocent(after(100), 100, 0);
  assert_clause(after(100), 101, 0, "MUST-16");
  assert_clause(after(100), 1440, STAMPS, "MUST-16");
  assert_innocent(after(UNSAID), 536, 0);
  assert_clause(after(UNSAID), 537, 0, "MUST-16");
}
END_TEST

/* Options take their place from the text. */
START_TEST(r6691_2_c) {
  assert_innocent(after(1460), 1448, STAMPS);
  assert_clause(after(1460), 1449, STAMPS, "R6691-2-c");
  assert_clause(after(1460), 1460, STAMPS, "R6691-2-c");
}
END_TEST

/* Of several SYNs the most generous counts, whichever comes first; other segments say nothing. */
START_TEST(several_syns) {
  assert_innocent(hears(after(100), 1460), 1460, 0);
  assert_innocent(hears(after(1460), 100), 1460, 0);
  struct plumb_seg s = segment(RCV, ISS + 1, ACK, 0);
  s.options.has_mss = true;
  s.options.mss = 1460;
  assert_clause(plumb_size_watch_arrived(after(100), s, UNSAID), 101, 0, "MUST-16");
}
END_TEST

/* Before a SYN, and after one that says 0, there is nothing to go by; one octet of text may always
   be sent. */
START_TEST(not_judged) {
  assert_innocent(plumb_start_size_watch(), 1460, 0);
  assert_innocent(after(0), 1460, 0);
  assert_innocent(after(8), 1, STAMPS);
  assert_clause(after(8), 2, STAMPS, "R6691-2-c");
}
END_TEST

int main(void) {
  const TTest *tests[] = {must_16, r6691_2_c, several_syns, not_judged};
  return run_tests("check/watch_size", tests, sizeof tests / sizeof tests[0]);
}
