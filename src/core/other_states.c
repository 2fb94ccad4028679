#include "other_states.h"

#include "text.h"

/* Send an ACK, drop the segment. */
/*@ requires WfTcb(t);
    assigns \nothing;
    ensures \result == drop_with_ack(t);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome drop_with_ack(struct plumb_tcb t) {
  return drop_with(note_ack(t), ack_now(t));
}

/* A challenge ACK (RFC 5961 sections 3 to 5) is sent so many times per interval and connection
 * (section 7; EID4772), then not: two stacks must not challenge each other for ever. */
/*@ requires WfConfig(c) && WfTimers(m);
    assigns \nothing;
    ensures \result <==> ChallengeAllowed(c, m, now); */
static bool ChallengeAllowed(struct plumb_config c, struct plumb_timers m, uint64_t now) {
  return m.challenge_from + c.challenge_interval <= now || m.challenge_count < c.challenge_limit;
}

/*@ requires WfConfig(c) && WfTimers(m) && WfTime(now) && ChallengeAllowed(c, m, now);
    assigns \nothing;
    ensures \result == count_challenge(c, m, now);
    ensures WfTimers(\result); */
static struct plumb_timers count_challenge(struct plumb_config c, struct plumb_timers m,
                                           uint64_t now) {
  if (m.challenge_from + c.challenge_interval <= now) {
    m.challenge_from = now;
    m.challenge_count = 1;
  } else {
    m.challenge_count += 1;
  }
  return m;
}

