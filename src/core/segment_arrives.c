/* SEGMENT ARRIVES: CLOSED, LISTEN, SYN-SENT (RFC 9293 sections 3.10.7.1 to 3.10.7.3). */
#include "other_states.h"
#include "text.h"

/* 3.10.7.1 CLOSED: there is no TCB. */
/*@ requires WfTcb(t) && WfSeg(s);
    assigns \nothing;
    ensures \result == arrives_closed(t, s);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome arrives_closed(struct plumb_tcb t, struct plumb_seg s) {
  return drop_with(t, reset_for(s)); /* EV-SEG-CLOSED-1, EV-SEG-CLOSED-2, EV-SEG-CLOSED-3 */
}

/* What a SYN tells */

/* SendMSS (MUST-15), at most what IP can send (MUST-16); a value of zero cannot be meant. */
/*@ requires WfConfig(c);
    assigns \nothing;
    ensures \result == send_mss(c, o) && \result <= 65535; */
static uint32_t send_mss(struct plumb_config c, struct plumb_options o) {
  return min_u32(o.has_mss && o.mss != 0 ? o.mss : c.default_mss, c.mss);
}

/* Scaling only if both offered it, a shift of 14 at most (R7323-2.3-c, R7323-2.3-f, R7323-2.3-h).
 */
/*@ requires WfConfig(c);
    assigns \nothing;
    ensures \result == syn_peer(c, o);
    ensures WfPeer(\result); */
static struct plumb_peer syn_peer(struct plumb_config c, struct plumb_options o) {
  bool scaling = c.use_shift && o.has_shift;
  struct plumb_peer p = {
      .mss = send_mss(c, o),
      .snd_shift = scaling ? (uint8_t)min_u32(o.shift, 14) : 0,
      .rcv_shift = scaling ? c.shift : 0,
      .sack = c.use_sack && o.sack_permitted,
  };
  return p;
}

/* TS.Recent and Snd.TS.OK from the SYN; Last.ACK.sent = RCV.NXT (R7323-AppD-b). */
/*@ requires WfTime(now);
    assigns \nothing;
    ensures \result == syn_stamps(c, s, now);
    ensures WfStamps(\result); */
static struct plumb_stamps syn_stamps(struct plumb_config c, struct plumb_seg s, uint64_t now) {
  struct plumb_stamps m = {
      .ok = c.use_stamps && s.options.has_ts,
      .recent = s.options.ts_val,
      .recent_at = now,
      .last_ack = seq_add(s.seq, 1),
  };
  return m;
}

/* RCV.NXT = SEG.SEQ + 1.  Text on the SYN is left to the peer's retransmission. */
/*@ requires WfConfig(c);
    assigns \nothing;
    ensures \result == syn_rcv(c, s);
    ensures WfRcv(\result); */
static struct plumb_rcv syn_rcv(struct plumb_config c, struct plumb_seg s) {
  struct plumb_rcv r = opening_rcv(c);
  r.nxt = seq_add(s.seq, 1);
  return r;
}

/* The window of a SYN is never scaled (R7323-2.2-h). */
/*@ requires WfSnd(n);
    assigns \nothing;
    ensures \result == with_syn_window(n, una, s, wl2);
    ensures WfSnd(\result); */
static struct plumb_snd with_syn_window(struct plumb_snd n, uint32_t una, struct plumb_seg s,
                                        uint32_t wl2) {
  n.una = una;
  n.wnd = s.wnd;
  n.wl1 = s.seq;
  n.wl2 = wl2;
  n.max_wnd = s.wnd;
  return n;
}

/* 3.10.7.2 LISTEN */

/* A SYN: remember that the OPEN was passive, answer <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>. */
/*@ requires WfConfig(c) && WfTime(now);
    assigns \nothing;
    ensures \result == listen_syn(c, s, iss, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome listen_syn(struct plumb_config c, struct plumb_seg s, uint32_t iss,
                                       uint64_t now) {
  struct plumb_tcb t = {
      .state = PLUMB_SYN_RECEIVED,
      .passive = true,
      .iss = iss,
      .irs = s.seq,
      .snd = with_syn_window(syn_snd(iss, 0, false), iss, s, iss),
      .rcv = syn_rcv(c, s),
      .peer = syn_peer(c, s.options),
      .stamps = syn_stamps(c, s, now),
      .timers = fresh_timers(c, now),
  };
  return drop_with(t, segment_of(PLUMB_SEND_SYN_ACK, iss, t.rcv.nxt));
}

/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == arrives_listen(c, t, s, iss, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome arrives_listen(struct plumb_config c, struct plumb_tcb t,
                                           struct plumb_seg s, uint32_t iss, uint64_t now) {
  if (s.ctl.rst) return drop(t);                    /* EV-SEG-LISTEN-1 */
  if (s.ctl.ack) return drop_with(t, reset_for(s)); /* EV-SEG-LISTEN-2 */
  if (s.ctl.syn) return listen_syn(c, s, iss, now); /* EV-SEG-LISTEN-3b */
  return drop(t);                                   /* EV-SEG-LISTEN-4 */
}

