#include "flow.h"
#include "message.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare_sockets(const struct socket_id *a, const struct socket_id *b) {
  if (a->is_v6 != b->is_v6) return a->is_v6 ? 1 : -1;
  if (a->port != b->port) return a->port < b->port ? -1 : 1;
  if (a->tunnel != b->tunnel) return a->tunnel < b->tunnel ? -1 : 1;
  return memcmp(a->address, b->address, sizeof a->address);
}

/* Orders connections by their pair of sockets, whichever end was seen first.  A balanced tree and
   no hash table: no capture, however crafted, makes it slow. */
static int compare_pairs(const void *left, const void *right) {
  const struct connection *a = left, *b = right;
  int a_low = compare_sockets(&a->ends[0], &a->ends[1]) <= 0 ? 0 : 1;
  int b_low = compare_sockets(&b->ends[0], &b->ends[1]) <= 0 ? 0 : 1;
  int low = compare_sockets(&a->ends[a_low], &b->ends[b_low]);
  return low != 0 ? low : compare_sockets(&a->ends[1 - a_low], &b->ends[1 - b_low]);
}

bool is_opening_syn(const struct plumb_seg *s) { return s->ctl.syn && !s->ctl.ack && !s->ctl.rst; }

bool begins_with_syn(const struct connection *c) { return is_opening_syn(&c->records[0].seg); }

/* A reset that the receiver obeys by RFC 5961: it stands exactly at RCV.NXT, or answers a SYN. */
static bool is_acceptable_reset(const struct end_progress *receiver, const struct plumb_seg *s) {
  if (receiver->acked) return s->seq == receiver->ack;
  return s->ctl.ack && receiver->syn && s->ack == (uint32_t)(receiver->iss + 1U);
}

/* Does ACK acknowledge all before END? */
static bool is_behind(uint32_t ack, uint32_t end) { return ack - end < UINT32_C(1) << 31; }

void progress_follow(struct end_progress progress[2], unsigned from, const struct plumb_seg *s) {
  struct end_progress *sender = &progress[from], *receiver = &progress[1 - from];
  if (s->ctl.rst) {
    sender->reset = true;
    sender->reset_accepted = sender->reset_accepted || is_acceptable_reset(receiver, s);
    return;
  }
  if (s->ctl.syn && !sender->syn) {
    sender->syn = true;
    sender->iss = s->seq;
  }
  if (s->ctl.ack) {
    sender->acked = true;
    sender->ack = s->ack;
    receiver->fin_acked =
        receiver->fin_acked || (receiver->fin && is_behind(s->ack, receiver->end));
  }
  if (s->ctl.fin) {
    sender->fin = true;
    sender->end = s->seq + s->text + s->ctl.syn + 1U;
  }
}

bool progress_is_over(const struct end_progress progress[2]) {
  return progress[0].reset_accepted || progress[1].reset_accepted ||
         (progress[0].fin_acked && progress[1].fin_acked);
}

/* S has the number of the SYN before, which the other end, sending no SYN itself, has refused: it
   is sent again, for no two attempts should have the same (MUST-8). */
static bool is_refused_syn(const struct end_progress *sender, const struct end_progress *refuser,
                           const struct plumb_seg *s) {
  return sender->syn && sender->iss == s->seq && !sender->acked && !sender->reset &&
         refuser->reset_accepted && !refuser->syn;
}

/* A SYN on a pair of sockets that were used before opens a new connection when the old one is over;
   otherwise it is a retransmission, a simultaneous open, or a blind attack on the old one. */
bool progress_begins_anew(const struct end_progress progress[2], unsigned from,
                          const struct plumb_seg *s) {
  if (!is_opening_syn(s)) return false;
  if (progress_is_over(progress)) return !is_refused_syn(&progress[from], &progress[1 - from], s);
  bool reset = progress[0].reset || progress[1].reset;
  return reset && progress[from].syn && progress[from].iss != s->seq;
}

static struct connection *new_connection(struct flows *flows, const struct connection *pair) {
  struct connection *fresh = grow(NULL, 1, sizeof *fresh);
  *fresh = *pair;
  flows->list = grow_for_one_more(flows->list, flows->count, &flows->capacity, sizeof(void *));
  flows->list[flows->count++] = fresh;
  return fresh;
}

