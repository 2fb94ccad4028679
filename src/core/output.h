/* What transmit and the window probe share: sending text for the first time. */
#ifndef PLUMB_OUTPUT_H
#define PLUMB_OUTPUT_H

#include "plumb.h"

/* The states in which queued text or the FIN may be sent for the first time. */
/*@ assigns \nothing;
    ensures \result <==> Sending(x); */
bool plumb_Sending(enum plumb_tcp_state x);

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
