/* What captures made by hand exercise: occasions, states, rows. */
#include "exercise.h"

#include "craft.h"

static struct craft craft;
static struct exercise exercise;

static void begin(void) {
  craft = (struct craft){.number = 0};
  exercise = exercise_start();
}
static void end(void) {
  flows_free(&craft.flows);
  exercise_free(&exercise);
}

/* The capture so far, taken at A, or where it is not known. */
static void count(bool at_a) {
  struct vantage vantage = {.source = VANTAGE_UNKNOWN};
  if (at_a) vantage = (struct vantage){.source = VANTAGE_GIVEN, .host = socket_a()};
  const struct trace trace = {.flows = craft.flows, .reading = {.ended = craft.time}};
  exercise_count(&exercise, &trace, &vantage);
}

static uint64_t arrived(const char *id, enum plumb_tcp_state state) {
  for (size_t i = 0; i < exercise.row_count; i++)
    if (strncmp(exercise.rows[i].id, id, exercise.rows[i].length) == 0 &&
        strlen(id) == exercise.rows[i].length)
      return exercise.rows[i].arrived[state];
  ck_abort_msg("no row %s", id);
}

/* The rows are those of SEGMENT ARRIVES, each once. */
START_TEST(rows_begin_at_nothing) {
  ck_assert_uint_eq(exercise.row_count, 67);
  ck_assert_uint_eq(arrived("EV-SEG-CLOSED-1", PLUMB_CLOSED), 0);
  ck_assert_uint_eq(arrived("EV-SEG-SYNC-8h", PLUMB_TIME_WAIT), 0);
}
END_TEST

/* A opens and closes: its states, and the rows by which the segments of B went. */
START_TEST(states_and_rows) {
  handshake(&craft);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 101, ACK, 50));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 51, ACK, 0));
  farewell(&craft, ISS_A + 101, ISS_B + 51);
  count(true);
  ck_assert_uint_eq(exercise.captures, 1);
  ck_assert_uint_eq(exercise.connections, 1);
  ck_assert_uint_eq(exercise.ends, 1);
  const enum plumb_tcp_state stood[] = {PLUMB_CLOSED, PLUMB_SYN_SENT, PLUMB_ESTABLISHED,
                                        PLUMB_FIN_WAIT_1, PLUMB_TIME_WAIT};
  uint64_t sum = 0;
  for (unsigned i = 0; i < sizeof stood / sizeof stood[0]; i++)
    ck_assert_uint_eq(exercise.states[stood[i]], 1);
  for (unsigned state = 0; state < STATES; state++)
    sum += exercise.states[state];
  ck_assert_uint_eq(sum, 5);
  ck_assert_uint_eq(arrived("EV-SEG-SYNSENT-4b", PLUMB_SYN_SENT), 1);
  ck_assert_uint_eq(arrived("EV-SEG-SYNC-5e", PLUMB_ESTABLISHED), 1);
  ck_assert_uint_eq(arrived("EV-SEG-SYNC-7a", PLUMB_ESTABLISHED), 1);
  ck_assert_uint_eq(arrived("EV-SEG-SYNC-7b", PLUMB_ESTABLISHED), 1);
  ck_assert_uint_eq(arrived("EV-SEG-SYNC-8f", PLUMB_FIN_WAIT_1), 1);
}
END_TEST

/* A sent six segments: SYN; ACK; text; ACK; FIN; ACK.  Of B, at the other end, those count that are
   evident from afar. */
START_TEST(occasions_of_each_segment) {
  handshake(&craft);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 101, ACK, 50));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 51, ACK, 0));
  farewell(&craft, ISS_A + 101, ISS_B + 51);
  count(true);
  const uint64_t *occasions = exercise.occasions;
  ck_assert_uint_eq(occasions[PLUMB_ACK_BIT_MISSING], 5 + 2); /* all but the SYNs */
  ck_assert_uint_eq(occasions[PLUMB_MSS_OUTSIDE_SYN], 5 + 2);
  ck_assert_uint_eq(occasions[PLUMB_SYN_AFTER_TEXT], 2); /* of A: the ACKs after its text */
  ck_assert_uint_eq(occasions[PLUMB_WINDOW_SHRUNK], 4);  /* all after its first window */
  ck_assert_uint_eq(occasions[PLUMB_TEXT_AFTER_FIN], 1); /* the last ACK */
  ck_assert_uint_eq(occasions[PLUMB_STAMP_MISSING], 0);  /* no timestamps were agreed on */
  ck_assert_uint_eq(occasions[PLUMB_SEGMENT_AFTER_RESET], 0);
  ck_assert_uint_eq(occasions[PLUMB_CHALLENGE_MISSING], 0);
  ck_assert_uint_eq(occasions[PLUMB_NO_FINDING], 0);
}
END_TEST

