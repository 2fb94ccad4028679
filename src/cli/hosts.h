/* The hosts of a file: does the initial sequence number of one connection tell the next (SHLD-1)?
 *
 * What a host opens actively and what it opens passively is watched apart: so a connection between
 * two sockets of the same host counts once. */
#ifndef PLUMB_CLI_HOSTS_H
#define PLUMB_CLI_HOSTS_H

#include "ask.h"
#include "live.h"

/* So many are remembered at most, two of them at the same place not at all: the later one begins
   anew. */
enum { HOSTS = 4096 };

struct hosts;

/* No host was seen yet. */
struct hosts *hosts_start(void);
void hosts_free(struct hosts *hosts);

/* END of C, the next connection by its first packet, has opened it, if its SYN was seen.  True,
   once for each host, if its ISNs tell the next one: then CHARGE is written. */
bool hosts_open(struct hosts *hosts, const struct finished *c, unsigned end, struct charge *charge);

/* Before hosts_open(): would its ISN be found, were it and those of the four before close together?
 */
bool hosts_have_occasion(struct hosts *hosts, const struct finished *c, unsigned end);

extern const struct words hosts_words;

#endif
