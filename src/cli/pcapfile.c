#include "pcapfile.h"
#include "linklayer.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

enum {
  HEADER = 24,
  SNAPLEN_AT = 16,
  LINK_AT = 20,
  LINK_MASK = 0x03ffffff, /* the rest tells of frame check sequences */
  VERSION_AT = 4,
  VERSION = 2,
  RECORD = 16,
  RECORD_PATCHED = 24, /* with the interface, which nothing needs */
  FRAME_MAX = 1 << 18  /* as libpcap has it */
};

struct pcapfile {
  struct window window;
  int link;
  uint32_t snaplen;
  bool swapped;    /* its octet order is the one that this machine has not */
  uint32_t record; /* octets of the header of a packet */
  uint32_t unit;   /* of the fraction of a second: so many make a microsecond */
  const char *reason;
};

/* The variants, by the first four octets. */
static const struct variant {
  uint32_t magic, record, unit;
} variants[] = {
    {0xa1b2c3d4, RECORD, 1}, {0xa1b23c4d, RECORD, 1000}, {0xa1b2cd34, RECORD_PATCHED, 1}};

static const struct variant *variant_of(const uint8_t octets[STREAM_HEAD], bool *swapped) {
  uint32_t magic = 0;
  memcpy(&magic, octets, sizeof magic);
  for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
    *swapped = magic == __builtin_bswap32(variants[i].magic);
    if (*swapped || magic == variants[i].magic) return &variants[i];
  }
  return NULL;
}

bool pcapfile_begins(const uint8_t octets[STREAM_HEAD]) {
  bool swapped = false;
  return variant_of(octets, &swapped) != NULL;
}

static uint32_t number_at(const struct pcapfile *file, size_t at) {
  uint32_t number = 0;
  memcpy(&number, window_octets(&file->window) + at, sizeof number);
  return file->swapped ? __builtin_bswap32(number) : number;
}

static const char *read_header(struct pcapfile *file) {
  if (!window_need(&file->window, STREAM_HEAD)) return "truncated within its header";
  const struct variant *variant = variant_of(window_octets(&file->window), &file->swapped);
  if (variant == NULL) return "unknown file format";
  if (!window_need(&file->window, HEADER)) return "truncated within its header";
  uint16_t version = 0;
  memcpy(&version, window_octets(&file->window) + VERSION_AT, sizeof version);
  if ((file->swapped ? __builtin_bswap16(version) : version) != VERSION)
    return "unknown version of the format";
  file->record = variant->record;
  file->unit = variant->unit;
  file->snaplen = number_at(file, SNAPLEN_AT);
  file->link = link_of_file(number_at(file, LINK_AT) & LINK_MASK);
  window_pass(&file->window, HEADER);
  return NULL;
}

struct pcapfile *pcapfile_open(struct stream *stream, const char **reason) {
  struct pcapfile *file = grow(NULL, 1, sizeof *file);
  window_open(&file->window, stream);
  file->reason = NULL;
  *reason = read_header(file);
  if (*reason == NULL) return file;
  pcapfile_close(file);
  return NULL;
}

bool pcapfile_next(struct pcapfile *file, struct pcapfile_frame *frame) {
  static const char truncated[] = "truncated within a packet";
  if (!window_need(&file->window, file->record)) {
    if (window_size(&file->window) > 0) file->reason = truncated;
    return false;
  }
  frame->seconds = number_at(file, 0);
  frame->fraction = number_at(file, 4);
  frame->time = (uint64_t)frame->seconds * 1000000U + frame->fraction / file->unit;
  frame->captured = number_at(file, 8);
  frame->length = number_at(file, 12);
  if (frame->captured > FRAME_MAX) {
    file->reason = "a packet has an impossible length";
    return false;
  }
  if (!window_need(&file->window, file->record + frame->captured)) {
    file->reason = truncated;
    return false;
  }
  frame->octets = window_octets(&file->window) + file->record;
  window_pass(&file->window, file->record + frame->captured);
  return true;
}

bool pcapfile_has_next(const struct pcapfile *file) {
  const size_t size = window_size(&file->window);
  return size >= file->record && size - file->record >= number_at(file, 8);
}

void pcapfile_move(struct pcapfile *file, struct buffer *buffer) {
  window_move(&file->window, buffer);
}

const char *pcapfile_reason(const struct pcapfile *file) { return file->reason; }

int pcapfile_link(const struct pcapfile *file) { return file->link; }

uint32_t pcapfile_snaplen(const struct pcapfile *file) { return file->snaplen; }

unsigned pcapfile_digits(const struct pcapfile *file) { return file->unit == 1 ? 6 : 9; }

void pcapfile_close(struct pcapfile *file) {
  window_close(&file->window);
  free(file);
}
