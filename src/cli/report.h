/* What the formats of plumb check report.  None of them knows the others; all write as they go, so
   that none keeps what it has written. */
#ifndef PLUMB_CLI_REPORT_H
#define PLUMB_CLI_REPORT_H

#include "judge.h"
#include "summary.h"
#include "tunnel.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A file, read to its end; its connections follow. */
struct file_facts {
  const char *path;
  bool is_opened; /* something could be read of it */
  uint64_t packets;
  uint64_t connections;          /* all, asked for or not */
  const char *not_judged;        /* "2 IP fragments"; "" if there is nothing to tell */
  const struct tunnels *tunnels; /* by which connections are told apart */
  const char *error;             /* why it could not be read, or not to its end; NULL if it could */
};

#endif
