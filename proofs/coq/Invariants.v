(** * Invariants: what is true of every TCB between two events

    The definitions.  That every event keeps them is proved in InvariantsCalls.v for the user calls,
    in InvariantsSending.v for transmit and the timeouts, and for SEGMENT ARRIVES in
    InvariantsArrives.v (steps 1 to 5), InvariantsText.v (6 to 8) and InvariantsSegment.v. *)
From Plumb Require Import Seq Segment Tcb Timers Held Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts Emit.
From PlumbProofs Require Import Ranges SeqFacts HeldInvariant.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The largest window that a header can offer: 65535 * 2^14. *)
Definition MaxWindow : Z := 1073725440.

(** SND.UNA =< SND.NXT, and no more in flight than a window; a sent FIN is the end. *)
Record SendInv (n : snd) : Prop := {
  in_flight : seq_sub (snd_nxt n) (snd_una n) <= MaxWindow;
  wnd_widest : snd_wnd n <= snd_max_wnd n;
  widest_bound : snd_max_wnd n <= MaxWindow;
  fin_is_last : snd_fin n = true -> snd_closed n = true /\ snd_queued n = 0 }.

(** The retransmission timer runs when something is unacknowledged, and for no other reason than
    that or a closed window that keeps text or the FIN back; the user timer only together with it;
    the 2 MSL timer in TIME-WAIT. *)
Record TimerInv (x : tcp_state) (n : snd) (m : timers) : Prop := {
  rtx_runs : snd_una n <> snd_nxt n -> timers_rtx_on m = true;
  rtx_reason : timers_rtx_on m = true ->
    snd_una n <> snd_nxt n \/ (Sending x = true /\ Blocked n = true /\ snd_wnd n = 0);
  user_runs : timers_user_on m = true -> timers_rtx_on m = true;
  wait_runs : timers_wait_on m = true <-> x = TIME_WAIT }.

(** The buffer has room for the whole window; what is held is ahead of RCV.NXT and in the window.
    [least] is 1 between events; within one, the FIN may have been reached. *)
Record RcvInv (c : config) (least : Z) (r : rcv) : Prop := {
  buffer_fits : rcv_buffered r + rcv_wnd r <= config_buffer c;
  held_apart : HeldInv (rcv_nxt r) (rcv_wnd r) (rcv_held r);
  fin_ahead : rcv_fin_held r = true -> least <= seq_sub (rcv_fin_seq r) (rcv_nxt r) < rcv_wnd r }.

