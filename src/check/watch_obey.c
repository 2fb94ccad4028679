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

/* The reset s acknowledges the SYN that asks for a connection, before any has arrived. */
/*@ assigns \nothing; ensures \result <==> Refuses(w, s); */
static bool Refuses(struct plumb_obey_watch w, struct plumb_seg s) {
  return w.asks && !w.begun && s.ctl.ack && s.ack == seq_add(w.iss, 1);
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
  bool strikes = Strikes(w, s);
  if (w.struck || w.refused || (!strikes && !Refuses(w, s))) return w;
  w.since = now;
  w.struck = strikes;
  w.refused = !strikes;
  return w;
}

/* The SYN s crosses that of the endpoint, which asks on. */
/*@ assigns \nothing; ensures \result <==> CrossedBy(w, s); */
static bool CrossedBy(struct plumb_obey_watch w, struct plumb_seg s) {
  return w.asks && !w.begun && !w.refused && !s.ctl.ack;
}

/*@ requires WfObeyWatch(w) && WfSeg(s);
    assigns \nothing;
    ensures \result == obey_watch_syn(w, s);
    ensures WfObeyWatch(\result); */
static struct plumb_obey_watch obey_watch_syn(struct plumb_obey_watch w, struct plumb_seg s) {
  bool asks = CrossedBy(w, s);
  return (struct plumb_obey_watch){
      .top = end_of(s), .iss = asks ? w.iss : 0, .begun = true, .fin_in = s.ctl.fin, .asks = asks};
}

uint32_t plumb_obey_top_after(uint32_t top, struct plumb_seg s) {
  return seq_lt(top, end_of(s)) ? end_of(s) : top;
}

struct plumb_obey_watch plumb_obey_watch_arrived(struct plumb_obey_watch w, struct plumb_seg s,
                                                 uint64_t now) {
  if (s.ctl.rst) return obey_watch_reset(w, s, now);
  if (s.ctl.syn) return obey_watch_syn(w, s);
  if (w.begun) w.top = plumb_obey_top_after(w.top, s);
  w.fin_in = s.ctl.fin || w.fin_in;
  return w;
}

/* s belongs to a connection that both ends have opened. */
/*@ assigns \nothing; ensures \result <==> Belongs(s); */
static bool Belongs(struct plumb_seg s) { return !s.ctl.syn && !s.ctl.rst; }

/* s asks for a connection; and without ECN (R3168-6.1.1.1-a). */
/*@ assigns \nothing; ensures \result <==> Opens(s); */
static bool Opens(struct plumb_seg s) { return s.ctl.syn && !s.ctl.ack && !s.ctl.rst; }
/*@ assigns \nothing; ensures \result <==> Plainly(s); */
static bool Plainly(struct plumb_seg s) { return !s.ctl.ece && !s.ctl.cwr; }

/* s is a SYN,ACK with the number of the SYN that asked. */
/*@ assigns \nothing; ensures \result <==> Crosses(w, s); */
static bool Crosses(struct plumb_obey_watch w, struct plumb_seg s) {
  return s.ctl.syn && s.ctl.ack && !s.ctl.rst && w.asks && w.iss == s.seq;
}

/* s is the SYN that was refused. */
/*@ assigns \nothing; ensures \result <==> AsksAgain(w, s); */
static bool AsksAgain(struct plumb_obey_watch w, struct plumb_seg s) {
  return Opens(s) && w.asks && w.refused && w.iss == s.seq;
}

/*@ requires WfObeyWatch(w);
    assigns \nothing;
    ensures \result == obey_watch_asked(w, s);
    ensures WfObeyWatch(\result); */
static struct plumb_obey_watch obey_watch_asked(struct plumb_obey_watch w, struct plumb_seg s) {
  if (!Plainly(s)) return plumb_start_obey_watch();
  bool again = AsksAgain(w, s);
  return (struct plumb_obey_watch){
      .since = again ? w.since : 0, .iss = s.seq, .asks = true, .refused = again};
}

struct plumb_obey_watch plumb_obey_watch_after_sent(struct plumb_obey_watch w, struct plumb_seg s) {
  if (Opens(s)) return obey_watch_asked(w, s);
  bool belongs = Belongs(s);
  if ((belongs && s.ctl.ack) || Crosses(w, s)) {
    w.ack = s.ack;
    w.told = true;
  }
  w.asks = w.asks && !belongs;
  if (!w.asks) w.iss = 0;
  w.fin_out = (belongs && s.ctl.fin) || w.fin_out;
  w.refused = w.refused && !belongs;
  return w;
}

enum plumb_obey_fault plumb_obey_watch_sent(struct plumb_obey_watch w, struct plumb_seg s,
                                            uint64_t now, uint64_t lag) {
  if (now <= w.since + lag) return PLUMB_NO_OBEY_FAULT;
  if (w.struck && Belongs(s)) return PLUMB_RESET_DISOBEYED;
  if (w.struck && Crosses(w, s)) return PLUMB_CROSSING_RESET_DISOBEYED;
  return AsksAgain(w, s) ? PLUMB_REFUSAL_DISOBEYED : PLUMB_NO_OBEY_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_RESET_DISOBEYED] = {"R9293-L14", true,
                               "It went on with the connection after a reset that ends it"},
    [PLUMB_CROSSING_RESET_DISOBEYED] = {"EV-SEG-SYNC-2e", true,
                                        "It sent its SYN,ACK again after a reset that ends the "
                                        "connection"},
    [PLUMB_REFUSAL_DISOBEYED] = {"EV-SEG-SYNSENT-2a", true,
                                 "It sent its SYN again after a reset had refused it"},
};

const struct plumb_clause *plumb_obey_clause(enum plumb_obey_fault f) { return &clauses[f]; }
