/* The watch on ECN marks, in the order of spec/WatchMarks.v. */
#include "watch_marks.h"

#include "tcb.h"

struct plumb_mark_watch plumb_start_mark_watch(void) {
  return (struct plumb_mark_watch){0};
}

/* ---- What is known --------------------------------------------------------------------------- */

/*@ assigns \nothing; ensures \result <==> Opening(s); */
static bool Opening(struct plumb_seg s) { return s.ctl.syn && !s.ctl.rst; }

/*@ assigns \nothing; ensures \result <==> SetsUp(s); */
static bool SetsUp(struct plumb_seg s) { return s.ctl.ece && (s.ctl.ack ? !s.ctl.cwr : s.ctl.cwr); }

/* The SYN s arrived. */
/*@ assigns \nothing;
    ensures \result == mark_watch_syn_arrived(w, s, (boolean)ae); */
static struct plumb_mark_watch mark_watch_syn_arrived(struct plumb_mark_watch w, struct plumb_seg s,
                                                      bool ae) {
  bool sets_up = SetsUp(s);
  w.got_setup = w.got_setup || sets_up;
  w.got_other = w.got_other || (!sets_up && !w.settled);
  w.answered = w.answered || s.ctl.ack;
  w.doubtful = w.doubtful || (s.ctl.ack && (s.ctl.cwr || ae));
  return w;
}

struct plumb_mark_watch plumb_mark_watch_arrived(struct plumb_mark_watch w, struct plumb_seg s,
                                                 uint8_t ecn, bool ae) {
  if (Opening(s)) w = mark_watch_syn_arrived(w, s, ae);
  w.settled = w.settled || !s.ctl.syn;
  w.capable_came = w.capable_came || ecn != 0u;
  return w;
}

uint32_t plumb_mark_top_after(struct plumb_mark_watch w, struct plumb_seg s) {
  return w.begun && !seq_lt(w.top, fin_seq(s)) ? w.top : fin_seq(s);
}

/* The SYN s was sent. */
/*@ assigns \nothing; ensures \result == mark_watch_syn_sent(w, s, (boolean)ae); */
static struct plumb_mark_watch mark_watch_syn_sent(struct plumb_mark_watch w, struct plumb_seg s,
                                                   bool ae) {
  bool sets_up = SetsUp(s);
  w.begun = true;
  w.sent_setup = w.sent_setup || sets_up;
  w.sent_other = w.sent_other || !sets_up;
  w.answered = w.answered || s.ctl.ack;
  w.doubtful = w.doubtful || (s.ctl.ack && (s.ctl.cwr || ae));
  return w;
}

struct plumb_mark_watch plumb_mark_watch_after_sent(struct plumb_mark_watch w, struct plumb_seg s,
                                                    bool ae) {
  uint32_t top = s.ctl.rst ? w.top : plumb_mark_top_after(w, s);
  if (Opening(s)) w = mark_watch_syn_sent(w, s, ae);
  w.top = top;
  w.settled = w.settled || !s.ctl.syn;
  return w;
}

/* Both ends were heard, and none uses Accurate ECN. */
/*@ assigns \nothing; ensures \result <==> Classic(w); */
static bool Classic(struct plumb_mark_watch w) {
  return (w.sent_setup || w.sent_other) && (w.got_setup || w.got_other) && w.answered &&
         !w.doubtful;
}

/* All text of s was sent before.  One octet may be a keep-alive's. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> SentAgain(w, s); */
static bool SentAgain(struct plumb_mark_watch w, struct plumb_seg s) {
  return s.text > 1u && w.begun && seq_leq(fin_seq(s), w.top);
}

/* Both ends have agreed to ECN, as far as ECE and CWR go. */
/*@ assigns \nothing; ensures \result <==> SetUp(w); */
static bool SetUp(struct plumb_mark_watch w) { return w.sent_setup && w.got_setup; }

/* ---- Faults ---------------------------------------------------------------------------------- */

