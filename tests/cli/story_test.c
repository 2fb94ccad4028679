/* Which rows of RFC 9293 section 3.10 account for an arriving segment, state by state. */
#include "story.h"

#include <stdio.h>

#include "craft.h"

/* We have sent 1000 to 1999, 1500 on is unacknowledged; we expect 5000 and offer 1000 octets. */
enum { UNA = 1500, NXT = 2000, RCV = 5000, WND = 1000 };

static struct plumb_tcb in_state(enum plumb_tcp_state state) {
  return (struct plumb_tcb){.state = state,
                            .iss = 999,
                            .irs = RCV - 1,
                            .snd = {.una = UNA, .nxt = NXT, .wnd = 4000, .max_wnd = 4000},
                            .rcv = {.nxt = RCV, .wnd = WND}};
}

static struct plumb_tcb after_own_fin(enum plumb_tcp_state state) {
  struct plumb_tcb t = in_state(state);
  t.snd.closed = t.snd.fin = true;
  return t;
}

/* The rows, separated by spaces, that account for S when the TCB is T. */
static const char *rows(struct plumb_tcb t, struct plumb_seg s) {
  static char text[256];
  struct plumb_outcome outcome = plumb_segment_arrives(plumb_default_config(), t, s, 1, 1000000000);
  struct story story = story_of_arrival(&t, &s, &outcome);
  size_t used = 0;
  text[0] = '\0';
  for (unsigned i = 0; i < story.count; i++) {
    ck_assert_uint_gt(strlen(story.rows[i].sentence), 0);
    int wrote = snprintf(text + used, sizeof text - used, "%s%s", i == 0 ? "" : " ",
                         story.rows[i].clause + strlen("EV-SEG-"));
    used += (size_t)wrote;
  }
  return text;
}

START_TEST(closed) {
  struct plumb_tcb t = {.state = PLUMB_CLOSED};
  ck_assert_str_eq(rows(t, segment(1, 0, RST, 0)), "CLOSED-1");
  ck_assert_str_eq(rows(t, segment(1, 0, SYN, 0)), "CLOSED-2");
  ck_assert_str_eq(rows(t, segment(1, 1, ACK, 0)), "CLOSED-3");
}
END_TEST

START_TEST(listen) {
  struct plumb_tcb t = {.state = PLUMB_LISTEN};
  ck_assert_str_eq(rows(t, segment(1, 0, RST, 0)), "LISTEN-1");
  ck_assert_str_eq(rows(t, segment(1, 1, ACK, 0)), "LISTEN-2");
  ck_assert_str_eq(rows(t, segment(1, 0, SYN, 0)), "LISTEN-3b");
  ck_assert_str_eq(rows(t, segment(1, 0, FIN, 0)), "LISTEN-4");
}
END_TEST

START_TEST(syn_sent) {
  struct plumb_tcb t = in_state(PLUMB_SYN_SENT);
  t.snd.una = 999, t.snd.nxt = 1000;
  ck_assert_str_eq(rows(t, segment(1, 999, ACK | RST, 0)), "SYNSENT-1a");
  ck_assert_str_eq(rows(t, segment(1, 1001, ACK, 0)), "SYNSENT-1b");
  ck_assert_str_eq(rows(t, segment(1, 1000, ACK | RST, 0)), "SYNSENT-2a");
  ck_assert_str_eq(rows(t, segment(1, 0, RST, 0)), "SYNSENT-2b");
  ck_assert_str_eq(rows(t, segment(1, 1000, SYN | ACK, 0)), "SYNSENT-4b");
  ck_assert_str_eq(rows(t, segment(1, 0, SYN, 0)), "SYNSENT-4c");
  ck_assert_str_eq(rows(t, segment(1, 1000, ACK, 0)), "SYNSENT-5");
}
END_TEST

