/* Runs the C functions and writes what they made of what, for the oracle to read. */
#include "captured.h"
#include "line.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int usage(void) {
  (void)fputs("usage: driver random SEED EVENTS | driver captures FILE...\n", stderr);
  return 2;
}

/* A decimal number. */
static bool read_number(const char *text, uint64_t *number) {
  char *end;
  *number = strtoull(text, &end, 10);
  return end != text && *end == '\0';
}

int main(int argc, char **argv) {
  uint64_t seed, events;
  if (argc == 4 && strcmp(argv[1], "random") == 0 && read_number(argv[2], &seed) &&
      read_number(argv[3], &events)) {
    random_runs(seed, events);
  } else if (argc > 2 && strcmp(argv[1], "captures") == 0) {
    for (int i = 2; i < argc; i++)
      captured_run(argv[i]);
  } else {
    return usage();
  }
  line_flush();
  return 0;
}
