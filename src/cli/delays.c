#include "delays.h"

/* A stack that is here answers some segment within so many microseconds.  If neither end does, the
   slower one may be here, on a busy machine, and the other at the end of a path. */
enum { AT_ONCE = 10000 };

/* In microseconds.  Four of them are as much as 32 bits count. */
enum { BASE_UNIT = 1 << 30 };

struct delays delays_start(void) {
  const struct asked none = {.time = {STRUCK_OUT, STRUCK_OUT, STRUCK_OUT, STRUCK_OUT}};
  return (struct delays){.asked = {none, none},
                         .quickest = {UINT32_MAX, UINT32_MAX},
                         .latest = {NONE_ASKED, NONE_ASKED}};
}

static uint64_t base_of(const struct delays *delays) { return (uint64_t)delays->base * BASE_UNIT; }

static uint32_t end_of(const struct plumb_seg *s) {
  return s->seq + s->text + (s->ctl.syn ? 1U : 0U) + (s->ctl.fin ? 1U : 0U);
}

/* What lies beyond SEQ is sent again. */
static void strike_out(struct asked *asked, uint32_t seq) {
  for (unsigned i = 0; i < RECENT; i++)
    if ((int32_t)(asked->end[i] - seq) > 0) asked->time[i] = STRUCK_OUT;
}

/* Time is counted from half its range before NOW on, or up to three quarters: what is older is
   struck out. */
static void rebase(struct delays *delays, uint64_t now) {
  const uint32_t base = (uint32_t)(now / BASE_UNIT) - 2;
  const uint64_t forward = (uint64_t)(base - delays->base) * BASE_UNIT;
  for (unsigned i = 0; i < 2 * RECENT; i++) {
    uint32_t *time = &delays->asked[i / RECENT].time[i % RECENT];
    if (*time != STRUCK_OUT) *time = *time < forward ? STRUCK_OUT : *time - (uint32_t)forward;
  }
  delays->base = base;
}

static void ask(struct delays *delays, const struct record *record) {
  struct asked *asked = &delays->asked[record->from];
  uint8_t *latest = &delays->latest[record->from];
  const struct plumb_seg *s = &record->seg;
  uint32_t end = end_of(s);
  if (s->ctl.rst || end == s->seq) return;
  if (*latest != NONE_ASKED) {
    uint32_t furthest = asked->end[*latest];
    if ((int32_t)(furthest - s->seq) > 0) strike_out(asked, s->seq);
    if ((int32_t)(end - furthest) <= 0) return;
  }
  if (record->time - base_of(delays) >= STRUCK_OUT) rebase(delays, record->time);
  *latest = (uint8_t)((*latest + 1) % RECENT);
  asked->end[*latest] = end;
  asked->time[*latest] = (uint32_t)(record->time - base_of(delays));
}

/* How long ANSWER, to what the other end asked, took; UINT32_MAX if it answers nothing, or so late.
 */
static uint32_t delay_of(const struct delays *delays, const struct record *answer) {
  const struct asked *asked = &delays->asked[1 - answer->from];
  const unsigned latest = delays->latest[1 - answer->from];
  if (!answer->seg.ctl.ack || latest == NONE_ASKED) return UINT32_MAX;
  for (unsigned i = 0; i < RECENT; i++) {
    unsigned at = (latest + RECENT - i) % RECENT;
    if (asked->end[at] != answer->seg.ack) continue;
    uint64_t delay = answer->time - base_of(delays) - asked->time[at];
    return asked->time[at] == STRUCK_OUT || delay > UINT32_MAX ? UINT32_MAX : (uint32_t)delay;
  }
  return UINT32_MAX;
}

void delays_follow(struct delays *delays, const struct record *record) {
  if (record->late) return;
  unsigned from = record->from;
  uint32_t delay = delay_of(delays, record);
  if (delay < delays->quickest[from]) delays->quickest[from] = delay;
  ask(delays, record);
}

int nearer_end(const struct delays *delays, unsigned factor) {
  const uint32_t *quickest = delays->quickest;
  if (quickest[0] == UINT32_MAX || quickest[1] == UINT32_MAX) return -1;
  int near = quickest[0] < quickest[1] / factor ? 0 : quickest[1] < quickest[0] / factor ? 1 : -1;
  return near >= 0 && quickest[near] < AT_ONCE ? near : -1;
}
