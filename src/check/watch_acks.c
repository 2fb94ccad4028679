/* The watch on acknowledgments, in the order of spec/WatchAcks.v. */
#include "watch_acks.h"

#include "tcb.h"

#define HALF_A_SECOND 500000u

struct plumb_ack_watch plumb_start_ack_watch(void) {
  return (struct plumb_ack_watch){0};
}

struct plumb_ack_watch plumb_ack_watch_arrived(struct plumb_ack_watch w, struct plumb_seg s,
                                               uint64_t now) {
  if (!w.acked || !seq_in(text_seq(s), s.text, w.ack)) return w;
  w.withheld = true;
  w.since = now;
  return w;
}

/*@ assigns \nothing; ensures \result <==> Acknowledges(s); */
static bool Acknowledges(struct plumb_seg s) { return s.ctl.ack && !s.ctl.rst; }

struct plumb_ack_watch plumb_ack_watch_after_sent(struct plumb_ack_watch w, struct plumb_seg s) {
  if (!Acknowledges(s) || (w.acked && s.ack == w.ack)) return w;
  return (struct plumb_ack_watch){.acked = true, .ack = s.ack};
}

enum plumb_ack_fault plumb_ack_watch_sent(struct plumb_ack_watch w, struct plumb_seg s,
                                          uint64_t now, uint64_t lag) {
  if (!Acknowledges(s) || !w.withheld || !seq_lt(w.ack, s.ack)) return PLUMB_NO_ACK_FAULT;
  return w.since + HALF_A_SECOND + lag < now ? PLUMB_ACK_TOO_LATE : PLUMB_NO_ACK_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_ACK_TOO_LATE] = {"MUST-40", true, "It delayed an ACK by more than half a second"},
};

const struct plumb_clause *plumb_ack_clause(enum plumb_ack_fault f) { return &clauses[f]; }
