#include "generate.h"

#include "seq.h"

#define SECOND 1000000u

/* ---- Numbers --------------------------------------------------------------------------------- */

uint32_t any_u32(struct source *g) {
  static const uint32_t edges[] = {0, 1, PLUMB_TWO31 - 1, PLUMB_TWO31, PLUMB_TWO31 + 1, UINT32_MAX};
  if (once_in(g, 2)) return edges[draw(g, sizeof edges / sizeof *edges)];
  return (uint32_t)draw(g, PLUMB_TWO32);
}

/* 0 to max: the ends, the lower numbers, any. */
static uint64_t up_to(struct source *g, uint64_t max) {
  switch (draw(g, 4)) {
  case 0:
    return draw(g, 2) == 0 ? 0 : max;
  case 1:
    return draw(g, max < 4 ? max + 1 : 4);
  case 2:
    return draw(g, max < 5000 ? max + 1 : 5000);
  default:
    return draw(g, max + 1);
  }
}

static uint32_t up_to_u32(struct source *g, uint32_t max) { return (uint32_t)up_to(g, max); }

/* x, or beside it, or far away. */
static uint32_t near(struct source *g, uint32_t x) {
  switch (draw(g, 8)) {
  case 0:
  case 1:
  case 2:
    return x;
  case 3:
    return seq_add(x, (uint32_t)draw(g, 3));
  case 4:
    return seq_sub(x, (uint32_t)draw(g, 3));
  case 5:
    return seq_add(x, (uint32_t)draw(g, 70000));
  case 6:
    return seq_sub(x, (uint32_t)draw(g, 70000));
  default:
    return once_in(g, 2) ? any_u32(g) : seq_add(x, PLUMB_TWO31 - 1 + (uint32_t)draw(g, 3));
  }
}

/* ---- Configuration, user calls, time --------------------------------------------------------- */

static uint64_t any_duration(struct source *g) {
  switch (draw(g, 4)) {
  case 0:
    return 0;
  case 1:
    return draw(g, 10) * SECOND;
  case 2:
    return draw(g, 100 * SECOND);
  default:
    return up_to(g, PLUMB_DURATION_MAX);
  }
}

struct plumb_config any_config(struct source *g) {
  struct plumb_config c = plumb_default_config();
  if (once_in(g, 2)) {
    c.buffer = 1 + up_to_u32(g, PLUMB_BUFFER_MAX - 1);
    c.mss = 1 + up_to_u32(g, 65534);
    c.default_mss = 1 + up_to_u32(g, 65534);
    c.use_shift = once_in(g, 2);
    c.shift = (uint8_t)draw(g, PLUMB_SHIFT_MAX + 1);
    c.use_stamps = once_in(g, 2);
    c.use_sack = once_in(g, 2);
  }
  if (once_in(g, 4)) {
    c.rto = any_duration(g);
    c.rto_max = any_duration(g);
    c.r1 = up_to_u32(g, UINT32_MAX);
    c.r2 = up_to_u32(g, UINT32_MAX);
    c.msl = any_duration(g);
  }
  if (once_in(g, 2)) c.user_timeout = any_duration(g);
  if (once_in(g, 2)) c.challenge_limit = 1 + up_to_u32(g, UINT32_MAX - 1);
  if (once_in(g, 2)) c.challenge_interval = any_duration(g);
  return c;
}

struct plumb_open_args any_open_args(struct source *g) {
  return (struct plumb_open_args){.active = once_in(g, 2),
                                  .access = !once_in(g, 8),
                                  .room = !once_in(g, 8),
                                  .diffserv_ok = !once_in(g, 8),
                                  .remote_specified = !once_in(g, 4),
                                  .iss = any_u32(g)};
}

struct plumb_send_args any_send_args(struct source *g, const struct plumb_tcb *t) {
  uint32_t room = PLUMB_QUEUE_MAX - t->snd.queued;
  if (once_in(g, 2)) room = up_to_u32(g, room);
  return (struct plumb_send_args){.access = !once_in(g, 8),
                                  .remote_specified = !once_in(g, 4),
                                  .octets = once_in(g, 2) ? up_to_u32(g, 5000) : near(g, room),
                                  .room = room,
                                  .urgent = once_in(g, 4),
                                  .iss = any_u32(g)};
}

/* One of the times at which something changes for t. */
static uint64_t any_deadline(struct source *g, const struct plumb_tcb *t, uint64_t now) {
  uint64_t at = t->stamps.recent_at + 24 * 86400 * (uint64_t)SECOND;
  switch (draw(g, 4)) {
  case 0:
    if (t->timers.rtx_on) at = t->timers.rtx_at;
    break;
  case 1:
    if (t->timers.user_on) at = t->timers.user_at;
    break;
  case 2:
    if (t->timers.wait_on) at = t->timers.wait_at;
    break;
  default:
    break;
  }
  return at > now ? at - 1 : now; /* the caller adds 0 to 2 */
}

