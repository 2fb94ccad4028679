/* The watch on the order of SACK blocks, in the order of spec/WatchDsack.v. */
#include "watch_dsack.h"

#include "tcb.h"

#define BEHIND_TOLD 1073741824u /* octets: 2^30 */

struct plumb_dsack_watch plumb_start_dsack_watch(void) {
  return (struct plumb_dsack_watch){0};
}

/*@ assigns \nothing; ensures \result == base_of(k); */
static uint32_t base_of(struct plumb_sack_watch k) { return seq_sub(k.told, BEHIND_TOLD); }

/*@ assigns \nothing; ensures \result == greater_u32(a, b); */
static uint32_t greater_u32(uint32_t a, uint32_t b) { return a <= b ? b : a; }

/*@ assigns \nothing; ensures \result == common(r, n); */
static struct plumb_span common(struct plumb_span r, struct plumb_span n) {
  return (struct plumb_span){greater_u32(r.from, n.from), min_u32(r.to, n.to)};
}

/*@ assigns \nothing; ensures \result <==> NoSpans(k); */
static bool NoSpans(struct plumb_spans k) {
  return plumb_span_is_empty(k.s0) && plumb_span_is_empty(k.s1) && plumb_span_is_empty(k.s2) &&
         plumb_span_is_empty(k.s3);
}

/*@ assigns \nothing; ensures \result <==> Meets(k, n); */
static bool Meets(struct plumb_spans k, struct plumb_span n) {
  return !plumb_span_is_empty(common(k.s0, n)) || !plumb_span_is_empty(common(k.s1, n)) ||
         !plumb_span_is_empty(common(k.s2, n)) || !plumb_span_is_empty(common(k.s3, n));
}

/* ---- What arrives ---------------------------------------------------------------------------- */

/*@ requires WfSeg(s); assigns \nothing; ensures \result == segment_span(a, s); */
static struct plumb_span segment_span(uint32_t a, struct plumb_seg s) {
  return plumb_span_beyond(a, s.seq, seg_len(s));
}

/* The octets of n, by their distance from base_of(), that were acknowledged; and that are in r. */
/*@ assigns \nothing; ensures \result == acknowledged_part(n); */
static struct plumb_span acknowledged_part(struct plumb_span n) {
  return (struct plumb_span){n.from, min_u32(n.to, BEHIND_TOLD)};
}
/*@ assigns \nothing; ensures \result == further_on(r); */
static struct plumb_span further_on(struct plumb_span r) {
  return (struct plumb_span){min_u32(r.from, BEHIND_TOLD) + BEHIND_TOLD,
                             min_u32(r.to, BEHIND_TOLD) + BEHIND_TOLD};
}
/*@ assigns \nothing; ensures \result == part_in(r, n); */
static struct plumb_span part_in(struct plumb_span r, struct plumb_span n) {
  return common(further_on(r), n);
}

/*@ assigns \nothing; ensures \result <==> Again(k, n); */
static bool Again(struct plumb_sack_watch k, struct plumb_span n) {
  struct plumb_spans held = k.spans;
  return !plumb_span_is_empty(acknowledged_part(n)) || !plumb_span_is_empty(part_in(held.s0, n)) ||
         !plumb_span_is_empty(part_in(held.s1, n)) || !plumb_span_is_empty(part_in(held.s2, n)) ||
         !plumb_span_is_empty(part_in(held.s3, n));
}

/*@ assigns \nothing; ensures \result == with_parts(again, held, n); */
static struct plumb_spans with_parts(struct plumb_spans again, struct plumb_spans held,
                                     struct plumb_span n) {
  again = plumb_spans_with(again, acknowledged_part(n));
  again = plumb_spans_with(again, part_in(held.s0, n));
  again = plumb_spans_with(again, part_in(held.s1, n));
  again = plumb_spans_with(again, part_in(held.s2, n));
  return plumb_spans_with(again, part_in(held.s3, n));
}

