/* What is kept of the watch on ECN marks. */
#ifndef PLUMB_CLI_ASK_MARKS_H
#define PLUMB_CLI_ASK_MARKS_H

#include "watch_marks.h"

/* Its fields, as small as they go. */
struct kept_marks {
  uint32_t top;
  bool begun : 1;
  bool sent_setup : 1, got_setup : 1;
  bool sent_other : 1, got_other : 1;
  bool settled : 1;
  bool answered : 1, doubtful : 1;
  bool capable_came : 1;
};

#endif
