/* Steps 6 to 8 of SEGMENT ARRIVES: urgent text, text, FIN. */
#include "text.h"

#include "connection.h"

/* The window that the connection offers: 5000 to 5999. */
enum { EDGE = RCV + WND };

static struct plumb_outcome steps(struct plumb_tcb t, struct plumb_seg s) {
  return plumb_steps_6_to_8(config_for_tests(), t, s, NOW);
}

/* An ACK that acknowledges nothing new, with text, from seq on. */
static struct plumb_seg text(uint32_t seq, uint32_t octets) {
  return segment(seq, UNA, ACK, octets);
}

static struct plumb_seg fin(uint32_t seq, uint32_t octets) {
  return segment(seq, UNA, ACK | FIN, octets);
}

static struct plumb_seg urgent(uint32_t seq, uint32_t octets, uint32_t up) {
  struct plumb_seg s = segment(seq, UNA, ACK | URG, octets);
  s.up = up;
  return s;
}

static void assert_placed(struct plumb_outcome o, uint32_t skip, uint32_t at, uint32_t len) {
  ck_assert_uint_eq(o.placement.skip, skip);
  ck_assert_uint_eq(o.placement.at, at);
  ck_assert_uint_eq(o.placement.len, len);
}

/* RCV.NXT, and how much waits for the user; the right edge of the window is where it was. */
static void assert_received(struct plumb_outcome o, uint32_t nxt, uint32_t buffered) {
  ck_assert_uint_eq(o.tcb.rcv.nxt, nxt);
  ck_assert_uint_eq(o.tcb.rcv.buffered, buffered);
  ck_assert_uint_eq(o.tcb.rcv.nxt + o.tcb.rcv.wnd, EDGE);
}

/* ---- Sixth: URG ---- */

/* The pointer is ahead of what the user has: he is told, once (MUST-32). */
START_TEST(ev_seg_sync_6a_must_32) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), urgent(RCV, 100, 50));
  ck_assert(o.signals.urgent);
  ck_assert(o.tcb.rcv.urgent);
  ck_assert_uint_eq(o.tcb.rcv.up, RCV + 50);
  o = steps(o.tcb, urgent(RCV, 100, 50));
  ck_assert(!o.signals.urgent);
  ck_assert_uint_eq(o.tcb.rcv.up, RCV + 50);
}
END_TEST

/* A pointer further ahead than the one before is news again. */
START_TEST(ev_seg_sync_6a_further_ahead) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), urgent(RCV, 100, 50));
  o = steps(o.tcb, urgent(RCV + 100, 100, 100));
  ck_assert(o.signals.urgent);
  ck_assert_uint_eq(o.tcb.rcv.up, RCV + 200);
}
END_TEST

/* The pointer points far beyond the text of its segment: nothing but RCV.UP comes of it (bug class:
 * an urgent pointer past the end of the segment that makes the parser read there, AMNESIA:33). */
START_TEST(must_62_pointer_past_the_segment) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), urgent(RCV, 10, 65535));
  ck_assert(o.signals.urgent);
  ck_assert_uint_eq(o.tcb.rcv.up, RCV + 65535);
  assert_placed(o, 0, 0, 10);
  assert_received(o, RCV + 10, 10);
}
END_TEST

/* A pointer to text that the user has taken long ago is no news; to text that waits for him, it is.
 */
START_TEST(ev_seg_sync_6a_only_ahead_of_the_user) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.rcv.buffered = 100; /* 4900 to 4999 wait */
  ck_assert(!steps(t, urgent(RCV - 200, 0, 100)).signals.urgent);
  ck_assert(steps(t, urgent(RCV - 200, 0, 101)).signals.urgent);
}
END_TEST

