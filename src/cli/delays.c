#include "delays.h"

struct delays delays_start(void) {
  return (struct delays){.quickest = {UINT64_MAX, UINT64_MAX}};
}

static uint32_t end_of(const struct plumb_seg *s) {
  return s->seq + s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
}

static unsigned known(const struct asked *asked) {
  return asked->count < RECENT ? asked->count : RECENT;
}

/* What lies beyond SEQ is sent again. */
static void strike_out(struct asked *asked, uint32_t seq) {
  for (unsigned i = 0; i < known(asked); i++)
    asked->again[i] = asked->again[i] || (int32_t)(asked->end[i] - seq) > 0;
}

static void ask(struct asked *asked, const struct record *record) {
  const struct plumb_seg *s = &record->seg;
  uint32_t end = end_of(s);
  if (s->ctl.rst || end == s->seq) return;
  uint32_t furthest = asked->end[(asked->count - 1) % RECENT];
  if (asked->count > 0 && (int32_t)(furthest - s->seq) > 0) strike_out(asked, s->seq);
  if (asked->count > 0 && (int32_t)(end - furthest) <= 0) return;
  unsigned at = asked->count++ % RECENT;
  asked->end[at] = end;
  asked->time[at] = record->time;
  asked->again[at] = false;
}

/* How long ANSWER took; UINT64_MAX if it answers none of them. */
static uint64_t delay_of(const struct asked *asked, const struct record *answer) {
  if (!answer->seg.ctl.ack) return UINT64_MAX;
  for (uint32_t i = asked->count; i != asked->count - known(asked); i--) {
    unsigned at = (i - 1) % RECENT;
    if (asked->end[at] == answer->seg.ack)
      return asked->again[at] ? UINT64_MAX : answer->time - asked->time[at];
  }
  return UINT64_MAX;
}

void delays_follow(struct delays *delays, const struct record *record) {
  unsigned from = record->from;
  uint64_t delay = delay_of(&delays->asked[1 - from], record);
  if (delay < delays->quickest[from]) delays->quickest[from] = delay;
  ask(&delays->asked[from], record);
}

int nearer_end(const struct delays *delays, unsigned factor) {
  const uint64_t *quickest = delays->quickest;
  if (quickest[0] == UINT64_MAX || quickest[1] == UINT64_MAX) return -1;
  if (quickest[0] < quickest[1] / factor) return 0;
  return quickest[1] < quickest[0] / factor ? 1 : -1;
}
