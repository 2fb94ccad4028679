/* pcapng files, block by block. */
#include "pcapng.h"

#include <unistd.h>

#include "blocks.h"
#include "craft.h"

static char path[] = "/tmp/plumb-pcapng-XXXXXX";
static struct draft draft;
static struct stream *stream;
static struct pcapng *reader;

static void begin(void) { ck_assert_int_ge(close(mkstemp(path)), 0); }

static void end(void) {
  if (reader != NULL) pcapng_close(reader);
  if (stream != NULL) stream_close(stream);
  draft_free(&draft);
  (void)unlink(path);
}

static void open_it(FILE *file) {
  char reason[64];
  ck_assert_int_eq(fclose(file), 0);
  stream = stream_open(path, reason, sizeof reason);
  ck_assert_ptr_nonnull(stream);
  reader = pcapng_open(stream);
}

/* The next packet of the file. */
static struct pcapng_frame next_frame(void) {
  struct pcapng_block block;
  struct pcapng_frame frame;
  do
    ck_assert_int_eq(pcapng_next(reader, &block), PCAPNG_BLOCK);
  while (!pcapng_is_packet(&block));
  ck_assert_msg(pcapng_frame(reader, &block, &frame), "%s", pcapng_reason(reader));
  return frame;
}

static void assert_ends(void) {
  struct pcapng_block block;
  ck_assert_int_eq(pcapng_next(reader, &block), PCAPNG_END);
  ck_assert_ptr_null(pcapng_reason(reader));
}

/* Reading goes wrong, at the latest in a packet, for a reason that begins so. */
static void assert_broken(FILE *file, const char *begins) {
  struct pcapng_block block;
  struct pcapng_frame frame;
  open_it(file);
  while (pcapng_next(reader, &block) == PCAPNG_BLOCK)
    if (pcapng_is_packet(&block) && !pcapng_frame(reader, &block, &frame)) break;
  ck_assert_ptr_nonnull(pcapng_reason(reader));
  ck_assert_msg(strncmp(pcapng_reason(reader), begins, strlen(begins)) == 0, "%s",
                pcapng_reason(reader));
}

/* Interfaces differ in link type and resolution; a packet is read by its own.  In either octet
   order. */
START_TEST(interfaces_of_their_own) {
  draft.swapped = _i == 1;
  FILE *file = create(path);
  put_section(&draft, file);
  put_interface(&draft, 101, 6, file);
  put_interface(&draft, 1, 9, file);
  put_interface(&draft, 113, 3, file);
  put_interface(&draft, 101, 0x80 | 20, file);
  put_packet(&draft, 0, 1250000, ipv4_frame, 20, file);
  put_packet(&draft, 1, 1250000999, ipv4_frame, 18, file);
  put_packet(&draft, 2, 1250, ipv4_frame, 20, file);
  put_packet(&draft, 3, (1 << 20) + (1 << 18), ipv4_frame, 20, file);
  open_it(file);
  const int links[] = {12, 1, 113, 12}; /* LINKTYPE_RAW is DLT_RAW, 12, to libpcap */
  for (size_t i = 0; i < 4; i++) {
    struct pcapng_frame frame = next_frame();
    ck_assert_int_eq(frame.link, links[i]);
    ck_assert_uint_eq(frame.time, 1250000);
    ck_assert_uint_eq(frame.captured, i == 1 ? 18 : 20);
    ck_assert_uint_eq(frame.frame[0], 0x45);
  }
  ck_assert_int_eq(pcapng_link(reader, 2), 113);
  ck_assert_int_eq(pcapng_link(reader, 4), -1);
  ck_assert(pcapng_is_swapped(reader) == draft.swapped);
  assert_ends();
}
END_TEST

