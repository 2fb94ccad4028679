/* How paths are written. */
#include "fate.h"

#include "frames.h"

#define ck_assert_about(x, y) ck_assert_double_eq_tol(x, y, 1e-9)

static struct path parsed(const char *text) {
  struct path path;
  ck_assert_ptr_null(path_parse(&path, text));
  return path;
}

/* Times are kept in nanoseconds, shares from 0 to 1, rates in octets. */
START_TEST(units) {
  struct path path =
      parsed("delay=20,jitter=0.5,loss=1,dup=2,reorder=3,hold=8,corrupt=4,ce=5,rate=1000,"
             "queue=20,burst=1:30,outage=0.3:6,stall=1:2,gap=2,mtu=1300,code=3");
  ck_assert_int_eq(path.delay, 20000000);
  ck_assert_int_eq(path.jitter, 500000);
  ck_assert_int_eq(path.hold, 8000000);
  ck_assert_int_eq(path.duplicate_gap, 2000000);
  ck_assert_int_eq(path.outage_from, 300000000);
  ck_assert_int_eq(path.outage_for, 6000000000);
  ck_assert_uint_eq(path.mtu, 1300);
  ck_assert_uint_eq(path.code, 3);
  ck_assert_int_eq(path.stall_from, 1000000000);
  ck_assert_int_eq(path.stall_for, 2000000000);
  ck_assert_about(path.loss, 0.01);
  ck_assert_about(path.dup, 0.02);
  ck_assert_about(path.reorder, 0.03);
  ck_assert_about(path.corrupt, 0.04);
  ck_assert_about(path.ce, 0.05);
  ck_assert_about(path.burst_enter, 0.01);
  ck_assert_about(path.burst_leave, 0.3);
  ck_assert_about(path.octets_per_second, 125000);
  ck_assert_about(path.queue, 20000);
}
END_TEST

/* Nothing said, nothing done. */
START_TEST(empty) {
  struct path path = parsed("");
  ck_assert_int_eq(path.delay, 0);
  ck_assert_about(path.loss + path.dup + path.reorder + path.corrupt + path.ce + path.burst_enter,
                  0);
  ck_assert_uint_eq(path.fault_count, 0);
}
END_TEST

/* Aimed faults name an action, a kind and the ordinals. */
START_TEST(faults) {
  struct path path = parsed("drop.syn=1/3,ce.text=7");
  ck_assert_uint_eq(path.fault_count, 3);
  ck_assert_int_eq(path.faults[1].action, FAULT_DROP);
  ck_assert_int_eq(path.faults[1].kind, KIND_SYN);
  ck_assert_uint_eq(path.faults[1].nth, 3);
  ck_assert_int_eq(path.faults[2].action, FAULT_CE);
  ck_assert_int_eq(path.faults[2].kind, KIND_TEXT);
}
END_TEST

/* What is not understood is given back, from where it begins. */
START_TEST(mistakes) {
  static const char *const wrong[] = {
      "delay",        "delay=",       "delay=x",       "delay=-1",   "delay=1ms",   "delay=1:2",
      "speed=1",      "burst=1",      "outage=1:2:3",  "drop=1",     "drop.syn=",   "drop.syn=0",
      "drop.syn=1/",  "drop.ack=1;2", "lose.syn=1",    "drop.urg=1", "=1",          "delayed=1",
      "drop.syn=-1x", "delay=1e99",   "drop.syn=1/-1", "loss=1 ",    "ce.text=1:2", "drop.sy=1",
  };
  struct path path;
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    char text[64];
    (void)snprintf(text, sizeof text, "loss=1,%s", wrong[i]);
    const char *rest = path_parse(&path, text);
    ck_assert_msg(rest == text + 7, "%s", wrong[i]);
  }
}
END_TEST

/* More aimed faults than there is room for are refused, not forgotten. */
START_TEST(too_many_faults) {
  static const char action[] = "drop.any=1", another[] = {'/', '9'};
  char text[sizeof action + sizeof another * FAULTS_MAX] = "drop.any=1";
  struct path path;
  for (size_t i = 0; i + 1 < FAULTS_MAX; i++)
    memcpy(text + sizeof action - 1 + i * sizeof another, another, sizeof another);
  ck_assert_ptr_null(path_parse(&path, text));
  memcpy(text + strlen(text), another, sizeof another);
  ck_assert_ptr_eq(path_parse(&path, text), text);
}
END_TEST

int main(void) {
  const TTest *tests[] = {units, empty, faults, mistakes, too_many_faults};
  return run_tests("rig/path", tests, sizeof tests / sizeof tests[0]);
}
