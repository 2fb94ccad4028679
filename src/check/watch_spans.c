/* Spans of octets, in the order of spec/WatchSpans.v. */
#include "watch_spans.h"

#include "seq.h"

bool plumb_span_is_empty(struct plumb_span r) { return r.to <= r.from; }

/*@ assigns \nothing; ensures \result <==> InSpan(r, x); */
static bool InSpan(struct plumb_span r, uint32_t x) { return r.from <= x && x < r.to; }

/*@ assigns \nothing; ensures \result <==> InSpans(k, x); */
static bool InSpans(struct plumb_spans k, uint32_t x) {
  return InSpan(k.s0, x) || InSpan(k.s1, x) || InSpan(k.s2, x) || InSpan(k.s3, x);
}

struct plumb_span plumb_span_beyond(uint32_t a, uint32_t lo, uint32_t len) {
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

struct plumb_spans plumb_spans_after(struct plumb_spans k, uint32_t d) {
  return (struct plumb_spans){span_past(k.s0, d), span_past(k.s1, d), span_past(k.s2, d),
                              span_past(k.s3, d)};
}

/* How many octets are between r and n; none if there is no r. */
/*@ assigns \nothing; ensures \result == gap(r, n); */
static uint32_t gap(struct plumb_span r, struct plumb_span n) {
  if (plumb_span_is_empty(r)) return 0;
  if (r.to < n.from) return n.from - r.to;
  return n.to < r.from ? r.from - n.to : 0;
}

/* n, and r with it if it is not further than reach; and what is then left of r. */
/*@ assigns \nothing; ensures \result == annexed(r, n, reach); */
static struct plumb_span annexed(struct plumb_span r, struct plumb_span n, uint32_t reach) {
  if (plumb_span_is_empty(r) || reach < gap(r, n)) return n;
  return (struct plumb_span){min_u32(r.from, n.from), r.to <= n.to ? n.to : r.to};
}
/*@ assigns \nothing; ensures \result == left_over(r, n, reach); */
static struct plumb_span left_over(struct plumb_span r, struct plumb_span n, uint32_t reach) {
  return reach < gap(r, n) ? r : (struct plumb_span){0};
}

/* n where there is no span. */
/*@ assigns \nothing; ensures \result == with_span(k, n); */
static struct plumb_spans with_span(struct plumb_spans k, struct plumb_span n) {
  if (plumb_span_is_empty(k.s0))
    k.s0 = n;
  else if (plumb_span_is_empty(k.s1))
    k.s1 = n;
  else if (plumb_span_is_empty(k.s2))
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

struct plumb_spans plumb_spans_with(struct plumb_spans k, struct plumb_span n) {
  if (plumb_span_is_empty(n)) return k;
  uint32_t reach = reach_of(k, n);
  struct plumb_span n1 = annexed(k.s0, n, reach);
  struct plumb_span n2 = annexed(k.s1, n1, reach);
  struct plumb_span n3 = annexed(k.s2, n2, reach);
  struct plumb_span n4 = annexed(k.s3, n3, reach);
  struct plumb_spans rest = {left_over(k.s0, n, reach), left_over(k.s1, n1, reach),
                             left_over(k.s2, n2, reach), left_over(k.s3, n3, reach)};
  return with_span(rest, n4);
}

/* x is in n, but not in k. */
/*@ assigns \nothing; ensures \result <==> Lacks(k, n, x); */
static bool Lacks(struct plumb_spans k, struct plumb_span n, uint32_t x) {
  return InSpan(n, x) && !InSpans(k, x);
}

bool plumb_spans_miss(struct plumb_spans k, struct plumb_span n) {
  return Lacks(k, n, n.from) || Lacks(k, n, k.s0.to) || Lacks(k, n, k.s1.to) ||
         Lacks(k, n, k.s2.to) || Lacks(k, n, k.s3.to);
}
