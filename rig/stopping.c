#include "stopping.h"

volatile sig_atomic_t stopping;

static void on_signal(int number) {
  (void)number;
  stopping = 1;
}

sigset_t catch_signals(void) {
  sigset_t blocked, before;
  (void)sigemptyset(&blocked);
  (void)sigaddset(&blocked, SIGTERM);
  (void)sigaddset(&blocked, SIGINT);
  (void)sigprocmask(SIG_BLOCK, &blocked, &before);
  struct sigaction action = {.sa_handler = on_signal};
  (void)sigaction(SIGTERM, &action, NULL);
  (void)sigaction(SIGINT, &action, NULL);
  return before;
}
