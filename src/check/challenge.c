/* The vigil for challenge ACKs, in the order of spec/Challenge.v. */
#include "challenge.h"

#include "positions.h"

struct plumb_vigil plumb_start_vigil(void) {
  return (struct plumb_vigil){.textbook = true};
}

/* ---- A segment arrives ----------------------------------------------------------------------- */

/* All that was sent is acknowledged by what arrived. */
/*@ assigns \nothing; ensures \result <==> AllAcked(o); */
static bool AllAcked(struct plumb_observer o) { return o.opened && o.una_max == o.nxt; }

/* The peer's SYN, alone, in its place. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result <==> TextbookSyn(o, s); */
static bool TextbookSyn(struct plumb_observer o, struct plumb_seg s) {
  if (o.syn_arrived || !s.ctl.syn || s.ctl.rst || s.ctl.fin) return false;
  if (s.text != 0 || s.wnd == 0) return false;
  return s.ctl.ack ? o.opened && s.ack == number_of(o.iss, o.nxt) : !o.opened;
}

/* Timestamps go forward from the first. */
/*@ assigns \nothing; ensures \result <==> StampForward(v, x); */
static bool StampForward(struct plumb_vigil v, uint32_t x) {
  uint32_t since_first = seq_sub(x, v.stamp_first);
  return seq_sub(v.stamp_last, v.stamp_first) <= since_first && since_first < PLUMB_TWO31;
}

/* The next segment of the peer, in order, inside what was offered, acknowledging what was sent. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result <==> TextbookSegment(o, v, s); */
static bool TextbookSegment(struct plumb_observer o, struct plumb_vigil v, struct plumb_seg s) {
  if (!o.syn_arrived || !o.opened) return false;
  if (!s.ctl.ack || s.ctl.syn || s.ctl.rst || s.ctl.fin || s.wnd == 0) return false;
  if (s.seq != number_of(o.irs, o.rcv_max) || o.offered <= o.rcv_max) return false;
  if (o.nxt < o.una_max + seq_sub(s.ack, number_of(o.iss, o.una_max))) return false;
  return !o.peer_stamps || (s.options.has_ts && StampForward(v, s.options.ts_val));
}

/* A reset inside the window, and not at RCV.NXT wherever that may be; the endpoint cannot have
 * gone: it was alive when nothing was left to time out, and has sent nothing since. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result <==> InsideReset(o, v, s); */
static bool InsideReset(struct plumb_observer o, struct plumb_vigil v, struct plumb_seg s) {
  uint32_t ahead = seq_sub(s.seq, number_of(o.irs, o.rcv_max));
  if (!s.ctl.rst || s.ctl.syn || s.ctl.fin || s.text != 0) return false;
  return v.alive && 1 <= ahead && o.rcv_max + ahead < o.offered;
}

/* A SYN inside the window, whose timestamp is no reason to drop it; such an endpoint as well. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result <==> InsideSyn(o, v, s); */
static bool InsideSyn(struct plumb_observer o, struct plumb_vigil v, struct plumb_seg s) {
  uint32_t ahead = seq_sub(s.seq, number_of(o.irs, o.rcv_max));
  if (!s.ctl.syn || s.ctl.rst || s.ctl.fin || s.text != 0) return false;
  if (!v.alive || o.offered <= o.rcv_max + ahead) return false;
  return !o.peer_stamps || (s.options.has_ts && StampForward(v, s.options.ts_val));
}

struct plumb_vigil plumb_vigil_arrived(struct plumb_observer o, struct plumb_vigil v,
                                       struct plumb_seg s, uint64_t now) {
  bool syn = TextbookSyn(o, s), plain = TextbookSegment(o, v, s);
  if (v.textbook && (InsideReset(o, v, s) || InsideSyn(o, v, s))) {
    v.due = true;
    v.due_from = now;
  }
  v.textbook = v.textbook && (syn || plain);
  if (syn) v.stamp_first = s.options.ts_val;
  if (syn || (plain && o.peer_stamps)) v.stamp_last = s.options.ts_val;
  return v;
}

/* ---- A segment is sent ----------------------------------------------------------------------- */

/* A SYN with or after anything else would make SND.UNA uncertain. */
struct plumb_vigil plumb_vigil_sent(struct plumb_observer o, struct plumb_vigil v,
                                    struct plumb_seg s) {
  v.textbook = v.textbook && !(s.ctl.syn && o.nxt != 1);
  v.alive = AllAcked(o) && o.text_sent && !o.fin_sent && !s.ctl.rst && !s.ctl.syn;
  v.due = false;
  v.due_from = 0;
  return v;
}

bool plumb_ChallengeOverdue(struct plumb_vigil v, uint64_t now, uint64_t lag) {
  return v.due && v.due_from + lag < now;
}
