/* The watch on stretched ACKs, in the order of spec/WatchStretch.v. */
#include "watch_stretch.h"

#include "tcb.h"

struct plumb_stretch_watch plumb_start_stretch_watch(void) {
  return (struct plumb_stretch_watch){0};
}

struct plumb_stretch_watch plumb_stretch_watch_arrived(struct plumb_stretch_watch w,
                                                       struct plumb_seg s, uint64_t now) {
  if (s.text == 0) return w;
  if (w.acked && seq_in(text_seq(s), s.text, w.next)) w.next = fin_seq(s);
  w.since = now;
  w.heard = true;
  return w;
}

/* The MSS that s announces: unsaid if it does not say it. */
/*@ assigns \nothing; ensures \result == rmss_of(s, unsaid); */
static uint16_t rmss_of(struct plumb_seg s, uint16_t unsaid) {
  if (s.options.has_mss) return s.options.mss;
  return unsaid;
}

/* s acknowledges. */
/*@ assigns \nothing; ensures \result <==> AcksText(s); */
static bool AcksText(struct plumb_seg s) { return s.ctl.ack && !s.ctl.rst; }

struct plumb_stretch_watch plumb_stretch_watch_after_sent(struct plumb_stretch_watch w,
                                                          struct plumb_seg s, uint16_t unsaid) {
  if (AcksText(s)) {
    if (!w.acked || seq_lt(w.next, s.ack)) w.next = s.ack;
    w.acked = true;
  }
  if (s.ctl.syn && w.mss < rmss_of(s, unsaid)) w.mss = rmss_of(s, unsaid);
  return w;
}

/* x is due octets after a, or more. */
/*@ assigns \nothing; ensures \result <==> Reaches(x, a, due); */
static bool Reaches(uint32_t x, uint32_t a, uint32_t due) {
  return due <= seq_sub(x, a) && seq_sub(x, a) < PLUMB_TWO31;
}

enum plumb_stretch_fault plumb_stretch_watch_sent(struct plumb_stretch_watch w, uint32_t ack,
                                                  struct plumb_seg s, uint64_t now, uint64_t lag) {
  uint32_t due = 2U * w.mss;
  if (!AcksText(s) || !w.acked || !w.heard || due == 0) return PLUMB_NO_STRETCH_FAULT;
  if (!Reaches(w.next, ack, due) || !Reaches(s.ack, ack, due)) return PLUMB_NO_STRETCH_FAULT;
  return w.since + lag < now ? PLUMB_ACK_STRETCHED : PLUMB_NO_STRETCH_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_ACK_STRETCHED] = {"SHLD-19", false, "It let two full-sized segments wait for their ACK"},
};

const struct plumb_clause *plumb_stretch_clause(enum plumb_stretch_fault f) { return &clauses[f]; }
