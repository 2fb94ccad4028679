/* Octets come out as they went in, whatever they were compressed with; what is missing is noticed.
 */
#define ZLIB_CONST
#include "decompress.h"

#include <lzma.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "craft.h"

enum { PLAIN_SIZE = 200000, ROOM = 400000 };

static char path[] = "/tmp/plumb-decompress-XXXXXX";
static uint8_t plain[PLAIN_SIZE];
static uint8_t packed[ROOM];
static size_t packed_length;

/* Octets that compress a little; every run has the same. */
static void begin(void) {
  uint32_t random = 1;
  for (size_t i = 0; i < PLAIN_SIZE; i++) {
    random = random * 1664525 + 1013904223;
    plain[i] = (uint8_t)(random >> 28);
  }
  packed_length = 0;
  ck_assert_int_ge(close(mkstemp(path)), 0);
}

static void end(void) { (void)unlink(path); }

/* The compressors append to what is packed. */
static void pack_gzip(const uint8_t *octets, size_t length) {
  z_stream z = {.next_in = octets, .avail_in = (uInt)length};
  ck_assert_int_eq(deflateInit2(&z, 6, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY), Z_OK);
  z.next_out = packed + packed_length;
  z.avail_out = (uInt)(ROOM - packed_length);
  ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
  packed_length = ROOM - z.avail_out;
  ck_assert_int_eq(deflateEnd(&z), Z_OK);
}

static void pack_xz(const uint8_t *octets, size_t length) {
  ck_assert_int_eq(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, octets, length, packed,
                                           &packed_length, ROOM),
                   LZMA_OK);
}

static void pack_zstd(const uint8_t *octets, size_t length) {
  size_t got = ZSTD_compress(packed + packed_length, ROOM - packed_length, octets, length, 1);
  ck_assert(!ZSTD_isError(got));
  packed_length += got;
}

typedef void (*packer)(const uint8_t *octets, size_t length);
static const packer packers[] = {pack_gzip, pack_xz, pack_zstd};
static const char *const names[] = {"gzip", "xz", "zstd"};
enum { PACKERS = 3 };

static struct stream *open_octets(const uint8_t *octets, size_t length) {
  char reason[64] = "";
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(octets, 1, length, file), length);
  ck_assert_int_eq(fclose(file), 0);
  struct stream *stream = stream_open(path, reason, sizeof reason);
  ck_assert_msg(stream != NULL, "%s", reason);
  return stream;
}

/* Reads all there is, in odd portions. */
static size_t read_all(struct stream *stream, uint8_t *octets) {
  size_t length = 0, got = 1;
  while (got > 0) {
    got = stream_read(stream, octets + length, 9973);
    length += got;
  }
  return length;
}

static void assert_whole(struct stream *stream) {
  static uint8_t octets[PLAIN_SIZE + 9973];
  size_t length = read_all(stream, octets);
  ck_assert_ptr_null(stream_fault(stream));
  ck_assert_uint_eq(length, PLAIN_SIZE);
  ck_assert(memcmp(octets, plain, PLAIN_SIZE) == 0);
  ck_assert_uint_eq(stream_position(stream), stream_size(stream));
  stream_close(stream);
}

/* What is not compressed comes as it is; its length is known beforehand. */
START_TEST(not_compressed) {
  struct stream *stream = open_octets(plain, PLAIN_SIZE);
  ck_assert_uint_eq(stream_size(stream), PLAIN_SIZE);
  ck_assert_uint_eq(stream_position(stream), 0);
  assert_whole(stream);
}
END_TEST

START_TEST(compressed) {
  packers[_i](plain, PLAIN_SIZE);
  struct stream *stream = open_octets(packed, packed_length);
  ck_assert_uint_eq(stream_size(stream), packed_length);
  assert_whole(stream);
}
END_TEST

/* Compressed files that were joined are one, as their own tools have it. */
START_TEST(joined) {
  packers[_i](plain, PLAIN_SIZE / 2);
  packers[_i](plain + PLAIN_SIZE / 2, PLAIN_SIZE / 2);
  assert_whole(open_octets(packed, packed_length));
}
END_TEST

/* Looking at the first octets takes none away. */
START_TEST(the_head_stays) {
  packers[_i](plain, PLAIN_SIZE);
  struct stream *stream = open_octets(packed, packed_length);
  uint8_t head[STREAM_HEAD] = {0};
  ck_assert_uint_eq(stream_head(stream, head, STREAM_HEAD), STREAM_HEAD);
  ck_assert(memcmp(head, plain, STREAM_HEAD) == 0);
  ck_assert_uint_eq(stream_head(stream, head, 1), STREAM_HEAD);
  assert_whole(stream);
}
END_TEST

static void assert_fault(size_t length, const char *what) {
  static uint8_t octets[PLAIN_SIZE + 9973];
  char fault[64];
  struct stream *stream = open_octets(packed, length);
  ck_assert_uint_le(read_all(stream, octets), PLAIN_SIZE);
  (void)snprintf(fault, sizeof fault, "%s data", what);
  ck_assert_ptr_nonnull(stream_fault(stream));
  ck_assert_str_eq(stream_fault(stream), fault);
  stream_close(stream);
}

/* Whatever is missing at the end, were it the checksum alone, is missed. */
START_TEST(truncated) {
  char what[32];
  (void)snprintf(what, sizeof what, "truncated %s", names[_i]);
  packers[_i](plain, PLAIN_SIZE);
  assert_fault(packed_length - 1, what);
  assert_fault(packed_length / 2, what);
  assert_fault(8, what);
}
END_TEST

START_TEST(damaged) {
  char what[32];
  (void)snprintf(what, sizeof what, "damaged %s", names[_i]);
  packers[_i](plain, PLAIN_SIZE);
  memset(packed + packed_length / 2, 0xff, 64);
  memset(packed + 12, 0xff, 16);
  assert_fault(packed_length, what);
}
END_TEST

/* Octets after the compressed data are no further compressed data. */
START_TEST(followed_by_something_else) {
  char what[32];
  (void)snprintf(what, sizeof what, "damaged %s", names[_i]);
  packers[_i](plain, PLAIN_SIZE);
  memset(packed + packed_length, 'x', 14);
  assert_fault(packed_length + 14, what);
}
END_TEST

/* A file too short for a magic number is what it is. */
START_TEST(very_short_files) {
  uint8_t octets[8];
  for (size_t length = 0; length < 6; length++) {
    struct stream *stream = open_octets(plain, length);
    ck_assert_uint_eq(stream_read(stream, octets, sizeof octets), length);
    ck_assert_uint_eq(stream_read(stream, octets, sizeof octets), 0);
    ck_assert_ptr_null(stream_fault(stream));
    stream_close(stream);
  }
}
END_TEST

START_TEST(what_cannot_be_opened) {
  char reason[64];
  ck_assert_ptr_null(stream_open("/nonexistent", reason, sizeof reason));
  ck_assert_str_eq(reason, "No such file or directory");
  ck_assert_ptr_null(stream_open("/", reason, sizeof reason));
  ck_assert_str_eq(reason, "is a directory, not a capture file");
}
END_TEST

int main(void) {
  const TTest *once[] = {not_compressed, very_short_files, what_cannot_be_opened};
  const TTest *each[] = {compressed, joined,  the_head_stays,
                         truncated,  damaged, followed_by_something_else};
  return run_tests("cli/decompress", begin, end, once, sizeof once / sizeof once[0]) |
         run_loop_tests("cli/decompress, each format", begin, end, each,
                        sizeof each / sizeof each[0], PACKERS);
}
