#include "copies.h"

#include <string.h>

/* Odd numbers at random, for a sum that tells packets apart. */
static const uint64_t factors[] = {0x9e3779b97f4a7c15, 0xbf58476d1ce4e5b9, 0x94d049bb133111eb,
                                   0xd6e8feb86659fd93, 0xa0761d6478bd642f};

/* The end of an address, where hosts differ. */
static uint32_t host_part(const struct socket_id *socket) {
  uint32_t part = 0;
  memcpy(&part, socket->address + (socket->is_v6 ? 12 : 0), sizeof part);
  return part;
}

static uint64_t sign_of(const struct packet *packet) {
  const struct plumb_seg *s = &packet->record.seg;
  uint64_t sum = factors[0] * ((uint64_t)s->seq << 32 | s->ack);
  sum += factors[1] *
         ((uint64_t)packet->id << 48 | (uint64_t)packet->sum << 32 | s->text << 16 | s->wnd);
  sum += factors[2] * ((uint64_t)packet->from.port << 32 | (uint64_t)packet->to.port << 16 |
                       packet->from.tunnel);
  sum += factors[3] * ((uint64_t)host_part(&packet->from) << 32 | host_part(&packet->to));
  return (sum ^ sum >> 32) * factors[4];
}

bool copies_see(struct copies *copies, const struct packet *packet, uint64_t time) {
  if (packet->id == 0) return false;
  const uint64_t sign = sign_of(packet);
  struct copy_mark *mark = &copies->marks[sign >> 55];
  if (mark->sign == sign && time - mark->time <= COPY_WITHIN) {
    copies->count++;
    return true;
  }
  *mark = (struct copy_mark){.sign = sign, .time = time};
  return false;
}
