/* Capture files, good and bad, read packet by packet. */
#include "capture.h"
#include "filter.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <unistd.h>
#include <zlib.h>

#include <lzma.h>
#include <zstd.h>

#include "blocks.h"
#include "craft.h"

static char folder[] = "/tmp/plumb-capture-XXXXXX";
static char path[64];

/* Every test has a folder of its own, with room for one file. */
static void make_folder(void) {
  ck_assert_ptr_nonnull(mkdtemp(folder));
  (void)snprintf(path, sizeof path, "%s/file", folder);
}

static void remove_folder(void) {
  (void)unlink(path);
  (void)rmdir(folder);
}

/* A capture file in memory. */
struct image {
  uint8_t octets[512];
  size_t length;
};

static void add(struct image *image, const void *octets, size_t length) {
  memcpy(image->octets + image->length, octets, length);
  image->length += length;
}

static struct image file_header(uint32_t link) {
  struct image image = {.length = 0};
  struct pcap_file_header header = {.magic = 0xa1b2c3d4,
                                    .version_major = 2,
                                    .version_minor = 4,
                                    .snaplen = 65535,
                                    .linktype = link};
  add(&image, &header, sizeof header);
  return image;
}

/* A frame of raw IP at SECONDS, ORIGINAL octets long, of which CAPTURED are kept. */
static void add_packet(struct image *image, uint32_t seconds, uint32_t captured,
                       uint32_t original) {
  static const uint8_t frame[64] = {0x45};
  const uint32_t header[4] = {seconds, 250000, captured, original};
  add(image, header, sizeof header);
  add(image, frame, captured);
}

static struct image two_packets(void) {
  struct image image = file_header(DLT_RAW);
  add_packet(&image, 1, 40, 40);
  add_packet(&image, 2, 20, 1500);
  return image;
}

static void write_plain(const void *octets, size_t length) {
  FILE *file = fopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fwrite(octets, 1, length, file), length);
  ck_assert_int_eq(fclose(file), 0);
}

static void write_gzip(const struct image *image) {
  gzFile file = gzopen(path, "wb");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(gzwrite(file, image->octets, (unsigned)image->length), (int)image->length);
  ck_assert_int_eq(gzclose(file), Z_OK);
}

static void write_xz(const struct image *image) {
  uint8_t packed[1024];
  size_t length = 0;
  ck_assert_int_eq(lzma_easy_buffer_encode(0, LZMA_CHECK_CRC32, NULL, image->octets, image->length,
                                           packed, &length, sizeof packed),
                   LZMA_OK);
  write_plain(packed, length);
}

static void write_zstd(const struct image *image) {
  uint8_t packed[1024];
  size_t length = ZSTD_compress(packed, sizeof packed, image->octets, image->length, 1);
  ck_assert(!ZSTD_isError(length));
  write_plain(packed, length);
}

static struct capture *open_good(void) {
  char reason[CAPTURE_REASON_SIZE] = "";
  struct capture *capture = capture_open(path, NULL, reason);
  ck_assert_msg(capture != NULL, "%s", reason);
  return capture;
}

/* Opening NAME fails, and the reason begins so. */
static void assert_refused(const char *name, const char *begins) {
  char reason[CAPTURE_REASON_SIZE] = "";
  ck_assert_ptr_null(capture_open(name, NULL, reason));
  ck_assert_msg(strncmp(reason, begins, strlen(begins)) == 0, "%s", reason);
  ck_assert_ptr_null(strchr(reason, '\n'));
}

static void assert_two_packets(void) {
  struct capture *capture = open_good();
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert_uint_eq(packet.number, 1);
  ck_assert_uint_eq(packet.time, 1250000);
  ck_assert_uint_eq(packet.captured, 40);
  ck_assert_uint_eq(packet.length, 40);
  ck_assert_uint_eq(packet.ip[0], 0x45);
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert_uint_eq(packet.number, 2);
  ck_assert_uint_eq(packet.captured, 20);
  ck_assert_uint_eq(packet.length, 1500);
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_END);
  capture_close(capture);
}

