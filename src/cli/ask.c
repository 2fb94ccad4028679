#include "ask.h"

#include <stdio.h>

/* Text and options that fit a frame of Ethernet.  More may be several segments, shown as one
   because a network card is to cut them or has joined them, even where a tool that rewrote the
   capture has given them a checksum. */
#define FRAME 1460u

/* A card that is to cut a segment is to finish its checksum, too. */
bool was_sent_so(const struct record *record) {
  return record->text_sum != NO_TEXT_SUM && record->seg.text + record->spent <= FRAME;
}

bool in_no_other_order(unsigned fault) {
  (void)fault;
  return false;
}

uint32_t milliseconds(uint64_t time) {
  return time / 1000 < UINT32_MAX ? (uint32_t)(time / 1000) : UINT32_MAX;
}

void say(char text[FINDING_TEXT_SIZE], const char *words) {
  (void)snprintf(text, FINDING_TEXT_SIZE, "%s", words);
}

void say_number(char text[FINDING_TEXT_SIZE], const char *words, uint32_t number) {
  (void)snprintf(text, FINDING_TEXT_SIZE, "%s %lu", words, (unsigned long)number);
}

void say_time(char text[FINDING_TEXT_SIZE], const char *words, uint32_t time) {
  (void)snprintf(text, FINDING_TEXT_SIZE, "%s %lu.%03lu s", words, (unsigned long)time / 1000,
                 (unsigned long)time % 1000);
}
