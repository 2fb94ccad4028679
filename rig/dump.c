/* Captures an interface until SIGINT or SIGTERM: whole frames, in nanoseconds, and none may be
 * missed. */
#include "stopping.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHOLE = 262144, BUFFER = 16 << 20 };

_Noreturn static void give_up(const char *what, const char *why) {
  (void)fprintf(stderr, "dump: %s: %s\n", what, why);
  exit(1);
}

static pcap_t *open_interface(const char *name, const char *filter) {
  char why[PCAP_ERRBUF_SIZE];
  struct bpf_program program;
  pcap_t *capture = pcap_create(name, why);
  if (capture == NULL) give_up(name, why);
  (void)pcap_set_snaplen(capture, WHOLE);
  (void)pcap_set_promisc(capture, 1);
  (void)pcap_set_immediate_mode(capture, 1);
  (void)pcap_set_buffer_size(capture, BUFFER);
  (void)pcap_set_tstamp_precision(capture, PCAP_TSTAMP_PRECISION_NANO);
  if (pcap_activate(capture) < 0 || pcap_setnonblock(capture, 1, why) < 0 ||
      pcap_compile(capture, &program, filter, 1, PCAP_NETMASK_UNKNOWN) < 0 ||
      pcap_setfilter(capture, &program) < 0)
    give_up(name, pcap_geterr(capture));
  pcap_freecode(&program);
  return capture;
}

/* Writes what has been captured. */
static void drain(pcap_t *capture, pcap_dumper_t *file) {
  int count = 0;
  do
    count = pcap_dispatch(capture, -1, pcap_dump, (u_char *)file);
  while (count > 0);
  if (count < 0) give_up("read", pcap_geterr(capture));
}

int main(int argc, char **argv) {
  if (argc != 4) {
    (void)fputs("usage: dump INTERFACE FILE FILTER\n", stderr);
    return 2;
  }
  sigset_t while_waiting = catch_signals();
  pcap_t *capture = open_interface(argv[1], argv[3]);
  pcap_dumper_t *file = pcap_dump_open(capture, argv[2]);
  if (file == NULL) give_up(argv[2], pcap_geterr(capture));
  (void)puts("ready");
  (void)fflush(stdout);
  while (!stopping) {
    struct pollfd wanted = {pcap_get_selectable_fd(capture), POLLIN, 0};
    if (ppoll(&wanted, 1, NULL, &while_waiting) < 0 && errno != EINTR)
      give_up("poll", strerror(errno));
    drain(capture, file);
  }
  struct pcap_stat statistics;
  if (pcap_stats(capture, &statistics) < 0) give_up("statistics", pcap_geterr(capture));
  (void)printf("missed %u\n", statistics.ps_drop);
  if (pcap_dump_flush(file) < 0) give_up(argv[2], "cannot be written");
  pcap_dump_close(file);
  pcap_close(capture);
  return 0;
}
