(** * What an endpoint may send, and the rest of what it may do

    The freedom the RFCs give: when to acknowledge, how to cut the text into segments, when and what
    to retransmit.  Every rule says which segment, in which state, with which numbers. *)
From Plumb Require Import Seq Segment Tcb Host HostArrives.
From Plumb Require Export History.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** The window of a segment: its right edge is one the endpoint has (RCV.NXT + RCV.WND), and does
    not move left of what was offered before, but for the rounding of a scaled window (SHLD-14,
    R7323-2.4_2-a).  A SYN's window is not scaled. *)
Definition Offers (h : host) (s : seg) (edge : Z) : Prop :=
  exists k, (HasSyn s /\ k = 0 \/ ~ HasSyn s /\ RcvShift h k)
    /\ edge = h_rcv h + seg_wnd s * 2 ^ k
    /\ edge <= h_edge h
    /\ h_offered h < edge + 2 ^ k.

(** Options of a segment without SYN and RST: no MSS (MUST-65); a timestamp once agreed
    (R7323-3.2-g). *)
Definition LegalOptions (h : host) (s : seg) : Prop :=
  options_has_mss (seg_options s) = false
  /\ (StampsAgreed h -> options_has_ts (seg_options s) = true).
(** A shift count of at most 14 (R7323-2.3-f). *)
Definition LegalShift (s : seg) : Prop :=
  options_has_shift (seg_options s) = true -> 0 <= options_shift (seg_options s) <= 14.
(** On a SYN,ACK window scale and timestamp only if the peer's SYN had them (R7323-2.2-f,
    R7323-3.2-f); an endpoint that has sent its SYN before, when SYNs cross, may repeat its own
    (R7323-3.2-m). *)
Definition EchoesOptions (h : host) (s : seg) : Prop :=
  exists o, h_syn_options h = Some o
    /\ (options_has_shift (seg_options s) = true -> options_has_shift o = true)
    /\ (options_has_ts (seg_options s) = true -> options_has_ts o = true).

Definition PlainSegment (s : seg) : Prop := HasAck s /\ ~ HasSyn s /\ ~ HasRst s.

(** Text of [s] ends at [e]: it repeats what was sent, or is new and in the window: one octet may
    probe a closed one (MUST-36). *)
Definition TextMay (h : host) (e : Z) : Prop := e <= Z.max (h_nxt h) (h_una h + Z.max (h_wnd h) 1).

