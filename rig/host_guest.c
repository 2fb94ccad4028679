/* The kernel of a virtual machine that ends with this process, its only one. */
#include "sockets.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { POLL_MS = 20, FINISH_MS = 8000 };

int net_start(const char *interface, const char *address) {
  (void)interface, (void)address;
  return 0;
}

bool net_lives_here(void) { return true; }

/* True if a connection of the table may have something to send. */
static bool unfinished(const char *table) {
  static const char at_rest[] = "0A 06 07 05"; /* LISTEN, TIME-WAIT, CLOSED, FIN-WAIT-2 */
  char line[512], state[3];
  bool found = false;
  FILE *file = fopen(table, "r");
  while (file != NULL && fgets(line, sizeof line, file) != NULL)
    if (sscanf(line, " %*d: %*s %*s %2s", state) == 1 && strstr(at_rest, state) == NULL)
      found = true;
  if (file != NULL) (void)fclose(file);
  return found;
}

void net_finish(void) {
  const struct timespec step = {0, POLL_MS * 1000000L};
  for (int waited = 0; waited < FINISH_MS; waited += POLL_MS) {
    if (!unfinished("/proc/net/tcp") && !unfinished("/proc/net/tcp6")) return;
    (void)nanosleep(&step, NULL);
  }
}
