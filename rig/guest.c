/* The first process of a virtual machine that is one end of a capture: makes the machine ready,
   waits for a line from the console, and becomes the application, whose words stand in a file. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/ethtool.h>
#include <linux/ipv6.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define INTERFACE "eth0"

enum { LINE_MAX_OCTETS = 4096, WORDS_MAX = 512, WAIT_MS = 5000, STEP_MS = 10 };

/* Says what failed. The machine ends with its first process. */
_Noreturn static void give_up(const char *what) {
  (void)printf("guest: %s: %s\n", what, strerror(errno));
  exit(1);
}

static void mount_at(const char *kind, const char *place) {
  if (mkdir(place, 0755) != 0 && errno != EEXIST) give_up(place);
  if (mount(kind, place, kind, 0, NULL) != 0 && errno != EBUSY) give_up(place);
}

static void insert_module(const char *path) {
  int file = open(path, O_RDONLY);
  if (file < 0 || syscall(SYS_finit_module, file, "", 0) != 0) give_up(path);
  (void)close(file);
}

/* PATH=VALUE */
static void set(char *setting) {
  char *value = strchr(setting, '=');
  if (value == NULL) give_up(setting);
  *value++ = '\0';
  int file = open(setting, O_WRONLY);
  if (file < 0 || write(file, value, strlen(value)) < 0) give_up(setting);
  (void)close(file);
}

static struct ifreq request(void) {
  struct ifreq request = {.ifr_name = INTERFACE};
  return request;
}

static void wait_for_interface(void) {
  const struct timespec step = {0, STEP_MS * 1000000L};
  for (int waited = 0; if_nametoindex(INTERFACE) == 0; waited += STEP_MS) {
    if (waited > WAIT_MS) give_up(INTERFACE);
    (void)nanosleep(&step, NULL);
  }
}

/* A capture is to show what the stack sees: no offload, of the receiver neither. */
static void switch_offloads_off(int handle) {
  static const unsigned commands[] = {ETHTOOL_STSO, ETHTOOL_SGSO, ETHTOOL_SGRO, ETHTOOL_SSG,
                                      ETHTOOL_STXCSUM};
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
    struct ethtool_value off = {.cmd = commands[i]};
    struct ifreq with = request();
    with.ifr_data = (char *)&off;
    if (ioctl(handle, SIOCETHTOOL, &with) != 0 && errno != EOPNOTSUPP) give_up("offloads");
  }
}

static void bring_up(const char *interface) {
  int handle = socket(AF_INET, SOCK_DGRAM, 0);
  struct ifreq with = {.ifr_flags = 0};
  (void)snprintf(with.ifr_name, sizeof with.ifr_name, "%s", interface);
  if (ioctl(handle, SIOCGIFFLAGS, &with) != 0) give_up(interface);
  with.ifr_flags |= IFF_UP;
  if (ioctl(handle, SIOCSIFFLAGS, &with) != 0) give_up(interface);
  (void)close(handle);
}

static void set_mtu(int handle, int mtu) {
  struct ifreq with = request();
  with.ifr_mtu = mtu;
  if (ioctl(handle, SIOCSIFMTU, &with) != 0) give_up("MTU");
}

static void add_ipv4(int handle, const char *host, unsigned length) {
  struct ifreq with = request();
  struct sockaddr_in address = {.sin_family = AF_INET};
  if (inet_pton(AF_INET, host, &address.sin_addr) != 1) give_up(host);
  memcpy(&with.ifr_addr, &address, sizeof address);
  if (ioctl(handle, SIOCSIFADDR, &with) != 0) give_up(host);
  address.sin_addr.s_addr = htonl(~0u << (32 - length));
  memcpy(&with.ifr_netmask, &address, sizeof address);
  if (ioctl(handle, SIOCSIFNETMASK, &with) != 0) give_up(host);
}

static void add_ipv6(const char *host, unsigned length) {
  int handle = socket(AF_INET6, SOCK_DGRAM, 0);
  struct in6_ifreq with = {.ifr6_prefixlen = length,
                           .ifr6_ifindex = (int)if_nametoindex(INTERFACE)};
  if (inet_pton(AF_INET6, host, &with.ifr6_addr) != 1) give_up(host);
  if (ioctl(handle, SIOCSIFADDR, &with) != 0) give_up(host);
  (void)close(handle);
}

/* ADDRESS/LENGTH */
static void add_address(int handle, char *address) {
  char *slash = strchr(address, '/');
  if (slash == NULL) give_up(address);
  *slash++ = '\0';
  unsigned length = (unsigned)strtoul(slash, NULL, 10);
  if (strchr(address, ':') == NULL)
    add_ipv4(handle, address, length);
  else
    add_ipv6(address, length);
}

/* The lines of /machine: `module PATH`, `set PATH=VALUE`, `mtu OCTETS`, `address ADDRESS/LENGTH`.
 */
static void make_ready(void) {
  static char line[LINE_MAX_OCTETS];
  FILE *file = fopen("/machine", "r");
  int handle = socket(AF_INET, SOCK_DGRAM, 0);
  if (file == NULL) give_up("/machine");
  while (fgets(line, sizeof line, file) != NULL) {
    line[strcspn(line, "\n")] = '\0';
    char *value = strchr(line, ' ');
    if (value == NULL) give_up(line);
    *value++ = '\0';
    if (strcmp(line, "module") == 0)
      insert_module(value);
    else if (strcmp(line, "set") == 0)
      set(value);
    else if (strcmp(line, "mtu") == 0) {
      wait_for_interface();
      switch_offloads_off(handle);
      set_mtu(handle, (int)strtol(value, NULL, 10));
      bring_up("lo");
      bring_up(INTERFACE);
    } else
      add_address(handle, value);
  }
  (void)fclose(file);
  (void)close(handle);
}

/* The arguments of the application, one a line of /words. */
static void read_words(char **words) {
  static char text[1 << 16];
  FILE *file = fopen("/words", "r");
  size_t count = 0, length = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
  text[length] = '\0';
  for (char *word = strtok(text, "\n"); word != NULL && count < WORDS_MAX;
       word = strtok(NULL, "\n"))
    words[count++] = word;
  words[count] = NULL;
}

int main(void) {
  static char *words[WORDS_MAX + 1];
  mount_at("proc", "/proc");
  mount_at("sysfs", "/sys");
  make_ready();
  read_words(words);
  (void)puts("booted");
  (void)fflush(stdout);
  (void)getchar();
  (void)execv("/app", words);
  give_up("/app");
}