/* s is new, and does not continue what has arrived from the acknowledgment on. */
/*@ requires WfSeg(s); assigns \nothing; ensures \result <==> BeyondGap(k, s); */
static bool BeyondGap(struct plumb_sack_watch k, struct plumb_seg s) {
  struct plumb_span n = segment_span(k.told, s);
  struct plumb_span r = k.spans.s0;
  return seq_leq(k.told, s.seq) && !Meets(k.spans, n) && 0 < n.from && n.to < PLUMB_TWO31 &&
         (plumb_span_is_empty(r) || 0 < r.from || r.to < n.from);
}

struct plumb_dsack_watch plumb_dsack_watch_arrived(struct plumb_sack_watch k,
                                                   struct plumb_dsack_watch w, struct plumb_seg s) {
  if (!k.begun || seg_len(s) == 0) return w;
  struct plumb_span n = segment_span(base_of(k), s);
  bool again = Again(k, n);
  bool newest = 0 < w.len;
  bool is_new = BeyondGap(k, s) && !newest && !w.crowd;
  w.more = w.more || Meets(w.again, n);
  w.again = with_parts(w.again, k.spans, n);
  w.crowd = w.crowd || newest || again;
  w.seq = is_new ? s.seq : 0;
  w.len = is_new ? seg_len(s) : 0;
  return w;
}

/* ---- What is sent ---------------------------------------------------------------------------- */

/*@ assigns \nothing; ensures \result == block_len(b); */
static uint32_t block_len(struct plumb_block b) { return seq_sub(b.right, b.left); }

/*@ assigns \nothing; ensures \result <==> CoversIt(b, lo, len); */
static bool CoversIt(struct plumb_block b, uint32_t lo, uint32_t len) {
  return (uint64_t)seq_sub(lo, b.left) + len <= block_len(b);
}

/*@ assigns \nothing; ensures \result <==> WithinIt(a, b); */
static bool WithinIt(struct plumb_block a, struct plumb_block b) {
  return CoversIt(b, a.left, block_len(a));
}

/* The first block of s says that its octets came again. */
/*@ assigns \nothing; ensures \result <==> TellsAgain(s); */
static bool TellsAgain(struct plumb_seg s) {
  struct plumb_sack k = s.options.sack;
  return 0 < k.n && seq_lt(k.b0.left, k.b0.right) &&
         ((s.ctl.ack && seq_lt(k.b0.left, s.ack)) || (1 < k.n && WithinIt(k.b0, k.b1)));
}

/* What came again, as it stands when v, after k, knows of an acknowledgment that was sent. */
/*@ assigns \nothing; ensures \result == again_after(k, v, w); */
static struct plumb_spans again_after(struct plumb_sack_watch k, struct plumb_sack_watch v,
                                      struct plumb_dsack_watch w) {
  return plumb_spans_after(w.again, seq_sub(v.told, k.told));
}

/*@ requires TellsAgain(s); assigns \nothing; ensures \result == told_span(v, s); */
static struct plumb_span told_span(struct plumb_sack_watch v, struct plumb_seg s) {
  struct plumb_block b = s.options.sack.b0;
  return plumb_span_beyond(base_of(v), b.left, block_len(b));
}

/*@ requires WfSeg(s); assigns \nothing; ensures \result <==> NeverTwice(k, w, s); */
static bool NeverTwice(struct plumb_sack_watch k, struct plumb_dsack_watch w, struct plumb_seg s) {
  if (!k.begun || !k.from_syn || !TellsAgain(s)) return false;
  struct plumb_sack_watch v = plumb_sack_watch_after_sent(k, s);
  return plumb_spans_miss(again_after(k, v, w), told_span(v, s));
}

/* Block i of s covers the newest segment, and the first block does not. */
/*@ assigns \nothing; ensures \result <==> Hidden(w, s, i, b); */
static bool Hidden(struct plumb_dsack_watch w, struct plumb_seg s, uint8_t i,
                   struct plumb_block b) {
  return i < s.options.sack.n && CoversIt(b, w.seq, w.len);
}

