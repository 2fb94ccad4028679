#include "filter.h"
#include "message.h"

#include <stdio.h>
#include <stdlib.h>

enum { SNAPLEN = 262144 }; /* libpcap's own for "everything" */

/* The expression compiled for one link type. */
struct compiled {
  int link;
  bool suits;
  struct bpf_program program;    /* meant when it suits */
  char reason[PCAP_ERRBUF_SIZE]; /* when it does not */
};

struct filter {
  const char *expression;
  struct compiled *list;
  size_t count, capacity;
};

static void compile(const char *expression, struct compiled *compiled) {
  pcap_t *nothing = pcap_open_dead(compiled->link, SNAPLEN);
  if (nothing == NULL) out_of_memory();
  compiled->suits =
      pcap_compile(nothing, &compiled->program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0;
  if (!compiled->suits)
    (void)snprintf(compiled->reason, sizeof compiled->reason, "%s", pcap_geterr(nothing));
  pcap_close(nothing);
}

static struct compiled *compiled_for(struct filter *filter, int link) {
  for (size_t i = 0; i < filter->count; i++)
    if (filter->list[i].link == link) return &filter->list[i];
  filter->list =
      grow_for_one_more(filter->list, filter->count, &filter->capacity, sizeof *filter->list);
  struct compiled *fresh = &filter->list[filter->count++];
  *fresh = (struct compiled){.link = link};
  compile(filter->expression, fresh);
  return fresh;
}

bool filter_suits(struct filter *filter, int link, char reason[PCAP_ERRBUF_SIZE]) {
  const struct compiled *compiled = compiled_for(filter, link);
  if (!compiled->suits) (void)snprintf(reason, PCAP_ERRBUF_SIZE, "%s", compiled->reason);
  return compiled->suits;
}

struct filter *filter_new(const char *expression, char reason[PCAP_ERRBUF_SIZE]) {
  struct filter *filter = grow(NULL, 1, sizeof *filter);
  char second[PCAP_ERRBUF_SIZE];
  *filter = (struct filter){.expression = expression};
  if (filter_suits(filter, DLT_EN10MB, reason) || filter_suits(filter, DLT_LINUX_SLL2, second))
    return filter;
  filter_free(filter);
  return NULL;
}

bool filter_passes(struct filter *filter, int link, const uint8_t *frame, uint32_t captured,
                   uint32_t length) {
  const struct compiled *compiled = compiled_for(filter, link);
  const struct pcap_pkthdr header = {.caplen = captured, .len = length};
  return compiled->suits && pcap_offline_filter(&compiled->program, &header, frame) != 0;
}

void filter_free(struct filter *filter) {
  if (filter == NULL) return;
  for (size_t i = 0; i < filter->count; i++)
    if (filter->list[i].suits) pcap_freecode(&filter->list[i].program);
  free(filter->list);
  free(filter);
}
