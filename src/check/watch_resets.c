/* The watch on resets, in the order of spec/WatchResets.v. */
#include "watch_resets.h"

#include "tcb.h"

struct plumb_reset_watch plumb_start_reset_watch(void) {
  return (struct plumb_reset_watch){0};
}

/* ---- What arrives ---------------------------------------------------------------------------- */

/*@ requires WfSeg(s); assigns \nothing; ensures \result == seg_end(s); */
static uint32_t seg_end(struct plumb_seg s) { return seq_add(s.seq, seg_len(s)); }

/*@ requires WfSeg(s); assigns \nothing; ensures \result == asked_by(s); */
static struct plumb_asked asked_by(struct plumb_seg s) {
  return (struct plumb_asked){
      .on = true, .ack = s.ctl.ack, .number = s.ctl.ack ? s.ack : seg_end(s)};
}

/*@ assigns \nothing; ensures \result <==> SameAsked(a, b); */
static bool SameAsked(struct plumb_asked a, struct plumb_asked b) {
  return a.on && b.on && a.ack == b.ack && a.number == b.number;
}

/* x is a number that it has sent, or SND.NXT. */
/*@ assigns \nothing; ensures \result <==> NumberSent(w, x); */
static bool NumberSent(struct plumb_reset_watch w, uint32_t x) {
  return w.opened && seq_sub(x, w.iss) <= w.span;
}

/* Nothing new is asked for by a. */
/*@ assigns \nothing; ensures \result <==> AskedBefore(w, a); */
static bool AskedBefore(struct plumb_reset_watch w, struct plumb_asked a) {
  return SameAsked(w.a0, a) || SameAsked(w.a1, a) || SameAsked(w.a2, a) || SameAsked(w.a3, a) ||
         (a.ack && NumberSent(w, a.number));
}

/*@ assigns \nothing; ensures \result == reset_watch_asking(w, a); */
static struct plumb_reset_watch reset_watch_asking(struct plumb_reset_watch w,
                                                   struct plumb_asked a) {
  if (AskedBefore(w, a)) return w;
  w.full = w.full || w.a3.on;
  w.a3 = w.a2;
  w.a2 = w.a1;
  w.a1 = w.a0;
  w.a0 = a;
  return w;
}

struct plumb_reset_watch plumb_reset_watch_arrived(struct plumb_reset_watch w, struct plumb_seg s) {
  if (!s.ctl.rst) return reset_watch_asking(w, asked_by(s));
  w.reset = asked_by(s);
  return w;
}

/* ---- What is sent ---------------------------------------------------------------------------- */

/* SND.NXT - ISS once s is sent; all numbers for an endpoint that is not followed. */
/*@ requires WfSeg(s); assigns \nothing; ensures \result == span_after(w, s); */
static uint32_t span_after(struct plumb_reset_watch w, struct plumb_seg s) {
  uint32_t nxt = seq_add(w.iss, w.span);
  uint32_t more = seq_lt(nxt, seg_end(s)) ? seq_sub(seg_end(s), nxt) : 0;
  if (!w.opened) return s.ctl.syn ? seg_len(s) : UINT32_MAX;
  if (w.span < seq_sub(s.seq, w.iss)) return UINT32_MAX;
  return w.span <= UINT32_MAX - more ? w.span + more : UINT32_MAX;
}

struct plumb_reset_watch plumb_reset_watch_after_sent(struct plumb_reset_watch w,
                                                      struct plumb_seg s) {
  if (s.ctl.rst) return w;
  w.span = span_after(w, s);
  w.iss = w.opened ? w.iss : s.seq;
  w.opened = true;
  return w;
}

/* The reset s is what a tells. */
/*@ assigns \nothing; ensures \result <==> AnsweredBy(a, s); */
static bool AnsweredBy(struct plumb_asked a, struct plumb_seg s) {
  if (!a.on) return false;
  return a.ack ? s.seq == a.number : s.ctl.ack && s.seq == 0 && s.ack == a.number;
}

/*@ assigns \nothing; ensures \result <==> Asked(w, s); */
static bool Asked(struct plumb_reset_watch w, struct plumb_seg s) {
  return AnsweredBy(w.a0, s) || AnsweredBy(w.a1, s) || AnsweredBy(w.a2, s) || AnsweredBy(w.a3, s);
}

enum plumb_reset_fault plumb_reset_watch_sent(struct plumb_reset_watch w, struct plumb_seg s) {
  if (!s.ctl.rst || w.full || Asked(w, s) || NumberSent(w, s.seq)) return PLUMB_NO_RESET_FAULT;
  if (AnsweredBy(w.reset, s)) return PLUMB_RESET_FOR_RESET;
  return w.opened ? PLUMB_RESET_NOT_AT_SENT : PLUMB_RESET_UNASKED;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_RESET_FOR_RESET] = {"R9293-L12", true, "It answered a reset by a reset"},
    [PLUMB_RESET_UNASKED] = {"R9293-L08", true,
                             "It had no connection, and sent a reset that is no proper answer"},
    [PLUMB_RESET_NOT_AT_SENT] =
        {"EV-ABORT-SYNRCVD+-1", true,
         "It sent a reset that is no proper answer, at a number that it had "
         "not sent"},
};

const struct plumb_clause *plumb_reset_clause(enum plumb_reset_fault f) { return &clauses[f]; }
