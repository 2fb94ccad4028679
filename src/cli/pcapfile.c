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
  FRAME_MAX = 1 << 18, /* as libpcap has it */
  ROOM = 1 << 19,
  AT_ONCE = 1 << 17 /* octets read at a time: not so many that they leave the processor's cache */
};

struct pcapfile {
  struct stream *stream;
  int link;
  uint32_t snaplen;
  bool swapped;    /* its octet order is the one that this machine has not */
  uint32_t record; /* octets of the header of a packet */
  uint32_t unit;   /* of the fraction of a second: so many make a microsecond */
  const char *reason;
  size_t at, end; /* what of the octets is not yet read */
  uint8_t octets[ROOM];
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
  memcpy(&number, &file->octets[file->at + at], sizeof number);
  return file->swapped ? __builtin_bswap32(number) : number;
}

/* Sees to it that COUNT octets, at most ROOM, are there; false if the file has no more. */
static bool need(struct pcapfile *file, size_t count) {
  if (file->end - file->at >= count) return true;
  memmove(file->octets, file->octets + file->at, file->end - file->at);
  file->end -= file->at;
  file->at = 0;
  const size_t enough = count > AT_ONCE ? ROOM : AT_ONCE;
  size_t got = 1;
  while (file->end < count && got > 0) {
    got = stream_read(file->stream, file->octets + file->end, enough - file->end);
    file->end += got;
  }
  return file->end >= count;
}

static const char *read_header(struct pcapfile *file) {
  if (!need(file, STREAM_HEAD)) return "truncated within its header";
  const struct variant *variant = variant_of(file->octets, &file->swapped);
  if (variant == NULL) return "unknown file format";
  if (!need(file, HEADER)) return "truncated within its header";
  uint16_t version = 0;
  memcpy(&version, &file->octets[VERSION_AT], sizeof version);
  if ((file->swapped ? __builtin_bswap16(version) : version) != VERSION)
    return "unknown version of the format";
  file->record = variant->record;
  file->unit = variant->unit;
  file->snaplen = number_at(file, SNAPLEN_AT);
  file->link = link_of_file(number_at(file, LINK_AT) & LINK_MASK);
  file->at = HEADER;
  return NULL;
}

struct pcapfile *pcapfile_open(struct stream *stream, const char **reason) {
  struct pcapfile *file = grow(NULL, 1, sizeof *file);
  file->stream = stream;
  file->reason = NULL;
  file->at = file->end = 0;
  *reason = read_header(file);
  if (*reason == NULL) return file;
  free(file);
  return NULL;
}

bool pcapfile_next(struct pcapfile *file, struct pcapfile_frame *frame) {
  static const char truncated[] = "truncated within a packet";
  if (!need(file, file->record)) {
    if (file->end > file->at) file->reason = truncated;
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
  if (!need(file, file->record + frame->captured)) {
    file->reason = truncated;
    return false;
  }
  frame->octets = &file->octets[file->at + file->record];
  file->at += file->record + frame->captured;
  return true;
}

const char *pcapfile_reason(const struct pcapfile *file) { return file->reason; }

int pcapfile_link(const struct pcapfile *file) { return file->link; }

uint32_t pcapfile_snaplen(const struct pcapfile *file) { return file->snaplen; }

unsigned pcapfile_digits(const struct pcapfile *file) { return file->unit == 1 ? 6 : 9; }

void pcapfile_close(struct pcapfile *file) { free(file); }