/* After the peer's FIN there is no more urgent text. */
START_TEST(ev_seg_sync_6b) {
  const enum plumb_tcp_state states[] = {PLUMB_CLOSE_WAIT, PLUMB_CLOSING, PLUMB_LAST_ACK,
                                         PLUMB_TIME_WAIT};
  for (int i = 0; i < 4; i++) {
    struct plumb_outcome o = steps(connection(states[i]), urgent(RCV, 0, 50));
    ck_assert(!o.signals.urgent);
    ck_assert(!o.tcb.rcv.urgent);
  }
}
END_TEST

/* ---- Seventh: text ---- */

/* 100 octets in order: placed, acknowledged, the user is told. */
START_TEST(ev_seg_sync_7a_in_order) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(RCV, 100));
  assert_placed(o, 0, 0, 100);
  assert_received(o, RCV + 100, 100);
  assert_acknowledged(o, RCV + 100);
  ck_assert(o.signals.text && !o.signals.push);
  ck_assert_uint_eq(o.tcb.stamps.last_ack, RCV + 100);
}
END_TEST

/* A segment without text or FIN is not acknowledged: else two ends would answer each other for ever
 * (bug class: ACK loop). */
START_TEST(ev_seg_sync_7b_an_ack_is_not_acknowledged) {
  assert_silent(steps(connection(PLUMB_ESTABLISHED), text(RCV, 0)));
}
END_TEST

/* A PUSH is passed on with the text. */
START_TEST(ev_seg_sync_7a_push) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), segment(RCV, UNA, ACK | PSH, 100));
  ck_assert(o.signals.text && o.signals.push);
  ck_assert(o.tcb.rcv.push);
}
END_TEST

/* We have closed, the peer has not: he may go on sending (bug class: text in FIN-WAIT dropped). */
START_TEST(ev_seg_sync_7a_in_fin_wait) {
  struct plumb_outcome o = steps(connection_closed_by_us(PLUMB_FIN_WAIT_1), text(RCV, 100));
  assert_received(o, RCV + 100, 100);
  o = steps(connection_closed_by_us(PLUMB_FIN_WAIT_2), text(RCV, 100));
  assert_received(o, RCV + 100, 100);
}
END_TEST

/* After the peer's FIN there is no more text; it is acknowledged all the same. */
START_TEST(ev_seg_sync_7d) {
  struct plumb_outcome o = steps(connection(PLUMB_CLOSE_WAIT), text(RCV, 100));
  assert_placed(o, 0, 0, 0);
  assert_received(o, RCV, 0);
  assert_acknowledged(o, RCV);
}
END_TEST

/* Half of the text was received before: only the other half is taken. */
START_TEST(ev_seg_sync_1f_begins_before_the_window) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(RCV - 50, 100));
  assert_placed(o, 50, 0, 50);
  assert_received(o, RCV + 50, 50);
}
END_TEST

/* The text runs past the right edge: what lies beyond is cut off, and comes again. */
START_TEST(ev_seg_sync_1f_ends_after_the_window) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(RCV, WND + 200));
  assert_placed(o, 0, 0, WND);
  assert_received(o, EDGE, WND);
  assert_acknowledged(o, EDGE);
}
END_TEST

/* Both at once, and the window in the middle. */
START_TEST(ev_seg_sync_1f_covers_the_window) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(RCV - 100, WND + 200));
  assert_placed(o, 100, 0, WND);
  assert_received(o, EDGE, WND);
}
END_TEST

/* Text ahead of RCV.NXT is held and answered at once by an ACK for the hole (MAY-13). */
START_TEST(shld_31_ev_seg_sync_7c_out_of_order) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(RCV + 100, 50));
  assert_placed(o, 0, 100, 50);
  assert_received(o, RCV, 0);
  assert_acknowledged(o, RCV);
  ck_assert(!o.signals.text);
  ck_assert_uint_eq(o.tcb.rcv.held.b0.left, RCV + 100);
  ck_assert_uint_eq(o.tcb.rcv.held.b0.right, RCV + 150);
}
END_TEST

