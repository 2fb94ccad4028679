/* Plumb: TCP (RFC 9293), specified and proved.  This is the one public header.
 *
 * Every event of RFC 9293 section 3.10 is a pure function.  It takes the connection as it is
 * (struct plumb_tcb) and the event, and returns the connection as it is afterwards, the segment to
 * send, and what the user is told (struct plumb_outcome).  Nothing is allocated, nothing is
 * remembered, nobody is called back: the caller owns the TCB, the clock, the entropy and the
 * octets.
 *
 *   o = plumb_segment_arrives(...)          a segment came in
 *   o = plumb_send(...), plumb_close(...)   the user asks for something
 *   o = plumb_timeout(...)                  a deadline in tcb.timers has passed
 *   o = plumb_transmit(...)                 what is queued goes out, a segment at a time
 *
 * after each of which the caller stores o.tcb and sends what o.answer describes.
 *
 * Units: counts and lengths are octets; times are microseconds since an epoch of the caller's
 * choice; sequence numbers are modulo 2^32.  A struct passed in must be in range as its type says;
 * one that Plumb returned is.  The ranges are also stated as the predicates WfConfig, WfTcb, WfSeg,
 * WfSendArgs and WfTime, and each function is proved to keep them.
 *
 * The contracts (the comments that begin with @) are checked by Frama-C.  The functions they name,
 * such as open(c, t, a, now), are the model's: spec/UserCalls.v and its neighbours, by way of
 * model.h. */
#ifndef PLUMB_H
#define PLUMB_H

#include <stdbool.h>
#include <stdint.h>

/* ---- The segment: RFC 9293 sections 3.1 and 3.2, RFC 7323, RFC 2018 -------------------------- */

/* Control bits.  CWR and ECE are carried for RFC 3168. */
struct plumb_ctl {
  bool cwr;
  bool ece;
  bool urg;
  bool ack;
  bool psh;
  bool rst;
  bool syn;
  bool fin;
};

/* A run of sequence numbers [left, right); empty when left == right. */
struct plumb_block {
  uint32_t left;
  uint32_t right;
};

/* SACK option, RFC 2018 section 3: the first n blocks are meant. */
struct plumb_sack {
  uint8_t n; /* 0 to 4 */
  struct plumb_block b0;
  struct plumb_block b1;
  struct plumb_block b2;
  struct plumb_block b3;
};

/* Header options as parsed (MUST-4 to MUST-7).  A value is meaningful only when its flag is set. */
struct plumb_options {
  bool has_mss;
  uint16_t mss; /* octets */
  bool has_shift;
  uint8_t shift; /* as received; more than 14 counts as 14, RFC 7323 section 2.3 */
  bool sack_permitted;
  bool has_ts;
  uint32_t ts_val;
  uint32_t ts_ecr;
  struct plumb_sack sack;
  bool malformed; /* an illegal length was met, parsing stopped there */
};

/* An arriving segment.  Addresses, ports and checksum were dealt with before: they chose the TCB.
 */
struct plumb_seg {
  uint32_t seq;  /* SEG.SEQ */
  uint32_t ack;  /* SEG.ACK, meaningful when the ACK bit is set */
  uint32_t wnd;  /* SEG.WND as in the header, not scaled: 0 to 65535 */
  uint32_t up;   /* SEG.UP, the urgent pointer: 0 to 65535 */
  uint32_t text; /* octets of text: 0 to 65535 */
  struct plumb_ctl ctl;
  struct plumb_options options;
};

/* ---- The Transmission Control Block: RFC 9293 section 3.3.1 ---------------------------------- */

/* RFC 9293 section 3.3.2. */
enum plumb_tcp_state {
  PLUMB_CLOSED,
  PLUMB_LISTEN,
  PLUMB_SYN_SENT,
  PLUMB_SYN_RECEIVED,
  PLUMB_ESTABLISHED,
  PLUMB_FIN_WAIT_1,
  PLUMB_FIN_WAIT_2,
  PLUMB_CLOSE_WAIT,
  PLUMB_CLOSING,
  PLUMB_LAST_ACK,
  PLUMB_TIME_WAIT
};