uint64_t any_later(struct source *g, const struct plumb_tcb *t, uint64_t now) {
  uint64_t x = now;
  if (once_in(g, 2)) x = now + draw(g, SECOND);
  if (once_in(g, 3)) x = any_deadline(g, t, now) + draw(g, 3);
  if (once_in(g, 64)) x = now + any_duration(g);
  if (x < now) return now;
  return x < PLUMB_TIME_MAX ? x : PLUMB_TIME_MAX;
}

/* ---- The TCB --------------------------------------------------------------------------------- */

static struct plumb_snd any_snd(struct source *g, uint32_t iss) {
  struct plumb_snd n = {.una = near(g, iss)};
  n.nxt = once_in(g, 4) ? near(g, n.una) : seq_add(n.una, (uint32_t)draw(g, 5000));
  n.wnd = up_to_u32(g, PLUMB_BUFFER_MAX);
  n.wl1 = any_u32(g);
  n.wl2 = near(g, n.una);
  n.up = near(g, n.nxt);
  n.urgent = once_in(g, 4);
  n.max_wnd = once_in(g, 4) ? any_u32(g) : n.wnd;
  n.queued = up_to_u32(g, PLUMB_QUEUE_MAX);
  n.closed = once_in(g, 4);
  n.fin = n.closed && once_in(g, 2);
  return n;
}

static struct plumb_block any_block(struct source *g, uint32_t nxt) {
  if (once_in(g, 2)) return (struct plumb_block){0, 0};
  uint32_t left = near(g, seq_add(nxt, (uint32_t)draw(g, 5000)));
  return (struct plumb_block){left, once_in(g, 8) ? near(g, left)
                                                  : seq_add(left, (uint32_t)draw(g, 2000))};
}

static struct plumb_rcv any_rcv(struct source *g, struct plumb_config c) {
  struct plumb_rcv r = {.nxt = any_u32(g)};
  r.wnd = up_to_u32(g, once_in(g, 8) ? PLUMB_BUFFER_MAX : c.buffer);
  r.buffered = up_to_u32(g, PLUMB_BUFFER_MAX - r.wnd);
  r.up = near(g, r.nxt);
  r.urgent = once_in(g, 4);
  r.push = once_in(g, 2);
  r.fin_held = once_in(g, 4);
  r.fin_seq = near(g, r.nxt);
  r.held = (struct plumb_held){any_block(g, r.nxt), any_block(g, r.nxt), any_block(g, r.nxt),
                               any_block(g, r.nxt)};
  return r;
}

static struct plumb_timers any_timers(struct source *g, uint64_t now) {
  return (struct plumb_timers){
      .rtx_on = once_in(g, 2),
      .rtx_at = now + any_duration(g),
      .rto = any_duration(g),
      .rtx_count = up_to_u32(g, once_in(g, 4) ? UINT32_MAX : 8),
      .user_on = once_in(g, 4),
      .user_at = now + any_duration(g),
      .wait_on = once_in(g, 4),
      .wait_at = now + any_duration(g),
      .challenge_from = up_to(g, now),
      .challenge_count = up_to_u32(g, once_in(g, 4) ? UINT32_MAX : 12),
  };
}

struct plumb_tcb any_tcb(struct source *g, struct plumb_config c, uint64_t now) {
  struct plumb_tcb t = {.state = (enum plumb_tcp_state)draw(g, PLUMB_TIME_WAIT + 1),
                        .passive = once_in(g, 2),
                        .iss = any_u32(g)};
  t.snd = any_snd(g, t.iss);
  t.rcv = any_rcv(g, c);
  t.irs = near(g, t.rcv.nxt);
  t.peer = (struct plumb_peer){.mss = up_to_u32(g, 65535),
                               .snd_shift = (uint8_t)draw(g, PLUMB_SHIFT_MAX + 1),
                               .rcv_shift = (uint8_t)draw(g, PLUMB_SHIFT_MAX + 1),
                               .sack = once_in(g, 2)};
  t.stamps = (struct plumb_stamps){.ok = once_in(g, 2),
                                   .recent = any_u32(g),
                                   .recent_at = up_to(g, now),
                                   .last_ack = near(g, t.rcv.nxt)};
  t.timers = any_timers(g, now);
  return t;
}

/* ---- Segments -------------------------------------------------------------------------------- */

