#include "decompress.h"
#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <lzma.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

enum { INPUT_SIZE = 1 << 16, MAGIC_SIZE = 6 };

/* What a decoder may take, whatever the file asks for; the strongest common settings need half. */
#define MEMORY_LIMIT ((uint64_t)1 << 28)

struct codec;

struct stream {
  int file;
  const struct codec *codec; /* NULL: not compressed */
  uint8_t input[INPUT_SIZE];
  size_t at, got;    /* octets of the input that are used, and that are there */
  bool ended;        /* the file has no more */
  bool between;      /* the compressed data may end here */
  uint64_t position; /* octets taken from the file */
  uint64_t size;     /* of the file, 0 if not known */
  char fault[96];    /* "" if none */
  uint8_t head[STREAM_HEAD];
  size_t head_at, head_got;
  z_stream gzip;
  lzma_stream xz;
  ZSTD_DStream *zstd;
};

/* A step takes some of the input and gives up to SIZE octets; returns how many it gave. */
struct codec {
  const char *name;
  uint8_t magic[MAGIC_SIZE];
  size_t magic_length;
  bool (*start)(struct stream *stream);
  size_t (*step)(struct stream *stream, uint8_t *octets, size_t size);
  void (*stop)(struct stream *stream);
};

static size_t left(const struct stream *stream) { return stream->got - stream->at; }

static void blame(struct stream *stream, const char *what) {
  (void)snprintf(stream->fault, sizeof stream->fault, "%s %s data", what, stream->codec->name);
}

/* ---- gzip ------------------------------------------------------------------------------------ */

static bool gzip_start(struct stream *stream) {
  return inflateInit2(&stream->gzip, 16 + MAX_WBITS) == Z_OK; /* 16: with a gzip header */
}

static size_t gzip_step(struct stream *stream, uint8_t *octets, size_t size) {
  z_stream *z = &stream->gzip;
  z->next_in = stream->input + stream->at;
  z->avail_in = (uInt)left(stream);
  z->next_out = octets;
  z->avail_out = size > UINT_MAX ? UINT_MAX : (uInt)size;
  const uInt room = z->avail_out;
  int result = inflate(z, Z_NO_FLUSH);
  stream->at = stream->got - z->avail_in;
  stream->between = result == Z_STREAM_END; /* another member may follow */
  if (result == Z_STREAM_END)
    (void)inflateReset(z);
  else if (result != Z_OK && result != Z_BUF_ERROR)
    blame(stream, "damaged");
  return room - z->avail_out;
}

static void gzip_stop(struct stream *stream) { (void)inflateEnd(&stream->gzip); }

/* ---- xz -------------------------------------------------------------------------------------- */

static bool xz_start(struct stream *stream) {
  stream->xz = (lzma_stream)LZMA_STREAM_INIT;
  return lzma_stream_decoder(&stream->xz, MEMORY_LIMIT, LZMA_CONCATENATED) == LZMA_OK;
}

static size_t xz_step(struct stream *stream, uint8_t *octets, size_t size) {
  lzma_stream *xz = &stream->xz;
  xz->next_in = stream->input + stream->at;
  xz->avail_in = left(stream);
  xz->next_out = octets;
  xz->avail_out = size;
  lzma_ret result = lzma_code(xz, stream->ended ? LZMA_FINISH : LZMA_RUN);
  stream->at = stream->got - xz->avail_in;
  stream->between = result == LZMA_STREAM_END;
  if (result == LZMA_BUF_ERROR)
    stream->between = false;
  else if (result != LZMA_OK && result != LZMA_STREAM_END)
    blame(stream, result == LZMA_MEMLIMIT_ERROR ? "too much memory is needed for the" : "damaged");
  return size - xz->avail_out;
}

static void xz_stop(struct stream *stream) { lzma_end(&stream->xz); }

/* ---- zstd ------------------------------------------------------------------------------------ */

static bool zstd_start(struct stream *stream) {
  stream->zstd = ZSTD_createDStream();
  return stream->zstd != NULL;
}

static size_t zstd_step(struct stream *stream, uint8_t *octets, size_t size) {
  ZSTD_inBuffer in = {.src = stream->input, .size = stream->got, .pos = stream->at};
  ZSTD_outBuffer out = {.size = size};
  out.dst = octets;
  size_t result = ZSTD_decompressStream(stream->zstd, &out, &in);
  stream->at = in.pos;
  stream->between = result == 0; /* another frame may follow */
  if (ZSTD_isError(result)) blame(stream, "damaged");
  return out.pos;
}

static void zstd_stop(struct stream *stream) { (void)ZSTD_freeDStream(stream->zstd); }

/* ---- Any ------------------------------------------------------------------------------------- */

