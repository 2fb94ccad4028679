/* The table of live connections: each finds its own, and there is room for all or some are given
 * up. */
#include "table.h"

#include "craft.h"
#include "judge.h"

enum { ROOM_FOR_ALL = 1 << 20, MINUTE = 60000000 };

static struct harvest harvest;
static struct pool pool;
static struct table table;
static uint64_t number, now;

static void begin_with(size_t limit) {
  const struct vantage unknown = {.source = VANTAGE_UNKNOWN};
  number = now = 0;
  harvest_start(&harvest, &unknown, SPOOL_MEMORY);
  pool = table_pool();
  table_start(&table, &pool, &harvest, limit);
}
static void begin(void) { begin_with(ROOM_FOR_ALL); }
static void end(void) {
  table_end(&table, now);
  pool_end(&pool);
  harvest_free(&harvest);
}

static struct socket_id client(uint16_t port) {
  struct socket_id socket = socket_a();
  socket.port = port;
  return socket;
}

/* Between the client with this port and B: FROM is A or B. */
static void passes(uint16_t port, int from, struct plumb_seg s) {
  struct socket_id ends[2] = {client(port), socket_b()};
  struct record record = {.number = ++number, .time = ++now, .seg = s};
  uint32_t slot = table_slot(&table, &ends[from], &ends[1 - from]);
  table_fetch(&table, slot);
  table_add(&table, slot, &ends[from], &ends[1 - from], &record);
}

static void opens(uint16_t port) { passes(port, A, segment(ISS_A, 0, SYN, 0)); }

static void closes(uint16_t port) {
  passes(port, B, segment(ISS_B, ISS_A + 1, SYN | ACK, 0));
  passes(port, A, segment(ISS_A + 1, ISS_B + 1, FIN | ACK, 0));
  passes(port, B, segment(ISS_B + 1, ISS_A + 2, FIN | ACK, 0));
  passes(port, A, segment(ISS_A + 2, ISS_B + 2, ACK, 0));
}

/* Of the connections that are finished the one that began first. */
static const struct finished *first_finished(void) {
  ck_assert_uint_gt(harvest.connections, 0);
  spool_rewind(&harvest.spool);
  return (const void *)(harvest.spool.memory + harvest.spool.held[0].at);
}

/* Segments of either direction belong to the same connection. */
START_TEST(both_directions) {
  for (uint16_t port = 1; port <= 100; port++)
    opens(port);
  for (uint16_t port = 1; port <= 100; port++)
    closes(port);
  ck_assert_uint_eq(harvest.connections, 0);
  table_end(&table, now);
  ck_assert_uint_eq(harvest.connections, 100);
  ck_assert_uint_eq(harvest.evicted, 0);
  ck_assert_uint_eq(first_finished()->first, 1);
  ck_assert_uint_eq(first_finished()->last, 104);
}
END_TEST

/* Which table it is in does not depend on who sends. */
START_TEST(one_table_for_both_ends) {
  for (uint16_t port = 1; port < 100; port++) {
    struct socket_id a = client(port), b = socket_b();
    ck_assert_uint_eq(table_of(&a, &b), table_of(&b, &a));
    ck_assert_uint_lt(table_of(&a, &b), TABLES);
  }
}
END_TEST

/* A connection that is over is kept for the segments that may still come, four minutes; */
START_TEST(over_and_quiet) {
  opens(1);
  closes(1);
  now += 4 * MINUTE - 1;
  opens(2);
  ck_assert_uint_eq(harvest.connections, 0);
  opens(2);
  ck_assert_uint_eq(harvest.connections, 1);
  ck_assert(!first_finished()->is_evicted);
}
END_TEST

/* one that is not over is kept however long it is quiet. */
START_TEST(quiet_but_not_over) {
  opens(1);
  now += 1000 * (uint64_t)MINUTE;
  opens(2);
  ck_assert_uint_eq(harvest.connections, 0);
}
END_TEST

/* The next connection on the same sockets begins when the last is over. */
START_TEST(the_next_incarnation) {
  opens(1);
  closes(1);
  opens(1);
  ck_assert_uint_eq(harvest.connections, 1);
  ck_assert_uint_eq(first_finished()->last, 5);
}
END_TEST

