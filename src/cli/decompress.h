/* The octets of a file, decompressed on the way: gzip, xz, zstd, or as they are. */
#ifndef PLUMB_CLI_DECOMPRESS_H
#define PLUMB_CLI_DECOMPRESS_H

#include <stddef.h>
#include <stdint.h>

struct stream; /* a file being read */

/* Opens the file PATH, or standard input for "-".  How it is compressed, its first octets tell.
   NULL when it is missing or a directory; REASON, of SIZE octets, then says so in one line. */
struct stream *stream_open(const char *path, char *reason, size_t size);

/* Up to SIZE octets; 0 at the end, or when stream_fault() has something to say. */
size_t stream_read(struct stream *stream, void *octets, size_t size);

/* The first COUNT octets, at most STREAM_HEAD, without reading past them; returns how many there
   are.  Only before the first stream_read(). */
enum { STREAM_HEAD = 4 };
size_t stream_head(struct stream *stream, uint8_t *octets, size_t count);

/* What is wrong with the file, for example "truncated xz data"; NULL if nothing was found. */
const char *stream_fault(const struct stream *stream);

/* How far it is read, and how far it goes, in octets before decompression.  The latter is 0 when
   that is not known, as of a pipe. */
uint64_t stream_position(const struct stream *stream);
uint64_t stream_size(const struct stream *stream);

void stream_close(struct stream *stream);

#endif