/*@ requires WfSeg(s); assigns \nothing; ensures \result <==> NewestLater(k, w, s); */
static bool NewestLater(struct plumb_sack_watch k, struct plumb_dsack_watch w, struct plumb_seg s) {
  struct plumb_sack o = s.options.sack;
  if (!k.begun || !k.from_syn || w.len == 0) return false;
  if (!s.ctl.ack || s.ack != k.told || seg_len(s) != 0 || TellsAgain(s)) return false;
  return !CoversIt(o.b0, w.seq, w.len) &&
         (Hidden(w, s, 1, o.b1) || Hidden(w, s, 2, o.b2) || Hidden(w, s, 3, o.b3));
}

/* a, block i of s if it has so many, lies within b. */
/*@ assigns \nothing; ensures \result <==> Repeats(s, i, a, b); */
static bool Repeats(struct plumb_seg s, uint8_t i, struct plumb_block a, struct plumb_block b) {
  return i < s.options.sack.n && seq_lt(a.left, a.right) && WithinIt(a, b);
}

/*@ assigns \nothing; ensures \result <==> SameBlock(a, b); */
static bool SameBlock(struct plumb_block a, struct plumb_block b) {
  return a.left == b.left && a.right == b.right;
}

/*@ assigns \nothing; ensures \result <==> BlockWithinOther(s); */
static bool BlockWithinOther(struct plumb_seg s) {
  struct plumb_sack k = s.options.sack;
  return (Repeats(s, 1, k.b1, k.b0) && !SameBlock(k.b1, k.b0)) ||
         (Repeats(s, 2, k.b2, k.b0) && !SameBlock(k.b2, k.b0)) ||
         (Repeats(s, 3, k.b3, k.b0) && !SameBlock(k.b3, k.b0)) || Repeats(s, 2, k.b2, k.b1) ||
         Repeats(s, 3, k.b3, k.b1) || Repeats(s, 3, k.b3, k.b2);
}

enum plumb_dsack_fault plumb_dsack_watch_sent(struct plumb_sack_watch k, struct plumb_dsack_watch w,
                                              struct plumb_seg s) {
  if (NeverTwice(k, w, s)) return PLUMB_NEVER_TWICE;
  if (NewestLater(k, w, s)) return PLUMB_NEWEST_LATER;
  return BlockWithinOther(s) ? PLUMB_BLOCK_WITHIN : PLUMB_NO_DSACK_FAULT;
}

/* ---- And after it ---------------------------------------------------------------------------- */

/* What is left of r without the octets of n; all of it, if they are in its midst. */
/*@ assigns \nothing; ensures \result == without(r, n); */
static struct plumb_span without(struct plumb_span r, struct plumb_span n) {
  bool is_head = n.from <= r.from && r.from < n.to;
  bool is_tail = r.to <= n.to && r.from < n.from;
  return (struct plumb_span){is_head ? min_u32(r.to, n.to) : r.from,
                             is_tail ? min_u32(r.to, n.from) : r.to};
}

/*@ assigns \nothing; ensures \result == spans_without(k, n); */
static struct plumb_spans spans_without(struct plumb_spans k, struct plumb_span n) {
  return (struct plumb_spans){without(k.s0, n), without(k.s1, n), without(k.s2, n),
                              without(k.s3, n)};
}

struct plumb_dsack_watch plumb_dsack_watch_after_sent(struct plumb_sack_watch k,
                                                      struct plumb_dsack_watch w,
                                                      struct plumb_seg s) {
  struct plumb_sack_watch v = plumb_sack_watch_after_sent(k, s);
  struct plumb_spans again = again_after(k, v, w);
  if (TellsAgain(s) && !w.more) again = spans_without(again, told_span(v, s));
  if (NoSpans(again)) return plumb_start_dsack_watch();
  w.again = again;
  w.crowd = false;
  w.seq = 0;
  w.len = 0;
  return w;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_NEVER_TWICE] = {"R2883-4_1-a", true,
                           "It reported text as a duplicate that had not come again"},
    [PLUMB_NEWEST_LATER] = {"R2018-4-g", true,
                            "Its first SACK block was not that of the newest segment"},
    [PLUMB_BLOCK_WITHIN] = {"R2018-4-i", false, "It sent a SACK block that another one holds"},
};

const struct plumb_clause *plumb_dsack_clause(enum plumb_dsack_fault f) { return &clauses[f]; }