/* When there is no room the one that was quiet for the longest time is given up, and what comes of
   it later is a connection whose beginning is not known. */
START_TEST(no_room) {
  table_end(&table, now);
  begin_with(3 * 1024);
  for (uint16_t port = 1; port <= 3; port++)
    opens(port);
  now += MINUTE;
  opens(1);
  ck_assert_uint_eq(harvest.connections, 0);
  opens(4);
  ck_assert_uint_eq(harvest.evicted, 1);
  const struct vantage here = {.source = VANTAGE_GIVEN, .host = client(2)};
  struct judged judged;
  judge_connection(first_finished(), 1, &here, NULL, &judged);
  ck_assert_uint_eq(judged.ends[A].port, 2);
  ck_assert_int_eq(judged.judgements[A].verdict, INCONCLUSIVE);
  ck_assert_ptr_nonnull(strstr(judged.judgements[A].reason, "too many connections"));
  judged_free(&judged);
}
END_TEST

/* Of several that were heard of since, none is it. */
START_TEST(no_room_beside_a_busy_one) {
  table_end(&table, now);
  begin_with(3 * 1024);
  for (uint16_t port = 1; port <= 3; port++)
    opens(port);
  for (int i = 0; i < 15; i++) {
    now += MINUTE / 600;
    opens(1);
  }
  opens(4);
  ck_assert_uint_eq(harvest.evicted, 1);
  ck_assert_uint_eq(first_finished()->ends[A].port, 2);
}
END_TEST

/* One that is over when it has to go is judged as any other. */
START_TEST(no_room_for_one_that_is_over) {
  table_end(&table, now);
  begin_with(2 * 1024);
  opens(1);
  closes(1);
  opens(2);
  opens(3);
  ck_assert_uint_eq(harvest.connections, 1);
  ck_assert_uint_eq(harvest.evicted, 0);
}
END_TEST

/* Octets that the program has allocated, as the sanitizers count them; without them, 0. */
size_t sanitizer_octets(void) __asm__("__sanitizer_get_current_allocated_bytes")
    __attribute__((weak));
static size_t allocated(void) { return sanitizer_octets == NULL ? 0 : sanitizer_octets(); }

/* However much is missing or wrong, the table takes no more than its limit, and that is counted
   truly. */
START_TEST(bounded_whatever_comes) {
  enum { LIMIT = 64 << 10 };
  table_end(&table, now);
  begin_with(LIMIT);
  opens(1);
  size_t others = allocated() - table.octets;
  for (uint32_t i = 0; i < 20000; i++) {
    uint16_t port = (uint16_t)(1 + i % 40);
    if (i < 40) opens(port);
    passes(port, (int)(i / 40 % 2), segment(ISS_A + 7 * i, ISS_B + 99 * i, ACK, 3));
    if (i % 3 == 0) passes(port, B, segment(ISS_B + i, 0, SYN, 0));
    ck_assert_uint_le(table.octets, LIMIT);
    const struct spool *spool = &harvest.spool;
    ck_assert_uint_le(allocated(),
                      others + table.octets + spool->room + spool->capacity * sizeof *spool->held);
  }
  ck_assert_uint_gt(harvest.evicted, 0);
}
END_TEST

/* A damaged segment belongs to a connection that is there, but its ports prove none. */
START_TEST(damaged) {
  struct socket_id from = client(1), to = socket_b();
  struct record record = {.number = 1, .seg = segment(1, 0, SYN, 0), .damaged = true};
  table_add(&table, table_slot(&table, &from, &to), &from, &to, &record);
  table_end(&table, now);
  ck_assert_uint_eq(harvest.connections, 0);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      both_directions,
      one_table_for_both_ends,
      over_and_quiet,
      quiet_but_not_over,
      the_next_incarnation,
      no_room,
      no_room_beside_a_busy_one,
      no_room_for_one_that_is_over,
      bounded_whatever_comes,
      damaged,
  };
  return run_tests("cli/table", begin, end, tests, sizeof tests / sizeof tests[0]);
}
