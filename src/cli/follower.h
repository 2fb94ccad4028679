/* One end of a connection, followed segment by segment: what it could be accused of.  Which of that
   counts is decided when the file is read to its end, by where it was captured. */
#ifndef PLUMB_CLI_FOLLOWER_H
#define PLUMB_CLI_FOLLOWER_H

#include "challenge.h"
#include "finding.h"
#include "flow.h"
#include "standing.h"
#include "watches.h"

/* Of each kind the first so many charges are kept.  The first decides; the others may follow from
   it. */
enum { CHARGES_OF_KIND = 256 };

/* Of the ICMP errors that came for an end the first so many are kept. */
enum { NOTICES = 8 };

/* An ICMP error about a segment of the end.  What follows from it on the wire may be the user's
   doing, who was told of it; what cannot be, the watch on the path finds (ask_path.h). */
struct notice {
  uint64_t packet; /* as Wireshark numbers it */
  uint64_t time;   /* microseconds since the first packet of the file */
  struct icmp_error error;
  bool is_awaited; /* the segment is sent and not acknowledged: else a stranger may have made it up,
                      or it is late (RFC 5927 section 4.1) */
};

struct notices {
  uint32_t kept, all;
  struct notice list[NOTICES]; /* those KEPT */
};

struct doubts; /* what waits for something to be certain, and notices */

struct charges {
  uint32_t count, capacity;
  struct charge list[]; /* in the order in which they became certain */
};

struct follower {
  struct plumb_observer observer;
  struct plumb_vigil vigil;
  struct watches watches;
  struct standing standing;
  bool unjudged : 1;        /* it sent something when the observer was lost */
  bool sends_twin : 1;      /* what it sends last may be a copy, but nobody can tell */
  bool sends_same_ack : 1;  /* what it sends last may be a challenge ACK */
  bool sends_overtaken : 1; /* by its identification, what it sends last was sent before ... */
  uint16_t id;              /* ... a packet with this one, 0 if there is none */
  uint32_t sent_at;         /* what it sent last, if not overtaken: microseconds, cut */
  struct charges *charges;  /* NULL as long as there are none */
  struct doubts *doubts;    /* NULL as long as there are none */
};

struct follower follower_start(void);

/* RECORD, not damaged, is the next segment of the connection; the end followed has sent it, or it
   arrives there. */
void follower_sent(struct follower *follower, const struct record *record);
void follower_arrived(struct follower *follower, const struct record *record);

/* RECORD is an ICMP error about a segment of the end followed. */
void follower_warned(struct follower *follower, const struct record *record);

/* The ICMP errors so far. */
const struct notices *follower_notices(const struct follower *follower);

/* RECORD has made a challenge ACK due: what the end is charged with if it does not come. */
enum plumb_finding challenge_by(const struct record *record);

/* At TIME, in microseconds since the first packet of the file, nothing more can come before: what
   is missing by then does not come. */
void follower_waits(struct follower *follower, uint64_t time);

uint32_t follower_charge_count(const struct follower *follower);

/* What would the end be charged with at once if it sent RECORD now?  Sets those kinds in FOUND. */
void follower_would_find(const struct follower *follower, const struct record *record,
                         bool found[KINDS]);

/* The packet of the first charge that counts for nothing because packets may have been captured in
   the wrong order; 0 if there is none. */
uint64_t follower_disorder(const struct follower *follower);

/* The packet of the first charge that counts for nothing because the capture may show that packet
   twice; 0 if there is none. */
uint64_t follower_twin(const struct follower *follower);

/* The packet that first acknowledges more than was sent, but no more than the end had offered to
   take: unless the other end shows that it sent no such thing, the capture may lack it.  0 if there
   is none. */
uint64_t follower_acks_missed(const struct follower *follower);

/* Octets it holds beside itself. */
size_t follower_size(const struct follower *follower);

void follower_free(struct follower *follower);

#endif
