#include "hosts.h"
#include "message.h"
#include "seq.h"
#include "watch_isns.h"

#include <stdlib.h>
#include <string.h>

struct host {
  bool known;
  bool active; /* what it opens actively */
  bool told;   /* once is enough */
  bool is_v6;
  uint8_t address[16];
  struct plumb_isn_watch isns;
};

struct hosts {
  struct host list[HOSTS];
};

struct hosts *hosts_start(void) {
  struct hosts *hosts = calloc(1, sizeof *hosts);
  if (hosts == NULL) out_of_memory();
  return hosts;
}

void hosts_free(struct hosts *hosts) { free(hosts); }

/* One word more.  Each step can be undone: of what differs in one word only, the sums differ. */
static uint64_t mix(uint64_t sum, uint64_t word) {
  sum = (sum ^ word) * UINT64_C(0x9e3779b97f4a7c15); /* odd, its bits as good as random */
  return sum ^ sum >> 32;
}

static uint64_t mix_address(uint64_t sum, const struct socket_id *socket) {
  uint64_t words[2];
  memcpy(words, socket->address, sizeof words);
  return mix(mix(sum, words[0]), words[1]);
}

/* A number for both sockets, END's before the other's.  Were it that of others by chance, once in
   2^64 times, nobody would be accused for that: the watch counts openings between other sockets. */
static uint64_t sockets_of(const struct finished *c, unsigned end) {
  uint64_t sum = 0;
  for (unsigned i = 0; i < 2; i++) {
    const struct socket_id *socket = &c->ends[i == 0 ? end : 1 - end];
    sum = mix_address(mix(sum, (uint64_t)socket->port << 1 | socket->is_v6), socket);
  }
  return sum;
}

static struct host *find(struct hosts *hosts, const struct socket_id *socket, bool active) {
  const uint64_t kind = (uint64_t)active << 1 | socket->is_v6;
  struct host *host = &hosts->list[mix_address(kind, socket) % HOSTS];
  if (host->known && host->active == active && host->is_v6 == socket->is_v6 &&
      memcmp(host->address, socket->address, sizeof host->address) == 0)
    return host;
  *host = (struct host){
      .known = true, .active = active, .is_v6 = socket->is_v6, .isns = plumb_start_isn_watch()};
  memcpy(host->address, socket->address, sizeof host->address);
  return host;
}

static struct charge charge_for(const struct finished_end *end, bool active,
                                const struct plumb_isn_watch *isns) {
  return (struct charge){.packet = end->beginning.packet,
                         .time = end->began,
                         .certain = end->beginning.packet,
                         .seen = seq_sub(end->iss, isns->o0.isn),
                         .kind = KIND_ISNS + PLUMB_ISN_PREDICTABLE,
                         .state = active ? PLUMB_CLOSED : PLUMB_LISTEN};
}

static bool is_opened(const struct finished *c, unsigned end) {
  return c->begins_with_syn && c->end[end].syn && c->end[end].opens;
}

bool hosts_have_occasion(struct hosts *hosts, const struct finished *c, unsigned end) {
  if (!is_opened(c, end)) return false;
  struct plumb_isn_watch w = find(hosts, &c->ends[end], end == 0)->isns;
  struct plumb_isn_opening opening = {.sockets = sockets_of(c, end), .isn = 0};
  w.o0.isn = w.o1.isn = w.o2.isn = w.o3.isn = 0;
  return plumb_isn_watch_opens(w, opening) != PLUMB_NO_ISN_FAULT;
}

bool hosts_open(struct hosts *hosts, const struct finished *c, unsigned end,
                struct charge *charge) {
  bool active = end == 0; /* its SYN came first */
  if (!is_opened(c, end)) return false;
  struct host *host = find(hosts, &c->ends[end], active);
  struct plumb_isn_opening opening = {.sockets = sockets_of(c, end), .isn = c->end[end].iss};
  bool is_new = !host->told && plumb_isn_watch_opens(host->isns, opening) != PLUMB_NO_ISN_FAULT;
  if (is_new) *charge = charge_for(&c->end[end], active, &host->isns);
  host->told = host->told || is_new;
  host->isns = plumb_isn_watch_after(host->isns, opening);
  return is_new;
}

static const struct plumb_clause *clause(unsigned fault) {
  return plumb_isn_clause((enum plumb_isn_fault)fault);
}

/* SYNs may be lost, or come in another order: those that were seen are close together all the
   same. */
static bool in_any_order(unsigned fault) { return fault == PLUMB_ISN_PREDICTABLE; }

static void describe(unsigned fault, const struct charge *charge, char allowed[FINDING_TEXT_SIZE],
                     char seen[FINDING_TEXT_SIZE]) {
  (void)fault;
  say(allowed, "ISNs that depend on both sockets and a secret");
  say_number(seen, "the fifth in a row that is close to the one before, larger by", charge->seen);
}

const struct words hosts_words = {PLUMB_ISN_PREDICTABLE, clause, in_any_order, describe};
