/* The vocabulary of the events: what several of them do with a segment, the timers, a TCB, and what
 * they say with an outcome.  Each function is the model's of the same name: spec/Segment.v, Tcb.v,
 * Outcome.v, Timers.v and the opening of UserCalls.v.
 *
 * The TCB with all fields zero is the model's deleted: CLOSED, nothing known, no timer on. Likewise
 * zero is no answer, no signals, no placement. */
#ifndef PLUMB_TCB_H
#define PLUMB_TCB_H

#include "plumb.h"
#include "seq.h"

/* ---- The segment ----------------------------------------------------------------------------- */

/* What a control bit occupies of the sequence space. */
/*@ assigns \nothing; ensures \result == bit(b != 0); */
static inline uint32_t bit(bool b) { return b ? 1 : 0; }

/* SEG.LEN: octets of text, counting SYN and FIN (R9293-L05). */
/*@ requires WfSeg(s); assigns \nothing; ensures \result == seg_len(s); ensures \result <= 65537; */
static inline uint32_t seg_len(struct plumb_seg s) {
  return s.text + bit(s.ctl.syn) + bit(s.ctl.fin);
}

/* The sequence number of the first octet of text: the SYN comes before it. */
/*@ assigns \nothing; ensures \result == text_seq(s); */
static inline uint32_t text_seq(struct plumb_seg s) { return seq_add(s.seq, bit(s.ctl.syn)); }

/* The sequence number of the FIN: after the text. */
/*@ assigns \nothing; ensures \result == fin_seq(s); */
static inline uint32_t fin_seq(struct plumb_seg s) { return seq_add(text_seq(s), s.text); }

/* ---- Groups of states ------------------------------------------------------------------------ */

/* Text and URG are processed in these states (steps 6 and 7 of SEGMENT ARRIVES). */
/*@ assigns \nothing; ensures \result <==> MayReceive(x); */
static inline bool MayReceive(enum plumb_tcp_state x) {
  return x == PLUMB_ESTABLISHED || x == PLUMB_FIN_WAIT_1 || x == PLUMB_FIN_WAIT_2;
}

/* ---- Answers --------------------------------------------------------------------------------- */

/* A segment without text. */
/*@ assigns \nothing; ensures \result == segment_of(k, seq, ack); */
static inline struct plumb_answer segment_of(enum plumb_send_kind k, uint32_t seq, uint32_t ack) {
  return (struct plumb_answer){.kind = k, .seq = seq, .ack = ack};
}

/* <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> */
/*@ assigns \nothing; ensures \result == ack_now(t); */
static inline struct plumb_answer ack_now(struct plumb_tcb t) {
  return segment_of(PLUMB_SEND_ACK, t.snd.nxt, t.rcv.nxt);
}

/* Every ACK sent is remembered in Last.ACK.sent (RFC 7323 section 4.3). */
/*@ requires WfTcb(t); assigns \nothing; ensures \result == note_ack(t); ensures WfTcb(\result); */
static inline struct plumb_tcb note_ack(struct plumb_tcb t) {
  t.stamps.last_ack = t.rcv.nxt;
  return t;
}

/* The reset for a segment that fits no connection, never in answer to a reset (RFC 9293 section
 * 3.5.2 group 1; R9293-L08, R9293-L12). */
/*@ requires WfSeg(s); assigns \nothing; ensures \result == reset_for(s); */
static inline struct plumb_answer reset_for(struct plumb_seg s) {
  if (s.ctl.rst) return (struct plumb_answer){.kind = PLUMB_NO_ANSWER};
  if (s.ctl.ack) return segment_of(PLUMB_SEND_RST, s.ack, 0);
  return segment_of(PLUMB_SEND_RST_ACK, 0, seq_add(s.seq, seg_len(s)));
}

/* ---- Outcomes -------------------------------------------------------------------------------- */

