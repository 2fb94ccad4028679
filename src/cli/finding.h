/* A finding: kept small as long as it may still count or not, then put into words. */
#ifndef PLUMB_CLI_FINDING_H
#define PLUMB_CLI_FINDING_H

#include "clauses.h"

#include <stdbool.h>

enum { FINDING_TEXT_SIZE = 96 };

/* What the observer found, or a watch.  Sequence numbers are relative to the ISS of their
 * direction. */
struct charge {
  uint64_t packet;  /* as Wireshark numbers it */
  uint64_t time;    /* microseconds since the first packet of the file */
  uint64_t certain; /* the packet that made it certain, UINT64_MAX if it was silence */
  uint32_t low;     /* allowed: from LOW to HIGH */
  uint32_t high;
  uint32_t seen;
  uint8_t kind;   /* an enum plumb_finding, or as watches.h says */
  uint8_t state;  /* an enum plumb_tcp_state: of the end when the segment was sent, or arrived */
  bool after_fin; /* the end had sent a FIN before */
  bool after_syn; /* the other end's SYN had arrived before */
};

/* What a finding counts as: by the level of its clause, unless a profile says otherwise. */
enum treatment {
  TREATED_AS_VIOLATION, /* of a MUST */
  TREATED_AS_DEVIATION, /* of a SHOULD */
  TREATED_AS_KNOWN      /* the profile lists it as a variation: it is told, and fails nobody */
};

/* One segment that a clause does not allow, or asks an answer for that did not come.  The strings
 * that are pointed to live for ever. */
struct finding {
  uint64_t packet;      /* as Wireshark numbers it */
  uint64_t time;        /* microseconds since the first packet of the file */
  const char *state;    /* of the end when the segment was sent, or arrived */
  const char *clause;   /* its id in spec/requirements */
  const char *sentence; /* what was done, in plain words */
  bool is_must;         /* MUST or MUST NOT; otherwise SHOULD or SHOULD NOT */
  bool is_later;        /* it may follow from an earlier finding: it decides nothing */
  enum treatment treatment;
  const char *reason; /* why a profile treats it so; NULL if none does */
  char allowed[FINDING_TEXT_SIZE];
  char seen[FINDING_TEXT_SIZE];
};

/* Does a finding of this KIND hold however segments were lost, delayed or reordered on their way to
   the capture point? */
bool holds_in_any_order(unsigned kind);

/* Does a finding of this KIND presuppose that all that arrived at the end is known? */
bool rests_on_arrivals(unsigned kind);

/* The clause that it is about; NULL if there is no such KIND. */
const struct plumb_clause *clause_of_kind(unsigned kind);

/* JUDGEMENT, which finds something, passed on an end that the observer saw as BEFORE.  Packet, time
   and state are left for the caller. */
struct charge charge_of(const struct plumb_judgement *judgement,
                        const struct plumb_observer *before);

/* The charge in words. */
struct finding finding_of(const struct charge *charge);

/* "violation", "deviation" or "known". */
const char *treatment_name(enum treatment treatment);

enum { REMARK_SIZE = 192 };

/* What is to be said of FINDING beside its level: ", known variation: ..." or
   ", a deviation by the profile: ...", for example; "" if it is treated by its level. */
const char *finding_remark(const struct finding *finding, char text[REMARK_SIZE]);

/* Why the observer can tell no more, without a full stop. */
const char *describe_loss(enum plumb_loss loss);

#endif
