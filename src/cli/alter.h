/* A segment as it might have been: how a clause is tried that nobody broke.

   Each way changes one thing of a segment that an end sent, far enough that no window or clock
   explains it.  If the segment would then be found to break a clause, the end had an occasion to
   break it. */
#ifndef PLUMB_CLI_ALTER_H
#define PLUMB_CLI_ALTER_H

#include "flow.h"

enum alteration {
  AS_IT_IS,
  SEQ_AHEAD,  /* by 2^24 */
  SEQ_BEFORE, /* by 1 */
  ACK_AHEAD,  /* by 2^24 */
  ACK_BEFORE, /* by 2^24 */
  ACK_BIT,    /* the other way, as the next ones */
  SYN_BIT,
  FIN_BIT,
  RST_BIT,
  ECE_BIT,
  CWR_BIT,
  ECN_FIELD, /* capable, or not */
  NO_WINDOW,
  MUCH_TEXT,    /* 65535 octets */
  FULL_FRAME,   /* of Ethernet: 1460 octets of text and options */
  MANY_OPTIONS, /* 40 octets of them */
  OTHER_TEXT,   /* of another sum */
  WITH_MSS,
  SHIFT_OPTION, /* there or not */
  LARGE_SHIFT,  /* 15 */
  STAMP_OPTION, /* there or not */
  STAMP_BEFORE, /* by 2^24 */
  ECHO_AHEAD,   /* by 2^24 */
  SACK_PERMITTED,
  EMPTY_SACK_BLOCK,
  FAR_SACK_BLOCK,       /* 2^24 beyond ACK */
  DUPLICATE_SACK_BLOCK, /* of the octet before ACK */
  SWAPPED_SACK_BLOCKS,  /* the first two, if there are two */
  SACK_BLOCK_WITHIN,    /* the second of two, the first octet of the first */
  RESERVED_BIT,         /* the other way, as AE */
  AE_BIT,
  CUT_OPTION, /* where there are options, as the next one */
  OTHER_PADDING,
  FAST_OPEN,    /* there or not, with a cookie of 8 octets */
  SHORT_COOKIE, /* of 2 octets, where there is Fast Open, as the next one */
  ODD_COOKIE,
  AT_ONCE,    /* as soon as what the end sent before */
  LATE,       /* by ten seconds */
  LATE_FRAME, /* the same, and a full one */
  ALTERATIONS
};

/* RECORD, altered in WAY.  The end sent something at BEFORE, which is not later. */
struct record altered(const struct record *record, enum alteration way, uint64_t before);

#endif
