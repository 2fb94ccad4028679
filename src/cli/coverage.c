#include "coverage.h"
#include "message.h"

#include <stdlib.h>

/* Positions of a direction: [from, to). */
struct span {
  int64_t from, to;
};

struct spans {
  struct span *list;
  size_t count, capacity;
  uint32_t iss;
  int64_t top; /* the position after the highest one seen */
};

/* The position of SEQ, in the half of the sequence space before or after the highest one seen. */
static int64_t position(const struct spans *spans, uint32_t seq) {
  uint32_t ahead = seq - spans->iss - (uint32_t)spans->top;
  return spans->top + (int32_t)ahead;
}

static uint32_t length(const struct plumb_seg *s) {
  return s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
}

/* A reset, or a SYN other than the first, need not be where the sender stands. */
static bool shows_position(const struct record *record, uint32_t iss) {
  const struct plumb_seg *s = &record->seg;
  return !record->damaged && !s->ctl.rst && (!s->ctl.syn || s->seq == iss);
}

/* Returns whether the segment shows a number again. */
static bool add_span(struct spans *spans, const struct plumb_seg *s) {
  struct span span = {.from = position(spans, s->seq)};
  span.to = span.from + length(s);
  spans->list = grow_for_one_more(spans->list, spans->count, &spans->capacity, sizeof *spans->list);
  spans->list[spans->count++] = span;
  bool repeats = span.to > span.from && span.from < spans->top;
  if (span.to > spans->top) spans->top = span.to;
  return repeats;
}

static int compare_spans(const void *left, const void *right) {
  const struct span *a = left, *b = right;
  return a->from < b->from ? -1 : a->from > b->from;
}

static void find_gap(struct spans *spans, struct coverage *coverage) {
  int64_t next = 0;
  if (spans->count > 0) qsort(spans->list, spans->count, sizeof *spans->list, compare_spans);
  for (size_t i = 0; i < spans->count && spans->list[i].from <= next; i++)
    next = spans->list[i].to > next ? spans->list[i].to : next;
  coverage->has_gap = spans->count > 0 && spans->list[spans->count - 1].from > next;
  coverage->gap = (uint64_t)next;
}

static void note_ack(const struct spans *spans, const struct record *record,
                     struct coverage *coverage) {
  int64_t ack = position(spans, record->seg.ack);
  if (!record->seg.ctl.ack || record->damaged || ack <= (int64_t)coverage->acked) return;
  coverage->acked = (uint64_t)ack;
  coverage->acked_by = record->number;
}

struct coverage coverage_of(const struct connection *c, unsigned from) {
  struct coverage coverage = {0};
  struct spans spans = {.iss = c->progress[from].iss};
  for (size_t i = 0; i < c->count; i++) {
    const struct record *record = &c->records[i];
    if (record->from != from)
      note_ack(&spans, record, &coverage);
    else if (shows_position(record, spans.iss))
      coverage.repeats = add_span(&spans, &record->seg) || coverage.repeats;
  }
  find_gap(&spans, &coverage);
  free(spans.list);
  return coverage;
}