/* The hole is filled: one ACK for both (MUST-58, MUST-59). */
START_TEST(must_58_must_59_hole_filled) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(RCV + 100, 50));
  o = steps(o.tcb, text(RCV, 100));
  assert_placed(o, 0, 0, 100);
  assert_received(o, RCV + 150, 150);
  assert_acknowledged(o, RCV + 150);
  ck_assert_uint_eq(o.tcb.rcv.held.b0.left, o.tcb.rcv.held.b0.right);
}
END_TEST

/* Held text that ends at the right edge, then the hole: the window is full. */
START_TEST(shld_31_up_to_the_edge) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(EDGE - 100, 300));
  assert_placed(o, 0, WND - 100, 100);
  o = steps(o.tcb, text(RCV, WND - 100));
  assert_received(o, EDGE, WND);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 0);
}
END_TEST

/* ---- Eighth: FIN ---- */

/* The peer closes after his last octet. */
START_TEST(ev_seg_sync_8b_8c_must_12) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), fin(RCV, 100));
  assert_state(o, PLUMB_CLOSE_WAIT);
  assert_received(o, RCV + 101, 100);
  assert_acknowledged(o, RCV + 101);
  ck_assert(o.signals.text && o.signals.push && o.signals.closing);
  ck_assert(o.tcb.rcv.push && !o.tcb.rcv.fin_held);
}
END_TEST

/* Nothing is held any more: what lay beyond the FIN was none of the peer's text. */
START_TEST(ev_seg_sync_8b_text_beyond_the_fin) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), text(RCV + 200, 50));
  o = steps(o.tcb, fin(RCV, 100));
  assert_state(o, PLUMB_CLOSE_WAIT);
  assert_received(o, RCV + 101, 100);
  ck_assert_uint_eq(o.tcb.rcv.held.b0.left, o.tcb.rcv.held.b0.right);
}
END_TEST

/* Both have closed, and our FIN is not acknowledged: the FINs crossed. */
START_TEST(ev_seg_sync_8e) {
  struct plumb_outcome o = steps(connection_closed_by_us(PLUMB_FIN_WAIT_1), fin(RCV, 0));
  assert_state(o, PLUMB_CLOSING);
  assert_acknowledged(o, RCV + 1);
}
END_TEST

/* We closed first: TIME-WAIT for 2 MSL, and no other timer (MUST-13). */
START_TEST(ev_seg_sync_8f_must_13) {
  struct plumb_outcome o = steps(connection_closed_by_us(PLUMB_FIN_WAIT_2), fin(RCV, 0));
  assert_state(o, PLUMB_TIME_WAIT);
  assert_acknowledged(o, RCV + 1);
  ck_assert(o.tcb.timers.wait_on && !o.tcb.timers.rtx_on && !o.tcb.timers.user_on);
  ck_assert_uint_eq(o.tcb.timers.wait_at, NOW + 2 * config_for_tests().msl);
}
END_TEST

/* A second FIN changes nothing after the first; RCV.NXT must not move over it again. */
START_TEST(ev_seg_sync_8g_fin_again) {
  const enum plumb_tcp_state states[] = {PLUMB_CLOSE_WAIT, PLUMB_CLOSING, PLUMB_LAST_ACK,
                                         PLUMB_TIME_WAIT};
  for (int i = 0; i < 4; i++) {
    struct plumb_outcome o = steps(connection(states[i]), fin(RCV, 0));
    assert_state(o, states[i]);
    assert_received(o, RCV, 0);
    assert_acknowledged(o, RCV);
    ck_assert(!o.signals.closing && !o.tcb.timers.wait_on);
  }
}
END_TEST

/* The FIN overtakes the text before it: it is held, and counts when the hole is filled (bug class:
 * a FIN out of order lost, or obeyed too early). */
