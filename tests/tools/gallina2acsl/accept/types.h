/* The C types of Fragment.v. */
#include <stdbool.h>
#include <stdint.h>

enum plumb_colour { PLUMB_RED, PLUMB_GREEN, PLUMB_BLUE, PLUMB_BLACK };

struct plumb_point {
  uint32_t x; /* to the right */
  uint32_t y;
};

struct plumb_shape {
  struct plumb_point at;
  struct plumb_point to;
  enum plumb_colour colour;
  bool open;
  uint64_t set;
  uint8_t sides;
};
