/* The watch on SACK blocks, in the order of spec/WatchSack.v. */
#include "watch_sack.h"

#include "tcb.h"

/* ---- Spans ----------------------------------------------------------------------------------- */

/*@ assigns \nothing; ensures \result <==> EmptySpan(r); */
static bool EmptySpan(struct plumb_span r) { return r.to <= r.from; }

/*@ assigns \nothing; ensures \result <==> InSpan(r, x); */
static bool InSpan(struct plumb_span r, uint32_t x) { return r.from <= x && x < r.to; }

/*@ assigns \nothing; ensures \result <==> InSpans(k, x); */
static bool InSpans(struct plumb_spans k, uint32_t x) {
  return InSpan(k.s0, x) || InSpan(k.s1, x) || InSpan(k.s2, x) || InSpan(k.s3, x);
}

/* Of the len octets from lo on, those that are not before a. */
/*@ requires len < 2147483648;
    assigns \nothing;
    ensures \result == span_beyond(a, lo, len); */
static struct plumb_span span_beyond(uint32_t a, uint32_t lo, uint32_t len) {
  uint32_t distance = seq_sub(lo, a);
  uint32_t behind = seq_sub(a, lo);
  if (distance < PLUMB_TWO31)
    return (struct plumb_span){distance, min_u32(distance + len, PLUMB_TWO31)};
  if (behind < len) return (struct plumb_span){0, len - behind};
  return (struct plumb_span){0};
}

/* The same octets, the distance taken from d octets further on. */
/*@ assigns \nothing; ensures \result == span_past(r, d); */
static struct plumb_span span_past(struct plumb_span r, uint32_t d) {
  return (struct plumb_span){r.from - min_u32(r.from, d), r.to - min_u32(r.to, d)};
}

/*@ assigns \nothing; ensures \result == spans_after(k, d); */
static struct plumb_spans spans_after(struct plumb_spans k, uint32_t d) {
  return (struct plumb_spans){span_past(k.s0, d), span_past(k.s1, d), span_past(k.s2, d),
                              span_past(k.s3, d)};
}

/* How many octets are between r and n; none if there is no r. */
/*@ assigns \nothing; ensures \result == gap(r, n); */
static uint32_t gap(struct plumb_span r, struct plumb_span n) {
  if (EmptySpan(r)) return 0;
  if (r.to < n.from) return n.from - r.to;
  return n.to < r.from ? r.from - n.to : 0;
}

/* n, and r with it if it is not further than reach; and what is then left of r. */
/*@ assigns \nothing; ensures \result == annexed(r, n, reach); */
static struct plumb_span annexed(struct plumb_span r, struct plumb_span n, uint32_t reach) {
  if (EmptySpan(r) || reach < gap(r, n)) return n;
  return (struct plumb_span){min_u32(r.from, n.from), r.to <= n.to ? n.to : r.to};
}
/*@ assigns \nothing; ensures \result == left_over(r, n, reach); */
static struct plumb_span left_over(struct plumb_span r, struct plumb_span n, uint32_t reach) {
  return reach < gap(r, n) ? r : (struct plumb_span){0};
}

/* n where there is no span. */
/*@ assigns \nothing; ensures \result == with_span(k, n); */
static struct plumb_spans with_span(struct plumb_spans k, struct plumb_span n) {
  if (EmptySpan(k.s0))
    k.s0 = n;
  else if (EmptySpan(k.s1))
    k.s1 = n;
  else if (EmptySpan(k.s2))
    k.s2 = n;
  else
    k.s3 = n;
  return k;
}

/* How far n reaches to make room for itself: 0 if it touches a span, or there is room. */
/*@ assigns \nothing; ensures \result == reach_of(k, n); */
static uint32_t reach_of(struct plumb_spans k, struct plumb_span n) {
  return min_u32(min_u32(gap(k.s0, n), gap(k.s1, n)), min_u32(gap(k.s2, n), gap(k.s3, n)));
}

/*@ assigns \nothing; ensures \result == spans_with(k, n); */
static struct plumb_spans spans_with(struct plumb_spans k, struct plumb_span n) {
  if (EmptySpan(n)) return k;
  uint32_t reach = reach_of(k, n);
  struct plumb_span n1 = annexed(k.s0, n, reach);
  struct plumb_span n2 = annexed(k.s1, n1, reach);
  struct plumb_span n3 = annexed(k.s2, n2, reach);
  struct plumb_span n4 = annexed(k.s3, n3, reach);
  struct plumb_spans rest = {left_over(k.s0, n, reach), left_over(k.s1, n1, reach),
                             left_over(k.s2, n2, reach), left_over(k.s3, n3, reach)};
  return with_span(rest, n4);
}

/* ---- The watch ------------------------------------------------------------------------------- */

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
  w.spans = spans_with(w.spans, span_beyond(w.told, s.seq, seg_len(s)));
  return w;
}

struct plumb_sack_watch plumb_sack_watch_after_sent(struct plumb_sack_watch w, struct plumb_seg s) {
  if (!w.begun || !s.ctl.ack || !seq_lt(w.told, s.ack)) return w;
  w.spans = spans_after(w.spans, seq_sub(s.ack, w.told));
  w.told = s.ack;
  return w;
}

/*@ assigns \nothing; ensures \result <==> EmptyBlock(b); */
static bool EmptyBlock(struct plumb_block b) { return !seq_lt(b.left, b.right); }

/* x is in n, but did not arrive. */
/*@ assigns \nothing; ensures \result <==> Lacks(k, n, x); */
static bool Lacks(struct plumb_spans k, struct plumb_span n, uint32_t x) {
  return InSpan(n, x) && !InSpans(k, x);
}

/* The first octet of b that did not arrive is its first or comes after a span. */
/*@ requires !EmptyBlock(b);
    assigns \nothing;
    ensures \result <==> NotArrived(w, b); */
static bool NotArrived(struct plumb_sack_watch w, struct plumb_block b) {
  struct plumb_spans k = w.spans;
  struct plumb_span n = span_beyond(w.told, b.left, seq_sub(b.right, b.left));
  return w.begun && w.from_syn &&
         (Lacks(k, n, n.from) || Lacks(k, n, k.s0.to) || Lacks(k, n, k.s1.to) ||
          Lacks(k, n, k.s2.to) || Lacks(k, n, k.s3.to));
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
