/* The observer: it follows one endpoint by what a capture shows of it, and accuses it of what no
 * implementation of the RFCs can have sent.
 *
 *   o = plumb_start_observer();
 *   o = plumb_observe_arrived(o, s);    s reached the endpoint
 *   j = plumb_observe_sent(o, s);       the endpoint sent s: j.finding tells, go on with j.observer
 *
 * Segments are given in the order in which a capture at the endpoint shows them.  The observer does
 * not guess the endpoint's state.  It keeps what is certain, namely what was sent, and bounds of
 * what is possible: how far the endpoint can have received, been acknowledged, been offered window.
 *
 * Each function is proved equal to the model's of the same name (spec/Observe.v), and the model is
 * proved never to accuse the innocent (proofs/coq/NeverAccuses.v).  That is a statement about the
 * first finding, and the first that breaks a MUST: after it the RFCs say nothing any more.  And it
 * is one about a connection: an endpoint that begins another on the same sockets, be it after a
 * crash, is to be given a new observer.
 *
 * Positions are counted in octets from the SYN of a stream, which is at 0, and do not wrap. */
#ifndef PLUMB_OBSERVE_H
#define PLUMB_OBSERVE_H

#include "plumb.h"

/* Why the observer can tell no more. */
enum plumb_loss {
  PLUMB_NOT_LOST,
  PLUMB_LOST_NO_SYN,       /* the endpoint's SYN is not in the capture */
  PLUMB_LOST_SEVERAL_SYNS, /* SYNs that differ arrived */
  PLUMB_LOST_RESET_EARLY,  /* a SYN after a reset in the handshake: there may be a new connection */
  PLUMB_LOST_EARLY_ACK,    /* an acknowledgment arrived before the endpoint's SYN */
  PLUMB_LOST_ODD_SYN,      /* SYN and FIN, or SYN and RST, in one segment */
  PLUMB_LOST_FAR           /* more than 2^60 octets */
};

/* What an endpoint is accused of.  clauses.h names the clause that each breaks. */
enum plumb_finding {
  PLUMB_NO_FINDING,
  PLUMB_SYN_OTHER_ISS,        /* a SYN again, with another initial sequence number */
  PLUMB_SYN_AFTER_TEXT,       /* a SYN after text was sent */
  PLUMB_SHIFT_TOO_LARGE,      /* a shift count above 14 */
  PLUMB_SHIFT_NOT_OFFERED,    /* window scale on a SYN,ACK though the SYN had none */
  PLUMB_STAMP_NOT_OFFERED,    /* timestamp on a SYN,ACK though the SYN had none */
  PLUMB_ACK_BIT_MISSING,      /* neither SYN nor RST, and no ACK */
  PLUMB_MSS_OUTSIDE_SYN,      /* an MSS option without SYN */
  PLUMB_STAMP_MISSING,        /* agreed on, and not there */
  PLUMB_ACK_OF_NOTHING,       /* acknowledges what never arrived */
  PLUMB_ACK_WENT_BACK,        /* acknowledges less than before */
  PLUMB_SEQ_BEYOND_NXT,       /* leaves a gap in its sequence numbers */
  PLUMB_TEXT_BEYOND_WINDOW,   /* beyond any window that can be in force */
  PLUMB_TEXT_AFTER_FIN,       /* text where its FIN stands, or after */
  PLUMB_FIN_MOVED,            /* its FIN stands elsewhere than before, or before text it sent */
  PLUMB_WINDOW_SHRUNK,        /* the right edge of its window moves left */
  PLUMB_SEGMENT_AFTER_RESET,  /* after its own reset */
  PLUMB_RESET_SEQ_NOT_ZERO,   /* <RST,ACK> from CLOSED with SEQ other than 0 */
  PLUMB_CHALLENGE_MISSING,    /* a reset inside the window got no challenge ACK */
  PLUMB_SYN_CHALLENGE_MISSING /* nor did a SYN there */
};

