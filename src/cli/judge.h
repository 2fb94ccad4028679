/* The judgement of one end of a connection: the observer's findings, weighed by the evidence. */
#ifndef PLUMB_CLI_JUDGE_H
#define PLUMB_CLI_JUDGE_H

#include "evidence.h"
#include "finding.h"
#include "hosts.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum verdict {
  CONFORMS,     /* the RFCs explain all it sent */
  DEVIATES,     /* but for a SHOULD, or what the profile lists */
  VIOLATES,     /* not without breaking a MUST */
  INCONCLUSIVE, /* the capture does not tell */
  VERDICTS
};

struct judgement {
  enum verdict verdict;
  struct finding *findings; /* for INCONCLUSIVE: what would have been found on full evidence */
  size_t count, capacity;
  char reason[EVIDENCE_REASON_SIZE]; /* of INCONCLUSIVE */
};

/* Judges end END of C, by what the capture is worth for that.  MORE is a charge that C does not
   have; NULL if there is none.  JUDGEMENT is all zero before.  Where the capture is worth too
   little, its reason is left empty: it is for evidence_explain() to say. */
void judge(const struct finished *c, unsigned end, const struct evidence *evidence,
           const struct charge *more, struct judgement *judgement);

/* The verdict that the findings give, of which there are some: VIOLATES or DEVIATES. */
enum verdict verdict_on(const struct judgement *judgement);

void judgement_free(struct judgement *judgement);

/* A connection judged: all that a report says of it. */
struct judged {
  struct socket_id ends[2];
  uint64_t number;      /* in the file, from 1 on, in the order of their first packets */
  uint64_t first, last; /* packets, as Wireshark numbers them */
  uint64_t ended;       /* when the last came: microseconds since the first of the file */
  bool passes;          /* the filter lets some packet through */
  bool shown[2];        /* does the user ask for the end? */
  bool left[2];         /* checksums of the end are left to a network card */
  const struct notice *notices[2]; /* kept by the connection finished */
  uint32_t notice_count[2], errors[2];
  bool joined[2]; /* its segments may be shown larger than they were on the wire */
  struct judgement judgements[2];
};

/* Judges both ends of C, the connection NUMBER of a file that was captured as VANTAGE says; HOSTS,
   if not NULL, has followed those before, and goes on.  What JUDGED was is overwritten. */
void judge_connection(const struct finished *c, uint64_t number, const struct vantage *vantage,
                      struct hosts *hosts, struct judged *judged);

void judged_free(struct judged *judged);

const char *verdict_name(enum verdict verdict);

#endif
