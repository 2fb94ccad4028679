#include "text.h"

#include "held.h"

/* Sixth, check the URG bit */

/* The segment's pointer (MUST-62: the octet after the urgent text) is ahead of what the user has
 * taken and of the pointer known so far. */
/*@ assigns \nothing; ensures \result <==> UrgentNews(r, up); */
static bool UrgentNews(struct plumb_rcv r, uint32_t up) {
  return seq_lt(seq_sub(r.nxt, r.buffered), up) && (!r.urgent || seq_lt(r.up, up));
}

/*@ requires WfTcb(t);
    assigns \nothing;
    ensures \result == check_urg(t, s);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome check_urg(struct plumb_tcb t, struct plumb_seg s) {
  uint32_t up = seq_add(s.seq, s.up);
  if (!s.ctl.urg || !MayReceive(t.state) || !UrgentNews(t.rcv, up))
    return proceed(t); /* EV-SEG-SYNC-6b */
  t.rcv.up = up;
  t.rcv.urgent = true;
  return (struct plumb_outcome){.tcb = t, .signals = {.urgent = true}}; /* EV-SEG-SYNC-6a */
}

/* Seventh, process the segment text */

/* The part of the text that lies in the window (EV-SEG-SYNC-1f): octets before RCV.NXT were
 * received already, octets beyond the right edge are cut off. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == trim(r, s); */
static struct plumb_placement trim(struct plumb_rcv r, struct plumb_seg s) {
  uint32_t behind = seq_sub(r.nxt, text_seq(s));
  bool old = behind < PLUMB_TWO31;
  uint32_t skip = old ? min_u32(behind, s.text) : 0;
  uint32_t at = old ? 0 : seq_sub(text_seq(s), r.nxt);
  uint32_t room = at < r.wnd ? r.wnd - at : 0;
  return (struct plumb_placement){.skip = skip, .at = at, .len = min_u32(s.text - skip, room)};
}

/* RCV.NXT goes forward by n; the right edge of the window stays (R9293-L25).  A held FIN that text
 * overruns was none: it is forgotten. */
/*@ requires WfRcv(r) && n <= r.wnd;
    assigns \nothing;
    ensures \result == forward(r, n, psh != 0);
    ensures WfRcv(\result); */
static struct plumb_rcv forward(struct plumb_rcv r, uint32_t n, bool psh) {
  r.nxt = seq_add(r.nxt, n);
  r.wnd -= n;
  r.buffered += n;
  r.push = psh || r.push;
  r.fin_held = r.fin_held && seq_leq(r.nxt, r.fin_seq);
  r.held = plumb_still_held(r.nxt, r.held);
  return r;
}

/* How far RCV.NXT goes when n octets at RCV.NXT are accepted: also over what was held. */
/*@ assigns \nothing; ensures \result == reach(r, n) && \result <= r.wnd; */
static uint32_t reach(struct plumb_rcv r, uint32_t n) {
  return min_u32(seq_sub(plumb_over_held(seq_add(r.nxt, n), r.held), r.nxt), r.wnd);
}

/* Text at RCV.NXT moves it; text ahead of it is held (SHLD-31, MAY-13). */
/*@ requires WfRcv(r);
    assigns \nothing;
    ensures \result == accept_text(r, p, psh != 0);
    ensures WfRcv(\result); */
static struct plumb_rcv accept_text(struct plumb_rcv r, struct plumb_placement p, bool psh) {
  if (p.at == 0) return forward(r, reach(r, p.len), psh);
  uint32_t left = seq_add(r.nxt, p.at);
  r.held = plumb_hold(r.held, (struct plumb_block){left, seq_add(left, p.len)});
  return r;
}

/*@ requires WfTcb(t) && WfSeg(s);
    assigns \nothing;
    ensures \result == process_text(t, s);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome process_text(struct plumb_tcb t, struct plumb_seg s) {
  struct plumb_placement p = trim(t.rcv, s);
  if (!MayReceive(t.state) || p.len == 0) return proceed(t); /* EV-SEG-SYNC-7d */
  uint32_t nxt = t.rcv.nxt;
  t.rcv = accept_text(t.rcv, p, s.ctl.psh); /* EV-SEG-SYNC-7a */
  bool moved = t.rcv.nxt != nxt;
  return (struct plumb_outcome){
      .tcb = t, .signals = {.text = moved, .push = moved && t.rcv.push}, .placement = p};
}

