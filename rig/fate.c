#include "fate.h"

enum { ETHERNET = 14 }; /* octets of a frame before the datagram */

/* Each decision has its own random number, so that switching one kind of fault on does not change
   what the others do. */
enum purpose {
  FOR_JITTER,
  FOR_LOSS,
  FOR_BURST,
  FOR_DUP,
  FOR_REORDER,
  FOR_CORRUPT,
  FOR_PLACE,
  FOR_CE,
  FOR_MIDDLE,
  PURPOSES
};

/* splitmix64's finalizer: neighbouring inputs give unrelated outputs. */
static uint64_t scramble(uint64_t z) {
  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
  z = (z ^ z >> 27) * 0x94d049bb133111ebu;
  return z ^ z >> 31;
}

static uint64_t random_for(const struct direction *direction, enum purpose purpose) {
  uint64_t number = (uint64_t)direction->seen[KIND_ANY] * PURPOSES + purpose;
  return scramble(direction->seed + number * 0x9e3779b97f4a7c15u);
}

/* From 0 up to but not including 1. */
static double uniform(const struct direction *direction, enum purpose purpose) {
  return (double)(random_for(direction, purpose) >> 11) / 9007199254740992.0;
}

static bool happens(const struct direction *direction, enum purpose purpose, double share) {
  return uniform(direction, purpose) < share;
}

static bool is_kind(const struct segment *segment, enum segment_kind kind) {
  switch (kind) {
  case KIND_SYN:
    return (segment->flags & FLAG_SYN) != 0;
  case KIND_FIN:
    return (segment->flags & FLAG_FIN) != 0;
  case KIND_RST:
    return (segment->flags & FLAG_RST) != 0;
  case KIND_TEXT:
    return segment->text > 0;
  case KIND_ACK:
    return segment->text == 0 &&
           (segment->flags & (FLAG_SYN | FLAG_FIN | FLAG_RST | FLAG_ACK)) == FLAG_ACK;
  default:
    return true;
  }
}

/* Whether an aimed fault hits this segment, which is counted already. */
static bool aimed(const struct direction *direction, const struct segment *segment,
                  enum fault_action action) {
  for (size_t i = 0; i < direction->path.fault_count; i++) {
    const struct fault *fault = &direction->path.faults[i];
    if (fault->action == action && is_kind(segment, fault->kind) &&
        direction->seen[fault->kind] == fault->nth)
      return true;
  }
  return false;
}

static void count(struct direction *direction, const struct segment *segment) {
  for (unsigned kind = 0; kind < SEGMENT_KINDS; kind++)
    if (is_kind(segment, (enum segment_kind)kind)) direction->seen[kind]++;
}

static void follow_burst(struct direction *direction) {
  const struct path *path = &direction->path;
  double share = direction->in_burst ? path->burst_leave : path->burst_enter;
  if (happens(direction, FOR_BURST, share)) direction->in_burst = !direction->in_burst;
}

static bool within(nanoseconds now, nanoseconds from, nanoseconds duration) {
  return now >= from && now - from < duration;
}

static bool queue_is_full(const struct direction *direction, size_t length, nanoseconds now) {
  const struct path *path = &direction->path;
  if (path->queue <= 0 || direction->busy_until <= now) return false;
  double waiting = (double)(direction->busy_until - now) * path->octets_per_second / 1e9;
  return waiting + (double)length > path->queue;
}

/* What may be taken apart passes: who puts it together again is not TCP's concern. */
static bool is_too_big(const struct path *path, const struct segment *segment) {
  return path->mtu > 0 && segment->whole && segment->tcp_end - ETHERNET > path->mtu;
}

static enum fate_kind lost_or_not(const struct direction *direction, const struct segment *segment,
                                  size_t length, nanoseconds now) {
  const struct path *path = &direction->path;
  if (within(now, path->outage_from, path->outage_for)) return FATE_OUTAGE;
  if (aimed(direction, segment, FAULT_DROP)) return FATE_DROP;
  if (aimed(direction, segment, FAULT_UNREACH)) return FATE_UNREACH;
  if (is_too_big(path, segment)) return FATE_TOO_BIG;
  if (happens(direction, FOR_LOSS, path->loss)) return FATE_LOSS;
  if (direction->in_burst) return FATE_BURST;
  if (queue_is_full(direction, length, now)) return FATE_TAIL;
  return FATE_FORWARD;
}

/* When the last bit of LENGTH octets is on its way, on a link with a limit. */
static nanoseconds sent_at(struct direction *direction, size_t length, nanoseconds now) {
  if (direction->path.octets_per_second <= 0) return now;
  nanoseconds begin = direction->busy_until > now ? direction->busy_until : now;
  double takes = (double)length * 1e9 / direction->path.octets_per_second;
  direction->busy_until = begin + (nanoseconds)takes;
  return direction->busy_until;
}

static nanoseconds leaves_at(struct direction *direction, const struct fate *fate, size_t length,
                             nanoseconds now) {
  const struct path *path = &direction->path;
  if (within(now, path->stall_from, path->stall_for)) now = path->stall_from + path->stall_for;
  nanoseconds leave = sent_at(direction, length, now) + path->delay;
  if (path->jitter > 0)
    leave += (nanoseconds)((uniform(direction, FOR_JITTER) * 2 - 1) * (double)path->jitter);
  if (leave < now) leave = now;
  if (fate->held) return leave + path->hold;
  if (path->jitter == 0 && leave < direction->last_leave) leave = direction->last_leave;
  direction->last_leave = leave;
  return leave;
}

static void choose_place(const struct direction *direction, const struct segment *segment,
                         struct fate *fate) {
  uint64_t random = random_for(direction, FOR_PLACE);
  fate->corrupt_at = (uint32_t)((random >> 3) % (segment->tcp_end - segment->tcp_at));
  fate->corrupt_bit = (unsigned)(random & 7);
}

void direction_start(struct direction *direction, const struct path *path, uint64_t seed,
                     unsigned number) {
  *direction = (struct direction){.path = *path, .seed = scramble(seed * 2 + number + 1)};
}

struct fate direction_decide(struct direction *direction, const struct segment *segment,
                             size_t length, nanoseconds now) {
  const struct path *path = &direction->path;
  count(direction, segment);
  follow_burst(direction);
  struct fate fate = {.kind = lost_or_not(direction, segment, length, now)};
  if (fate.kind != FATE_FORWARD) return fate;
  fate.held =
      aimed(direction, segment, FAULT_HOLD) || happens(direction, FOR_REORDER, path->reorder);
  fate.marked = aimed(direction, segment, FAULT_CE) || happens(direction, FOR_CE, path->ce);
  fate.corrupt =
      aimed(direction, segment, FAULT_CORRUPT) || happens(direction, FOR_CORRUPT, path->corrupt);
  if (fate.corrupt) choose_place(direction, segment, &fate);
  bool doubled = aimed(direction, segment, FAULT_DUP) || happens(direction, FOR_DUP, path->dup);
  fate.copies = doubled ? 2 : 1;
  fate.leaves[0] = leaves_at(direction, &fate, length, now);
  fate.leaves[1] = fate.leaves[0] + path->duplicate_gap;
  return fate;
}

bool direction_lost_late(const struct direction *direction) {
  return happens(direction, FOR_MIDDLE, 0.5);
}
