/* The watch on the answer to marks, in the order of spec/WatchEcho.v. */
#include "watch_echo.h"

#include "seq.h"

enum { CE = 3 };

struct plumb_echo_watch plumb_start_echo_watch(void) {
  return (struct plumb_echo_watch){.waiting = false};
}

/* ---- What arrives ---------------------------------------------------------------------------- */

/* Both ends, as the watch on ECN marks knows them.  The first four are Classic(k). */
/*@ assigns \nothing; ensures \result <==> Agreed(k); */
static bool Agreed(struct plumb_mark_watch k) {
  return k.answered && !k.doubtful && k.sent_setup && k.got_setup && !k.sent_other && !k.got_other;
}

/* Nothing of the text of s has arrived before. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> NewText(o, s); */
static bool NewText(struct plumb_obey_watch o, struct plumb_seg s) {
  return s.text > 0u && o.begun && seq_leq(o.top, s.seq);
}

/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == marked_to(s); */
static uint32_t marked_to(struct plumb_seg s) { return seq_add(s.seq, s.text); }

/* Some of the marked text comes again, before it was answered. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> ComesAgain(w, s); */
static bool ComesAgain(struct plumb_echo_watch w, struct plumb_seg s) {
  return !w.answered && s.text > 0u && seq_lt(s.seq, w.to) && seq_lt(w.from, marked_to(s));
}

/* The watch waits after the plain segment s as before. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> WaitsOn(w, s); */
static bool WaitsOn(struct plumb_echo_watch w, struct plumb_seg s) {
  return w.waiting && !s.ctl.cwr && !ComesAgain(w, s);
}

struct plumb_echo_watch plumb_echo_watch_arrived(struct plumb_mark_watch k,
                                                 struct plumb_obey_watch o,
                                                 struct plumb_echo_watch w, struct plumb_seg s,
                                                 uint8_t ecn) {
  if (s.ctl.rst) return w;
  if (s.ctl.syn) return plumb_start_echo_watch();
  if (WaitsOn(w, s)) return w;
  if (ecn != CE || !NewText(o, s) || !Agreed(k)) return plumb_start_echo_watch();
  return (struct plumb_echo_watch){
      .from = s.seq, .to = marked_to(s), .waiting = true, .anew = s.ctl.cwr, .answered = false};
}

/* ---- What is sent ---------------------------------------------------------------------------- */

/* s acknowledges all of the marked text. */
/*@ assigns \nothing; ensures \result <==> CoversMark(w, s); */
static bool CoversMark(struct plumb_echo_watch w, struct plumb_seg s) {
  return w.waiting && !s.ctl.syn && !s.ctl.rst && s.ctl.ack && seq_leq(w.to, s.ack);
}

struct plumb_echo_watch plumb_echo_watch_after_sent(struct plumb_echo_watch w, struct plumb_seg s) {
  if (s.ctl.syn) return plumb_start_echo_watch();
  w.answered = w.answered || (CoversMark(w, s) && s.ctl.ece);
  return w;
}

enum plumb_echo_fault plumb_echo_watch_sent(struct plumb_obey_watch o, struct plumb_echo_watch w,
                                            struct plumb_seg s) {
  if (!CoversMark(w, s) || s.ctl.ece || (o.fin_out && o.fin_in)) return PLUMB_NO_ECHO_FAULT;
  if (w.answered) return PLUMB_ECE_ENDED;
  return w.anew ? PLUMB_ANEW_UNANSWERED : PLUMB_MARK_UNANSWERED;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_MARK_UNANSWERED] = {"R3168-6.1.3-a", true,
                               "It acknowledged text that had come marked, without ECE"},
    [PLUMB_ANEW_UNANSWERED] = {"R3168-6.1.3-c", true,
                               "It acknowledged text that had come marked, with CWR, without ECE"},
    [PLUMB_ECE_ENDED] = {"R3168-6.1.3-b", true, "It stopped setting ECE though no CWR had come"},
};

const struct plumb_clause *plumb_echo_clause(enum plumb_echo_fault f) { return &clauses[f]; }