/* Send sequence variables. */
struct plumb_snd {
  uint32_t una;     /* SND.UNA, oldest unacknowledged */
  uint32_t nxt;     /* SND.NXT, next to send */
  uint32_t wnd;     /* SND.WND, scaled */
  uint32_t wl1;     /* SND.WL1, SEG.SEQ of the last window update */
  uint32_t wl2;     /* SND.WL2, SEG.ACK of the last window update */
  uint32_t up;      /* SND.UP, the octet after the urgent text */
  bool urgent;      /* SND.UP is meant */
  uint32_t max_wnd; /* MAX.SND.WND, RFC 5961 section 5.2 */
  uint32_t queued;  /* octets not yet sent, they follow SND.NXT: 0 to PLUMB_QUEUE_MAX */
  bool closed;      /* the user has CLOSEd: a FIN follows the queued octets */
  bool fin;         /* the FIN was sent: it stands at SND.NXT - 1 */
};

/* Text that arrived ahead of RCV.NXT (SHLD-31): up to four runs, the most recent first. */
struct plumb_held {
  struct plumb_block b0;
  struct plumb_block b1;
  struct plumb_block b2;
  struct plumb_block b3;
};

/* Receive sequence variables.  buffered + wnd is at most PLUMB_BUFFER_MAX. */
struct plumb_rcv {
  uint32_t nxt;      /* RCV.NXT, next expected */
  uint32_t wnd;      /* RCV.WND, offered */
  uint32_t up;       /* RCV.UP, the octet after the urgent text */
  bool urgent;       /* urgent mode: RCV.UP is meant */
  uint32_t buffered; /* octets received in order, not yet taken by a RECEIVE */
  bool push;         /* a PUSH was seen among them */
  bool fin_held;     /* a FIN arrived ahead of its text, */
  uint32_t fin_seq;  /* at this sequence number */
  struct plumb_held held;
};

/* What the SYNs agreed on. */
struct plumb_peer {
  uint32_t mss;      /* SendMSS (MUST-15), at most config.mss (MUST-16): 0 to 65535 */
  uint8_t snd_shift; /* Snd.Wind.Shift, RFC 7323 section 2.3: 0 to 14 */
  uint8_t rcv_shift; /* Rcv.Wind.Shift: 0 to 14 */
  bool sack;         /* SACK permitted by both, RFC 2018 */
};

/* Timestamps and PAWS, RFC 7323 sections 4.3 and 5. */
struct plumb_stamps {
  bool ok;            /* Snd.TS.OK */
  uint32_t recent;    /* TS.Recent */
  uint64_t recent_at; /* when TS.Recent was set: 0 to PLUMB_TIME_MAX */
  uint32_t last_ack;  /* Last.ACK.sent */
};

/* Deadlines.  A timer that is off has its _on flag clear, and its _at means nothing. */
struct plumb_timers {
  bool rtx_on;
  uint64_t rtx_at;
  uint64_t rto; /* retransmission timeout: 0 to PLUMB_DURATION_MAX */
  uint32_t rtx_count;
  bool user_on;
  uint64_t user_at;
  bool wait_on; /* 2 MSL */
  uint64_t wait_at;
  uint64_t challenge_from; /* RFC 5961 section 7, the current interval: 0 to PLUMB_TIME_MAX */
  uint32_t challenge_count;
};

struct plumb_tcb {
  enum plumb_tcp_state state;
  bool passive; /* SYN-RECEIVED was reached from LISTEN, MUST-11 */
  uint32_t iss;
  uint32_t irs;
  struct plumb_snd snd;
  struct plumb_rcv rcv;
  struct plumb_peer peer;
  struct plumb_stamps stamps;
  struct plumb_timers timers;
};

/* ---- What the owner of the connection chooses ------------------------------------------------ */

#define PLUMB_BUFFER_MAX 1073741823u            /* octets: the largest window, RFC 7323 2.3 */
#define PLUMB_QUEUE_MAX 1073741824u             /* octets that may wait to be sent */
#define PLUMB_SHIFT_MAX 14                      /* RFC 7323 section 2.3 */
#define PLUMB_DURATION_MAX 1152921504606846976u /* microseconds, 2^60 */
#define PLUMB_TIME_MAX 4611686018427387904u     /* microseconds, 2^62 */

