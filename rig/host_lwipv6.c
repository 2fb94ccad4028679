/* LWIPv6 in this process, on a tap interface by its own driver. */
#include "sockets.h"

#include <arpa/inet.h>
#include <lwipv6.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* It tells nobody which connections it has left, so they get as long as retransmissions may take.
 */
enum { READY_MS = 500, FINISH_MS = 4000 };

static void sleep_ms(long milliseconds) {
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  (void)nanosleep(&time, NULL);
}

/* An IPv4 address stands in the last word, as IPv4-mapped IPv6 has it. */
static bool read_address(const char *text, struct ip_addr *address, struct ip_addr *mask) {
  char host[INET6_ADDRSTRLEN];
  const char *slash = text == NULL ? NULL : strchr(text, '/');
  if (slash == NULL || (size_t)(slash - text) >= sizeof host) return false;
  memcpy(host, text, (size_t)(slash - text));
  host[slash - text] = '\0';
  bool ipv6 = strchr(host, ':') != NULL;
  unsigned length = (unsigned)strtoul(slash + 1, NULL, 10) + (ipv6 ? 0 : 96);
  *address = (struct ip_addr){.addr = {0, 0, ipv6 ? 0 : htonl(0xffff), 0}};
  if (inet_pton(ipv6 ? AF_INET6 : AF_INET, host, ipv6 ? &address->addr[0] : &address->addr[3]) != 1)
    return false;
  for (unsigned word = 0; word < 4; word++) {
    unsigned ones = length > 32 * word ? length - 32 * word : 0;
    mask->addr[word] = ones >= 32 ? ~0u : htonl(ones == 0 ? 0 : ~0u << (32 - ones));
  }
  return true;
}

int net_start(const char *interface, const char *address) {
  struct ip_addr own, mask;
  char name[16] = "";
  struct stack *stack = lwip_stack_new();
  if (stack == NULL || interface == NULL || strlen(interface) >= sizeof name ||
      !read_address(address, &own, &mask)) {
    (void)fprintf(stderr, "app: LWIPv6 wants --interface, a tap, and --address ADDRESS/LENGTH\n");
    return -1;
  }
  memcpy(name, interface, strlen(interface) + 1);
  lwip_stack_set(stack);
  struct netif *netif = lwip_tapif_add(stack, name);
  if (netif == NULL || lwip_add_addr(netif, &own, &mask) != 0 || lwip_ifup(netif) != 0) return -1;
  sleep_ms(READY_MS);
  return 0;
}

bool net_lives_here(void) { return true; }

void net_finish(void) { sleep_ms(FINISH_MS); }
