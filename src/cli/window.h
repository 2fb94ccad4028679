/* What of a file is in memory to be read: it goes forward over the octets of a stream. */
#ifndef PLUMB_CLI_WINDOW_H
#define PLUMB_CLI_WINDOW_H

#include "decompress.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Memory to read into.  All zero when there is none yet. */
struct buffer {
  uint8_t *octets;
  size_t room;
};

void buffer_free(struct buffer *buffer);

struct window {
  struct stream *stream;
  struct buffer own;
  struct buffer *buffer; /* OWN, or what window_move() was given */
  size_t at, end;        /* what of its octets is not yet read */
};

/* Reads from STREAM, which must outlive it. */
void window_open(struct window *window, struct stream *stream);

/* Sees to it that COUNT octets are there; false if the stream has no more.  Only when that was not
   so, octets that were there before, read or not, may move. */
bool window_need(struct window *window, size_t count);

/* The octets that come next, and how many of them are there. */
const uint8_t *window_octets(const struct window *window);
size_t window_size(const struct window *window);

/* COUNT of those that are there are read. */
void window_pass(struct window *window, size_t count);

/* Goes on in BUFFER, which must outlive it; what was read stays where it was. */
void window_move(struct window *window, struct buffer *buffer);

void window_close(struct window *window);

#endif
