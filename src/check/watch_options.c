/* The watch on options, in the order of spec/WatchOptions.v. */
#include "watch_options.h"

struct plumb_option_watch plumb_start_option_watch(void) {
  return (struct plumb_option_watch){.permitted = false};
}

/* A SYN that permits SACK. */
/*@ assigns \nothing; ensures \result <==> PermitsSack(s); */
static bool PermitsSack(struct plumb_seg s) { return s.ctl.syn && s.options.sack_permitted; }

struct plumb_option_watch plumb_option_watch_arrived(struct plumb_option_watch w,
                                                     struct plumb_seg s) {
  w.permitted = w.permitted || PermitsSack(s);
  return w;
}

enum plumb_option_fault plumb_option_watch_sent(struct plumb_option_watch w, struct plumb_seg s) {
  if (s.options.sack_permitted && !s.ctl.syn) return PLUMB_SACK_PERMITTED_OUTSIDE_SYN;
  if (s.options.sack.n > 0 && !w.permitted) return PLUMB_SACK_NOT_PERMITTED;
  if (s.options.has_ts && !s.ctl.ack && !s.ctl.rst && s.options.ts_ecr != 0)
    return PLUMB_ECHO_WITHOUT_ACK;
  return PLUMB_NO_OPTION_FAULT;
}

static const struct plumb_clause clauses[] = {
    [PLUMB_SACK_PERMITTED_OUTSIDE_SYN] = {"R2018-2-b", true,
                                          "It permitted SACK on a segment without SYN"},
    [PLUMB_SACK_NOT_PERMITTED] = {"R2018-4-c", true,
                                  "It sent SACK blocks though no SYN had permitted them"},
    [PLUMB_ECHO_WITHOUT_ACK] = {"R7323-3.2-b", false,
                                "It echoed a timestamp on a segment without ACK"},
};

const struct plumb_clause *plumb_option_clause(enum plumb_option_fault f) { return &clauses[f]; }
