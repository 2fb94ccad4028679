/* A connection at numbers that are easy to read, and the segments its peer may send.
 *
 * We have sent 1000 to 1999, the peer has acknowledged 1000 to 1499 and offers 4000 octets.  The
 * peer's numbers have been received up to 4999; we offer 1000 octets: 5000 to 5999. */
#ifndef PLUMB_TESTS_CORE_CONNECTION_H
#define PLUMB_TESTS_CORE_CONNECTION_H

#include <check.h>

#include "plumb.h"

enum { ISS = 999, UNA = 1500, NXT = 2000, PEER_WND = 4000, IRS = 4999, RCV = 5000, WND = 1000 };

#define NOW 1000000000u /* 1000 s after the caller's epoch */
#define SECOND 1000000u

/* Control bits, as they stand in the header. */
enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32 };

static inline struct plumb_config config_for_tests(void) {
  struct plumb_config c = plumb_default_config();
  c.buffer = 4000;
  c.challenge_limit = 10;
  c.challenge_interval = 5 * SECOND;
  return c;
}

/* The connection described above, in the state x. */
static inline struct plumb_tcb connection(enum plumb_tcp_state x) {
  return (struct plumb_tcb){
      .state = x,
      .iss = ISS,
      .irs = IRS,
      .snd = {.una = UNA, .nxt = NXT, .wnd = PEER_WND, .wl1 = RCV, .wl2 = UNA, .max_wnd = PEER_WND},
      .rcv = {.nxt = RCV, .wnd = WND},
      .peer = {.mss = 1460},
      .timers = {.rtx_on = true, .rtx_at = NOW + SECOND, .rto = SECOND},
  };
}

/* The same after our FIN was sent: it is number NXT - 1. */
static inline struct plumb_tcb connection_closed_by_us(enum plumb_tcp_state x) {
  struct plumb_tcb t = connection(x);
  t.snd.closed = true;
  t.snd.fin = true;
  return t;
}

/* <SEQ=seq><ACK=ack><CTL=bits> with octets of text and the window that was offered before. */
static inline struct plumb_seg segment(uint32_t seq, uint32_t ack, unsigned bits, uint32_t text) {
  return (struct plumb_seg){
      .seq = seq,
      .ack = ack,
      .wnd = PEER_WND,
      .text = text,
      .ctl = {.fin = bits & FIN,
              .syn = bits & SYN,
              .rst = bits & RST,
              .psh = bits & PSH,
              .ack = bits & ACK,
              .urg = bits & URG},
  };
}

/* The segment arrives at the connection. */
static inline struct plumb_outcome arrives(struct plumb_tcb t, struct plumb_seg s) {
  return plumb_segment_arrives(config_for_tests(), t, s, ISS, NOW);
}

static inline void assert_silent(struct plumb_outcome o) {
  ck_assert_int_eq(o.answer.kind, PLUMB_NO_ANSWER);
}

static inline void assert_answer(struct plumb_outcome o, enum plumb_send_kind kind, uint32_t seq,
                                 uint32_t ack) {
  ck_assert_int_eq(o.answer.kind, kind);
  ck_assert_uint_eq(o.answer.seq, seq);
  ck_assert_uint_eq(o.answer.ack, ack);
  ck_assert_uint_eq(o.answer.text, 0);
  ck_assert(!o.answer.fin);
}

/* <SEQ=SND.NXT><ACK=ack><CTL=ACK> */
static inline void assert_acknowledged(struct plumb_outcome o, uint32_t ack) {
  assert_answer(o, PLUMB_SEND_ACK, NXT, ack);
}

static inline void assert_state(struct plumb_outcome o, enum plumb_tcp_state x) {
  ck_assert_int_eq(o.tcb.state, x);
}

/* The test program: one suite of one test case, in this process's own way of running. */
static inline int run_tests(const char *name, const TTest *const *tests, int count) {
  Suite *suite = suite_create(name);
  TCase *tcase = tcase_create(name);
  tcase_set_timeout(tcase, 60); /* seconds; for a busy machine */
  for (int i = 0; i < count; i++)
    tcase_add_test(tcase, tests[i]);
  suite_add_tcase(suite, tcase);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}

#endif