/* 3.10.7.3 SYN-SENT */

/* ISS < SEG.ACK =< SND.NXT: the ACK is for our SYN. */
/*@ assigns \nothing; ensures \result <==> SynSentAckAcceptable(t, s); */
static bool SynSentAckAcceptable(struct plumb_tcb t, struct plumb_seg s) {
  return seq_lt(t.iss, s.ack) && seq_leq(s.ack, t.snd.nxt);
}

/* What is left of a SYN,ACK when its SYN and ACK are dealt with: the text begins at RCV.NXT. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == after_syn(s);
    ensures WfSeg(\result); */
static struct plumb_seg after_syn(struct plumb_seg s) {
  s.seq = seq_add(s.seq, 1);
  s.ctl.rst = false;
  s.ctl.syn = false;
  return s;
}

/* The TCB that a SYN in SYN-SENT makes.  SND.WND, SND.WL1 and SND.WL2 are set whether or not the
 * SYN comes with an ACK. */
/*@ requires WfConfig(c) && WfTcb(t) && x <= PLUMB_TIME_WAIT && WfTime(now);
    assigns \nothing;
    ensures \result == syn_sent_tcb(c, t, s, x, una, wl2, now);
    ensures WfTcb(\result); */
static struct plumb_tcb syn_sent_tcb(struct plumb_config c, struct plumb_tcb t, struct plumb_seg s,
                                     enum plumb_tcp_state x, uint32_t una, uint32_t wl2,
                                     uint64_t now) {
  t.state = x;
  t.passive = false;
  t.irs = s.seq; /* EV-SEG-SYNSENT-4a */
  t.snd = with_syn_window(t.snd, una, s, wl2);
  t.rcv = syn_rcv(c, s);
  t.peer = syn_peer(c, s.options);
  t.stamps = syn_stamps(c, s, now);
  return t;
}

/* Our SYN is acknowledged: step 6 on for the rest of the segment. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == syn_sent_established(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome syn_sent_established(struct plumb_config c, struct plumb_tcb t,
                                                 struct plumb_seg s, uint64_t now) {
  t = syn_sent_tcb(c, t, s, PLUMB_ESTABLISHED, s.ack, s.ack, now);
  t.timers = restart_timers(c, t.timers, false, now);
  struct plumb_outcome o = plumb_acknowledged(plumb_steps_6_to_8(c, t, after_syn(s), now));
  return also_signal(o, (struct plumb_signals){.established = true});
}

/* Simultaneous open (MUST-10): <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == syn_sent_crossing(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome syn_sent_crossing(struct plumb_config c, struct plumb_tcb t,
                                              struct plumb_seg s, uint64_t now) {
  t = syn_sent_tcb(c, t, s, PLUMB_SYN_RECEIVED, t.snd.una, t.iss, now);
  return drop_with(t, segment_of(PLUMB_SEND_SYN_ACK, t.iss, t.rcv.nxt));
}

/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == arrives_syn_sent(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome arrives_syn_sent(struct plumb_config c, struct plumb_tcb t,
                                             struct plumb_seg s, uint64_t now) {
  if (s.ctl.ack && !SynSentAckAcceptable(t, s))
    return drop_with(t, reset_for(s)); /* EV-SEG-SYNSENT-1a, EV-SEG-SYNSENT-1b */
  if (s.ctl.rst && s.ctl.ack)
    return delete_with(
        (struct plumb_signals){.reset = true}); /* EV-SEG-SYNSENT-1c, EV-SEG-SYNSENT-2a */
  if (s.ctl.rst) return drop(t);                /* EV-SEG-SYNSENT-2b, R5961-3.2-c */
  if (!s.ctl.syn) return drop(t);               /* EV-SEG-SYNSENT-5, EV-SEG-SYNC-8a */
  if (s.ctl.ack) return syn_sent_established(c, t, s, now); /* EV-SEG-SYNSENT-4b */
  return syn_sent_crossing(c, t, s, now);                   /* EV-SEG-SYNSENT-4c */
}

/* SEGMENT ARRIVES */

struct plumb_outcome plumb_segment_arrives(struct plumb_config c, struct plumb_tcb t,
                                           struct plumb_seg s, uint32_t iss, uint64_t now) {
  switch (t.state) {
  case PLUMB_CLOSED:
    return arrives_closed(t, s);
  case PLUMB_LISTEN:
    return arrives_listen(c, t, s, iss, now);
  case PLUMB_SYN_SENT:
    return arrives_syn_sent(c, t, s, now);
  case PLUMB_SYN_RECEIVED:
  case PLUMB_ESTABLISHED:
  case PLUMB_FIN_WAIT_1:
  case PLUMB_FIN_WAIT_2:
  case PLUMB_CLOSE_WAIT:
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
  case PLUMB_TIME_WAIT:
    break;
  }
  return plumb_arrives_other(c, t, s, now);
}
