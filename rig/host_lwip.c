/* lwIP in this process, on a tap interface. Debian's own driver for taps takes buffers that are too
   small for full frames, so this is another. */
#include "sockets.h"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/netif.h>
#include <lwip/priv/tcp_priv.h>
#include <lwip/sockets.h>
#include <lwip/tcpip.h>
#include <net/if.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MAX = 2048, LINK_MTU = 1500, POLL_MS = 20, FINISH_MS = 8000 };

static struct netif interface_of_lwip;
static int tap = -1;
static volatile bool ready;
static ip_addr_t own_address;
static unsigned prefix_length;

static void sleep_ms(long milliseconds) {
  const struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  (void)nanosleep(&time, NULL);
}

static err_t send_to_tap(struct netif *netif, struct pbuf *buffer) {
  (void)netif;
  uint8_t frame[FRAME_MAX];
  u16_t length = pbuf_copy_partial(buffer, frame, sizeof frame, 0);
  return write(tap, frame, length) == length ? ERR_OK : ERR_IF;
}

static void *receive_from_tap(void *unused) {
  uint8_t frame[FRAME_MAX];
  for (;;) {
    ssize_t length = read(tap, frame, sizeof frame);
    if (length <= 0) continue;
    struct pbuf *buffer = pbuf_alloc(PBUF_RAW, (u16_t)length, PBUF_RAM);
    if (buffer == NULL) continue;
    (void)pbuf_take(buffer, frame, (u16_t)length);
    if (interface_of_lwip.input(buffer, &interface_of_lwip) != ERR_OK) (void)pbuf_free(buffer);
  }
  return unused;
}

static err_t describe(struct netif *netif) {
  static const uint8_t hardware[ETH_HWADDR_LEN] = {0x02, 0, 0, 0, 0, 0x0a};
  netif->name[0] = 't', netif->name[1] = 'p';
  netif->output = etharp_output;
  netif->output_ip6 = ethip6_output;
  netif->linkoutput = send_to_tap;
  netif->mtu = LINK_MTU;
  netif->hwaddr_len = ETH_HWADDR_LEN;
  memcpy(netif->hwaddr, hardware, sizeof hardware);
  netif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET |
                 NETIF_FLAG_LINK_UP | NETIF_FLAG_MLD6;
  return ERR_OK;
}

static void add_ipv6_address(struct netif *netif) {
  s8_t index = -1;
  netif_create_ip6_linklocal_address(netif, 1);
  netif_ip6_addr_set_state(netif, 0, IP6_ADDR_PREFERRED);
  if (netif_add_ip6_address(netif, ip_2_ip6(&own_address), &index) == ERR_OK && index >= 0)
    netif_ip6_addr_set_state(netif, index, IP6_ADDR_PREFERRED);
}

/* In lwIP's own thread, as soon as it runs. */
static void add_interface(void *unused) {
  (void)unused;
  struct netif *netif = &interface_of_lwip;
  ip4_addr_t address = {0}, mask = {0}, gateway = {0};
  if (IP_IS_V4(&own_address)) {
    address = *ip_2_ip4(&own_address);
    mask.addr = lwip_htonl(~0u << (32 - prefix_length));
  }
  if (netif_add(netif, &address, &mask, &gateway, NULL, describe, tcpip_input) == NULL) exit(3);
  netif_set_default(netif);
  netif->ip6_autoconfig_enabled = 0;
  netif_set_up(netif);
  if (IP_IS_V6(&own_address)) add_ipv6_address(netif);
  ready = true;
}

static bool read_address(const char *text) {
  char address[IPADDR_STRLEN_MAX];
  const char *slash = text == NULL ? NULL : strchr(text, '/');
  if (slash == NULL || (size_t)(slash - text) >= sizeof address) return false;
  memcpy(address, text, (size_t)(slash - text));
  address[slash - text] = '\0';
  prefix_length = (unsigned)strtoul(slash + 1, NULL, 10);
  return ipaddr_aton(address, &own_address) == 1 && prefix_length > 0 &&
         prefix_length <= (IP_IS_V4(&own_address) ? 32 : 128);
}

static bool open_tap(const char *name) {
  struct ifreq request = {.ifr_flags = IFF_TAP | IFF_NO_PI};
  tap = open("/dev/net/tun", O_RDWR);
  if (tap < 0 || name == NULL || strlen(name) >= sizeof request.ifr_name) return false;
  memcpy(request.ifr_name, name, strlen(name));
  return ioctl(tap, TUNSETIFF, &request) == 0;
}

int net_start(const char *interface, const char *address) {
  pthread_t receiver;
  if (!read_address(address) || !open_tap(interface)) {
    (void)fprintf(stderr, "app: lwIP wants --interface, a tap, and --address ADDRESS/LENGTH\n");
    return -1;
  }
  tcpip_init(add_interface, NULL);
  while (!ready)
    sleep_ms(1);
  return pthread_create(&receiver, NULL, receive_from_tap, NULL) == 0 ? 0 : -1;
}

bool net_lives_here(void) { return true; }

void net_finish(void) {
  bool busy = true;
  for (int waited = 0; busy && waited < FINISH_MS; waited += POLL_MS) {
    LOCK_TCPIP_CORE();
    busy = tcp_active_pcbs != NULL;
    UNLOCK_TCPIP_CORE();
    sleep_ms(POLL_MS);
  }
}
