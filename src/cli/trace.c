#include "trace.h"
#include "delays.h"

struct trace trace_read(const char *path) {
  struct trace trace = {.flows = {.count = 0}};
  struct reading *reading = &trace.reading;
  struct capture_packet raw;
  reading_open(reading, path, NULL);
  while (reading_next(reading, &raw)) {
    struct packet packet;
    enum packet_kind kind = packet_read(&raw, &packet);
    reading_count(reading, &raw, kind);
    if (kind != PACKET_SEGMENT && kind != PACKET_DAMAGED) continue;
    struct record record = {.number = raw.number,
                            .time = reading->ended,
                            .seg = packet.seg,
                            .text_sum = packet.text_sum,
                            .spent = packet.spent,
                            .damaged = kind == PACKET_DAMAGED};
    flows_add(&trace.flows, &packet.from, &packet.to, &record);
  }
  return trace;
}

static int nearer_end_of(const struct connection *c) {
  struct delays delays = delays_start();
  for (size_t i = 0; i < c->count; i++)
    if (!c->records[i].damaged) delays_follow(&delays, &c->records[i]);
  return nearer_end(&delays);
}

struct vantage trace_vantage(const struct trace *trace, const struct vantage *given) {
  struct vantage vantage = *given;
  for (size_t i = 0; i < trace->flows.count; i++)
    vantage_hear(&vantage, trace->flows.list[i]->ends, nearer_end_of(trace->flows.list[i]));
  return vantage;
}

void trace_free(struct trace *trace) {
  flows_free(&trace->flows);
  reading_free(&trace->reading);
}
