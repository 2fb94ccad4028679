/* Segments as points of a plot. */
#include "points.h"

#include "craft.h"

static struct craft craft;
static struct point *points;

static void begin(void) { craft = (struct craft){.number = 0}; }
static void end(void) {
  flows_free(&craft.flows);
  free(points);
  points = NULL;
}

static void plot(uint32_t base_a, uint32_t base_b) {
  const uint32_t base[2] = {base_a, base_b};
  points = points_of(craft.flows.list[0], base);
}

/* A sends 100 octets from position AT on. */
static void text(uint32_t at) { sends(&craft, A, segment(ISS_A + at, ISS_B + 1, ACK, 100)); }

/* The SYN is at 0, and takes one number; a window counts from what is acknowledged. */
START_TEST(the_handshake) {
  handshake(&craft);
  plot(ISS_A, ISS_B);
  ck_assert_int_eq(points[0].seq, 0);
  ck_assert_int_eq(points[0].end, 1);
  ck_assert_int_eq(points[0].ack, NO_POSITION);
  ck_assert_int_eq(points[0].edge, NO_POSITION);
  ck_assert_int_eq(points[1].ack, 1);
  ck_assert_int_eq(points[1].edge, 4001);
  ck_assert_int_eq(points[2].seq, 1);
  ck_assert_int_eq(points[2].end, 1);
  ck_assert(!points[2].again && !points[2].late && !points[2].outside);
}
END_TEST

/* Text that was captured before is sent again; text that was missing fills a gap. */
START_TEST(again_and_late) {
  handshake(&craft);
  text(1);
  text(201);
  text(101);
  text(101);
  sends(&craft, A, segment(ISS_A + 151, ISS_B + 1, ACK, 200));
  plot(ISS_A, ISS_B);
  ck_assert(!points[3].again && !points[3].late);
  ck_assert(!points[4].again && !points[4].late);
  ck_assert(!points[5].again && points[5].late);
  ck_assert(points[6].again && !points[6].late);
  ck_assert(points[7].again); /* though it has new text, too */
}
END_TEST

/* A gap may be filled in the middle, and then at both sides. */
START_TEST(a_gap_is_filled_piece_by_piece) {
  handshake(&craft);
  text(1001);
  text(401);
  text(1);
  text(901);
  text(401);
  plot(ISS_A, ISS_B);
  for (int i = 4; i <= 6; i++)
    ck_assert(points[i].late && !points[i].again);
  ck_assert(points[7].again);
}
END_TEST

/* More gaps than are kept: what fills a forgotten one counts as sent again, nothing worse. */
START_TEST(very_many_gaps) {
  handshake(&craft);
  for (uint32_t i = 0; i < 50; i++)
    text(1 + 200 * (i + 1));
  text(101);
  text(1 + 200 * 49 + 100);
  plot(ISS_A, ISS_B);
  ck_assert(points[53].late);
  ck_assert(points[54].again);
}
END_TEST

/* Positions go on where sequence numbers begin anew. */
START_TEST(numbers_wrap) {
  const uint32_t iss = 0xffffff00;
  sends(&craft, A, segment(iss, 0, SYN, 0));
  sends(&craft, B, segment(ISS_B, iss + 1, SYN | ACK, 0));
  sends(&craft, A, segment(iss + 1, ISS_B + 1, ACK, 1000));
  sends(&craft, A, segment(iss + 1001, ISS_B + 1, ACK, 1000));
  sends(&craft, B, segment(ISS_B + 1, iss + 2001, ACK, 0));
  plot(iss, ISS_B);
  ck_assert_int_eq(points[3].seq, 1001);
  ck_assert_int_eq(points[3].end, 2001);
  ck_assert_int_eq(points[4].ack, 2001);
}
END_TEST

/* In flight is what was sent and is not acknowledged; the window is what may be. */
START_TEST(in_flight) {
  handshake(&craft);
  text(1);
  text(101);
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 101, ACK, 0));
  plot(ISS_A, ISS_B);
  ck_assert_int_eq(points[4].flight[A], 200);
  ck_assert_int_eq(points[4].window[A], 4000);
  ck_assert_int_eq(points[5].flight[A], 100);
  ck_assert_int_eq(points[5].flight[B], 0);
  ck_assert_int_eq(points[0].window[A], NO_POSITION);
}
END_TEST

static struct plumb_seg scaled(struct plumb_seg s, uint8_t shift) {
  s.options.has_shift = true;
  s.options.shift = shift;
  return s;
}

/* Windows are scaled when both SYNs say so, but never that of a SYN; a shift above 14 counts as 14.
 */
START_TEST(scaled_windows) {
  sends(&craft, A, scaled(segment(ISS_A, 0, SYN, 0), 3));
  sends(&craft, B, scaled(segment(ISS_B, ISS_A + 1, SYN | ACK, 0), 200));
  sends(&craft, A, segment(ISS_A + 1, ISS_B + 1, ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 1, ACK, 0));
  plot(ISS_A, ISS_B);
  ck_assert_int_eq(points[1].edge, 4001);
  ck_assert_int_eq(points[2].edge, 1 + (4000 << 3));
  ck_assert_int_eq(points[3].edge, 1 + (4000 << 14));
}
END_TEST

/* Without the SYNs nobody knows the scale. */
START_TEST(joined_midway) {
  text(501);
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 601, ACK, 0));
  plot(ISS_A + 501, ISS_B + 1);
  ck_assert_int_eq(points[0].seq, 0);
  ck_assert_int_eq(points[1].ack, 100);
  ck_assert_int_eq(points[1].edge, NO_POSITION);
}
END_TEST

/* What is damaged, forged or of another connection would only spoil the scale. */
START_TEST(nowhere_near) {
  handshake(&craft);
  text(1);
  sends(&craft, A, segment(ISS_A + 0x70000000, ISS_B + 1, ACK, 100));
  sends(&craft, B, segment(ISS_B + 1, ISS_A + 0x60000000, ACK, 0));
  sends(&craft, B, segment(ISS_B + 1, ISS_A - 5, ACK, 0));
  text(101);
  craft.flows.list[0]->records[3].damaged = true;
  plot(ISS_A, ISS_B);
  for (int i = 3; i <= 6; i++)
    ck_assert_msg(points[i].outside, "%d", i);
  ck_assert(!points[7].outside && !points[7].late);
  ck_assert_int_eq(points[7].seq, 101);
}
END_TEST

/* SACK blocks are ranges of what the other end sent. */
START_TEST(sack) {
  handshake(&craft);
  struct plumb_seg s = segment(ISS_B + 1, ISS_A + 1, ACK, 0);
  s.options.sack = (struct plumb_sack){.n = 1, .b0 = {.left = ISS_A + 101, .right = ISS_A + 201}};
  text(101);
  sends(&craft, B, s);
  plot(ISS_A, ISS_B);
  ck_assert_uint_eq(points[4].sack_count, 1);
  ck_assert_int_eq(points[4].sacks[0].from, 101);
  ck_assert_int_eq(points[4].sacks[0].to, 201);
}
END_TEST

int main(void) {
  const TTest *tests[] = {the_handshake,
                          again_and_late,
                          a_gap_is_filled_piece_by_piece,
                          very_many_gaps,
                          numbers_wrap,
                          in_flight,
                          scaled_windows,
                          joined_midway,
                          nowhere_near,
                          sack};
  return run_tests("cli/points", begin, end, tests, sizeof tests / sizeof tests[0]);
}
