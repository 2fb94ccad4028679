/* What else the watch on what a header has besides is told. */
#ifndef PLUMB_CLI_ASK_EXTRAS_H
#define PLUMB_CLI_ASK_EXTRAS_H

struct watches;

/* An ICMP error may have made the end send a SYN or SYN,ACK again, not its timer. */
void ask_extras_warned(struct watches *w);

#endif
