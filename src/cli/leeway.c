#include "leeway.h"
#include "clauses.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct leeway leeway_of_fresh(void) {
  return (struct leeway){.observer = plumb_start_observer()};
}

void leeway_arrived(struct leeway *leeway, const struct plumb_seg *s) {
  leeway->observer = plumb_observe_arrived(leeway->observer, *s);
}

static void add(char text[LEEWAY_TEXT_SIZE], const char *words) {
  if (text[0] != '\0') (void)strncat(text, ", ", LEEWAY_TEXT_SIZE - 1 - strlen(text));
  (void)strncat(text, words, LEEWAY_TEXT_SIZE - 1 - strlen(text));
}

/* Positions are counted from the SYN, as relative sequence numbers are, but do not wrap. */
static uint32_t number(uint64_t position) { return (uint32_t)position; }

static void describe_syn(const struct plumb_observer *o, char text[LEEWAY_TEXT_SIZE]) {
  if (!o->opened) add(text, "any ISS");
  add(text, "any window");
}

static void describe_plain(const struct plumb_observer *o, char text[LEEWAY_TEXT_SIZE]) {
  char words[48];
  const uint64_t window = o->wnd_max == 0 ? 1 : o->wnd_max; /* a closed one may be probed */
  if (o->acked < o->rcv_max) {
    (void)snprintf(words, sizeof words, "ACK %" PRIu32 " to %" PRIu32, number(o->acked),
                   number(o->rcv_max));
    add(text, words);
  }
  if (!o->fin_sent && o->nxt < o->una_max + window) {
    (void)snprintf(words, sizeof words, "text up to %" PRIu32, number(o->una_max + window));
    add(text, words);
  }
  if (o->offered <= o->acked) {
    add(text, "any window");
    return;
  }
  (void)snprintf(words, sizeof words, "a right edge from %" PRIu32 " on", number(o->offered));
  add(text, words);
}

void leeway_sent(struct leeway *leeway, const struct plumb_seg *s, char text[LEEWAY_TEXT_SIZE]) {
  const struct plumb_observer *o = &leeway->observer;
  const struct plumb_judgement passed = plumb_observe_sent(*o, *s);
  text[0] = '\0';
  if (passed.finding != PLUMB_NO_FINDING && plumb_clause_of(passed.finding)->must)
    leeway->is_over = true;
  if (passed.observer.lost == PLUMB_NOT_LOST && !leeway->is_over && !s->ctl.rst) {
    if (s->ctl.syn)
      describe_syn(o, text);
    else if (o->syn_arrived)
      describe_plain(o, text);
  }
  leeway->observer = passed.observer;
}
