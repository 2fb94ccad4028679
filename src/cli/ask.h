/* How watches are asked: what ask_NAME.c has for the watch NAME of EACH_WATCH (watches.h), and what
 * its words are made with.
 *
 *   STATE ask_NAME_start(void);
 *   void ask_NAME_arrived(struct watches *w, const struct record *record);
 *   bool ask_NAME_sent(struct watches *w, const struct record *record, struct charge *charge);
 *   const struct words ask_NAME_words;
 *
 * The first is the watch on an end of which nothing was seen yet.  Then RECORD, not damaged,
 * arrives or is sent, and w->NAME goes on.  True, if what is sent is at fault: then CHARGE is
 * written, its kind the fault, and of what was allowed and seen whatever the words tell. */
#ifndef PLUMB_CLI_ASK_H
#define PLUMB_CLI_ASK_H

#include "watches.h"

/* What is said of the faults 1 to FAULTS of a watch. */
struct words {
  unsigned faults; /* less than there are kinds up to the next watch */
  const struct plumb_clause *(*clause)(unsigned fault);
  bool (*in_any_order)(unsigned fault); /* as watches_hold_in_any_order() */
  void (*describe)(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                   char seen[FINDING_TEXT_SIZE]);
};

#define DECLARE(name, state, first)                                                                \
  state ask_##name##_start(void);                                                                  \
  void ask_##name##_arrived(struct watches *w, const struct record *record);                       \
  bool ask_##name##_sent(struct watches *w, const struct record *record, struct charge *charge);   \
  extern const struct words ask_##name##_words;
EACH_WATCH(DECLARE)
#undef DECLARE

/* The watch on SACK blocks as it stands. */
struct plumb_sack_watch ask_sack_watch(const struct watches *w);

/* The watch on resets to be obeyed as it stands. */
struct plumb_obey_watch ask_obey_watch(const struct watches *w);

/* For faults none of which holds in any order. */
bool in_no_other_order(unsigned fault);

/* Was a segment with text sent as the capture shows it, as one? */
bool was_sent_so(const struct record *record);

/* Microseconds in a charge: as many milliseconds, as far as it has room for them. */
uint32_t milliseconds(uint64_t time);

/* Write a text: "words", "words number", and of milliseconds "words 1.234 s". */
void say(char text[FINDING_TEXT_SIZE], const char *words);
void say_number(char text[FINDING_TEXT_SIZE], const char *words, uint32_t number);
void say_time(char text[FINDING_TEXT_SIZE], const char *words, uint32_t time);

#endif
