/* The observer: the endpoint sends a segment, and is judged.  spec/Observe.v, in its order. */
#include "observe.h"

#include "positions.h"
#include "tcb.h"

/*@ assigns \nothing; ensures \result == innocent(o); */
static struct plumb_judgement innocent(struct plumb_observer o) {
  return (struct plumb_judgement){.observer = o};
}

/*@ assigns \nothing; ensures \result == guilty(o, f, low, high, seen); */
static struct plumb_judgement guilty(struct plumb_observer o, enum plumb_finding f, uint32_t low,
                                     uint32_t high, uint32_t seen) {
  return (struct plumb_judgement){
      .observer = o, .finding = f, .low = low, .high = high, .seen = seen};
}

/* ---- Its acknowledgment and window ----------------------------------------------------------- */

/* How far SEG.ACK goes beyond the highest acknowledgment sent before. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result == ack_ahead(o, s); */
static uint32_t ack_ahead(struct plumb_observer o, struct plumb_seg s) {
  return seq_sub(s.ack, number_of(o.irs, o.acked));
}

/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result <==> AckPossible(o, s); */
static bool AckPossible(struct plumb_observer o, struct plumb_seg s) {
  return o.syn_arrived && ack_ahead(o, s) <= o.rcv_max - o.acked;
}

/* The shift of its windows. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result == own_shift(o, s) && \result <= PLUMB_SHIFT_MAX; */
static uint8_t own_shift(struct plumb_observer o, struct plumb_seg s) {
  return !s.ctl.syn && o.own_shift_on && o.peer_shift_on ? o.own_shift : 0;
}

/* The right edge of its window. */
/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == offered_by(o, s);
    ensures \result <= o.acked + ack_ahead(o, s) + PLUMB_BUFFER_MAX; */
static uint64_t offered_by(struct plumb_observer o, struct plumb_seg s) {
  return o.acked + ack_ahead(o, s) + s.wnd * power2(own_shift(o, s));
}

/* It does not move left but for the rounding of a scaled window (SHLD-14, R7323-2.4_2-a). */
/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result <==> WindowKept(o, s); */
static bool WindowKept(struct plumb_observer o, struct plumb_seg s) {
  return o.offered < offered_by(o, s) + power2(own_shift(o, s));
}

/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == judge_ack(o, s); */
static enum plumb_finding judge_ack(struct plumb_observer o, struct plumb_seg s) {
  if (!AckPossible(o, s))
    return seq_lt(s.ack, number_of(o.irs, o.acked)) ? PLUMB_ACK_WENT_BACK : PLUMB_ACK_OF_NOTHING;
  if (!WindowKept(o, s)) return PLUMB_WINDOW_SHRUNK;
  return PLUMB_NO_FINDING;
}

/* What is known after it sent s: SND.NXT, the FIN, the acknowledgment. */
/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    requires nxt <= PLUMB_POSITION_MAX && fin_at <= PLUMB_POSITION_MAX;
    assigns \nothing;
    ensures \result == sent_by(o, s, nxt, fin != 0, fin_at);
    ensures WfObserver(\result); */
static struct plumb_observer sent_by(struct plumb_observer o, struct plumb_seg s, uint64_t nxt,
                                     bool fin, uint64_t fin_at) {
  if (s.ctl.ack && AckPossible(o, s)) {
    o.offered = offered_by(o, s);
    o.acked += ack_ahead(o, s);
  }
  o.nxt = nxt;
  o.text_sent = o.text_sent || (0 < s.text && !s.ctl.syn);
  o.fin_sent = fin;
  o.fin = fin_at;
  return o;
}

/* ---- SYN ------------------------------------------------------------------------------------- */

/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == judge_syn(o, s); */
static enum plumb_finding judge_syn(struct plumb_observer o, struct plumb_seg s) {
  struct plumb_options p = s.options;
  if (o.text_sent) return PLUMB_SYN_AFTER_TEXT;
  if (o.opened && s.seq != o.iss) return PLUMB_SYN_OTHER_ISS;
  if (p.has_shift && PLUMB_SHIFT_MAX < p.shift) return PLUMB_SHIFT_TOO_LARGE;
  if (!s.ctl.ack) return PLUMB_NO_FINDING;
  if (o.opened) return judge_ack(o, s); /* crossing SYNs, or again */
  if (o.syn_arrived && p.has_shift && !o.peer_shift_on) return PLUMB_SHIFT_NOT_OFFERED;
  if (o.syn_arrived && p.has_ts && !o.peer_stamps) return PLUMB_STAMP_NOT_OFFERED;
  return judge_ack(o, s);
}

