/* Any segments, taken for a connection: the page about it can be written, within bounds, and
 * nothing of them becomes markup. */
#include <stdio.h>
#include <string.h>

#include "guarantee.h"
#include "page.h"
#include "vantage.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

enum { RECORD_SIZE = 18 };

static uint32_t number(const uint8_t *at, int length) {
  uint32_t value = 0;
  for (int i = 0; i < length; i++)
    value = value << 8 | at[i];
  return value;
}

/* 18 octets: who and what, flags, pause, SEQ, ACK, text, window, options. */
static struct record record_from(const uint8_t *at, uint64_t packet, uint64_t time) {
  struct record record = {.number = packet, .time = time, .damaged = (at[0] & 6) == 6};
  struct plumb_seg *s = &record.seg;
  s->ctl = (struct plumb_ctl){.fin = at[1] & 1,
                              .syn = at[1] & 2,
                              .rst = at[1] & 4,
                              .psh = at[1] & 8,
                              .ack = at[1] & 16,
                              .urg = at[1] & 32};
  s->seq = number(at + 4, 4);
  s->ack = number(at + 8, 4);
  s->text = number(at + 12, 2);
  s->wnd = number(at + 14, 2);
  s->options.has_shift = at[0] & 8;
  s->options.shift = at[16];
  s->options.has_ts = at[0] & 16;
  s->options.ts_val = at[17];
  s->options.sack.n = at[0] >> 5 < 4 ? at[0] >> 5 : 4;
  s->options.sack.b0 = (struct plumb_block){s->seq + at[16], s->ack - at[17]};
  return record;
}

static size_t times(const char *text, const char *what) {
  size_t count = 0;
  for (; (text = strstr(text, what)) != NULL; text += strlen(what))
    count++;
  return count;
}

static void write_page(struct trace *trace, const struct vantage *vantage) {
  struct summary summary = {.file_count = 0};
  const struct profile profile = {.name = "<img>"};
  struct page page = {.path = "<script>", .trace = trace, .profile = &profile, .summary = &summary};
  char *text = NULL;
  size_t size = 0;
  (void)summary_begin_file(&summary, page.path);
  page.connections = calloc(trace->flows.count + 1, sizeof *page.connections);
  for (size_t i = 1; i <= trace->flows.count; i++)
    page_judge(&page, i, vantage, NULL);
  page_share(&page);
  FILE *out = open_memstream(&text, &size);
  page_print(out, &page);
  guarantee(fclose(out) == 0);
  guarantee(times(text, "<script") == times(text, "</script>"));
  guarantee(times(text, "<script") == 1 + times(text, "class=\"plots\""));
  guarantee(times(text, "<tr id=") <= PAGE_ROWS);
  guarantee(times(text, "</tr>") == times(text, "<tr"));
  free(text);
  page_free(&page);
  summary_free(&summary);
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size) {
  const struct socket_id ends[2] = {{.port = 1}, {.port = 2}};
  struct trace trace = {.reading = {.opened = true}};
  for (size_t at = 0; at + RECORD_SIZE <= size; at += RECORD_SIZE) {
    trace.reading.ended += number(octets + at + 2, 2) * (uint64_t)100;
    struct record record = record_from(octets + at, ++trace.reading.packets, trace.reading.ended);
    int from = octets[at] & 1;
    flows_add(&trace.flows, &ends[from], &ends[1 - from], &record);
  }
  struct vantage vantage = {.source = VANTAGE_GIVEN, .host = ends[0]};
  write_page(&trace, &vantage);
  trace_free(&trace);
  return 0;
}