/* First, check the sequence number. */
START_TEST(sequence_number) {
  struct plumb_tcb t = in_state(PLUMB_ESTABLISHED);
  ck_assert_str_eq(rows(t, segment(RCV + WND, 0, RST, 0)), "SYNC-1b");
  ck_assert_str_eq(rows(t, segment(RCV + WND, UNA, ACK, 10)), "SYNC-1c");
  ck_assert_str_eq(rows(t, segment(RCV - 10, UNA, ACK, 10)), "SYNC-1c");
  struct plumb_seg old = segment(RCV, UNA, ACK, 10);
  t.stamps = (struct plumb_stamps){.ok = true, .recent = 100};
  old.options = (struct plumb_options){.has_ts = true, .ts_val = 99};
  ck_assert_str_eq(rows(t, old), "SYNC-1a");
  ck_assert_str_eq(rows(after_own_fin(PLUMB_TIME_WAIT), segment(RCV - 1, NXT, FIN | ACK, 0)),
                   "SYNC-1c SYNC-5o");
}
END_TEST

/* MUST-66: with a zero window, ACK and RST are still heard. */
START_TEST(must_66_zero_window) {
  struct plumb_tcb t = in_state(PLUMB_ESTABLISHED);
  t.rcv.wnd = 0;
  ck_assert_str_eq(rows(t, segment(RCV, 1600, ACK, 0)), "SYNC-5e");
  ck_assert_str_eq(rows(t, segment(RCV + 1, 1600, ACK, 0)), "SYNC-1c");
}
END_TEST

/* Second, check the RST bit (RFC 5961 section 3). */
START_TEST(rst) {
  struct plumb_seg exact = segment(RCV, 0, RST, 0);
  struct plumb_tcb passive = in_state(PLUMB_SYN_RECEIVED);
  passive.passive = true;
  ck_assert_str_eq(rows(in_state(PLUMB_ESTABLISHED), segment(RCV + 1, 0, RST, 0)), "SYNC-2c");
  ck_assert_str_eq(rows(passive, exact), "SYNC-2b SYNC-2d");
  ck_assert_str_eq(rows(in_state(PLUMB_SYN_RECEIVED), exact), "SYNC-2b SYNC-2e");
  ck_assert_str_eq(rows(in_state(PLUMB_CLOSE_WAIT), exact), "SYNC-2b SYNC-2f");
  ck_assert_str_eq(rows(in_state(PLUMB_LAST_ACK), exact), "SYNC-2b SYNC-2g");
}
END_TEST

/* Fourth, check the SYN bit (RFC 5961 section 4). */
START_TEST(syn) {
  struct plumb_seg again = segment(RCV, 0, SYN, 0);
  struct plumb_tcb passive = in_state(PLUMB_SYN_RECEIVED);
  passive.passive = true;
  ck_assert_str_eq(rows(passive, again), "SYNC-4a");
  ck_assert_str_eq(rows(in_state(PLUMB_SYN_RECEIVED), again), "SYNC-4b");
  ck_assert_str_eq(rows(in_state(PLUMB_FIN_WAIT_2), again), "SYNC-4d");
}
END_TEST

/* Fifth, check the ACK field. */
START_TEST(ack) {
  struct plumb_tcb t = in_state(PLUMB_ESTABLISHED);
  ck_assert_str_eq(rows(t, segment(RCV, 0, 0, 10)), "SYNC-5a");
  ck_assert_str_eq(rows(t, segment(RCV, 0xfffff63bU /* UNA - 4001 */, ACK, 10)), "SYNC-5b");
  ck_assert_str_eq(rows(t, segment(RCV, NXT + 1, ACK, 10)), "SYNC-5g");
  ck_assert_str_eq(rows(t, segment(RCV, 1600, ACK, 0)), "SYNC-5e");
  ck_assert_str_eq(rows(t, segment(RCV, UNA, ACK, 0)), "SYNC-5f");
  struct plumb_seg wider = segment(RCV, UNA, ACK, 0);
  wider.wnd = 5000;
  t.snd.wl1 = RCV;
  ck_assert_str_eq(rows(t, wider), "SYNC-5f SYNC-5h");
}
END_TEST

