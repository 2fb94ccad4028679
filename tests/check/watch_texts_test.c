/* Text that is sent again, told by its sum: the same octets, or others in their place. */
#include "watch_texts.h"

#include "core/connection.h"

enum { SUM = 1000, OTHER = 1001, UNKNOWN = 0 };

static struct plumb_text_watch watch;

/* The peer acknowledges all before octet TO. */
static void acknowledges(uint32_t to) {
  watch = plumb_text_watch_arrived(watch, segment(RCV, ISS + 1 + to, ACK, 0));
}

static void opens(void) {
  watch = plumb_start_text_watch();
  acknowledges(0);
}

static struct plumb_seg text(uint32_t from, uint32_t to) {
  return segment(ISS + 1 + from, RCV, ACK, to - from);
}

static void sends(uint32_t from, uint32_t to, uint16_t sum) {
  ck_assert_int_eq(plumb_text_watch_sent(watch, text(from, to), sum), PLUMB_NO_TEXT_FAULT);
  watch = plumb_text_watch_after_sent(watch, text(from, to), sum);
}

static void assert_accused(uint32_t from, uint32_t to, uint16_t sum) {
  ck_assert_int_eq(plumb_text_watch_sent(watch, text(from, to), sum), PLUMB_TEXT_CHANGED);
  ck_assert_str_eq(plumb_text_clause(PLUMB_TEXT_CHANGED)->id, "EV-TORTX-ANY-1");
}

/* What the first segment held, it holds when it comes again, how often so ever. */
START_TEST(ev_tortx_any_1) {
  opens();
  sends(0, 100, SUM);
  sends(100, 200, SUM);
  sends(0, 100, SUM);
  sends(100, 200, OTHER); /* not kept */
  assert_accused(0, 100, OTHER);
}
END_TEST

/* Text may be cut into segments in another way, and a sum may not be known: that tells nothing. */
START_TEST(not_comparable) {
  opens();
  sends(0, 100, SUM);
  sends(0, 50, OTHER);
  sends(0, 200, OTHER);
  sends(50, 150, OTHER);
  sends(0, 100, UNKNOWN);
  struct plumb_seg s = text(0, 100);
  s.ctl.syn = true;
  ck_assert_int_eq(plumb_text_watch_sent(watch, s, OTHER), PLUMB_NO_TEXT_FAULT);
  s = text(0, 100);
  s.ctl.rst = true;
  ck_assert_int_eq(plumb_text_watch_sent(watch, s, OTHER), PLUMB_NO_TEXT_FAULT);
}
END_TEST

/* What is acknowledged is forgotten, and leaves room for what follows; even for the same numbers,
   once they have come round. */
START_TEST(acknowledged) {
  opens();
  sends(0, 100, SUM);
  acknowledges(50);
  sends(0, 100, OTHER);
  sends(100, 200, SUM);
  assert_accused(100, 200, OTHER);
  acknowledges(150);
  sends(100, 200, OTHER);
  for (uint32_t at = 1U << 30; at != 0; at += 1U << 30)
    acknowledges(at);
  acknowledges(0);
  sends(200, 300, OTHER);
}
END_TEST

/* The octet of a keep-alive lies before what is acknowledged, and may be any (MAY-6); so it is as
   long as nothing is known to be acknowledged. */
START_TEST(may_6_innocent) {
  opens();
  sends(0, 100, SUM);
  acknowledges(100);
  sends(99, 100, SUM);
  sends(99, 100, OTHER);
  acknowledges(100);
  acknowledges(50); /* an old ACK, late */
  sends(99, 100, SUM);
  sends(99, 100, OTHER);
  watch = plumb_start_text_watch();
  sends(99, 100, SUM);
  sends(99, 100, OTHER);
}
END_TEST

/* A segment without ACK acknowledges nothing. */
START_TEST(without_ack) {
  opens();
  sends(0, 100, SUM);
  watch = plumb_text_watch_arrived(watch, segment(RCV, ISS + 1 + 100, RST, 0));
  assert_accused(0, 100, OTHER);
}
END_TEST

int main(void) {
  const TTest *tests[] = {ev_tortx_any_1, not_comparable, acknowledged, may_6_innocent,
                          without_ack};
  return run_tests("check/watch_texts", tests, sizeof tests / sizeof tests[0]);
}
