#include "window.h"
#include "message.h"

#include <stdlib.h>
#include <string.h>

/* Octets read at a time, if no more are needed: not so many that they leave the processor's cache.
 */
enum { AT_ONCE = 1 << 17 };

static void enlarge(struct buffer *buffer, size_t room) {
  if (buffer->room >= room) return;
  buffer->octets = grow(buffer->octets, room, 1);
  buffer->room = room;
}

void buffer_free(struct buffer *buffer) {
  free(buffer->octets);
  *buffer = (struct buffer){.room = 0};
}

void window_open(struct window *window, struct stream *stream) {
  *window = (struct window){.stream = stream};
  window->buffer = &window->own;
}

size_t window_size(const struct window *window) { return window->end - window->at; }

const uint8_t *window_octets(const struct window *window) {
  return window->buffer->octets + window->at;
}

void window_pass(struct window *window, size_t count) { window->at += count; }

bool window_need(struct window *window, size_t count) {
  const size_t rest = window_size(window);
  const size_t enough = count > AT_ONCE ? count : AT_ONCE;
  if (rest >= count) return true;
  struct buffer *buffer = window->buffer;
  enlarge(buffer, enough);
  memmove(buffer->octets, buffer->octets + window->at, rest);
  window->at = 0;
  window->end = rest;
  size_t got = 1;
  while (window->end < count && got > 0) {
    got = stream_read(window->stream, buffer->octets + window->end, enough - window->end);
    window->end += got;
  }
  return window->end >= count;
}

void window_move(struct window *window, struct buffer *buffer) {
  const size_t rest = window_size(window);
  if (buffer == window->buffer) return;
  enlarge(buffer, rest > AT_ONCE ? rest : AT_ONCE);
  if (rest > 0) memcpy(buffer->octets, window_octets(window), rest);
  window->buffer = buffer;
  window->at = 0;
  window->end = rest;
}

void window_close(struct window *window) { buffer_free(&window->own); }