Inductive Sends (h : host) (s : seg) : host -> Prop :=
  | S_syn : (* EV-OPEN-CLOSED-6, EV-OPEN-LISTEN-3, EV-SEND-LISTEN-1, MUST-22 *)
      h_state h = SYN_SENT -> HasSyn s -> ~ HasAck s -> ~ HasRst s -> ~ HasFin s ->
      seg_seq s = h_iss h -> 0 <= seg_text s < max_text -> LegalShift s ->
      Sends h s (having_syn_options (having_sent h (Z.max (h_nxt h) (1 + seg_text s)) (h_fin h)
                                       (h_acked h) (h_offered h)) (seg_options s))
  | S_syn_ack : forall edge, (* EV-SEG-LISTEN-3b, EV-SEG-SYNSENT-4c; also after a CLOSE, EV-CLOSE-SYNRCVD-1 *)
      h_state h = SYN_RECEIVED \/ (h_state h = FIN_WAIT_1 /\ h_una h = 0) -> HasSyn s -> HasAck s -> ~ HasRst s -> ~ HasFin s ->
      seg_seq s = h_iss h -> OnWire (h_irs h) (h_rcv h) (seg_ack s) -> 0 <= seg_text s < max_text ->
      Offers h s edge -> (h_nxt h = 0 -> EchoesOptions h s) -> LegalShift s ->
      Sends h s (having_syn_options (having_sent h (Z.max (h_nxt h) (1 + seg_text s)) (h_fin h)
                                       (h_rcv h) edge) (seg_options s))
  | S_ack_syn_received : forall p edge, (* EV-SEG-SYNC-1c and challenge ACKs in SYN-RECEIVED *)
      h_state h = SYN_RECEIVED -> PlainSegment s -> ~ HasFin s -> seg_text s = 0 ->
      OnWire (h_iss h) p (seg_seq s) -> h_una h <= p <= h_nxt h ->
      OnWire (h_irs h) (h_rcv h) (seg_ack s) -> Offers h s edge -> LegalOptions h s ->
      Sends h s (having_sent h (h_nxt h) (h_fin h) (h_rcv h) edge)
  | S_segment : forall p edge, (* ACKs, text, retransmissions, probes, keep-alives: no FIN on it *)
      Synchronized h -> PlainSegment s -> ~ HasFin s -> 0 <= seg_text s < max_text ->
      seg_text s = 0 \/ 1 <= h_una h -> (* no text before our SYN is acknowledged *)
      OnWire (h_iss h) p (seg_seq s) -> h_una h - 1 <= p <= h_nxt h -> 0 <= p ->
      TextMay h (p + seg_text s) ->
      (forall f, h_fin h = Some f -> p + seg_text s <= f \/ seg_text s = 0) -> (* EV-SEND-FW1+-1 *)
      OnWire (h_irs h) (h_rcv h) (seg_ack s) -> Offers h s edge -> LegalOptions h s ->
      Sends h s (having_sent h (Z.max (h_nxt h) (p + seg_text s)) (h_fin h) (h_rcv h) edge)
  | S_fin : forall p e edge, (* EV-CLOSE-ESTAB-1, EV-CLOSE-CWAIT-1, R9293-L15: the FIN, or it again *)
      Synchronized h -> h_closed h = true -> PlainSegment s -> HasFin s -> 0 <= seg_text s < max_text ->
      seg_text s = 0 \/ 1 <= h_una h ->
      OnWire (h_iss h) p (seg_seq s) -> h_una h - 1 <= p <= h_nxt h -> 0 <= p ->
      e = p + seg_text s -> TextMay h e ->
      (h_fin h = Some e \/ (h_fin h = None /\ h_nxt h <= e)) ->
      OnWire (h_irs h) (h_rcv h) (seg_ack s) -> Offers h s edge -> LegalOptions h s ->
      Sends h s (having_sent h (Z.max (h_nxt h) (e + 1)) (Some e) (h_rcv h) edge)
  | S_abort : forall p, (* EV-ABORT-SYNRCVD+-1, SHLD-3: from SND.UNA to SND.NXT, with ACK or without *)
      HasTcb h -> 1 <= h_nxt h -> HasRst s -> ~ HasSyn s -> ~ HasFin s -> OnWire (h_iss h) p (seg_seq s) ->
      h_una h <= p <= h_nxt h -> (HasAck s -> OnWire (h_irs h) (h_rcv h) (seg_ack s)) ->
      Sends h s (into (owing h []) CLOSED)
  | S_reset_ack : forall q rest, (* EV-SEG-CLOSED-3, EV-SEG-LISTEN-2, EV-SEG-SYNSENT-1b, EV-SEG-SYNC-5d *)
      In q (h_owed h) -> incl rest (h_owed h) -> HasAck q -> HasRst s -> ~ HasAck s -> ~ HasSyn s -> ~ HasFin s ->
      seg_seq s = seg_ack q ->
      Sends h s (owing h rest)
  | S_reset : forall q rest, (* EV-SEG-CLOSED-2 *)
      In q (h_owed h) -> incl rest (h_owed h) -> ~ HasAck q -> HasRst s -> HasAck s -> ~ HasSyn s -> ~ HasFin s ->
      seg_seq s = 0 -> OnWire (seg_seq q) (Length q) (seg_ack s) ->
      Sends h s (owing h rest).

(** ** User calls and timeouts: what no capture shows *)

(** After an OPEN; SYN-RECEIVED will remember whether it was passive (MUST-11). *)
Definition user_opens (h : host) (x : tcp_state) (passive : bool) : host :=
  {| h_state := x; h_passive := passive; h_closed := h_closed h; h_iss := h_iss h; h_una := h_una h;
     h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h; h_rcv := h_rcv h;
     h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h; h_acked := h_acked h;
     h_offered := h_offered h; h_syn_options := h_syn_options h; h_own_shift := h_own_shift h;
     h_own_stamps := h_own_stamps h; h_recent := h_recent h; h_challenged := h_challenged h;
     h_owed := h_owed h |}.