/* Packets are numbered from 1 on, times are microseconds, and what was cut off is known. */
START_TEST(pcap_plain) {
  struct image image = two_packets();
  write_plain(image.octets, image.length);
  assert_two_packets();
}
END_TEST

/* A compressed file is read as it is. */
START_TEST(pcap_gzip) {
  struct image image = two_packets();
  write_gzip(&image);
  assert_two_packets();
}
END_TEST

START_TEST(pcap_xz) {
  struct image image = two_packets();
  write_xz(&image);
  assert_two_packets();
}
END_TEST

START_TEST(pcap_zstd) {
  struct image image = two_packets();
  write_zstd(&image);
  assert_two_packets();
}
END_TEST

/* pcapng, the format of Wireshark: a section, an interface of raw IP, one packet of 20 octets. */
START_TEST(pcapng) {
  const uint32_t file[] = {
      0x0a0d0d0a, 28, 0x1a2b3c4d, 0x00000001, 0xffffffff, 0xffffffff, 28, /* section header */
      1,          20, 101,        65535,      20, /* interface: LINKTYPE_RAW */
      6,          52, 0,          0,          1250000,    20,         20,
      0x45,       0,  0,          0,          0,          52}; /* enhanced packet */
  write_plain(file, sizeof file);
  struct capture *capture = open_good();
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert_uint_eq(packet.time, 1250000);
  ck_assert_uint_eq(packet.length, 20);
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_END);
  capture_close(capture);
}
END_TEST

/* Interfaces of different link types in one file, which libpcap would refuse. One that cannot be
   read is no reason not to read the other. */
START_TEST(interfaces_that_differ) {
  struct draft draft = {.swapped = false};
  const uint8_t ethernet[34] = {[12] = 0x08, [14] = 0x45};
  FILE *file = create(path);
  put_section(&draft, file);
  put_interface(&draft, 105, 6, file); /* IEEE 802.11 */
  put_interface(&draft, 101, 6, file);
  put_packet(&draft, 1, 1, ipv4_frame, 20, file);
  put_interface(&draft, 1, 9, file);
  put_packet(&draft, 2, 2000, ethernet, 34, file);
  put_packet(&draft, 0, 3, ipv4_frame, 20, file);
  ck_assert_int_eq(fclose(file), 0);
  draft_free(&draft);
  struct capture *capture = open_good();
  struct capture_packet packet;
  for (uint64_t number = 1; number <= 3; number++) {
    ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
    ck_assert_uint_eq(packet.number, number);
    ck_assert_uint_eq(packet.time, number);
    ck_assert(packet.is_foreign == (number == 3));
    if (number == 3)
      ck_assert_ptr_null(packet.ip);
    else
      ck_assert_uint_eq(packet.ip[0], 0x45);
  }
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_END);
  ck_assert_uint_eq(capture_position(capture), capture_size(capture));
  capture_close(capture);
}
END_TEST

/* Nothing in it can be judged: the file is refused. */
START_TEST(unsupported_interfaces_only) {
  struct draft draft = {.swapped = false};
  FILE *file = create(path);
  put_section(&draft, file);
  put_interface(&draft, 105, 6, file);
  put_packet(&draft, 0, 1, ipv4_frame, 20, file);
  ck_assert_int_eq(fclose(file), 0);
  draft_free(&draft);
  assert_refused(path, "link type IEEE802_11 (105) is not supported");
}
END_TEST

/* A pcapng file without a packet is a capture of nothing; one that ends within a block breaks off.
 */
START_TEST(pcapng_without_packets) {
  struct draft draft = {.swapped = false};
  FILE *file = create(path);
  put_section(&draft, file);
  ck_assert_int_eq(fclose(file), 0);
  draft_free(&draft);
  struct capture *capture = open_good();
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_END);
  capture_close(capture);
  file = fopen(path, "ab");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(fputs("rest", file) < 0, 0);
  ck_assert_int_eq(fclose(file), 0);
  capture = open_good();
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_BROKEN);
  ck_assert_str_eq(capture_reason(capture), "truncated after packet 0 (truncated within a block)");
  capture_close(capture);
}
END_TEST

