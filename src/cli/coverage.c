#include "coverage.h"
#include "message.h"
#include "seq.h"

#include <stdlib.h>

/* Positions of a direction: [from, to), and the packet that shows them. */
struct span {
  int64_t from, to;
  uint64_t packet;
};

struct spans {
  struct span *list;
  size_t count, capacity;
  uint32_t iss;
  int64_t top; /* the position after the highest one seen */
};

/* The position of SEQ, in the half of the sequence space before or after the highest one seen. */
static int64_t position(const struct spans *spans, uint32_t seq) {
  uint32_t ahead = seq_sub(seq_sub(seq, spans->iss), (uint32_t)spans->top);
  return spans->top + (int32_t)ahead;
}

static struct span span_of(const struct spans *spans, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  int64_t from = position(spans, s->seq);
  int64_t length = (int64_t)s->text + (s->ctl.syn ? 1 : 0) + (s->ctl.fin ? 1 : 0);
  return (struct span){from, from + length, record->number};
}

/* A reset, or a SYN other than the first, need not be where the sender stands.  What is damaged
   shows that its positions were sent, unless its SEQ is what is damaged. */
static bool shows_positions(const struct spans *spans, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  if (s->ctl.rst || (s->ctl.syn && s->seq != spans->iss)) return false;
  return !record->damaged || position(spans, s->seq) <= spans->top;
}

static void add_span(struct spans *spans, struct span span) {
  spans->list = grow_for_one_more(spans->list, spans->count, &spans->capacity, sizeof *spans->list);
  spans->list[spans->count++] = span;
  if (span.to > spans->top) spans->top = span.to;
}

static int compare_spans(const void *left, const void *right) {
  const struct span *a = left, *b = right;
  return a->from < b->from ? -1 : a->from > b->from;
}

static void find_gap(struct spans *spans, struct coverage *coverage) {
  int64_t next = 0;
  size_t i = 0;
  if (spans->count > 0) qsort(spans->list, spans->count, sizeof *spans->list, compare_spans);
  for (; i < spans->count && spans->list[i].from <= next; i++)
    next = spans->list[i].to > next ? spans->list[i].to : next;
  coverage->has_gap = i < spans->count;
  coverage->gap = (uint64_t)next;
  coverage->beyond = UINT64_MAX;
  for (; i < spans->count; i++)
    if (spans->list[i].packet < coverage->beyond) coverage->beyond = spans->list[i].packet;
}

/* What the other end has to say about the gap. */
static void hear_other_end(const struct connection *c, unsigned from, struct coverage *coverage) {
  struct spans seen = {.iss = c->progress[from].iss};
  for (size_t i = 0; i < c->count; i++) {
    const struct record *record = &c->records[i];
    if (record->from == from && shows_positions(&seen, record)) {
      struct span span = span_of(&seen, record);
      seen.top = span.to > seen.top ? span.to : seen.top;
    }
    if (record->from == from || record->damaged || !record->seg.ctl.ack) continue;
    if (position(&seen, record->seg.ack) > (int64_t)coverage->gap) {
      coverage->acked_by = record->number;
      coverage->awaited = false;
      return;
    }
    coverage->awaited = coverage->awaited || record->number > coverage->beyond;
  }
}

struct coverage coverage_of(const struct connection *c, unsigned from) {
  struct coverage coverage = {.has_gap = false};
  struct spans spans = {.iss = c->progress[from].iss};
  if (!c->progress[from].syn) return coverage;
  for (size_t i = 0; i < c->count; i++) {
    const struct record *record = &c->records[i];
    if (record->from == from && shows_positions(&spans, record))
      add_span(&spans, span_of(&spans, record));
  }
  find_gap(&spans, &coverage);
  if (coverage.has_gap) hear_other_end(c, from, &coverage);
  free(spans.list);
  return coverage;
}
