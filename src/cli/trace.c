#include "trace.h"

struct trace trace_read(const char *path) {
  struct trace trace = {.flows = {.count = 0}};
  struct reading *reading = &trace.reading;
  struct capture_packet raw;
  reading_open(reading, path, NULL);
  while (reading_next(reading, &raw)) {
    struct packet packet;
    enum packet_kind kind = reading_read(reading, &raw, &packet);
    if (!packet_is_read(kind)) continue;
    flows_add(&trace.flows, &packet.from, &packet.to, &packet.record);
  }
  reading_finish(reading);
  return trace;
}

static int heard_of(const struct connection *c) {
  struct delays delays = delays_start();
  struct offload offload[2] = {{.mss = 0}, {.mss = 0}};
  for (size_t i = 0; i < c->count; i++) {
    const struct record *record = &c->records[i];
    if (record->damaged) continue;
    delays_follow(&delays, record);
    offload_follow(&offload[record->from], &offload[1 - record->from], &record->seg,
                   (enum checksum)record->checksum);
  }
  return vantage_heard(&delays, &offload[0], &offload[1]);
}

struct vantage trace_vantage(const struct trace *trace, const struct vantage *given) {
  struct vantage vantage = *given;
  for (size_t i = 0; i < trace->flows.count; i++)
    vantage_hear(&vantage, trace->flows.list[i]->ends, heard_of(trace->flows.list[i]));
  return vantage;
}

void trace_free(struct trace *trace) {
  flows_free(&trace->flows);
  reading_free(&trace->reading);
}
