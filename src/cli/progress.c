#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BETWEEN_LOOKS = 8192, BETWEEN_LINES = 250000, NAME_WIDTH = 40 };

static uint64_t now(void) {
  struct timespec time;
  (void)clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000U + (uint64_t)time.tv_nsec / 1000U;
}

struct progress progress_begin(const char *path) {
  bool is_shown = path != NULL && isatty(STDERR_FILENO) == 1;
  return (struct progress){.is_shown = is_shown, .path = path, .started = is_shown ? now() : 0};
}

/* The end of a long path says more than its beginning. */
static const char *tail_of(const char *path) {
  size_t length = strlen(path);
  return length <= NAME_WIDTH ? path : path + length - NAME_WIDTH;
}

void progress_line(char line[PROGRESS_LINE_SIZE], const char *path, uint64_t position,
                   uint64_t size, uint64_t packets, uint64_t spent) {
  double seconds = (double)spent / 1e6;
  int used = snprintf(line, PROGRESS_LINE_SIZE, "%s: %" PRIu64 " packets, %.0f/s", tail_of(path),
                      packets, (double)packets / seconds);
  if (position == 0 || size == 0 || used < 0) return;
  double part = (double)position / (double)size;
  uint64_t left = (uint64_t)(seconds / part - seconds + 0.5);
  (void)snprintf(line + used, PROGRESS_LINE_SIZE - (size_t)used,
                 ", %.0f %%, %" PRIu64 ":%02" PRIu64 " left", 100 * part, left / 60, left % 60);
}

void progress_step(struct progress *progress, const struct capture *capture, uint64_t packets) {
  if (!progress->is_shown || packets % BETWEEN_LOOKS != 0) return;
  char line[PROGRESS_LINE_SIZE];
  uint64_t time = now(), spent = time - progress->started;
  if (spent < 4 * BETWEEN_LINES || time - progress->printed < BETWEEN_LINES) return;
  progress_line(line, progress->path, capture_position(capture), capture_size(capture), packets,
                spent);
  (void)fprintf(stderr, "\r%s\033[K", line);
  progress->printed = time;
}

void progress_clear(struct progress *progress) {
  if (progress->printed == 0) return;
  (void)fputs("\r\033[K", stderr);
  progress->printed = 0;
}
