/* The watch on acknowledgments, in the order of spec/WatchAcks.v. */
#include "watch_acks.h"

#include "tcb.h"

#define HALF_A_SECOND 500000u

struct plumb_ack_watch plumb_start_ack_watch(void) {
  return (struct plumb_ack_watch){0};
}

/* The octet that follows those that wait is among the text of s. */
/*@ requires WfSeg(s); assigns \nothing; ensures \result <==> ExtendsText(w, s); */
static bool ExtendsText(struct plumb_ack_watch w, struct plumb_seg s) {
  return seq_in(text_seq(s), s.text, seq_add(w.ack, w.ahead));
}

struct plumb_ack_watch plumb_ack_watch_arrived(struct plumb_ack_watch w, struct plumb_seg s,
                                               uint64_t now) {
  if (!w.acked) return w;
  if (ExtendsText(w, s))
    w.ahead = (uint16_t)min_u32(UINT16_MAX, seq_sub(seq_add(text_seq(s), s.text), w.ack));
  if (seq_in(text_seq(s), s.text, w.ack)) w.since = now;
  return w;
}

/*@ assigns \nothing; ensures \result <==> Acknowledges(s); */
static bool Acknowledges(struct plumb_seg s) { return s.ctl.ack && !s.ctl.rst; }

/* Does octet a wait after the one that was asked for? */
/*@ assigns \nothing; ensures \result <==> WaitsStill(w, a); */
static bool WaitsStill(struct plumb_ack_watch w, uint32_t a) {
  return w.acked && seq_sub(a, w.ack) < w.ahead;
}

struct plumb_ack_watch plumb_ack_watch_after_sent(struct plumb_ack_watch w, struct plumb_seg s,
                                                  uint64_t now) {
  if (!Acknowledges(s) || (w.acked && s.ack == w.ack)) return w;
  if (!WaitsStill(w, s.ack)) return (struct plumb_ack_watch){.acked = true, .ack = s.ack};
  return (struct plumb_ack_watch){.acked = true,
                                  .ack = s.ack,
                                  .ahead = (uint16_t)(w.ahead - seq_sub(s.ack, w.ack)),
                                  .since = now};
}

enum plumb_ack_fault plumb_ack_watch_sent(struct plumb_ack_watch w, struct plumb_seg s,
                                          uint64_t now, uint64_t lag) {
  if (!Acknowledges(s) || w.ahead == 0 || !seq_lt(w.ack, s.ack)) return PLUMB_NO_ACK_FAULT;
  return w.since + HALF_A_SECOND + lag < now ? PLUMB_ACK_TOO_LATE : PLUMB_NO_ACK_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_ACK_TOO_LATE] = {"MUST-40", true, "It delayed an ACK by more than half a second"},
};

const struct plumb_clause *plumb_ack_clause(enum plumb_ack_fault f) { return &clauses[f]; }
