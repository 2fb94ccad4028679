/* The observer: what a capture shows of one endpoint.  A segment arrives; spec/Observe.v. */
#include "observe.h"

#include "positions.h"
#include "tcb.h"

struct plumb_observer plumb_start_observer(void) {
  return (struct plumb_observer){.own_stamps = true, .acked = 1, .rcv_max = 1};
}

/* The bound max, a position of the stream that begins with isn, after sequence number x was named:
 * it goes up to x when x lies ahead within reach. */
/*@ requires max <= PLUMB_POSITION_MAX;
    assigns \nothing;
    ensures \result == raise(isn, max, x);
    ensures max <= \result <= PLUMB_POSITION_MAX; */
static uint64_t raise(uint32_t isn, uint64_t max, uint32_t x) {
  uint32_t ahead = seq_sub(x, number_of(isn, max));
  return ahead <= REACH_MAX && max <= FAR ? max + ahead : max;
}

/* The window of s with the largest scale that can be in force. */
/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == window_of(o, s);
    ensures \result <= PLUMB_BUFFER_MAX; */
static uint32_t window_of(struct plumb_observer o, struct plumb_seg s) {
  return s.ctl.syn || !o.peer_shift_on ? s.wnd : s.wnd * power2(o.peer_shift);
}

/* The bounds after s, which is no SYN. */
/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == arrived_bounds(o, s);
    ensures WfObserver(\result); */
static struct plumb_observer arrived_bounds(struct plumb_observer o, struct plumb_seg s) {
  uint32_t w = window_of(o, s);
  o.early_ack = o.early_ack || (s.ctl.ack && !o.opened);
  o.reset_arrived = o.reset_arrived || (s.ctl.rst && o.syn_arrived);
  if (s.ctl.ack && o.opened) o.una_max = raise(o.iss, o.una_max, s.ack);
  if (o.wnd_max < w) o.wnd_max = w;
  if (o.syn_arrived && !s.ctl.syn && 0 < seg_len(s))
    o.rcv_max = raise(o.irs, o.rcv_max, seq_add(s.seq, seg_len(s)));
  return o;
}

/* The first SYN: the peer's stream begins. */
/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == arrived_syn(o, s);
    ensures WfObserver(\result); */
static struct plumb_observer arrived_syn(struct plumb_observer o, struct plumb_seg s) {
  o.acked = 1;
  o.offered = 0;
  o.syn_arrived = true;
  o.irs = s.seq;
  o.peer_shift_on = s.options.has_shift;
  o.peer_shift = (uint8_t)min_u32(s.options.shift, PLUMB_SHIFT_MAX);
  o.peer_stamps = s.options.has_ts;
  o.rcv_max = max_u64(o.rcv_max, seg_len(s));
  return o;
}

/* The same SYN again, without text, with the same options. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> SameSyn(o, s); */
static bool SameSyn(struct plumb_observer o, struct plumb_seg s) {
  return s.seq == o.irs && seg_len(s) == 1 && s.options.has_shift == o.peer_shift_on &&
         min_u32(s.options.shift, PLUMB_SHIFT_MAX) == o.peer_shift &&
         s.options.has_ts == o.peer_stamps;
}

struct plumb_observer plumb_observe_arrived(struct plumb_observer o, struct plumb_seg s) {
  struct plumb_observer b = arrived_bounds(o, s);
  if (s.ctl.rst || !s.ctl.syn) return b;
  if (!o.syn_arrived) return arrived_syn(b, s);
  if (MayListenAgain(o)) return lose(b, PLUMB_LOST_RESET_EARLY);
  if (PastHandshake(o) || SameSyn(o, s)) return b;
  return lose(b, PLUMB_LOST_SEVERAL_SYNS);
}