/* Eighth, check the FIN bit */

/* A FIN that lies in the window is remembered until its text is there. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> FinInWindow(r, s); */
static bool FinInWindow(struct plumb_rcv r, struct plumb_seg s) {
  return s.ctl.fin && seq_in(r.nxt, r.wnd, fin_seq(s));
}

/*@ requires WfSeg(s) && WfRcv(r);
    assigns \nothing;
    ensures \result == note_fin(r, s);
    ensures WfRcv(\result); */
static struct plumb_rcv note_fin(struct plumb_rcv r, struct plumb_seg s) {
  if (FinInWindow(r, s)) {
    r.fin_held = true;
    r.fin_seq = fin_seq(s);
  }
  return r;
}

/*@ assigns \nothing; ensures \result <==> FinReached(r); */
static bool FinReached(struct plumb_rcv r) { return r.fin_held && r.fin_seq == r.nxt && r.wnd > 0; }

/* RCV.NXT moves over the FIN; a FIN implies PUSH. */
/*@ requires WfRcv(r) && r.wnd > 0;
    assigns \nothing;
    ensures \result == over_fin(r);
    ensures WfRcv(\result); */
static struct plumb_rcv over_fin(struct plumb_rcv r) {
  r.nxt = seq_add(r.nxt, 1);
  r.wnd -= 1;
  r.push = true;
  r.fin_held = false;
  r.fin_seq = 0;
  r.held = (struct plumb_held){0};
  return r;
}

struct plumb_tcb plumb_enter_time_wait(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  t.state = PLUMB_TIME_WAIT;
  t.timers = wait_timers(c, t.timers, now);
  return t;
}

/* The state after the peer's FIN.  It comes once: step 1 answers it when it is sent again. */
/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == after_fin(c, t, now);
    ensures WfTcb(\result); */
static struct plumb_tcb after_fin(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  switch (t.state) {
  case PLUMB_ESTABLISHED:
    t.state = PLUMB_CLOSE_WAIT; /* EV-SEG-SYNC-8c */
    return t;
  case PLUMB_FIN_WAIT_1:
    t.state = PLUMB_CLOSING; /* EV-SEG-SYNC-8e */
    return t;
  case PLUMB_FIN_WAIT_2:
    return plumb_enter_time_wait(c, t, now); /* EV-SEG-SYNC-8f */
  case PLUMB_CLOSED:
  case PLUMB_LISTEN:
  case PLUMB_SYN_SENT:
  case PLUMB_SYN_RECEIVED:
    break; /* step 5 lets none of them come here */
  case PLUMB_CLOSE_WAIT:
  case PLUMB_CLOSING:
  case PLUMB_LAST_ACK:
  case PLUMB_TIME_WAIT:
    break; /* they had the FIN before */
  }
  return t;
}

/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == check_fin(c, t, s, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome check_fin(struct plumb_config c, struct plumb_tcb t, struct plumb_seg s,
                                      uint64_t now) {
  if (!MayReceive(t.state)) return proceed(t); /* EV-SEG-SYNC-8g */
  t.rcv = note_fin(t.rcv, s);
  if (!FinReached(t.rcv)) return proceed(t);
  t.rcv = over_fin(t.rcv); /* EV-SEG-SYNC-8b */
  return (struct plumb_outcome){.tcb = after_fin(c, t, now),
                                .signals = {.push = true, .closing = true}};
}

/* The three steps together */

struct plumb_outcome plumb_acknowledged(struct plumb_outcome o) {
  o.tcb = note_ack(o.tcb);
  o.answer = ack_now(o.tcb);
  o.done = true;
  return o;
}

/* Text or FIN is acknowledged once all of the segment is processed (MUST-58, MUST-59).
 * EV-SEG-SYNC-7b, EV-SEG-SYNC-7c. */
struct plumb_outcome plumb_steps_6_to_8(struct plumb_config c, struct plumb_tcb t,
                                        struct plumb_seg s, uint64_t now) {
  struct plumb_outcome o6 = check_urg(t, s);
  struct plumb_outcome o7 = process_text(o6.tcb, s);
  struct plumb_outcome o8 = check_fin(c, o7.tcb, s, now);
  struct plumb_outcome o = o8;
  o.signals = plumb_both_signals(o6.signals, plumb_both_signals(o7.signals, o8.signals));
  o.placement = o7.placement;
  return s.text > 0 || s.ctl.fin ? plumb_acknowledged(o) : o;
}
