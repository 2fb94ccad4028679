/* How far a large file is read, on a terminal. */
#ifndef PLUMB_CLI_PROGRESS_H
#define PLUMB_CLI_PROGRESS_H

#include "capture.h"

#include <stdbool.h>
#include <stdint.h>

enum { PROGRESS_LINE_SIZE = 128 };

struct progress {
  bool is_shown; /* is there somebody to look? */
  const char *path;
  uint64_t started; /* microseconds of a clock that never goes back */
  uint64_t printed; /* when the line was last printed; 0: never */
};

/* Shows nothing unless standard error is a terminal, and nothing of PATH NULL. */
struct progress progress_begin(const char *path);

/* To be called for each packet: looks at the clock now and then, and prints a line after the first
   second. */
void progress_step(struct progress *progress, const struct capture *capture, uint64_t packets);

/* Takes the line away: something else is to be printed, or the file is read. */
void progress_clear(struct progress *progress);

/* The line, for PACKETS packets in the first POSITION octets of SIZE, read in SPENT microseconds.
 */
void progress_line(char line[PROGRESS_LINE_SIZE], const char *path, uint64_t position,
                   uint64_t size, uint64_t packets, uint64_t spent);

#endif