static unsigned sender_in(const struct connection *c, const struct socket_id *from) {
  return same_socket(&c->ends[0], from) ? 0 : 1;
}

/* The incarnation between FROM and TO that the segment belongs to; NULL if there is none and it may
   not begin one. */
static struct connection *find(struct flows *flows, const struct socket_id *from,
                               const struct socket_id *to, const struct record *record) {
  struct connection pair = {.ends = {*from, *to}};
  struct connection **latest = tfind(&pair, &flows->latest, compare_pairs);
  if (record->damaged || record->is_icmp || record->is_copy) return latest == NULL ? NULL : *latest;
  if (latest == NULL) {
    struct connection *fresh = new_connection(flows, &pair);
    if (tsearch(fresh, &flows->latest, compare_pairs) == NULL) out_of_memory();
    return fresh;
  }
  if (progress_begins_anew((*latest)->progress, sender_in(*latest, from), &record->seg))
    *latest = new_connection(flows, &pair);
  return *latest;
}

static void add_error(struct connection *c, const struct socket_id *from,
                      const struct record *record) {
  c->errors = grow_for_one_more(c->errors, c->error_count, &c->error_capacity, sizeof *c->errors);
  struct record *added = &c->errors[c->error_count++];
  *added = *record;
  added->from = (uint8_t)sender_in(c, from);
}

void flows_add(struct flows *flows, const struct socket_id *from, const struct socket_id *to,
               const struct record *record) {
  struct connection *c = find(flows, from, to, record);
  if (c == NULL) return;
  if (record->is_icmp) {
    add_error(c, from, record);
    return;
  }
  c->records = grow_for_one_more(c->records, c->count, &c->capacity, sizeof *c->records);
  struct record *added = &c->records[c->count++];
  *added = *record;
  added->from = (uint8_t)sender_in(c, from);
  if (!added->damaged) progress_follow(c->progress, added->from, &added->seg);
}

static void keep(void *node) { (void)node; /* the list owns the connections */ }

void flows_free(struct flows *flows) {
  tdestroy(flows->latest, keep);
  for (size_t i = 0; i < flows->count; i++) {
    free(flows->list[i]->records);
    free(flows->list[i]->errors);
    free(flows->list[i]);
  }
  free(flows->list);
  *flows = (struct flows){0};
}

const char *socket_text(const struct socket_id *socket, char text[SOCKET_TEXT_SIZE]) {
  char address[INET6_ADDRSTRLEN] = "?";
  (void)inet_ntop(socket->is_v6 ? AF_INET6 : AF_INET, socket->address, address, sizeof address);
  (void)snprintf(text, SOCKET_TEXT_SIZE, socket->is_v6 ? "[%s]:%u" : "%s:%u", address,
                 (unsigned)socket->port);
  return text;
}

bool socket_parse(const char *text, struct socket_id *socket) {
  char address[INET6_ADDRSTRLEN];
  const char *colon = strrchr(text, ':');
  *socket = (struct socket_id){.is_v6 = text[0] == '['};
  const size_t brackets = socket->is_v6 ? 2 : 0;
  if (colon == NULL || (size_t)(colon - text) < brackets ||
      (size_t)(colon - text) - brackets >= sizeof address || (socket->is_v6 && colon[-1] != ']'))
    return false;
  const size_t length = (size_t)(colon - text) - brackets;
  memcpy(address, text + (socket->is_v6 ? 1 : 0), length);
  address[length] = '\0';
  char *end = NULL;
  unsigned long port = strtoul(colon + 1, &end, 10);
  if (!isdigit((unsigned char)colon[1]) || *end != '\0' || port > UINT16_MAX) return false;
  socket->port = (uint16_t)port;
  return inet_pton(socket->is_v6 ? AF_INET6 : AF_INET, address, socket->address) == 1;
}

bool same_socket(const struct socket_id *a, const struct socket_id *b) {
  return a->port == b->port && a->tunnel == b->tunnel && same_host(a, b);
}

bool same_host(const struct socket_id *a, const struct socket_id *b) {
  return a->is_v6 == b->is_v6 && memcmp(a->address, b->address, sizeof a->address) == 0;
}
