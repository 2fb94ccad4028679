/* pcap files of all variants, and what is no such file or ends too early. */
#include "pcapfile.h"

#include <stdio.h>
#include <unistd.h>

#include "craft.h"

static const uint32_t MICRO = 0xa1b2c3d4, NANO = 0xa1b23c4d, PATCHED = 0xa1b2cd34;
enum { RAW = 101, DLT_OF_RAW = 12 };

static char path[] = "/tmp/plumb-pcapfile-XXXXXX";
static FILE *file;
static bool swapped;
static struct stream *stream;
static struct pcapfile *opened;

static void begin(void) {
  (void)snprintf(path, sizeof path, "/tmp/plumb-pcapfile-XXXXXX");
  file = fdopen(mkstemp(path), "wb");
  ck_assert_ptr_nonnull(file);
  swapped = false;
  stream = NULL;
  opened = NULL;
}
static void end(void) {
  if (opened != NULL) pcapfile_close(opened);
  if (stream != NULL) stream_close(stream);
  ck_assert_int_eq(unlink(path), 0);
}

static void put(const void *octets, size_t count) {
  ck_assert_uint_eq(fwrite(octets, 1, count, file), count);
}

static void put32(uint32_t number) {
  uint32_t written = swapped ? __builtin_bswap32(number) : number;
  put(&written, sizeof written);
}

static void put_header(uint32_t magic, uint32_t link) {
  put32(magic);
  const uint16_t version[2] = {swapped ? 0x0200 : 2, swapped ? 0x0400 : 4};
  put(version, sizeof version);
  put32(0);
  put32(0);
  put32(65535);
  put32(link);
}

/* A packet of so many octets, each of this value, captured whole. */
static void put_packet(uint32_t seconds, uint32_t fraction, uint32_t count, uint8_t value) {
  put32(seconds);
  put32(fraction);
  put32(count);
  put32(count + 5);
  static uint8_t octets[1 << 18];
  memset(octets, value, sizeof octets);
  put(octets, count);
}

/* What is written so far is read; the reason if that is no pcap file. */
static const char *open_it(void) {
  const char *reason = NULL;
  char trouble[128];
  ck_assert_int_eq(fclose(file), 0);
  stream = stream_open(path, trouble, sizeof trouble);
  ck_assert_ptr_nonnull(stream);
  opened = pcapfile_open(stream, &reason);
  ck_assert((opened == NULL) == (reason != NULL));
  return reason;
}

static void assert_packet(uint64_t time, uint32_t count, uint8_t value) {
  struct pcapfile_frame frame;
  ck_assert(pcapfile_next(opened, &frame));
  ck_assert_uint_eq(frame.time, time);
  ck_assert_uint_eq(frame.captured, count);
  ck_assert_uint_eq(frame.length, count + 5);
  uint32_t same = 0;
  while (same < count && frame.octets[same] == value)
    same++;
  ck_assert_uint_eq(same, count);
}

static void assert_end(const char *reason) {
  struct pcapfile_frame frame;
  ck_assert(!pcapfile_next(opened, &frame));
  if (reason == NULL)
    ck_assert_ptr_null(pcapfile_reason(opened));
  else
    ck_assert_str_eq(pcapfile_reason(opened), reason);
}

static void check_variant(uint32_t magic, uint32_t fraction) {
  put_header(magic, RAW);
  put_packet(7, fraction, 40, 1);
  put_packet(8, 0, 0, 2);
  put_packet(9, 0, 60, 3);
  ck_assert_ptr_null(open_it());
  ck_assert_int_eq(pcapfile_link(opened), DLT_OF_RAW);
  assert_packet(7000123, 40, 1);
  assert_packet(8000000, 0, 2);
  assert_packet(9000000, 60, 3);
  assert_end(NULL);
}

START_TEST(microseconds) { check_variant(MICRO, 123); }
END_TEST

START_TEST(nanoseconds) { check_variant(NANO, 123999); }
END_TEST

START_TEST(the_other_octet_order) {
  swapped = true;
  check_variant(NANO, 123999);
}
END_TEST

/* An old patch of libpcap has 8 more octets before each packet. */
START_TEST(patched_headers) {
  put_header(PATCHED, 1);
  for (uint32_t i = 1; i <= 2; i++) {
    put32(i), put32(0), put32(4), put32(4);
    put32(0), put32(0);
    put32(0x01010101 * i);
  }
  ck_assert_ptr_null(open_it());
  struct pcapfile_frame frame;
  for (uint32_t i = 1; i <= 2; i++) {
    ck_assert(pcapfile_next(opened, &frame));
    ck_assert_uint_eq(frame.time, i * 1000000U);
    ck_assert_uint_eq(frame.octets[0], i);
  }
  assert_end(NULL);
}
END_TEST

/* Packets that do not fit into the buffer together, and one as large as may be. */
START_TEST(large_packets) {
  put_header(MICRO, 1);
  for (uint8_t i = 0; i < 30; i++)
    put_packet(i, 0, 60000, i);
  put_packet(30, 0, 1 << 18, 30);
  ck_assert_ptr_null(open_it());
  for (uint8_t i = 0; i < 30; i++)
    assert_packet(i * 1000000U, 60000, i);
  assert_packet(30000000, 1 << 18, 30);
  assert_end(NULL);
}
END_TEST

START_TEST(truncated) {
  put_header(MICRO, 1);
  put_packet(1, 0, 10, 0);
  put("rest", 4);
  ck_assert_ptr_null(open_it());
  assert_packet(1000000, 10, 0);
  assert_end("truncated within a packet");
}
END_TEST

START_TEST(truncated_text) {
  put_header(MICRO, 1);
  put32(1), put32(0), put32(100), put32(100);
  ck_assert_ptr_null(open_it());
  assert_end("truncated within a packet");
}
END_TEST

START_TEST(an_impossible_length) {
  put_header(MICRO, 1);
  put32(1), put32(0), put32((1 << 18) + 1), put32(100);
  ck_assert_ptr_null(open_it());
  assert_end("a packet has an impossible length");
}
END_TEST

START_TEST(no_pcap_file) {
  put("GIF89a, as everybody can see", 28);
  ck_assert_str_eq(open_it(), "unknown file format");
}
END_TEST

START_TEST(a_header_cut_short) {
  put32(MICRO);
  put32(0x00040002);
  ck_assert_str_eq(open_it(), "truncated within its header");
}
END_TEST

START_TEST(another_version) {
  put32(MICRO);
  for (int i = 0; i < 5; i++)
    put32(3);
  ck_assert_str_eq(open_it(), "unknown version of the format");
}
END_TEST

START_TEST(how_it_begins) {
  ck_assert(pcapfile_begins((const uint8_t[]){0xa1, 0xb2, 0xc3, 0xd4}));
  ck_assert(pcapfile_begins((const uint8_t[]){0x4d, 0x3c, 0xb2, 0xa1}));
  ck_assert(!pcapfile_begins((const uint8_t[]){0x0a, 0x0d, 0x0d, 0x0a}));
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      microseconds,  nanoseconds,        the_other_octet_order, patched_headers,
      large_packets, truncated,          truncated_text,        an_impossible_length,
      no_pcap_file,  a_header_cut_short, another_version,       how_it_begins,
  };
  return run_tests("cli/pcapfile", begin, end, tests, sizeof tests / sizeof tests[0]);
}
