/* A capture file read packet by packet, with what is to be said of the file as a whole. */
#ifndef PLUMB_CLI_READING_H
#define PLUMB_CLI_READING_H

#include "capture.h"
#include "packet.h"

#include <stdbool.h>
#include <stdint.h>

struct reading {
  uint64_t packets;
  uint64_t ended;                   /* when the last packet came: microseconds since the first */
  uint64_t kinds[PACKET_KINDS];     /* how many packets of each kind */
  bool opened;                      /* false: nothing could be read */
  bool broken;                      /* the file ends or goes wrong in the middle */
  char reason[CAPTURE_REASON_SIZE]; /* of not OPENED or BROKEN */
  uint64_t started;                 /* when the first packet came, since the epoch */
  struct capture *capture;          /* NULL when there is nothing more to read */
};

/* Opens the capture file PATH. */
void reading_open(struct reading *reading, const char *path);

/* The next packet; it came at reading->ended, which never goes back.  False after the last. */
bool reading_next(struct reading *reading, struct capture_packet *raw);

/* What of the file was not judged, for example "2 IP fragments, 1 packet cut short"; "" if nothing.
   Packets without TCP are none of TCP's business and not told. */
void reading_remarks(const struct reading *reading, char *text, size_t size);

/* Has the file TCP segments that could not be read? */
bool reading_is_partial(const struct reading *reading);

#endif
