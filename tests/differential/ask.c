#include "ask.h"

#include "line.h"

/* The line of an event ends with its outcome. */
static void take(struct plumb_tcb *t, struct plumb_outcome o) {
  put_outcome(o);
  line_end();
  *t = o.tcb;
}

/* The same, and the segment that its answer stands for. */
static void take_and_send(struct plumb_config c, struct plumb_tcb *t, struct plumb_outcome o,
                          uint64_t now) {
  take(t, o);
  line_begin("segment_to_send");
  put_config(c);
  put_tcb(*t);
  put_answer(o.answer);
  put(now);
  put_seg(plumb_segment_to_send(c, *t, o.answer, now));
  line_end();
}

void ask_open(struct plumb_config c, struct plumb_tcb *t, struct plumb_open_args a, uint64_t now) {
  line_begin("open");
  put_config(c);
  put_tcb(*t);
  put_open_args(a);
  put(now);
  take_and_send(c, t, plumb_open(c, *t, a, now), now);
}

void ask_send(struct plumb_config c, struct plumb_tcb *t, struct plumb_send_args a, uint64_t now) {
  line_begin("send");
  put_config(c);
  put_tcb(*t);
  put_send_args(a);
  put(now);
  take_and_send(c, t, plumb_send(c, *t, a, now), now);
}

void ask_receive(struct plumb_config c, struct plumb_tcb *t, uint32_t octets, bool access) {
  line_begin("receive");
  put_config(c);
  put_tcb(*t);
  put(octets);
  put(access);
  take(t, plumb_receive(c, *t, octets, access));
}

void ask_close(struct plumb_tcb *t, bool access) {
  line_begin("close");
  put_tcb(*t);
  put(access);
  take(t, plumb_close(*t, access));
}

void ask_abort(struct plumb_tcb *t, bool access) {
  line_begin("abort");
  put_tcb(*t);
  put(access);
  take(t, plumb_abort(*t, access));
}

void ask_status(struct plumb_tcb t, bool access) {
  line_begin("status");
  put_tcb(t);
  put(access);
  put(plumb_status(t, access));
  line_end();
}

void ask_segment_arrives(struct plumb_config c, struct plumb_tcb *t, struct plumb_seg s,
                         uint32_t iss, uint64_t now) {
  line_begin("segment_arrives");
  put_config(c);
  put_tcb(*t);
  put_seg(s);
  put(iss);
  put(now);
  take_and_send(c, t, plumb_segment_arrives(c, *t, s, iss, now), now);
}

void ask_timeout(struct plumb_config c, struct plumb_tcb *t, uint64_t now) {
  line_begin("timeout");
  put_config(c);
  put_tcb(*t);
  put(now);
  take_and_send(c, t, plumb_timeout(c, *t, now), now);
}

bool ask_transmit(struct plumb_config c, struct plumb_tcb *t, uint64_t now) {
  line_begin("transmit");
  put_config(c);
  put_tcb(*t);
  put(now);
  struct plumb_outcome o = plumb_transmit(c, *t, now);
  take_and_send(c, t, o, now);
  return o.answer.kind != PLUMB_NO_ANSWER;
}

static void ask_vigil_arrived(struct plumb_observer o, struct plumb_vigil *v, struct plumb_seg s,
                              uint64_t now) {
  line_begin("vigil_arrived");
  put_observer(o);
  put_vigil(*v);
  put_seg(s);
  put(now);
  *v = plumb_vigil_arrived(o, *v, s, now);
  put_vigil(*v);
  line_end();
}

void ask_observers_arrived(struct plumb_observer *o, struct plumb_vigil *v, struct plumb_seg s,
                           uint64_t now) {
  ask_vigil_arrived(*o, v, s, now); /* with the observer before s */
  line_begin("observe_arrived");
  put_observer(*o);
  put_seg(s);
  *o = plumb_observe_arrived(*o, s);
  put_observer(*o);
  line_end();
}

static void ask_vigil_sent(struct plumb_observer o, struct plumb_vigil *v, struct plumb_seg s) {
  line_begin("vigil_sent");
  put_observer(o);
  put_vigil(*v);
  put_seg(s);
  *v = plumb_vigil_sent(o, *v, s);
  put_vigil(*v);
  line_end();
}

void ask_observers_sent(struct plumb_observer *o, struct plumb_vigil *v, struct plumb_seg s) {
  line_begin("observe_sent");
  put_observer(*o);
  put_seg(s);
  struct plumb_judgement j = plumb_observe_sent(*o, s);
  put_judgement(j);
  line_end();
  *o = j.observer;
  ask_vigil_sent(*o, v, s); /* with the observer after s */
}

void ask_challenge_overdue(struct plumb_vigil v, uint64_t now, uint64_t lag) {
  line_begin("ChallengeOverdue");
  put_vigil(v);
  put(now);
  put(lag);
  put(plumb_ChallengeOverdue(v, now, lag));
  line_end();
}

struct plumb_ip ask_ip_parse(const uint8_t *b, uint32_t n) {
  struct plumb_ip p = plumb_ip_parse(b, n);
  line_begin("ip_parse");
  put_octets(b, n);
  put(n);
  put_ip(p);
  line_end();
  return p;
}

void ask_ipv4_header_ok(const uint8_t *b, uint32_t n) {
  line_begin("ipv4_header_ok");
  put_octets(b, n);
  put(n);
  put(plumb_ipv4_header_ok(b, n));
  line_end();
}

void ask_checksum_ok(struct plumb_address source, struct plumb_address destination,
                     const uint8_t *b, uint32_t n) {
  line_begin("checksum_ok");
  put_address(source);
  put_address(destination);
  put_octets(b, n);
  put(n);
  put(plumb_checksum_ok(source, destination, b, n));
  line_end();
}

void ask_checksum_copy(const uint8_t *b, uint32_t n) {
  uint8_t copy[256] = {0};
  line_begin("octet_sum");
  put_octets(b, n);
  put(n);
  put(plumb_checksum_copy(copy, b, n));
  for (uint32_t i = 0; i < n; i++)
    put(copy[i]);
  line_end();
}

struct plumb_header ask_header_parse(const uint8_t *b, uint32_t n, uint32_t length) {
  struct plumb_header h = plumb_header_parse(b, n, length);
  line_begin("header_parse");
  put_octets(b, n);
  put(n);
  put(length);
  put_header(h);
  line_end();
  return h;
}

void ask_header_build(uint16_t source, uint16_t destination, struct plumb_seg s) {
  uint8_t b[60];
  uint32_t n = plumb_header_build(b, source, destination, s);
  line_begin("header_octet");
  put(source);
  put(destination);
  put_seg(s);
  put(n);
  for (uint32_t i = 0; i < n; i++)
    put(b[i]);
  line_end();
}