/* Nanoseconds are read as the microseconds that they are in. */
START_TEST(pcap_with_nanoseconds) {
  struct image image = two_packets();
  const uint32_t magic = 0xa1b23c4d, nanoseconds = 250000999;
  memcpy(image.octets, &magic, sizeof magic);
  memcpy(image.octets + 24 + 4, &nanoseconds, sizeof nanoseconds);
  write_plain(image.octets, image.length);
  struct capture *capture = open_good();
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert_uint_eq(packet.time, 1250000);
  capture_close(capture);
}
END_TEST

/* A filter marks the packets that pass; all are read. */
START_TEST(filtered) {
  char reason[CAPTURE_REASON_SIZE] = "";
  struct filter *filter = filter_new("len > 100", reason);
  ck_assert_ptr_nonnull(filter);
  struct image image = two_packets();
  write_plain(image.octets, image.length);
  struct capture *capture = capture_open(path, filter, reason);
  ck_assert_ptr_nonnull(capture);
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert(!packet.passes);
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert(packet.passes);
  capture_close(capture);
  filter_free(filter);
}
END_TEST

/* What a filter asks for may not be there on this link. */
START_TEST(filter_that_does_not_suit) {
  char reason[CAPTURE_REASON_SIZE] = "";
  struct filter *filter = filter_new("ether src 1:2:3:4:5:6", reason);
  ck_assert_ptr_nonnull(filter);
  struct image image = two_packets();
  write_plain(image.octets, image.length);
  ck_assert_ptr_null(capture_open(path, filter, reason));
  ck_assert_ptr_nonnull(strstr(reason, "the filter cannot be applied to it: "));
  filter_free(filter);
}
END_TEST

/* A capture is known by its first octets, compressed or not; its name says nothing. */
START_TEST(known_by_its_content) {
  struct image image = two_packets();
  write_plain(image.octets, image.length);
  ck_assert(capture_is_one(path));
  write_zstd(&image);
  ck_assert(capture_is_one(path));
  const uint32_t magics[] = {0x0a0d0d0a, 0xa1b23c4d, 0xd4c3b2a1, 0xa1b2cd34};
  for (size_t i = 0; i < 4; i++) {
    write_plain(&magics[i], 4);
    ck_assert(capture_is_one(path));
  }
  write_plain("text", 4);
  ck_assert(!capture_is_one(path));
  write_plain("", 0);
  ck_assert(!capture_is_one(path));
  ck_assert(!capture_is_one(folder));
}
END_TEST

/* A frame that does not carry IP counts as a packet, so that the numbers stay Wireshark's. */
START_TEST(a_frame_without_ip_counts) {
  struct image image = file_header(DLT_EN10MB);
  add_packet(&image, 1, 60, 60);
  write_plain(image.octets, image.length);
  struct capture *capture = open_good();
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert_uint_eq(packet.number, 1);
  ck_assert_ptr_null(packet.ip);
  capture_close(capture);
}
END_TEST

/* A file that ends in the middle of a packet gives what it has, and says after which packet. */
START_TEST(truncated_in_a_packet) {
  struct image image = two_packets();
  write_plain(image.octets, image.length - 1);
  struct capture *capture = open_good();
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_PACKET);
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_BROKEN);
  ck_assert_ptr_nonnull(strstr(capture_reason(capture), "truncated after packet 1 "));
  capture_close(capture);
}
END_TEST

