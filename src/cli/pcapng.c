#include "pcapng.h"
#include "linklayer.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

enum {
  BLOCK_MAX = 1 << 24, /* the largest packets take 256 KiB; what claims more is damaged */
  SECTION_MIN = 28,
  BODY_END = 4, /* octets of a block after its body: its length again */
  OPTION_RESOLUTION = 9,
  OPTION_OFFSET = 14,
  OPTION_HEADER = 4,
  SIMPLE_FIXED = 4
};

struct interface {
  int link;
  uint32_t snaplen;
  uint8_t resolution; /* as if_tsresol has it */
  int64_t offset;     /* seconds to add */
};

struct pcapng {
  struct window window;
  bool swapped; /* the section is in the octet order that this machine has not */
  bool begun;   /* there was a section header */
  struct interface *interfaces;
  size_t count, capacity;
  const char *reason;
};

bool pcapng_begins(const uint8_t octets[STREAM_HEAD]) {
  uint32_t type;
  memcpy(&type, octets, sizeof type);
  return type == PCAPNG_SECTION; /* a palindrome */
}

struct pcapng *pcapng_open(struct stream *stream) {
  struct pcapng *file = grow(NULL, 1, sizeof *file);
  memset(file, 0, sizeof *file);
  window_open(&file->window, stream);
  return file;
}

void pcapng_close(struct pcapng *file) {
  free(file->interfaces);
  window_close(&file->window);
  free(file);
}

const char *pcapng_reason(const struct pcapng *file) { return file->reason; }

bool pcapng_is_swapped(const struct pcapng *file) { return file->swapped; }

int pcapng_link(const struct pcapng *file, size_t number) {
  return number < file->count ? file->interfaces[number].link : -1;
}

/* ---- Numbers --------------------------------------------------------------------------------- */

uint32_t pcapng_get(const struct pcapng *file, const uint8_t *octets) {
  uint32_t number;
  memcpy(&number, octets, sizeof number);
  return file->swapped ? __builtin_bswap32(number) : number;
}

static uint16_t get16(const struct pcapng *file, const uint8_t *octets) {
  uint16_t number;
  memcpy(&number, octets, sizeof number);
  return file->swapped ? __builtin_bswap16(number) : number;
}