Inductive Internal (h : host) : host -> Prop :=
  | I_open : h_state h = CLOSED \/ h_state h = LISTEN -> h_nxt h = 0 -> h_syn_options h = None -> (* EV-OPEN-CLOSED-6, EV-OPEN-LISTEN-3 *)
      Internal h (user_opens h SYN_SENT false)
  | I_listen : h_state h = CLOSED -> h_nxt h = 0 -> h_syn_options h = None -> (* EV-OPEN-CLOSED-4 *)
      Internal h (user_opens h LISTEN true)
  | I_receive : forall e, HasTcb h -> h_edge h <= e <= h_acked h + max_window -> (* EV-RECV-ESTAB+-4 *)
      Internal h (with_edge h e)
  | I_close_delete : h_state h = LISTEN \/ h_state h = SYN_SENT -> (* EV-CLOSE-LISTEN-1, EV-CLOSE-SYNSENT-1 *)
      Internal h (into h CLOSED)
  | I_close_queued : h_state h = SYN_RECEIVED -> (* EV-CLOSE-SYNRCVD-2 *)
      Internal h (user_closed h SYN_RECEIVED)
  | I_close : h_state h = ESTABLISHED \/ h_state h = SYN_RECEIVED -> (* EV-CLOSE-ESTAB-1, EV-CLOSE-SYNRCVD-1 *)
      Internal h (user_closed h FIN_WAIT_1)
  | I_close_wait : h_state h = CLOSE_WAIT -> (* EV-CLOSE-CWAIT-1 *)
      Internal h (user_closed h LAST_ACK)
  | I_abort_quiet : (* EV-ABORT-LISTEN-1, EV-ABORT-SYNSENT-1, EV-ABORT-CLOSING+-1 *)
      h_state h = LISTEN \/ h_state h = SYN_SENT \/ h_state h = CLOSING \/ h_state h = LAST_ACK
      \/ h_state h = TIME_WAIT -> Internal h (into h CLOSED)
  | I_time_wait : h_state h = TIME_WAIT -> (* EV-TOTW-TWAIT-1 *)
      Internal h (into h CLOSED)
  | I_fin_wait_2 : h_state h = FIN_WAIT_2 -> (* orphaned: deployed stacks time out (docs/readings.md) *)
      Internal h (into h CLOSED).

(** Giving up on an unacknowledged segment, or on a window that stays closed (EV-TOUSER-ANY-1,
    EV-TORTX-ANY-3); in SYN-SENT likewise. *)
Definition MayGiveUp (h : host) : Prop :=
  (HasTcb h \/ h_state h = SYN_SENT) /\ (h_una h < h_nxt h \/ h_wnd h = 0).

(** ** Runs

    Moves that a history shows (History.v), and silent ones.  An arrived segment waits in the inbox;
    it is processed, and what it makes due is sent, within [lag] of its arrival. *)
Record run := {
  run_host : host;
  run_inbox : list (Z * seg);   (* first come, first processed *)
  run_due : option Z }.         (* arrival time of what makes an ACK due *)

Section Runs.
Variable lag : Z.

(** At time [t] nothing is overdue. *)
Definition OnTime (r : run) (t : Z) : Prop :=
  (forall t0 s, In (t0, s) (run_inbox r) -> t <= t0 + lag)
  /\ (forall t0, run_due r = Some t0 -> t <= t0 + lag).

Inductive Moves (r : run) : option label -> run -> Prop :=
  | M_arrives : forall t s, OnTime r t ->
      Moves r (Some (Arrived t s))
        {| run_host := run_host r; run_inbox := run_inbox r ++ [(t, s)]; run_due := run_due r |}
  | M_sends : forall t s h', OnTime r t -> Sends (run_host r) s h' ->
      Moves r (Some (Sent t s))
        {| run_host := h'; run_inbox := run_inbox r; run_due := None |}
  | M_ends : forall t, OnTime r t -> Moves r (Some (Ended t)) r
  | M_processes : forall t0 s rest h' due, run_inbox r = (t0, s) :: rest ->
      Receives (run_host r) s h' due ->
      Moves r None
        {| run_host := h'; run_inbox := rest;
           run_due := if due then match run_due r with Some t1 => Some t1 | None => Some t0 end else run_due r |}
  | M_internal : forall h', Internal (run_host r) h' ->
      Moves r None {| run_host := h'; run_inbox := run_inbox r; run_due := run_due r |}
  (* what arrived before the timer went off is processed before *)
  | M_gives_up : run_inbox r = [] -> MayGiveUp (run_host r) ->
      Moves r None {| run_host := into (run_host r) CLOSED; run_inbox := []; run_due := run_due r |}.

(** [Explains r l]: some run from [r] shows exactly the labels [l]. *)
Inductive Explains : run -> list label -> Prop :=
  | E_nil : forall r, Explains r []
  | E_tau : forall r r' l, Moves r None r' -> Explains r' l -> Explains r l
  | E_label : forall r r' x l, Moves r (Some x) r' -> Explains r' l -> Explains r (x :: l).

(** A capture is conforming when a run from the beginning explains it. *)
Definition Conforms (l : list label) : Prop :=
  exists iss x, 0 <= iss < 2 ^ 32 /\ (x = CLOSED \/ x = LISTEN)
    /\ Explains {| run_host := fresh x iss; run_inbox := []; run_due := None |} l.
End Runs.
