#include "line.h"

#include <stdio.h>
#include <stdlib.h>

/* Room for the longest line: structs of every kind, and a packet in hexadecimal. */
enum { BUFFER_SIZE = 1 << 22, LINE_MAX_SIZE = 1 << 20 };

static char buffer[BUFFER_SIZE];
static size_t used;

void line_flush(void) {
  bool written = fwrite(buffer, 1, used, stdout) == used && fflush(stdout) == 0;
  used = 0;
  if (written) return;
  perror("differential: cannot write to the oracle");
  exit(2);
}

void line_begin(const char *function) {
  if (used > BUFFER_SIZE - LINE_MAX_SIZE) line_flush();
  while (*function != '\0')
    buffer[used++] = *function++;
}

void line_end(void) { buffer[used++] = '\n'; }

void put(uint64_t number) {
  char digits[20];
  size_t n = 0;
  do {
    digits[n++] = (char)('0' + number % 10);
    number /= 10;
  } while (number > 0);
  buffer[used++] = ' ';
  while (n > 0)
    buffer[used++] = digits[--n];
}

void put_octets(const uint8_t *b, size_t n) {
  static const char digit[] = "0123456789abcdef";
  buffer[used++] = ' ';
  if (n == 0) buffer[used++] = '-';
  for (size_t i = 0; i < n; i++) {
    buffer[used++] = digit[b[i] / 16];
    buffer[used++] = digit[b[i] % 16];
  }
}

static void put_block(struct plumb_block x) {
  put(x.left);
  put(x.right);
}

void put_config(struct plumb_config c) {
  put(c.buffer);
  put(c.mss);
  put(c.default_mss);
  put(c.use_shift);
  put(c.shift);
  put(c.use_stamps);
  put(c.use_sack);
  put(c.rto);
  put(c.rto_max);
  put(c.r1);
  put(c.r2);
  put(c.msl);
  put(c.user_timeout);
  put(c.challenge_limit);
  put(c.challenge_interval);
}

static void put_snd(struct plumb_snd n) {
  put(n.una);
  put(n.nxt);
  put(n.wnd);
  put(n.wl1);
  put(n.wl2);
  put(n.up);
  put(n.urgent);
  put(n.max_wnd);
  put(n.queued);
  put(n.closed);
  put(n.fin);
}

static void put_rcv(struct plumb_rcv r) {
  put(r.nxt);
  put(r.wnd);
  put(r.up);
  put(r.urgent);
  put(r.buffered);
  put(r.push);
  put(r.fin_held);
  put(r.fin_seq);
  put_block(r.held.b0);
  put_block(r.held.b1);
  put_block(r.held.b2);
  put_block(r.held.b3);
}

static void put_peer(struct plumb_peer p) {
  put(p.mss);
  put(p.snd_shift);
  put(p.rcv_shift);
  put(p.sack);
}

static void put_stamps(struct plumb_stamps m) {
  put(m.ok);
  put(m.recent);
  put(m.recent_at);
  put(m.last_ack);
}

static void put_timers(struct plumb_timers m) {
  put(m.rtx_on);
  put(m.rtx_at);
  put(m.rto);
  put(m.rtx_count);
  put(m.user_on);
  put(m.user_at);
  put(m.wait_on);
  put(m.wait_at);
  put(m.challenge_from);
  put(m.challenge_count);
}

void put_tcb(struct plumb_tcb t) {
  put(t.state);
  put(t.passive);
  put(t.iss);
  put(t.irs);
  put_snd(t.snd);
  put_rcv(t.rcv);
  put_peer(t.peer);
  put_stamps(t.stamps);
  put_timers(t.timers);
}

static void put_ctl(struct plumb_ctl k) {
  put(k.cwr);
  put(k.ece);
  put(k.urg);
  put(k.ack);
  put(k.psh);
  put(k.rst);
  put(k.syn);
  put(k.fin);
}

static void put_sack(struct plumb_sack s) {
  put(s.n);
  put_block(s.b0);
  put_block(s.b1);
  put_block(s.b2);
  put_block(s.b3);
}

static void put_options(struct plumb_options o) {
  put(o.has_mss);
  put(o.mss);
  put(o.has_shift);
  put(o.shift);
  put(o.sack_permitted);
  put(o.has_ts);
  put(o.ts_val);
  put(o.ts_ecr);
  put_sack(o.sack);
  put(o.malformed);
}

void put_seg(struct plumb_seg s) {
  put(s.seq);
  put(s.ack);
  put(s.wnd);
  put(s.up);
  put(s.text);
  put_ctl(s.ctl);
  put_options(s.options);
}

void put_open_args(struct plumb_open_args a) {
  put(a.active);
  put(a.access);
  put(a.room);
  put(a.diffserv_ok);
  put(a.remote_specified);
  put(a.iss);
}

void put_send_args(struct plumb_send_args a) {
  put(a.access);
  put(a.remote_specified);
  put(a.octets);
  put(a.room);
  put(a.urgent);
  put(a.iss);
}

void put_answer(struct plumb_answer a) {
  put(a.kind);
  put(a.seq);
  put(a.ack);
  put(a.text);
  put(a.fin);
}

static void put_signals(struct plumb_signals g) {
  put(g.established);
  put(g.text);
  put(g.push);
  put(g.urgent);
  put(g.closing);
  put(g.close_ok);
  put(g.reset);
  put(g.refused);
  put(g.trouble);
  put(g.timeout);
}

void put_outcome(struct plumb_outcome o) {
  put_tcb(o.tcb);
  put_answer(o.answer);
  put(o.reply);
  put_signals(o.signals);
  put(o.placement.skip);
  put(o.placement.at);
  put(o.placement.len);
  put(o.done);
}

void put_address(struct plumb_address a) {
  put(a.w0);
  put(a.w1);
  put(a.w2);
  put(a.w3);
}

void put_ip(struct plumb_ip p) {
  put(p.error);
  put(p.v6);
  put_address(p.source);
  put_address(p.destination);
  put(p.protocol);
  put(p.at);
  put(p.length);
}

void put_header(struct plumb_header h) {
  put(h.error);
  put(h.source);
  put(h.destination);
  put(h.length);
  put_seg(h.seg);
}

void put_observer(struct plumb_observer o) {
  put(o.lost);
  put(o.opened);
  put(o.iss);
  put(o.nxt);
  put(o.text_sent);
  put(o.fin_sent);
  put(o.fin);
  put(o.reset_sent);
  put(o.own_shift_on);
  put(o.own_shift);
  put(o.own_stamps);
  put(o.acked);
  put(o.offered);
  put(o.syn_arrived);
  put(o.irs);
  put(o.peer_shift_on);
  put(o.peer_shift);
  put(o.peer_stamps);
  put(o.early_ack);
  put(o.reset_arrived);
  put(o.una_max);
  put(o.wnd_max);
  put(o.rcv_max);
}

void put_judgement(struct plumb_judgement j) {
  put_observer(j.observer);
  put(j.finding);
  put(j.low);
  put(j.high);
  put(j.seen);
}

void put_vigil(struct plumb_vigil v) {
  put(v.textbook);
  put(v.alive);
  put(v.stamp_first);
  put(v.stamp_last);
  put(v.due);
  put(v.due_from);
}