/* Its SYN opens the stream: SND.UNA can be no further than what was sent. */
/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    assigns \nothing;
    ensures \result == opened_by(o, s);
    ensures WfObserver(\result); */
static struct plumb_observer opened_by(struct plumb_observer o, struct plumb_seg s) {
  uint64_t nxt = max_u64(o.nxt, 1 + s.text);
  struct plumb_observer b = sent_by(o, s, nxt, o.fin_sent, o.fin);
  if (o.early_ack) b.lost = PLUMB_LOST_EARLY_ACK;
  b.opened = true;
  b.iss = s.seq;
  b.own_shift_on = s.options.has_shift;
  b.own_shift = (uint8_t)min_u32(s.options.shift, PLUMB_SHIFT_MAX);
  b.own_stamps = o.own_stamps && s.options.has_ts;
  b.una_max = max_u64(o.una_max, nxt);
  return b;
}

/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    assigns \nothing;
    ensures \result == sent_syn(o, s);
    ensures WfObserver(\result.observer); */
static struct plumb_judgement sent_syn(struct plumb_observer o, struct plumb_seg s) {
  enum plumb_finding f = judge_syn(o, s);
  uint32_t low = o.iss, seen = s.ack;
  if (f == PLUMB_ACK_OF_NOTHING || f == PLUMB_ACK_WENT_BACK) low = number_of(o.irs, o.acked);
  if (f == PLUMB_SYN_OTHER_ISS || f == PLUMB_SYN_AFTER_TEXT) seen = s.seq;
  if (f == PLUMB_SHIFT_TOO_LARGE) seen = s.options.shift;
  return guilty(s.ctl.fin ? lose(o, PLUMB_LOST_ODD_SYN) : opened_by(o, s),
                s.ctl.fin ? PLUMB_NO_FINDING : f, low, number_of(o.irs, o.rcv_max), seen);
}

/* ---- RST ------------------------------------------------------------------------------------- */

/*@ requires WfObserver(o); assigns \nothing;
    ensures \result == reset_by(o); ensures WfObserver(\result); */
static struct plumb_observer reset_by(struct plumb_observer o) {
  o.reset_sent = o.text_sent;
  return o;
}

/* A reset from an endpoint that has sent nothing else answers a segment to no connection: with ACK
 * it has sequence number 0 (EV-SEG-CLOSED-2). */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result == sent_rst(o, s);
    ensures WfObserver(\result.observer); */
static struct plumb_judgement sent_rst(struct plumb_observer o, struct plumb_seg s) {
  if (!o.opened && s.ctl.ack && !s.ctl.syn && s.seq != 0)
    return guilty(reset_by(o), PLUMB_RESET_SEQ_NOT_ZERO, 0, 0, s.seq);
  return innocent(reset_by(o));
}

/* ---- Neither SYN nor RST --------------------------------------------------------------------- */

/* How far SEG.SEQ stands before SND.NXT. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result == seq_behind(o, s); */
static uint32_t seq_behind(struct plumb_observer o, struct plumb_seg s) {
  return seq_sub(number_of(o.iss, o.nxt), s.seq);
}

/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result <==> SeqPossible(o, s); */
static bool SeqPossible(struct plumb_observer o, struct plumb_seg s) {
  return seq_behind(o, s) <= REACH_MAX && seq_behind(o, s) <= o.nxt;
}

/* Position of the end of its text. */
/*@ requires WfObserver(o) && WfSeg(s) && SeqPossible(o, s);
    assigns \nothing;
    ensures \result == text_end(o, s);
    ensures \result <= o.nxt + 65535; */
static uint64_t text_end(struct plumb_observer o, struct plumb_seg s) {
  return o.nxt - seq_behind(o, s) + s.text;
}

/* Text up to e was sent before, or fits any window that can be in force, or probes it. */
/*@ requires WfObserver(o);
    assigns \nothing;
    ensures \result <==> TextPossible(o, e); */
static bool TextPossible(struct plumb_observer o, uint64_t e) {
  return e <= o.nxt || e <= o.una_max + (o.wnd_max == 0 ? 1 : o.wnd_max);
}

/*@ assigns \nothing; ensures \result <==> FinPossible(o, e); */
static bool FinPossible(struct plumb_observer o, uint64_t e) {
  return o.fin_sent ? e == o.fin : o.nxt <= e;
}

/* Its sequence number, text and FIN. */
/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    assigns \nothing;
    ensures \result == judge_text(o, s); */
