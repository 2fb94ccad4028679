/* The watch on ECN, in the order of spec/WatchEcn.v. */
#include "watch_ecn.h"

struct plumb_ecn_watch plumb_start_ecn_watch(void) {
  return (struct plumb_ecn_watch){.asked = false};
}

/*@ assigns \nothing; ensures \result <==> AsksForEcn(s); */
static bool AsksForEcn(struct plumb_seg s) {
  return s.ctl.syn && !s.ctl.ack && s.ctl.ece && s.ctl.cwr;
}

struct plumb_ecn_watch plumb_ecn_watch_arrived(struct plumb_ecn_watch w, struct plumb_seg s) {
  w.asked = w.asked || AsksForEcn(s);
  return w;
}

enum plumb_ecn_fault plumb_ecn_watch_sent(struct plumb_ecn_watch w, struct plumb_seg s) {
  if (!s.ctl.syn || s.ctl.rst) return PLUMB_NO_ECN_FAULT;
  if (s.ctl.ack)
    return s.ctl.ece && !s.ctl.cwr && !w.asked ? PLUMB_ECN_SETUP_UNASKED : PLUMB_NO_ECN_FAULT;
  return s.ctl.ece == s.ctl.cwr ? PLUMB_NO_ECN_FAULT : PLUMB_ECN_SETUP_HALF;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_ECN_SETUP_UNASKED] = {"R3168-6.1.1-c", true,
                                 "It agreed to ECN though no SYN had asked for it"},
    [PLUMB_ECN_SETUP_HALF] = {"R3168-6.1.1-h", false,
                              "It sent a SYN with one of ECE and CWR, but not both"},
};

const struct plumb_clause *plumb_ecn_clause(enum plumb_ecn_fault f) { return &clauses[f]; }
