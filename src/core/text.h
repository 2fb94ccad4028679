/*
 * SEGMENT ARRIVES, steps 6 to 8: URG, text, FIN (RFC 9293 section 3.10.7.4).
 */
#ifndef PLUMB_TEXT_H
#define PLUMB_TEXT_H

#include "tcb.h"

/* TIME-WAIT: the 2 MSL timer starts anew, the others stop. */
/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == enter_time_wait(c, t, now);
    ensures WfTcb(\result); */
struct plumb_tcb plumb_enter_time_wait(struct plumb_config c, struct plumb_tcb t, uint64_t now);

/* The segment is acknowledged, whatever else happened: <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>. */
/*@ requires WfTcb(o.tcb);
    assigns \nothing;
    ensures \result == acknowledged(o);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_acknowledged(struct plumb_outcome o);

/* The last three steps: urgent pointer, text and FIN of an acceptable segment. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == steps_6_to_8(c, t, s, now);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_steps_6_to_8(struct plumb_config c, struct plumb_tcb t,
                                        struct plumb_seg s, uint64_t now);

#endif
