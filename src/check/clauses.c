#include "clauses.h"

/* Steps of RFC 9293 section 3.10 count as MUST: an implementation may differ in detail, not in
 * substance (R9293-L24). */
static const struct plumb_clause clauses[] = {
    [PLUMB_SYN_OTHER_ISS] = {"EV-TORTX-ANY-1", true,
                             "A SYN was sent again with another initial sequence number"},
    [PLUMB_SYN_AFTER_TEXT] = {"EV-OPEN-OTHER-1", true,
                              "A SYN was sent on a connection that is open"},
    [PLUMB_SHIFT_TOO_LARGE] = {"R7323-2.3-f", true,
                               "A window scale option had a shift count above 14"},
    [PLUMB_SHIFT_NOT_OFFERED] = {"R7323-2.2-f", true,
                                 "A SYN,ACK had a window scale option though the SYN had none"},
    [PLUMB_STAMP_NOT_OFFERED] = {"R7323-3.2-f", true,
                                 "A SYN,ACK had a timestamp option though the SYN had none"},
    [PLUMB_ACK_BIT_MISSING] = {"R9293-L16", true, "A segment of an open connection had no ACK bit"},
    [PLUMB_MSS_OUTSIDE_SYN] = {"MUST-65", true, "An MSS option was sent without SYN"},
    [PLUMB_STAMP_MISSING] = {"R7323-3.2-g", true,
                             "A segment had no timestamp though both SYNs agreed on them"},
    [PLUMB_ACK_OF_NOTHING] = {"EV-SEG-SYNC-7b", true, "It acknowledged what had not reached it"},
    [PLUMB_ACK_WENT_BACK] = {"R9293-L16", true,
                             "It acknowledged less than it had acknowledged before"},
    [PLUMB_SEQ_BEYOND_NXT] = {"EV-SEND-ESTAB+-1", true, "Its sequence numbers left a gap"},
    [PLUMB_TEXT_BEYOND_WINDOW] = {"R7323-2.4_3-a", true,
                                  "It sent text beyond any window it had been offered"},
    [PLUMB_TEXT_AFTER_FIN] = {"EV-SEND-FW1+-1", true, "It sent text after its FIN"},
    [PLUMB_FIN_MOVED] = {"R9293-L15", true, "It sent its FIN at another sequence number"},
    [PLUMB_WINDOW_SHRUNK] = {"SHLD-14", false, "It moved the right edge of its window to the left"},
    [PLUMB_SEGMENT_AFTER_RESET] = {"EV-ABORT-SYNRCVD+-1", true,
                                   "It went on with the connection after its own reset"},
    [PLUMB_RESET_SEQ_NOT_ZERO] =
        {"EV-SEG-CLOSED-2", true,
         "A <RST,ACK> for no connection had a sequence number other than 0"},
    [PLUMB_CHALLENGE_MISSING] = {"R5961-3.2_3-a", true,
                                 "A reset inside the window, not at RCV.NXT, got no challenge ACK"},
    [PLUMB_SYN_CHALLENGE_MISSING] = {"R5961-4.2_1-a", true,
                                     "A SYN inside the window got no challenge ACK"},
};

const struct plumb_clause *plumb_clause_of(enum plumb_finding f) { return &clauses[f]; }
