/* Annotated copies: the packets as they were, with comments on some.  That Wireshark shows them,
   tests/cli/formats.sh tells. */
#include "annotate.h"

#include <unistd.h>

#include "blocks.h"
#include "craft.h"
#include "judged.h"

static char input[] = "/tmp/plumb-annotate-XXXXXX";
static char output[] = "/tmp/plumb-annotated-XXXXXX";
static struct draft draft;
static struct annotation annotation;
static uint8_t copy[65536];
static size_t copied;

static void begin(void) {
  ck_assert_int_ge(close(mkstemp(input)), 0);
  ck_assert_int_ge(close(mkstemp(output)), 0);
  annotation.out = create(output);
}

static void end(void) {
  annotate_free(&annotation);
  draft_free(&draft);
  (void)unlink(input);
  (void)unlink(output);
}

/* Copies the input with its notes; the copy can be looked at thereafter. */
static void annotate(void) {
  char reason[64];
  ck_assert(annotate_file(&annotation, input, reason, sizeof reason));
  ck_assert_int_eq(fclose(annotation.out), 0);
  FILE *file = fopen(output, "rb");
  ck_assert_ptr_nonnull(file);
  copied = fread(copy, 1, sizeof copy, file);
  ck_assert_int_eq(fclose(file), 0);
}

/* Blocks of the copy, in their order. */
static struct stream *stream;
static struct pcapng *reader;
static struct pcapng_block block;

static void open_copy(void) {
  char reason[64];
  stream = stream_open(output, reason, sizeof reason);
  ck_assert_ptr_nonnull(stream);
  reader = pcapng_open(stream);
}

static void next_of(uint32_t type) {
  ck_assert_int_eq(pcapng_next(reader, &block), PCAPNG_BLOCK);
  ck_assert_uint_eq(block.type, type);
}

static void close_copy(void) {
  ck_assert_int_eq(pcapng_next(reader, &block), PCAPNG_END);
  pcapng_close(reader);
  stream_close(stream);
}

/* Is TEXT among the octets of the block? */
static bool block_says(const char *text) {
  return memmem(block.octets, block.length, text, strlen(text)) != NULL;
}

/* A section of raw IP: three packets, the third with a comment of its own, and a block that nobody
   knows. */
static void write_pcapng(void) {
  FILE *file = create(input);
  put_section(&draft, file);
  put_interface(&draft, 101, 9, file);
  put_packet(&draft, 0, 1000000001, ipv4_frame, 20, file);
  put_packet(&draft, 0, 1000000002, ipv4_frame, 17, file);
  draft_begin(&draft, 0x0bad);
  draft_octets(&draft, "unknown", 7);
  draft_write(&draft, file);
  draft_begin(&draft, PCAPNG_PACKET);
  draft_number(&draft, 0);
  draft_number(&draft, 0);
  draft_number(&draft, 1000000003);
  draft_number(&draft, 18);
  draft_number(&draft, 60);
  draft_octets(&draft, ipv4_frame, 18);
  draft_option(&draft, OPTION_COMMENT, "its own", 7);
  draft_option(&draft, OPTION_END, NULL, 0);
  draft_write(&draft, file);
  ck_assert_int_eq(fclose(file), 0);
}

/* Verdicts stand at the first packet of their connection, findings at their own; what was there
   stays.  In either octet order. */
START_TEST(comments) {
  draft.swapped = _i == 1;
  write_pcapng();
  const struct judged judged = a_judged_connection();
  annotate_connection(&annotation, &judged);
  annotate();
  open_copy();
  next_of(PCAPNG_SECTION);
  next_of(PCAPNG_INTERFACE);
  next_of(PCAPNG_PACKET);
  ck_assert(block_says("plumb: connection 7, 192.0.2.1:1000: violates"));
  ck_assert(block_says("plumb: connection 7, 192.0.2.2:80: inconclusive, it is not shown"));
  next_of(PCAPNG_PACKET);
  ck_assert(!block_says("plumb"));
  next_of(0x0bad);
  ck_assert(block_says("unknown"));
  next_of(PCAPNG_PACKET);
  ck_assert(
      block_says("plumb: MUST MUST-9, 192.0.2.1:1000 in ESTABLISHED: It did what it must not. "
                 "Allowed: ACK 1; seen: ACK 2."));
  ck_assert(block_says("its own"));
  struct pcapng_frame frame;
  ck_assert(pcapng_frame(reader, &block, &frame));
  ck_assert_uint_eq(frame.time, 1000000);
  ck_assert_uint_eq(frame.captured, 18);
  ck_assert_uint_eq(frame.length, 60);
  close_copy();
}
END_TEST

/* Without a note, the copy is the same octet by octet; but for the length of a section, which
   nobody needs. */
START_TEST(nothing_to_say) {
  static uint8_t original[65536];
  write_pcapng();
  FILE *file = fopen(input, "rb");
  ck_assert_ptr_nonnull(file);
  size_t length = fread(original, 1, sizeof original, file);
  ck_assert_int_eq(fclose(file), 0);
  annotate();
  ck_assert_uint_eq(copied, length);
  ck_assert(memcmp(copy, original, length) == 0);
}
END_TEST

