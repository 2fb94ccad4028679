/* A window goes over a file, octet by octet, whatever is asked for at a time and wherever it is
 * moved; what was read before it moved stays. */
#include "window.h"

#include <stdio.h>
#include <unistd.h>

#include "craft.h"

enum { LENGTH = 1 << 20 };

static char path[] = "/tmp/plumb-window-XXXXXX";
static struct stream *stream;
static struct window window;

static uint8_t octet_at(size_t at) { return (uint8_t)(at * 7 + at / 251); }

static void begin(void) {
  char reason[64];
  (void)snprintf(path, sizeof path, "/tmp/plumb-window-XXXXXX");
  FILE *file = fdopen(mkstemp(path), "wb");
  ck_assert_ptr_nonnull(file);
  for (size_t at = 0; at < LENGTH; at++)
    (void)fputc(octet_at(at), file);
  ck_assert_int_eq(fclose(file), 0);
  stream = stream_open(path, reason, sizeof reason);
  ck_assert_ptr_nonnull(stream);
  window_open(&window, stream);
}

static void end(void) {
  window_close(&window);
  stream_close(stream);
  ck_assert_int_eq(unlink(path), 0);
}

static void assert_octets(const uint8_t *octets, size_t from, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (octets[i] != octet_at(from + i)) ck_abort_msg("octet %zu", from + i);
}

/* Up to more than is read at a time otherwise. */
START_TEST(from_beginning_to_end) {
  size_t at = 0;
  for (size_t count = 1; window_need(&window, count); count = (count * 5 + 3) % 300000) {
    assert_octets(window_octets(&window), at, count);
    window_pass(&window, count);
    at += count;
  }
  assert_octets(window_octets(&window), at, window_size(&window));
  ck_assert_uint_eq(at + window_size(&window), LENGTH);
}
END_TEST

/* From buffer to buffer and back, with much left and with little. */
START_TEST(moved) {
  struct buffer buffers[2] = {{.room = 0}, {.room = 0}};
  const uint8_t *before = NULL;
  size_t at = 0;
  for (size_t count = 100; window_need(&window, count); count = (count * 5 + 3) % 200000) {
    const uint8_t *octets = window_octets(&window);
    assert_octets(octets, at, count);
    window_pass(&window, count);
    window_move(&window, &buffers[count % 2]);
    assert_octets(octets, at, count);
    ck_assert_ptr_ne(octets, before);
    before = octets;
    at += count;
  }
  ck_assert_uint_eq(at + window_size(&window), LENGTH);
  buffer_free(&buffers[0]);
  buffer_free(&buffers[1]);
}
END_TEST

/* What is there already is not moved by asking for it. */
START_TEST(what_is_there_stays) {
  ck_assert(window_need(&window, 1000));
  const uint8_t *octets = window_octets(&window);
  window_pass(&window, 600);
  ck_assert(window_need(&window, 400));
  ck_assert_ptr_eq(window_octets(&window), octets + 600);
  assert_octets(octets, 0, 1000);
}
END_TEST

int main(void) {
  const TTest *tests[] = {from_beginning_to_end, moved, what_is_there_stays};
  return run_tests("cli/window", begin, end, tests, sizeof tests / sizeof tests[0]);
}