START_TEST(ack_in_syn_received) {
  struct plumb_tcb t = in_state(PLUMB_SYN_RECEIVED);
  ck_assert_str_eq(rows(t, segment(RCV, NXT, ACK, 0)), "SYNC-5c");
  ck_assert_str_eq(rows(t, segment(RCV, UNA, ACK, 0)), "SYNC-5d");
  ck_assert_str_eq(rows(t, segment(RCV, NXT, ACK, 5)), "SYNC-5c SYNC-7a");
}
END_TEST

/* The acknowledgment of our FIN, in the states that wait for it. */
START_TEST(ack_of_the_fin) {
  struct plumb_seg of_fin = segment(RCV, NXT, ACK, 0), of_text = segment(RCV, 1600, ACK, 0);
  ck_assert_str_eq(rows(after_own_fin(PLUMB_FIN_WAIT_1), of_fin), "SYNC-5e SYNC-5i");
  ck_assert_str_eq(rows(after_own_fin(PLUMB_CLOSING), of_fin), "SYNC-5e SYNC-5l");
  ck_assert_str_eq(rows(after_own_fin(PLUMB_CLOSING), of_text), "SYNC-5e SYNC-5m");
  ck_assert_str_eq(rows(after_own_fin(PLUMB_LAST_ACK), of_fin), "SYNC-5e SYNC-5n");
}
END_TEST

/* Sixth and seventh: URG and the text. */
START_TEST(urg_and_text) {
  struct plumb_tcb t = in_state(PLUMB_ESTABLISHED);
  struct plumb_seg urgent = segment(RCV, 1600, ACK | URG, 10);
  urgent.up = 10;
  ck_assert_str_eq(rows(t, urgent), "SYNC-5e SYNC-6a SYNC-7a");
  ck_assert_str_eq(rows(t, segment(RCV + 10, 1600, ACK, 10)), "SYNC-5e SYNC-7c");
  ck_assert_str_eq(rows(in_state(PLUMB_CLOSE_WAIT), segment(RCV, 1600, ACK | URG, 10)),
                   "SYNC-5e SYNC-6b SYNC-7d");
}
END_TEST

/* Eighth, check the FIN bit. */
START_TEST(fin) {
  struct plumb_seg alone = segment(RCV, 1600, FIN | ACK, 0), both = segment(RCV, NXT, FIN | ACK, 0);
  ck_assert_str_eq(rows(in_state(PLUMB_ESTABLISHED), alone), "SYNC-5e SYNC-8b SYNC-8c");
  ck_assert_str_eq(rows(after_own_fin(PLUMB_FIN_WAIT_1), alone), "SYNC-5e SYNC-8b SYNC-8e");
  ck_assert_str_eq(rows(after_own_fin(PLUMB_FIN_WAIT_1), both), "SYNC-5e SYNC-5i SYNC-8b SYNC-8f");
  ck_assert_str_eq(rows(in_state(PLUMB_FIN_WAIT_2), alone), "SYNC-5e SYNC-8b SYNC-8f");
  ck_assert_str_eq(rows(in_state(PLUMB_CLOSE_WAIT), alone), "SYNC-5e SYNC-8g");
  ck_assert_str_eq(rows(in_state(PLUMB_TIME_WAIT), alone), "SYNC-5e SYNC-8g");
}
END_TEST

/* Every state has the RFC's name. */
START_TEST(names) {
  ck_assert_str_eq(state_name(PLUMB_CLOSED), "CLOSED");
  ck_assert_str_eq(state_name(PLUMB_SYN_RECEIVED), "SYN-RECEIVED");
  ck_assert_str_eq(state_name(PLUMB_TIME_WAIT), "TIME-WAIT");
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      closed,       listen, syn_sent, sequence_number,     must_66_zero_window,
      rst,          syn,    ack,      ack_in_syn_received, ack_of_the_fin,
      urg_and_text, fin,    names,
  };
  return run_tests("cli/story", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