/* The same config is given to every call of a connection.  plumb_default_config() is where to start
 * from.  A duration is 0 to PLUMB_DURATION_MAX. */
struct plumb_config {
  /* Receive buffer, octets: 1 to PLUMB_BUFFER_MAX.  Default 65535. */
  uint32_t buffer;
  /* The MSS announced (MUST-14): 1 to 65535.  Default 1460.  Text and TCP options of a segment sent
   * are no more octets either (MUST-16): so it is also what IP can send, less 20 for the header. */
  uint32_t mss;
  /* SendMSS if the peer announced none (MUST-15): 1 to 65535.  Default 536, which is IPv4's; IPv6
   * has 1220. */
  uint32_t default_mss;
  /* Offer window scaling (RFC 7323 section 2) by this shift: 0 to 14.  Default yes, by 0. */
  bool use_shift;
  uint8_t shift;
  /* Offer timestamps (RFC 7323 section 3).  Default yes. */
  bool use_stamps;
  /* Offer selective acknowledgments (RFC 2018).  Default yes. */
  bool use_sack;
  /* First retransmission timeout (RFC 6298 rule 2.1).  Default 1 s. */
  uint64_t rto;
  /* Bound of its back-off (RFC 6298 rule 2.5).  Default 60 s. */
  uint64_t rto_max;
  /* Retransmissions of one segment after which the user is told (SHLD-9, SHLD-10).  Default 3. */
  uint32_t r1;
  /* Retransmissions of one segment after which the connection is given up (MUST-20, MUST-21).
   * Default 8: by the defaults above 243 s, more than MUST-23 and SHLD-11 ask for. */
  uint32_t r2;
  /* Maximum segment lifetime (MUST-13).  Default 120 s. */
  uint64_t msl;
  /* How long text may stay unacknowledged (RFC 9293 section 3.9.1.1), 0 for as long as R2 permits.
   * Default 0: the five minutes of old would end connections that MUST-37 keeps open. */
  uint64_t user_timeout;
  /* Challenge ACKs per interval (RFC 5961 section 7), at least 1: with 0 the answers that RFC 5961
   * demands are never sent.  Default 10 in 5 s. */
  uint32_t challenge_limit;
  uint64_t challenge_interval;
};

/* ---- What an event leads to ------------------------------------------------------------------ */

/* The control bits of the segment to send, in the RFC's notation. */
enum plumb_send_kind {
  PLUMB_NO_ANSWER,
  PLUMB_SEND_SYN,     /* <CTL=SYN> */
  PLUMB_SEND_SYN_ACK, /* <CTL=SYN,ACK> */
  PLUMB_SEND_ACK,     /* <CTL=ACK>, with text and FIN as answer.text and answer.fin tell */
  PLUMB_SEND_RST,     /* <CTL=RST> */
  PLUMB_SEND_RST_ACK  /* <CTL=RST,ACK> */
};

/* A segment to send; plumb_segment_to_send() adds window, urgent pointer and options. */
struct plumb_answer {
  enum plumb_send_kind kind;
  uint32_t seq;
  uint32_t ack;  /* meaningful when the kind has an ACK */
  uint32_t text; /* octets of text, from the send buffer at sequence number seq */
  bool fin;
};

/* Return values of the user calls, RFC 9293 sections 3.10.1 to 3.10.6. */
enum plumb_reply {
  PLUMB_REPLY_NONE, /* the event was not a user call */
  PLUMB_REPLY_OK,
  PLUMB_REPLY_ILLEGAL,            /* connection illegal for this process */
  PLUMB_REPLY_NO_ROOM,            /* insufficient resources */
  PLUMB_REPLY_DIFFSERV,           /* Diffserv value not allowed */
  PLUMB_REPLY_SECURITY,           /* security/compartment not allowed: never given */
  PLUMB_REPLY_REMOTE_UNSPECIFIED, /* remote socket unspecified */
  PLUMB_REPLY_EXISTS,             /* connection already exists */
  PLUMB_REPLY_NOT_EXIST,          /* connection does not exist */
  PLUMB_REPLY_CLOSING,            /* connection closing */
  PLUMB_REPLY_QUEUED              /* accepted; SEND: waits for ESTABLISHED, RECEIVE: ask again */
};

