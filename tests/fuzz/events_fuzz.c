/* Events in any order on any connection: what plumb.h guarantees of a TCB stays true, text is
 * placed inside segment and buffer, and transmitting comes to an end. */
#include "differential/generate.h"
#include "guarantee.h"

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size);

static struct plumb_outcome user_call(struct source *g, struct plumb_config c, struct plumb_tcb t,
                                      uint64_t now) {
  bool access = !once_in(g, 8);
  switch (draw(g, 8)) {
  case 0:
    return plumb_open(c, t, any_open_args(g), now);
  case 1:
    return plumb_close(t, access);
  case 2:
    return plumb_abort(t, access);
  case 3:
  case 4:
    return plumb_send(c, t, any_send_args(g, &t), now);
  default:
    return plumb_receive(c, t, any_u32(g), access);
  }
}

static struct plumb_outcome arrival(struct source *g, struct plumb_config c, struct plumb_tcb t,
                                    uint64_t now) {
  struct plumb_seg s = any_seg(g, &t);
  struct plumb_outcome o = plumb_segment_arrives(c, t, s, any_u32(g), now);
  struct plumb_placement p = o.placement;
  guarantee((uint64_t)p.skip + p.len <= s.text);
  uint32_t wnd = t.state == PLUMB_SYN_SENT ? c.buffer : t.rcv.wnd; /* the SYN opens a window anew */
  guarantee(p.len == 0 || (uint64_t)p.at + p.len <= wnd);
  return o;
}

static struct plumb_outcome event(struct source *g, struct plumb_config c, struct plumb_tcb t,
                                  uint64_t now) {
  switch (draw(g, 4)) {
  case 0:
    return user_call(g, c, t, now);
  case 1:
    return plumb_timeout(c, t, now);
  default:
    return arrival(g, c, t, now);
  }
}

/* A queue of QUEUE_MAX octets, an octet at a time, would take all day: some segments will do, each
 * of which must make the queue shorter or be the FIN. */
static struct plumb_tcb transmit(struct plumb_config c, struct plumb_tcb t, uint64_t now) {
  for (int i = 0; i < 8; i++) {
    struct plumb_outcome o = plumb_transmit(c, t, now);
    guarantee_tcb(&o.tcb);
    guarantee(o.tcb.snd.queued == t.snd.queued - o.answer.text);
    if (o.answer.kind == PLUMB_NO_ANSWER) return o.tcb;
    guarantee(o.answer.text > 0 || o.answer.fin);
    guarantee(!(o.answer.fin && t.snd.fin));
    t = o.tcb;
  }
  return t;
}

int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t size) {
  struct source g = source_of_octets(octets, size);
  struct plumb_config c = any_config(&g);
  uint64_t now = 0;
  struct plumb_tcb t = {.state = PLUMB_CLOSED};
  if (once_in(&g, 2)) t = any_tcb(&g, c, now);
  while (!source_ends(&g)) {
    now = any_later(&g, &t, now);
    struct plumb_outcome o = event(&g, c, t, now);
    guarantee_tcb(&o.tcb);
    t = transmit(c, o.tcb, now);
  }
  return 0;
}
