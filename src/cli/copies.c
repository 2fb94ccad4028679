#include "copies.h"

#include <string.h>

#define NEVER UINT64_MAX

enum { SET_BITS = 11 };
_Static_assert(COPY_SETS == 1 << SET_BITS, "a sign chooses a set by that many bits");

/* Odd numbers at random, for a sum that tells packets apart. */
static const uint64_t factors[] = {0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb,
                                   0xd6e8feb86659fd93, 0xa0761d6478bd642f, 0xe7037ed1a0b428db};

/* The end of an address, where hosts differ. */
static uint32_t host_part(const struct socket_id *socket) {
  uint32_t part = 0;
  memcpy(&part, socket->address + (socket->is_v6 ? 12 : 0), sizeof part);
  return part;
}

static uint64_t path_of(const struct packet *packet) {
  return factors[0] * ((uint64_t)packet->from.port << 32 | (uint64_t)packet->to.port << 16 |
                       packet->from.tunnel) +
         factors[1] * ((uint64_t)host_part(&packet->from) << 32 | host_part(&packet->to));
}

/* Does S occupy sequence numbers, or end the connection? */
static bool is_more_than_ack(const struct plumb_seg *s) {
  return s->text > 0 || s->ctl.syn || s->ctl.fin || s->ctl.rst;
}

/* Never 0.  The timestamps differ where a checksum left to the card is the same. */
static uint64_t sign_of(const struct packet *packet, uint64_t path) {
  const struct plumb_seg *s = &packet->record.seg;
  const struct plumb_ctl k = s->ctl;
  uint64_t sum = path + factors[2] * ((uint64_t)s->ack << 32 | s->seq);
  sum += factors[3] * ((uint64_t)s->wnd << 48 | (uint64_t)s->text << 32 |
                       (uint32_t)packet->record.id << 16 | packet->sum);
  sum += factors[4] * ((uint64_t)s->options.ts_val << 32 | (uint64_t)k.syn << 2 |
                       (uint64_t)k.fin << 1 | (uint64_t)k.rst);
  sum = (sum ^ sum >> 32) * factors[5];
  return (sum ^ sum >> 32) * factors[0] | 1U;
}

/* How long ago was SIGN in SET?  NEVER if it was not; it is now, in the place of the older one. */
static uint64_t meet(struct copy_mark set[COPIES_OF_SET], uint64_t sign, uint64_t time) {
  struct copy_mark *mark = &set[set[0].sign == sign ? 0 : 1];
  const uint64_t since = mark->sign == sign ? time - mark->time : NEVER;
  if (since == NEVER) set[1] = set[0], mark = &set[0];
  *mark = (struct copy_mark){.sign = sign, .time = time};
  return since;
}

/* Is PACKET, without an identification, that came SINCE ago with the same SIGN, perhaps a copy? The
   same ACK twice in a row says no more than once. */
static bool may_be_copy(struct copies *copies, const struct packet *packet, uint64_t path,
                        uint64_t sign, uint64_t since) {
  uint32_t *latest = &copies->latest[path * factors[4] >> (64 - SET_BITS)];
  const bool in_place = *latest == (uint32_t)sign;
  *latest = (uint32_t)sign;
  return since <= TWIN_WITHIN && (!in_place || is_more_than_ack(&packet->record.seg));
}

enum copy copies_see(struct copies *copies, const struct packet *packet, uint64_t time) {
  const uint64_t path = path_of(packet), sign = sign_of(packet, path);
  const uint64_t since = meet(copies->marks[sign >> (64 - SET_BITS)], sign, time);
  if (packet->record.id == 0)
    return may_be_copy(copies, packet, path, sign, since) ? TWIN : NO_COPY;
  if (since > COPY_WITHIN) return NO_COPY;
  copies->count++;
  return COPY;
}
