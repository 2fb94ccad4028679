/* What the tests of the user calls share. */
#ifndef PLUMB_TESTS_CORE_CALLS_H
#define PLUMB_TESTS_CORE_CALLS_H

#include "connection.h"

enum { OUR_ISS = 7000 };

static inline struct plumb_tcb nothing(void) { return (struct plumb_tcb){.state = PLUMB_CLOSED}; }

static inline void assert_reply(struct plumb_outcome o, enum plumb_reply reply) {
  ck_assert_int_eq(o.reply, reply);
}

/* What calls and timers change is the same in both.  (Not memcmp(): there is padding.) */
static inline void assert_same(struct plumb_tcb a, struct plumb_tcb b) {
  ck_assert_int_eq(a.state, b.state);
  ck_assert_uint_eq(a.iss, b.iss);
  ck_assert_uint_eq(a.snd.una, b.snd.una);
  ck_assert_uint_eq(a.snd.nxt, b.snd.nxt);
  ck_assert_uint_eq(a.snd.up, b.snd.up);
  ck_assert_uint_eq(a.snd.queued, b.snd.queued);
  ck_assert_uint_eq(a.rcv.wnd, b.rcv.wnd);
  ck_assert_uint_eq(a.rcv.buffered, b.rcv.buffered);
  ck_assert_uint_eq(a.timers.rtx_at, b.timers.rtx_at);
  ck_assert(a.passive == b.passive && a.snd.urgent == b.snd.urgent);
  ck_assert(a.snd.closed == b.snd.closed && a.snd.fin == b.snd.fin);
  ck_assert(a.rcv.urgent == b.rcv.urgent && a.rcv.push == b.rcv.push);
  ck_assert(a.timers.rtx_on == b.timers.rtx_on && a.timers.user_on == b.timers.user_on);
  ck_assert(a.timers.wait_on == b.timers.wait_on);
}

/* The call was refused: it says so, sends nothing, and the connection is what it was. */
static inline void assert_refused(struct plumb_outcome o, struct plumb_tcb before,
                                  enum plumb_reply reply) {
  assert_reply(o, reply);
  assert_silent(o);
  assert_same(o.tcb, before);
}

static inline struct plumb_open_args allowed(bool active) {
  return (struct plumb_open_args){.active = active,
                                  .access = true,
                                  .room = true,
                                  .diffserv_ok = true,
                                  .remote_specified = active,
                                  .iss = OUR_ISS};
}

static inline struct plumb_outcome open_(struct plumb_tcb t, struct plumb_open_args a) {
  return plumb_open(config_for_tests(), t, a, NOW);
}

/* <SEQ=ISS><CTL=SYN> went out: SYN-SENT, SND.UNA = ISS, SND.NXT = ISS + 1, and the SYN is timed. */
static inline void assert_connecting(struct plumb_outcome o) {
  assert_reply(o, PLUMB_REPLY_OK);
  assert_state(o, PLUMB_SYN_SENT);
  assert_answer(o, PLUMB_SEND_SYN, OUR_ISS, 0);
  ck_assert_uint_eq(o.tcb.iss, OUR_ISS);
  ck_assert_uint_eq(o.tcb.snd.una, OUR_ISS);
  ck_assert_uint_eq(o.tcb.snd.nxt, OUR_ISS + 1);
  ck_assert(!o.tcb.passive);
  ck_assert(o.tcb.timers.rtx_on);
  ck_assert_uint_eq(o.tcb.timers.rtx_at, NOW + SECOND);
}

#endif
