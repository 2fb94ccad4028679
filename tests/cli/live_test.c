/* A connection followed: a segment that the capture shows twice was sent once, and arrived. */
#include "live.h"

#include "craft.h"

static struct craft craft;

static void start(void) {
  craft = (struct craft){.number = 0};
  handshake(&craft);
}

static void end(void) { flows_free(&craft.flows); }

/* The capture shows S of FROM once more. */
static void shows_again(int from, struct plumb_seg s) {
  sends_after(&craft, from, 100, s);
  struct connection *c = craft.flows.list[0];
  c->records[c->count - 1].is_copy = true;
}

static uint32_t charges_against_a(void) {
  struct finished *finished = finished_of(craft.flows.list[0], craft.time);
  uint32_t count = finished->end[A].charge_count;
  free(finished);
  return count;
}

/* R9293-L16: an acknowledgment that is captured again after a later one did not go back. */
START_TEST(a_copy_accuses_nobody) {
  struct plumb_seg first = segment(ISS_A + 1, ISS_B + 1, ACK, 0);
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 101, ACK, 0));
  if (_i == 0)
    shows_again(A, first);
  else
    sends(&craft, A, first);
  ck_assert_uint_eq(charges_against_a(), _i == 0 ? 0 : 1);
}
END_TEST

/* What arrives again has arrived all the same: the first may have been damaged on its way. */
START_TEST(a_copy_arrives) {
  shows_again(B, segment(ISS_B + 1, ISS_A + 1, ACK, 100));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 101, ACK, 0));
  ck_assert_uint_eq(charges_against_a(), 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {a_copy_accuses_nobody, a_copy_arrives};
  return run_loop_tests("cli/live", start, end, tests, sizeof tests / sizeof tests[0], 2);
}
