/* What is kept of the watch on the answer to marks. */
#ifndef PLUMB_CLI_ASK_ECHO_H
#define PLUMB_CLI_ASK_ECHO_H

#include "watch_echo.h"

/* Its flags; which text is marked is unusual, and so are these if true. */
struct kept_echo {
  bool waiting : 1, anew : 1, answered : 1;
};

#endif
