/* Where a capture was taken. */
#ifndef PLUMB_CLI_VANTAGE_H
#define PLUMB_CLI_VANTAGE_H

#include "delays.h"
#include "flow.h"
#include "offload.h"

enum vantage_source {
  VANTAGE_UNKNOWN,
  VANTAGE_GUESSED,  /* the delays of the connections tell, and agree */
  VANTAGE_DISPUTED, /* they contradict each other: none is believed, one capture has one place */
  VANTAGE_GIVEN     /* the user says so */
};

struct vantage {
  bool is_partial; /* segments between the ends of the connection could not be read */
  enum vantage_source source;
  struct socket_id host; /* its address, if GUESSED or GIVEN; the port is not meant */
  uint8_t tunnels[32];   /* bit by bit, of GUESSED: in which tunnels the address is this host's */
};

/* Reads an IPv4 or IPv6 address.  False if TEXT is none. */
bool vantage_parse(const char *text, struct vantage *vantage);

/* The end that a connection was captured at, 0 or 1, as the delays of its answers tell and what its
   ends left to their network cards; -1 when they do not tell, or contradict each other. */
int vantage_heard(const struct delays *delays, const struct offload *first,
                  const struct offload *second);

/* A connection of the file tells that it was captured at its end NEARER, or -1 that it cannot tell.
   In whatever order the connections are heard, the outcome is the same. */
void vantage_hear(struct vantage *vantage, const struct socket_id ends[2], int nearer);

/* The end that a connection was captured at: 0, 1, or -1 when it is neither or not known. */
int captured_at(const struct socket_id ends[2], const struct vantage *vantage);

#endif