static struct plumb_block any_sack_block(struct source *g, uint32_t x) {
  uint32_t left = near(g, x);
  return (struct plumb_block){left, near(g, left)};
}

static struct plumb_options any_options(struct source *g, uint32_t ts, uint32_t ack) {
  struct plumb_options o = {.has_mss = once_in(g, 2), .has_shift = once_in(g, 2)};
  if (o.has_mss) o.mss = (uint16_t)up_to_u32(g, 65535);
  if (o.has_shift) o.shift = (uint8_t)up_to_u32(g, once_in(g, 4) ? 255 : 14);
  o.sack_permitted = once_in(g, 2);
  o.has_ts = once_in(g, 2);
  if (o.has_ts) {
    o.ts_val = near(g, ts);
    o.ts_ecr = any_u32(g);
  }
  o.sack = (struct plumb_sack){(uint8_t)draw(g, 5), any_sack_block(g, ack), any_sack_block(g, ack),
                               any_sack_block(g, ack), any_sack_block(g, ack)};
  o.malformed = once_in(g, 8);
  return o;
}

static struct plumb_ctl any_ctl(struct source *g) {
  uint64_t bits = draw(g, 256);
  return (struct plumb_ctl){.cwr = bits & 128,
                            .ece = bits & 64,
                            .urg = bits & 32,
                            .ack = bits & 16,
                            .psh = bits & 8,
                            .rst = bits & 4,
                            .syn = bits & 2,
                            .fin = bits & 1};
}

/* What happens to a segment on its way: some of its fields are others. */
static struct plumb_seg altered(struct source *g, struct plumb_seg s) {
  if (once_in(g, 3)) s.seq = near(g, s.seq);
  if (once_in(g, 3)) s.ack = near(g, s.ack);
  if (once_in(g, 3)) s.wnd = up_to_u32(g, 65535);
  if (once_in(g, 3)) s.up = up_to_u32(g, 65535);
  if (once_in(g, 3)) s.text = up_to_u32(g, 65535);
  if (once_in(g, 4)) s.ctl = any_ctl(g);
  if (once_in(g, 8)) s.ctl.rst = !s.ctl.rst;
  if (once_in(g, 8)) s.ctl.syn = !s.ctl.syn;
  if (once_in(g, 8)) s.ctl.ack = !s.ctl.ack;
  if (once_in(g, 3)) s.options = any_options(g, s.options.ts_val, s.ack);
  return s;
}

/* A peer that opens the connection, or answers our SYN. */
static struct plumb_seg peers_syn(struct source *g, const struct plumb_tcb *t) {
  struct plumb_seg s = {.seq = any_u32(g), .wnd = up_to_u32(g, 65535), .ctl = {.syn = true}};
  s.options = any_options(g, any_u32(g), 0);
  s.options.sack.n = 0;
  if (t->state == PLUMB_SYN_SENT && !once_in(g, 4)) {
    s.ctl.ack = true;
    s.ack = t->snd.nxt;
  }
  return s;
}

/* Text from, or up to, a run that is held. */
static struct plumb_seg beside_held(struct source *g, const struct plumb_held *h,
                                    struct plumb_seg s) {
  const struct plumb_block runs[] = {h->b0, h->b1, h->b2, h->b3};
  struct plumb_block run = runs[draw(g, 4)];
  if (run.left == run.right) return s;
  if (once_in(g, 2)) s.seq = run.right;
  if (seq_sub(run.left, s.seq) <= 65535) s.text = seq_sub(run.left, s.seq);
  return s;
}

/* The next segment of a peer that has received all we sent. */
static struct plumb_seg peers_next(struct source *g, const struct plumb_tcb *t) {
  struct plumb_seg s = {.seq = t->rcv.nxt,
                        .ack = once_in(g, 4) ? near(g, t->snd.una) : t->snd.nxt,
                        .wnd = up_to_u32(g, 65535),
                        .text = once_in(g, 2) ? up_to_u32(g, 1460) : 0,
                        .ctl = {.ack = true, .psh = once_in(g, 2), .fin = once_in(g, 8)}};
  if (once_in(g, 4)) s.seq = seq_add(s.seq, (uint32_t)draw(g, 5000)); /* something was lost */
  if (once_in(g, 8)) s.seq = seq_add(t->rcv.nxt, t->rcv.wnd);
  if (once_in(g, 8)) s = beside_held(g, &t->rcv.held, s);
  if (once_in(g, 16)) s.ack = seq_sub(t->snd.una, t->snd.max_wnd);
  if (once_in(g, 16)) s.ctl.urg = true;
  s.options.has_ts = t->stamps.ok;
  s.options.ts_val = seq_add(t->stamps.recent, (uint32_t)draw(g, 3));
  return s;
}

