/*
 * SEGMENT ARRIVES in SYN-RECEIVED and the synchronized states (RFC 9293 section 3.10.7.4).
 */
#ifndef PLUMB_OTHER_STATES_H
#define PLUMB_OTHER_STATES_H

#include "tcb.h"

/* The eight steps in their order. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == arrives_other(c, t, s, now);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_arrives_other(struct plumb_config c, struct plumb_tcb t,
                                         struct plumb_seg s, uint64_t now);

#endif
