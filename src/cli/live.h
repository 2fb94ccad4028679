/* A connection while it lasts, in bounded memory; and what remains of it to be judged. */
#ifndef PLUMB_CLI_LIVE_H
#define PLUMB_CLI_LIVE_H

#include "coverage.h"
#include "delays.h"
#include "flow.h"
#include "follower.h"
#include "offload.h"

/* What was seen first of an end. */
struct beginning {
  uint64_t packet;       /* its first segment that is not damaged, or 0 */
  uint64_t acknowledges; /* its first that acknowledges and, if anything of the other end was seen
                            before, is no reset; or 0 */
};

struct live {
  struct socket_id ends[2]; /* the first is the one whose segment was seen first */
  uint64_t last;            /* packet, as Wireshark numbers it; the first is in BEGINNINGS */
  uint64_t began, ended;    /* when they came: microseconds since the first of the file */
  uint32_t answered_after;  /* microseconds, from BEGAN to the first of the other end */
  bool begins_with_syn;
  bool passes;   /* the filter lets some packet through */
  bool opens[2]; /* what was seen first of each end is a SYN or a reset */
  struct offload offloads[2];
  struct end_progress progress[2];
  struct beginning beginnings[2];
  struct delays delays;
  struct coverage coverage[2]; /* of what each end sends */
  struct follower followers[2];
};

/* What a live connection may take, without what it holds beside itself when something is missing or
   out of order. */
_Static_assert(sizeof(struct live) <= 992 - 32,
               "a connection takes less than 1 KiB, links included");

/* Why the evidence about an end breaks off. */
enum break_off {
  NOTHING_MISSED,
  SYN_MISSED,      /* the capture lacks the SYN that the end acknowledges */
  LEAVING_MISSED,  /* it lacks what the end sent */
  ARRIVING_MISSED, /* it lacks what the end acknowledges */
  OUT_OF_ORDER,    /* packets close together may have been captured in the wrong order */
  SHOWN_AGAIN,     /* a packet of the end may have been captured twice, or was sent twice */
  TOO_MANY_GAPS    /* of one direction more is missing than is kept track of */
};

/* One end of a connection that is over. */
struct finished_end {
  struct beginning beginning;
  uint64_t began; /* when the packet of BEGINNING came: microseconds since the first of the file */
  bool opens;     /* what was seen first of it is a SYN or a reset */
  bool syn;       /* its SYN was seen, */
  uint32_t iss;   /* with this number */
  struct offload offload;
  uint64_t until;    /* the packet from which on the evidence is worth nothing; UINT64_MAX: none */
  uint64_t gap;      /* the relative sequence number missed, for two kinds of BREAK_OFF */
  uint8_t break_off; /* an enum break_off */
  uint8_t lost;      /* an enum plumb_loss: of an observer that saw the end send when lost */
  uint32_t charge_count;
  uint32_t notice_count;
  uint32_t errors; /* of ICMP that came for it: as many, or more than are noticed */
};

/* A connection that is over, or is followed no more.  Shards carry it: what is added here, or to
   what stands in it, is to be written by shard_write.c and read by shard_read.c. */
struct finished {
  struct socket_id ends[2];
  uint64_t first, last; /* packets */
  uint64_t ended;       /* when the last came: microseconds since the first of the file */
  bool begins_with_syn;
  bool passes;     /* the filter lets some packet through */
  bool is_evicted; /* it was not over, but there was no room for it any more */
  bool is_partial; /* segments of it could not be read: only who merges shards is told so here */
  int8_t nearer;   /* as vantage_heard() */
  struct finished_end end[2];
  /* The charges against the first end, then those against the second; the notices of the first,
     then those of the second. */
  struct charge charges[];
};

/* A connection between FROM and TO of which nothing was seen yet. */
void live_begin(struct live *live, const struct socket_id *from, const struct socket_id *to);

/* RECORD is its next segment, or an ICMP error about one. */
void live_follow(struct live *live, const struct record *record);

/* Octets it holds beside itself. */
size_t live_size(const struct live *live);

/* Ends it at TIME, in microseconds since the first packet of the file, and leaves LIVE without
   anything to free.  The caller frees what is returned. */
struct finished *live_finish(struct live *live, uint64_t time, bool is_evicted);

/* Octets of FINISHED, charges and notices included. */
size_t finished_size(const struct finished *finished);

/* The notices of end END. */
const struct notice *finished_notices(const struct finished *finished, unsigned end);

/* The recorded connection C, finished when its file ends, at ENDED.  The caller frees it. */
struct finished *finished_of(const struct connection *c, uint64_t ended);

#endif
