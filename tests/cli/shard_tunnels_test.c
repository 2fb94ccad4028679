/* Tunnels written by one share and read by the merge are the same; what is none is refused. */
#include "shard_tunnels.h"

#include "craft.h"

static const struct tunnels SOME = {
    .list = {{.kind = TUNNEL_VXLAN,
              .id = 42,
              .ends = {{.address = {192, 0, 2, 1}}, {.address = {192, 0, 2, 2}}}},
             {.outer = 1,
              .kind = TUNNEL_IP,
              .ends = {{.is_v6 = true, .address = {0x20, 1}},
                       {.is_v6 = true, .address = {0x20, 2}}}}},
    .count = 2};

static json_t *array;

static void begin(void) { array = shard_tunnels_array(&SOME); }
static void end(void) { json_decref(array); }

START_TEST(written_and_read) {
  struct tunnels tunnels;
  char text[TUNNEL_TEXT_SIZE], same[TUNNEL_TEXT_SIZE];
  ck_assert(shard_tunnels_from(array, &tunnels));
  ck_assert_uint_eq(tunnels.count, 2);
  for (unsigned i = 0; i < 2; i++)
    ck_assert_str_eq(tunnel_text(&tunnels.list[i], text), tunnel_text(&SOME.list[i], same));
}
END_TEST

START_TEST(none) {
  struct tunnels tunnels;
  ck_assert(shard_tunnels_from(NULL, &tunnels));
  ck_assert_uint_eq(tunnels.count, 0);
}
END_TEST

/* Members that are missing, of another type or too large; more tunnels than there can be. */
START_TEST(refused) {
  static const char *const keys[] = {"outer", "kind", "id", "low", "high"};
  struct tunnels tunnels;
  for (size_t i = 0; i < 5; i++) {
    json_t *copy = json_deep_copy(array);
    json_object_del(json_array_get(copy, 1), keys[i]);
    ck_assert(!shard_tunnels_from(copy, &tunnels));
    json_object_set_new(json_array_get(copy, 1), keys[i], json_integer(1 + (json_int_t)UINT32_MAX));
    ck_assert(!shard_tunnels_from(copy, &tunnels));
    json_decref(copy);
  }
  ck_assert(!shard_tunnels_from(json_array_get(array, 0), &tunnels));
  while (json_array_size(array) <= TUNNELS)
    json_array_append(array, json_array_get(array, 0));
  ck_assert(!shard_tunnels_from(array, &tunnels));
}
END_TEST

int main(void) {
  const TTest *tests[] = {written_and_read, none, refused};
  return run_tests("cli/shard_tunnels", begin, end, tests, sizeof tests / sizeof tests[0]);
}
