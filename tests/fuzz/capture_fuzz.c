/* Any octets, taken for a capture file: what can be read is sorted into connections and judged, the
 * rest is reported. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "examine.h"
#include "guarantee.h"
#include "judge.h"
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
  char remarks[READING_REMARKS_SIZE];
  reading_remarks(&trace->reading, remarks, sizeof remarks);
}

static void judge_all(struct examined *examined) {
  const struct finished *c = NULL;
  uint64_t number = 0, before = 0;
  while ((c = spool_next(&examined->harvest.spool)) != NULL) {
    guarantee(before < c->first && c->first <= c->last);
    before = c->first;
    struct judged judged;
    judge_connection(c, ++number, &examined->harvest.vantage, NULL, &judged);
    for (int end = 0; end < 2; end++) {
      const struct judgement *judgement = &judged.judgements[end];
      guarantee((judgement->verdict == INCONCLUSIVE) == (judgement->reason[0] != '\0'));
      guarantee(judgement->verdict != CONFORMS || judgement->count == 0);
    }
    judged_free(&judged);
  }
  guarantee(number == examined->harvest.connections);
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
  struct examined examined;
  examine(&examined, path, &(struct examine_options){.threads = 1});
  judge_all(&examined);
  examined_free(&examined);
  (void)close(file);
  return 0;
}