(** SYN-RECEIVED and the synchronized states: the peer's SYN has arrived. *)
Definition HasPeer (x : tcp_state) : Prop :=
  match x with CLOSED | LISTEN | SYN_SENT => False | _ => True end.

(** In SYN-RECEIVED window and shift count are those of our SYN: it may be sent again. *)
Definition SynRepeats (c : config) (t : tcb) : Prop :=
  rcv_wnd (tcb_rcv t) = opening_window c
  /\ (Scaling (tcb_peer t) = true -> peer_rcv_shift (tcb_peer t) = config_shift c).

(** What a state says of the variables. *)
Definition StateInv (c : config) (t : tcb) : Prop :=
  let n := tcb_snd t in
  match tcb_state t with
  | CLOSED => t = deleted
  | LISTEN => t = listening c
  | SYN_SENT => snd_una n = tcb_iss t /\ snd_nxt n = seq_add (tcb_iss t) 1 /\
                snd_closed n = false /\ snd_fin n = false /\ tcb_rcv t = opening_rcv c
  | SYN_RECEIVED => snd_una n = tcb_iss t /\ snd_nxt n = seq_add (tcb_iss t) 1 /\
                    snd_fin n = false /\ SynRepeats c t
  | ESTABLISHED | CLOSE_WAIT => snd_closed n = false
  | FIN_WAIT_1 | CLOSING | LAST_ACK =>
      snd_closed n = true /\ (snd_fin n = true -> snd_una n <> snd_nxt n)
  | FIN_WAIT_2 | TIME_WAIT =>
      snd_closed n = true /\ snd_fin n = true /\ snd_una n = snd_nxt n
  end.

(** All of it within one event. *)
Record Core (c : config) (least : Z) (t : tcb) : Prop := {
  core_snd : SendInv (tcb_snd t);
  core_timers : TimerInv (tcb_state t) (tcb_snd t) (tcb_timers t);
  core_rcv : RcvInv c least (tcb_rcv t);
  core_state : StateInv c t;
  core_mss : HasPeer (tcb_state t) -> 1 <= peer_mss (tcb_peer t) }.

(** Between events all that was received is acknowledged, too: Last.ACK.sent = RCV.NXT. *)
Record Inv (c : config) (t : tcb) : Prop := {
  inv_core : Core c 1 t;
  inv_acked : HasPeer (tcb_state t) -> stamps_last_ack (tcb_stamps t) = rcv_nxt (tcb_rcv t) }.

(** ** In the RFC's words *)
Theorem una_leq_nxt c t : Inv c t -> seq_leq (snd_una (tcb_snd t)) (snd_nxt (tcb_snd t)) = true.
Proof. intros [[[] _ _ _ _] _]. apply seq_leq_spec. unfold MaxWindow, two31 in *. lia. Qed.

Theorem held_fin_in_window c t : Inv c t -> let r := tcb_rcv t in
  rcv_fin_held r = true -> seq_in (rcv_nxt r) (rcv_wnd r) (rcv_fin_seq r) = true.
Proof.
  intros [[_ _ [_ _ F] _ _] _] r H. apply F in H. unfold seq_in. apply Z.ltb_lt. apply H.
Qed.
Theorem fin_sent_is_last c t : Inv c t -> let n := tcb_snd t in
  snd_fin n = true -> snd_closed n = true /\ snd_queued n = 0.
Proof. intros [[[] _ _ _ _] _] n. auto. Qed.
Theorem outstanding_is_timed c t : Inv c t ->
  snd_una (tcb_snd t) <> snd_nxt (tcb_snd t) -> timers_rtx_on (tcb_timers t) = true.
Proof. intros [[_ [] _ _ _] _]. auto. Qed.
Theorem time_wait_is_timed c t : Inv c t -> tcb_state t = TIME_WAIT -> let m := tcb_timers t in
  timers_wait_on m = true /\ timers_rtx_on m = false /\ timers_user_on m = false.
Proof.
  intros [[_ [_ Y U W] _ St _] _] X m. subst m. unfold StateInv in St. rewrite X in *.
  destruct St as [_ [_ E]]. split; [apply W; reflexivity|].
  assert (R : timers_rtx_on (tcb_timers t) = false).
  { destruct (timers_rtx_on (tcb_timers t)); auto. destruct Y as [?|[? _]]; [auto|contradiction|discriminate]. }
  split; auto. destruct (timers_user_on (tcb_timers t)); auto. rewrite U in R; auto.
Qed.
Theorem closed_is_deleted c t : Inv c t -> tcb_state t = CLOSED -> t = deleted.
Proof. intros [[_ _ _ St _] _] X. unfold StateInv in St. now rewrite X in St. Qed.
Theorem buffer_never_overflows c t : Inv c t ->
  rcv_buffered (tcb_rcv t) + rcv_wnd (tcb_rcv t) <= config_buffer c.
Proof. intros [[_ _ [] _ _] _]. auto. Qed.

(** No two held runs touch, in the sense of the function that joins them. *)
Definition held_pairs (h : held) : list (block * block) :=
  [(held_b0 h, held_b1 h); (held_b0 h, held_b2 h); (held_b0 h, held_b3 h);
   (held_b1 h, held_b2 h); (held_b1 h, held_b3 h); (held_b2 h, held_b3 h)].
Lemma apart_no_touch nxt wnd x y :
  U32 nxt -> 0 <= wnd < two31 -> WfBlock x -> WfBlock y ->
  Empty x \/ Ahead nxt wnd x -> Empty y \/ Ahead nxt wnd y -> Apart nxt x y ->
  NoBlock x = true \/ Touch x y = false.
Proof.
  intros N W Wx Wy [X|X] Y A; [left; now apply Z.eqb_eq|]. right.
  apply not_true_iff_false. intros F. apply (touch_spec nxt wnd) in F; auto.
  unfold Apart, Ahead, Empty, lft, rgt in *. destruct A as [E|[E|A]]; [rewrite E in X| |];
    intuition lia.
Qed.
Theorem held_do_not_touch c t x y :
  WfConfig c -> WfTcb t -> Inv c t -> In (x, y) (held_pairs (rcv_held (tcb_rcv t))) ->
  NoBlock x = true \/ Touch x y = false.
Proof.
  intros C T [[_ _ [B H _] _ _] _] I.
  pose proof (wf_rcv t T) as R. destruct H, (wf_rcv_held _ R), R, C.
  assert (0 <= rcv_wnd (tcb_rcv t) < two31). { unfold two31, BufferMax in *. lia. }
  cbn in I. destruct I as [I|[I|[I|[I|[I|[I|[]]]]]]]; injection I as <- <-;
    apply (apart_no_touch (rcv_nxt (tcb_rcv t)) (rcv_wnd (tcb_rcv t))); auto.
Qed.

(** A connection that was never opened. *)
Theorem inv_deleted c : WfConfig c -> Inv c deleted.
Proof.
  intros []. repeat constructor; cbn; try discriminate; try lia; auto with held; unfold MaxWindow; lia.
Qed.
