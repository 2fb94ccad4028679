#include "captured.h"

#include "ask.h"
#include "source.h"
#include "trace.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- Packets --------------------------------------------------------------------------------- */

static void ask_tcp(const uint8_t *b, const struct plumb_ip *p, uint32_t n) {
  if (p->protocol != 6) return;
  ask_header_parse(b, n, p->length);
  if (n == p->length) ask_checksum_ok(p->source, p->destination, b, n);
}

static void ask_packet(const struct capture_packet *packet) {
  if (packet->ip == NULL) return;
  uint32_t n = (uint32_t)packet->captured;
  struct plumb_ip p = ask_ip_parse(packet->ip, n);
  if (p.error != PLUMB_IP_OK && p.error != PLUMB_IP_CUT) return;
  if (!p.v6) ask_ipv4_header_ok(packet->ip, p.at);
  ask_tcp(packet->ip + p.at, &p, n - p.at < p.length ? n - p.at : p.length);
}

static void ask_packets(const char *path) {
  char reason[CAPTURE_REASON_SIZE];
  struct capture *capture = capture_open(path, NULL, reason);
  if (capture == NULL) {
    (void)fprintf(stderr, "differential: %s\n", reason);
    exit(2);
  }
  struct capture_packet packet;
  while (capture_next(capture, &packet) == CAPTURE_PACKET)
    ask_packet(&packet);
  capture_close(capture);
}

/* ---- Connections ----------------------------------------------------------------------------- */

/* An end as Plumb would be in its place: its user opens and sends as the capture shows, receives at
 * random, and takes its time as captured. */
struct end {
  struct plumb_config config;
  struct plumb_tcb tcb;
  struct plumb_observer observer;
  struct plumb_vigil vigil;
  struct source choices;
};

static void until_nothing_is_due(struct end *e, uint64_t now) {
  ask_timeout(e->config, &e->tcb, now);
  while (ask_transmit(e->config, &e->tcb, now)) {
  }
}

static void opens(struct end *e, const struct plumb_seg *s, uint64_t now) {
  struct plumb_open_args a = {.active = !s->ctl.ack,
                              .access = true,
                              .room = true,
                              .diffserv_ok = true,
                              .remote_specified = true,
                              .iss = s->seq};
  ask_open(e->config, &e->tcb, a, now);
}

/* What the end sent, its user must have asked for. */
static void sends(struct end *e, const struct plumb_seg *s, uint64_t now) {
  ask_observers_sent(&e->observer, &e->vigil, *s);
  ask_status(e->tcb, true);
  if (s->ctl.syn) opens(e, s, now);
  if (s->text > 0) {
    uint32_t room = PLUMB_QUEUE_MAX - e->tcb.snd.queued;
    struct plumb_send_args a = {
        .access = true, .remote_specified = true, .octets = s->text, .room = room};
    ask_send(e->config, &e->tcb, a, now);
  }
  if (s->ctl.fin) ask_close(&e->tcb, true);
  if (s->ctl.rst && !s->ctl.ack) ask_abort(&e->tcb, true);
  until_nothing_is_due(e, now);
}

static void receives(struct end *e, const struct plumb_seg *s, uint32_t iss, uint64_t now) {
  ask_challenge_overdue(e->vigil, now, 1000000);
  ask_observers_arrived(&e->observer, &e->vigil, *s, now);
  ask_segment_arrives(e->config, &e->tcb, *s, iss, now);
  if (once_in(&e->choices, 2))
    ask_receive(e->config, &e->tcb, (uint32_t)draw(&e->choices, 70000), true);
  until_nothing_is_due(e, now);
}

/* An end that answers the SYN has listened. */
static uint32_t iss_of(const struct connection *c, unsigned end) {
  for (size_t i = 0; i < c->count; i++)
    if (c->records[i].from == end && c->records[i].seg.ctl.syn) return c->records[i].seg.seq;
  return 0;
}

static bool listens(const struct connection *c, unsigned end) {
  return c->records[0].from != end && c->records[0].seg.ctl.syn;
}

static void follow(const struct connection *c, unsigned end) {
  struct end e = {.config = plumb_default_config(),
                  .observer = plumb_start_observer(),
                  .vigil = plumb_start_vigil(),
                  .choices = source_of_seed(c->records[0].seg.seq + end)};
  if (listens(c, end)) {
    struct plumb_open_args passive = {.access = true, .room = true, .diffserv_ok = true};
    ask_open(e.config, &e.tcb, passive, 0);
  }
  for (size_t i = 0; i < c->count; i++) {
    const struct record *r = &c->records[i];
    if (r->damaged) continue;
    if (r->from == end)
      sends(&e, &r->seg, r->time);
    else
      receives(&e, &r->seg, iss_of(c, end), r->time);
  }
}

void captured_run(const char *path) {
  ask_packets(path);
  struct trace trace = trace_read(path);
  for (size_t i = 0; i < trace.flows.count; i++)
    for (unsigned end = 0; end < 2; end++)
      follow(trace.flows.list[i], end);
  trace_free(&trace);
}
