#include "spool.h"
#include "message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct spool spool_start(size_t limit) {
  return (struct spool){.limit = limit};
}

static _Noreturn void out_of_space(void) {
  complain(NULL, "cannot use a temporary file: %s", strerror(errno));
  exit(EXIT_TROUBLE);
}

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

static size_t digit(const struct held *held, unsigned shift) {
  return held->first >> shift & (DIGITS - 1);
}

/* Puts FROM into TO by one digit of their numbers; those that have the same stay in order. */
static void sort_by_digit(const struct held *from, struct held *to, size_t count, unsigned shift) {
  size_t place[DIGITS + 1] = {0};
  for (size_t i = 0; i < count; i++)
    place[digit(&from[i], shift) + 1]++;
  for (size_t i = 1; i < DIGITS; i++)
    place[i] += place[i - 1];
  for (size_t i = 0; i < count; i++)
    to[place[digit(&from[i], shift)]++] = from[i];
}

/* From the last digit to the first that is not 0: of packet numbers there are few. */
static void sort_held(struct spool *spool) {
  uint64_t all = 0;
  for (size_t i = 0; i < spool->count; i++)
    all |= spool->held[i].first;
  for (unsigned shift = 0; all != 0; shift += DIGIT_BITS, all >>= DIGIT_BITS) {
    struct held *sorted = grow(NULL, spool->capacity, sizeof *sorted);
    sort_by_digit(spool->held, sorted, spool->count, shift);
    free(spool->held);
    spool->held = sorted;
  }
}

static const struct finished *held_at(const struct spool *spool, size_t place) {
  return (const struct finished *)(spool->memory + spool->held[place].at);
}

/* Moves what is held to the temporary file, as one more run. */
static void write_run(struct spool *spool) {
  if (spool->file == NULL && (spool->file = tmpfile()) == NULL) out_of_space();
  sort_held(spool);
  uint64_t at = spool->written;
  for (size_t i = 0; i < spool->count; i++) {
    const struct finished *finished = held_at(spool, i);
    size_t size = finished_size(finished);
    if (fwrite(finished, 1, size, spool->file) != size) out_of_space();
    spool->written += size;
  }
  spool->runs =
      grow_for_one_more(spool->runs, spool->run_count, &spool->run_capacity, sizeof *spool->runs);
  spool->runs[spool->run_count++] = (struct run){.at = at, .end = spool->written};
  spool->count = spool->used = 0;
}

/* What is behind the first MiB may be in large pages, where there are any: to clear one whole would
   be too much for few connections. */
static void make_pages_large(const struct spool *spool) {
  enum { FIRST = 1 << 20, PAGE = 4096 };
  if (spool->room < FIRST + PAGE) return;
  uint8_t *from = spool->memory + FIRST;
  from += PAGE - (uintptr_t)from % PAGE;
  (void)madvise(from, (size_t)(spool->memory + spool->room - from), MADV_HUGEPAGE);
}

/* Room for SIZE octets more: at first as much as there may be, of which only what is used takes
   memory. */
static void make_room(struct spool *spool, size_t size) {
  if (spool->used + size <= spool->room) return;
  spool->room = spool->used + size > spool->limit ? spool->used + size : spool->limit;
  spool->memory = grow(spool->memory, spool->room, 1);
  make_pages_large(spool);
}

void spool_add(struct spool *spool, const struct finished *finished) {
  const size_t size = finished_size(finished);
  spool->held = grow_for_one_more(spool->held, spool->count, &spool->capacity, sizeof *spool->held);
  make_room(spool, size);
  memcpy(spool->memory + spool->used, finished, size);
  spool->held[spool->count++] = (struct held){finished->first, spool->used};
  spool->used += size;
  if (spool->used + spool->count * sizeof *spool->held >= spool->limit) write_run(spool);
}

/* ---- Reading --------------------------------------------------------------------------------- */

enum { RUN_BUFFER = 64 << 10 };

