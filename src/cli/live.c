#include "live.h"
#include "message.h"
#include "vantage.h"

#include <string.h>

void live_begin(struct live *live, const struct socket_id *from, const struct socket_id *to) {
  *live = (struct live){.ends = {*from, *to},
                        .delays = delays_start(),
                        .followers = {follower_start(), follower_start()}};
}

static void note_beginning(struct beginning *beginning, const struct record *record) {
  const struct plumb_ctl *k = &record->seg.ctl;
  if (beginning->packet == 0) {
    beginning->packet = record->number;
    beginning->opens = k->syn || k->rst;
  }
  if (beginning->acknowledges == 0 && k->ack && !k->rst) beginning->acknowledges = record->number;
}

void live_follow(struct live *live, const struct record *record) {
  unsigned from = record->from;
  if (live->first == 0) {
    live->first = record->number;
    live->begins_with_syn = is_opening_syn(&record->seg);
  }
  live->last = record->number;
  live->ended = record->time;
  live->passes = live->passes || record->passes;
  coverage_sent(&live->coverage[from], record);
  if (record->damaged) return;
  coverage_answered(&live->coverage[1 - from], record);
  progress_follow(live->progress, from, &record->seg);
  note_beginning(&live->beginnings[from], record);
  offload_follow(&live->beginnings[from].offload, &live->beginnings[1 - from].offload, &record->seg,
                 (enum checksum)record->checksum);
  delays_follow(&live->delays, record);
  follower_waits(&live->followers[from], record->time);
  follower_waits(&live->followers[1 - from], record->time);
  follower_sent(&live->followers[from], record);
  follower_arrived(&live->followers[1 - from], record);
}

size_t live_size(const struct live *live) {
  size_t size = 0;
  for (unsigned end = 0; end < 2; end++)
    size += coverage_size(&live->coverage[end]) + follower_size(&live->followers[end]);
  return size;
}

static void break_off(struct finished_end *end, enum break_off kind, uint64_t until, uint64_t gap) {
  if (until >= end->until) return;
  end->break_off = (uint8_t)kind;
  end->until = until;
  end->gap = gap;
}

/* Packets that the capture missed: what the end sent, or what it can only acknowledge if it came.
   But a gap that the other end, too, goes on waiting for was left by the end itself. */
static void find_missed(struct finished_end *end, const struct coverage *leaving,
                        const struct coverage *arriving) {
  struct gap left = coverage_gap(leaving), came = coverage_gap(arriving);
  if (left.exists && !left.awaited) break_off(end, LEAVING_MISSED, left.beyond, left.at);
  if (came.exists && came.acked_by != 0) break_off(end, ARRIVING_MISSED, came.acked_by, came.at);
  if (leaving->crowded != 0) break_off(end, TOO_MANY_GAPS, leaving->crowded, 0);
  if (arriving->crowded != 0) break_off(end, TOO_MANY_GAPS, arriving->crowded, 0);
}

static struct finished_end finish_end(const struct live *live, unsigned end) {
  const struct follower *f = &live->followers[end];
  struct finished_end finished = {.beginning = live->beginnings[end],
                                  .until = UINT64_MAX,
                                  .lost =
                                      (uint8_t)(f->unjudged ? f->observer.lost : PLUMB_NOT_LOST),
                                  .charge_count = f->charge_count};
  if (!live->progress[1 - end].syn && finished.beginning.acknowledges != 0)
    break_off(&finished, SYN_MISSED, finished.beginning.acknowledges, 0);
  find_missed(&finished, &live->coverage[end], &live->coverage[1 - end]);
  return finished;
}

size_t finished_size(const struct finished *finished) {
  size_t charges = (size_t)finished->end[0].charge_count + finished->end[1].charge_count;
  return sizeof *finished + charges * sizeof finished->charges[0];
}

struct finished *live_finish(struct live *live, uint64_t time, bool is_evicted) {
  for (unsigned end = 0; end < 2; end++)
    follower_waits(&live->followers[end], time);
  struct finished head = {.ends = {live->ends[0], live->ends[1]},
                          .first = live->first,
                          .last = live->last,
                          .ended = live->ended,
                          .begins_with_syn = live->begins_with_syn,
                          .passes = live->passes,
                          .is_evicted = is_evicted,
                          .nearer =
                              (int8_t)vantage_heard(&live->delays, &live->beginnings[0].offload,
                                                    &live->beginnings[1].offload),
                          .end = {finish_end(live, 0), finish_end(live, 1)}};
  struct finished *finished = grow(NULL, 1, finished_size(&head));
  *finished = head;
  struct charge *to = finished->charges;
  for (unsigned end = 0; end < 2; end++) {
    struct follower *f = &live->followers[end];
    if (f->charge_count > 0) memcpy(to, f->charges, f->charge_count * sizeof *to);
    to += f->charge_count;
    follower_free(f);
    coverage_free(&live->coverage[end]);
  }
  return finished;
}

struct finished *finished_of(const struct connection *c, uint64_t ended) {
  struct live live;
  live_begin(&live, &c->ends[0], &c->ends[1]);
  for (size_t i = 0; i < c->count; i++)
    live_follow(&live, &c->records[i]);
  return live_finish(&live, ended, false);
}
