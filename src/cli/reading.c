#include "reading.h"

#include <stdio.h>

void reading_open(struct reading *reading, const char *path, const struct filter *filter) {
  *reading = (struct reading){.packets = 0};
  reading->capture = capture_open(path, filter, reading->reason);
  reading->opened = reading->capture != NULL;
}

void reading_open_live(struct reading *reading, const char *interface,
                       const struct filter *filter) {
  *reading = (struct reading){.packets = 0};
  reading->capture = capture_open_live(interface, filter, reading->reason);
  reading->opened = reading->capture != NULL;
}

/* Files joined from several captures, and clocks that are set, let time go back; the judgement
   needs it not to, and to stay within PLUMB_TIME_MAX. */
static uint64_t since_start(uint64_t time, uint64_t start, uint64_t latest) {
  uint64_t elapsed = time > start ? time - start : 0;
  if (elapsed > PLUMB_TIME_MAX) elapsed = PLUMB_TIME_MAX;
  return elapsed > latest ? elapsed : latest;
}

static void end(struct reading *reading, enum capture_result result) {
  if (result == CAPTURE_BROKEN) {
    reading->broken = true;
    (void)snprintf(reading->reason, sizeof reading->reason, "%s", capture_reason(reading->capture));
  }
  capture_close(reading->capture);
  reading->capture = NULL;
}

/* Each step can be undone, so two files that differ in one packet alone differ in their digests. */
static uint64_t digest_on(uint64_t digest, uint64_t value) {
  const uint64_t odd = 0x9e3779b97f4a7c15;
  digest = (digest ^ value) * odd;
  return digest ^ digest >> 32;
}

enum capture_result reading_step(struct reading *reading, struct capture_packet *raw) {
  if (reading->capture == NULL) return CAPTURE_END;
  enum capture_result result = capture_next(reading->capture, raw);
  if (result == CAPTURE_PACKET) {
    if (reading->packets++ == 0) reading->started = raw->time;
    reading->digest = digest_on(digest_on(reading->digest, raw->time), raw->length);
  }
  if (result != CAPTURE_PACKET && result != CAPTURE_IDLE)
    end(reading, result);
  else if (reading->packets > 0)
    reading->ended = since_start(raw->time, reading->started, reading->ended);
  return result;
}

bool reading_next(struct reading *reading, struct capture_packet *raw) {
  return reading_step(reading, raw) == CAPTURE_PACKET;
}

enum packet_kind reading_read(struct reading *reading, const struct capture_packet *raw,
                              struct packet *packet) {
  enum packet_kind kind = packet_read(raw, packet);
  packet->record.time = reading->ended;
  reading->kinds[kind]++;
  if (kind != PACKET_FRAGMENT && kind != PACKET_CUT) return kind;
  const struct partial partial = partial_read(raw);
  unread_add(&reading->unread, &partial);
  return kind;
}

void reading_remarks(const struct reading *reading, char *text, size_t size) {
  static const char *const names[PACKET_KINDS] = {
      [PACKET_DAMAGED] = "with a wrong TCP checksum",
      [PACKET_FRAGMENT] = "IP fragments",
      [PACKET_CUT] = "cut short by the capture",
      [PACKET_MALFORMED] = "with a malformed header",
      [PACKET_TUNNEL] = "in a tunnel (GRE, IP in IP, VXLAN)",
      [PACKET_FOREIGN] = "of a link type that is not supported"};
  size_t used = 0;
  text[0] = '\0';
  for (int kind = 0; kind < PACKET_KINDS; kind++) {
    if (names[kind] == NULL || reading->kinds[kind] == 0 || used >= size) continue;
    int wrote = snprintf(text + used, size - used, "%s%llu %s", used == 0 ? "" : ", ",
                         (unsigned long long)reading->kinds[kind], names[kind]);
    used += wrote > 0 ? (size_t)wrote : 0;
  }
}

void reading_free(struct reading *reading) {
  if (reading->capture != NULL) capture_close(reading->capture);
  reading->capture = NULL;
  unread_free(&reading->unread);
}
