/* What a capture is worth as evidence about one end of a connection.

   Taken at an end, a capture shows what that end sent and what reached it. Elsewhere it does not: a
   segment it shows may have been lost on the rest of the way. To accuse an end on such evidence
   would be to accuse the innocent. */
#ifndef PLUMB_CLI_VANTAGE_H
#define PLUMB_CLI_VANTAGE_H

#include "flow.h"

enum { EVIDENCE_REASON_SIZE = 192 };

enum worth {
  WORTH_FULL,      /* taken at this end: whatever is found counts */
  WORTH_UNORDERED, /* segments may have been lost or overtaken on the way between this end and the
                      capture point: what is found counts if it does not depend on that */
  WORTH_ACQUITTAL, /* parts of the file could not be read: no finding counts */
  WORTH_NOTHING    /* the connection is not shown */
};

struct evidence {
  enum worth worth;
  uint64_t until; /* the packet from which on it is worth nothing; UINT64_MAX if there is none */
  char reason[EVIDENCE_REASON_SIZE]; /* unless WORTH_FULL throughout; without a full stop */
};

/* Where the capture was taken. */
enum vantage_source {
  VANTAGE_UNKNOWN,
  VANTAGE_GUESSED, /* the delays of the connections tell, and agree */
  VANTAGE_GIVEN    /* the user says so */
};

struct vantage {
  bool is_partial; /* the file has TCP segments that could not be read */
  enum vantage_source source;
  struct socket_id host; /* its address; the port is not meant */
};

/* Reads an IPv4 or IPv6 address.  False if TEXT is none. */
bool vantage_parse(const char *text, struct vantage *vantage);

/* The host that every connection names which tells where it was captured; unknown when none tells,
   or when they contradict each other. */
struct vantage vantage_guess(const struct flows *flows);

/* What the connection C shows of its end END. */
struct evidence evidence_of(const struct connection *c, unsigned end,
                            const struct vantage *vantage);

/* The end that C was captured at: 0, 1, or -1 when it is neither or not known. */
int captured_at(const struct connection *c, const struct vantage *vantage);

/* Is the SYN that opens the connection in the capture? */
bool begins_with_syn(const struct connection *c);

/* The end that C was captured at, as the delays of its answers tell: 0 or 1, or -1 when they do not
   tell. */
int nearer_end(const struct connection *c);

#endif
