/* What becomes of segments: the same for the same seed, and what the path asks for. */
#include "fate.h"

#include "frames.h"

enum { FULL = 1514 };

static const nanoseconds MS = 1000000;

static const struct segment text = {
    .flags = FLAG_ACK, .text = 1448, .tcp_at = 34, .tcp_end = FULL, .whole = true};
static const struct segment ack = {.flags = FLAG_ACK, .tcp_at = 34, .tcp_end = 54};
static const struct segment syn = {.flags = FLAG_SYN, .tcp_at = 34, .tcp_end = 54};
static const struct segment fin = {.flags = FLAG_FIN | FLAG_ACK, .tcp_at = 34, .tcp_end = 54};

static struct direction started(const char *description, uint64_t seed, unsigned number) {
  struct path path;
  struct direction direction;
  ck_assert_ptr_null(path_parse(&path, description));
  direction_start(&direction, &path, seed, number);
  return direction;
}

static struct fate next(struct direction *direction, const struct segment *segment,
                        nanoseconds now) {
  return direction_decide(direction, segment, segment->tcp_end, now);
}

static const char everything[] =
    "delay=20,jitter=5,loss=10,dup=10,reorder=10,corrupt=10,ce=10,burst=5:30";

static bool same(const struct fate *a, const struct fate *b) {
  return a->kind == b->kind && a->held == b->held && a->marked == b->marked &&
         a->corrupt == b->corrupt && a->corrupt_at == b->corrupt_at &&
         a->corrupt_bit == b->corrupt_bit && a->copies == b->copies &&
         a->leaves[0] == b->leaves[0] && a->leaves[1] == b->leaves[1];
}

/* How many of 2,000 segments have the same fate in both directions. */
static unsigned alike(struct direction a, struct direction b) {
  unsigned count = 0;
  for (unsigned i = 0; i < 2000; i++) {
    const struct segment *segment = i % 3 == 0 ? &ack : &text;
    struct fate of_a = next(&a, segment, i * MS);
    struct fate of_b = next(&b, segment, i * MS);
    count += same(&of_a, &of_b);
  }
  return count;
}

/* The same seed gives the same fates; another seed, or the other direction, gives others. */
START_TEST(seed_decides) {
  ck_assert_uint_eq(alike(started(everything, 7, 0), started(everything, 7, 0)), 2000);
  ck_assert_uint_lt(alike(started(everything, 7, 0), started(everything, 8, 0)), 200);
  ck_assert_uint_lt(alike(started(everything, 7, 0), started(everything, 7, 1)), 200);
}
END_TEST

/* When segments come does not change whether they are lost, doubled or corrupted. */
START_TEST(time_does_not_decide) {
  struct direction a = started(everything, 3, 0), b = started(everything, 3, 0);
  for (unsigned i = 0; i < 2000; i++) {
    struct fate now = next(&a, &text, i), later = next(&b, &text, i * 17 * MS);
    ck_assert_int_eq(now.kind, later.kind);
    ck_assert_uint_eq(now.copies, later.copies);
    ck_assert_uint_eq(now.corrupt_at, later.corrupt_at);
  }
}
END_TEST

/* To switch duplication on leaves the losses where they were. */
START_TEST(faults_are_independent) {
  struct direction a = started("loss=5", 3, 0), b = started("loss=5,dup=50", 3, 0);
  for (unsigned i = 0; i < 2000; i++)
    ck_assert_int_eq(next(&a, &text, i).kind, next(&b, &text, i).kind);
}
END_TEST

/* Shares are met: of 20,000 segments within a tenth of what was asked. */
START_TEST(shares) {
  struct direction direction = started("loss=10,dup=20,reorder=30,corrupt=5,ce=15", 1, 0);
  unsigned lost = 0, dup = 0, held = 0, corrupt = 0, marked = 0;
  for (unsigned i = 0; i < 20000; i++) {
    struct fate fate = next(&direction, &text, i);
    lost += fate.copies == 0, dup += fate.copies == 2;
    held += fate.held, corrupt += fate.corrupt, marked += fate.marked;
  }
  ck_assert(1800 <= lost && lost <= 2200);
  ck_assert(3240 <= dup && dup <= 3960); /* of the 18,000 that are left */
  ck_assert(4860 <= held && held <= 5940);
  ck_assert(765 <= corrupt && corrupt <= 1035);
  ck_assert(2430 <= marked && marked <= 2970);
}
END_TEST

