/* Sending what is queued (RFC 9293 sections 3.10.2, 3.10.4, 3.8.6), as in spec/Output.v.
 *
 * It sends what window and segment size allow.  Nagle, the sender's side of silly window avoidance
 * and congestion control are not in it. */
#include "output.h"

#include "seq.h"
#include "tcb.h"

bool plumb_Sending(enum plumb_tcp_state x) {
  return x == PLUMB_ESTABLISHED || x == PLUMB_CLOSE_WAIT || x == PLUMB_FIN_WAIT_1 ||
         x == PLUMB_CLOSING || x == PLUMB_LAST_ACK;
}

/* Room in the peer's window beyond SND.NXT; none after the window was shrunk below what is in
 * flight (MUST-34, SHLD-15). */
/*@ assigns \nothing;
    ensures \result == usable(n); */
static uint32_t usable(struct plumb_snd n) {
  uint32_t inflight = seq_sub(n.nxt, n.una);
  return inflight < n.wnd ? n.wnd - inflight : 0;
}

uint32_t plumb_eff_snd_mss(struct plumb_tcb t) {
  uint32_t taken = t.stamps.ok ? 12 : 0;
  return taken < t.peer.mss ? t.peer.mss - taken : 1;
}

/* octets of the queue and, if fin, the FIN are on their way. */
/*@ requires WfSnd(n) && octets <= n.queued;
    assigns \nothing;
    ensures \result == sent(n, octets, fin != 0);
    ensures WfSnd(\result); */
static struct plumb_snd sent(struct plumb_snd n, uint32_t octets, bool fin) {
  n.nxt = seq_add(n.nxt, octets + bit(fin));
  n.queued -= octets;
  n.fin = fin || n.fin;
  return n;
}

struct plumb_answer plumb_text_segment(struct plumb_tcb t, uint32_t seq, uint32_t octets,
                                       bool fin) {
  return (struct plumb_answer){
      .kind = PLUMB_SEND_ACK, .seq = seq, .ack = t.rcv.nxt, .text = octets, .fin = fin};
}

struct plumb_outcome plumb_send_new(struct plumb_tcb t, uint32_t octets, bool fin,
                                    struct plumb_timers m) {
  struct plumb_answer a = plumb_text_segment(t, t.snd.nxt, octets, fin);
  t.snd = sent(t.snd, octets, fin);
  t.timers = m;
  return drop_with(note_ack(t), a);
}

/* EV-CLOSE-ESTAB-1, EV-CLOSE-CWAIT-1. */
bool plumb_FinDue(struct plumb_snd n, uint32_t octets) {
  return n.closed && !n.fin && octets == n.queued;
}

/* Something is queued that a closed window keeps back. */
/*@ assigns \nothing;
    ensures \result <==> Blocked(n); */
static bool Blocked(struct plumb_snd n) {
  return n.una == n.nxt && (0 < n.queued || plumb_FinDue(n, 0));
}

/* The timers when new text goes out: a back-off left over from window probes ends. */
/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == sending_timers(c, t, now);
    ensures WfTimers(\result); */
static struct plumb_timers sending_timers(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  return t.snd.una == t.snd.nxt ? restart_timers(c, t.timers, true, now)
                                : start_timers(c, t.timers, now);
}

struct plumb_outcome plumb_transmit(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  uint32_t room = usable(t.snd);
  uint32_t octets = min_u32(t.snd.queued, min_u32(room, plumb_eff_snd_mss(t)));
  bool fin = plumb_FinDue(t.snd, octets) && octets < room;
  if (!plumb_Sending(t.state)) return drop(t);
  if (0 < octets || fin)
    return plumb_send_new(t, octets, fin, sending_timers(c, t, now)); /* EV-SEND-ESTAB+-1 */
  if (Blocked(t.snd)) /* so that it can probe the window, SHLD-29 */
    t.timers = start_timers(c, t.timers, now);
  return drop(t);
}
