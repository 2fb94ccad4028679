/* Connections that begin, for tests of opening. */
#ifndef PLUMB_TESTS_CORE_OPENINGS_H
#define PLUMB_TESTS_CORE_OPENINGS_H

#include "connection.h"

static const struct plumb_tcb closed = {.state = PLUMB_CLOSED};

static inline struct plumb_open_args open_args(bool active, uint32_t iss) {
  return (struct plumb_open_args){.active = active,
                                  .access = true,
                                  .room = true,
                                  .diffserv_ok = true,
                                  .remote_specified = active,
                                  .iss = iss};
}

static inline struct plumb_tcb listening(void) {
  return plumb_open(config_for_tests(), closed, open_args(false, 0), NOW).tcb;
}

#endif
