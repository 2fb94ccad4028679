/* Timeouts (RFC 9293 section 3.10.8), as in spec/Timeouts.v. */
#include "output.h"
#include "plumb.h"
#include "seq.h"
#include "tcb.h"

/* ---- RETRANSMISSION TIMEOUT ------------------------------------------------------------------ */

/* The timer once more, the RTO doubled up to its bound (RFC 6298 rules 5.5 and 5.6). */
/*@ requires WfConfig(c) && WfTimers(m) && WfTime(now) && m.rtx_count < c.r2;
    assigns \nothing;
    ensures \result == back_off(c, m, now);
    ensures WfTimers(\result); */
static struct plumb_timers back_off(struct plumb_config c, struct plumb_timers m, uint64_t now) {
  uint64_t rto = 2 * m.rto <= c.rto_max ? 2 * m.rto : c.rto_max;
  return with_rtx(m, true, now + rto, rto, m.rtx_count + 1);
}

/* Octets of text between SND.UNA and SND.NXT: neither SYN nor FIN. */
/*@ assigns \nothing;
    ensures \result == text_in_flight(n); */
static uint32_t text_in_flight(struct plumb_snd n) {
  uint32_t inflight = seq_sub(n.nxt, n.una);
  return n.fin && 0 < inflight ? inflight - 1 : inflight;
}

/* The segment at the front of the retransmission queue, by state. */
/*@ requires WfTcb(t);
    assigns \nothing;
    ensures \result == front_segment(t); */
static struct plumb_answer front_segment(struct plumb_tcb t) {
  if (t.state == PLUMB_SYN_SENT) return segment_of(PLUMB_SEND_SYN, t.iss, 0); /* MUST-22 */
  if (t.state == PLUMB_SYN_RECEIVED) return segment_of(PLUMB_SEND_SYN_ACK, t.iss, t.rcv.nxt);
  uint32_t text = text_in_flight(t.snd);
  uint32_t octets = min_u32(text, plumb_eff_snd_mss(t));
  return plumb_text_segment(t, t.snd.una, octets, t.snd.fin && octets == text);
}

/* A window probe (MUST-36, R9293-L21): one octet beyond the window, or the FIN. */
/*@ requires WfTcb(t) && WfTimers(m);
    assigns \nothing;
    ensures \result == probe(t, m);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome probe(struct plumb_tcb t, struct plumb_timers m) {
  uint32_t octets = min_u32(t.snd.queued, 1);
  bool fin = plumb_FinDue(t.snd, octets) && octets == 0;
  if (0 < octets || fin) return plumb_send_new(t, octets, fin, m);
  t.timers = with_rtx(m, false, 0, m.rto, 0);
  return drop(t);
}

/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == retransmission_timeout(c, t, now);
    ensures WfTcb(\result.tcb); */
static struct plumb_outcome retransmission_timeout(struct plumb_config c, struct plumb_tcb t,
                                                   uint64_t now) {
  /* R2 retransmissions, or probes, in a row that nothing answered (MUST-20). */
  if (c.r2 <= t.timers.rtx_count)
    return delete_with((struct plumb_signals){.timeout = true}); /* EV-TORTX-ANY-3 */
  struct plumb_timers m = back_off(c, t.timers, now);
  if (plumb_Sending(t.state) && t.snd.una == t.snd.nxt) return probe(t, m);
  struct plumb_signals g = {.trouble = m.rtx_count == c.r1}; /* EV-TORTX-ANY-2 */
  t.timers = m;
  return outcome_of(t, front_segment(t), PLUMB_REPLY_NONE, g, true); /* EV-TORTX-ANY-1 */
}

/* ---- What is due at now ---------------------------------------------------------------------- */

/*@ assigns \nothing;
    ensures \result <==> Due(on != 0, at, now); */
static bool Due(bool on, uint64_t at, uint64_t now) { return on && at <= now; }

struct plumb_outcome plumb_timeout(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  const struct plumb_timers m = t.timers;
  if (Due(m.user_on, m.user_at, now))
    return delete_with((struct plumb_signals){.timeout = true}); /* EV-TOUSER-ANY-1 */
  if (Due(m.wait_on, m.wait_at, now))
    return delete_with((struct plumb_signals){.timeout = false}); /* EV-TOTW-TWAIT-1 */
  if (Due(m.rtx_on, m.rtx_at, now)) return retransmission_timeout(c, t, now);
  return drop(t);
}
