/* The defaults. */
#include "plumb.h"

#define SECOND 1000000u

struct plumb_config plumb_default_config(void) {
  return (struct plumb_config){.buffer = 65535,
                               .mss = 1460,
                               .default_mss = 536,
                               .use_shift = true,
                               .shift = 0,
                               .use_stamps = true,
                               .use_sack = true,
                               .rto = 1 * SECOND,
                               .rto_max = 60 * SECOND,
                               .r1 = 3,
                               .r2 = 8,
                               .msl = 120 * SECOND,
                               .user_timeout = 0,
                               .challenge_limit = 10,
                               .challenge_interval = 5 * SECOND};
}
