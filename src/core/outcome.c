/* What two successive steps tell the user, joined: spec/Outcome.v. */
#include "tcb.h"

/* For the provers, as SameOutcome in tcb.h. */
/*@ predicate SameSignals(struct plumb_signals g, struct plumb_signals h) = g == h;
    lemma signals_are_themselves: \forall struct plumb_signals g; SameSignals(g, g); */

/* As a function, so that WP meets ten calls and not 2^10 paths. */
/*@ assigns \nothing; ensures \result == (_Bool)(g != 0 || h != 0); */
static bool either(bool g, bool h) { return g || h; }

struct plumb_signals plumb_both_signals(struct plumb_signals g, struct plumb_signals h) {
  return (struct plumb_signals){.established = either(g.established, h.established),
                                .text = either(g.text, h.text),
                                .push = either(g.push, h.push),
                                .urgent = either(g.urgent, h.urgent),
                                .closing = either(g.closing, h.closing),
                                .close_ok = either(g.close_ok, h.close_ok),
                                .reset = either(g.reset, h.reset),
                                .refused = either(g.refused, h.refused),
                                .trouble = either(g.trouble, h.trouble),
                                .timeout = either(g.timeout, h.timeout)};
}
