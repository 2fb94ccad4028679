#include "points.h"
#include "message.h"
#include "seq.h"
#include "story.h"

#include <stdlib.h>

/* No window and segment reach further: what is, is forged, damaged or of another connection. */
static const position REACH = (1 << 30) + (1 << 17);

enum { GAPS = 32 };

/* What was captured of a direction: all up to HIGH but for the gaps.  When there are too many gaps,
   the newest are forgotten: what fills them then counts as sent again. */
struct seen {
  bool begun;
  position high;
  struct point_range gaps[GAPS];
  unsigned count;
};

struct plotter {
  const uint32_t *base;
  struct seen seen[2];
  position una[2], edge[2]; /* the highest acknowledgment of a direction, and its window's edge */
  bool syn[2];
  bool shift_on[2];
  uint8_t shift[2];
};

/* The position of NUMBER that is next to NEAR. */
static position unwrap(uint32_t number, uint32_t base, position near) {
  uint32_t ahead = number - base - (uint32_t)near;
  return near + (ahead < PLUMB_TWO31 ? (position)ahead : (position)ahead - (position)PLUMB_TWO32);
}

static void add_gap(struct seen *seen, position from, position to) {
  if (from < to && seen->count < GAPS) seen->gaps[seen->count++] = (struct point_range){from, to};
}

/* Takes FROM to TO out of the gaps; returns how many octets of it were missing. */
static position fill(struct seen *seen, position from, position to) {
  struct seen before = *seen;
  position filled = 0;
  seen->count = 0;
  for (unsigned i = 0; i < before.count; i++) {
    struct point_range gap = before.gaps[i];
    position low = from > gap.from ? from : gap.from, high = to < gap.to ? to : gap.to;
    if (low >= high) {
      add_gap(seen, gap.from, gap.to);
      continue;
    }
    filled += high - low;
    add_gap(seen, gap.from, low);
    add_gap(seen, high, gap.to);
  }
  return filled;
}

/* Takes SEQ to END as seen, and tells what was seen of it before. */
static void see(struct seen *seen, struct point *point) {
  if (!seen->begun) {
    seen->begun = true;
    seen->high = point->seq;
  }
  if (point->seq < seen->high && point->seq < point->end) {
    position old = (point->end < seen->high ? point->end : seen->high) - point->seq;
    position filled = fill(seen, point->seq, point->end);
    point->again = filled < old;
    point->late = filled == old;
  }
  add_gap(seen, seen->high, point->seq);
  if (point->end > seen->high) seen->high = point->end;
}

/* The scale of a window is known when both SYNs are captured. */
static void offer(const struct plotter *plotter, const struct record *record, struct point *point) {
  const struct plumb_seg *s = &record->seg;
  bool scaled = plotter->shift_on[0] && plotter->shift_on[1] && !s->ctl.syn;
  bool known = s->ctl.syn || (plotter->syn[0] && plotter->syn[1]);
  if (!known || s->ctl.rst) return;
  point->edge = point->ack + ((position)s->wnd << (scaled ? plotter->shift[record->from] : 0));
}

static void take_sacks(const struct plotter *plotter, const struct record *record,
                       struct point *point) {
  const struct plumb_sack *sack = &record->seg.options.sack;
  const struct plumb_block blocks[POINT_SACKS] = {sack->b0, sack->b1, sack->b2, sack->b3};
  uint32_t base = plotter->base[1 - record->from];
  for (; point->sack_count < sack->n && point->sack_count < POINT_SACKS; point->sack_count++) {
    const struct plumb_block *block = &blocks[point->sack_count];
    point->sacks[point->sack_count] = (struct point_range){unwrap(block->left, base, point->ack),
                                                           unwrap(block->right, base, point->ack)};
  }
}

static void take_syn(struct plotter *plotter, const struct record *record) {
  const struct plumb_options *options = &record->seg.options;
  plotter->syn[record->from] = true;
  plotter->shift_on[record->from] = options->has_shift;
  plotter->shift[record->from] =
      options->shift < PLUMB_SHIFT_MAX ? options->shift : (uint8_t)PLUMB_SHIFT_MAX;
}

static bool is_far(position at, const struct seen *seen) {
  return seen->begun && (at > seen->high + REACH || at < seen->high - REACH);
}

/* The acknowledgment of what TO sent, and all that comes with it. */
static void take_ack(struct plotter *plotter, const struct record *record, unsigned to,
                     struct point *point) {
  offer(plotter, record, point);
  take_sacks(plotter, record, point);
  if (point->ack > plotter->una[to]) plotter->una[to] = point->ack;
  if (point->edge != NO_POSITION) plotter->edge[to] = point->edge;
}

static void weigh(const struct plotter *plotter, struct point *point) {
  for (int way = 0; way < 2; way++) {
    const position una = plotter->una[way], edge = plotter->edge[way];
    point->flight[way] = plotter->seen[way].high > una ? plotter->seen[way].high - una : 0;
    point->window[way] = edge == NO_POSITION ? NO_POSITION : edge > una ? edge - una : 0;
  }
}

static struct point plot(struct plotter *plotter, const struct record *record) {
  const unsigned from = record->from, to = 1 - from;
  const struct plumb_seg *s = &record->seg;
  struct point point = {.ack = NO_POSITION, .edge = NO_POSITION};
  point.seq = unwrap(s->seq, plotter->base[from], plotter->seen[from].high);
  point.end = point.seq + segment_length(s);
  if (s->ctl.ack) point.ack = unwrap(s->ack, plotter->base[to], plotter->seen[to].high);
  point.outside = record->damaged || is_far(point.seq, &plotter->seen[from]) ||
                  (s->ctl.ack && (point.ack < 0 || is_far(point.ack, &plotter->seen[to])));
  if (!point.outside) {
    if (s->ctl.syn) take_syn(plotter, record);
    if (!s->ctl.rst) see(&plotter->seen[from], &point);
    if (s->ctl.ack) take_ack(plotter, record, to, &point);
  }
  weigh(plotter, &point);
  return point;
}

struct point *points_of(const struct connection *c, const uint32_t base[2]) {
  struct plotter plotter = {.base = base, .edge = {NO_POSITION, NO_POSITION}};
  struct point *points = grow(NULL, c->count, sizeof *points);
  for (size_t i = 0; i < c->count; i++)
    points[i] = plot(&plotter, &c->records[i]);
  return points;
}