static enum plumb_finding judge_text(struct plumb_observer o, struct plumb_seg s) {
  if (!SeqPossible(o, s)) return PLUMB_SEQ_BEYOND_NXT;
  uint64_t e = text_end(o, s);
  if (o.fin_sent && 0 < s.text && o.fin < e) return PLUMB_TEXT_AFTER_FIN;
  if (s.ctl.fin && !FinPossible(o, e)) return PLUMB_FIN_MOVED;
  if (0 < s.text && !TextPossible(o, e)) return PLUMB_TEXT_BEYOND_WINDOW;
  return PLUMB_NO_FINDING;
}

/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    assigns \nothing;
    ensures \result == judge_plain(o, s); */
static enum plumb_finding judge_plain(struct plumb_observer o, struct plumb_seg s) {
  enum plumb_finding f = judge_text(o, s);
  if (o.reset_sent) return PLUMB_SEGMENT_AFTER_RESET;
  if (!s.ctl.ack) return PLUMB_ACK_BIT_MISSING;
  if (s.options.has_mss) return PLUMB_MSS_OUTSIDE_SYN;
  if (o.own_stamps && o.peer_stamps && !s.options.has_ts) return PLUMB_STAMP_MISSING;
  return f == PLUMB_NO_FINDING ? judge_ack(o, s) : f;
}

/* SND.NXT after it. */
/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    assigns \nothing;
    ensures \result == nxt_after(o, s);
    ensures \result <= PLUMB_POSITION_MAX; */
static uint64_t nxt_after(struct plumb_observer o, struct plumb_seg s) {
  if (!SeqPossible(o, s)) return o.nxt;
  return max_u64(o.nxt, text_end(o, s) + bit(s.ctl.fin));
}

/* What is known after it sent s. */
/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    assigns \nothing;
    ensures \result == sent_plain(o, s).observer;
    ensures WfObserver(\result); */
static struct plumb_observer after_plain(struct plumb_observer o, struct plumb_seg s) {
  bool fin = s.ctl.fin && SeqPossible(o, s);
  return sent_by(o, s, nxt_after(o, s), fin || o.fin_sent, fin ? text_end(o, s) : o.fin);
}

/*@ requires WfObserver(o) && WfSeg(s) && Near(o);
    assigns \nothing;
    ensures \result == sent_plain(o, s);
    ensures WfObserver(\result.observer); */
static struct plumb_judgement sent_plain(struct plumb_observer o, struct plumb_seg s) {
  struct plumb_observer n = after_plain(o, s);
  enum plumb_finding f = judge_plain(o, s);
  if (f == PLUMB_NO_FINDING) return innocent(n);
  if (f == PLUMB_ACK_OF_NOTHING || f == PLUMB_ACK_WENT_BACK)
    return guilty(n, f, number_of(o.irs, o.acked), number_of(o.irs, o.rcv_max), s.ack);
  if (f == PLUMB_WINDOW_SHRUNK)
    return guilty(n, f, number_of(o.irs, o.offered), number_of(o.irs, o.offered),
                  number_of(o.irs, offered_by(o, s)));
  if (f == PLUMB_TEXT_BEYOND_WINDOW)
    return guilty(n, f, number_of(o.iss, o.nxt), number_of(o.iss, o.una_max + o.wnd_max),
                  number_of(o.iss, text_end(o, s)));
  if (f == PLUMB_TEXT_AFTER_FIN || f == PLUMB_FIN_MOVED)
    return guilty(n, f, number_of(o.iss, o.fin), number_of(o.iss, o.fin),
                  number_of(o.iss, text_end(o, s)));
  return guilty(n, f, number_of(o.iss, o.nxt), number_of(o.iss, o.nxt), s.seq);
}

/* ---- Any segment ----------------------------------------------------------------------------- */

bool plumb_Near(struct plumb_observer o) {
  return o.nxt <= FAR && o.una_max <= FAR && o.rcv_max <= FAR;
}

struct plumb_judgement plumb_observe_sent(struct plumb_observer o, struct plumb_seg s) {
  if (o.lost != PLUMB_NOT_LOST) return innocent(o);
  if (!plumb_Near(o)) return innocent(lose(o, PLUMB_LOST_FAR));
  if (s.ctl.rst) return s.ctl.syn ? innocent(lose(o, PLUMB_LOST_ODD_SYN)) : sent_rst(o, s);
  if (s.ctl.syn)
    return MayListenAgain(o) ? innocent(lose(o, PLUMB_LOST_RESET_EARLY)) : sent_syn(o, s);
  if (!o.opened) return innocent(lose(o, PLUMB_LOST_NO_SYN));
  return sent_plain(o, s);
}