/* What the user is told without having asked. */
struct plumb_signals {
  bool established; /* the connection is ESTABLISHED */
  bool text;        /* text is there to RECEIVE */
  bool push;        /* it was PUSHed */
  bool urgent;      /* urgent text is ahead, MUST-32 */
  bool closing;     /* connection closing: the peer's FIN, MUST-12 */
  bool close_ok;    /* our FIN is acknowledged */
  bool reset;       /* connection reset, MUST-12 */
  bool refused;     /* connection refused */
  bool trouble;     /* R1 retransmissions were not enough, SHLD-9 */
  bool timeout;     /* aborted: user timeout, or R2 retransmissions were not enough */
};

/* len octets of the segment's text, from octet skip of it on, go into the receive buffer at octets
 * after RCV.NXT as it was before the event. */
struct plumb_placement {
  uint32_t skip;
  uint32_t at;
  uint32_t len;
};

struct plumb_outcome {
  struct plumb_tcb tcb;
  struct plumb_answer answer;
  enum plumb_reply reply;
  struct plumb_signals signals;
  struct plumb_placement placement;
  bool done; /* the event's processing ended early: of interest to the steps, not to the caller */
};

/* ---- User calls: RFC 9293 section 3.10.1 to 3.10.6 ------------------------------------------- */

/* What an OPEN brings along. */
struct plumb_open_args {
  bool active;
  bool access;           /* the caller may use the local socket */
  bool room;             /* there is room for a connection */
  bool diffserv_ok;      /* the Diffserv value is allowed */
  bool remote_specified; /* the remote socket is given in full */
  uint32_t iss;          /* initial send sequence number, RFC 6528; used when active */
};

/* What a SEND brings along. */
struct plumb_send_args {
  bool access;
  bool remote_specified;
  uint32_t octets; /* octets of user data */
  uint32_t room;   /* room in the send buffer; with what is queued at most PLUMB_QUEUE_MAX octets */
  bool urgent;     /* the URGENT flag */
  uint32_t iss;    /* used when a SEND in LISTEN makes the connection active */
};

/* ---- Ranges ---------------------------------------------------------------------------------- */

/*@ predicate WfTime(integer now) = 0 <= now <= PLUMB_TIME_MAX;

    predicate WfConfig(struct plumb_config c) =
      1 <= c.buffer <= PLUMB_BUFFER_MAX && 1 <= c.mss <= 65535 && 1 <= c.default_mss <= 65535 &&
      c.shift <= PLUMB_SHIFT_MAX && c.rto <= PLUMB_DURATION_MAX &&
      c.rto_max <= PLUMB_DURATION_MAX && c.msl <= PLUMB_DURATION_MAX &&
      c.user_timeout <= PLUMB_DURATION_MAX && 1 <= c.challenge_limit &&
      c.challenge_interval <= PLUMB_DURATION_MAX;

    predicate WfSeg(struct plumb_seg s) =
      s.wnd <= 65535 && s.up <= 65535 && s.text <= 65535 && s.options.sack.n <= 4;

    predicate WfSnd(struct plumb_snd n) = n.queued <= PLUMB_QUEUE_MAX;
    predicate WfRcv(struct plumb_rcv r) = r.buffered + r.wnd <= PLUMB_BUFFER_MAX;
    predicate WfPeer(struct plumb_peer p) =
      p.mss <= 65535 && p.snd_shift <= PLUMB_SHIFT_MAX && p.rcv_shift <= PLUMB_SHIFT_MAX;
    predicate WfStamps(struct plumb_stamps m) = m.recent_at <= PLUMB_TIME_MAX;
    predicate WfTimers(struct plumb_timers m) =
      m.rto <= PLUMB_DURATION_MAX && m.challenge_from <= PLUMB_TIME_MAX;
    predicate WfTcb(struct plumb_tcb t) =
      t.state <= PLUMB_TIME_WAIT && WfSnd(t.snd) && WfRcv(t.rcv) && WfPeer(t.peer) &&
      WfStamps(t.stamps) && WfTimers(t.timers);

    predicate WfSendArgs(struct plumb_tcb t, struct plumb_send_args a) =
      t.snd.queued + a.room <= PLUMB_QUEUE_MAX; */

