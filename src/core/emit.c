/* The segment that an answer stands for (RFC 9293 section 3.1; RFC 7323), as in spec/Emit.v. */
#include "seq.h"
#include "tcb.h"

/*@ assigns \nothing; ensures \result <==> k == PLUMB_SEND_SYN || k == PLUMB_SEND_SYN_ACK; */
static bool is_syn(enum plumb_send_kind k) {
  return k == PLUMB_SEND_SYN || k == PLUMB_SEND_SYN_ACK;
}

/*@ assigns \nothing;
    ensures \result == answer_ctl(a, urg != 0, psh != 0); */
static struct plumb_ctl answer_ctl(struct plumb_answer a, bool urg, bool psh) {
  return (struct plumb_ctl){.urg = urg,
                            .ack = a.kind == PLUMB_SEND_SYN_ACK || a.kind == PLUMB_SEND_ACK ||
                                   a.kind == PLUMB_SEND_RST_ACK,
                            .psh = psh,
                            .rst = a.kind == PLUMB_SEND_RST || a.kind == PLUMB_SEND_RST_ACK,
                            .syn = is_syn(a.kind),
                            .fin = a.fin};
}

/* The window of a SYN is not scaled (R7323-2.2-h), that of other segments is (R7323-2.3-e). */
/*@ requires WfTcb(t);
    assigns \nothing;
    ensures \result == announced_window(t, k);
    ensures \result <= 65535; */
static uint32_t announced_window(struct plumb_tcb t, enum plumb_send_kind k) {
  if (is_syn(k)) return min_u32(t.rcv.wnd, 65535);
  if (k == PLUMB_SEND_ACK) return min_u32(t.rcv.wnd / power2(t.peer.rcv_shift), 65535);
  return 0;
}

/* The timestamp clock ticks once a millisecond (R7323-5.4-d). */
/*@ assigns \nothing; ensures \result == stamp_clock(now); */
static uint32_t stamp_clock(uint64_t now) { return (uint32_t)(now / 1000u % PLUMB_TWO32); }

/* Scaling was agreed on, or does not matter since both shifts are 0. */
/*@ assigns \nothing; ensures \result <==> Scaling(p); */
static bool Scaling(struct plumb_peer p) { return !(p.snd_shift == 0u && p.rcv_shift == 0u); }

/* A SYN offers what the configuration wants, a SYN,ACK what both want (R7323-2.2-f, R7323-3.2-f).
 */
/*@ requires WfConfig(c);
    assigns \nothing;
    ensures \result == syn_segment_options(c, t, k, now);
    ensures Buildable(\result); */
static struct plumb_options syn_segment_options(struct plumb_config c, struct plumb_tcb t,
                                                enum plumb_send_kind k, uint64_t now) {
  const bool first = k == PLUMB_SEND_SYN;
  const bool shift = first ? c.use_shift : Scaling(t.peer);
  const bool stamps = first ? c.use_stamps : t.stamps.ok;
  return (struct plumb_options){.has_mss = true,
                                .mss = (uint16_t)c.mss,
                                .has_shift = shift,
                                .shift = shift ? c.shift : 0,
                                .sack_permitted = first ? c.use_sack : t.peer.sack,
                                .has_ts = stamps,
                                .ts_val = stamps ? stamp_clock(now) : 0,
                                .ts_ecr = stamps && !first ? t.stamps.recent : 0};
}

/* Other segments carry a timestamp once agreed (R7323-3.2-g). */
/*@ assigns \nothing;
    ensures \result == plain_segment_options(t, now);
    ensures Buildable(\result); */
static struct plumb_options plain_segment_options(struct plumb_tcb t, uint64_t now) {
  if (!t.stamps.ok) return (struct plumb_options){.has_ts = false};
  return (struct plumb_options){
      .has_ts = true, .ts_val = stamp_clock(now), .ts_ecr = t.stamps.recent};
}

/* Urgent text is ahead of this segment's first octet (MUST-62). */
/*@ assigns \nothing; ensures \result <==> UrgentToSend(n, a); */
static bool UrgentToSend(struct plumb_snd n, struct plumb_answer a) {
  return n.urgent && 0u < a.text && seq_lt(a.seq, n.up);
}

/* PSH on the last octets queued (MUST-61). */
/*@ assigns \nothing; ensures \result <==> PushToSend(n, a); */
static bool PushToSend(struct plumb_snd n, struct plumb_answer a) {
  return 0u < a.text && n.queued == 0u;
}

struct plumb_seg plumb_segment_to_send(struct plumb_config c, struct plumb_tcb t,
                                       struct plumb_answer a, uint64_t now) {
  const bool urg = UrgentToSend(t.snd, a);
  struct plumb_seg s = {.seq = a.seq,
                        .ack = a.ack,
                        .wnd = announced_window(t, a.kind),
                        .up = urg ? min_u32(seq_sub(t.snd.up, a.seq), 65535) : 0,
                        .text = a.text,
                        .ctl = answer_ctl(a, urg, PushToSend(t.snd, a))};
  if (is_syn(a.kind)) s.options = syn_segment_options(c, t, a.kind, now);
  if (a.kind == PLUMB_SEND_ACK) s.options = plain_segment_options(t, now);
  //@ assert s.ctl == segment_to_send(c, t, a, now).ctl;
  //@ assert s.options == segment_to_send(c, t, a, now).options;
  return s;
}
