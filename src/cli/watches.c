#include "watches.h"
#include "ask.h"
#include "hosts.h"
#include "message.h"
#include "watch_dsack.h"

#include <stdlib.h>

struct watches watches_start(void) {
  struct watches w = {.unusual = NULL};
#define START(name, state, first) w.name = ask_##name##_start();
  EACH_WATCH(START)
#undef START
  return w;
}

void watches_arrived(struct watches *w, const struct record *record) {
#define ARRIVED(name, state, first) ask_##name##_arrived(w, record);
  EACH_WATCH(ARRIVED)
#undef ARRIVED
}

/* CHARGE has the number of a fault: it becomes the kind, for a watch whose FIRST it is. */
static size_t count_charge(struct charge *charge, unsigned first) {
  charge->kind = (uint8_t)(charge->kind + first);
  return 1;
}

size_t watches_sent(struct watches *w, const struct record *record,
                    struct charge charges[WATCHES]) {
  size_t count = 0;
#define SENT(name, state, first)                                                                   \
  if (ask_##name##_sent(w, record, &charges[count])) count += count_charge(&charges[count], first);
  EACH_WATCH(SENT)
#undef SENT
  return count;
}

size_t watches_size(const struct watches *w) { return w->unusual == NULL ? 0 : sizeof *w->unusual; }

struct watches watches_copy(const struct watches *w) {
  struct watches copy = *w;
  if (w->unusual != NULL) {
    copy.unusual = grow(NULL, 1, sizeof *w->unusual);
    *copy.unusual = *w->unusual;
  }
  return copy;
}

void watches_free(struct watches *w) {
  free(w->unusual);
  w->unusual = NULL;
}

/* ---- Kinds ----------------------------------------------------------------------------------- */

#define ROW(name, state, first) {first, &ask_##name##_words},
static const struct {
  unsigned first;
  const struct words *words;
} rows[] = {EACH_WATCH(ROW){KIND_ISNS, &hosts_words}};
#undef ROW

/* The words for charges of KIND, and which FAULT of theirs it is; NULL if there are none. */
static const struct words *words_of(unsigned kind, unsigned *fault) {
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    *fault = kind - rows[i].first;
    if (rows[i].first < kind && *fault <= rows[i].words->faults) return rows[i].words;
  }
  return NULL;
}

const struct plumb_clause *watches_clause(unsigned kind) {
  unsigned fault = 0;
  const struct words *words = words_of(kind, &fault);
  return words == NULL ? NULL : words->clause(fault);
}

bool watches_hold_in_any_order(unsigned kind) {
  unsigned fault = 0;
  const struct words *words = words_of(kind, &fault);
  return words != NULL && words->in_any_order(fault);
}

bool watches_hold_only_there(unsigned kind) {
  switch (kind) {
  case FIRST_dsack + PLUMB_NEVER_TWICE:
  case FIRST_stampless + PLUMB_RESET_STAMPLESS:
    return true;
  default:
    return false;
  }
}

void watches_describe(const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                      char seen[FINDING_TEXT_SIZE]) {
  unsigned fault = 0;
  const struct words *words = words_of(charge->kind, &fault);
  if (words != NULL) words->describe(fault, charge, allowed, seen);
}
