/* Any octets, taken for a capture file: what can be read is sorted into connections, the rest is
 * reported. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guarantee.h"
#include "trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static void look_at(const struct trace *trace) {
  uint64_t packets = 0;
  for (int kind = 0; kind < PACKET_KINDS; kind++)
    packets += trace->reading.kinds[kind];
  guarantee(packets == trace->reading.packets);
  for (size_t i = 0; i < trace->flows.count; i++) {
    const struct connection *c = trace->flows.list[i];
    guarantee(c->count > 0);
    for (size_t k = 0; k < c->count; k++)
      guarantee_seg(&c->records[k].seg);
  }
  char remarks[256];
  reading_remarks(&trace->reading, remarks, sizeof remarks);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size) {
  int file = memfd_create("capture", MFD_CLOEXEC);
  guarantee(file >= 0);
  guarantee(write(file, octets, size) == (ssize_t)size);
  char path[32];
  (void)snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  struct trace trace = trace_read(path);
  guarantee(trace.reading.opened || trace.reading.packets == 0);
  look_at(&trace);
  trace_free(&trace);
  (void)close(file);
  return 0;
}
