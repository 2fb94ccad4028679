/* The synchronized states, SYN-RECEIVED, and what may become of a segment in them. */
#ifndef PLUMB_TESTS_CORE_SYNCHRONIZED_H
#define PLUMB_TESTS_CORE_SYNCHRONIZED_H

#include "connection.h"

static const enum plumb_tcp_state synchronized_states[] = {
    PLUMB_ESTABLISHED, PLUMB_FIN_WAIT_1, PLUMB_FIN_WAIT_2, PLUMB_CLOSE_WAIT,
    PLUMB_CLOSING,     PLUMB_LAST_ACK,   PLUMB_TIME_WAIT};
enum { SYNCHRONIZED = sizeof synchronized_states / sizeof synchronized_states[0] };

/* SYN-RECEIVED: the SYN,ACK with number ISS is out. */
static inline struct plumb_tcb syn_received(bool passive) {
  struct plumb_tcb t = connection(PLUMB_SYN_RECEIVED);
  t.passive = passive;
  t.snd.una = ISS;
  t.snd.nxt = ISS + 1;
  return t;
}

static inline void assert_deleted(struct plumb_outcome o) {
  assert_silent(o);
  assert_state(o, PLUMB_CLOSED);
  ck_assert(!o.tcb.timers.rtx_on && !o.tcb.timers.user_on && !o.tcb.timers.wait_on);
}

/* The segment was dropped, with no answer and no effect on the numbers. */
static inline void assert_dropped(struct plumb_outcome o, enum plumb_tcp_state x) {
  assert_silent(o);
  assert_state(o, x);
  ck_assert_uint_eq(o.tcb.rcv.nxt, RCV);
  ck_assert_uint_eq(o.tcb.rcv.buffered, 0);
  ck_assert(!o.signals.reset && !o.signals.refused);
}

/* It was dropped and answered by <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>. */
static inline void assert_challenged(struct plumb_outcome o, enum plumb_tcp_state x) {
  assert_acknowledged(o, RCV);
  assert_state(o, x);
  ck_assert_uint_eq(o.tcb.snd.una, UNA);
  ck_assert_uint_eq(o.tcb.rcv.nxt, RCV);
}

#endif
