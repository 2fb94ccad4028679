/* What plumb.h guarantees, as tests that end the program. */
#ifndef PLUMB_TESTS_FUZZ_GUARANTEE_H
#define PLUMB_TESTS_FUZZ_GUARANTEE_H

#include <stdlib.h>

#include "plumb.h"

/* Not assert(), which an optimized build leaves out. */
static inline void guarantee(bool holds) {
  if (!holds) abort();
}

/* WfSeg */
static inline void guarantee_seg(const struct plumb_seg *s) {
  guarantee(s->wnd <= 65535 && s->up <= 65535 && s->text <= 65535);
  guarantee(s->options.sack.n <= 4);
}

/* WfTcb */
static inline void guarantee_tcb(const struct plumb_tcb *t) {
  guarantee(t->state <= PLUMB_TIME_WAIT);
  guarantee(t->snd.queued <= PLUMB_QUEUE_MAX);
  guarantee((uint64_t)t->rcv.buffered + t->rcv.wnd <= PLUMB_BUFFER_MAX);
  guarantee(t->peer.mss <= 65535);
  guarantee(t->peer.snd_shift <= PLUMB_SHIFT_MAX && t->peer.rcv_shift <= PLUMB_SHIFT_MAX);
  guarantee(t->stamps.recent_at <= PLUMB_TIME_MAX);
  guarantee(t->timers.rto <= PLUMB_DURATION_MAX && t->timers.challenge_from <= PLUMB_TIME_MAX);
}

#endif
