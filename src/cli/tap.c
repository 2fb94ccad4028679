#include "tap.h"
#include "message.h"

#include <pcap/pcap.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

enum { SNAPLEN = 262144, WAIT = 100 /* milliseconds */ };

struct tap {
  pcap_t *pcap;
  int descriptor; /* which can be read when there are packets */
};

/* libpcap tells the general trouble, and sometimes the particular one. */
static void explain(pcap_t *pcap, int status, char *reason, size_t size) {
  const char *general = pcap_statustostr(status), *more = pcap_geterr(pcap);
  if (more[0] != '\0' && strcmp(more, general) != 0)
    (void)snprintf(reason, size, "%s (%s)", general, more);
  else
    (void)snprintf(reason, size, "%s", general);
}

struct tap *tap_open(const char *interface, char *reason, size_t size) {
  char why[PCAP_ERRBUF_SIZE] = "";
  pcap_t *pcap = pcap_create(interface, why);
  if (pcap == NULL) {
    (void)snprintf(reason, size, "%s", why);
    return NULL;
  }
  (void)pcap_set_snaplen(pcap, SNAPLEN);
  (void)pcap_set_timeout(pcap, WAIT);
  int status = pcap_activate(pcap);
  if (status >= 0) status = pcap_setnonblock(pcap, 1, why);
  if (status < 0) {
    explain(pcap, status, reason, size);
    pcap_close(pcap);
    return NULL;
  }
  struct tap *tap = grow(NULL, 1, sizeof *tap);
  *tap = (struct tap){.pcap = pcap, .descriptor = pcap_get_selectable_fd(pcap)};
  return tap;
}

/* libpcap's own time limit does not hold where there is no packet at all. */
static void wait_for_packets(const struct tap *tap) {
  struct pollfd wanted = {.fd = tap->descriptor, .events = POLLIN};
  (void)poll(&wanted, 1, WAIT); /* that a signal ends it is wanted */
}

enum tap_result tap_next(struct tap *tap, struct tap_frame *frame) {
  struct pcap_pkthdr *header = NULL;
  const u_char *octets = NULL;
  int result = pcap_next_ex(tap->pcap, &header, &octets);
  if (result == 0) {
    wait_for_packets(tap);
    result = pcap_next_ex(tap->pcap, &header, &octets);
  }
  if (result == 0) return TAP_IDLE;
  if (result != 1) return TAP_BROKEN;
  *frame = (struct tap_frame){.time = (uint64_t)header->ts.tv_sec * 1000000U +
                                      (uint64_t)header->ts.tv_usec,
                              .captured = header->caplen,
                              .length = header->len,
                              .octets = octets};
  return TAP_FRAME;
}

const char *tap_reason(const struct tap *tap) { return pcap_geterr(tap->pcap); }

int tap_link(const struct tap *tap) { return pcap_datalink(tap->pcap); }

uint64_t tap_dropped(const struct tap *tap) {
  struct pcap_stat stat = {.ps_drop = 0};
  return pcap_stats(tap->pcap, &stat) == 0 ? (uint64_t)stat.ps_drop + stat.ps_ifdrop : 0;
}

void tap_close(struct tap *tap) {
  pcap_close(tap->pcap);
  free(tap);
}
