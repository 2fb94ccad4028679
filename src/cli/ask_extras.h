/* What is kept of the watch on what a header has besides. */
#ifndef PLUMB_CLI_ASK_EXTRAS_H
#define PLUMB_CLI_ASK_EXTRAS_H

#include "watch_extras.h"

/* Its fields, each a bit. */
struct kept_extras {
  bool syn_out : 1, ecn_shown : 1;
  bool md5_out : 1, ao_out : 1;
  bool fast_out : 1, cookie_out : 1, fast_answer_out : 1;
  bool syn_in : 1, syn_again : 1;
  bool accurate_in : 1, accurate_out : 1, setup_out : 1;
  bool accurate_answer_out : 1, setup_answer_out : 1;
};

struct watches;

/* An ICMP error may have made the end send a SYN or SYN,ACK again, not its timer. */
void ask_extras_warned(struct watches *w);

#endif