/* Without faults every segment passes, after the delay, in order. */
START_TEST(calm) {
  struct direction direction = started("delay=20", 1, 0);
  for (nanoseconds i = 0; i < 100; i++) {
    struct fate fate = next(&direction, &text, i);
    ck_assert_int_eq(fate.kind, FATE_FORWARD);
    ck_assert_uint_eq(fate.copies, 1);
    ck_assert_int_eq(fate.leaves[0], 20 * MS + i);
  }
}
END_TEST

/* An aimed fault hits the Nth segment of its kind, whatever stands between. */
START_TEST(aimed) {
  struct direction direction = started("drop.syn=2,drop.ack=1,drop.fin=1,drop.text=1/3", 1, 0);
  ck_assert_int_eq(next(&direction, &syn, 0).kind, FATE_FORWARD);
  ck_assert_int_eq(next(&direction, &ack, 0).kind, FATE_DROP);
  ck_assert_int_eq(next(&direction, &syn, 0).kind, FATE_DROP);
  ck_assert_int_eq(next(&direction, &text, 0).kind, FATE_DROP);
  ck_assert_int_eq(next(&direction, &ack, 0).kind, FATE_FORWARD);
  ck_assert_int_eq(next(&direction, &text, 0).kind, FATE_FORWARD);
  ck_assert_int_eq(next(&direction, &text, 0).kind, FATE_DROP);
  ck_assert_int_eq(next(&direction, &fin, 0).kind, FATE_DROP);
  ck_assert_int_eq(next(&direction, &fin, 0).kind, FATE_FORWARD);
}
END_TEST

/* What a router would tell the sender about: an aimed error, and a datagram that does not fit. */
START_TEST(told_to_the_sender) {
  struct direction direction = started("unreach.syn=1,mtu=1300", 1, 0);
  ck_assert_int_eq(next(&direction, &syn, 0).kind, FATE_UNREACH);
  ck_assert_int_eq(next(&direction, &syn, 0).kind, FATE_FORWARD);
  ck_assert_int_eq(next(&direction, &text, 0).kind, FATE_TOO_BIG);
  struct segment fits = text;
  fits.whole = false;
  ck_assert_int_eq(next(&direction, &fits, 0).kind, FATE_FORWARD);
  fits.whole = true, fits.tcp_end = 14 + 1300;
  ck_assert_int_eq(next(&direction, &fits, 0).kind, FATE_FORWARD);
  fits.tcp_end++;
  ck_assert_int_eq(next(&direction, &fits, 0).kind, FATE_TOO_BIG);
}
END_TEST

/* A segment with several kinds is counted in each: any, text and FIN here. */
START_TEST(counted_in_each_kind) {
  struct segment last = text;
  last.flags |= FLAG_FIN;
  struct direction direction = started("drop.fin=1", 1, 0);
  ck_assert_int_eq(next(&direction, &last, 0).kind, FATE_DROP);
  ck_assert_uint_eq(direction.seen[KIND_ANY], 1);
  ck_assert_uint_eq(direction.seen[KIND_TEXT], 1);
  ck_assert_uint_eq(direction.seen[KIND_FIN], 1);
  ck_assert_uint_eq(direction.seen[KIND_ACK], 0);
}
END_TEST

/* Aimed duplication, holding back, marking and corruption. */
START_TEST(aimed_otherwise) {
  struct direction direction =
      started("dup.text=1,gap=3,hold.text=2,hold=9,ce.text=3,corrupt.text=4", 1, 0);
  struct fate fate = next(&direction, &text, 0);
  ck_assert_uint_eq(fate.copies, 2);
  ck_assert_int_eq(fate.leaves[1] - fate.leaves[0], 3 * MS);
  fate = next(&direction, &text, 0);
  ck_assert(fate.held);
  ck_assert_int_eq(fate.leaves[0], 9 * MS);
  ck_assert_int_eq(next(&direction, &ack, 0).leaves[0], 0); /* overtakes it */
  fate = next(&direction, &text, 0);
  ck_assert(fate.marked && !fate.corrupt);
  fate = next(&direction, &text, 0);
  ck_assert(fate.corrupt && !fate.marked);
}
END_TEST

