/* The end of a program that runs until SIGINT or SIGTERM. */
#ifndef PLUMB_RIG_STOPPING_H
#define PLUMB_RIG_STOPPING_H

#include <signal.h>

/* Such a signal has come. */
extern volatile sig_atomic_t stopping;

/* From now on these signals are let in only while the program waits with the mask that is returned,
 * so that none is missed between a look and a wait. */
sigset_t catch_signals(void);

#endif