/* The model as logic functions over the types above.  Only the contracts read it. */
#ifdef __FRAMAC__
#include "model.h"
#endif

/* ---- The events ------------------------------------------------------------------------------ */

/* The defaults named at struct plumb_config. */
/*@ assigns \nothing;
    ensures WfConfig(\result); */
struct plumb_config plumb_default_config(void);

/* OPEN (3.10.1).  A connection that does not exist yet is a TCB with all fields zero.
 * Replies: OK, ILLEGAL, DIFFSERV, REMOTE_UNSPECIFIED, NO_ROOM, EXISTS. */
/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == open(c, t, a, now);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_open(struct plumb_config c, struct plumb_tcb t, struct plumb_open_args a,
                                uint64_t now);

/* SEND (3.10.2): queues the octets, plumb_transmit() sends them.
 * Replies: OK, QUEUED, ILLEGAL, NOT_EXIST, REMOTE_UNSPECIFIED, NO_ROOM, CLOSING. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSendArgs(t, a) && WfTime(now);
    assigns \nothing;
    ensures \result == send(c, t, a, now);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_send(struct plumb_config c, struct plumb_tcb t, struct plumb_send_args a,
                                uint64_t now);

/* RECEIVE (3.10.3): the user takes up to octets of what is buffered, that is
 * t.rcv.buffered - result.tcb.rcv.buffered octets.  access: the caller may use the local socket.
 * Replies: OK, QUEUED, ILLEGAL, NOT_EXIST, CLOSING. */
/*@ requires WfConfig(c) && WfTcb(t);
    assigns \nothing;
    ensures \result == receive(c, t, octets, access != 0);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_receive(struct plumb_config c, struct plumb_tcb t, uint32_t octets,
                                   bool access);

/* CLOSE (3.10.4): no more SENDs; the FIN follows what is queued, plumb_transmit() sends it.
 * Replies: OK, ILLEGAL, NOT_EXIST, CLOSING. */
/*@ requires WfTcb(t);
    assigns \nothing;
    ensures \result == close(t, access != 0);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_close(struct plumb_tcb t, bool access);

/* ABORT (3.10.5): the connection is gone at once, a reset tells the peer.
 * Replies: OK, ILLEGAL, NOT_EXIST. */
/*@ requires WfTcb(t);
    assigns \nothing;
    ensures \result == abort(t, access != 0);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_abort(struct plumb_tcb t, bool access);

/* STATUS (3.10.6): whether the caller may look.  What there is to see stands in the TCB.
 * Replies: OK, ILLEGAL, NOT_EXIST. */
/*@ requires WfTcb(t);
    assigns \nothing;
    ensures \result == status(t, access != 0); */
enum plumb_reply plumb_status(struct plumb_tcb t, bool access);

/* SEGMENT ARRIVES (3.10.7).  iss: for the connection that a SYN to a LISTEN makes, RFC 6528. */
/*@ requires WfConfig(c) && WfTcb(t) && WfSeg(s) && WfTime(now);
    assigns \nothing;
    ensures \result == segment_arrives(c, t, s, iss, now);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_segment_arrives(struct plumb_config c, struct plumb_tcb t,
                                           struct plumb_seg s, uint32_t iss, uint64_t now);

/* TIMEOUTS (3.10.8): acts on one timer that is due at now, if there is one. */
/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == timeout(c, t, now);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_timeout(struct plumb_config c, struct plumb_tcb t, uint64_t now);

/* One segment of queued text, or the FIN, if window and state allow one (3.10.2, 3.10.4, 3.8.6).
 * To be called after every event until it answers PLUMB_NO_ANSWER. */
/*@ requires WfConfig(c) && WfTcb(t) && WfTime(now);
    assigns \nothing;
    ensures \result == transmit(c, t, now);
    ensures WfTcb(\result.tcb); */
struct plumb_outcome plumb_transmit(struct plumb_config c, struct plumb_tcb t, uint64_t now);

#include "wire.h"

#endif