struct plumb_seg any_seg(struct source *g, const struct plumb_tcb *t) {
  bool synchronized = t->state > PLUMB_SYN_SENT;
  struct plumb_seg s = synchronized ? peers_next(g, t) : peers_syn(g, t);
  return once_in(g, 2) ? altered(g, s) : s;
}

/* ---- What an observer sees ------------------------------------------------------------------- */

static uint32_t number(uint32_t isn, uint64_t position) {
  return (uint32_t)((isn + position) % PLUMB_TWO32);
}

/* <SEQ=seq><ACK=ack><CTL=ACK> and some text, or the SYN that comes first. */
static struct plumb_seg next_segment(struct source *g, bool opened, uint32_t seq, bool answered,
                                     uint32_t ack) {
  struct plumb_seg s = {.seq = seq,
                        .ack = ack,
                        .wnd = up_to_u32(g, 65535),
                        .text = opened && once_in(g, 2) ? up_to_u32(g, 1460) : 0,
                        .ctl = {.syn = !opened, .ack = answered, .fin = opened && once_in(g, 16)}};
  if (!opened || once_in(g, 8)) s.options = any_options(g, 0, ack);
  return once_in(g, 2) ? altered(g, s) : s;
}

/* The first SYN of a stream again, or one that differs a little. */
static struct plumb_seg same_syn(struct source *g, uint32_t isn, bool has_shift, uint8_t shift,
                                 bool has_ts) {
  struct plumb_seg s = {.seq = isn, .wnd = up_to_u32(g, 65535), .ctl = {.syn = true}};
  s.options = (struct plumb_options){.has_shift = has_shift, .shift = shift, .has_ts = has_ts};
  if (once_in(g, 8)) s.options.has_shift = !has_shift;
  if (once_in(g, 8)) s.options.shift = (uint8_t)up_to_u32(g, 15);
  if (once_in(g, 8)) s.options.has_ts = !has_ts;
  if (once_in(g, 8)) s.text = up_to_u32(g, 1460);
  return once_in(g, 2) ? altered(g, s) : s;
}

struct plumb_seg any_seg_sent(struct source *g, const struct plumb_observer *o) {
  uint32_t seq = o->opened ? number(o->iss, o->nxt) : any_u32(g);
  if (o->fin_sent && once_in(g, 4)) { /* the text before the FIN again */
    struct plumb_seg s = {.ack = number(o->irs, o->rcv_max), .ctl = {.ack = true}};
    s.text = 1 + (uint32_t)draw(g, 2000);
    s.seq = seq_sub(number(o->iss, o->fin), s.text - (uint32_t)draw(g, 2));
    return s;
  }
  if (o->opened && once_in(g, 16))
    return same_syn(g, o->iss, o->own_shift_on, o->own_shift, o->own_stamps);
  return next_segment(g, o->opened, seq, o->syn_arrived, number(o->irs, o->rcv_max));
}

struct plumb_seg any_seg_arriving(struct source *g, const struct plumb_observer *o) {
  uint32_t seq = o->syn_arrived ? number(o->irs, o->rcv_max) : any_u32(g);
  if (once_in(g, 16)) seq = number(o->irs, o->offered);
  if (once_in(g, 16)) /* a reset at either edge of the window */
    return (struct plumb_seg){.seq = once_in(g, 2) ? near(g, seq) : number(o->irs, o->offered),
                              .ctl = {.rst = true}};
  if (o->syn_arrived && once_in(g, 16))
    return same_syn(g, o->irs, o->peer_shift_on, o->peer_shift, o->peer_stamps);
  return next_segment(g, o->syn_arrived, seq, o->opened, number(o->iss, o->nxt));
}

/* Some position, near the last one that is judged more often than others. */
static uint64_t any_position(struct source *g) {
  if (once_in(g, 4)) return PLUMB_POSITION_MAX - up_to(g, (uint64_t)1 << 32);
  return up_to(g, PLUMB_POSITION_MAX);
}

