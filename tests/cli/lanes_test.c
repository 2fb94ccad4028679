/* Lanes: each connection is followed once, in one of them, and in its order. */
#include "lanes.h"

#include "craft.h"

enum { CLIENTS = 6000, SEGMENTS = 4 };

static const struct shard ALL;
static struct harvest harvest;
static struct block *block;
static uint64_t number;

static void begin(void) {
  const struct vantage unknown = {.source = VANTAGE_UNKNOWN};
  number = 0;
  block = block_new();
  harvest_start(&harvest, &unknown, SPOOL_MEMORY);
}

static void end(void) {
  harvest_free(&harvest);
  block_free(block);
}

static void follow_block(struct lanes *lanes) {
  for (unsigned i = 0; i < lanes->count; i++)
    lanes_follow(lanes, i, block);
  block->count = 0;
}

static void put(struct lanes *lanes, enum packet_kind kind, uint16_t port, struct plumb_seg s) {
  struct parcel *parcel = &block->parcels[block->count++];
  *parcel = (struct parcel){.kind = kind, .packet = {.from = socket_a(), .to = socket_b()}};
  parcel->packet.from.port = port;
  number++;
  parcel->packet.record = (struct record){.number = number, .time = number, .seg = s};
  lanes_sort(lanes, parcel);
  if (block->count == BLOCK_PACKETS) follow_block(lanes);
}

static void close_all(struct lanes *lanes) {
  follow_block(lanes);
  for (unsigned i = 0; i < lanes->count; i++)
    lanes_end(lanes, i, number);
  lanes_close(lanes);
  spool_rewind(&harvest.spool);
}

static const unsigned lane_counts[] = {1, 2, 3, TABLES};

/* SEGMENTS of each client, a round of all clients after the other. */
START_TEST(every_segment_comes_to_its_connection) {
  struct lanes *lanes = lanes_open(&harvest, lane_counts[_i], &ALL);
  for (uint32_t i = 0; i < SEGMENTS; i++)
    for (unsigned port = 1; port <= CLIENTS; port++)
      put(lanes, PACKET_SEGMENT, (uint16_t)port,
          i == 0 ? segment(ISS_A, 0, SYN, 0) : segment(ISS_A + i, 0, ACK, 1));
  close_all(lanes);
  ck_assert_uint_eq(harvest.connections, CLIENTS);
  for (unsigned port = 1; port <= CLIENTS; port++) {
    const struct finished *finished = spool_next(&harvest.spool);
    ck_assert_uint_eq(finished->ends[0].port, port);
    ck_assert_uint_eq(finished->first, port);
    ck_assert_uint_eq(finished->last, (SEGMENTS - 1) * CLIENTS + port);
  }
}
END_TEST

/* What cannot be read, or is not in the share, goes nowhere. */
START_TEST(a_packet_that_is_none) {
  struct lanes *lanes = lanes_open(&harvest, lane_counts[_i], &ALL);
  put(lanes, PACKET_OTHER, 2, segment(ISS_A, 0, SYN, 0));
  put(lanes, PACKET_SEGMENT, 1, segment(ISS_A, 0, SYN, 0));
  put(lanes, PACKET_MALFORMED, 3, segment(ISS_A, 0, SYN, 0));
  close_all(lanes);
  ck_assert_uint_eq(harvest.connections, 1);
}
END_TEST

START_TEST(a_share) {
  uint64_t connections = 0;
  for (unsigned share = 1; share <= 2; share++) {
    const struct shard shard = {.number = share, .count = 2};
    struct lanes *lanes = lanes_open(&harvest, lane_counts[_i], &shard);
    for (unsigned port = 1; port <= 100; port++)
      put(lanes, PACKET_SEGMENT, (uint16_t)port, segment(ISS_A, 0, SYN, 0));
    close_all(lanes);
    ck_assert_uint_gt(harvest.connections, connections);
    connections = harvest.connections;
  }
  ck_assert_uint_eq(connections, 100);
}
END_TEST

int main(void) {
  const TTest *tests[] = {every_segment_comes_to_its_connection, a_packet_that_is_none, a_share};
  return run_loop_tests("cli/lanes", begin, end, tests, sizeof tests / sizeof tests[0],
                        sizeof lane_counts / sizeof lane_counts[0]);
}
