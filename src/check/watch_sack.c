/* The watch on SACK blocks, in the order of spec/WatchSack.v. */
#include "watch_sack.h"

#include "tcb.h"

struct plumb_sack_watch plumb_start_sack_watch(void) {
  return (struct plumb_sack_watch){0};
}

struct plumb_sack_watch plumb_sack_watch_arrived(struct plumb_sack_watch w, struct plumb_seg s) {
  if (!w.begun) {
    w.begun = true;
    w.from_syn = s.ctl.syn;
    w.irs = s.seq;
    w.told = s.seq;
  } else {
    w.from_syn = w.from_syn && (!s.ctl.syn || s.seq == w.irs);
  }
  w.spans = plumb_spans_with(w.spans, plumb_span_beyond(w.told, s.seq, seg_len(s)));
  return w;
}

struct plumb_sack_watch plumb_sack_watch_after_sent(struct plumb_sack_watch w, struct plumb_seg s) {
  if (!w.begun || !s.ctl.ack || !seq_lt(w.told, s.ack)) return w;
  w.spans = plumb_spans_after(w.spans, seq_sub(s.ack, w.told));
  w.told = s.ack;
  return w;
}

/*@ assigns \nothing; ensures \result <==> EmptyBlock(b); */
static bool EmptyBlock(struct plumb_block b) { return !seq_lt(b.left, b.right); }

/* An octet of b did not arrive. */
/*@ requires !EmptyBlock(b);
    assigns \nothing;
    ensures \result <==> NotArrived(w, b); */
static bool NotArrived(struct plumb_sack_watch w, struct plumb_block b) {
  struct plumb_span n = plumb_span_beyond(w.told, b.left, seq_sub(b.right, b.left));
  return w.begun && w.from_syn && plumb_spans_miss(w.spans, n);
}

/* b, block i of s if it has so many, is not as it may be; w is the watch after s. */
/*@ assigns \nothing; ensures \result <==> Faulty(w, s, i, b); */
static bool Faulty(struct plumb_sack_watch w, struct plumb_seg s, uint8_t i, struct plumb_block b) {
  return i < s.options.sack.n && (EmptyBlock(b) || NotArrived(w, b));
}

struct plumb_block plumb_faulty_block(struct plumb_sack_watch w, struct plumb_seg s) {
  struct plumb_sack_watch v = plumb_sack_watch_after_sent(w, s);
  struct plumb_sack k = s.options.sack;
  if (Faulty(v, s, 0, k.b0)) return k.b0;
  if (Faulty(v, s, 1, k.b1)) return k.b1;
  return Faulty(v, s, 2, k.b2) ? k.b2 : k.b3;
}

enum plumb_sack_fault plumb_sack_watch_sent(struct plumb_sack_watch w, struct plumb_seg s) {
  struct plumb_sack_watch v = plumb_sack_watch_after_sent(w, s);
  struct plumb_sack k = s.options.sack;
  if (!Faulty(v, s, 0, k.b0) && !Faulty(v, s, 1, k.b1) && !Faulty(v, s, 2, k.b2) &&
      !Faulty(v, s, 3, k.b3))
    return PLUMB_NO_SACK_FAULT;
  return EmptyBlock(plumb_faulty_block(w, s)) ? PLUMB_EMPTY_BLOCK : PLUMB_NEVER_ARRIVED;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_EMPTY_BLOCK] = {"R2018-3-a", true,
                           "It sent a SACK block whose right edge is not after the left one"},
    [PLUMB_NEVER_ARRIVED] = {"R2018-3-c", true, "It reported text as received that never arrived"},
};

const struct plumb_clause *plumb_sack_clause(enum plumb_sack_fault f) { return &clauses[f]; }
