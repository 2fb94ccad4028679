/* The watch on resets that have to be obeyed, in the order of spec/WatchObey.v. */
#include "watch_obey.h"

#include "tcb.h"

struct plumb_obey_watch plumb_start_obey_watch(void) {
  return (struct plumb_obey_watch){0};
}

/* The reset s is at RCV.NXT. */
/*@ assigns \nothing; ensures \result <==> Strikes(w, s); */
static bool Strikes(struct plumb_obey_watch w, struct plumb_seg s) {
  return w.told && w.begun && w.ack == s.seq && w.top == s.seq && !(w.fin_out && w.fin_in);
}

/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == end_of(s); */
static uint32_t end_of(struct plumb_seg s) { return seq_add(s.seq, seg_len(s)); }

/*@ requires WfObeyWatch(w) && WfTime(now);
    assigns \nothing;
    ensures \result == obey_watch_reset(w, s, now);
    ensures WfObeyWatch(\result); */
static struct plumb_obey_watch obey_watch_reset(struct plumb_obey_watch w, struct plumb_seg s,
                                                uint64_t now) {
  if (w.struck || !Strikes(w, s)) return w;
  w.since = now;
  w.struck = true;
  return w;
}

struct plumb_obey_watch plumb_obey_watch_arrived(struct plumb_obey_watch w, struct plumb_seg s,
                                                 uint64_t now) {
  if (s.ctl.rst) return obey_watch_reset(w, s, now);
  if (s.ctl.syn)
    return (struct plumb_obey_watch){.top = end_of(s), .begun = true, .fin_in = s.ctl.fin};
  if (seq_lt(w.top, end_of(s))) w.top = end_of(s);
  w.fin_in = s.ctl.fin || w.fin_in;
  return w;
}

/* s belongs to a connection that both ends have opened. */
/*@ assigns \nothing; ensures \result <==> Belongs(s); */
static bool Belongs(struct plumb_seg s) { return !s.ctl.syn && !s.ctl.rst; }

struct plumb_obey_watch plumb_obey_watch_after_sent(struct plumb_obey_watch w, struct plumb_seg s) {
  if (s.ctl.syn && !s.ctl.ack && !s.ctl.rst) return plumb_start_obey_watch();
  if (!Belongs(s)) return w;
  if (s.ctl.ack) w.ack = s.ack;
  w.told = s.ctl.ack || w.told;
  w.fin_out = s.ctl.fin || w.fin_out;
  return w;
}

enum plumb_obey_fault plumb_obey_watch_sent(struct plumb_obey_watch w, struct plumb_seg s,
                                            uint64_t now, uint64_t lag) {
  if (!Belongs(s) || !w.struck) return PLUMB_NO_OBEY_FAULT;
  return w.since + lag < now ? PLUMB_RESET_DISOBEYED : PLUMB_NO_OBEY_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_RESET_DISOBEYED] = {"R9293-L14", true,
                               "It went on with the connection after a reset that ends it"},
};

const struct plumb_clause *plumb_obey_clause(enum plumb_obey_fault f) { return &clauses[f]; }