static int64_t get64(const struct pcapng *file, const uint8_t *octets) {
  uint64_t number;
  memcpy(&number, octets, sizeof number);
  return (int64_t)(file->swapped ? __builtin_bswap64(number) : number);
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static enum pcapng_result broken(struct pcapng *file, const char *reason) {
  file->reason = reason;
  return PCAPNG_BROKEN;
}

/* A section has its own octet order and its own interfaces. */
static bool begin_section(struct pcapng *file) {
  uint32_t order;
  memcpy(&order, window_octets(&file->window) + PCAPNG_HEADER, sizeof order);
  file->begun = true;
  file->count = 0;
  file->swapped = order == __builtin_bswap32(PCAPNG_BYTE_ORDER);
  return file->swapped || order == PCAPNG_BYTE_ORDER;
}

static void read_option(const struct pcapng *file, struct interface *interface, unsigned code,
                        const uint8_t *value, size_t length) {
  if (code == OPTION_RESOLUTION && length == 1) interface->resolution = value[0];
  if (code == OPTION_OFFSET && length == 8) interface->offset = get64(file, value);
}

static bool begin_interface(struct pcapng *file, const struct pcapng_block *block) {
  const uint8_t *at = block->octets + PCAPNG_HEADER;
  const uint8_t *end = block->octets + block->length - BODY_END;
  if (end - at < 8) return false;
  file->interfaces =
      grow_for_one_more(file->interfaces, file->count, &file->capacity, sizeof *file->interfaces);
  struct interface *interface = &file->interfaces[file->count++];
  *interface = (struct interface){
      .link = link_of_file(get16(file, at)), .snaplen = pcapng_get(file, at + 4), .resolution = 6};
  for (at += 8; end - at >= OPTION_HEADER;) {
    unsigned code = get16(file, at), length = get16(file, at + 2);
    at += OPTION_HEADER;
    if (code == 0) break;
    if (end - at < (ptrdiff_t)length) return false;
    read_option(file, interface, code, at, length);
    at += (length + 3U) / 4U * 4U;
  }
  return true;
}

/* What a block before this one means for it, and this one for those behind it. */
static enum pcapng_result accept(struct pcapng *file, const struct pcapng_block *block) {
  if (pcapng_get(file, block->octets + block->length - BODY_END) != block->length)
    return broken(file, "the two lengths of a block differ");
  if (block->type == PCAPNG_INTERFACE && !begin_interface(file, block))
    return broken(file, "an interface description is malformed");
  return PCAPNG_BLOCK;
}

enum pcapng_result pcapng_next(struct pcapng *file, struct pcapng_block *block) {
  static const char short_block[] = "truncated within a block";
  struct window *window = &file->window;
  if (!window_need(window, PCAPNG_HEADER + BODY_END)) {
    if (window_size(window) == 0 && stream_fault(window->stream) == NULL) return PCAPNG_END;
    return broken(file, short_block);
  }
  uint32_t type = pcapng_get(file, window_octets(window));
  if (type == PCAPNG_SECTION && !begin_section(file))
    return broken(file, "a section header has no valid byte-order magic");
  if (!file->begun) return broken(file, "a section header is missing");
  uint32_t length = pcapng_get(file, window_octets(window) + 4);
  uint32_t least = type == PCAPNG_SECTION ? SECTION_MIN : PCAPNG_HEADER + BODY_END;
  if (length < least || length > BLOCK_MAX || length % 4 != 0)
    return broken(file, "a block has an impossible length");
  if (!window_need(window, length)) return broken(file, short_block);
  *block = (struct pcapng_block){.type = type, .length = length, .octets = window_octets(window)};
  window_pass(window, length);
  return accept(file, block);
}

/* A section may change the octet order: who wants to see past it has to read it. */
bool pcapng_has_next(const struct pcapng *file) {
  const uint8_t *at = window_octets(&file->window);
  size_t left = window_size(&file->window);
  while (left >= PCAPNG_HEADER + BODY_END) {
    const struct pcapng_block next = {.type = pcapng_get(file, at),
                                      .length = pcapng_get(file, at + 4)};
    if (next.type == PCAPNG_SECTION || next.length == 0 || next.length > left) return false;
    if (pcapng_is_packet(&next)) return true;
    at += next.length;
    left -= next.length;
  }
  return false;
}

void pcapng_move(struct pcapng *file, struct buffer *buffer) { window_move(&file->window, buffer); }

/* ---- Packets --------------------------------------------------------------------------------- */

/* From units of 2^-BITS seconds to microseconds. */
static uint64_t from_binary(uint64_t ticks, unsigned bits) {
  if (bits > 63) return 0;
  uint64_t seconds = ticks >> bits, rest = ticks & (((uint64_t)1 << bits) - 1);
  for (; bits > 40; bits--) /* lest the product overflow; a microsecond is about 2^-20 */
    rest >>= 1;
  return seconds * 1000000U + ((rest * 1000000U) >> bits);
}

/* From units of 10^-DIGITS seconds to microseconds. */
static uint64_t from_decimal(uint64_t ticks, unsigned digits) {
  for (; digits > 6; digits--)
    ticks /= 10;
  for (; digits < 6; digits++)
    ticks *= 10;
  return ticks;
}

static uint64_t microseconds(const struct interface *interface, uint64_t ticks) {
  unsigned exponent = interface->resolution & 0x7fU;
  bool is_binary = (interface->resolution & 0x80U) != 0;
  return (is_binary ? from_binary(ticks, exponent) : from_decimal(ticks, exponent)) +
         (uint64_t)interface->offset * 1000000U;
}

bool pcapng_is_packet(const struct pcapng_block *block) {
  return block->type == PCAPNG_PACKET || block->type == PCAPNG_SIMPLE_PACKET ||
         block->type == PCAPNG_OLD_PACKET;
}

static bool simple_frame(struct pcapng *file, const struct pcapng_block *block,
                         struct pcapng_frame *frame) {
  const uint32_t room = block->length - PCAPNG_HEADER - BODY_END;
  if (file->count == 0 || room < SIMPLE_FIXED) {
    file->reason = "a packet has no interface";
    return false;
  }
  const struct interface *interface = &file->interfaces[0];
  frame->link = interface->link;
  frame->time = 0;
  frame->length = pcapng_get(file, block->octets + PCAPNG_HEADER);
  frame->captured = frame->length;
  if (interface->snaplen != 0 && frame->captured > interface->snaplen)
    frame->captured = interface->snaplen;
  frame->frame = block->octets + PCAPNG_HEADER + SIMPLE_FIXED;
  if (frame->captured > room - SIMPLE_FIXED) file->reason = "a packet is longer than its block";
  return file->reason == NULL;
}

static bool full_frame(struct pcapng *file, const struct pcapng_block *block,
                       struct pcapng_frame *frame) {
  const uint8_t *at = block->octets + PCAPNG_HEADER;
  const uint32_t room = block->length - PCAPNG_HEADER - BODY_END;
  bool is_old = block->type == PCAPNG_OLD_PACKET;
  if (room < PCAPNG_PACKET_FIXED) {
    file->reason = "a packet block is too short";
    return false;
  }
  uint32_t number = is_old ? get16(file, at) : pcapng_get(file, at);
  if (number >= file->count) {
    file->reason = "a packet is of an interface that is not described";
    return false;
  }
  uint64_t ticks = (uint64_t)pcapng_get(file, at + 4) << 32 | pcapng_get(file, at + 8);
  frame->link = file->interfaces[number].link;
  frame->time = microseconds(&file->interfaces[number], ticks);
  frame->captured = pcapng_get(file, at + 12);
  frame->length = pcapng_get(file, at + 16);
  frame->frame = at + PCAPNG_PACKET_FIXED;
  if (frame->captured > room - PCAPNG_PACKET_FIXED)
    file->reason = "a packet is longer than its block";
  return file->reason == NULL;
}

bool pcapng_frame(struct pcapng *file, const struct pcapng_block *block,
                  struct pcapng_frame *frame) {
  switch (block->type) {
  case PCAPNG_SIMPLE_PACKET:
    return simple_frame(file, block, frame);
  case PCAPNG_PACKET:
  case PCAPNG_OLD_PACKET:
    return full_frame(file, block, frame);
  default:
    return false;
  }
}