/* Compressed data that end too early are noticed even where the capture looks whole. */
START_TEST(truncated_gzip) {
  struct image image = two_packets();
  write_gzip(&image);
  FILE *file = fopen(path, "rb");
  ck_assert_ptr_nonnull(file);
  uint8_t octets[512];
  size_t length = fread(octets, 1, sizeof octets, file);
  ck_assert_int_eq(fclose(file), 0);
  write_plain(octets, length - 4); /* without the length field at the end */
  struct capture *capture = open_good();
  struct capture_packet packet;
  enum capture_result result = CAPTURE_PACKET;
  while (result == CAPTURE_PACKET)
    result = capture_next(capture, &packet);
  ck_assert_int_eq(result, CAPTURE_BROKEN);
  ck_assert_ptr_nonnull(strstr(capture_reason(capture), "gzip"));
  capture_close(capture);
}
END_TEST

/* A packet longer than any can be is damage, not a reason to allocate gigabytes. */
START_TEST(impossible_packet_length) {
  struct image image = two_packets();
  const uint32_t huge = 0x7fffffff;
  memcpy(image.octets + 24 + 8, &huge, sizeof huge);
  write_plain(image.octets, image.length);
  struct capture *capture = open_good();
  struct capture_packet packet;
  ck_assert_int_eq(capture_next(capture, &packet), CAPTURE_BROKEN);
  ck_assert_ptr_nonnull(strstr(capture_reason(capture), "damaged after packet 0 "));
  capture_close(capture);
}
END_TEST

START_TEST(empty_file) {
  write_plain("", 0);
  assert_refused(path, "is empty");
}
END_TEST

START_TEST(empty_gzip_file) {
  const struct image nothing = {.length = 0};
  write_gzip(&nothing);
  assert_refused(path, "is empty");
}
END_TEST

START_TEST(text_file) {
  const char text[] = "This is no capture at all, but plain English.\n";
  write_plain(text, sizeof text - 1);
  assert_refused(path, "is not a pcap or pcapng capture");
}
END_TEST

/* A file that ends within its file header. */
START_TEST(truncated_file_header) {
  struct image image = two_packets();
  write_plain(image.octets, 20);
  assert_refused(path, "is not a pcap or pcapng capture (truncated");
}
END_TEST

START_TEST(damaged_gzip_file) {
  struct image image = two_packets();
  write_gzip(&image);
  FILE *file = fopen(path, "r+b");
  ck_assert_ptr_nonnull(file);
  ck_assert_int_eq(fseek(file, 10, SEEK_SET), 0); /* where the compressed data begin */
  ck_assert_int_ne(fputs("\xff\xff\xff\xff\xff\xff", file), EOF);
  ck_assert_int_eq(fclose(file), 0);
  assert_refused(path, "damaged gzip data");
}
END_TEST

START_TEST(directory) { assert_refused(folder, "is a directory"); }
END_TEST

START_TEST(missing_file) { assert_refused(path, "No such file or directory"); }
END_TEST

/* A file that opens but cannot be read: this one gives an I/O error at its beginning. */
START_TEST(unreadable_file) { assert_refused("/proc/self/mem", "Input/output error"); }
END_TEST

START_TEST(unsupported_link_type) {
  struct image image = file_header(DLT_IEEE802_11);
  write_plain(image.octets, image.length);
  assert_refused(path, "link type IEEE802_11 (105) is not supported");
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      pcap_plain,
      pcap_gzip,
      pcap_xz,
      pcap_zstd,
      pcapng,
      interfaces_that_differ,
      unsupported_interfaces_only,
      pcapng_without_packets,
      pcap_with_nanoseconds,
      filtered,
      filter_that_does_not_suit,
      known_by_its_content,
      a_frame_without_ip_counts,
      truncated_in_a_packet,
      truncated_gzip,
      impossible_packet_length,
      empty_file,
      empty_gzip_file,
      text_file,
      truncated_file_header,
      damaged_gzip_file,
      directory,
      missing_file,
      unreadable_file,
      unsupported_link_type,
  };
  return run_tests("cli/capture", make_folder, remove_folder, tests,
                   sizeof tests / sizeof tests[0]);
}
