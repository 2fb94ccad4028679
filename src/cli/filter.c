#include "filter.h"
#include "linklayer.h"
#include "message.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

_Static_assert(FILTER_REASON_SIZE >= PCAP_ERRBUF_SIZE, "libpcap's reasons fit");

enum { SNAPLEN = 262144 }; /* libpcap's own for "everything" */

/* The expression compiled for one link type. */
struct compiled {
  bool suits;
  struct bpf_program program;      /* meant when it suits */
  char reason[FILTER_REASON_SIZE]; /* when it does not */
};

struct filter {
  struct compiled compiled[LINKS]; /* as supported_links has them */
};

static bool compile(const char *expression, int link, struct compiled *compiled) {
  pcap_t *nothing = pcap_open_dead(link, SNAPLEN);
  if (nothing == NULL) out_of_memory();
  compiled->suits =
      pcap_compile(nothing, &compiled->program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
  (void)snprintf(compiled->reason, sizeof compiled->reason, "%s", pcap_geterr(nothing));
  pcap_close(nothing);
  return compiled->suits;
}

struct filter *filter_new(const char *expression, char reason[FILTER_REASON_SIZE]) {
  struct filter *filter = grow(NULL, 1, sizeof *filter);
  bool suits_any = false;
  for (size_t i = 0; i < LINKS; i++)
    suits_any = compile(expression, supported_links[i], &filter->compiled[i]) || suits_any;
  if (suits_any) return filter;
  (void)snprintf(reason, FILTER_REASON_SIZE, "%s", filter->compiled[0].reason);
  filter_free(filter);
  return NULL;
}

/* NULL when the link type is not supported at all. */
static const struct compiled *compiled_for(const struct filter *filter, int link) {
  for (size_t i = 0; i < LINKS; i++)
    if (supported_links[i] == link) return &filter->compiled[i];
  return NULL;
}

bool filter_suits(const struct filter *filter, int link, char reason[FILTER_REASON_SIZE]) {
  const struct compiled *compiled = compiled_for(filter, link);
  (void)snprintf(reason, FILTER_REASON_SIZE, "%s", compiled == NULL ? "" : compiled->reason);
  return compiled != NULL && compiled->suits;
}

bool filter_passes(const struct filter *filter, int link, const uint8_t *frame, uint32_t captured,
                   uint32_t length) {
  const struct compiled *compiled = compiled_for(filter, link);
  const struct pcap_pkthdr header = {.caplen = captured, .len = length};
  return compiled != NULL && compiled->suits &&
         pcap_offline_filter(&compiled->program, &header, frame) != 0;
}

void filter_free(struct filter *filter) {
  if (filter == NULL) return;
  for (size_t i = 0; i < LINKS; i++)
    if (filter->compiled[i].suits) pcap_freecode(&filter->compiled[i].program);
  free(filter);
}
