(** * What an endpoint may do: the relation

    Stated from RFC 9293 and its companions, not from the step functions: sequence numbers are
    unbounded positions here and wrap only on the wire, windows are intervals, and where an RFC
    leaves a choice there is more than one rule.  proofs/coq/Refinement*.v shows that the step
    functions stay within it; proofs/coq/Observe*.v that the observer accuses nobody who does.

    An endpoint is judged from what arrives at it and what it sends.  What its user asks, when its
    timers expire and how long an arrived segment waits to be processed is not seen: any choice
    that explains the capture will do. *)
From Plumb Require Import Seq Segment Tcb.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** ** Positions

    Position 0 of a stream is its SYN, position 1 the first octet of text.  Position [p] of the
    stream with initial sequence number [isn] has the sequence number [x]: *)
Definition OnWire (isn p x : Z) : Prop := (isn + p) mod 2 ^ 32 = x.

(** Bounds that the RFCs give: a window is below 2^30 (R7323-2.3-f), a segment below 2^16. *)
Definition max_window : Z := 2 ^ 30.
Definition max_text : Z := 2 ^ 16.

(** ** The variables of RFC 9293 section 3.3.1, as positions *)
Record host := {
  h_state : tcp_state;
  h_passive : bool;
  h_closed : bool;            (* the user has CLOSEd *)
  h_iss : Z;
  h_una : Z;                  (* SND.UNA *)
  h_nxt : Z;                  (* SND.NXT *)
  h_wnd : Z;                  (* SND.WND *)
  h_fin : option Z;           (* where our FIN stands, once sent *)
  h_irs : Z;
  h_rcv : Z;                  (* RCV.NXT *)
  h_edge : Z;                 (* RCV.NXT + RCV.WND *)
  h_got : list (Z * Z);       (* text received in the window: position, octets *)
  h_peer_fin : option Z;      (* where the peer's FIN stands, once received in the window *)
  h_acked : Z;                (* RCV.NXT as last told to the peer: Last.ACK.sent *)
  h_offered : Z;              (* the right edge as last told to the peer *)
  h_syn_options : option options;  (* of the peer's SYN *)
  h_own_shift : option Z;     (* shift count of our SYN, if it had one *)
  h_own_stamps : bool;        (* every SYN of ours carried a timestamp *)
  h_recent : Z;               (* TS.Recent *)
  h_challenged : bool;        (* a challenge ACK was due before: more may be withheld *)
  h_owed : list seg }.        (* segments that a reset may answer *)

Definition HasAck (s : seg) : Prop := ctl_ack (seg_ctl s) = true.
Definition HasRst (s : seg) : Prop := ctl_rst (seg_ctl s) = true.
Definition HasSyn (s : seg) : Prop := ctl_syn (seg_ctl s) = true.
Definition HasFin (s : seg) : Prop := ctl_fin (seg_ctl s) = true.
Definition one_if (b : bool) : Z := if b then 1 else 0.

(** Position of the first octet of text and of the end of a segment whose SEG.SEQ is at [p]. *)
Definition text_at (s : seg) (p : Z) : Z := p + one_if (ctl_syn (seg_ctl s)).
Definition end_at (s : seg) (p : Z) : Z :=
  text_at s p + seg_text s + one_if (ctl_fin (seg_ctl s)).

(** ** Changing a few variables *)
Definition into (h : host) (x : tcp_state) : host :=
  {| h_state := x; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h; h_una := h_una h;
     h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h; h_rcv := h_rcv h;
     h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h; h_acked := h_acked h;
     h_offered := h_offered h; h_syn_options := h_syn_options h; h_own_shift := h_own_shift h;
     h_own_stamps := h_own_stamps h; h_recent := h_recent h; h_challenged := h_challenged h;
     h_owed := h_owed h |}.
Definition owing (h : host) (l : list seg) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := h_acked h; h_offered := h_offered h; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := h_recent h;
     h_challenged := h_challenged h; h_owed := l |}.
Definition challenged (h : host) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := h_acked h; h_offered := h_offered h; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := h_recent h;
     h_challenged := true; h_owed := h_owed h |}.
Definition user_closed (h : host) (x : tcp_state) : host :=
  {| h_state := x; h_passive := h_passive h; h_closed := true; h_iss := h_iss h; h_una := h_una h;
     h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h; h_rcv := h_rcv h;
     h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h; h_acked := h_acked h;
     h_offered := h_offered h; h_syn_options := h_syn_options h; h_own_shift := h_own_shift h;
     h_own_stamps := h_own_stamps h; h_recent := h_recent h; h_challenged := h_challenged h;
     h_owed := h_owed h |}.