static const struct codec codecs[] = {
    {"gzip", {0x1f, 0x8b}, 2, gzip_start, gzip_step, gzip_stop},
    {"xz", {0xfd, '7', 'z', 'X', 'Z', 0}, 6, xz_start, xz_step, xz_stop},
    {"zstd", {0x28, 0xb5, 0x2f, 0xfd}, 4, zstd_start, zstd_step, zstd_stop},
};

/* Reads up to SIZE octets of the file as they are; returns how many it got. */
static size_t read_file(struct stream *stream, uint8_t *octets, size_t size) {
  ssize_t got;
  do
    got = read(stream->file, octets, size);
  while (got < 0 && errno == EINTR);
  stream->ended = got <= 0;
  if (got < 0) (void)snprintf(stream->fault, sizeof stream->fault, "%s", strerror(errno));
  if (got <= 0) return 0;
  stream->position += (size_t)got;
  return (size_t)got;
}

/* Reads what fits behind the input that is there. */
static void fill(struct stream *stream) {
  stream->got += read_file(stream, stream->input + stream->got, INPUT_SIZE - stream->got);
}

static const struct codec *recognize(const struct stream *stream) {
  for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++)
    if (stream->got >= codecs[i].magic_length &&
        memcmp(stream->input, codecs[i].magic, codecs[i].magic_length) == 0)
      return &codecs[i];
  return NULL;
}

static struct stream *begin(int file, const struct stat *about) {
  struct stream *stream = grow(NULL, 1, sizeof *stream);
  memset(stream, 0, sizeof *stream);
  stream->file = file;
  if (S_ISREG(about->st_mode)) stream->size = (uint64_t)about->st_size;
  while (stream->got < MAGIC_SIZE && !stream->ended)
    fill(stream);
  stream->codec = recognize(stream);
  if (stream->codec != NULL && !stream->codec->start(stream)) out_of_memory();
  return stream;
}

struct stream *stream_open(const char *path, char *reason, size_t size) {
  int file = strcmp(path, "-") == 0 ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC);
  struct stat about;
  if (file < 0 || fstat(file, &about) != 0)
    (void)snprintf(reason, size, "%s", strerror(errno));
  else if (S_ISDIR(about.st_mode))
    (void)snprintf(reason, size, "is a directory, not a capture file");
  else
    return begin(file, &about);
  if (file >= 0) (void)close(file);
  return NULL;
}

/* What is not compressed goes where it is wanted directly, if it is much. */
static bool goes_directly(const struct stream *stream, size_t size) {
  return stream->codec == NULL && left(stream) == 0 && !stream->ended && size >= INPUT_SIZE;
}

static size_t copy(struct stream *stream, uint8_t *octets, size_t size) {
  size_t count = left(stream) < size ? left(stream) : size;
  memcpy(octets, stream->input + stream->at, count);
  stream->at += count;
  return count;
}

/* Takes a step, after which there may be nothing yet; false when there will be nothing more. */
static bool advance(struct stream *stream, uint8_t *octets, size_t size, size_t *count) {
  if (left(stream) == 0 && !stream->ended) {
    stream->at = stream->got = 0;
    fill(stream);
  }
  bool drained = left(stream) == 0 && stream->ended;
  if (stream->fault[0] != '\0' || (drained && (stream->codec == NULL || stream->between)))
    return false;
  *count = stream->codec == NULL ? copy(stream, octets, size)
                                 : stream->codec->step(stream, octets, size);
  if (drained && *count == 0 && !stream->between && stream->fault[0] == '\0')
    blame(stream, "truncated");
  return stream->fault[0] == '\0';
}

static size_t take_head(struct stream *stream, uint8_t *octets, size_t size) {
  size_t count = stream->head_got - stream->head_at;
  if (count > size) count = size;
  memcpy(octets, stream->head + stream->head_at, count);
  stream->head_at += count;
  return count;
}

size_t stream_read(struct stream *stream, void *octets, size_t size) {
  size_t count = take_head(stream, octets, size);
  if (count == 0 && goes_directly(stream, size)) return read_file(stream, octets, size);
  while (count == 0 && size > 0 && advance(stream, octets, size, &count)) {
  }
  return count;
}

size_t stream_head(struct stream *stream, uint8_t *octets, size_t count) {
  size_t got = 1;
  while (stream->head_got < count && got > 0) {
    got = 0;
    while (got == 0 &&
           advance(stream, stream->head + stream->head_got, count - stream->head_got, &got)) {
    }
    stream->head_got += got;
  }
  memcpy(octets, stream->head, stream->head_got);
  return stream->head_got;
}

const char *stream_fault(const struct stream *stream) {
  return stream->fault[0] != '\0' ? stream->fault : NULL;
}

uint64_t stream_position(const struct stream *stream) { return stream->position - left(stream); }
uint64_t stream_size(const struct stream *stream) { return stream->size; }

void stream_close(struct stream *stream) {
  if (stream->codec != NULL) stream->codec->stop(stream);
  (void)close(stream->file);
  free(stream);
}