/* A section whose length is told has it no more: the comments make it longer. */
START_TEST(the_length_of_a_section) {
  FILE *file = create(input);
  draft_begin(&draft, PCAPNG_SECTION);
  draft_number(&draft, PCAPNG_BYTE_ORDER);
  draft_pair(&draft, 1, 0);
  draft_number(&draft, 0);
  draft_number(&draft, 0);
  draft_option(&draft, 4, "user", 4);
  draft_write(&draft, file);
  ck_assert_int_eq(fclose(file), 0);
  annotate();
  open_copy();
  next_of(PCAPNG_SECTION);
  ck_assert_uint_eq(pcapng_get(reader, block.octets + 16), UINT32_MAX);
  ck_assert_uint_eq(pcapng_get(reader, block.octets + 20), UINT32_MAX);
  ck_assert(block_says("user"));
  close_copy();
}
END_TEST

/* Simple packets have no room for comments: how many are left out is counted. */
START_TEST(simple_packets) {
  FILE *file = create(input);
  put_section(&draft, file);
  put_interface(&draft, 101, 6, file);
  draft_begin(&draft, PCAPNG_SIMPLE_PACKET);
  draft_number(&draft, 20);
  draft_octets(&draft, ipv4_frame, 20);
  draft_write(&draft, file);
  ck_assert_int_eq(fclose(file), 0);
  const struct judged judged = a_judged_connection();
  annotate_connection(&annotation, &judged);
  annotate();
  ck_assert_uint_eq(annotation.homeless, 2);
}
END_TEST

/* A pcap file of raw IP with two packets, the second cut; MAGIC tells the unit of the fractions. */
static void write_pcap(uint32_t magic) {
  const uint32_t header[6] = {magic, 0x00040002, 0, 0, 20, 101};
  const uint32_t packets[2][4] = {{1, 999, 20, 20}, {2, 998, 20, 1500}};
  FILE *file = create(input);
  ck_assert_uint_eq(fwrite(header, sizeof header, 1, file), 1);
  for (int i = 0; i < 2; i++) {
    ck_assert_uint_eq(fwrite(packets[i], sizeof packets[i], 1, file), 1);
    ck_assert_uint_eq(fwrite(ipv4_frame, sizeof ipv4_frame, 1, file), 1);
  }
  ck_assert_int_eq(fclose(file), 0);
}

/* pcap becomes pcapng: link type, snap length, lengths and times to the last digit stay. */
START_TEST(from_pcap) {
  struct judged judged = a_judged_connection();
  struct finding second = finding;
  second.packet = 2, second.is_later = true;
  judged.judgements[0].findings = &second;
  judged.shown[1] = false;
  const uint64_t ticks = _i == 0 ? 1000000 : 1000000000;
  write_pcap(_i == 0 ? 0xa1b2c3d4 : 0xa1b23c4d);
  annotate_connection(&annotation, &judged);
  annotate();
  open_copy();
  next_of(PCAPNG_SECTION);
  next_of(PCAPNG_INTERFACE);
  ck_assert_int_eq(pcapng_link(reader, 0), 12);
  ck_assert_uint_eq(pcapng_get(reader, block.octets + 12), 20);
  next_of(PCAPNG_PACKET);
  ck_assert(block_says("plumb: connection 7, 192.0.2.1:1000: violates"));
  ck_assert(!block_says("192.0.2.2"));
  ck_assert_uint_eq(pcapng_get(reader, block.octets + 16), 1 * ticks + 999);
  next_of(PCAPNG_PACKET);
  ck_assert(block_says("seen: ACK 2. It may follow from an earlier finding."));
  ck_assert_uint_eq(pcapng_get(reader, block.octets + 16), 2 * ticks + 998);
  ck_assert_uint_eq(pcapng_get(reader, block.octets + 20), 20);
  ck_assert_uint_eq(pcapng_get(reader, block.octets + 24), 1500);
  close_copy();
}
END_TEST

/* Several files follow one another as sections, each with its own notes. */
START_TEST(several_files) {
  char reason[64];
  const struct judged judged = a_judged_connection();
  write_pcap(0xa1b2c3d4);
  annotate_connection(&annotation, &judged);
  ck_assert(annotate_file(&annotation, input, reason, sizeof reason));
  annotate();
  open_copy();
  for (int file = 0; file < 2; file++) {
    next_of(PCAPNG_SECTION);
    next_of(PCAPNG_INTERFACE);
    next_of(PCAPNG_PACKET);
    ck_assert(block_says("plumb") == (file == 0));
    next_of(PCAPNG_PACKET);
  }
  close_copy();
}
END_TEST

/* A capture that breaks off is copied as far as it goes. */
START_TEST(a_capture_that_breaks_off) {
  write_pcapng();
  ck_assert_int_eq(truncate(input, 28 + 32 + 52 + 20), 0);
  annotate();
  open_copy();
  next_of(PCAPNG_SECTION);
  next_of(PCAPNG_INTERFACE);
  next_of(PCAPNG_PACKET);
  close_copy();
}
END_TEST

START_TEST(a_file_that_is_gone) {
  char reason[64];
  ck_assert(!annotate_file(&annotation, "/nonexistent", reason, sizeof reason));
  ck_assert_str_eq(reason, "No such file or directory");
  ck_assert_int_eq(fclose(annotation.out), 0);
}
END_TEST

int main(void) {
  const TTest *once[] = {nothing_to_say, the_length_of_a_section,   simple_packets,
                         several_files,  a_capture_that_breaks_off, a_file_that_is_gone};
  const TTest *twice[] = {comments, from_pcap};
  return run_tests("cli/annotate", begin, end, once, sizeof once / sizeof once[0]) |
         run_loop_tests("cli/annotate, either variant", begin, end, twice, 2, 2);
}
