/* What every part of the command needs: messages on stderr, memory, escapes for a terminal. */
#ifndef PLUMB_CLI_MESSAGE_H
#define PLUMB_CLI_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Exit codes of the command.  They are an interface: scripts rely on them. */
enum exit_code {
  EXIT_CONFORMS = 0, /* every file was judged, no endpoint violates a MUST clause */
  EXIT_VIOLATES = 1, /* every file was judged, some endpoint violates a MUST clause */
  EXIT_USAGE = 2,    /* the command line was not understood */
  EXIT_TROUBLE = 3   /* a file could not be read whole, or the output could not be written */
};

/* Prints one line `plumb: FILE: reason` on stderr; FILE is left out when NULL. */
void complain(const char *file, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says that memory is exhausted and leaves with EXIT_TROUBLE. */
_Noreturn void out_of_memory(void);

/* realloc() of COUNT objects of SIZE octets, or out_of_memory(). */
void *grow(void *memory, size_t count, size_t size);

/* Room for one more object at the end of an array: doubles the capacity when it is used up. */
void *grow_for_one_more(void *array, size_t count, size_t *capacity, size_t size);

enum paint { PLAIN, BOLD, GREEN, RED, YELLOW, DIM };

/* Colours are for terminals only, and not when NO_COLOR is set and not empty. */
bool wants_colour(FILE *out);

/* Escape sequence that begins PAINT, or "" without colour; paint(c, PLAIN) ends it. */
const char *paint(bool colour, enum paint paint);

/* Reads a decimal number from 1 on, and nothing after it. */
bool parse_count(const char *text, size_t *count);

/* Flushes OUT.  False, with a complaint, when something written to it was lost. */
bool finish_output(FILE *out);

#endif