/* Corruption flips a bit within the segment, the header included, and never in IP or padding. */
START_TEST(corruption_within_the_segment) {
  struct direction direction = started("corrupt=100", 1, 0);
  unsigned in_header = 0;
  for (unsigned i = 0; i < 5000; i++) {
    struct fate fate = next(&direction, &text, 0);
    ck_assert_uint_lt(fate.corrupt_at, text.tcp_end - text.tcp_at);
    ck_assert_uint_lt(fate.corrupt_bit, 8);
    in_header += fate.corrupt_at < 20;
  }
  ck_assert_uint_gt(in_header, 0);
}
END_TEST

/* In an outage everything is lost, before and after nothing. */
START_TEST(outage) {
  struct direction direction = started("outage=1:2", 1, 0);
  ck_assert_int_eq(next(&direction, &text, 999 * MS).kind, FATE_FORWARD);
  ck_assert_int_eq(next(&direction, &text, 1000 * MS).kind, FATE_OUTAGE);
  ck_assert_int_eq(next(&direction, &text, 2999 * MS).kind, FATE_OUTAGE);
  ck_assert_int_eq(next(&direction, &text, 3000 * MS).kind, FATE_FORWARD);
}
END_TEST

/* What comes during a stall leaves after it, in order. */
START_TEST(stall) {
  struct direction direction = started("delay=20,stall=1:2", 1, 0);
  ck_assert_int_eq(next(&direction, &text, 999 * MS).leaves[0], 1019 * MS);
  ck_assert_int_eq(next(&direction, &text, 1000 * MS).leaves[0], 3020 * MS);
  ck_assert_int_eq(next(&direction, &text, 2999 * MS).leaves[0], 3020 * MS);
  ck_assert_int_eq(next(&direction, &text, 3005 * MS).leaves[0], 3025 * MS);
}
END_TEST

/* A limited link sends one frame after the other, and drops what its queue does not hold. */
START_TEST(rate_and_queue) {
  struct direction direction =
      started("rate=12112,queue=4", 1, 0); /* 1,514 octets in a millisecond */
  for (int i = 1; i <= 2; i++)
    ck_assert_int_eq(next(&direction, &text, 0).leaves[0], i * MS);
  ck_assert_int_eq(next(&direction, &text, 0).kind, FATE_TAIL);
  ck_assert_int_eq(next(&direction, &text, MS).leaves[0], 3 * MS);
  ck_assert_int_eq(next(&direction, &text, 10 * MS).leaves[0], 11 * MS); /* idle since */
}
END_TEST

/* Losses in bursts come together: as many as asked for on average, in far fewer runs. */
START_TEST(bursts) {
  struct direction direction = started("burst=1:25", 1, 0);
  unsigned lost = 0, runs = 0;
  bool before = false;
  for (unsigned i = 0; i < 50000; i++) {
    bool now = next(&direction, &text, 0).kind == FATE_BURST;
    lost += now, runs += now && !before;
    before = now;
  }
  ck_assert(1500 <= lost && lost <= 2500); /* 1 / (1 + 25) of them */
  ck_assert(lost >= 3 * runs);             /* four to a run on average */
}
END_TEST

/* Jitter stays within its bounds, never lets a segment leave before it came, and changes the order.
 */
START_TEST(jitter) {
  struct direction direction = started("delay=2,jitter=5", 1, 0);
  nanoseconds highest = 0;
  unsigned overtaken = 0;
  for (nanoseconds i = 0; i < 1000; i++) {
    nanoseconds leaves = next(&direction, &text, i * MS / 10).leaves[0];
    ck_assert(leaves >= i * MS / 10 && leaves <= i * MS / 10 + 7 * MS);
    overtaken += leaves < highest;
    highest = leaves > highest ? leaves : highest;
  }
  ck_assert_uint_gt(overtaken, 100);
}
END_TEST

int main(void) {
  const TTest *tests[] = {seed_decides,
                          time_does_not_decide,
                          faults_are_independent,
                          shares,
                          calm,
                          aimed,
                          told_to_the_sender,
                          counted_in_each_kind,
                          aimed_otherwise,
                          corruption_within_the_segment,
                          outage,
                          stall,
                          rate_and_queue,
                          bursts,
                          jitter};
  return run_tests("rig/fate", tests, sizeof tests / sizeof tests[0]);
}