/* Where it is not known at which end a capture was taken, only what holds in any order counts, of
   both ends. */
START_TEST(from_afar) {
  handshake(&craft);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1, ACK, 100));
  count(false);
  ck_assert_uint_eq(exercise.ends, 0);
  ck_assert_uint_eq(exercise.occasions[PLUMB_MSS_OUTSIDE_SYN], 3);
  ck_assert_uint_eq(exercise.occasions[PLUMB_WINDOW_SHRUNK], 0);
  ck_assert_uint_eq(exercise.states[PLUMB_ESTABLISHED], 0);
  ck_assert_uint_eq(arrived("EV-SEG-SYNSENT-4b", PLUMB_SYN_SENT), 0);
}
END_TEST

/* R5961-3.2_3-a: a reset in the window, not at RCV.NXT, after A has shown that it is alive, is an
   occasion to withhold the challenge ACK. */
START_TEST(a_reset_that_asks_for_a_challenge) {
  handshake(&craft);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 101, ACK, 10));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 11, ACK, 0));
  sends(&craft, B, segment(ISS_B + 100, 0, RST, 0));
  count(true);
  ck_assert_uint_eq(exercise.occasions[PLUMB_CHALLENGE_MISSING], 1);
  ck_assert_uint_eq(arrived("EV-SEG-SYNC-2c", PLUMB_ESTABLISHED), 1);
}
END_TEST

/* R5961-4.2_1-a: so is a SYN in the window. */
START_TEST(a_syn_that_asks_for_a_challenge) {
  handshake(&craft);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 100));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 101, ACK, 10));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 11, ACK, 0));
  sends(&craft, B, segment(ISS_B + 100, 0, SYN, 0));
  count(true);
  ck_assert_uint_eq(exercise.occasions[PLUMB_SYN_CHALLENGE_MISSING], 1);
  ck_assert_uint_eq(exercise.occasions[PLUMB_CHALLENGE_MISSING], 0);
}
END_TEST

/* R1191-3-b: text that was too big for the path is sent again, smaller and at once: it might have
   been as large, and late. */
START_TEST(told_of_the_path) {
  handshake(&craft);
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 1400));
  warned_after(&craft, A, 1000, ICMP_TOO_BIG, ISS_A + 1);
  craft.flows.list[0]->errors[0].icmp.mtu = 1300;
  craft.flows.list[0]->errors[0].icmp.size = 1440;
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 1000));
  craft.flows.list[0]->records[4].is_uncut = true;
  craft.flows.list[0]->records[4].text_sum = 1;
  count(true);
  ck_assert_uint_eq(exercise.occasions[FIRST_path + PLUMB_TOO_BIG_AGAIN], 1);
}
END_TEST

/* From where the capture missed something on, nothing counts. */
START_TEST(a_capture_with_a_gap) {
  handshake(&craft);
  sends(&craft, B, segment(ISS_B + 1001, ISS_A + 1, ACK, 10)); /* text before it is not shown */
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1011, ACK, 100));
  sends(&craft, A, segment(ISS_A + 101, ISS_B + 1011, ACK, 100));
  count(true);
  ck_assert_uint_eq(exercise.ends, 1);
  ck_assert_uint_eq(exercise.occasions[PLUMB_SEQ_BEYOND_NXT], 1); /* the ACK of the SYN,ACK */
}
END_TEST

/* Sums are made member by member. */
START_TEST(several_captures) {
  handshake(&craft);
  count(true);
  struct exercise sum = exercise_start();
  exercise_add(&sum, &exercise);
  exercise_add(&sum, &exercise);
  ck_assert_uint_eq(sum.captures, 2);
  ck_assert_uint_eq(sum.connections, 2);
  ck_assert_uint_eq(sum.ends, 2);
  ck_assert_uint_eq(sum.states[PLUMB_ESTABLISHED], 2);
  ck_assert_uint_eq(sum.occasions[PLUMB_MSS_OUTSIDE_SYN], 2);
  exercise_free(&exercise);
  exercise = sum;
  ck_assert_uint_eq(arrived("EV-SEG-SYNSENT-4b", PLUMB_SYN_SENT), 2);
}
END_TEST

int main(void) {
  const TTest *const tests[] = {rows_begin_at_nothing,
                                states_and_rows,
                                occasions_of_each_segment,
                                from_afar,
                                a_syn_that_asks_for_a_challenge,
                                a_reset_that_asks_for_a_challenge,
                                told_of_the_path,
                                a_capture_with_a_gap,
                                several_captures};
  return run_tests("cli/exercise", begin, end, tests, sizeof tests / sizeof tests[0]);
}
