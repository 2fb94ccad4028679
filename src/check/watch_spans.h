/* Octets that a watch remembers, as four spans at most: if there are more, spans that are near each
 * other count as one.  Each function is proved equal to the model's (spec/WatchSpans.v). */
#ifndef PLUMB_WATCH_SPANS_H
#define PLUMB_WATCH_SPANS_H

#include "plumb.h"

/* Octets by their distance from a sequence number: from to to - 1; empty if to <= from. */
struct plumb_span {
  uint32_t from; /* 0 to 2^31 */
  uint32_t to;   /* 0 to 2^31 */
};

/* In any order. */
struct plumb_spans {
  struct plumb_span s0;
  struct plumb_span s1;
  struct plumb_span s2;
  struct plumb_span s3;
};

#ifdef __FRAMAC__
#include "watch_spans_model.h"
#endif

/*@ assigns \nothing; ensures \result <==> EmptySpan(r); */
bool plumb_span_is_empty(struct plumb_span r);

/* Of the len octets from lo on, less than 2^31, those that are not before a. */
/*@ requires len < 2147483648;
    assigns \nothing;
    ensures \result == span_beyond(a, lo, len); */
struct plumb_span plumb_span_beyond(uint32_t a, uint32_t lo, uint32_t len);

/* The same octets, the distance taken from d octets further on; those before are left out. */
/*@ assigns \nothing;
    ensures \result == spans_after(k, d); */
struct plumb_spans plumb_spans_after(struct plumb_spans k, uint32_t d);

/* k with the octets of n. */
/*@ assigns \nothing;
    ensures \result == spans_with(k, n); */
struct plumb_spans plumb_spans_with(struct plumb_spans k, struct plumb_span n);

/* Is an octet of n not in k? */
/*@ assigns \nothing;
    ensures \result <==> Misses(k, n); */
bool plumb_spans_miss(struct plumb_spans k, struct plumb_span n);

#endif
