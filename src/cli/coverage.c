#include "coverage.h"
#include "message.h"
#include "seq.h"

#include <stdlib.h>
#include <string.h>

/* The position of SEQ, in the half of the sequence space before or after the highest one seen. */
static int64_t position(const struct coverage *c, uint32_t seq) {
  uint32_t ahead = seq_sub(seq_sub(seq, c->iss), (uint32_t)c->top);
  return c->top + (int32_t)ahead;
}

static struct span span_of(const struct coverage *c, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  int64_t from = position(c, s->seq);
  int64_t length = (int64_t)s->text + (s->ctl.syn ? 1 : 0) + (s->ctl.fin ? 1 : 0);
  return (struct span){from, from + length, record->number};
}

/* A reset, or a SYN other than the first, need not be where the sender stands.  What is damaged
   shows that its positions were sent, unless its SEQ is what is damaged. */
static bool shows_positions(const struct coverage *c, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  if (!c->begun || s->ctl.rst || (s->ctl.syn && s->seq != c->iss)) return false;
  return !record->damaged || position(c, s->seq) <= c->top;
}

/* Removes COUNT pieces from AT on. */
static void remove_spans(struct coverage *c, uint32_t at, uint32_t count) {
  c->count -= count;
  memmove(&c->ahead[at], &c->ahead[at + count], (c->count - at) * sizeof *c->ahead);
}

static void insert_span(struct coverage *c, uint32_t at, struct span span) {
  if (c->count == SPANS_KEPT) {
    c->crowded = span.packet;
    return;
  }
  if (c->count == c->capacity) {
    c->capacity = c->capacity == 0 ? 2 : c->capacity * 2;
    c->ahead = grow(c->ahead, c->capacity, sizeof *c->ahead);
  }
  memmove(&c->ahead[at + 1], &c->ahead[at], (c->count - at) * sizeof *c->ahead);
  c->ahead[at] = span;
  c->count++;
}

/* The first piece that does not end before FROM. */
static uint32_t first_touched(const struct coverage *c, int64_t from) {
  uint32_t low = 0, high = c->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (c->ahead[middle].to < from)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* A piece beyond the gap; those that it touches become one with it. */
static void add_ahead(struct coverage *c, struct span span) {
  uint32_t at = first_touched(c, span.from), end = at;
  for (; end < c->count && c->ahead[end].from <= span.to; end++) {
    const struct span *touched = &c->ahead[end];
    if (touched->from < span.from) span.from = touched->from;
    if (touched->to > span.to) span.to = touched->to;
    if (touched->packet < span.packet) span.packet = touched->packet;
  }
  if (end == at) {
    insert_span(c, at, span);
    return;
  }
  c->ahead[at] = span;
  remove_spans(c, at + 1, end - at - 1);
}

/* The edge moves to TO, and over the pieces that it reaches. */
static void advance(struct coverage *c, int64_t to) {
  uint32_t reached = 0;
  if (to > c->edge) c->edge = to;
  for (; reached < c->count && c->ahead[reached].from <= c->edge; reached++)
    if (c->ahead[reached].to > c->edge) c->edge = c->ahead[reached].to;
  if (reached > 0) remove_spans(c, 0, reached);
  if (c->count == 0 && c->capacity > 0) {
    free(c->ahead);
    c->ahead = NULL;
    c->capacity = 0;
  }
  if (c->acked <= c->edge) c->acked_by = 0;
}

void coverage_sent(struct coverage *c, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  if (!c->begun && s->ctl.syn && !s->ctl.rst && !record->damaged) {
    c->begun = true;
    c->iss = s->seq;
  }
  if (c->crowded != 0 || !shows_positions(c, record)) return;
  struct span span = span_of(c, record);
  if (span.to > c->top) c->top = span.to;
  if (span.from <= c->edge)
    advance(c, span.to);
  else
    add_ahead(c, span);
}

void coverage_answered(struct coverage *c, const struct record *record) {
  if (!c->begun || record->damaged || !record->seg.ctl.ack) return;
  int64_t acked = position(c, record->seg.ack);
  if (acked > c->edge && c->acked_by == 0) c->acked_by = record->number;
  if (acked > c->acked) c->acked = acked;
  c->last_ack = record->number;
}

struct gap coverage_gap(const struct coverage *c) {
  struct gap gap = {.exists = c->count > 0};
  if (!gap.exists) return gap;
  gap.at = (uint64_t)c->edge;
  gap.beyond = UINT64_MAX;
  for (uint32_t i = 0; i < c->count; i++)
    if (c->ahead[i].packet < gap.beyond) gap.beyond = c->ahead[i].packet;
  gap.acked_by = c->acked_by;
  gap.awaited = c->acked_by == 0 && c->last_ack > gap.beyond;
  return gap;
}

size_t coverage_size(const struct coverage *c) { return c->capacity * sizeof *c->ahead; }

void coverage_free(struct coverage *c) {
  free(c->ahead);
  *c = (struct coverage){.begun = false};
}