Definition with_edge (h : host) (e : Z) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := e; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := h_acked h; h_offered := h_offered h; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := h_recent h;
     h_challenged := h_challenged h; h_owed := h_owed h |}.
Definition with_recent (h : host) (r : Z) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := h_acked h; h_offered := h_offered h; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := r;
     h_challenged := h_challenged h; h_owed := h_owed h |}.
Definition with_ack (h : host) (una wnd : Z) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := una; h_nxt := h_nxt h; h_wnd := wnd; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := h_acked h; h_offered := h_offered h; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := h_recent h;
     h_challenged := h_challenged h; h_owed := h_owed h |}.
Definition with_text (h : host) (got : list (Z * Z)) (fin : option Z) (rcv : Z) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := rcv; h_edge := h_edge h; h_got := got; h_peer_fin := fin;
     h_acked := h_acked h; h_offered := h_offered h; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := h_recent h;
     h_challenged := h_challenged h; h_owed := h_owed h |}.
(** After sending: SND.NXT, our FIN, what the peer was told, and no reset is owed any longer:
    answers go out before what is sent later. *)
Definition having_sent (h : host) (nxt : Z) (fin : option Z) (acked offered : Z) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := nxt; h_wnd := h_wnd h; h_fin := fin; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := acked; h_offered := offered; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := h_recent h;
     h_challenged := h_challenged h; h_owed := [] |}.
Definition having_syn_options (h : host) (o : options) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := h_acked h; h_offered := h_offered h; h_syn_options := h_syn_options h;
     h_own_shift := if options_has_shift o then Some (options_shift o) else None;
     h_own_stamps := h_own_stamps h && options_has_ts o;
     h_recent := h_recent h; h_challenged := h_challenged h; h_owed := h_owed h |}.

(** The variables after the peer's SYN [s]: RCV.NXT is position 1 of its stream; the window is the
    user's choice. *)
Definition with_syn (h : host) (x : tcp_state) (s : seg) (una edge : Z) : host :=
  {| h_state := x; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h; h_una := una;
     h_nxt := h_nxt h; h_wnd := seg_wnd s; h_fin := h_fin h; h_irs := seg_seq s; h_rcv := 1;
     h_edge := edge; h_got := []; h_peer_fin := None; h_acked := 0; h_offered := 0;
     h_syn_options := Some (seg_options s); h_own_shift := h_own_shift h;
     h_own_stamps := h_own_stamps h; h_recent := options_ts_val (seg_options s);
     h_challenged := h_challenged h; h_owed := h_owed h |}.
(** Before anything was sent or received; [iss] is what will be chosen. *)
Definition fresh (x : tcp_state) (iss : Z) : host :=
  {| h_state := x; h_passive := match x with LISTEN => true | _ => false end; h_closed := false;
     h_iss := iss; h_una := 0; h_nxt := 0; h_wnd := 0; h_fin := None; h_irs := 0; h_rcv := 0;
     h_edge := 0; h_got := []; h_peer_fin := None; h_acked := 0; h_offered := 0;
     h_syn_options := None; h_own_shift := None; h_own_stamps := true; h_recent := 0;
     h_challenged := false; h_owed := [] |}.

(** ** Agreements of the SYNs *)

(** Shift of the peer's windows (R7323-2.3-c, R7323-2.3-h) and of ours. *)
Definition SndShift (h : host) (k : Z) : Prop :=
  match h_own_shift h, h_syn_options h with
  | Some _, Some o => if options_has_shift o then k = Z.min (options_shift o) 14 else k = 0
  | _, _ => k = 0
  end.
Definition RcvShift (h : host) (k : Z) : Prop :=
  match h_own_shift h, h_syn_options h with
  | Some r, Some o => if options_has_shift o then k = r else k = 0
  | _, _ => k = 0
  end.
Definition StampsAgreed (h : host) : Prop :=
  h_own_stamps h = true /\ exists o, h_syn_options h = Some o /\ options_has_ts o = true.

(** [a] is an older timestamp than [b] (R7323-5.2-a). *)
Definition Older (a b : Z) : Prop := exists d, 0 < d < 2 ^ 31 /\ (a + d) mod 2 ^ 32 = b.
