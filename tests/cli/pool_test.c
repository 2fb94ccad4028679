/* A pool: objects never overlap, their memory is used again, and goes back when it is empty. */
#include "pool.h"

#include "craft.h"

#include <stdlib.h>
#include <string.h>

enum { SIZE = 984, MANY = 10000, SLAB_MAX = 2200 /* objects of a slab, at most */ };

static struct pool pool;
static unsigned char *objects[MANY];

static void begin(void) { pool = pool_start(SIZE); }
static void end(void) { pool_end(&pool); }

static int by_address(const void *left, const void *right) {
  const unsigned char *const *a = left, *const *b = right;
  return *a < *b ? -1 : *a > *b;
}

static void take_all(void) {
  for (size_t i = 0; i < MANY; i++) {
    objects[i] = pool_take(&pool);
    memset(objects[i], (int)(i % 251), SIZE);
  }
}

static void give_all(void) {
  for (size_t i = 0; i < MANY; i++)
    pool_give(&pool, objects[i]);
}

START_TEST(each_has_its_own_memory) {
  unsigned char expected[SIZE];
  take_all();
  for (size_t i = 0; i < MANY; i++) {
    ck_assert_uint_eq((size_t)objects[i] % 8, 0);
    memset(expected, (int)(i % 251), SIZE);
    ck_assert_mem_eq(objects[i], expected, SIZE);
  }
  qsort(objects, MANY, sizeof objects[0], by_address);
  for (size_t i = 1; i < MANY; i++)
    ck_assert(objects[i - 1] + SIZE <= objects[i]);
  give_all();
}
END_TEST

/* What was given back is taken first, of a slab that was full, too. */
START_TEST(memory_is_used_again) {
  take_all();
  void *first = objects[0];
  pool_give(&pool, first);
  ck_assert_ptr_eq(pool_take(&pool), first);
  pool_give(&pool, objects[1]);
  pool_give(&pool, objects[2]);
  objects[2] = pool_take(&pool);
  objects[1] = pool_take(&pool);
  give_all();
}
END_TEST

/* Some slab stays, lest one that is emptied and filled again be asked for each time. */
START_TEST(empty_slabs_go_back) {
  take_all();
  give_all();
  ck_assert_ptr_nonnull(pool.roomy);
  void *kept = pool.roomy;
  for (size_t i = 0; i < SLAB_MAX / 2; i++)
    objects[i] = pool_take(&pool);
  ck_assert_ptr_eq(pool.roomy, kept);
  for (size_t i = 0; i < SLAB_MAX / 2; i++)
    pool_give(&pool, objects[i]);
  ck_assert_ptr_eq(pool.roomy, kept);
}
END_TEST

/* Those in between, too, whatever is the order. */
START_TEST(any_order) {
  take_all();
  for (size_t step = 0; step < 7; step++)
    for (size_t i = step; i < MANY; i += 7)
      pool_give(&pool, objects[i]);
  take_all();
  for (size_t i = MANY; i > 0; i--)
    pool_give(&pool, objects[i - 1]);
}
END_TEST

int main(void) {
  const TTest *tests[] = {each_has_its_own_memory, memory_is_used_again, empty_slabs_go_back,
                          any_order};
  return run_tests("cli/pool", begin, end, tests, sizeof tests / sizeof tests[0]);
}
