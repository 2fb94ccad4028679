/* What transmit and the timeouts share: sending text. */
#ifndef PLUMB_OUTPUT_H
#define PLUMB_OUTPUT_H

#include "plumb.h"

/* The states in which queued text or the FIN may be sent for the first time. */
/*@ assigns \nothing;
    ensures \result <==> Sending(x); */
bool plumb_Sending(enum plumb_tcp_state x);

/* Eff.snd.MSS (MUST-16), octets: the most text that a segment may hold beside its TCP options,
 * which are the timestamps, once agreed.  At least one, even if the peer's MSS leaves no room. */
/*@ assigns \nothing;
    ensures \result == eff_snd_mss(t);
    ensures 1 <= \result; */
uint32_t plumb_eff_snd_mss(struct plumb_tcb t);

/* The FIN waits for all text before it: octets of what is queued go with it. */
/*@ assigns \nothing;
    ensures \result <==> FinDue(n, octets); */
bool plumb_FinDue(struct plumb_snd n, uint32_t octets);

/* A segment with octets of text from seq on and perhaps the FIN. */
/*@ assigns \nothing;
    ensures \result == text_segment(t, seq, octets, fin != 0); */
struct plumb_answer plumb_text_segment(struct plumb_tcb t, uint32_t seq, uint32_t octets, bool fin);

/* The next octets of text and perhaps the FIN, from SND.NXT; m are the timers then. */
/*@ requires WfTcb(t) && WfTimers(m) && octets <= t.snd.queued;
    assigns \nothing;
    ensures \result == send_new(t, octets, fin != 0, m);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_send_new(struct plumb_tcb t, uint32_t octets, bool fin,
                                    struct plumb_timers m);

#endif
