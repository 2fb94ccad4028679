/* From a link-layer frame to the IP datagram in it. */
#ifndef PLUMB_CLI_LINKLAYER_H
#define PLUMB_CLI_LINKLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The DLT_ value of libpcap for the link type NUMBER of a capture file, and the other way round. */
int link_of_file(unsigned number);
unsigned link_in_file(int link);

/* The link types that ip_offset() knows, as DLT_ values of libpcap. */
enum { LINKS = 13 };
extern const int supported_links[LINKS];

/* Is LINK one of them? */
bool link_is_supported(int link);

/* Where the IP datagram begins in FRAME, of which CAPTURED octets are in the file.
   False when the frame carries something else or ends before its type field. */
bool ip_offset(int link, const uint8_t *frame, size_t captured, size_t *offset);

#endif
