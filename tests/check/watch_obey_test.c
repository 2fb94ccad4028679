/* Resets that end a connection, or refuse it, in virtual time, and who goes on nevertheless. */
#include "watch_obey.h"

#include "core/connection.h"

enum { LAG = 1000000 };

static struct plumb_obey_watch watch;

static void sends(struct plumb_seg s) { watch = plumb_obey_watch_after_sent(watch, s); }
static void comes(struct plumb_seg s) { watch = plumb_obey_watch_arrived(watch, s, SECOND); }
static void resets(uint32_t seq) { comes(segment(seq, 0, RST, 0)); }

static struct plumb_seg ack(uint32_t octets) { return segment(ISS + 1, RCV + octets, ACK, 0); }

/* The endpoint accepts a connection; the peer's text begins at RCV. */
static void opens(void) {
  watch = plumb_start_obey_watch();
  comes(segment(RCV - 1, 0, SYN, 0));
  sends(segment(ISS, RCV, SYN | ACK, 0));
  comes(segment(RCV, ISS + 1, ACK, 0));
  sends(segment(ISS + 1, RCV, ACK, 10));
}

static void assert_innocent(struct plumb_seg s) {
  ck_assert_int_eq(plumb_obey_watch_sent(watch, s, 9 * SECOND, LAG), PLUMB_NO_OBEY_FAULT);
}

static void assert_accused(void) {
  ck_assert_int_eq(plumb_obey_watch_sent(watch, ack(0), SECOND + LAG + 1, LAG),
                   PLUMB_RESET_DISOBEYED);
  ck_assert_str_eq(plumb_obey_clause(PLUMB_RESET_DISOBEYED)->id, "R9293-L14");
}

/* Within the lag the end may not know yet; then it may answer by resets, or open a connection
   anew. */
START_TEST(r9293_l14) {
  opens();
  resets(RCV);
  ck_assert_int_eq(plumb_obey_watch_sent(watch, ack(0), SECOND + LAG, LAG), PLUMB_NO_OBEY_FAULT);
  assert_accused();
  assert_innocent(segment(ISS + 1, 0, RST, 0));
  assert_innocent(segment(ISS, 0, SYN, 0));
  sends(ack(0));
  assert_accused();
}
END_TEST

/* Text is acknowledged, and where it ends is RCV.NXT; so is the FIN. */
START_TEST(ev_seg_sync_2f) {
  opens();
  comes(segment(RCV, ISS + 1, ACK, 100));
  comes(segment(RCV + 50, ISS + 1, ACK, 50)); /* again */
  sends(ack(100));
  resets(RCV + 100);
  assert_accused();
  opens();
  comes(segment(RCV, ISS + 1, FIN | ACK, 0));
  sends(ack(1));
  resets(RCV + 1);
  assert_accused();
}
END_TEST

/* Only a reset at RCV.NXT ends it for certain. */
START_TEST(elsewhere) {
  opens();
  resets(RCV + 1);
  resets(RCV - 1);
  assert_innocent(ack(0));
  comes(segment(RCV, ISS + 1, ACK, 100));
  resets(RCV);
  resets(RCV + 100); /* not acknowledged yet: it may have been dropped */
  assert_innocent(ack(0));
  sends(ack(100));
  comes(segment(RCV + 200, ISS + 1, ACK, 100));
  resets(RCV + 100); /* here it may, but the gap may have been filled unseen */
  assert_innocent(ack(100));
}
END_TEST

/* In TIME-WAIT a reset is ignored, by who follows RFC 1337. */
START_TEST(r1337_3_f1_a_innocent) {
  opens();
  sends(segment(ISS + 11, RCV, FIN | ACK, 0));
  comes(segment(RCV, ISS + 12, FIN | ACK, 0));
  sends(ack(1));
  resets(RCV + 1);
  assert_innocent(ack(1));
  opens();
  sends(segment(ISS + 11, RCV, FIN | ACK, 0));
  resets(RCV);
  assert_accused();
}
END_TEST

/* A SYN, whoever sends it, opens another connection. */
START_TEST(opened_anew) {
  opens();
  resets(RCV);
  comes(segment(RCV + 5000, 0, SYN, 0));
  assert_innocent(ack(0));
  opens();
  resets(RCV);
  sends(segment(ISS + 5000, 0, SYN, 0));
  assert_innocent(ack(0));
  opens();
  resets(RCV);
  sends(segment(ISS, RCV, SYN | ACK, 0)); /* opens none */
  assert_accused();
}
END_TEST

/* While the connection is opened a reset returns it to LISTEN, or cookies keep no connection that
   it could end; a capture that begins in the middle tells nothing. */
START_TEST(not_judged) {
  watch = plumb_start_obey_watch();
  comes(segment(RCV - 1, 0, SYN, 0));
  sends(segment(ISS, RCV, SYN | ACK, 0));
  resets(RCV);
  assert_innocent(ack(0));
  watch = plumb_start_obey_watch();
  comes(segment(RCV, ISS + 1, ACK, 100));
  sends(ack(100));
  resets(RCV + 100);
  assert_innocent(ack(100));
}
END_TEST

/* Resets neither count as text nor say how much was received. */
START_TEST(other_resets) {
  opens();
  comes(segment(RCV + 7, 0, RST, 100));
  sends(segment(ISS + 11, RCV + 7, RST | ACK, 0));
  resets(RCV);
  assert_accused();
}
END_TEST