/* Clocks of every resolution, and what would overflow. */
START_TEST(resolutions) {
  const struct {
    uint8_t resolution;
    uint64_t ticks, microseconds;
  } clocks[] = {{0, 7, 7000000},
                {12, 7000001000000, 7000001},
                {127, UINT64_MAX, 0},
                {0x80 | 10, 3 << 9, 1500000},
                {0x80 | 63, (uint64_t)3 << 62, 1500000},
                {0x80 | 64, UINT64_MAX, 0}};
  FILE *file = create(path);
  for (size_t i = 0; i < 6; i++) {
    put_section(&draft, file);
    put_interface(&draft, 101, clocks[i].resolution, file);
    put_packet(&draft, 0, clocks[i].ticks, ipv4_frame, 20, file);
  }
  open_it(file);
  for (size_t i = 0; i < 6; i++)
    ck_assert_uint_eq(next_frame().time, clocks[i].microseconds);
}
END_TEST

/* An interface may count from another epoch. */
START_TEST(time_offset) {
  const uint8_t offset[8] = {100};
  FILE *file = create(path);
  put_section(&draft, file);
  draft_begin(&draft, PCAPNG_INTERFACE);
  draft_pair(&draft, 101, 0);
  draft_number(&draft, 0);
  draft_option(&draft, 14, offset, sizeof offset);
  draft_write(&draft, file);
  put_packet(&draft, 0, 5, ipv4_frame, 20, file);
  open_it(file);
  ck_assert_uint_eq(next_frame().time, 100000005);
}
END_TEST

/* Two files joined are two sections, each with its interfaces and its octet order. */
START_TEST(sections) {
  FILE *file = create(path);
  for (int i = 0; i < 2; i++) {
    draft.swapped = i == 1;
    put_section(&draft, file);
    put_interface(&draft, i == 0 ? 101 : 1, 6, file);
    put_packet(&draft, 0, 7, ipv4_frame, 20, file);
  }
  open_it(file);
  ck_assert_int_eq(next_frame().link, 12);
  ck_assert_int_eq(next_frame().link, 1);
  assert_ends();
}
END_TEST

/* Simple packets have neither time nor interface, and end where the snap length cut them. */
START_TEST(simple_packet) {
  FILE *file = create(path);
  put_section(&draft, file);
  draft_begin(&draft, PCAPNG_INTERFACE);
  draft_pair(&draft, 101, 0);
  draft_number(&draft, 20);
  draft_write(&draft, file);
  draft_begin(&draft, PCAPNG_SIMPLE_PACKET);
  draft_number(&draft, 1500);
  draft_octets(&draft, ipv4_frame, 20);
  draft_write(&draft, file);
  open_it(file);
  struct pcapng_frame frame = next_frame();
  ck_assert_uint_eq(frame.captured, 20);
  ck_assert_uint_eq(frame.length, 1500);
  ck_assert_uint_eq(frame.time, 0);
}
END_TEST

/* The packet block of old has a count of drops beside its interface. */
START_TEST(old_packet) {
  FILE *file = create(path);
  put_section(&draft, file);
  put_interface(&draft, 1, 6, file);
  put_interface(&draft, 101, 6, file);
  draft_begin(&draft, PCAPNG_OLD_PACKET);
  draft_pair(&draft, 1, 99);
  draft_number(&draft, 0);
  draft_number(&draft, 5);
  draft_number(&draft, 20);
  draft_number(&draft, 60);
  draft_octets(&draft, ipv4_frame, 20);
  draft_write(&draft, file);
  open_it(file);
  struct pcapng_frame frame = next_frame();
  ck_assert_int_eq(frame.link, 12);
  ck_assert_uint_eq(frame.time, 5);
  ck_assert_uint_eq(frame.length, 60);
}
END_TEST

/* A section and an interface, then a block of TYPE whose body is COUNT numbers. */
static FILE *with_block(uint32_t type, const uint32_t *numbers, size_t count) {
  FILE *file = create(path);
  put_section(&draft, file);
  put_interface(&draft, 101, 6, file);
  draft_begin(&draft, type);
  for (size_t i = 0; i < count; i++)
    draft_number(&draft, numbers[i]);
  draft_write(&draft, file);
  return file;
}

START_TEST(a_packet_longer_than_its_block) {
  const uint32_t numbers[] = {0, 0, 0, 8, 8, 0};
  assert_broken(with_block(PCAPNG_PACKET, numbers, 6), "a packet is longer than its block");
}
END_TEST

