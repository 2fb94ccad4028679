/* Blocks: each packet of a file is in one of them, in order, and stays there while others are read.
 */
#include "block.h"

#include <unistd.h>

#include "written.h"

enum { COUNT = 4000, CONNECTIONS = 10, MANY = 32 };

static char path[] = "/tmp/plumb-block-XXXXXX";
static struct reading reading;
static struct block *blocks[MANY];

static void begin(void) {
  (void)snprintf(path, sizeof path, "/tmp/plumb-block-XXXXXX");
  ck_assert_int_ge(close(mkstemp(path)), 0);
  write_turns(path, COUNT, CONNECTIONS);
  reading_open(&reading, path, NULL);
  ck_assert(reading.opened);
  for (size_t i = 0; i < MANY; i++)
    blocks[i] = block_new();
}

static void end(void) {
  for (size_t i = 0; i < MANY; i++)
    block_free(blocks[i]);
  reading_free(&reading);
  (void)unlink(path);
}

static void assert_turn(size_t turn, const struct arrival *arrival, const struct parcel *parcel) {
  struct datagram d = turn_of(turn, CONNECTIONS);
  ck_assert_uint_eq(arrival->raw.number, turn + 1);
  ck_assert_uint_eq(arrival->time, turn * 1000);
  ck_assert_uint_eq(arrival->raw.captured, d.length);
  ck_assert_mem_eq(arrival->raw.ip, start_of(&d), d.length);
  ck_assert_int_eq(parcel->kind, PACKET_SEGMENT);
  ck_assert_uint_eq(parcel->packet.from.port, port_of(turn, CONNECTIONS));
}

/* All are loaded before the first is parsed. */
START_TEST(many_blocks) {
  size_t used = 0, turn = 0;
  while (block_load(blocks[used], &reading))
    ck_assert_uint_lt(++used, MANY);
  ck_assert_uint_gt(used, COUNT / BLOCK_PACKETS);
  ck_assert_uint_eq(reading.packets, COUNT);
  for (size_t i = 0; i < used; i++) {
    block_parse(blocks[i]);
    for (size_t k = 0; k < blocks[i]->count; k++)
      assert_turn(turn++, &blocks[i]->arrivals[k], &blocks[i]->parcels[k]);
  }
  ck_assert_uint_eq(turn, COUNT);
}
END_TEST

/* The same block, again and again. */
START_TEST(one_block) {
  size_t turn = 0;
  while (block_load(blocks[0], &reading)) {
    block_parse(blocks[0]);
    for (size_t k = 0; k < blocks[0]->count; k++)
      assert_turn(turn++, &blocks[0]->arrivals[k], &blocks[0]->parcels[k]);
  }
  ck_assert_uint_eq(turn, COUNT);
  ck_assert(!block_load(blocks[0], &reading));
}
END_TEST

int main(void) {
  const TTest *tests[] = {many_blocks, one_block};
  return run_tests("cli/block", begin, end, tests, sizeof tests / sizeof tests[0]);
}
