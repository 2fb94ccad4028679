/* A judged connection made by hand, and what a format makes of it.
 *
 * A, 192.0.2.1:1000, violates MUST-9 in packet 3; of B, 192.0.2.2:80, nothing is known. */
#ifndef PLUMB_TESTS_CLI_JUDGED_H
#define PLUMB_TESTS_CLI_JUDGED_H

#include <stdio.h>

#include "craft.h"
#include "report.h"

static struct finding finding = {.packet = 3,
                                 .time = 1500000,
                                 .state = "ESTABLISHED",
                                 .clause = "MUST-9",
                                 .sentence = "It did what it must not",
                                 .is_must = true,
                                 .allowed = "ACK 1",
                                 .seen = "ACK 2"};

static inline struct judged a_judged_connection(void) {
  return (struct judged){.number = 7,
                         .first = 1,
                         .last = 3,
                         .ended = 1500000,
                         .passes = true,
                         .shown = {true, true},
                         .ends = {socket_a(), socket_b()},
                         .judgements = {{.verdict = VIOLATES, .findings = &finding, .count = 1},
                                        {.verdict = INCONCLUSIVE, .reason = "it is not shown"}}};
}

/* A file NAME of nine packets and one connection. */
static inline struct file_facts a_file(const char *name) {
  return (struct file_facts){
      .path = name, .is_opened = true, .packets = 9, .connections = 1, .not_judged = ""};
}

/* What is written to a file in memory; valid until the next. */
struct page {
  FILE *out;
  char *text;
  size_t length;
};

static inline void open_page(struct page *page) {
  page->out = open_memstream(&page->text, &page->length);
  ck_assert_ptr_nonnull(page->out);
}

static inline const char *close_page(struct page *page) {
  ck_assert_int_eq(fclose(page->out), 0);
  return page->text;
}

#endif