START_TEST(fin_out_of_order) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), fin(RCV + 100, 50));
  assert_state(o, PLUMB_ESTABLISHED);
  assert_acknowledged(o, RCV);
  ck_assert(!o.signals.closing);
  o = steps(o.tcb, text(RCV, 100));
  assert_state(o, PLUMB_CLOSE_WAIT);
  assert_received(o, RCV + 151, 150);
  assert_acknowledged(o, RCV + 151);
  ck_assert(o.signals.closing);
}
END_TEST

/* A FIN without text overtakes too. */
START_TEST(bare_fin_out_of_order) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), fin(RCV + 100, 0));
  assert_state(o, PLUMB_ESTABLISHED);
  o = steps(o.tcb, text(RCV, 100));
  assert_state(o, PLUMB_CLOSE_WAIT);
  assert_received(o, RCV + 101, 100);
}
END_TEST

/* Text goes on where a held FIN stood: the FIN was none, and must not close the connection when the
 * numbers come round. */
START_TEST(a_held_fin_that_text_overruns) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), fin(RCV + 50, 0));
  o = steps(o.tcb, text(RCV, 100));
  assert_state(o, PLUMB_ESTABLISHED);
  assert_received(o, RCV + 100, 100);
  ck_assert(!o.tcb.rcv.fin_held);
}
END_TEST

/* The window is closed: the FIN has no number in it and is not taken, only answered (bug class: FIN
 * on a zero window makes RCV.WND negative). */
START_TEST(ev_seg_sync_1d_fin_on_a_zero_window) {
  struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
  t.rcv.wnd = 0;
  struct plumb_outcome o = steps(t, fin(RCV, 0));
  assert_state(o, PLUMB_ESTABLISHED);
  assert_acknowledged(o, RCV);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 0);
  ck_assert(!o.tcb.rcv.fin_held);
}
END_TEST

/* The text fills the window to the last octet, the FIN lies outside: the text is taken, the FIN
 * comes again (bug class: FIN partly outside the window). */
START_TEST(ev_seg_sync_1f_fin_outside_the_window) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), fin(RCV, WND));
  assert_state(o, PLUMB_ESTABLISHED);
  assert_received(o, EDGE, WND);
  assert_acknowledged(o, EDGE);
  ck_assert(!o.tcb.rcv.fin_held);
}
END_TEST

/* One octet less, and the FIN is the last number in the window. */
START_TEST(ev_seg_sync_1f_fin_at_the_edge) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), fin(RCV, WND - 1));
  assert_state(o, PLUMB_CLOSE_WAIT);
  assert_received(o, EDGE, WND - 1);
  ck_assert_uint_eq(o.tcb.rcv.wnd, 0);
}
END_TEST

/* The last text comes again, now with the FIN: only the FIN is new. */
START_TEST(fin_on_text_received_before) {
  struct plumb_outcome o = steps(connection(PLUMB_ESTABLISHED), fin(RCV - 100, 100));
  assert_placed(o, 0, 0, 0);
  assert_state(o, PLUMB_CLOSE_WAIT);
  assert_received(o, RCV + 1, 0);
  ck_assert(!o.signals.text);
}
END_TEST

/* ---- Any order ---- */

/* A stream of 600 octets that begins 256 numbers before the wrap. */
enum { ALL = 600 };
#define FIRST 0xffffff00u

static uint8_t octet(uint32_t seq) { return (uint8_t)(seq * 31 + seq / 256); }

/* A segment of the stream arrives; its octets are copied to where the outcome says. */
static struct plumb_tcb take(struct plumb_tcb t, uint8_t *buffer, uint32_t seq, uint32_t octets) {
  struct plumb_outcome o = steps(t, text(seq, octets));
  uint32_t at = t.rcv.nxt - FIRST + o.placement.at;
  ck_assert_uint_le(o.placement.skip + o.placement.len, octets);
  ck_assert(o.placement.len == 0 || at + o.placement.len <= ALL);
  for (uint32_t i = 0; i < o.placement.len; i++)
    buffer[at + i] = octet(seq + o.placement.skip + i);
  return o.tcb;
}

