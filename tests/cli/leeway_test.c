/* What else an endpoint might have sent. */
#include "leeway.h"

#include "craft.h"

static struct leeway leeway;
static char text[LEEWAY_TEXT_SIZE];

static const char *sent(struct plumb_seg s) {
  leeway_sent(&leeway, &s, text);
  return text;
}

static void arrived(struct plumb_seg s) { leeway_arrived(&leeway, &s); }

/* A has sent its SYN, and the SYN,ACK has reached it. */
static void begin(void) {
  leeway = leeway_of_fresh();
  ck_assert_str_eq(sent(segment(ISS_A, 0, SYN, 0)), "any ISS, any window");
  arrived(segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
}

/* A SYN sent again is the same but for its window. */
START_TEST(a_syn_again) { ck_assert_str_eq(sent(segment(ISS_A, 0, SYN, 0)), "any window"); }
END_TEST

/* Before it offered any window, it may offer whichever it likes. */
START_TEST(the_first_window) {
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 1, ACK, 0)), "text up to 4001, any window");
}
END_TEST

/* What has arrived may be acknowledged, or not yet; the window must not shrink. */
START_TEST(acknowledgments) {
  (void)sent(segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  arrived(segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  arrived(segment(ISS_B + 101, ISS_A + 1, ACK, 100));
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 101, ACK, 0)),
                   "ACK 1 to 201, text up to 4001, a right edge from 4001 on");
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 201, ACK, 0)),
                   "ACK 101 to 201, text up to 4001, a right edge from 4101 on");
}
END_TEST

/* No text when the window is used up, and none after the FIN. */
START_TEST(text_that_may_be_sent) {
  (void)sent(segment(ISS_A + 1, ISS_B + 1, ACK, 3000));
  ck_assert_str_eq(sent(segment(ISS_A + 3001, ISS_B + 1, ACK, 1000)),
                   "text up to 4001, a right edge from 4001 on");
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 1, ACK, 1000)), "a right edge from 4001 on");
  arrived(segment(ISS_B + 1, ISS_A + 4001, ACK, 0));
  (void)sent(segment(ISS_A + 4001, ISS_B + 1, FIN | ACK, 0));
  ck_assert_str_eq(sent(segment(ISS_A + 4002, ISS_B + 1, ACK, 0)), "a right edge from 4001 on");
}
END_TEST

/* A closed window may be probed. */
START_TEST(a_closed_window) {
  leeway = leeway_of_fresh();
  (void)sent(segment(ISS_A, 0, SYN, 0));
  struct plumb_seg s = segment(ISS_B, ISS_A + 1, SYN | ACK, 0);
  s.wnd = 0;
  arrived(s);
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 1, ACK, 0)), "text up to 2, any window");
}
END_TEST

/* A reset is no matter of choice; what the RFCs do not explain, they do not say how to go on from.
 */
START_TEST(nothing_to_say) {
  ck_assert_str_eq(sent(segment(ISS_A + 1, 0, RST, 0)), "");
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 9, ACK, 0)), "");
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 1, ACK, 0)), "");
}
END_TEST

/* Of a connection joined midway nothing is known. */
START_TEST(joined_midway) {
  leeway = leeway_of_fresh();
  ck_assert_str_eq(sent(segment(ISS_A + 1, ISS_B + 1, ACK, 10)), "");
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_syn_again,     the_first_window, acknowledgments, text_that_may_be_sent,
                          a_closed_window, nothing_to_say,   joined_midway};
  return run_tests("cli/leeway", begin, NULL, tests, sizeof tests / sizeof tests[0]);
}
