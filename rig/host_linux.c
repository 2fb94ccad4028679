/* The kernel's TCP: its interface and address are there already, and it lives on by itself. */
#include "sockets.h"

int net_start(const char *interface, const char *address) {
  (void)interface, (void)address;
  return 0;
}

bool net_lives_here(void) { return false; }

void net_finish(void) {}