/* For the provers, which would otherwise compare field by field what is one and the same. */
/*@ predicate SameOutcome(struct plumb_outcome o, struct plumb_outcome p) = o == p;
    predicate SameTcb(struct plumb_tcb t, struct plumb_tcb u) = t == u;
    lemma an_outcome_is_itself: \forall struct plumb_outcome o; SameOutcome(o, o);
    lemma a_tcb_is_itself: \forall struct plumb_tcb t; SameTcb(t, t); */

/*@ assigns \nothing; ensures \result == outcome_of(t, a, r, g, d != 0); */
static inline struct plumb_outcome outcome_of(struct plumb_tcb t, struct plumb_answer a,
                                              enum plumb_reply r, struct plumb_signals g, bool d) {
  return (struct plumb_outcome){.tcb = t, .answer = a, .reply = r, .signals = g, .done = d};
}

/* The step has nothing to say: the next one follows. */
/*@ assigns \nothing; ensures \result == proceed(t); */
static inline struct plumb_outcome proceed(struct plumb_tcb t) {
  return (struct plumb_outcome){.tcb = t};
}

/* Drop the segment. */
/*@ assigns \nothing; ensures \result == drop(t); */
static inline struct plumb_outcome drop(struct plumb_tcb t) {
  return (struct plumb_outcome){.tcb = t, .done = true};
}

/* Send a, drop the segment. */
/*@ assigns \nothing; ensures \result == drop_with(t, a); */
static inline struct plumb_outcome drop_with(struct plumb_tcb t, struct plumb_answer a) {
  return (struct plumb_outcome){.tcb = t, .answer = a, .done = true};
}

/* A user call that only returns r. */
/*@ assigns \nothing; ensures \result == returns(t, r); */
static inline struct plumb_outcome returns(struct plumb_tcb t, enum plumb_reply r) {
  return (struct plumb_outcome){.tcb = t, .reply = r, .done = true};
}

/* A user call that sends a and returns OK. */
/*@ assigns \nothing; ensures \result == sends(t, a); */
static inline struct plumb_outcome sends(struct plumb_tcb t, struct plumb_answer a) {
  return (struct plumb_outcome){.tcb = t, .answer = a, .reply = PLUMB_REPLY_OK, .done = true};
}

/* Delete the TCB and tell the user why. */
/*@ assigns \nothing; ensures \result == delete_with(g); ensures WfTcb(\result.tcb); */
static inline struct plumb_outcome delete_with(struct plumb_signals g) {
  return (struct plumb_outcome){.signals = g, .done = true};
}

/* What two successive steps tell the user. */
/*@ assigns \nothing; ensures \result == both_signals(g, h); */
struct plumb_signals plumb_both_signals(struct plumb_signals g, struct plumb_signals h);

/*@ assigns \nothing; ensures \result == also_signal(o, g); */
static inline struct plumb_outcome also_signal(struct plumb_outcome o, struct plumb_signals g) {
  o.signals = plumb_both_signals(g, o.signals);
  return o;
}

/* ---- Timers: RFC 9293 sections 3.8.1, 3.8.3 and 3.6.1; RFC 6298 section 5 -------------------- */

/*@ requires WfTimers(m) && rto <= PLUMB_DURATION_MAX; assigns \nothing;
    ensures \result == with_rtx(m, on != 0, at, rto, n); ensures WfTimers(\result); */
static inline struct plumb_timers with_rtx(struct plumb_timers m, bool on, uint64_t at,
                                           uint64_t rto, uint32_t n) {
  m.rtx_on = on;
  m.rtx_at = at;
  m.rto = rto;
  m.rtx_count = n;
  return m;
}

/*@ requires WfTimers(m); assigns \nothing;
    ensures \result == with_user(m, on != 0, at); ensures WfTimers(\result); */
static inline struct plumb_timers with_user(struct plumb_timers m, bool on, uint64_t at) {
  m.user_on = on;
  m.user_at = at;
  return m;
}

/* Something is unacknowledged: the retransmission timer runs (RFC 6298 rule 5.1) and, if the user
 * asked for a timeout, so does that. */
/*@ requires WfConfig(c) && WfTimers(m) && WfTime(now); assigns \nothing;
    ensures \result == start_timers(c, m, now); ensures WfTimers(\result); */
