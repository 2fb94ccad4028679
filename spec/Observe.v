(** * The observer: what a capture shows of one endpoint

    It follows one endpoint from what arrives at it and what it sends, and accuses it of a segment
    that no run of the relation (HostSends.v) can have sent.  It does not guess the endpoint's
    state: it keeps what is certain (what was sent) and bounds of what is possible (how far the
    endpoint can have received, been acknowledged, been offered window).  proofs/coq/Observe*.v:
    it never accuses the innocent.

    Positions are counted from the SYN as in Host.v, in 64 bits.  When something makes the bounds
    meaningless the observer is [lost], says why and accuses no more. *)
From Plumb Require Import Seq Segment UserCalls.
Require Import ZArith Bool.
Open Scope Z_scope.

(** Why the observer is lost. *)
Inductive loss :=
  | NOT_LOST
  | LOST_NO_SYN            (* the endpoint's SYN is not in the capture *)
  | LOST_SEVERAL_SYNS      (* SYNs that differ arrived *)
  | LOST_RESET_EARLY       (* a SYN after a reset in the handshake: there may be a new connection *)
  | LOST_EARLY_ACK         (* an acknowledgment arrived before the endpoint's SYN *)
  | LOST_ODD_SYN           (* SYN and FIN, or SYN and RST, in one segment *)
  | LOST_FAR.              (* more than 2^60 octets *)

(** What an endpoint is accused of. *)
Inductive finding :=
  | NO_FINDING
  | SYN_OTHER_ISS          (* a SYN again, with another initial sequence number *)
  | SYN_AFTER_TEXT         (* a SYN after text was sent *)
  | SHIFT_TOO_LARGE        (* a shift count above 14 *)
  | SHIFT_NOT_OFFERED      (* window scale on a SYN,ACK though the SYN had none *)
  | STAMP_NOT_OFFERED      (* timestamp on a SYN,ACK though the SYN had none *)
  | ACK_BIT_MISSING        (* neither SYN nor RST, and no ACK *)
  | MSS_OUTSIDE_SYN
  | STAMP_MISSING          (* agreed on, and not there *)
  | ACK_OF_NOTHING         (* acknowledges what never arrived *)
  | ACK_WENT_BACK          (* acknowledges less than before *)
  | SEQ_BEYOND_NXT         (* leaves a gap in its sequence numbers *)
  | TEXT_BEYOND_WINDOW
  | TEXT_AFTER_FIN
  | FIN_MOVED
  | WINDOW_SHRUNK
  | SEGMENT_AFTER_RESET    (* after its own reset *)
  | RESET_SEQ_NOT_ZERO     (* <RST,ACK> from CLOSED with SEQ other than 0 *)
  | CHALLENGE_MISSING      (* a reset inside the window got no challenge ACK *)
  | SYN_CHALLENGE_MISSING. (* nor did a SYN there *)

Record observer := {
  observer_lost : loss;
  (* sent *)
  observer_opened : bool;          (* its SYN was seen *)
  observer_iss : u32;
  observer_nxt : u64;              (* SND.NXT, exactly *)
  observer_text_sent : bool;       (* text was sent: it is past the handshake *)
  observer_fin_sent : bool;
  observer_fin : u64;              (* where its FIN stands *)
  observer_reset_sent : bool;      (* it sent a RST past the handshake *)
  observer_own_shift_on : bool;    (* its last SYN had a window scale option *)
  observer_own_shift : u8;
  observer_own_stamps : bool;      (* all its SYNs had a timestamp *)
  observer_acked : u64;            (* the highest acknowledgment it sent *)
  observer_offered : u64;          (* the right edge it offered last *)
  (* arrived *)
  observer_syn_arrived : bool;
  observer_irs : u32;
  observer_peer_shift_on : bool;
  observer_peer_shift : u8;
  observer_peer_stamps : bool;
  observer_early_ack : bool;       (* an ACK came before its SYN was seen *)
  observer_reset_arrived : bool;   (* a reset came after the peer's SYN *)
  observer_una_max : u64;          (* SND.UNA is not above it *)
  observer_wnd_max : u32;          (* SND.WND is not above it *)
  observer_rcv_max : u64 }.        (* RCV.NXT is not above it *)

Definition start_observer : observer :=
  {| observer_lost := NOT_LOST; observer_opened := false; observer_iss := 0; observer_nxt := 0;
     observer_text_sent := false; observer_fin_sent := false; observer_fin := 0;
     observer_reset_sent := false; observer_own_shift_on := false; observer_own_shift := 0;
     observer_own_stamps := true; observer_acked := 1; observer_offered := 0;
     observer_syn_arrived := false; observer_irs := 0; observer_peer_shift_on := false;
     observer_peer_shift := 0; observer_peer_stamps := false; observer_early_ack := false;
     observer_reset_arrived := false; observer_una_max := 0; observer_wnd_max := 0;
     observer_rcv_max := 1 |}.

(** Nothing that matters is further away than a window and a segment. *)
Definition reach_max : u32 := 1073872896. (* 2^30 + 2^17 *)
Definition far : u64 := 1152921504606846976. (* 2^60 *)

(** The sequence number of position [p] of the stream that begins with [isn]. *)
Definition number_of (isn : u32) (p : u64) : u32 := Z.rem (isn + p) two32.

Definition max_u64 (a b : u64) : u64 := if a <=? b then b else a.

Definition lose (o : observer) (x : loss) : observer :=
  {| observer_lost := x; observer_opened := observer_opened o; observer_iss := observer_iss o;
     observer_nxt := observer_nxt o; observer_text_sent := observer_text_sent o;
     observer_fin_sent := observer_fin_sent o; observer_fin := observer_fin o;
     observer_reset_sent := observer_reset_sent o;
     observer_own_shift_on := observer_own_shift_on o; observer_own_shift := observer_own_shift o;
     observer_own_stamps := observer_own_stamps o; observer_acked := observer_acked o;
     observer_offered := observer_offered o; observer_syn_arrived := observer_syn_arrived o;
     observer_irs := observer_irs o; observer_peer_shift_on := observer_peer_shift_on o;
     observer_peer_shift := observer_peer_shift o; observer_peer_stamps := observer_peer_stamps o;
     observer_early_ack := observer_early_ack o; observer_reset_arrived := observer_reset_arrived o;
     observer_una_max := observer_una_max o; observer_wnd_max := observer_wnd_max o;
     observer_rcv_max := observer_rcv_max o |}.

(** Text, or the acknowledgment of more than the peer's SYN, tells that the handshake is over. *)
Definition PastHandshake (o : observer) : bool := observer_text_sent o || (1 <? observer_acked o).

(** A reset may have taken it from SYN-RECEIVED back to LISTEN (EV-SEG-SYNC-2d).  There it sends
    nothing but resets until another SYN makes a new connection. *)
Definition MayListenAgain (o : observer) : bool := observer_reset_arrived o && negb (PastHandshake o).

(** ** A segment arrives *)

(** The bound [max], a position of the stream that begins with [isn], after sequence number [x] was
    named: it goes up to [x] when [x] lies ahead within reach. *)
Definition raise (isn : u32) (max : u64) (x : u32) : u64 :=
  let ahead := seq_sub x (number_of isn max) in
  if (ahead <=? reach_max) && (max <=? far) then max + ahead else max.

(** The window of [s] with the largest scale that can be in force. *)
Definition window_of (o : observer) (s : seg) : u32 :=
  if s.(seg_ctl).(ctl_syn) || negb (observer_peer_shift_on o) then seg_wnd s
  else seg_wnd s * power2 (observer_peer_shift o).

(** The bounds after [s], which is no SYN. *)
Definition arrived_bounds (o : observer) (s : seg) : observer :=
  let w := window_of o s in
  {| observer_lost := observer_lost o; observer_opened := observer_opened o;
     observer_iss := observer_iss o; observer_nxt := observer_nxt o;
     observer_text_sent := observer_text_sent o; observer_fin_sent := observer_fin_sent o;
     observer_fin := observer_fin o; observer_reset_sent := observer_reset_sent o;
     observer_own_shift_on := observer_own_shift_on o; observer_own_shift := observer_own_shift o;
     observer_own_stamps := observer_own_stamps o; observer_acked := observer_acked o;
     observer_offered := observer_offered o; observer_syn_arrived := observer_syn_arrived o;
     observer_irs := observer_irs o; observer_peer_shift_on := observer_peer_shift_on o;
     observer_peer_shift := observer_peer_shift o; observer_peer_stamps := observer_peer_stamps o;
     observer_early_ack := observer_early_ack o || (s.(seg_ctl).(ctl_ack) && negb (observer_opened o));
     observer_reset_arrived := observer_reset_arrived o || (s.(seg_ctl).(ctl_rst) && observer_syn_arrived o);
     observer_una_max :=
       if s.(seg_ctl).(ctl_ack) && observer_opened o
       then raise (observer_iss o) (observer_una_max o) (seg_ack s) else observer_una_max o;
     observer_wnd_max := if observer_wnd_max o <? w then w else observer_wnd_max o;
     observer_rcv_max :=
       if observer_syn_arrived o && negb s.(seg_ctl).(ctl_syn) && (0 <? seg_len s)
       then raise (observer_irs o) (observer_rcv_max o) (seq_add (seg_seq s) (seg_len s))
       else observer_rcv_max o |}.

(** The first SYN: the peer's stream begins. *)
Definition arrived_syn (o : observer) (s : seg) : observer :=
  let p := seg_options s in
  {| observer_lost := observer_lost o; observer_opened := observer_opened o;
     observer_iss := observer_iss o; observer_nxt := observer_nxt o;
     observer_text_sent := observer_text_sent o; observer_fin_sent := observer_fin_sent o;
     observer_fin := observer_fin o; observer_reset_sent := observer_reset_sent o;
     observer_own_shift_on := observer_own_shift_on o; observer_own_shift := observer_own_shift o;
     observer_own_stamps := observer_own_stamps o; observer_acked := 1; observer_offered := 0;
     observer_syn_arrived := true; observer_irs := seg_seq s;
     observer_peer_shift_on := options_has_shift p;
     observer_peer_shift := min_u32 (options_shift p) 14;
     observer_peer_stamps := options_has_ts p;
     observer_early_ack := observer_early_ack o; observer_reset_arrived := observer_reset_arrived o;
     observer_una_max := observer_una_max o; observer_wnd_max := observer_wnd_max o;
     observer_rcv_max := max_u64 (observer_rcv_max o) (seg_len s) |}.

(** The same SYN again, without text, with the same options. *)
Definition SameSyn (o : observer) (s : seg) : bool :=
  let p := seg_options s in
  (seg_seq s =? observer_irs o) && (seg_len s =? 1)
  && Bool.eqb (options_has_shift p) (observer_peer_shift_on o)
  && (min_u32 (options_shift p) 14 =? observer_peer_shift o)
  && Bool.eqb (options_has_ts p) (observer_peer_stamps o).

Definition observe_arrived (o : observer) (s : seg) : observer :=
  let k := seg_ctl s in
  let b := arrived_bounds o s in
  if ctl_rst k || negb (ctl_syn k) then b
  else if negb (observer_syn_arrived o) then arrived_syn b s
  else if MayListenAgain o then lose b LOST_RESET_EARLY
  else if PastHandshake o || SameSyn o s then b
  else lose b LOST_SEVERAL_SYNS.

(** ** A segment is sent *)
Record judgement := {
  judgement_observer : observer;
  judgement_finding : finding;
  judgement_low : u32;      (* what was allowed: from [low] to [high] ... *)
  judgement_high : u32;
  judgement_seen : u32 }.   (* ... and what was seen *)

Definition innocent (o : observer) : judgement :=
  {| judgement_observer := o; judgement_finding := NO_FINDING; judgement_low := 0;
     judgement_high := 0; judgement_seen := 0 |}.
Definition guilty (o : observer) (f : finding) (low high seen : u32) : judgement :=
  {| judgement_observer := o; judgement_finding := f; judgement_low := low;
     judgement_high := high; judgement_seen := seen |}.

(** *** Its acknowledgment and window *)

(** How far SEG.ACK goes beyond the highest acknowledgment sent before. *)
Definition ack_ahead (o : observer) (s : seg) : u32 :=
  seq_sub (seg_ack s) (number_of (observer_irs o) (observer_acked o)).
Definition AckPossible (o : observer) (s : seg) : bool :=
  observer_syn_arrived o && (ack_ahead o s <=? observer_rcv_max o - observer_acked o).

(** The shift of its windows. *)
Definition own_shift (o : observer) (s : seg) : u8 :=
  if negb s.(seg_ctl).(ctl_syn) && observer_own_shift_on o && observer_peer_shift_on o
  then observer_own_shift o else 0.
Definition offered_by (o : observer) (s : seg) : u64 :=
  observer_acked o + ack_ahead o s + seg_wnd s * power2 (own_shift o s).
Definition WindowKept (o : observer) (s : seg) : bool :=
  observer_offered o <? offered_by o s + power2 (own_shift o s).

(** The finding of acknowledgment and window, if any. *)
Definition judge_ack (o : observer) (s : seg) : finding :=
  if negb (AckPossible o s) then
    (if seq_lt (seg_ack s) (number_of (observer_irs o) (observer_acked o))
     then ACK_WENT_BACK else ACK_OF_NOTHING)
  else if negb (WindowKept o s) then WINDOW_SHRUNK
  else NO_FINDING.

(** *** SYN *)
Definition judge_syn (o : observer) (s : seg) : finding :=
  let p := seg_options s in
  if observer_text_sent o then SYN_AFTER_TEXT
  else if observer_opened o && negb (seg_seq s =? observer_iss o) then SYN_OTHER_ISS
  else if options_has_shift p && (14 <? options_shift p) then SHIFT_TOO_LARGE
  else if negb s.(seg_ctl).(ctl_ack) then NO_FINDING
  else if observer_opened o then judge_ack o s   (* crossing SYNs, or again *)
  else if observer_syn_arrived o && options_has_shift p && negb (observer_peer_shift_on o) then SHIFT_NOT_OFFERED
  else if observer_syn_arrived o && options_has_ts p && negb (observer_peer_stamps o) then STAMP_NOT_OFFERED
  else judge_ack o s.

(** What is known after it sent [s]: SND.NXT, the FIN, the acknowledgment. *)
Definition sent_by (o : observer) (s : seg) (nxt : u64) (fin : bool) (fin_at : u64) : observer :=
  let acks := s.(seg_ctl).(ctl_ack) && AckPossible o s in
  {| observer_lost := observer_lost o;
     observer_opened := observer_opened o; observer_iss := observer_iss o; observer_nxt := nxt;
     observer_text_sent := observer_text_sent o || ((0 <? seg_text s) && negb s.(seg_ctl).(ctl_syn));
     observer_fin_sent := fin; observer_fin := fin_at;
     observer_reset_sent := observer_reset_sent o;
     observer_own_shift_on := observer_own_shift_on o; observer_own_shift := observer_own_shift o;
     observer_own_stamps := observer_own_stamps o;
     observer_acked := if acks then observer_acked o + ack_ahead o s else observer_acked o;
     observer_offered := if acks then offered_by o s else observer_offered o;
     observer_syn_arrived := observer_syn_arrived o; observer_irs := observer_irs o;
     observer_peer_shift_on := observer_peer_shift_on o; observer_peer_shift := observer_peer_shift o;
     observer_peer_stamps := observer_peer_stamps o; observer_early_ack := observer_early_ack o;
     observer_reset_arrived := observer_reset_arrived o; observer_una_max := observer_una_max o;
     observer_wnd_max := observer_wnd_max o; observer_rcv_max := observer_rcv_max o |}.

(** Its SYN opens the stream: SND.UNA can be no further than what was sent. *)
Definition opened_by (o : observer) (s : seg) : observer :=
  let p := seg_options s in
  let nxt := max_u64 (observer_nxt o) (1 + seg_text s) in
  let b := sent_by o s nxt (observer_fin_sent o) (observer_fin o) in
  {| observer_lost := if observer_early_ack o then LOST_EARLY_ACK else observer_lost b;
     observer_opened := true; observer_iss := seg_seq s; observer_nxt := nxt;
     observer_text_sent := observer_text_sent b; observer_fin_sent := observer_fin_sent b;
     observer_fin := observer_fin b; observer_reset_sent := observer_reset_sent b;
     observer_own_shift_on := options_has_shift p; observer_own_shift := min_u32 (options_shift p) 14;
     observer_own_stamps := observer_own_stamps o && options_has_ts p;
     observer_acked := observer_acked b; observer_offered := observer_offered b;
     observer_syn_arrived := observer_syn_arrived b; observer_irs := observer_irs b;
     observer_peer_shift_on := observer_peer_shift_on b; observer_peer_shift := observer_peer_shift b;
     observer_peer_stamps := observer_peer_stamps b; observer_early_ack := observer_early_ack b;
     observer_reset_arrived := observer_reset_arrived b;
     observer_una_max := max_u64 (observer_una_max o) nxt; observer_wnd_max := observer_wnd_max b;
     observer_rcv_max := observer_rcv_max b |}.

Definition sent_syn (o : observer) (s : seg) : judgement :=
  let f := judge_syn o s in
  guilty (if s.(seg_ctl).(ctl_fin) then lose o LOST_ODD_SYN else opened_by o s)
    (if s.(seg_ctl).(ctl_fin) then NO_FINDING else f)
    (match f with ACK_OF_NOTHING | ACK_WENT_BACK => number_of (observer_irs o) (observer_acked o)
     | _ => observer_iss o end)
    (number_of (observer_irs o) (observer_rcv_max o))
    (match f with SYN_OTHER_ISS => seg_seq s | SYN_AFTER_TEXT => seg_seq s
     | SHIFT_TOO_LARGE => options_shift (seg_options s) | _ => seg_ack s end).

(** *** RST *)
Definition reset_by (o : observer) : observer :=
  {| observer_lost := observer_lost o; observer_opened := observer_opened o;
     observer_iss := observer_iss o; observer_nxt := observer_nxt o;
     observer_text_sent := observer_text_sent o; observer_fin_sent := observer_fin_sent o;
     observer_fin := observer_fin o; observer_reset_sent := observer_text_sent o;
     observer_own_shift_on := observer_own_shift_on o; observer_own_shift := observer_own_shift o;
     observer_own_stamps := observer_own_stamps o; observer_acked := observer_acked o;
     observer_offered := observer_offered o; observer_syn_arrived := observer_syn_arrived o;
     observer_irs := observer_irs o; observer_peer_shift_on := observer_peer_shift_on o;
     observer_peer_shift := observer_peer_shift o; observer_peer_stamps := observer_peer_stamps o;
     observer_early_ack := observer_early_ack o; observer_reset_arrived := observer_reset_arrived o;
     observer_una_max := observer_una_max o; observer_wnd_max := observer_wnd_max o;
     observer_rcv_max := observer_rcv_max o |}.

(** A reset from an endpoint that has sent nothing else answers a segment to no connection: with ACK
    it has sequence number 0 (EV-SEG-CLOSED-2). *)
Definition sent_rst (o : observer) (s : seg) : judgement :=
  if negb (observer_opened o) && s.(seg_ctl).(ctl_ack) && negb s.(seg_ctl).(ctl_syn)
     && negb (seg_seq s =? 0)
  then guilty (reset_by o) RESET_SEQ_NOT_ZERO 0 0 (seg_seq s)
  else innocent (reset_by o).

(** *** Neither SYN nor RST *)

(** How far SEG.SEQ stands before SND.NXT. *)
Definition seq_behind (o : observer) (s : seg) : u32 :=
  seq_sub (number_of (observer_iss o) (observer_nxt o)) (seg_seq s).
Definition SeqPossible (o : observer) (s : seg) : bool :=
  (seq_behind o s <=? reach_max) && (seq_behind o s <=? observer_nxt o).
(** Position of the end of its text. *)
Definition text_end (o : observer) (s : seg) : u64 := observer_nxt o - seq_behind o s + seg_text s.
(** Text up to [e] was sent before, or fits any window that can be in force, or probes it. *)
Definition TextPossible (o : observer) (e : u64) : bool :=
  (e <=? observer_nxt o)
  || (e <=? observer_una_max o + (if observer_wnd_max o =? 0 then 1 else observer_wnd_max o)).
Definition FinPossible (o : observer) (e : u64) : bool :=
  if observer_fin_sent o then e =? observer_fin o else observer_nxt o <=? e.

(** Its sequence number, text and FIN. *)
Definition judge_text (o : observer) (s : seg) : finding :=
  let e := text_end o s in
  if negb (SeqPossible o s) then SEQ_BEYOND_NXT
  else if observer_fin_sent o && (0 <? seg_text s) && (observer_fin o <? e) then TEXT_AFTER_FIN
  else if s.(seg_ctl).(ctl_fin) && negb (FinPossible o e) then FIN_MOVED
  else if (0 <? seg_text s) && negb (TextPossible o e) then TEXT_BEYOND_WINDOW
  else NO_FINDING.

Definition judge_plain (o : observer) (s : seg) : finding :=
  let p := seg_options s in
  if observer_reset_sent o then SEGMENT_AFTER_RESET
  else if negb s.(seg_ctl).(ctl_ack) then ACK_BIT_MISSING
  else if options_has_mss p then MSS_OUTSIDE_SYN
  else if observer_own_stamps o && observer_peer_stamps o && negb (options_has_ts p) then STAMP_MISSING
  else match judge_text o s with
       | NO_FINDING => judge_ack o s
       | f => f
       end.

(** SND.NXT after it. *)
Definition nxt_after (o : observer) (s : seg) : u64 :=
  if SeqPossible o s
  then max_u64 (observer_nxt o) (text_end o s + bit s.(seg_ctl).(ctl_fin)) else observer_nxt o.

Definition sent_plain (o : observer) (s : seg) : judgement :=
  let fin := s.(seg_ctl).(ctl_fin) && SeqPossible o s in
  let n := sent_by o s (nxt_after o s) (fin || observer_fin_sent o)
             (if fin then text_end o s else observer_fin o) in
  let f := judge_plain o s in
  match f with
  | NO_FINDING => innocent n
  | ACK_OF_NOTHING | ACK_WENT_BACK =>
      guilty n f (number_of (observer_irs o) (observer_acked o))
        (number_of (observer_irs o) (observer_rcv_max o)) (seg_ack s)
  | WINDOW_SHRUNK =>
      guilty n f (number_of (observer_irs o) (observer_offered o))
        (number_of (observer_irs o) (observer_offered o)) (number_of (observer_irs o) (offered_by o s))
  | TEXT_BEYOND_WINDOW =>
      guilty n f (number_of (observer_iss o) (observer_nxt o))
        (number_of (observer_iss o) (observer_una_max o + observer_wnd_max o))
        (number_of (observer_iss o) (text_end o s))
  | TEXT_AFTER_FIN | FIN_MOVED =>
      guilty n f (number_of (observer_iss o) (observer_fin o))
        (number_of (observer_iss o) (observer_fin o)) (number_of (observer_iss o) (text_end o s))
  | _ => guilty n f (number_of (observer_iss o) (observer_nxt o))
        (number_of (observer_iss o) (observer_nxt o)) (seg_seq s)
  end.

(** The 64-bit positions are far from their end. *)
Definition Near (o : observer) : bool :=
  (observer_nxt o <=? far) && (observer_una_max o <=? far) && (observer_rcv_max o <=? far).

Definition observe_sent (o : observer) (s : seg) : judgement :=
  let k := seg_ctl s in
  match observer_lost o with
  | NOT_LOST =>
      if negb (Near o) then innocent (lose o LOST_FAR)
      else if ctl_rst k then (if ctl_syn k then innocent (lose o LOST_ODD_SYN) else sent_rst o s)
      else if ctl_syn k then
        (if MayListenAgain o then innocent (lose o LOST_RESET_EARLY) else sent_syn o s)
      else if negb (observer_opened o) then innocent (lose o LOST_NO_SYN)
      else sent_plain o s
  | _ => innocent o
  end.
