/* A file goes through any number of threads: every packet comes to its connection, in its order. */
#include "pipeline.h"

#include <unistd.h>

#include "written.h"

enum { COUNT = 6000, CONNECTIONS = 50 };

static const struct shard ALL;
static char path[] = "/tmp/plumb-pipeline-XXXXXX";
static struct reading reading;
static struct harvest harvest;

static void begin(void) {
  const struct vantage unknown = {.source = VANTAGE_UNKNOWN};
  (void)snprintf(path, sizeof path, "/tmp/plumb-pipeline-XXXXXX");
  ck_assert_int_ge(close(mkstemp(path)), 0);
  harvest_start(&harvest, &unknown, SPOOL_MEMORY);
}

static void end(void) {
  harvest_free(&harvest);
  reading_free(&reading);
  (void)unlink(path);
}

static void run(unsigned threads, unsigned count) {
  struct progress progress = progress_begin(NULL);
  struct lanes *lanes = lanes_open(&harvest, count, &ALL);
  reading_open(&reading, path, NULL);
  ck_assert(reading.opened);
  pipeline_run(&reading, &progress, lanes, threads);
  reading_finish(&reading);
  lanes_close(lanes);
  spool_rewind(&harvest.spool);
}

static const struct {
  unsigned threads, lanes;
} crews[] = {{1, 1}, {2, 2}, {2, 1}, {1, 3}, {3, 64}, {8, 8}, {64, 2}};

START_TEST(every_packet_of_every_connection) {
  write_turns(path, COUNT, CONNECTIONS);
  run(crews[_i].threads, crews[_i].lanes);
  ck_assert_uint_eq(reading.packets, COUNT);
  ck_assert_uint_eq(reading.kinds[PACKET_SEGMENT], COUNT);
  ck_assert_uint_eq(reading.ended, (COUNT - 1) * 1000);
  ck_assert_uint_eq(harvest.connections, CONNECTIONS);
  for (size_t i = 0; i < CONNECTIONS; i++) {
    const struct finished *finished = spool_next(&harvest.spool);
    ck_assert_uint_eq(finished->ends[0].port, port_of(i, CONNECTIONS));
    ck_assert_uint_eq(finished->first, i + 1);
    ck_assert_uint_eq(finished->last, COUNT - CONNECTIONS + i + 1);
  }
}
END_TEST

/* Nothing but headers. */
START_TEST(no_packets) {
  struct draft draft = {.swapped = false};
  FILE *file = create(path);
  put_section(&draft, file);
  put_interface(&draft, RAW_LINK, 6, file);
  ck_assert_int_eq(fclose(file), 0);
  draft_free(&draft);
  run(crews[_i].threads, crews[_i].lanes);
  ck_assert(!reading.broken);
  ck_assert_uint_eq(harvest.connections, 0);
}
END_TEST

/* What comes before the break counts. */
START_TEST(a_file_cut_short) {
  write_turns(path, COUNT / 4, CONNECTIONS);
  FILE *file = fopen(path, "rb+");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(fseek(file, -3, SEEK_END), 0);
  ck_assert_int_eq(ftruncate(fileno(file), ftell(file)), 0);
  ck_assert_int_eq(fclose(file), 0);
  run(crews[_i].threads, crews[_i].lanes);
  ck_assert(reading.broken);
  ck_assert_uint_eq(reading.packets, COUNT / 4 - 1);
  ck_assert_uint_eq(reading.kinds[PACKET_SEGMENT], COUNT / 4 - 1);
  ck_assert_uint_eq(harvest.connections, CONNECTIONS);
}
END_TEST

int main(void) {
  const TTest *tests[] = {every_packet_of_every_connection, no_packets, a_file_cut_short};
  return run_loop_tests("cli/pipeline", begin, end, tests, sizeof tests / sizeof tests[0],
                        sizeof crews / sizeof crews[0]);
}