/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == challenge_ack(c, t, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome challenge_ack(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  if (!ChallengeAllowed(c, t.timers, now)) return drop(t);
  t.timers = count_challenge(c, t.timers, now);
  return drop_with_ack(t);
}

/* First, check sequence number */

/* TS.Recent is outdated after 24 days (R7323-5.5-a). */
#define STAMP_VALID_FOR 2073600000000u

/* PAWS, RFC 7323 section 5.3: R1. */
/*@ requires WfStamps(m);
    assigns \nothing;
    ensures \result <==> PawsRejects(m, s, now); */
static bool PawsRejects(struct plumb_stamps m, struct plumb_seg s, uint64_t now) {
  return m.ok && s.options.has_ts && !s.ctl.rst && seq_lt(s.options.ts_val, m.recent) &&
         now <= m.recent_at + STAMP_VALID_FOR;
}

/* A segment without the option once it was agreed on is dropped (R7323-3.2-j).  A RST is not, and a
 * SYN gets its challenge ACK: a peer that has restarted knows of no agreement (EV-SEG-SYNC-4d). */
/*@ assigns \nothing; ensures \result <==> StampMissing(m, s); */
static bool StampMissing(struct plumb_stamps m, struct plumb_seg s) {
  return m.ok && !s.options.has_ts && !s.ctl.rst && !s.ctl.syn;
}

/* R3: SEG.TSval >= TS.Recent and SEG.SEQ =< Last.ACK.sent; an outdated TS.Recent gives way too. */
/*@ requires WfStamps(m) && WfTime(now);
    assigns \nothing;
    ensures \result == record_stamp(m, s, now);
    ensures WfStamps(\result); */
static struct plumb_stamps record_stamp(struct plumb_stamps m, struct plumb_seg s, uint64_t now) {
  if (m.ok && s.options.has_ts && !s.ctl.rst && seq_leq(s.seq, m.last_ack)) {
    m.recent = s.options.ts_val;
    m.recent_at = now;
  }
  return m;
}

/* The four cases of the acceptability test (R9293-L04). */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> Acceptable(r, s); */
static bool Acceptable(struct plumb_rcv r, struct plumb_seg s) {
  if (seg_len(s) == 0) return r.wnd == 0 ? s.seq == r.nxt : seq_in(r.nxt, r.wnd, s.seq);
  if (r.wnd == 0) return false;
  return seq_in(r.nxt, r.wnd, s.seq) || seq_in(r.nxt, r.wnd, seq_add(s.seq, seg_len(s) - 1));
}

/* MUST-66: with a zero window the ACK, URG and RST of a segment at RCV.NXT still count. */
/*@ assigns \nothing; ensures \result <==> ZeroWindowAllowance(r, s); */
static bool ZeroWindowAllowance(struct plumb_rcv r, struct plumb_seg s) {
  return r.wnd == 0 && s.seq == r.nxt && !s.ctl.syn;
}

/* The peer's FIN again, after it was received: SEG.SEQ + SEG.LEN = RCV.NXT. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> FinAgain(r, s); */
static bool FinAgain(struct plumb_rcv r, struct plumb_seg s) {
  return s.ctl.fin && seq_add(s.seq, seg_len(s)) == r.nxt;
}

/* An unacceptable segment is answered by an ACK (R9293-L10).  Segments without text or FIN are
 * counted as challenges, so that two stacks cannot answer each other's ACKs for ever; the peer's
 * FIN again, which always lies before the window, restarts the 2 MSL timer (EV-SEG-SYNC-5o,
 * EV-SEG-SYNC-8h). */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == not_acceptable(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome not_acceptable(struct plumb_config c, struct plumb_tcb t,
                                           struct plumb_seg s, uint64_t now) {
  if (s.ctl.rst) return drop(t); /* EV-SEG-SYNC-1b, EV-SEG-SYNC-2a */
  if (s.text == 0 && !s.ctl.fin) return challenge_ack(c, t, now);
  if (t.state == PLUMB_TIME_WAIT && FinAgain(t.rcv, s)) t = plumb_enter_time_wait(c, t, now);
  return drop_with_ack(t); /* EV-SEG-SYNC-1c */
}

/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == check_sequence_number(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome check_sequence_number(struct plumb_config c, struct plumb_tcb t,
                                                  struct plumb_seg s, uint64_t now) {
  if (PawsRejects(t.stamps, s, now)) return drop_with_ack(t); /* EV-SEG-SYNC-1a */
  if (StampMissing(t.stamps, s)) return drop(t);
  if (!Acceptable(t.rcv, s) && !ZeroWindowAllowance(t.rcv, s)) return not_acceptable(c, t, s, now);
  t.stamps = record_stamp(t.stamps, s, now);
  return proceed(t); /* EV-SEG-SYNC-1d, EV-SEG-SYNC-1f */
}

/* Second, check the RST bit */

/* A passive connection returns to LISTEN.  If its user has closed it meanwhile, nobody listens: a
 * CLOSE in LISTEN deletes the TCB (EV-CLOSE-LISTEN-1).  What was queued is lost, so this user is
 * informed. */
/*@ requires WfConfig(c) && WfTcb(t);
    assigns \nothing;
    ensures \result == back_to_listen(c, t);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome back_to_listen(struct plumb_config c, struct plumb_tcb t) {
  if (t.snd.closed) return delete_with((struct plumb_signals){.reset = true});
  return drop(listening(c));
}

/* A valid reset, by state. */
/*@ requires WfConfig(c) && WfTcb(t);
    assigns \nothing;
    ensures \result == reset_by_peer(c, t);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome reset_by_peer(struct plumb_config c, struct plumb_tcb t) {
  switch (t.state) {
  case PLUMB_SYN_RECEIVED:
    if (t.passive) return back_to_listen(c, t);                  /* EV-SEG-SYNC-2d */
    return delete_with((struct plumb_signals){.refused = true}); /* EV-SEG-SYNC-2e */
  case PLUMB_ESTABLISHED:
  case PLUMB_FIN_WAIT_1:
  case PLUMB_FIN_WAIT_2:
  case PLUMB_CLOSE_WAIT:
    return delete_with((struct plumb_signals){.reset = true}); /* EV-SEG-SYNC-2f */
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
  case PLUMB_TIME_WAIT:
    break; /* EV-SEG-SYNC-2g */
  case PLUMB_CLOSED:
  case PLUMB_LISTEN:
  case PLUMB_SYN_SENT:
    break; /* treated elsewhere, sections 3.10.7.1 to 3.10.7.3 */
  }
  return delete_with((struct plumb_signals){0});
}

/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == check_rst(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome check_rst(struct plumb_config c, struct plumb_tcb t, struct plumb_seg s,
                                      uint64_t now) {
  if (!s.ctl.rst) return proceed(t);
  if (s.seq == t.rcv.nxt) return reset_by_peer(c, t); /* EV-SEG-SYNC-2b */
  return challenge_ack(c, t, now);                    /* EV-SEG-SYNC-2c */
}

/* Fourth, check the SYN bit */

/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == check_syn(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome check_syn(struct plumb_config c, struct plumb_tcb t, struct plumb_seg s,
                                      uint64_t now) {
  if (!s.ctl.syn) return proceed(t);
  if (t.state == PLUMB_SYN_RECEIVED && t.passive) return back_to_listen(c, t); /* EV-SEG-SYNC-4a */
  return challenge_ack(c, t, now); /* EV-SEG-SYNC-4b, EV-SEG-SYNC-4d */
}

/* Fifth, check the ACK field */

/* SND.UNA < SEG.ACK =< SND.NXT (R9293-L03). */
/*@ assigns \nothing; ensures \result <==> AckNew(n, s); */
static bool AckNew(struct plumb_snd n, struct plumb_seg s) {
  return seq_lt(n.una, s.ack) && seq_leq(s.ack, n.nxt);
}

/* SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT (RFC 5961 section 5.2, MAY-12). */
/*@ assigns \nothing; ensures \result <==> AckInRange(n, s); */
static bool AckInRange(struct plumb_snd n, struct plumb_seg s) {
  uint32_t lo = seq_sub(n.una, n.max_wnd);
  return seq_sub(s.ack, lo) <= seq_sub(n.nxt, lo);
}

/* SEG.WND as the peer meant it (R7323-2.3-d). */
/*@ requires WfPeer(p) && WfSeg(s);
    assigns \nothing;
    ensures \result == scaled_window(p, s); */
static uint32_t scaled_window(struct plumb_peer p, struct plumb_seg s) {
  return s.wnd * power2(p.snd_shift);
}

/*@ requires WfSnd(n);
    assigns \nothing;
    ensures \result == with_window(n, wnd, wl1, wl2);
    ensures WfSnd(\result); */
static struct plumb_snd with_window(struct plumb_snd n, uint32_t wnd, uint32_t wl1, uint32_t wl2) {
  n.wnd = wnd;
  n.wl1 = wl1;
  n.wl2 = wl2;
  if (n.max_wnd < wnd) n.max_wnd = wnd;
  return n;
}

/* SND.UNA goes to una; urgent mode ends when the urgent text is acknowledged. */
/*@ requires WfSnd(n);
    assigns \nothing;
    ensures \result == with_una(n, una);
    ensures WfSnd(\result); */
static struct plumb_snd with_una(struct plumb_snd n, uint32_t una) {
  n.una = una;
  n.urgent = n.urgent && seq_lt(una, n.up);
  return n;
}

/* Newer than the segment of the last update, and acknowledging no less. */
/*@ assigns \nothing; ensures \result <==> WindowNews(n, s); */
static bool WindowNews(struct plumb_snd n, struct plumb_seg s) {
  return seq_leq(n.una, s.ack) && seq_leq(s.ack, n.nxt) &&
         (seq_lt(n.wl1, s.seq) || (n.wl1 == s.seq && seq_leq(n.wl2, s.ack)));
}

/*@ requires WfPeer(p) && WfSnd(n) && WfSeg(s);
    assigns \nothing;
    ensures \result == update_window(p, n, s);
    ensures WfSnd(\result); */
static struct plumb_snd update_window(struct plumb_peer p, struct plumb_snd n, struct plumb_seg s) {
  if (!WindowNews(n, s)) return n;
  return with_window(n, scaled_window(p, s), s.seq, s.ack); /* EV-SEG-SYNC-5h */
}

/* An ACK that came while the window was closed answers a probe: the peer is there, and the count of
 * retransmissions that leads to R2 begins anew (MUST-37, SHLD-17). If the window is open then, and
 * nothing in flight, there is nothing to probe or to wait for: the timers stop until more is sent.
 * The send variables are n before the ACK and n1 after it. */
/*@ requires WfConfig(c) && WfTimers(m) && WfTime(now);
    assigns \nothing;
    ensures \result == probe_answered(c, n, n1, m, now);
    ensures WfTimers(\result); */
static struct plumb_timers probe_answered(struct plumb_config c, struct plumb_snd n,
                                          struct plumb_snd n1, struct plumb_timers m,
                                          uint64_t now) {
  if (n.wnd == 0 && n1.wnd != 0 && n1.una == n1.nxt) return restart_timers(c, m, false, now);
  if (n.wnd == 0) m.rtx_count = 0;
  return m;
}

/* What ESTABLISHED does with an ACK. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == take_ack(c, t, s, now);
    ensures WfTcb(\result); */
static struct plumb_tcb take_ack(struct plumb_config c, struct plumb_tcb t, struct plumb_seg s,
                                 uint64_t now) {
  if (AckNew(t.snd, s)) { /* EV-SEG-SYNC-5e */
    t.snd = update_window(t.peer, with_una(t.snd, s.ack), s);
    t.timers = restart_timers(c, t.timers, t.snd.una != t.snd.nxt, now);
  } else { /* EV-SEG-SYNC-5f */
    struct plumb_snd n1 = update_window(t.peer, t.snd, s);
    t.timers = probe_answered(c, t.snd, n1, t.timers, now);
    t.snd = n1;
  }
  return t;
}

/* Our FIN was sent and everything sent is acknowledged. */
/*@ assigns \nothing; ensures \result <==> FinAcked(n); */
static bool FinAcked(struct plumb_snd n) { return n.fin && n.una == n.nxt; }

/* What the acknowledgment of our FIN means, by state. */
/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == after_ack(c, t, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome after_ack(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  if (!FinAcked(t.snd))
    return t.state == PLUMB_CLOSING ? drop(t)     /* EV-SEG-SYNC-5m */
                                    : proceed(t); /* EV-SEG-SYNC-5k */
  switch (t.state) {
  case PLUMB_FIN_WAIT_1:
    t.state = PLUMB_FIN_WAIT_2; /* EV-SEG-SYNC-5i, EV-SEG-SYNC-5j */
    return (struct plumb_outcome){.tcb = t, .signals = {.close_ok = true}};
  case PLUMB_CLOSING:
    return drop(plumb_enter_time_wait(c, t, now)); /* EV-SEG-SYNC-5l */
  case PLUMB_LAST_ACK:
    return delete_with((struct plumb_signals){.close_ok = true}); /* EV-SEG-SYNC-5n */
  case PLUMB_FIN_WAIT_2:
  case PLUMB_TIME_WAIT:
    break; /* the FIN was acknowledged before */
  case PLUMB_CLOSED:
  case PLUMB_LISTEN:
  case PLUMB_SYN_SENT:
  case PLUMB_SYN_RECEIVED:
  case PLUMB_ESTABLISHED:
  case PLUMB_CLOSE_WAIT:
    break; /* no FIN was sent */
  }
  return proceed(t);
}

/* The handshake is complete.  A CLOSE that was queued takes effect. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == syn_received_established(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome syn_received_established(struct plumb_config c, struct plumb_tcb t,
                                                     struct plumb_seg s, uint64_t now) {
  t.snd = with_window(with_una(t.snd, s.ack), scaled_window(t.peer, s), s.seq, s.ack);
  t.timers = restart_timers(c, t.timers, false, now);
  t.state = t.snd.closed ? PLUMB_FIN_WAIT_1 : PLUMB_ESTABLISHED;
  return (struct plumb_outcome){.tcb = t, .signals = {.established = true}};
}

/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == check_ack(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome check_ack(struct plumb_config c, struct plumb_tcb t, struct plumb_seg s,
                                      uint64_t now) {
  if (!s.ctl.ack) return drop(t); /* EV-SEG-SYNC-5a */
  if (t.state == PLUMB_SYN_RECEIVED) {
    if (!AckNew(t.snd, s)) return drop_with(t, reset_for(s)); /* EV-SEG-SYNC-5d */
    return syn_received_established(c, t, s, now);            /* EV-SEG-SYNC-5c */
  }
  if (!AckInRange(t.snd, s)) return challenge_ack(c, t, now); /* EV-SEG-SYNC-5b, EV-SEG-SYNC-5g */
  return after_ack(c, take_ack(c, t, s, now), now);
}

struct plumb_outcome plumb_arrives_other(struct plumb_config c, struct plumb_tcb t,
                                         struct plumb_seg s, uint64_t now) {
  struct plumb_outcome o = check_sequence_number(c, t, s, now); /* first */
  if (o.done) return o;
  o = check_rst(c, o.tcb, s, now); /* second */
  if (o.done) return o;
  /* third: security, which stacks without compartments need not check (R9293-L28) */
  o = check_syn(c, o.tcb, s, now); /* fourth */
  if (o.done) return o;
  o = check_ack(c, o.tcb, s, now); /* fifth */
  if (o.done) return o;
  return also_signal(plumb_steps_6_to_8(c, o.tcb, s, now), o.signals); /* sixth to eighth */
}
