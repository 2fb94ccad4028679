/* A capture file read packet by packet, with what is to be said of the file as a whole. */
#ifndef PLUMB_CLI_READING_H
#define PLUMB_CLI_READING_H

#include "capture.h"
#include "copies.h"
#include "fragments.h"
#include "packet.h"
#include "tunnel.h"
#include "unread.h"

#include <stdbool.h>
#include <stdint.h>

enum { READING_REMARKS_SIZE = 256 };

struct reading {
  uint64_t packets;
  uint64_t ended;               /* when the last packet came: microseconds since the first */
  uint64_t kinds[PACKET_KINDS]; /* how many packets of each kind */
  uint64_t digest;              /* of the times and lengths of all packets: tells files apart */
  struct unread unread;         /* what PACKET_FRAGMENT and PACKET_CUT were of */
  struct fragments fragments;   /* those that wait for others */
  struct tunnels tunnels;
  struct copies copies;
  bool opened;                      /* false: nothing could be read */
  bool broken;                      /* the file ends or goes wrong in the middle */
  char reason[CAPTURE_REASON_SIZE]; /* of not OPENED or BROKEN */
  uint64_t started;                 /* when the first packet came, since the epoch */
  struct capture *capture;          /* NULL when it is closed */
  bool over;                        /* there is nothing more to read */
  bool late;                        /* the last packet is recorded at a time before ENDED */
};

/* A packet, and of the reading what was so when it came. */
struct arrival {
  struct capture_packet raw;
  uint64_t time; /* reading->ended */
  bool late;
};

/* Opens the capture file PATH, whose packets FILTER marks; NULL marks all.  reading_free() frees
   what is kept. */
void reading_open(struct reading *reading, const char *path, const struct filter *filter);

/* The same for an interface of this machine. */
void reading_open_live(struct reading *reading, const char *interface, const struct filter *filter);

/* The next packet; it came at reading->ended, which never goes back.  False after the last. */
bool reading_next(struct reading *reading, struct capture_packet *raw);

/* The same, and what else may come of an interface.  When that is idle, the time goes on. */
enum capture_result reading_step(struct reading *reading, struct capture_packet *raw);

/* Reads RAW, the packet that came last, as packet_read(), but enters tunnels and puts fragments
   together; sets its time and counts it, and remembers whose it was if it could not be read. */
enum packet_kind reading_read(struct reading *reading, const struct capture_packet *raw,
                              struct packet *packet);

/* The second half of it: KIND is what packet_read() made of ARRIVAL and wrote to PACKET.  Packets
   are to be settled in their order, but others may be read meanwhile, in other threads, too. */
enum packet_kind reading_settle(struct reading *reading, const struct arrival *arrival,
                                enum packet_kind kind, struct packet *packet);

/* All packets are settled, and none of them is needed any more. */
void reading_finish(struct reading *reading);

/* May a segment between these two ends be among those that could not be read? */
bool reading_lacks(const struct reading *reading, const struct socket_id ends[2]);

/* What of the file was not judged, for example "2 IP fragments, 1 packet cut short"; "" if nothing.
   Packets without TCP are none of TCP's business and not told.  READING_REMARKS_SIZE will do. */
void reading_remarks(const struct reading *reading, char *text, size_t size);

void reading_free(struct reading *reading);

#endif
