/* Any segments between two ends, most of them near to what comes next: both are followed and
 * judged, wherever it was captured, and what is found is about packets that there were. */
#include <string.h>

#include "guarantee.h"
#include "judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

enum { RECORD_SIZE = 16 };

/* What was sent so far. */
struct talk {
  struct live live;
  uint64_t packets, time;
  uint32_t next[2]; /* the sequence number after the highest of each end */
};

static uint32_t pair_of(const uint8_t *at) { return (uint32_t)at[0] << 8 | at[1]; }

/* NEAR, give or take half of an octet's range; or far away. */
static uint32_t around(uint32_t near, uint8_t offset, bool is_far) {
  return near + offset - 128U + (is_far ? (uint32_t)offset << 24 : 0U);
}

static struct plumb_options options_from(const uint8_t *at, const struct plumb_seg *s) {
  const uint8_t which = at[2];
  struct plumb_block block = {s->ack + at[14], s->ack + at[14] + at[15]};
  return (struct plumb_options){.has_mss = which & 1,
                                .mss = (uint16_t)pair_of(at + 12),
                                .has_shift = which & 2,
                                .shift = at[14],
                                .sack_permitted = which & 4,
                                .has_ts = which & 8,
                                .ts_val = around(1000, at[12], which & 16),
                                .ts_ecr = around(1000, at[13], false),
                                .sack = {.n = (which >> 5) % 5, .b0 = block, .b1 = block},
                                .malformed = which == 255};
}

/* 16 octets: who and whether damaged, flags, options, pause, SEQ, ACK, text, window, values.  The
   first end sends the first, undamaged: that makes it the first, and a damaged one begins nothing.
 */
static struct record record_from(const uint8_t *at, struct talk *talk) {
  const bool is_first = talk->packets == 0;
  const uint8_t from = is_first ? 0 : at[0] & 1;
  talk->time += (uint64_t)at[3] << (at[0] >> 3);
  struct record record = {.number = ++talk->packets,
                          .time = talk->time,
                          .from = from,
                          .damaged = !is_first && (at[0] & 6) == 6,
                          .passes = true};
  struct plumb_seg *s = &record.seg;
  s->ctl = (struct plumb_ctl){.fin = at[1] & 1,
                              .syn = at[1] & 2,
                              .rst = at[1] & 4,
                              .psh = at[1] & 8,
                              .ack = at[1] & 16,
                              .urg = at[1] & 32,
                              .ece = at[1] & 64,
                              .cwr = at[1] & 128};
  s->seq = at[4] == 0 ? talk->next[from] : around(talk->next[from], at[4], at[5] == 255);
  s->ack = at[6] == 0 ? talk->next[1 - from] : around(talk->next[1 - from], at[6], at[7] == 255);
  s->text = pair_of(at + 8);
  s->wnd = pair_of(at + 10);
  s->options = options_from(at, s);
  uint32_t end = s->seq + s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
  if ((int32_t)(end - talk->next[from]) > 0) talk->next[from] = end;
  return record;
}

static void judge_at(const struct finished *c, const struct vantage *vantage) {
  struct judged judged;
  judge_connection(c, 1, vantage, NULL, &judged);
  for (int end = 0; end < 2; end++) {
    const struct judgement *judgement = &judged.judgements[end];
    guarantee((judgement->verdict == INCONCLUSIVE) == (judgement->reason[0] != '\0'));
    guarantee(judgement->verdict != CONFORMS || judgement->count == 0);
    for (size_t i = 0; i < judgement->count; i++) {
      const struct finding *finding = &judgement->findings[i];
      guarantee(c->first <= finding->packet && finding->packet <= c->last);
      guarantee(finding->allowed[0] != '\0' && finding->seen[0] != '\0');
    }
  }
  judged_free(&judged);
}

static void judge_everywhere(const struct finished *c) {
  struct vantage vantage = {.source = VANTAGE_UNKNOWN};
  judge_at(c, &vantage);
  vantage.source = VANTAGE_GIVEN;
  for (int end = 0; end < 2; end++) {
    vantage.host = c->ends[end];
    judge_at(c, &vantage);
  }
  vantage.is_partial = true;
  judge_at(c, &vantage);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size) {
  const struct socket_id a = {.address = {192, 0, 2, 1}, .port = 1},
                         b = {.address = {192, 0, 2, 2}, .port = 2};
  struct talk talk = {.next = {100, 500}};
  live_begin(&talk.live, &a, &b);
  for (size_t at = 0; at + RECORD_SIZE <= size; at += RECORD_SIZE) {
    struct record record = record_from(octets + at, &talk);
    live_follow(&talk.live, &record);
  }
  struct finished *finished = live_finish(&talk.live, talk.time, false);
  if (talk.packets > 0) judge_everywhere(finished);
  free(finished);
  return 0;
}
