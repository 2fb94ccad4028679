/* What is kept of the watch on the order of SACK blocks. */
#ifndef PLUMB_CLI_ASK_DSACK_H
#define PLUMB_CLI_ASK_DSACK_H

#include <stdbool.h>

/* Two of its fields; the others are unusual, and so are these if true. */
struct kept_dsack {
  bool more : 1, crowd : 1;
};

#endif
