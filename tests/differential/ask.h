/* Each runs the C function of its name and puts arguments and result on a line for the oracle.
 * The events store the TCB that results in *t. */
#ifndef PLUMB_TESTS_DIFFERENTIAL_ASK_H
#define PLUMB_TESTS_DIFFERENTIAL_ASK_H

#include <stddef.h>

#include "challenge.h"

void ask_open(struct plumb_config c, struct plumb_tcb *t, struct plumb_open_args a, uint64_t now);
void ask_send(struct plumb_config c, struct plumb_tcb *t, struct plumb_send_args a, uint64_t now);
void ask_receive(struct plumb_config c, struct plumb_tcb *t, uint32_t octets, bool access);
void ask_close(struct plumb_tcb *t, bool access);
void ask_abort(struct plumb_tcb *t, bool access);
void ask_status(struct plumb_tcb t, bool access);
void ask_segment_arrives(struct plumb_config c, struct plumb_tcb *t, struct plumb_seg s,
                         uint32_t iss, uint64_t now);
void ask_timeout(struct plumb_config c, struct plumb_tcb *t, uint64_t now);
/* Was there anything to transmit? */
bool ask_transmit(struct plumb_config c, struct plumb_tcb *t, uint64_t now);

/* The observer and its vigil see s arrive, or being sent. */
void ask_observers_arrived(struct plumb_observer *o, struct plumb_vigil *v, struct plumb_seg s,
                           uint64_t now);
void ask_observers_sent(struct plumb_observer *o, struct plumb_vigil *v, struct plumb_seg s);
void ask_challenge_overdue(struct plumb_vigil v, uint64_t now, uint64_t lag);

struct plumb_ip ask_ip_parse(const uint8_t *b, uint32_t n);
void ask_ipv4_header_ok(const uint8_t *b, uint32_t n);
void ask_checksum_ok(struct plumb_address source, struct plumb_address destination,
                     const uint8_t *b, uint32_t n);
/* Up to 256 octets, added up while they are copied. */
void ask_checksum_copy(const uint8_t *b, uint32_t n);
struct plumb_header ask_header_parse(const uint8_t *b, uint32_t n, uint32_t length);
void ask_header_build(uint16_t source, uint16_t destination, struct plumb_seg s);

#endif
