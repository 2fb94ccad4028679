/* A file examined in one thread or several: the same comes out. */
#include "examine.h"

#include "craft.h"
#include "judge.h"
#include "report_text.h"
#include "trace.h"

#include <stdio.h>

static const char many[] = PLUMB_SOURCE_DIR "/traces/probes/passt-20230309.s.A.pcap.gz";
static const char corrupt[] = PLUMB_SOURCE_DIR "/traces/passt-20230309/corrupt2-duplex.c.A.pcap.gz";
static const struct vantage UNKNOWN = {.source = VANTAGE_UNKNOWN};

/* The report on PATH, to be freed. */
static char *report_on(const char *path, unsigned threads) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  struct examined examined;
  examine(&examined, path, &(struct examine_options){.threads = threads});
  const struct finished *c = NULL;
  for (size_t number = 1; (c = spool_next(&examined.harvest.spool)) != NULL; number++) {
    struct judged judged;
    judge_connection(c, number, &examined.harvest.vantage, NULL, &judged);
    text_connection(out, &judged, false);
    judged_free(&judged);
  }
  examined_free(&examined);
  ck_assert_int_eq(fclose(out), 0);
  return text;
}

/* However many threads, the same report. */
START_TEST(threads_change_nothing) {
  char *alone = report_on(many, 1);
  ck_assert_uint_gt(strlen(alone), 1000);
  for (unsigned threads = 2; threads <= 7; threads++) {
    char *together = report_on(many, threads);
    ck_assert_str_eq(together, alone);
    free(together);
  }
  free(alone);
}
END_TEST

/* The same connections, captured at the same place, as in a trace that keeps all segments. */
START_TEST(as_in_a_trace) {
  struct trace trace = trace_read(many);
  struct examined examined;
  examine(&examined, many, &(struct examine_options){.threads = 2});
  ck_assert_uint_eq(examined.harvest.connections, trace.flows.count);
  ck_assert_uint_eq(examined.reading.packets, trace.reading.packets);
  ck_assert_int_eq(examined.harvest.vantage.source, trace_vantage(&trace, &UNKNOWN).source);
  for (size_t i = 0; i < trace.flows.count; i++) {
    const struct connection *c = trace.flows.list[i];
    const struct finished *finished = spool_next(&examined.harvest.spool);
    ck_assert_uint_eq(finished->first, c->records[0].number);
    ck_assert_uint_eq(finished->last, c->records[c->count - 1].number);
    ck_assert(same_socket(&finished->ends[0], &c->ends[0]));
  }
  examined_free(&examined);
  trace_free(&trace);
}
END_TEST

/* Segments with a wrong checksum are counted. */
START_TEST(damaged_segments_are_counted) {
  for (unsigned threads = 1; threads <= 2; threads++) {
    struct examined examined;
    examine(&examined, corrupt, &(struct examine_options){.threads = threads});
    ck_assert_uint_eq(examined.reading.kinds[PACKET_DAMAGED], 3);
    examined_free(&examined);
  }
}
END_TEST

START_TEST(a_missing_file) {
  struct examined examined;
  examine(&examined, "/nonexistent/capture.pcap", &(struct examine_options){.threads = 2});
  ck_assert(!examined.reading.opened);
  ck_assert_ptr_null(spool_next(&examined.harvest.spool));
  examined_free(&examined);
}
END_TEST

int main(void) {
  const TTest *tests[] = {threads_change_nothing, as_in_a_trace, damaged_segments_are_counted,
                          a_missing_file};
  return run_tests("cli/examine", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
