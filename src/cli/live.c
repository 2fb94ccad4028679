#include "live.h"
#include "message.h"
#include "vantage.h"

#include <string.h>

void live_begin(struct live *live, const struct socket_id *from, const struct socket_id *to) {
  *live = (struct live){.ends = {*from, *to},
                        .delays = delays_start(),
                        .followers = {follower_start(), follower_start()}};
}

static uint32_t at_most_32_bits(uint64_t number) {
  return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

static void note_beginning(struct live *live, const struct record *record) {
  struct beginning *beginning = &live->beginnings[record->from];
  const struct plumb_ctl *k = &record->seg.ctl;
  if (beginning->packet == 0) {
    beginning->packet = record->number;
    if (record->from == 1) live->answered_after = at_most_32_bits(record->time - live->began);
    live->opens[record->from] = k->syn || k->rst;
  }
  /* A reset may acknowledge what opens no connection. */
  const bool may_reset = k->rst && live->beginnings[1 - record->from].packet != 0;
  if (beginning->acknowledges == 0 && k->ack && !may_reset)
    beginning->acknowledges = record->number;
}

void live_follow(struct live *live, const struct record *record) {
  unsigned from = record->from;
  if (record->is_icmp) {
    follower_warned(&live->followers[from], record);
    return;
  }
  if (live->last == 0) { /* the first is not damaged: such a one begins no connection */
    live->began = record->time;
    live->begins_with_syn = is_opening_syn(&record->seg);
  }
  live->last = record->number;
  live->ended = record->time;
  live->passes = live->passes || record->passes;
  coverage_sent(&live->coverage[from], record);
  if (record->damaged) return;
  if (record->is_copy) { /* it may arrive twice, but was sent once */
    live->offloads[from].signs |= SHOWN_TWICE;
    follower_arrived(&live->followers[1 - from], record);
    return;
  }
  coverage_answered(&live->coverage[1 - from], record);
  progress_follow(live->progress, from, &record->seg);
  note_beginning(live, record);
  offload_follow(&live->offloads[from], &live->offloads[1 - from], &record->seg,
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
   But a gap that the other end, too, goes on waiting for was left by the end itself.  ACKS_MISSED
   is the packet that acknowledges what the last packet of the other end can have been, or 0. */
static void find_missed(struct finished_end *end, const struct coverage *leaving,
                        const struct coverage *arriving, uint64_t acks_missed) {
  struct gap left = coverage_gap(leaving), came = coverage_gap(arriving);
  if (left.exists && !left.awaited) break_off(end, LEAVING_MISSED, left.beyond, left.at);
  if (came.exists && came.acked_by != 0) break_off(end, ARRIVING_MISSED, came.acked_by, came.at);
  if (came.at_the_end && came.acked_by == acks_missed)
    break_off(end, ARRIVING_MISSED, acks_missed, came.at);
  for (unsigned i = 0; i < 2; i++) {
    uint64_t crowded = coverage_crowded(i == 0 ? leaving : arriving);
    if (crowded != 0) break_off(end, TOO_MANY_GAPS, crowded, 0);
  }
}

static struct finished_end finish_end(const struct live *live, unsigned end) {
  const struct follower *f = &live->followers[end];
  struct finished_end finished = {.beginning = live->beginnings[end],
                                  .began = live->began + (end == 1 ? live->answered_after : 0),
                                  .opens = live->opens[end],
                                  .syn = live->progress[end].syn,
                                  .iss = live->progress[end].iss,
                                  .offload = live->offloads[end],
                                  .until = UINT64_MAX,
                                  .lost =
                                      (uint8_t)(f->unjudged ? f->observer.lost : PLUMB_NOT_LOST),
                                  .charge_count = follower_charge_count(f),
                                  .notice_count = follower_notices(f)->kept,
                                  .errors = follower_notices(f)->all};
  if (!live->progress[1 - end].syn && finished.beginning.acknowledges != 0)
    break_off(&finished, SYN_MISSED, finished.beginning.acknowledges, 0);
  if (follower_disorder(f) != 0) break_off(&finished, OUT_OF_ORDER, follower_disorder(f), 0);
  if (follower_twin(f) != 0) break_off(&finished, SHOWN_AGAIN, follower_twin(f), 0);
  find_missed(&finished, &live->coverage[end], &live->coverage[1 - end], follower_acks_missed(f));
  return finished;
}

static size_t charges_of(const struct finished *finished) {
  return (size_t)finished->end[0].charge_count + finished->end[1].charge_count;
}

size_t finished_size(const struct finished *finished) {
  size_t notices = (size_t)finished->end[0].notice_count + finished->end[1].notice_count;
  return sizeof *finished + charges_of(finished) * sizeof finished->charges[0] +
         notices * sizeof(struct notice);
}

const struct notice *finished_notices(const struct finished *finished, unsigned end) {
  const void *behind = &finished->charges[charges_of(finished)];
  return (const struct notice *)behind + (end == 0 ? 0 : finished->end[0].notice_count);
}

struct finished *live_finish(struct live *live, uint64_t time, bool is_evicted) {
  for (unsigned end = 0; end < 2; end++)
    follower_waits(&live->followers[end], time);
  struct finished head = {
      .ends = {live->ends[0], live->ends[1]},
      .first = live->beginnings[0].packet,
      .last = live->last,
      .ended = live->ended,
      .begins_with_syn = live->begins_with_syn,
      .passes = live->passes,
      .is_evicted = is_evicted,
      .nearer = (int8_t)vantage_heard(&live->delays, &live->offloads[0], &live->offloads[1]),
      .end = {finish_end(live, 0), finish_end(live, 1)}};
  struct finished *finished = grow(NULL, 1, finished_size(&head));
  *finished = head;
  struct charge *to = finished->charges;
  struct notice *notice = (void *)&finished->charges[charges_of(&head)];
  for (unsigned end = 0; end < 2; end++) {
    struct follower *f = &live->followers[end];
    const struct notices *notices = follower_notices(f);
    uint32_t count = follower_charge_count(f);
    if (count > 0) memcpy(to, f->charges->list, count * sizeof *to);
    if (notices->kept > 0) memcpy(notice, notices->list, notices->kept * sizeof *notice);
    to += count;
    notice += notices->kept;
    follower_free(f);
    coverage_free(&live->coverage[end]);
  }
  return finished;
}

/* Segments and errors in the order of their packets. */
struct finished *finished_of(const struct connection *c, uint64_t ended) {
  struct live live;
  size_t error = 0;
  live_begin(&live, &c->ends[0], &c->ends[1]);
  for (size_t i = 0; i < c->count; i++) {
    for (; error < c->error_count && c->errors[error].number < c->records[i].number; error++)
      live_follow(&live, &c->errors[error]);
    live_follow(&live, &c->records[i]);
  }
  for (; error < c->error_count; error++)
    live_follow(&live, &c->errors[error]);
  return live_finish(&live, ended, false);
}
