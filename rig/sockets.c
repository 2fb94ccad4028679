/* The calls of a stack that has BSD's sockets: the kernel's, or those of a library. */
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined RIG_LWIP
#include <lwip/sockets.h>
#define CALL(name) lwip_##name
typedef size_t call_length;
#elif defined RIG_LWIPV6
#include <lwipv6.h>
#include <sys/socket.h>
#define CALL(name) lwip_##name
typedef int call_length;
#else
#include <sys/socket.h>
#define CALL(name) (name)
typedef size_t call_length;
#endif

union address {
  struct sockaddr any;
  struct sockaddr_in ipv4;
  struct sockaddr_in6 ipv6;
};

/* RESULT, having said why if it is a failure. */
static int told(const char *what, int result) {
  if (result < 0) (void)fprintf(stderr, "app: %s: %s\n", what, strerror(errno));
  return result;
}

int net_socket(bool ipv6) {
  const int on = 1;
  int handle = told("socket", CALL(socket)(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM, 0));
  if (handle < 0) return -1;
  if (told("reuse", CALL(setsockopt)(handle, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on)) < 0)
    return -1;
  /* Stacks that do not know the option leave urgent text in its place anyway. */
  (void)CALL(setsockopt)(handle, SOL_SOCKET, SO_OOBINLINE, &on, sizeof on);
  return handle;
}

/* Keep-alives every VALUE seconds, three of them. */
static int keep_alive(int handle, int value) {
  const int on = 1, three = 3;
  return CALL(setsockopt)(handle, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on) |
         CALL(setsockopt)(handle, IPPROTO_TCP, TCP_KEEPIDLE, &value, sizeof value) |
         CALL(setsockopt)(handle, IPPROTO_TCP, TCP_KEEPINTVL, &value, sizeof value) |
         CALL(setsockopt)(handle, IPPROTO_TCP, TCP_KEEPCNT, &three, sizeof three);
}

/* Fast Open (RFC 7413): for the connections that come, up to VALUE at a time, and for the one to be
   opened, the SYN of which then waits for text if there is a cookie. */
static int fast_open(int handle, int value) {
  const int on = 1;
  return CALL(setsockopt)(handle, IPPROTO_TCP, TCP_FASTOPEN, &value, sizeof value) |
         CALL(setsockopt)(handle, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, &on, sizeof on);
}

int net_set(int handle, const char *name, const char *value) {
  static const struct {
    const char *name;
    int level, option;
  } options[] = {{"nodelay", IPPROTO_TCP, TCP_NODELAY},
                 {"cork", IPPROTO_TCP, TCP_CORK},
                 {"quickack", IPPROTO_TCP, TCP_QUICKACK},
                 {"mss", IPPROTO_TCP, TCP_MAXSEG},
                 {"usertimeout", IPPROTO_TCP, TCP_USER_TIMEOUT},
                 {"windowclamp", IPPROTO_TCP, TCP_WINDOW_CLAMP},
                 {"rcvbuf", SOL_SOCKET, SO_RCVBUF},
                 {"sndbuf", SOL_SOCKET, SO_SNDBUF}};
  int number = (int)strtol(value, NULL, 10);
  if (strcmp(name, "keepalive") == 0) return told(name, keep_alive(handle, number));
  if (strcmp(name, "fastopen") == 0) return told(name, fast_open(handle, number));
  if (strcmp(name, "congestion") == 0)
    return told(value, CALL(setsockopt)(handle, IPPROTO_TCP, TCP_CONGESTION, value,
                                        (socklen_t)strlen(value)));
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
    if (strcmp(options[i].name, name) == 0)
      return told(name, CALL(setsockopt)(handle, options[i].level, options[i].option, &number,
                                         sizeof number));
  (void)fprintf(stderr, "app: there is no option %s\n", name);
  return -1;
}

int net_bind(int handle, bool ipv6, uint16_t port) {
  union address address = {0};
  if (ipv6)
    address.ipv6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(port)};
  else
    address.ipv4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
  return told("bind",
              CALL(bind)(handle, &address.any, ipv6 ? sizeof address.ipv6 : sizeof address.ipv4));
}

int net_listen(int handle) { return told("listen", CALL(listen)(handle, 8)); }

int net_accept(int handle) { return told("accept", CALL(accept)(handle, NULL, NULL)); }

int net_connect(int handle, const char *address, uint16_t port) {
  union address peer = {0};
  socklen_t size = sizeof peer.ipv4;
  if (strchr(address, ':') != NULL) {
    peer.ipv6 = (struct sockaddr_in6){.sin6_family = AF_INET6, .sin6_port = htons(port)};
    size = sizeof peer.ipv6;
    if (inet_pton(AF_INET6, address, &peer.ipv6.sin6_addr) != 1) return -1;
  } else {
    peer.ipv4 = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
    if (inet_pton(AF_INET, address, &peer.ipv4.sin_addr) != 1) return -1;
  }
  return told("connect", CALL(connect)(handle, &peer.any, size));
}

int net_send(int handle, const uint8_t *octets, size_t length, bool urgent) {
  return told("send", (int)CALL(send)(handle, octets, (call_length)length,
                                      urgent ? MSG_OOB | MSG_NOSIGNAL : MSG_NOSIGNAL));
}

int net_receive(int handle, uint8_t *octets, size_t length) {
  return told("receive", (int)CALL(recv)(handle, octets, (call_length)length, 0));
}

int net_shut(int handle) { return told("shut", CALL(shutdown)(handle, SHUT_WR)); }

int net_close(int handle) { return told("close", CALL(close)(handle)); }

int net_abort(int handle) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  if (told("linger", CALL(setsockopt)(handle, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once)) < 0)
    return -1;
  return net_close(handle);
}
