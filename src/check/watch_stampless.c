/* The watch on resets without timestamps, in the order of spec/WatchStampless.v. */
#include "watch_stampless.h"

struct plumb_stampless_watch plumb_start_stampless_watch(void) {
  return (struct plumb_stampless_watch){0};
}

struct plumb_stampless_watch plumb_stampless_watch_arrived(struct plumb_stampless_watch w,
                                                           struct plumb_seg s) {
  w.excused = w.excused || !s.options.has_ts;
  return w;
}

/* s shows that both SYNs had timestamps. */
/*@ assigns \nothing; ensures \result <==> Agrees(s); */
static bool Agrees(struct plumb_seg s) { return s.ctl.ack && !s.ctl.rst && s.options.has_ts; }

struct plumb_stampless_watch plumb_stampless_watch_after_sent(struct plumb_stampless_watch w,
                                                              struct plumb_seg s) {
  w.agreed = w.agreed || Agrees(s);
  return w;
}

enum plumb_stampless_fault plumb_stampless_watch_sent(struct plumb_stampless_watch w,
                                                      struct plumb_seg s) {
  return s.ctl.rst && !s.options.has_ts && w.agreed && !w.excused ? PLUMB_RESET_STAMPLESS
                                                                  : PLUMB_NO_STAMPLESS_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_RESET_STAMPLESS] = {"R7323-3.2-h", false,
                               "It sent a reset without timestamps, which both ends use"},
};

const struct plumb_clause *plumb_stampless_clause(enum plumb_stampless_fault f) {
  return &clauses[f];
}
