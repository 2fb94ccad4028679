/* Lanes: each connection is followed once, by whichever of them, and in its order. */
#include "lanes.h"

#include "craft.h"

enum { CLIENTS = 6000, SEGMENTS = 4 }; /* more than the batches that may be waiting have room for */

static const struct shard ALL;
static struct harvest harvest;
static uint64_t number;

static void begin(void) {
  const struct vantage unknown = {.source = VANTAGE_UNKNOWN};
  number = 0;
  harvest_start(&harvest, &unknown, SPOOL_MEMORY);
}

static void end(void) { harvest_free(&harvest); }

static void take(struct lanes *lanes, uint16_t port, struct plumb_seg s) {
  struct packet *packet = lanes_next(lanes);
  packet->from = socket_a();
  packet->from.port = port;
  packet->to = socket_b();
  number++;
  packet->record = (struct record){.number = number, .time = number, .seg = s};
  lanes_take(lanes);
}

/* SEGMENTS of each client, a round of all clients after the other. */
static void follow_all(unsigned threads) {
  struct lanes *lanes = lanes_open(&harvest, threads, &ALL);
  for (uint32_t i = 0; i < SEGMENTS; i++)
    for (unsigned port = 1; port <= CLIENTS; port++)
      take(lanes, (uint16_t)port,
           i == 0 ? segment(ISS_A, 0, SYN, 0) : segment(ISS_A + i, 0, ACK, 1));
  lanes_close(lanes, number);
  spool_rewind(&harvest.spool);
}

static const unsigned threads[] = {1, 2, 3, TABLES + 1};

START_TEST(every_segment_comes_to_its_connection) {
  follow_all(threads[_i]);
  ck_assert_uint_eq(harvest.connections, CLIENTS);
  for (unsigned port = 1; port <= CLIENTS; port++) {
    const struct finished *finished = spool_next(&harvest.spool);
    ck_assert_uint_eq(finished->ends[0].port, port);
    ck_assert_uint_eq(finished->first, port);
    ck_assert_uint_eq(finished->last, (SEGMENTS - 1) * CLIENTS + port);
  }
}
END_TEST

/* What is not taken is written over by the next. */
START_TEST(a_packet_that_is_none) {
  struct lanes *lanes = lanes_open(&harvest, threads[_i], &ALL);
  lanes_next(lanes)->from = socket_b();
  take(lanes, 1, segment(ISS_A, 0, SYN, 0));
  lanes_next(lanes)->from = socket_b();
  lanes_close(lanes, number);
  ck_assert_uint_eq(harvest.connections, 1);
}
END_TEST

int main(void) {
  const TTest *tests[] = {every_segment_comes_to_its_connection, a_packet_that_is_none};
  return run_loop_tests("cli/lanes", begin, end, tests, sizeof tests / sizeof tests[0],
                        sizeof threads / sizeof threads[0]);
}
