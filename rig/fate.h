/* What becomes of a segment on the link: decided by a seed, the direction and the segment's number
   in it, by nothing else. The same seed and the same order of segments give the same fates. */
#ifndef PLUMB_RIG_FATE_H
#define PLUMB_RIG_FATE_H

#include "frame.h"

typedef int64_t nanoseconds;

/* What a fault may be aimed at; ordinals count each kind from 1 in its direction. */
enum segment_kind { KIND_ANY, KIND_SYN, KIND_FIN, KIND_RST, KIND_TEXT, KIND_ACK, SEGMENT_KINDS };

enum fault_action {
  FAULT_DROP,
  FAULT_UNREACH,
  FAULT_DUP,
  FAULT_HOLD,
  FAULT_CORRUPT,
  FAULT_CE,
  FAULT_ACTIONS
};

enum { FAULTS_MAX = 64 };

/* One aimed fault: does ACTION to the NTH segment of KIND. */
struct fault {
  enum fault_action action;
  enum segment_kind kind;
  uint32_t nth;
};

/* One direction of the link as the scenario wants it. Shares are 0 to 1, and 0 switches off. */
struct path {
  nanoseconds delay;
  nanoseconds jitter;                  /* each segment is delayed by up to this more or less */
  nanoseconds hold;                    /* for this long a segment that is reordered stays behind */
  nanoseconds duplicate_gap;           /* the copy arrives this much later */
  nanoseconds outage_from, outage_for; /* all is lost */
  nanoseconds stall_from, stall_for;   /* all waits for the end of it */
  unsigned mtu;                        /* octets of a datagram that fit; 0: any number */
  unsigned code;                       /* of the ICMP error for segments that are unreachable */
  double octets_per_second;            /* 0: no limit */
  double queue; /* octets that may wait for a link with a limit; 0: any number */
  double loss, dup, reorder, corrupt, ce;
  double burst_enter, burst_leave; /* Gilbert's model: all is lost within a burst */
  struct fault faults[FAULTS_MAX];
  size_t fault_count;
};

/* Reads a list of NAME=VALUE, separated by commas, into PATH, as `link --help` describes them.
   Returns NULL, or the part of TEXT that was not understood. */
const char *path_parse(struct path *path, const char *text);

enum fate_kind {
  FATE_FORWARD,
  FATE_OUTAGE,
  FATE_DROP,    /* aimed at */
  FATE_UNREACH, /* aimed at, and the sender is told */
  FATE_TOO_BIG, /* for the MTU, and the sender is told */
  FATE_LOSS,
  FATE_BURST,
  FATE_TAIL, /* the queue was full */
};

struct fate {
  enum fate_kind kind;
  bool held;
  bool marked;  /* to be marked if it can be */
  bool corrupt; /* then bit CORRUPT_BIT of the octet CORRUPT_AT of the TCP segment is flipped */
  uint32_t corrupt_at;
  unsigned corrupt_bit;
  unsigned copies; /* 0 if it is lost */
  nanoseconds leaves[2];
};

/* One direction at work. */
struct direction {
  struct path path;
  uint64_t seed;
  uint32_t seen[SEGMENT_KINDS];
  bool in_burst;
  nanoseconds busy_until; /* the link with a limit is sending until then */
  nanoseconds last_leave;
};

/* Begins a DIRECTION (0 or 1) of the link with SEED. */
void direction_start(struct direction *direction, const struct path *path, uint64_t seed,
                     unsigned number);

/* Decides on the next segment, in a frame of LENGTH octets, that enters at NOW (since the first one
   entered in either direction). */
struct fate direction_decide(struct direction *direction, const struct segment *segment,
                             size_t length, nanoseconds now);

/* True for half of the segments that are lost: the last one decided on got past the middle of the
   path before it was lost. */
bool direction_lost_late(const struct direction *direction);

#endif
