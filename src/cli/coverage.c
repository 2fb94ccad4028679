#include "coverage.h"
#include "message.h"
#include "seq.h"

#include <stdlib.h>
#include <string.h>

static int64_t top(const struct coverage *c) {
  return c->beyond == NULL ? c->edge : c->beyond->top;
}

/* The position of SEQ, in the half of the sequence space before or after the highest one seen. */
static int64_t position(const struct coverage *c, uint32_t seq) {
  uint32_t ahead = seq_sub(seq_sub(seq, c->iss), (uint32_t)top(c));
  return top(c) + (int32_t)ahead;
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
  return !record->damaged || position(c, s->seq) <= top(c);
}

/* What is beyond the edge, from now on. */
static struct beyond *look_beyond(struct coverage *c) {
  if (c->beyond == NULL) {
    c->beyond = grow(NULL, 1, sizeof *c->beyond);
    *c->beyond = (struct beyond){.top = c->edge};
  }
  return c->beyond;
}

/* Removes COUNT pieces from AT on. */
static void remove_pieces(struct beyond *b, uint32_t at, uint32_t count) {
  b->count -= count;
  memmove(&b->pieces[at], &b->pieces[at + count], (b->count - at) * sizeof *b->pieces);
}

static size_t size_with(uint32_t capacity) {
  return sizeof(struct beyond) + capacity * sizeof(struct span);
}

static void insert_piece(struct coverage *c, uint32_t at, struct span span) {
  struct beyond *b = c->beyond;
  if (b->count == SPANS_KEPT) {
    b->crowded = span.packet;
    return;
  }
  if (b->count == b->capacity) {
    b->capacity = b->capacity == 0 ? 2 : b->capacity * 2;
    b = c->beyond = grow(b, 1, size_with(b->capacity));
  }
  memmove(&b->pieces[at + 1], &b->pieces[at], (b->count - at) * sizeof *b->pieces);
  b->pieces[at] = span;
  b->count++;
}

/* The first piece that does not end before FROM. */
static uint32_t first_touched(const struct beyond *b, int64_t from) {
  uint32_t low = 0, high = b->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (b->pieces[middle].to < from)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* A piece beyond the gap; those that it touches become one with it. */
static void add_piece(struct coverage *c, struct span span) {
  struct beyond *b = look_beyond(c);
  uint32_t at = first_touched(b, span.from), end = at;
  if (span.to > b->top) b->top = span.to;
  for (; end < b->count && b->pieces[end].from <= span.to; end++) {
    const struct span *touched = &b->pieces[end];
    if (touched->from < span.from) span.from = touched->from;
    if (touched->to > span.to) span.to = touched->to;
    if (touched->packet < span.packet) span.packet = touched->packet;
  }
  if (end == at) {
    insert_piece(c, at, span);
    return;
  }
  b->pieces[at] = span;
  remove_pieces(b, at + 1, end - at - 1);
}

/* The edge has moved: over the pieces that it reaches it moves on. */
static void join_pieces(struct coverage *c) {
  struct beyond *b = c->beyond;
  uint32_t reached = 0;
  for (; reached < b->count && b->pieces[reached].from <= c->edge; reached++)
    if (b->pieces[reached].to > c->edge) c->edge = b->pieces[reached].to;
  if (reached > 0) remove_pieces(b, 0, reached);
  if (b->top < c->edge) b->top = c->edge;
  if (b->acked <= c->edge) b->acked_by = 0;
  if (b->count > 0 || b->acked_by != 0) return;
  free(b);
  c->beyond = NULL;
}

void coverage_sent(struct coverage *c, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  if (!c->begun && s->ctl.syn && !s->ctl.rst && !record->damaged) {
    c->begun = true;
    c->iss = s->seq;
  }
  c->closed = c->closed || (c->begun && s->ctl.fin && !record->damaged);
  if (coverage_crowded(c) != 0 || !shows_positions(c, record)) return;
  struct span span = span_of(c, record);
  if (span.from > c->edge) {
    add_piece(c, span);
    return;
  }
  if (c->beyond != NULL && span.from == c->edge) c->beyond->denied = c->beyond->acked_by != 0;
  if (span.to > c->edge) c->edge = span.to;
  if (c->beyond != NULL) join_pieces(c);
}

void coverage_answered(struct coverage *c, const struct record *record) {
  if (!c->begun || record->damaged || !record->seg.ctl.ack) return;
  int64_t acked = position(c, record->seg.ack);
  if (c->beyond != NULL) c->beyond->last_ack = record->number;
  if (acked <= c->edge) return;
  struct beyond *b = look_beyond(c);
  if (b->acked_by == 0) {
    b->acked_by = record->number;
    b->denied = false;
  }
  if (acked > b->acked) b->acked = acked;
}

struct gap coverage_gap(const struct coverage *c) {
  const struct beyond *b = c->beyond;
  struct gap gap = {.exists = b != NULL && b->count > 0,
                    .at = (uint64_t)c->edge,
                    .at_the_end =
                        b != NULL && b->count == 0 && b->acked_by != 0 && !b->denied && !c->closed};
  if (b != NULL) gap.acked_by = b->acked_by;
  if (!gap.exists) return gap;
  gap.beyond = UINT64_MAX;
  for (uint32_t i = 0; i < b->count; i++)
    if (b->pieces[i].packet < gap.beyond) gap.beyond = b->pieces[i].packet;
  gap.awaited = b->acked_by == 0 && b->last_ack > gap.beyond;
  return gap;
}

uint64_t coverage_crowded(const struct coverage *c) {
  return c->beyond == NULL ? 0 : c->beyond->crowded;
}

size_t coverage_size(const struct coverage *c) {
  return c->beyond == NULL ? 0 : size_with(c->beyond->capacity);
}

void coverage_free(struct coverage *c) {
  free(c->beyond);
  *c = (struct coverage){.begun = false};
}
