#include "reading.h"

#include <stdio.h>

void reading_open(struct reading *reading, const char *path, const struct filter *filter) {
  *reading = (struct reading){.packets = 0};
  reading->capture = capture_open(path, filter, reading->reason);
  reading->opened = reading->capture != NULL;
  reading->over = !reading->opened;
}

void reading_open_live(struct reading *reading, const char *interface,
                       const struct filter *filter) {
  *reading = (struct reading){.packets = 0};
  reading->capture = capture_open_live(interface, filter, reading->reason);
  reading->opened = reading->capture != NULL;
  reading->over = !reading->opened;
}

/* Files joined from several captures, and clocks that are set, let time go back; the judgement
   needs it not to, and to stay within PLUMB_TIME_MAX. */
static void tell_time(struct reading *reading, uint64_t time) {
  uint64_t elapsed = time > reading->started ? time - reading->started : 0;
  if (elapsed > PLUMB_TIME_MAX) elapsed = PLUMB_TIME_MAX;
  reading->late = elapsed < reading->ended;
  if (!reading->late) reading->ended = elapsed;
}

static void end(struct reading *reading, enum capture_result result) {
  if (result == CAPTURE_BROKEN) {
    reading->broken = true;
    (void)snprintf(reading->reason, sizeof reading->reason, "%s", capture_reason(reading->capture));
  }
  reading->over = true;
}

/* Each step can be undone, so two files that differ in one packet alone differ in their digests. */
static uint64_t digest_on(uint64_t digest, uint64_t value) {
  const uint64_t odd = 0x9e3779b97f4a7c15;
  digest = (digest ^ value) * odd;
  return digest ^ digest >> 32;
}

enum capture_result reading_step(struct reading *reading, struct capture_packet *raw) {
  if (reading->over) return CAPTURE_END;
  enum capture_result result = capture_next(reading->capture, raw);
  if (result == CAPTURE_PACKET) {
    if (reading->packets++ == 0) reading->started = raw->time;
    reading->digest = digest_on(digest_on(reading->digest, raw->time), raw->length);
  }
  if (result != CAPTURE_PACKET && result != CAPTURE_IDLE)
    end(reading, result);
  else if (reading->packets > 0)
    tell_time(reading, raw->time);
  return result;
}

bool reading_next(struct reading *reading, struct capture_packet *raw) {
  return reading_step(reading, raw) == CAPTURE_PACKET;
}

enum { DEPTH = 4 }; /* of tunnels within tunnels */

/* A packet on its way from the frame to what is inside. */
struct descent {
  struct capture_packet raw;
  uint64_t time;         /* when it came */
  enum packet_kind kind; /* of RAW */
  uint8_t tunnel;        /* the number of the tunnel that it is in */
  int tunnels;           /* entered */
};

/* Enters a tunnel.  False when that cannot be done. */
static bool enter(struct reading *reading, struct descent *descent, struct packet *packet) {
  struct tunnel tunnel;
  struct capture_packet inside;
  if (descent->tunnels == DEPTH || !tunnel_enter(&descent->raw, descent->tunnel, &tunnel, &inside))
    return false;
  if (inside.ip != NULL) {
    const uint8_t number = tunnels_number(&reading->tunnels, &tunnel);
    if (number == 0) return false;
    descent->tunnel = number;
  }
  descent->tunnels++;
  descent->raw = inside;
  descent->kind = packet_read(&inside, packet);
  return true;
}

/* Puts a fragment together with those before it, which were counted as what they then seemed to be.
   False when others are missing. */
static bool put_together(struct reading *reading, struct descent *descent, struct packet *packet) {
  struct capture_packet datagram;
  struct pieces pieces;
  const bool may_be_tcp = partial_read(&descent->raw).may_be_tcp;
  if (fragments_add(&reading->fragments, &descent->raw, descent->tunnel, descent->time,
                    &reading->unread, &datagram, &pieces) != FRAGMENT_WHOLE) {
    if (!may_be_tcp) descent->kind = PACKET_OTHER;
    return false;
  }
  reading->kinds[PACKET_FRAGMENT] -= pieces.tcp - (may_be_tcp ? 1 : 0);
  reading->kinds[PACKET_OTHER] -= pieces.other - (may_be_tcp ? 0 : 1);
  reading->kinds[PACKET_PIECE] += pieces.tcp + pieces.other - 1;
  descent->raw = datagram;
  descent->kind = packet_read(&datagram, packet);
  packet->record.is_uncut = false;
  return true;
}