static struct plumb_seg syn(void) { return segment(ISS, 0, SYN, 0); }
static void refuses(void) { comes(segment(0, ISS + 1, RST | ACK, 0)); }

static void assert_charged(struct plumb_seg s, enum plumb_obey_fault fault, const char *clause) {
  ck_assert_int_eq(plumb_obey_watch_sent(watch, s, SECOND + LAG, LAG), PLUMB_NO_OBEY_FAULT);
  ck_assert_int_eq(plumb_obey_watch_sent(watch, s, SECOND + LAG + 1, LAG), (int)fault);
  ck_assert_str_eq(plumb_obey_clause(fault)->id, clause);
}

static void asks_with(struct plumb_seg s) {
  watch = plumb_start_obey_watch();
  sends(s);
}

/* A SYN that was refused is sent again, and again; another one is another attempt. */
START_TEST(ev_seg_synsent_2a) {
  asks_with(syn());
  refuses();
  assert_charged(syn(), PLUMB_REFUSAL_DISOBEYED, "EV-SEG-SYNSENT-2a");
  assert_innocent(segment(ISS + 1, 0, SYN, 0));
  assert_innocent(segment(ISS, RCV, SYN | ACK, 0));
  sends(syn());
  refuses();
  assert_charged(syn(), PLUMB_REFUSAL_DISOBEYED, "EV-SEG-SYNSENT-2a");
  sends(segment(ISS + 1, 0, SYN, 0));
  assert_innocent(syn());
  assert_innocent(segment(ISS + 1, 0, SYN, 0));
}
END_TEST

/* A reset that acknowledges something else, or nothing, refuses no SYN (EV-SEG-SYNSENT-1a, 2b). */
START_TEST(refuses_something_else) {
  asks_with(syn());
  comes(segment(0, ISS, RST | ACK, 0));
  comes(segment(0, ISS + 2, RST | ACK, 0));
  comes(segment(0, ISS + 1, RST, 0));
  assert_innocent(syn());
  watch = plumb_start_obey_watch();
  refuses();
  assert_innocent(syn());
}
END_TEST

/* Who asked for ECN may ask again without; refused even so it may not. */
START_TEST(r3168_6_1_1_1_a_innocent) {
  struct plumb_seg asks_ecn = syn();
  asks_ecn.ctl.ece = asks_ecn.ctl.cwr = true;
  asks_with(asks_ecn);
  refuses();
  assert_innocent(syn());
  sends(syn());
  refuses();
  assert_charged(syn(), PLUMB_REFUSAL_DISOBEYED, "EV-SEG-SYNSENT-2a");
}
END_TEST

/* After a refusal, or a SYN,ACK, a SYN that arrives may open a connection passively. */
START_TEST(asks_no_more) {
  asks_with(syn());
  refuses();
  comes(segment(RCV - 1, 0, SYN, 0));
  assert_innocent(syn());
  sends(segment(ISS, RCV, SYN | ACK, 0));
  resets(RCV);
  assert_innocent(segment(ISS, RCV, SYN | ACK, 0));
  asks_with(syn());
  comes(segment(RCV - 1, ISS + 1, SYN | ACK, 0));
  sends(segment(ISS, RCV, SYN | ACK, 0));
  resets(RCV);
  assert_innocent(segment(ISS, RCV, SYN | ACK, 0));
  asks_with(syn());
  sends(ack(0)); /* as if it were open */
  refuses();
  assert_innocent(syn());
}
END_TEST

/* SYNs cross; a reset at RCV.NXT ends the connection, whoever sent the first. */
START_TEST(ev_seg_sync_2e) {
  const struct plumb_seg syn_ack = segment(ISS, RCV, SYN | ACK, 0);
  asks_with(syn());
  comes(segment(RCV - 1, 0, SYN, 0));
  sends(syn_ack);
  resets(RCV + 1);
  assert_innocent(syn_ack);
  resets(RCV);
  assert_charged(syn_ack, PLUMB_CROSSING_RESET_DISOBEYED, "EV-SEG-SYNC-2e");
  assert_charged(ack(0), PLUMB_RESET_DISOBEYED, "R9293-L14");
  assert_innocent(segment(ISS + 1, RCV, SYN | ACK, 0));
  comes(segment(RCV - 1, 0, SYN, 0)); /* again, or for a connection that is opened passively */
  assert_innocent(syn_ack);
}
END_TEST

/* What arrived before the SYN is not counted. */
START_TEST(before_the_syn) {
  asks_with(syn());
  comes(segment(RCV + 500, ISS + 1, ACK, 100));
  comes(segment(RCV - 1, 0, SYN, 0));
  sends(segment(ISS, RCV, SYN | ACK, 0));
  resets(RCV);
  assert_charged(ack(0), PLUMB_RESET_DISOBEYED, "R9293-L14");
}
END_TEST

int main(void) {
  const TTest *tests[] = {r9293_l14,
                          ev_seg_sync_2f,
                          elsewhere,
                          r1337_3_f1_a_innocent,
                          opened_anew,
                          not_judged,
                          other_resets,
                          ev_seg_synsent_2a,
                          refuses_something_else,
                          r3168_6_1_1_1_a_innocent,
                          asks_no_more,
                          ev_seg_sync_2e,
                          before_the_syn};
  return run_tests("check/watch_obey", tests, sizeof tests / sizeof tests[0]);
}