static bool is_stream(const uint8_t *buffer, uint32_t octets) {
  for (uint32_t i = 0; i < octets; i++)
    if (buffer[i] != octet(FIRST + i)) return false;
  return true;
}

/* Segments of any size come in any order, are lost, repeated and overlap: what is acknowledged is
 * in the buffer, octet for octet, and all of it in the end (bug classes: reassembly; an ISN near
 * 2^32). */
START_TEST(the_text_survives_any_order) {
  uint32_t random = 12345;
  for (int round = 0; round < 200; round++) {
    uint8_t buffer[ALL] = {0};
    struct plumb_tcb t = connection(PLUMB_ESTABLISHED);
    t.rcv.nxt = FIRST;
    t.rcv.wnd = ALL;
    for (int i = 0; i < 200 || t.rcv.wnd > 0; i++) {
      random = random * 1664525u + 1013904223u;
      uint32_t from = i < 200 ? (random >> 16) % ALL : t.rcv.nxt - FIRST;
      uint32_t octets = 1 + (random >> 8) % 40;
      t = take(t, buffer, FIRST + from, octets <= ALL - from ? octets : ALL - from);
      ck_assert_uint_eq(t.rcv.nxt + t.rcv.wnd, FIRST + ALL);
      ck_assert(is_stream(buffer, t.rcv.buffered));
    }
    ck_assert_uint_eq(t.rcv.buffered, ALL);
  }
}
END_TEST

/* Four segments and a FIN in each of the 120 orders. */
START_TEST(four_segments_and_a_fin_in_all_orders) {
  for (int order = 0; order < 3125; order++) {
    int seen = 0;
    struct plumb_outcome o = {.tcb = connection(PLUMB_ESTABLISHED)};
    for (int i = 0, rest = order; i < 5; i++, rest /= 5)
      seen |= 1 << rest % 5;
    if (seen != 31) continue;
    for (int i = 0, rest = order; i < 5; i++, rest /= 5) {
      uint32_t seq = RCV + 10 * (uint32_t)(rest % 5);
      o = steps(o.tcb, rest % 5 == 4 ? fin(seq, 0) : text(seq, 10));
      ck_assert_int_eq(o.tcb.state, i == 4 ? PLUMB_CLOSE_WAIT : PLUMB_ESTABLISHED);
    }
    assert_received(o, RCV + 41, 40);
    assert_acknowledged(o, RCV + 41);
  }
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      ev_seg_sync_6a_must_32,
      ev_seg_sync_6a_further_ahead,
      must_62_pointer_past_the_segment,
      ev_seg_sync_6a_only_ahead_of_the_user,
      ev_seg_sync_6b,
      ev_seg_sync_7a_in_order,
      ev_seg_sync_7b_an_ack_is_not_acknowledged,
      ev_seg_sync_7a_push,
      ev_seg_sync_7a_in_fin_wait,
      ev_seg_sync_7d,
      ev_seg_sync_1f_begins_before_the_window,
      ev_seg_sync_1f_ends_after_the_window,
      ev_seg_sync_1f_covers_the_window,
      shld_31_ev_seg_sync_7c_out_of_order,
      must_58_must_59_hole_filled,
      shld_31_up_to_the_edge,
      ev_seg_sync_8b_8c_must_12,
      ev_seg_sync_8b_text_beyond_the_fin,
      ev_seg_sync_8e,
      ev_seg_sync_8f_must_13,
      ev_seg_sync_8g_fin_again,
      fin_out_of_order,
      bare_fin_out_of_order,
      a_held_fin_that_text_overruns,
      ev_seg_sync_1d_fin_on_a_zero_window,
      ev_seg_sync_1f_fin_outside_the_window,
      ev_seg_sync_1f_fin_at_the_edge,
      fin_on_text_received_before,
      the_text_survives_any_order,
      four_segments_and_a_fin_in_all_orders,
  };
  return run_tests("text", tests, sizeof tests / sizeof tests[0]);
}