static inline struct plumb_timers start_timers(struct plumb_config c, struct plumb_timers m,
                                               uint64_t now) {
  if (!m.rtx_on) m = with_rtx(m, true, now + m.rto, m.rto, 0);
  if (m.user_on || c.user_timeout == 0) return m;
  return with_user(m, true, now + c.user_timeout);
}

/* New data was acknowledged: restart (rule 5.3), or stop when all is (rule 5.2).  The RTO is the
 * one without back-off again. */
/*@ requires WfConfig(c) && WfTimers(m) && WfTime(now); assigns \nothing;
    ensures \result == restart_timers(c, m, outstanding != 0, now); ensures WfTimers(\result); */
static inline struct plumb_timers restart_timers(struct plumb_config c, struct plumb_timers m,
                                                 bool outstanding, uint64_t now) {
  m = with_user(with_rtx(m, false, 0, c.rto, 0), false, 0);
  return outstanding ? start_timers(c, m, now) : m;
}

/* Start the time-wait timer, turn off the other timers (MUST-13: 2 MSL). */
/*@ requires WfConfig(c) && WfTimers(m) && WfTime(now); assigns \nothing;
    ensures \result == wait_timers(c, m, now); ensures WfTimers(\result); */
static inline struct plumb_timers wait_timers(struct plumb_config c, struct plumb_timers m,
                                              uint64_t now) {
  m = with_user(with_rtx(m, false, 0, m.rto, 0), false, 0);
  m.wait_on = true;
  m.wait_at = now + 2 * c.msl;
  return m;
}

/*@ requires WfConfig(c) && WfTime(now); assigns \nothing;
    ensures \result == fresh_timers(c, now); ensures WfTimers(\result); */
static inline struct plumb_timers fresh_timers(struct plumb_config c, uint64_t now) {
  return start_timers(c, (struct plumb_timers){.rto = c.rto}, now);
}

/* ---- A fresh connection ---------------------------------------------------------------------- */

/* It has sent its SYN: <SEQ=ISS><CTL=SYN>, SND.UNA = ISS, SND.NXT = ISS + 1. */
/*@ requires queued <= PLUMB_QUEUE_MAX; assigns \nothing;
    ensures \result == syn_snd(iss, queued, closed != 0); ensures WfSnd(\result); */
static inline struct plumb_snd syn_snd(uint32_t iss, uint32_t queued, bool closed) {
  return (struct plumb_snd){.una = iss, .nxt = seq_add(iss, 1), .queued = queued, .closed = closed};
}

/* The window of a SYN is not scaled: what 16 bits can say (RFC 7323 section 2.2). */
/*@ requires WfConfig(c); assigns \nothing;
    ensures \result == opening_window(c); ensures \result <= 65535; */
static inline uint32_t opening_window(struct plumb_config c) { return min_u32(c.buffer, 65535); }

/*@ requires WfConfig(c); assigns \nothing;
    ensures \result == opening_rcv(c); ensures WfRcv(\result); */
static inline struct plumb_rcv opening_rcv(struct plumb_config c) {
  return (struct plumb_rcv){.wnd = opening_window(c)};
}

/*@ requires WfConfig(c); assigns \nothing;
    ensures \result == listening(c); ensures WfTcb(\result); */
static inline struct plumb_tcb listening(struct plumb_config c) {
  return (struct plumb_tcb){.state = PLUMB_LISTEN, .passive = true, .rcv = opening_rcv(c)};
}

/* 2^n for a shift count of RFC 7323 section 2.3, without a shift: WP does not know shifts. */
/*@ requires n <= PLUMB_SHIFT_MAX; assigns \nothing;
    ensures \result == power2(n); ensures 1 <= \result <= 16384; */
static inline uint32_t power2(uint8_t n) {
  static const uint32_t power[PLUMB_SHIFT_MAX + 1] = {1,   2,   4,    8,    16,   32,   64,   128,
                                                      256, 512, 1024, 2048, 4096, 8192, 16384};
  return power[n];
}

#endif
