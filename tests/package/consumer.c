#include <plumb.h>

/* An active OPEN answers with a SYN. */
int main(void) {
  struct plumb_open_args args = {.active = true,
                                 .access = true,
                                 .room = true,
                                 .diffserv_ok = true,
                                 .remote_specified = true,
                                 .iss = 1000};
  struct plumb_tcb closed = {.state = PLUMB_CLOSED};
  struct plumb_outcome o = plumb_open(plumb_default_config(), closed, args, 0);
  return o.reply == PLUMB_REPLY_OK && o.answer.kind == PLUMB_SEND_SYN && o.answer.seq == 1000 ? 0
                                                                                              : 1;
}
