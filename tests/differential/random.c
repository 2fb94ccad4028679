#include "random.h"

#include "ask.h"
#include "generate.h"

enum { CONNECTIONS = 3, EVENTS_PER_RUN = 48 };

/* Seldom an ABORT, or no connection would grow old. */
static void user_call(struct source *g, struct plumb_config c, struct plumb_tcb *t, uint64_t now) {
  bool access = !once_in(g, 8);
  switch (draw(g, 8)) {
  case 0:
    ask_open(c, t, any_open_args(g), now);
    break;
  case 1:
    ask_close(t, access);
    break;
  case 2:
    ask_status(*t, access);
    if (once_in(g, 4)) ask_abort(t, access);
    break;
  case 3:
  case 4:
  case 5:
    ask_send(c, t, any_send_args(g, t), now);
    break;
  default:
    ask_receive(c, t, once_in(g, 2) ? UINT32_MAX : (uint32_t)draw(g, 5000), access);
  }
}

static void event(struct source *g, struct plumb_config c, struct plumb_tcb *t, uint64_t now) {
  bool reopens = t->state == PLUMB_CLOSED && !once_in(g, 4);
  switch (draw(g, 8)) {
  case 0:
  case 1:
    user_call(g, c, t, now);
    break;
  case 2:
    ask_timeout(c, t, now);
    break;
  case 3:
    ask_transmit(c, t, now);
    break;
  default:
    if (reopens)
      ask_open(c, t, any_open_args(g), now);
    else
      ask_segment_arrives(c, t, any_seg(g, t), any_u32(g), now);
  }
}

/* Several connections under one configuration.  Each begins as none, or as any TCB at all. */
static void run_connections(struct source *g) {
  struct plumb_config c = any_config(g);
  uint64_t now = once_in(g, 2) ? 0 : draw(g, PLUMB_TIME_MAX + 1);
  struct plumb_tcb connections[CONNECTIONS];
  for (int i = 0; i < CONNECTIONS; i++)
    connections[i] = once_in(g, 2) ? (struct plumb_tcb){.state = PLUMB_CLOSED} : any_tcb(g, c, now);
  for (int i = 0; i < EVENTS_PER_RUN; i++) {
    struct plumb_tcb *t = &connections[draw(g, CONNECTIONS)];
    now = any_later(g, t, now);
    event(g, c, t, now);
  }
}

/* An endpoint that is watched from its beginning, or from any point at all. */
static void run_observer(struct source *g) {
  struct plumb_observer o = once_in(g, 4) ? any_observer(g) : plumb_start_observer();
  struct plumb_vigil v = once_in(g, 4) ? any_vigil(g) : plumb_start_vigil();
  uint64_t now = draw(g, PLUMB_TIME_MAX / 2);
  for (int i = 0; i < EVENTS_PER_RUN / 4; i++) {
    now += draw(g, 1000000);
    if (once_in(g, 2))
      ask_observers_arrived(&o, &v, any_seg_arriving(g, &o), now);
    else
      ask_observers_sent(&o, &v, any_seg_sent(g, &o));
    uint64_t lag = draw(g, 2000000);
    ask_challenge_overdue(v, once_in(g, 2) ? now : v.due_from + lag + draw(g, 3), lag);
  }
}

/* A segment without text: its header, built, with the right checksum; then some octets change, and
 * some may not be at hand. */
static void run_header(struct source *g) {
  struct plumb_seg s = any_buildable_seg(g);
  ask_header_build((uint16_t)draw(g, 65536), (uint16_t)draw(g, 65536), s);
  uint8_t b[60] = {0};
  uint32_t n = plumb_header_build(b, 80, 1024, s);
  struct plumb_address a = {any_u32(g), any_u32(g), any_u32(g), any_u32(g)};
  plumb_checksum_fill(b, plumb_checksum(plumb_pseudo_sum(a, a, n) + plumb_octet_sum(b, n)));
  ask_checksum_ok(a, a, b, n);
  for (uint64_t changes = draw(g, 4); changes > 0; changes--)
    b[draw(g, n)] = any_octet(g);
  uint32_t at_hand = once_in(g, 4) ? (uint32_t)draw(g, n + 1) : n;
  ask_checksum_ok(a, a, b, at_hand);
  ask_checksum_copy(b, at_hand);
  ask_header_parse(b, at_hand, (uint32_t)draw(g, once_in(g, 2) ? 80 : 65536));
}

static void run_datagram(struct source *g) {
  uint8_t b[160];
  uint32_t n = any_datagram(g, b, sizeof b);
  struct plumb_ip p = ask_ip_parse(b, n);
  ask_ipv4_header_ok(b, n < p.at ? n : p.at);
}

void random_runs(uint64_t seed, uint64_t events) {
  struct source g = source_of_seed(seed);
  for (uint64_t done = 0; done < events; done += EVENTS_PER_RUN) {
    run_connections(&g);
    run_observer(&g);
    run_header(&g);
    run_datagram(&g);
  }
}