struct plumb_observer any_observer(struct source *g) {
  struct plumb_observer o = {.lost = once_in(g, 8) ? PLUMB_LOST_NO_SYN : PLUMB_NOT_LOST,
                             .opened = !once_in(g, 4),
                             .iss = any_u32(g),
                             .nxt = any_position(g),
                             .text_sent = once_in(g, 2),
                             .fin_sent = once_in(g, 4),
                             .fin = any_position(g),
                             .reset_sent = once_in(g, 8),
                             .own_shift_on = once_in(g, 2),
                             .own_shift = (uint8_t)draw(g, PLUMB_SHIFT_MAX + 1),
                             .own_stamps = once_in(g, 2),
                             .offered = any_position(g),
                             .syn_arrived = !once_in(g, 4),
                             .irs = any_u32(g),
                             .peer_shift_on = once_in(g, 2),
                             .peer_shift = (uint8_t)draw(g, PLUMB_SHIFT_MAX + 1),
                             .peer_stamps = once_in(g, 2),
                             .early_ack = once_in(g, 8),
                             .reset_arrived = once_in(g, 4),
                             .una_max = any_position(g),
                             .wnd_max = up_to_u32(g, PLUMB_BUFFER_MAX),
                             .rcv_max = 1 + up_to(g, PLUMB_POSITION_MAX - 1)};
  o.acked = once_in(g, 2) ? o.rcv_max : 1 + up_to(g, o.rcv_max - 1);
  if (once_in(g, 2) && o.rcv_max <= PLUMB_POSITION_MAX - PLUMB_BUFFER_MAX)
    o.offered = o.rcv_max + up_to(g, PLUMB_BUFFER_MAX);
  return o;
}

struct plumb_vigil any_vigil(struct source *g) {
  return (struct plumb_vigil){.textbook = !once_in(g, 4),
                              .alive = !once_in(g, 4),
                              .stamp_first = any_u32(g),
                              .stamp_last = any_u32(g),
                              .due = once_in(g, 2),
                              .due_from = up_to(g, PLUMB_TIME_MAX)};
}

/* ---- Headers --------------------------------------------------------------------------------- */

uint8_t any_octet(struct source *g) { return (uint8_t)draw(g, once_in(g, 2) ? 12 : 256); }

/* The 16-bit field at b[i]. */
static void put16(uint8_t *b, uint32_t i, uint32_t value) {
  b[i] = (uint8_t)(value / 256 % 256);
  b[i + 1] = (uint8_t)(value % 256);
}

static void ipv4_header(struct source *g, uint8_t *b, uint32_t n) {
  static const uint32_t fragments[] = {0, 0, 0, 0x4000, 0x2000, 0x8000, 1, 0x1fff};
  b[0] = (uint8_t)(0x45 + (once_in(g, 4) ? draw(g, 16) - 5 : 0));
  put16(b, 2, once_in(g, 2) ? n : (uint32_t)draw(g, 80));
  put16(b, 6, fragments[draw(g, sizeof fragments / sizeof *fragments)]);
}

static void ipv6_header(struct source *g, uint8_t *b, uint32_t n) {
  static const uint8_t kinds[] = {0, 6, 43, 44, 60};
  b[0] = 0x60;
  put16(b, 4, once_in(g, 2) ? n - 40 : (uint32_t)draw(g, 200));
  b[6] = kinds[draw(g, sizeof kinds)];
  for (uint32_t i = 40; i + 8 <= n; i += 8) { /* extension headers, most of 8 octets */
    b[i] = kinds[draw(g, sizeof kinds)];
    b[i + 1] = once_in(g, 4) ? any_octet(g) : 0;
    if (!once_in(g, 4)) put16(b, i + 2, 0);
  }
}

uint32_t any_datagram(struct source *g, uint8_t *b, uint32_t size) {
  uint32_t n = 40 + (uint32_t)draw(g, size - 39);
  for (uint32_t i = 0; i < size; i++)
    b[i] = any_octet(g);
  if (once_in(g, 2))
    ipv4_header(g, b, n);
  else
    ipv6_header(g, b, n);
  if (once_in(g, 8)) b[0] = any_octet(g);
  return once_in(g, 4) ? (uint32_t)draw(g, n + 1) : n;
}

struct plumb_seg any_buildable_seg(struct source *g) {
  struct plumb_seg s = {.seq = any_u32(g),
                        .ack = any_u32(g),
                        .wnd = up_to_u32(g, 65535),
                        .up = up_to_u32(g, 65535),
                        .text = up_to_u32(g, 65535),
                        .ctl = any_ctl(g)};
  s.options = any_options(g, any_u32(g), s.ack);
  s.options.malformed = false;
  /* 10 words of options: 1 each for MSS, shift and SACK permitted, 3 for the timestamp, and SACK */
  unsigned words = (s.options.has_mss ? 1u : 0u) + (s.options.has_shift ? 1u : 0u) +
                   (s.options.sack_permitted ? 1u : 0u) + (s.options.has_ts ? 3u : 0u);
  if (words + 1 + 2u * s.options.sack.n > 10) s.options.sack.n = (uint8_t)((9 - words) / 2);
  return s;
}
