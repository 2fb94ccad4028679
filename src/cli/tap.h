/* An interface of this machine, captured packet by packet as tcpdump does. */
#ifndef PLUMB_CLI_TAP_H
#define PLUMB_CLI_TAP_H

#include <stddef.h>
#include <stdint.h>

struct tap; /* an interface being captured */

struct tap_frame {
  uint64_t time; /* microseconds since the epoch */
  uint32_t captured, length;
  const uint8_t *octets;
};

enum tap_result {
  TAP_FRAME,
  TAP_IDLE,  /* nothing came for a tenth of a second */
  TAP_BROKEN /* the interface is gone; tap_reason() says more */
};

/* NULL, with one line in REASON, of SIZE octets, when INTERFACE does not exist or may not be
 * captured.
 */
struct tap *tap_open(const char *interface, char *reason, size_t size);

/* The next frame; it is valid until the next call. */
enum tap_result tap_next(struct tap *tap, struct tap_frame *frame);

const char *tap_reason(const struct tap *tap);

/* The link type: a DLT_ value of libpcap. */
int tap_link(const struct tap *tap);

/* How many packets the system had no room for. */
uint64_t tap_dropped(const struct tap *tap);

void tap_close(struct tap *tap);

#endif
