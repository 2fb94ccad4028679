#include "agenda.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *allocated(void *memory) {
  if (memory != NULL) return memory;
  (void)fputs("link: out of memory\n", stderr);
  exit(1);
}

static bool is_before(const struct entry *a, const struct entry *b) {
  return a->at != b->at ? a->at < b->at : a->order < b->order;
}

static void swap(struct entry *a, struct entry *b) {
  struct entry entry = *a;
  *a = *b;
  *b = entry;
}

static void rise(struct entry *entries, size_t i) {
  while (i > 0 && is_before(&entries[i], &entries[(i - 1) / 2])) {
    swap(&entries[i], &entries[(i - 1) / 2]);
    i = (i - 1) / 2;
  }
}

static void sink(struct entry *entries, size_t count, size_t i) {
  for (;;) {
    size_t child = 2 * i + 1;
    if (child >= count) return;
    if (child + 1 < count && is_before(&entries[child + 1], &entries[child])) child++;
    if (!is_before(&entries[child], &entries[i])) return;
    swap(&entries[child], &entries[i]);
    i = child;
  }
}

void agenda_add(struct agenda *agenda, nanoseconds at, unsigned to, const uint8_t *frame,
                size_t length) {
  if (agenda->count == agenda->capacity) {
    agenda->capacity = agenda->capacity == 0 ? 256 : agenda->capacity * 2;
    agenda->entries =
        allocated(realloc(agenda->entries, agenda->capacity * sizeof agenda->entries[0]));
  }
  uint8_t *copy = allocated(malloc(length));
  memcpy(copy, frame, length);
  agenda->entries[agenda->count] = (struct entry){at, agenda->orders++, to, length, copy};
  rise(agenda->entries, agenda->count++);
}

nanoseconds agenda_next(const struct agenda *agenda) {
  return agenda->count == 0 ? -1 : agenda->entries[0].at;
}

struct entry agenda_take(struct agenda *agenda) {
  struct entry first = agenda->entries[0];
  agenda->entries[0] = agenda->entries[--agenda->count];
  sink(agenda->entries, agenda->count, 0);
  return first;
}

void agenda_free(struct agenda *agenda) {
  for (size_t i = 0; i < agenda->count; i++)
    free(agenda->entries[i].frame);
  free(agenda->entries);
}
