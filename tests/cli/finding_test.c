/* Findings in words: what was allowed, what was seen. */
#include "finding.h"
#include "watch_dsack.h"
#include "watches.h"

#include "craft.h"

/* The observer's finding about an end with ISS 100 whose peer has ISS 500. */
static void assert_words(enum plumb_finding finding, uint32_t low, uint32_t high, uint32_t seen,
                         const char *allowed_words, const char *seen_words) {
  struct plumb_observer before = {
      .iss = ISS_A, .irs = ISS_B, .syn_arrived = true, .fin_sent = true};
  struct plumb_judgement judgement = {.finding = finding, .low = low, .high = high, .seen = seen};
  struct charge charge = charge_of(&judgement, &before);
  ck_assert_str_eq(finding_of(&charge).allowed, allowed_words);
  ck_assert_str_eq(finding_of(&charge).seen, seen_words);
}

/* Acknowledgments and window edges count from the peer's ISS, */
START_TEST(relative_to_the_peer) {
  assert_words(PLUMB_ACK_OF_NOTHING, 501, 600, 700, "ACK 1 to 100", "ACK 200");
  assert_words(PLUMB_ACK_WENT_BACK, 550, 600, 510, "ACK 50 to 100", "ACK 10");
  assert_words(PLUMB_WINDOW_SHRUNK, 900, 900, 800, "a right edge of at least 400",
               "a right edge of 300");
}
END_TEST

/* what was sent counts from its own, */
START_TEST(relative_to_itself) {
  assert_words(PLUMB_SEQ_BEYOND_NXT, 101, 101, 201, "SEQ up to 1", "SEQ 101");
  assert_words(PLUMB_TEXT_BEYOND_WINDOW, 101, 300, 400, "text up to 200", "text up to 300");
  assert_words(PLUMB_TEXT_AFTER_FIN, 110, 110, 150, "the FIN at 10", "text up to 50");
  assert_words(PLUMB_FIN_MOVED, 110, 110, 150, "the FIN at 10", "a FIN at 50");
}
END_TEST

/* and initial sequence numbers, resets and shift counts are what they are. */
START_TEST(absolute) {
  assert_words(PLUMB_SYN_OTHER_ISS, 100, 0, 77, "ISS 100", "ISS 77");
  assert_words(PLUMB_RESET_SEQ_NOT_ZERO, 0, 0, 77, "SEQ 0", "SEQ 77");
  assert_words(PLUMB_SHIFT_TOO_LARGE, 0, 0, 15, "a shift count of 0 to 14", "a shift count of 15");
}
END_TEST

/* A bit or an option is there or not. */
START_TEST(without_numbers) {
  assert_words(PLUMB_ACK_BIT_MISSING, 0, 0, 0, "the ACK bit", "no ACK bit");
  assert_words(PLUMB_MSS_OUTSIDE_SYN, 0, 0, 0, "no MSS option without SYN", "an MSS option");
  assert_words(PLUMB_CHALLENGE_MISSING, 0, 0, 0, "a challenge ACK", "none");
  assert_words(PLUMB_SYN_CHALLENGE_MISSING, 0, 0, 0, "a challenge ACK", "none");
}
END_TEST

/* Before the peer's SYN there is nothing to acknowledge, and nothing to count from. */
START_TEST(before_the_peers_syn) {
  struct plumb_observer before = {.acked = 1, .rcv_max = 1};
  struct plumb_judgement judgement = {
      .finding = PLUMB_ACK_OF_NOTHING, .low = 1, .high = 1, .seen = 77};
  struct charge charge = charge_of(&judgement, &before);
  ck_assert_str_eq(finding_of(&charge).allowed, "no ACK before the peer's SYN");
  ck_assert_str_eq(finding_of(&charge).seen, "ACK 77");
}
END_TEST

/* A FIN that text follows never stood anywhere else. */
START_TEST(a_first_fin_before_text) {
  struct plumb_observer before = {.iss = ISS_A, .nxt = 61};
  struct plumb_judgement judgement = {.finding = PLUMB_FIN_MOVED, .seen = ISS_A + 51};
  struct charge charge = charge_of(&judgement, &before);
  ck_assert_str_eq(finding_of(&charge).allowed, "no FIN before 61");
  ck_assert_str_eq(finding_of(&charge).seen, "a FIN at 51");
}
END_TEST

/* Loss and reordering on the way can make a gap, or hide a SYN, but make no text after a FIN. */
START_TEST(what_depends_on_the_order) {
  ck_assert(!holds_in_any_order(PLUMB_SEQ_BEYOND_NXT));
  ck_assert(!holds_in_any_order(PLUMB_WINDOW_SHRUNK));
  ck_assert(!holds_in_any_order(PLUMB_CHALLENGE_MISSING));
  ck_assert(!holds_in_any_order(PLUMB_SYN_CHALLENGE_MISSING));
  ck_assert(!holds_in_any_order(PLUMB_RESET_SEQ_NOT_ZERO));
  ck_assert(!holds_in_any_order(PLUMB_SHIFT_NOT_OFFERED));
  ck_assert(holds_in_any_order(PLUMB_TEXT_AFTER_FIN));
  ck_assert(holds_in_any_order(PLUMB_ACK_OF_NOTHING));
}
END_TEST

/* What the capture lacks may be the text that came twice, the newest, or what could be marked. */
START_TEST(what_depends_on_all_that_arrived) {
  ck_assert(rests_on_arrivals(PLUMB_TEXT_BEYOND_WINDOW));
  ck_assert(rests_on_arrivals(FIRST_dsack + PLUMB_NEVER_TWICE));
  ck_assert(rests_on_arrivals(FIRST_dsack + PLUMB_NEWEST_LATER));
  ck_assert(rests_on_arrivals(FIRST_marks + PLUMB_ECE_UNFOUNDED));
  ck_assert(!rests_on_arrivals(FIRST_dsack + PLUMB_BLOCK_WITHIN));
  ck_assert(!rests_on_arrivals(FIRST_marks + PLUMB_ECT_ON_ACK));
  ck_assert(!rests_on_arrivals(PLUMB_TEXT_AFTER_FIN));
}
END_TEST

int main(void) {
  const TTest *tests[] = {relative_to_the_peer,
                          relative_to_itself,
                          absolute,
                          without_numbers,
                          before_the_peers_syn,
                          a_first_fin_before_text,
                          what_depends_on_the_order,
                          what_depends_on_all_that_arrived};
  return run_tests("cli/finding", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
