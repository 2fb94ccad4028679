#include "unread.h"
#include "message.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

/* Both directions of a connection are one pair: the lower socket stands first. */
struct pair {
  struct socket_id low, high;
};

static int compare_sockets(const struct socket_id *a, const struct socket_id *b) {
  if (a->is_v6 != b->is_v6) return a->is_v6 ? 1 : -1;
  if (a->port != b->port) return a->port < b->port ? -1 : 1;
  if (a->tunnel != b->tunnel) return a->tunnel < b->tunnel ? -1 : 1;
  return memcmp(a->address, b->address, sizeof a->address);
}

static int compare_pairs(const void *left, const void *right) {
  const struct pair *a = left, *b = right;
  int low = compare_sockets(&a->low, &b->low);
  return low != 0 ? low : compare_sockets(&a->high, &b->high);
}

static struct pair pair_of(const struct socket_id *a, const struct socket_id *b, bool with_ports) {
  struct pair pair = {*a, *b};
  if (!with_ports) pair.low.port = pair.high.port = 0;
  if (compare_sockets(&pair.low, &pair.high) <= 0) return pair;
  return (struct pair){pair.high, pair.low};
}

static void add_pair(struct unread *unread, const struct pair *pair) {
  if (tfind(pair, &unread->pairs, compare_pairs) != NULL) return;
  unread->is_anybody = unread->is_anybody || unread->count == UNREAD_MAX;
  if (unread->is_anybody) return;
  struct pair *added = grow(NULL, 1, sizeof *added);
  *added = *pair;
  if (tsearch(added, &unread->pairs, compare_pairs) == NULL) out_of_memory();
  unread->count++;
}

/* Is it a further fragment of a datagram of which the first is known? */
static bool is_known(const struct unread *unread, const struct partial *partial) {
  for (size_t i = 0; i < UNREAD_RECENT; i++) {
    const struct partial *first = &unread->recent[i];
    if (first->has_addresses && first->id == partial->id &&
        first->from.tunnel == partial->from.tunnel && same_host(&first->from, &partial->from) &&
        same_host(&first->to, &partial->to))
      return true;
  }
  return false;
}

void unread_add(struct unread *unread, const struct partial *partial) {
  if (!partial->may_be_tcp ||
      (partial->has_addresses && !partial->is_first && is_known(unread, partial)))
    return;
  if (!partial->has_addresses) {
    unread->is_anybody = true;
    return;
  }
  bool with_ports = partial->from.port != 0 || partial->to.port != 0;
  struct pair pair = pair_of(&partial->from, &partial->to, with_ports);
  add_pair(unread, &pair);
  if (with_ports) unread->recent[unread->next++ % UNREAD_RECENT] = *partial;
}

bool unread_concerns(const struct unread *unread, const struct socket_id ends[2]) {
  if (unread->is_anybody) return true;
  struct pair exact = pair_of(&ends[0], &ends[1], true);
  struct pair hosts = pair_of(&ends[0], &ends[1], false);
  return tfind(&exact, &unread->pairs, compare_pairs) != NULL ||
         tfind(&hosts, &unread->pairs, compare_pairs) != NULL;
}

void unread_free(struct unread *unread) {
  tdestroy(unread->pairs, free);
  *unread = (struct unread){0};
}
