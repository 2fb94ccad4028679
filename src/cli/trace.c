#include "trace.h"

#include <stdio.h>

/* Files joined from several captures, and clocks that are set, let time go back; the judgement
   needs it not to, and to stay within PLUMB_TIME_MAX. */
static uint64_t since_start(uint64_t time, uint64_t start, uint64_t latest) {
  uint64_t elapsed = time > start ? time - start : 0;
  if (elapsed > PLUMB_TIME_MAX) elapsed = PLUMB_TIME_MAX;
  return elapsed > latest ? elapsed : latest;
}

static void add_packet(struct trace *trace, const struct capture_packet *raw, uint64_t time) {
  struct packet packet;
  enum packet_kind kind = packet_read(raw, &packet);
  trace->packets++;
  trace->kinds[kind]++;
  if (kind != PACKET_SEGMENT && kind != PACKET_DAMAGED) return;
  struct record record = {
      .number = raw->number, .time = time, .seg = packet.seg, .damaged = kind == PACKET_DAMAGED};
  flows_add(&trace->flows, &packet.from, &packet.to, &record);
}

static void read_packets(struct trace *trace, struct capture *capture) {
  struct capture_packet raw;
  enum capture_result result;
  uint64_t start = 0;
  while ((result = capture_next(capture, &raw)) == CAPTURE_PACKET) {
    if (trace->packets == 0) start = raw.time;
    trace->ended = since_start(raw.time, start, trace->ended);
    add_packet(trace, &raw, trace->ended);
  }
  if (result == CAPTURE_BROKEN) {
    trace->broken = true;
    (void)snprintf(trace->reason, sizeof trace->reason, "%s", capture_reason(capture));
  }
}

struct trace trace_read(const char *path) {
  struct trace trace = {0};
  struct capture *capture = capture_open(path, trace.reason);
  if (capture == NULL) return trace;
  trace.opened = true;
  read_packets(&trace, capture);
  capture_close(capture);
  return trace;
}

void trace_remarks(const struct trace *trace, char *text, size_t size) {
  static const char *const names[PACKET_KINDS] = {[PACKET_DAMAGED] = "with a wrong TCP checksum",
                                                  [PACKET_FRAGMENT] = "IP fragments",
                                                  [PACKET_CUT] = "cut short by the capture",
                                                  [PACKET_MALFORMED] = "with a malformed header"};
  size_t used = 0;
  text[0] = '\0';
  for (int kind = 0; kind < PACKET_KINDS; kind++) {
    if (names[kind] == NULL || trace->kinds[kind] == 0 || used >= size) continue;
    int wrote = snprintf(text + used, size - used, "%s%llu %s", used == 0 ? "" : ", ",
                         (unsigned long long)trace->kinds[kind], names[kind]);
    used += wrote > 0 ? (size_t)wrote : 0;
  }
}

struct vantage trace_vantage(const struct trace *trace, const struct vantage *given) {
  struct vantage vantage = given->source == VANTAGE_GIVEN ? *given : vantage_guess(&trace->flows);
  vantage.is_partial = trace->kinds[PACKET_FRAGMENT] > 0 || trace->kinds[PACKET_CUT] > 0;
  return vantage;
}

void trace_free(struct trace *trace) { flows_free(&trace->flows); }