/* Fills the buffer from the connection on that comes next, of which SIZE octets are needed. */
static void refill(struct spool *spool, struct run *run, size_t size) {
  size_t rest = run->filled - run->used;
  if (size > run->room) {
    run->room = size > RUN_BUFFER ? size : RUN_BUFFER;
    run->buffer = grow(run->buffer, run->room, 1);
  }
  memmove(run->buffer, run->buffer + run->used, rest);
  size_t wanted = run->room - rest;
  if (wanted > run->end - run->at) wanted = (size_t)(run->end - run->at);
  ssize_t got = pread(fileno(spool->file), run->buffer + rest, wanted, (off_t)run->at);
  if (got < 0 || (size_t)got != wanted) out_of_space();
  run->at += wanted;
  run->used = 0;
  run->filled = rest + wanted;
}

/* The next connection of the run; NULL at its end. */
static const struct finished *current(const struct run *run) {
  return run->used < run->filled ? (const struct finished *)(run->buffer + run->used) : NULL;
}

/* Sees to it that the next connection is in the buffer whole. */
static void fetch(struct spool *spool, struct run *run) {
  size_t rest = run->filled - run->used;
  if (rest < sizeof(struct finished)) refill(spool, run, sizeof(struct finished));
  const struct finished *next = current(run);
  if (next != NULL && finished_size(next) > run->filled - run->used)
    refill(spool, run, finished_size(next));
}

static bool is_before(const struct run *a, const struct run *b) {
  const struct finished *left = current(a), *right = current(b);
  if (left == NULL || right == NULL) return left != NULL;
  return left->first < right->first;
}

/* The runs are a heap: each is before those at twice its place and the one after. */
static void sift_down(struct spool *spool, size_t at) {
  struct run *runs = spool->runs;
  for (size_t child = 2 * at + 1; child < spool->run_count; child = 2 * at + 1) {
    if (child + 1 < spool->run_count && is_before(&runs[child + 1], &runs[child])) child++;
    if (!is_before(&runs[child], &runs[at])) return;
    struct run moved = runs[at];
    runs[at] = runs[child];
    runs[child] = moved;
    at = child;
  }
}

void spool_rewind(struct spool *spool) {
  if (spool->run_count > 0 && spool->count > 0) write_run(spool);
  sort_held(spool);
  if (spool->file != NULL && fflush(spool->file) != 0) out_of_space();
  for (size_t i = 0; i < spool->run_count; i++)
    fetch(spool, &spool->runs[i]);
  for (size_t i = spool->run_count; i > 0; i--)
    sift_down(spool, i - 1);
}

/* Has memory brought near for who comes SOON after PLACE: they stand anywhere. */
static void look_ahead(const struct spool *spool, size_t place) {
  enum { SOON = 8, CACHE_LINE = 64 };
  if (place + SOON >= spool->count) return;
  const char *soon = (const void *)held_at(spool, place + SOON);
  for (size_t i = 0; i < sizeof(struct finished); i += CACHE_LINE)
    __builtin_prefetch(soon + i);
}

static const struct finished *next_held(const struct spool *spool, size_t place) {
  look_ahead(spool, place);
  return place < spool->count ? held_at(spool, place) : NULL;
}

const struct finished *spool_next(struct spool *spool) {
  size_t place = spool->given++;
  if (spool->run_count == 0) return next_held(spool, place);
  struct run *first = &spool->runs[0];
  if (place > 0) { /* what was given last is used up only now */
    first->used += finished_size(current(first));
    fetch(spool, first);
    sift_down(spool, 0);
  }
  return current(first);
}

void spool_free(struct spool *spool) {
  for (size_t i = 0; i < spool->run_count; i++)
    free(spool->runs[i].buffer);
  free(spool->held);
  free(spool->memory);
  free(spool->runs);
  if (spool->file != NULL) (void)fclose(spool->file);
  *spool = (struct spool){.limit = spool->limit};
}
