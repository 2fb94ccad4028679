#include "delays.h"

/* A stack that is here answers some segment within so many microseconds.  If neither end does, the
   slower one may be here, on a busy machine, and the other at the end of a path. */
enum { AT_ONCE = 10000 };

struct delays delays_start(void) {
  return (struct delays){.quickest = {UINT32_MAX, UINT32_MAX}};
}

static uint32_t end_of(const struct plumb_seg *s) {
  return s->seq + s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
}

/* What lies beyond SEQ is sent again. */
static void strike_out(struct asked *asked, uint32_t seq) {
  for (unsigned i = 0; i < RECENT; i++)
    if ((int32_t)(asked->end[i] - seq) > 0) asked->time[i] = STRUCK_OUT;
}

/* Time is counted from half its range before NOW on: what is older is struck out. */
static void rebase(struct delays *delays, uint64_t now) {
  const uint64_t forward = now - STRUCK_OUT / 2 - delays->base;
  for (unsigned i = 0; i < 2 * RECENT; i++) {
    uint32_t *time = &delays->asked[i / RECENT].time[i % RECENT];
    if (*time != STRUCK_OUT) *time = *time < forward ? STRUCK_OUT : *time - (uint32_t)forward;
  }
  delays->base += forward;
}

static void ask(struct delays *delays, const struct record *record) {
  struct asked *asked = &delays->asked[record->from];
  const struct plumb_seg *s = &record->seg;
  uint32_t end = end_of(s);
  if (s->ctl.rst || end == s->seq) return;
  uint32_t furthest = asked->end[asked->latest];
  if (asked->count > 0 && (int32_t)(furthest - s->seq) > 0) strike_out(asked, s->seq);
  if (asked->count > 0 && (int32_t)(end - furthest) <= 0) return;
  if (record->time - delays->base >= STRUCK_OUT) rebase(delays, record->time);
  if (asked->count < RECENT) asked->count++;
  asked->latest = (uint8_t)((asked->latest + 1) % RECENT);
  asked->end[asked->latest] = end;
  asked->time[asked->latest] = (uint32_t)(record->time - delays->base);
}

/* How long ANSWER, to what is ASKED, took; UINT32_MAX if it answers none of them, or so late. */
static uint32_t delay_of(const struct delays *delays, const struct asked *asked,
                         const struct record *answer) {
  if (!answer->seg.ctl.ack) return UINT32_MAX;
  for (unsigned i = 0; i < asked->count; i++) {
    unsigned at = (asked->latest + RECENT - i) % RECENT;
    if (asked->end[at] != answer->seg.ack) continue;
    uint64_t delay = answer->time - delays->base - asked->time[at];
    return asked->time[at] == STRUCK_OUT || delay > UINT32_MAX ? UINT32_MAX : (uint32_t)delay;
  }
  return UINT32_MAX;
}

void delays_follow(struct delays *delays, const struct record *record) {
  if (record->late) return;
  unsigned from = record->from;
  uint32_t delay = delay_of(delays, &delays->asked[1 - from], record);
  if (delay < delays->quickest[from]) delays->quickest[from] = delay;
  ask(delays, record);
}

int nearer_end(const struct delays *delays, unsigned factor) {
  const uint32_t *quickest = delays->quickest;
  if (quickest[0] == UINT32_MAX || quickest[1] == UINT32_MAX) return -1;
  int near = quickest[0] < quickest[1] / factor ? 0 : quickest[1] < quickest[0] / factor ? 1 : -1;
  return near >= 0 && quickest[near] < AT_ONCE ? near : -1;
}
