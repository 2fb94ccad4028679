(** * What an event leads to

    Every event of RFC 9293 section 3.10 is a function from the TCB and the event to an [outcome]:
    the TCB after it, the segment to send (an [answer]), what the user is told ([reply] to a call,
    [signals] at any time) and where the text of the segment goes ([placement]). *)
From Plumb Require Import Seq Segment Tcb.
Require Import ZArith Bool.
Open Scope Z_scope.

(** The control bits of a segment to send, in the RFC's notation <SEQ=..><ACK=..><CTL=..>. *)
Inductive send_kind :=
  | NO_ANSWER
  | SEND_SYN          (* <CTL=SYN>     *)
  | SEND_SYN_ACK      (* <CTL=SYN,ACK> *)
  | SEND_ACK          (* <CTL=ACK>, with text and FIN as [answer_text] and [answer_fin] tell *)
  | SEND_RST          (* <CTL=RST>     *)
  | SEND_RST_ACK.     (* <CTL=RST,ACK> *)

Record answer := {
  answer_kind : send_kind;
  answer_seq : u32;
  answer_ack : u32;
  answer_text : u32;      (* octets of text, from the send buffer at sequence number [answer_seq] *)
  answer_fin : bool }.

(** Return values of the user calls, RFC 9293 section 3.10.1 to 3.10.6. *)
Inductive reply :=
  | REPLY_NONE | REPLY_OK | REPLY_ILLEGAL | REPLY_NO_ROOM | REPLY_DIFFSERV | REPLY_SECURITY
  | REPLY_REMOTE_UNSPECIFIED | REPLY_EXISTS | REPLY_NOT_EXIST | REPLY_CLOSING | REPLY_QUEUED.

(** What the user is told without having asked. *)
Record signals := {
  signals_established : bool;  (* the connection is ESTABLISHED *)
  signals_text : bool;         (* text is there to RECEIVE *)
  signals_push : bool;         (* it was PUSHed *)
  signals_urgent : bool;       (* urgent text is ahead, MUST-32 *)
  signals_closing : bool;      (* "connection closing": the peer's FIN, MUST-12 *)
  signals_close_ok : bool;     (* our FIN is acknowledged *)
  signals_reset : bool;        (* "connection reset", MUST-12 *)
  signals_refused : bool;      (* "connection refused" *)
  signals_trouble : bool;      (* R1 retransmissions, SHLD-9 *)
  signals_timeout : bool }.    (* "connection aborted due to user timeout", or R2 was reached *)

(** [placement_len] octets of the segment's text, from octet [placement_skip] of it on, go into the
    receive buffer [placement_at] octets after RCV.NXT as it was before the event. *)
Record placement := { placement_skip : u32; placement_at : u32; placement_len : u32 }.

Record outcome := {
  outcome_tcb : tcb;
  outcome_answer : answer;
  outcome_reply : reply;
  outcome_signals : signals;
  outcome_placement : placement;
  outcome_done : bool }.   (* "... and return": the later steps are not taken *)

Definition no_answer : answer :=
  {| answer_kind := NO_ANSWER; answer_seq := 0; answer_ack := 0; answer_text := 0; answer_fin := false |}.
Definition no_signals : signals :=
  {| signals_established := false; signals_text := false; signals_push := false; signals_urgent := false;
     signals_closing := false; signals_close_ok := false; signals_reset := false;
     signals_refused := false; signals_trouble := false; signals_timeout := false |}.
Definition no_placement : placement := {| placement_skip := 0; placement_at := 0; placement_len := 0 |}.

Definition segment_of (k : send_kind) (seq ack : u32) : answer :=
  {| answer_kind := k; answer_seq := seq; answer_ack := ack; answer_text := 0; answer_fin := false |}.

(** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> *)
Definition ack_now (t : tcb) : answer :=
  segment_of SEND_ACK t.(tcb_snd).(snd_nxt) t.(tcb_rcv).(rcv_nxt).

(** Every ACK sent is remembered in Last.ACK.sent (RFC 7323 section 4.3). *)
Definition note_ack (t : tcb) : tcb :=
  set_stamps t
    {| stamps_ok := t.(tcb_stamps).(stamps_ok); stamps_recent := t.(tcb_stamps).(stamps_recent);
       stamps_recent_at := t.(tcb_stamps).(stamps_recent_at);
       stamps_last_ack := t.(tcb_rcv).(rcv_nxt) |}.

(** The reset that a segment [s] gets that fits no connection (RFC 9293 section 3.5.2, group 1;
    R9293-L08, R9293-L12): never in answer to a reset. *)
Definition reset_for (s : seg) : answer :=
  if s.(seg_ctl).(ctl_rst) then no_answer
  else if s.(seg_ctl).(ctl_ack) then segment_of SEND_RST (seg_ack s) 0
  else segment_of SEND_RST_ACK 0 (seq_add (seg_seq s) (seg_len s)).

Definition outcome_of (t : tcb) (a : answer) (r : reply) (g : signals) (d : bool) : outcome :=
  {| outcome_tcb := t; outcome_answer := a; outcome_reply := r; outcome_signals := g;
     outcome_placement := no_placement; outcome_done := d |}.

(** The step has nothing to say: the next one follows. *)
Definition proceed (t : tcb) : outcome := outcome_of t no_answer REPLY_NONE no_signals false.
(** Drop the segment. *)
Definition drop (t : tcb) : outcome := outcome_of t no_answer REPLY_NONE no_signals true.
(** Send [a], drop the segment. *)
Definition drop_with (t : tcb) (a : answer) : outcome := outcome_of t a REPLY_NONE no_signals true.
(** A user call that only returns [r]. *)
Definition returns (t : tcb) (r : reply) : outcome := outcome_of t no_answer r no_signals true.
(** A user call that sends [a] and returns OK. *)
Definition sends (t : tcb) (a : answer) : outcome := outcome_of t a REPLY_OK no_signals true.

(** "connection reset": delete the TCB. *)
Definition reset_signal : signals :=
  {| signals_established := false; signals_text := false; signals_push := false; signals_urgent := false;
     signals_closing := false; signals_close_ok := false; signals_reset := true;
     signals_refused := false; signals_trouble := false; signals_timeout := false |}.
Definition refused_signal : signals :=
  {| signals_established := false; signals_text := false; signals_push := false; signals_urgent := false;
     signals_closing := false; signals_close_ok := false; signals_reset := false;
     signals_refused := true; signals_trouble := false; signals_timeout := false |}.
Definition timeout_signal : signals :=
  {| signals_established := false; signals_text := false; signals_push := false; signals_urgent := false;
     signals_closing := false; signals_close_ok := false; signals_reset := false;
     signals_refused := false; signals_trouble := false; signals_timeout := true |}.
Definition trouble_signal : signals :=
  {| signals_established := false; signals_text := false; signals_push := false; signals_urgent := false;
     signals_closing := false; signals_close_ok := false; signals_reset := false;
     signals_refused := false; signals_trouble := true; signals_timeout := false |}.
Definition established_signal : signals :=
  {| signals_established := true; signals_text := false; signals_push := false; signals_urgent := false;
     signals_closing := false; signals_close_ok := false; signals_reset := false;
     signals_refused := false; signals_trouble := false; signals_timeout := false |}.
Definition close_ok_signal : signals :=
  {| signals_established := false; signals_text := false; signals_push := false; signals_urgent := false;
     signals_closing := false; signals_close_ok := true; signals_reset := false;
     signals_refused := false; signals_trouble := false; signals_timeout := false |}.
Definition urgent_signal (b : bool) : signals :=
  {| signals_established := false; signals_text := false; signals_push := false; signals_urgent := b;
     signals_closing := false; signals_close_ok := false; signals_reset := false;
     signals_refused := false; signals_trouble := false; signals_timeout := false |}.
Definition delete_with (g : signals) : outcome := outcome_of deleted no_answer REPLY_NONE g true.

(** What two successive steps tell the user. *)
Definition both_signals (g h : signals) : signals :=
  {| signals_established := signals_established g || signals_established h;
     signals_text := signals_text g || signals_text h;
     signals_push := signals_push g || signals_push h;
     signals_urgent := signals_urgent g || signals_urgent h;
     signals_closing := signals_closing g || signals_closing h;
     signals_close_ok := signals_close_ok g || signals_close_ok h;
     signals_reset := signals_reset g || signals_reset h;
     signals_refused := signals_refused g || signals_refused h;
     signals_trouble := signals_trouble g || signals_trouble h;
     signals_timeout := signals_timeout g || signals_timeout h |}.
Definition also_signal (o : outcome) (g : signals) : outcome :=
  {| outcome_tcb := outcome_tcb o; outcome_answer := outcome_answer o; outcome_reply := outcome_reply o;
     outcome_signals := both_signals g (outcome_signals o);
     outcome_placement := outcome_placement o; outcome_done := outcome_done o |}.