START_TEST(a_simple_packet_longer_than_its_block) {
  const uint32_t numbers[] = {8, 0};
  assert_broken(with_block(PCAPNG_SIMPLE_PACKET, numbers, 2), "a packet is longer than its block");
}
END_TEST

START_TEST(a_packet_block_too_short) {
  const uint32_t numbers[] = {0, 0, 0, 0};
  assert_broken(with_block(PCAPNG_PACKET, numbers, 4), "a packet block is too short");
}
END_TEST

START_TEST(a_packet_of_an_unknown_interface) {
  const uint32_t numbers[] = {1, 0, 0, 0, 0};
  assert_broken(with_block(PCAPNG_PACKET, numbers, 5), "a packet is of an interface that is not");
}
END_TEST

START_TEST(a_simple_packet_without_interface) {
  FILE *file = create(path);
  put_section(&draft, file);
  draft_begin(&draft, PCAPNG_SIMPLE_PACKET);
  draft_number(&draft, 0);
  draft_write(&draft, file);
  assert_broken(file, "a packet has no interface");
}
END_TEST

/* An option that leads out of its block. */
START_TEST(a_malformed_interface) {
  const uint32_t numbers[] = {101, 0, 0x00400009, 0};
  assert_broken(with_block(PCAPNG_INTERFACE, numbers, 4), "an interface description is malformed");
}
END_TEST

START_TEST(an_interface_too_short) {
  const uint32_t numbers[] = {101};
  assert_broken(with_block(PCAPNG_INTERFACE, numbers, 1), "an interface description is malformed");
}
END_TEST

/* A file of COUNT words. */
static FILE *of_words(const uint32_t *words, size_t count) {
  FILE *file = create(path);
  ck_assert_uint_eq(fwrite(words, 4, count, file), count);
  return file;
}

START_TEST(lengths_that_differ) {
  const uint32_t words[] = {PCAPNG_SECTION, 28, PCAPNG_BYTE_ORDER, 1, 0, 0, 32};
  assert_broken(of_words(words, 7), "the two lengths of a block differ");
}
END_TEST

START_TEST(impossible_lengths) {
  const uint32_t lengths[] = {24, 0x7ffffffc, 30};
  for (size_t i = 0; i < 3; i++) {
    const uint32_t words[] = {PCAPNG_SECTION, lengths[i], PCAPNG_BYTE_ORDER, 1, 0, 0, 28};
    assert_broken(of_words(words, 7), "a block has an impossible length");
    pcapng_close(reader);
    stream_close(stream);
  }
  reader = NULL;
  stream = NULL;
}
END_TEST

START_TEST(no_octet_order) {
  const uint32_t words[] = {PCAPNG_SECTION, 28, 0, 1, 0, 0, 28};
  assert_broken(of_words(words, 7), "a section header has no valid byte-order magic");
}
END_TEST

START_TEST(no_section) {
  const uint32_t words[] = {PCAPNG_INTERFACE, 20, 101, 0, 20};
  assert_broken(of_words(words, 5), "a section header is missing");
}
END_TEST

START_TEST(truncated) {
  const uint32_t words[] = {PCAPNG_SECTION, 28, PCAPNG_BYTE_ORDER, 1, 0, 0, 28};
  for (size_t count = 1; count < 7; count++) {
    assert_broken(of_words(words, count), "truncated within a block");
    pcapng_close(reader);
    stream_close(stream);
  }
  reader = NULL;
  stream = NULL;
}
END_TEST

int main(void) {
  const TTest *tests[] = {
      resolutions,
      time_offset,
      sections,
      simple_packet,
      old_packet,
      a_packet_longer_than_its_block,
      a_simple_packet_longer_than_its_block,
      a_packet_block_too_short,
      a_packet_of_an_unknown_interface,
      a_simple_packet_without_interface,
      a_malformed_interface,
      an_interface_too_short,
      lengths_that_differ,
      impossible_lengths,
      no_octet_order,
      no_section,
      truncated,
  };
  const TTest *twice[] = {interfaces_of_their_own};
  return run_tests("cli/pcapng", begin, end, tests, sizeof tests / sizeof tests[0]) |
         run_loop_tests("cli/pcapng, either octet order", begin, end, twice, 1, 2);
}
