/* Files examined several at a time come in the order of the command line. */
#include "crew.h"

#include "craft.h"

static struct inputs inputs;

static void begin(void) {
  inputs = (struct inputs){.count = 0};
  ck_assert(inputs_add(&inputs, PLUMB_SOURCE_DIR "/traces/probes"));
  ck_assert(inputs_add(&inputs, "/nonexistent/capture.pcap"));
  ck_assert(inputs_add(&inputs, PLUMB_SOURCE_DIR "/traces/lwip-2.1.3"));
}
static void end(void) { inputs_free(&inputs); }

/* Packets and connections of each file, in the order of the crew. */
static void count(unsigned threads, uint64_t *packets, uint64_t *connections) {
  const struct examine_options options = {.threads = threads};
  struct crew *crew = crew_start(&inputs, &options);
  for (size_t i = 0; i < inputs.count; i++) {
    struct examined *examined = crew_next(crew);
    packets[i] = examined->reading.packets;
    connections[i] = examined->harvest.connections;
    crew_forget(examined);
  }
  crew_end(crew);
}

START_TEST(files_in_order) {
  enum { FILES = 1000 };
  uint64_t packets[2][FILES] = {{0}}, connections[2][FILES] = {{0}};
  ck_assert_uint_gt(inputs.count, 20);
  ck_assert_uint_le(inputs.count, FILES);
  count(1, packets[0], connections[0]);
  for (unsigned threads = 2; threads < 8; threads++) {
    count(threads, packets[1], connections[1]);
    ck_assert_mem_eq(packets[0], packets[1], inputs.count * sizeof(uint64_t));
    ck_assert_mem_eq(connections[0], connections[1], inputs.count * sizeof(uint64_t));
  }
}
END_TEST

START_TEST(at_least_one_processor) { ck_assert_uint_ge(processors(), 1); }
END_TEST

int main(void) {
  const TTest *tests[] = {files_in_order, at_least_one_processor};
  return run_tests("cli/crew", begin, end, tests, sizeof tests / sizeof tests[0]);
}
