/* What a scripted application asks of a stack: sockets.c for BSD's sockets, and in host_STACK.c
   what the stack needs before and after. Calls that return int return -1 when they fail, and say
   why on standard error.
 */
#ifndef PLUMB_RIG_SOCKETS_H
#define PLUMB_RIG_SOCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Starts the stack. INTERFACE is the tap it is to use and ADDRESS its own, with "/" and the length
   of the prefix; the kernel's stack has both already and ignores them. */
int net_start(const char *interface, const char *address);

/* A new TCP socket, over IPv6 or IPv4: its address may be used again, and urgent text stays in its
   place in the stream. */
int net_socket(bool ipv6);

/* Sets option NAME of a socket to VALUE, a number or a word; one that the stack lacks fails. */
int net_set(int handle, const char *name, const char *value);

int net_bind(int handle, bool ipv6, uint16_t port);
int net_listen(int handle);
int net_accept(int handle);

/* ADDRESS is numeric, and an IPv6 one if and only if the socket is. */
int net_connect(int handle, const char *address, uint16_t port);

/* Up to LENGTH octets; returns how many, and for reading 0 at the end of the stream. */
int net_send(int handle, const uint8_t *octets, size_t length, bool urgent);
int net_receive(int handle, uint8_t *octets, size_t length);

int net_shut(int handle);  /* no more to send */
int net_close(int handle); /* in order */
int net_abort(int handle); /* with a reset */

/* True if the stack ends with this process, which therefore stays after its script: there may be
   segments to answer yet. */
bool net_lives_here(void);

/* Waits until such a stack has nothing left to send, for some seconds at most. */
void net_finish(void);

#endif
