/* A filter expression in libpcap's syntax (pcap-filter(7)), for frames of any link type. */
#ifndef PLUMB_CLI_FILTER_H
#define PLUMB_CLI_FILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FILTER_REASON_SIZE = 256 };

struct filter; /* it does not change: several threads may use one */

/* NULL, with libpcap's reason, when EXPRESSION is none for any link type that is supported. */
struct filter *filter_new(const char *expression, char reason[FILTER_REASON_SIZE]);

/* False, with libpcap's reason, when the expression asks for what link type LINK does not have. */
bool filter_suits(const struct filter *filter, int link, char reason[FILTER_REASON_SIZE]);

/* Does the expression hold for a frame of LENGTH octets, of which CAPTURED are at FRAME?  Never
   where it does not suit LINK. */
bool filter_passes(const struct filter *filter, int link, const uint8_t *frame, uint32_t captured,
                   uint32_t length);

void filter_free(struct filter *filter);

#endif
