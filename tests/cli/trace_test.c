/* Whole files: bundled captures of real stacks, and one that was put together badly. */
#include "trace.h"

#include <stdio.h>
#include <unistd.h>

#include "craft.h"

static const char basic[] = PLUMB_SOURCE_DIR "/traces/linux-6.18/basic.c.A.pcap.gz";
static const char corrupt[] = PLUMB_SOURCE_DIR "/traces/passt-20230309/corrupt2-duplex.c.A.pcap.gz";

/* A small capture, whole: one connection, times from 0 on, taken at the client. */
START_TEST(a_small_capture) {
  const struct vantage unknown = {.source = VANTAGE_UNKNOWN};
  struct trace trace = trace_read(basic);
  char remarks[64];
  ck_assert(trace.reading.opened && !trace.reading.broken);
  ck_assert_uint_eq(trace.reading.packets, 20);
  ck_assert_uint_eq(trace.flows.count, 1);
  ck_assert_uint_eq(trace.flows.list[0]->count, 20);
  ck_assert_uint_eq(trace.flows.list[0]->records[0].time, 0);
  ck_assert_uint_eq(trace.flows.list[0]->records[19].time, 34725);
  ck_assert_uint_eq(trace.reading.ended, 34725);
  struct vantage vantage = trace_vantage(&trace, &unknown);
  ck_assert_int_eq(captured_at(trace.flows.list[0]->ends, &vantage), 0);
  ck_assert(!vantage.is_partial);
  reading_remarks(&trace.reading, remarks, sizeof remarks);
  ck_assert_str_eq(remarks, "");
  trace_free(&trace);
}
END_TEST

/* Three segments were corrupted on the way: they are told, and are in their connection. */
START_TEST(a_capture_with_corrupted_segments) {
  struct trace trace = trace_read(corrupt);
  char remarks[64];
  reading_remarks(&trace.reading, remarks, sizeof remarks);
  ck_assert_str_eq(remarks, "3 with a wrong TCP checksum");
  ck_assert_uint_eq(trace.reading.kinds[PACKET_DAMAGED], 3);
  ck_assert_uint_eq(trace.flows.count, 1);
  trace_free(&trace);
}
END_TEST

/* Remarks are joined, and never run over their room. */
START_TEST(remarks_fit_their_room) {
  struct trace trace = {
      .reading = {.kinds = {[PACKET_FRAGMENT] = 2, [PACKET_CUT] = 1, [PACKET_OTHER] = 9}}};
  char remarks[64], small[8];
  reading_remarks(&trace.reading, remarks, sizeof remarks);
  ck_assert_str_eq(remarks, "2 IP fragments, 1 cut short by the capture");
  reading_remarks(&trace.reading, small, sizeof small);
  ck_assert_str_eq(small, "2 IP fr");
}
END_TEST

/* What the user says about the vantage point is not overruled. */
START_TEST(a_given_vantage_stays) {
  struct trace trace = trace_read(basic);
  struct vantage given;
  ck_assert(vantage_parse("10.9.0.2", &given));
  given = trace_vantage(&trace, &given);
  ck_assert_int_eq(given.source, VANTAGE_GIVEN);
  ck_assert_int_eq(captured_at(trace.flows.list[0]->ends, &given), 1);
  trace_free(&trace);
}
END_TEST

/* What cannot be opened says why, and holds nothing. */
START_TEST(a_missing_file) {
  struct trace trace = trace_read("/nonexistent/capture.pcap");
  ck_assert(!trace.reading.opened);
  ck_assert_str_eq(trace.reading.reason, "No such file or directory");
  ck_assert_uint_eq(trace.flows.count, 0);
  trace_free(&trace);
}
END_TEST

/* A raw IP packet with a sound SYN, SECONDS after the epoch. */
static void write_syn(FILE *file, uint32_t seconds, uint8_t port) {
  uint8_t frame[40] = {0x45, [3] = 40, [9] = 6, [12] = 10, [16] = 11, [21] = port, [23] = 80};
  uint8_t *tcp = frame + 20;
  uint32_t sum = 0;
  tcp[12] = 0x50, tcp[13] = SYN;
  for (int i = 0; i < 20; i += 2)
    sum += (uint32_t)tcp[i] * 256 + tcp[i + 1];
  sum += 10 * 256 + 11 * 256 + 6 + 20; /* the pseudo-header */
  tcp[16] = (uint8_t)(~sum >> 8), tcp[17] = (uint8_t)~sum;
  const uint32_t header[4] = {seconds, 0, sizeof frame, sizeof frame};
  ck_assert_uint_eq(fwrite(header, sizeof header, 1, file), 1);
  ck_assert_uint_eq(fwrite(frame, sizeof frame, 1, file), 1);
}

/* Files joined in the wrong order have a clock that goes back; the time told never does.  And a
   file that breaks off keeps what was read. */
START_TEST(time_never_goes_back) {
  char path[] = "/tmp/plumb-trace-XXXXXX";
  const uint32_t header[6] = {0xa1b2c3d4, 0x00040002, 0, 0, 65535, 101};
  FILE *file = fdopen(mkstemp(path), "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(header, sizeof header, 1, file), 1);
  write_syn(file, 100, 1);
  write_syn(file, 102, 2);
  write_syn(file, 50, 3);
  ck_assert_int_eq(fputs("rest", file) < 0, 0);
  ck_assert_int_eq(fclose(file), 0);
  struct trace trace = trace_read(path);
  ck_assert_int_eq(unlink(path), 0);
  ck_assert(trace.reading.opened && trace.reading.broken);
  ck_assert_ptr_nonnull(strstr(trace.reading.reason, "truncated after packet 3 "));
  ck_assert_uint_eq(trace.flows.count, 3);
  ck_assert_uint_eq(trace.flows.list[0]->records[0].time, 0);
  ck_assert_uint_eq(trace.flows.list[1]->records[0].time, 2000000);
  ck_assert_uint_eq(trace.flows.list[2]->records[0].time, 2000000);
  trace_free(&trace);
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      a_small_capture,        a_capture_with_corrupted_segments,
      remarks_fit_their_room, a_given_vantage_stays,
      a_missing_file,         time_never_goes_back,
  };
  return run_tests("cli/trace", NULL, NULL, tests, sizeof tests / sizeof tests[0]);
}