/* The SYN s says that it is capable. */
/*@ assigns \nothing; ensures \result == capable_syn(s, (boolean)ae); */
static enum plumb_mark_fault capable_syn(struct plumb_seg s, bool ae) {
  return ae || (s.ctl.ack && (s.ctl.ece || s.ctl.cwr)) ? PLUMB_NO_MARK_FAULT : PLUMB_ECT_ON_SYN;
}

/* CWR may be on s. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> CwrFits(w, s); */
static bool CwrFits(struct plumb_mark_watch w, struct plumb_seg s) {
  return (s.text > 0u || s.ctl.fin) && !SentAgain(w, s) && SetUp(w);
}

/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == echoes(w, s); */
static enum plumb_mark_fault echoes(struct plumb_mark_watch w, struct plumb_seg s) {
  if (s.ctl.cwr && !CwrFits(w, s)) return PLUMB_CWR_OUT_OF_PLACE;
  return s.ctl.ece && !w.capable_came ? PLUMB_ECE_UNFOUNDED : PLUMB_NO_MARK_FAULT;
}

/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> NotAgreed(w, s); */
static bool NotAgreed(struct plumb_mark_watch w, struct plumb_seg s) {
  return s.text > 0u && (!SetUp(w) || w.sent_other);
}

/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result <==> Refused(w, s); */
static bool Refused(struct plumb_mark_watch w, struct plumb_seg s) {
  return s.text > 0u && w.got_other;
}

/*@ assigns \nothing; ensures \result <==> PureAck(s); */
static bool PureAck(struct plumb_seg s) { return s.text == 0u && s.ctl.ack && !s.ctl.fin; }

/* s, of an open connection, says that it is capable. */
/*@ requires WfSeg(s);
    assigns \nothing;
    ensures \result == capable(w, s); */
static enum plumb_mark_fault capable(struct plumb_mark_watch w, struct plumb_seg s) {
  if (NotAgreed(w, s)) return PLUMB_ECT_NOT_AGREED;
  if (Refused(w, s)) return PLUMB_ECT_REFUSED;
  if (PureAck(s)) return PLUMB_ECT_ON_ACK;
  return SentAgain(w, s) ? PLUMB_ECT_AGAIN : echoes(w, s);
}

enum plumb_mark_fault plumb_mark_watch_sent(struct plumb_mark_watch w, struct plumb_seg s,
                                            uint8_t ecn, bool ae) {
  if (s.ctl.rst) return PLUMB_NO_MARK_FAULT;
  if (s.ctl.syn) return ecn == 0u ? PLUMB_NO_MARK_FAULT : capable_syn(s, ae);
  if (!Classic(w)) return PLUMB_NO_MARK_FAULT;
  return ecn == 0u ? echoes(w, s) : capable(w, s);
}

static const struct plumb_clause clauses[] = {
    [PLUMB_ECT_ON_SYN] = {"R3168-6.1.1-j", true, "It sent a SYN that may be marked"},
    [PLUMB_ECT_NOT_AGREED] = {"R3168-6.1.1-d", true,
                              "It sent text that may be marked, though ECN was not agreed to"},
    [PLUMB_ECT_REFUSED] = {"R3168-6.1.1-e", false,
                           "It sent text that may be marked, though its peer had declined ECN"},
    [PLUMB_ECT_ON_ACK] = {"R3168-6.1.4-a", true, "It sent a pure ACK that may be marked"},
    [PLUMB_ECT_AGAIN] = {"R3168-6.1.5-a", true, "It sent text again so that it may be marked"},
    [PLUMB_CWR_OUT_OF_PLACE] = {"R3168-6.1.2-h", false, "It set CWR on what is no new text"},
    [PLUMB_ECE_UNFOUNDED] = {"R3168-6.1.3-b", true, "It set ECE though nothing could be marked"},
};

const struct plumb_clause *plumb_mark_clause(enum plumb_mark_fault f) { return &clauses[f]; }
