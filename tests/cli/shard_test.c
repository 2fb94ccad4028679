/* Shares of the connections: each table is in one of them, and none is empty. */
#include "shard.h"

#include "craft.h"
#include "table.h"

START_TEST(shares_in_text) {
  struct shard shard;
  ck_assert(shard_parse("2/3", &shard));
  ck_assert_uint_eq(shard.number, 2);
  ck_assert_uint_eq(shard.count, 3);
  ck_assert(shard_parse("64/64", &shard));
  const char *const bad[] = {
      "",     "2",    "/",   "0/3", "4/3", "1/65",  "1/0",
      "-1/3", "1/3x", "x/3", "1/",  "/3",  "1/2/3", "18446744073709551617/18446744073709551618"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    ck_assert_msg(!shard_parse(bad[i], &shard), "%s", bad[i]);
}
END_TEST

/* For whatever count, a table is in one share, and has a place of its own in it. */
START_TEST(each_table_in_one_share) {
  for (unsigned count = 1; count <= TABLES; count++) {
    unsigned tables = 0;
    for (unsigned number = 1; number <= count; number++) {
      const struct shard shard = {.number = number, .count = count};
      unsigned places = 0;
      for (unsigned table = 0; table < TABLES; table++)
        if (shard_has(&shard, table)) ck_assert_uint_eq(shard_place(&shard, table), places++);
      ck_assert_uint_gt(places, 0);
      tables += places;
    }
    ck_assert_uint_eq(tables, TABLES);
  }
}
END_TEST

START_TEST(no_share_is_everything) {
  const struct shard all = {.count = 0};
  for (unsigned table = 0; table < TABLES; table++) {
    ck_assert(shard_has(&all, table));
    ck_assert_uint_eq(shard_place(&all, table), table);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {shares_in_text, each_table_in_one_share, no_share_is_everything};
  return run_tests("cli/shard", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