/* What is known of the endpoint.  Not to be changed from outside. */
struct plumb_observer {
  /* Positions, sent */
  uint64_t nxt;     /* SND.NXT, exactly */
  uint64_t fin;     /* its FIN, if that was sent */
  uint64_t acked;   /* the highest acknowledgment it sent; at most rcv_max */
  uint64_t offered; /* the right edge it offered last */
  /* Positions, arrived */
  uint64_t una_max;     /* SND.UNA is not above it */
  uint64_t rcv_max;     /* RCV.NXT is not above it */
  uint32_t wnd_max;     /* SND.WND is not above it: 0 to 2^30 */
  uint32_t iss;         /* meant when opened */
  uint32_t irs;         /* meant when syn_arrived */
  enum plumb_loss lost; /* if not NOT_LOST, it accuses no more */
  /* Sent */
  bool opened;       /* its SYN was seen */
  bool text_sent;    /* text was sent: it is past the handshake */
  bool fin_sent;     /* its FIN was seen */
  bool reset_sent;   /* it sent a RST past the handshake */
  bool own_shift_on; /* its last SYN had a window scale option, */
  uint8_t own_shift; /* with this shift count: 0 to 14 */
  bool own_stamps;   /* all its SYNs had a timestamp */
  /* Arrived */
  bool syn_arrived;   /* the peer's SYN */
  bool peer_shift_on; /* it had a window scale option, */
  uint8_t peer_shift; /* with this shift count: 0 to 14 */
  bool peer_stamps;   /* and a timestamp */
  bool early_ack;     /* an acknowledgment arrived before the endpoint's SYN was seen */
  bool reset_arrived; /* a reset arrived after the peer's SYN */
};

/* A segment judged: what was allowed, and what was seen, in sequence numbers (or, for
 * SHIFT_TOO_LARGE, the shift count seen).  All zero with NO_FINDING, but for SYNs, where they mean
 * nothing then. */
struct plumb_judgement {
  struct plumb_observer observer; /* as it is after the segment */
  enum plumb_finding finding;
  uint32_t low; /* allowed: from low to high */
  uint32_t high;
  uint32_t seen;
};

/* Positions stay below this: 2^60 + 2^31. */
#define PLUMB_POSITION_MAX 1152921506754330624u

/*@ predicate WfObserver(struct plumb_observer o) =
      o.nxt <= PLUMB_POSITION_MAX && o.fin <= PLUMB_POSITION_MAX &&
      o.una_max <= PLUMB_POSITION_MAX && o.rcv_max <= PLUMB_POSITION_MAX &&
      o.offered <= PLUMB_POSITION_MAX && 1 <= o.acked <= o.rcv_max &&
      o.own_shift <= PLUMB_SHIFT_MAX && o.peer_shift <= PLUMB_SHIFT_MAX &&
      o.wnd_max <= PLUMB_BUFFER_MAX; */

#ifdef __FRAMAC__
#include "model.h"
#endif

/* An endpoint of which nothing was seen yet. */
/*@ assigns \nothing;
    ensures \result == start_observer;
    ensures WfObserver(\result); */
struct plumb_observer plumb_start_observer(void);

/* The segment s arrived at the endpoint: one whose checksum is right, or it did not. */
/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == observe_arrived(o, s);
    ensures WfObserver(\result); */
struct plumb_observer plumb_observe_arrived(struct plumb_observer o, struct plumb_seg s);

/* The endpoint sent s. */
/*@ requires WfObserver(o) && WfSeg(s);
    assigns \nothing;
    ensures \result == observe_sent(o, s);
    ensures WfObserver(\result.observer); */
struct plumb_judgement plumb_observe_sent(struct plumb_observer o, struct plumb_seg s);

/* The positions are far from their end.  If not, the observer is lost as soon as the endpoint sends
 * again: what it knows is not to be relied on. */
/*@ assigns \nothing;
    ensures \result <==> Near(o); */
bool plumb_Near(struct plumb_observer o);

#endif