/* From a tunnel or a fragment to what is inside. */
static void descend(struct reading *reading, struct descent *descent, struct packet *packet) {
  bool goes_on = true;
  while (goes_on) {
    if (descent->kind == PACKET_TUNNEL)
      goes_on = enter(reading, descent, packet);
    else if (descent->kind == PACKET_FRAGMENT)
      goes_on = put_together(reading, descent, packet);
    else
      goes_on = false;
  }
  packet->from.tunnel = packet->to.tunnel = descent->tunnel;
}

static void remember_cut(struct reading *reading, const struct capture_packet *raw,
                         uint8_t number) {
  struct partial partial = partial_read(raw);
  partial.from.tunnel = partial.to.tunnel = number;
  unread_add(&reading->unread, &partial);
}

enum packet_kind reading_settle(struct reading *reading, const struct arrival *arrival,
                                enum packet_kind kind, struct packet *packet) {
  if (kind == PACKET_TUNNEL || kind == PACKET_FRAGMENT || kind == PACKET_CUT) {
    struct descent descent = {.raw = arrival->raw, .time = arrival->time, .kind = kind};
    descend(reading, &descent, packet);
    kind = descent.kind;
    if (kind == PACKET_CUT) remember_cut(reading, &descent.raw, descent.tunnel);
  }
  packet->record.number = arrival->raw.number;
  packet->record.time = arrival->time;
  packet->record.late = arrival->late;
  packet->record.passes = arrival->raw.passes;
  reading->kinds[kind]++;
  const enum copy copy =
      kind == PACKET_SEGMENT ? copies_see(&reading->copies, packet, arrival->time) : NO_COPY;
  packet->record.is_copy = copy == COPY;
  packet->record.is_twin = copy == TWIN;
  return kind;
}

enum packet_kind reading_read(struct reading *reading, const struct capture_packet *raw,
                              struct packet *packet) {
  const struct arrival arrival = {.raw = *raw, .time = reading->ended, .late = reading->late};
  return reading_settle(reading, &arrival, packet_read(raw, packet), packet);
}

void reading_finish(struct reading *reading) {
  fragments_give_up(&reading->fragments, &reading->unread);
  if (reading->capture != NULL) capture_close(reading->capture);
  reading->capture = NULL;
  reading->over = true;
}

bool reading_lacks(const struct reading *reading, const struct socket_id ends[2]) {
  return unread_concerns(&reading->unread, ends) || fragments_concern(&reading->fragments, ends);
}

void reading_remarks(const struct reading *reading, char *text, size_t size) {
  static const char *const names[PACKET_KINDS] = {
      [PACKET_DAMAGED] = "with a wrong TCP checksum",
      [PACKET_FRAGMENT] = "IP fragments",
      [PACKET_CUT] = "cut short by the capture",
      [PACKET_MALFORMED] = "with a malformed header",
      [PACKET_TUNNEL] = "in a tunnel that cannot be entered",
      [PACKET_FOREIGN] = "of a link type that is not supported"};
  size_t used = 0;
  text[0] = '\0';
  for (int kind = 0; kind < PACKET_KINDS; kind++) {
    if (names[kind] == NULL || reading->kinds[kind] == 0 || used >= size) continue;
    int wrote = snprintf(text + used, size - used, "%s%llu %s", used == 0 ? "" : ", ",
                         (unsigned long long)reading->kinds[kind], names[kind]);
    used += wrote > 0 ? (size_t)wrote : 0;
  }
  if (reading->copies.count > 0 && used < size)
    (void)snprintf(text + used, size - used,
                   "%s%llu copies (captured twice, or doubled on the way)", used == 0 ? "" : ", ",
                   (unsigned long long)reading->copies.count);
}

void reading_free(struct reading *reading) {
  if (reading->capture != NULL) capture_close(reading->capture);
  reading->capture = NULL;
  fragments_free(&reading->fragments);
  unread_free(&reading->unread);
}
