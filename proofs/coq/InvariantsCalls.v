(** * The user calls, transmit and the timeouts keep the invariants *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls SeqFacts HeldInvariant Invariants.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** Fresh connections *)
Lemma rcv_inv_opening c : RcvInv c 1 (opening_rcv c).
Proof.
  constructor; cbn; try discriminate; auto using held_inv_nothing.
  unfold opening_window. rewrite min_u32_min. lia.
Qed.
Lemma inv_listening c : WfConfig c -> Inv c (listening c).
Proof.
  intros []. repeat constructor; cbn; try discriminate; auto with held; unfold MaxWindow; try lia;
    try tauto. apply rcv_inv_opening.
Qed.
Lemma start_timers_on c m now :
  timers_rtx_on (start_timers c m now) = true /\
  timers_wait_on (start_timers c m now) = timers_wait_on m.
Proof.
  unfold start_timers. destruct (timers_rtx_on m) eqn:E; cbv zeta;
    match goal with |- context [if ?b then _ else _] => destruct b end; cbn; auto.
Qed.
Lemma restart_timers_on c m b now :
  timers_rtx_on (restart_timers c m b now) = b /\
  timers_wait_on (restart_timers c m b now) = timers_wait_on m /\
  (timers_user_on (restart_timers c m b now) = true -> b = true).
Proof.
  unfold restart_timers. destruct b; cbn; auto.
  match goal with
    |- context [start_timers c ?m' now] => destruct (start_timers_on c m' now) as [-> ->]
  end.
  auto.
Qed.

Lemma timer_inv_on x n m :
  timers_rtx_on m = true -> (timers_wait_on m = true <-> x = TIME_WAIT) ->
  snd_una n <> snd_nxt n \/ (Sending x = true /\ Blocked n = true /\ snd_wnd n = 0) -> TimerInv x n m.
Proof. intros. constructor; auto. Qed.
Lemma timer_inv_off x n m :
  timers_rtx_on m = false -> timers_user_on m = false -> (timers_wait_on m = true <-> x = TIME_WAIT) ->
  snd_una n = snd_nxt n -> TimerInv x n m.
Proof. intros R U W E. constructor; rewrite ?R, ?U; auto; congruence. Qed.

Lemma seq_add_differs a k : U32 a -> 0 < k < 4294967296 -> a <> seq_add a k.
Proof. seq_lia. Qed.
Lemma inv_connecting c iss queued now :
  WfConfig c -> U32 iss -> 0 <= queued <= QueueMax -> Inv c (connecting c iss queued now).
Proof.
  intros C I Q. constructor; cbn; [|tauto]. constructor; cbn; try tauto.
  - constructor; cbn; try discriminate; unfold MaxWindow; try lia. rewrite seq_sub_add; auto; ranges; lia.
  - unfold fresh_timers. destruct (start_timers_on c (with_rtx no_timers false 0 (config_rto c) 0) now).
    apply timer_inv_on; cbn; auto.
    + rewrite H0. cbn. split; discriminate.
    + left. apply seq_add_differs; auto. lia.
  - apply rcv_inv_opening.
Qed.

(** ** OPEN *)
Theorem inv_open c t a now :
  WfConfig c -> WfTcb t -> WfOpenArgs a -> Inv c t -> Inv c (outcome_tcb (open c t a now)).
Proof.
  intros C T A I. unfold WfOpenArgs in A.
  assert (X : Inv c (connecting c (open_args_iss a) 0 now))
    by (apply inv_connecting; auto; unfold QueueMax; lia).
  pose proof (inv_listening c C).
  unfold open, open_closed, open_listen. destruct (tcb_state t); auto;
    repeat match goal with |- context [if ?b then _ else _] => destruct b end; auto.
Qed.

(** ** SEND *)
Lemma blocked_queue n octets u :
  0 <= octets -> snd_closed n = false -> Blocked n = true -> Blocked (queue_octets n octets u) = true.
Proof.
  intros O K. unfold Blocked, FinDue; cbn. rewrite K; cbn. rewrite !orb_false_r, !andb_true_iff, !Z.ltb_lt.
  intuition lia.
Qed.
Lemma inv_queue c t octets u :
  0 <= octets -> HasPeer (tcb_state t) \/ tcb_state t = SYN_SENT -> snd_closed (tcb_snd t) = false ->
  Inv c t -> Inv c (set_snd t (queue_octets (tcb_snd t) octets u)).
Proof.
  intros O X K [[[] [] R S M] A]. constructor; cbn; auto. constructor; cbn; auto.
  - constructor; cbn; auto. intros F. apply fin_is_last in F as [F _]. congruence.
  - constructor; cbn; auto. intros F. apply rtx_reason in F as [F|[F [G ?]]]; auto 6 using blocked_queue.
  - unfold StateInv in *; cbn. destruct (tcb_state t); cbn in *; intuition congruence.
Qed.
Theorem inv_send c t a now :
  WfConfig c -> WfTcb t -> WfSendArgs t a -> Inv c t -> Inv c (outcome_tcb (send c t a now)).
Proof.
  intros C T A I. pose proof (core_state _ _ _ (inv_core _ _ I)) as S.
  assert (Q : forall r, HasPeer (tcb_state t) \/ tcb_state t = SYN_SENT ->
    snd_closed (tcb_snd t) = false -> Inv c (outcome_tcb (queue_text t a r))).
  { intros r X K. unfold queue_text. destruct (_ <? _); auto.
    apply inv_queue; auto. destruct A; ranges; lia. }
  unfold send, send_listen. unfold StateInv in S. destruct (tcb_state t) eqn:E; auto.
  - destruct (negb _); auto. destruct (Z.ltb_spec (send_args_room a) (send_args_octets a)); auto.
    destruct A, (wf_snd t T). apply inv_connecting; auto. ranges; lia.
  - destruct (snd_closed _) eqn:K; auto.
  - destruct (snd_closed _) eqn:K; auto. apply Q; cbn; auto.
  - apply Q; cbn; auto.
  - apply Q; cbn; auto.
Qed.

(** ** RECEIVE *)
Lemma inv_take c t octets w m :
  WfConfig c -> WfTcb t -> 0 <= octets <= rcv_buffered (tcb_rcv t) -> rcv_wnd (tcb_rcv t) <= w ->
  rcv_buffered (tcb_rcv t) - octets + w <= config_buffer c ->
  HasPeer (tcb_state t) -> tcb_state t <> SYN_RECEIVED -> stamps_last_ack m = rcv_nxt (tcb_rcv t) ->
  Inv c t -> Inv c (set_stamps (set_rcv t (take_text (tcb_rcv t) octets w)) m).
Proof.
  intros C T O W F P Nr L [[S M [] St K] A]. destruct (wf_rcv t T), C.
  constructor; cbn; auto. constructor; cbn; auto.
  - constructor; cbn; auto.
    + apply held_inv_wider with (rcv_wnd (tcb_rcv t)); auto. unfold two31. ranges; lia.
    + intros G. apply fin_ahead in G. lia.
  - unfold StateInv in *; cbn. destruct (tcb_state t); cbn in *; auto; contradiction.
Qed.
Lemma set_stamps_same t : set_stamps t (tcb_stamps t) = t.
Proof. destruct t; reflexivity. Qed.
Lemma inv_receive_text c t octets :
  WfConfig c -> WfTcb t -> U32 octets -> HasPeer (tcb_state t) -> tcb_state t <> SYN_RECEIVED ->
  Inv c t -> Inv c (outcome_tcb (receive_text c t octets)).
Proof.
  intros C T O P Nr I. unfold receive_text. cbv zeta. rewrite min_u32_min.
  set (n := Z.min _ _). pose proof (wf_rcv t T) as R.
  pose proof (buffer_fits _ _ _ (core_rcv _ _ _ (inv_core _ _ I))) as B.
  assert (N : 0 <= n <= rcv_buffered (tcb_rcv t)) by (destruct R; subst n; ranges; lia).
  assert (T1 : WfTcb (set_rcv t (take_text (tcb_rcv t) n (rcv_wnd (tcb_rcv t))))).
  { apply wf_set_rcv; auto. destruct R, C; apply wf_take_text; auto with wf; lia. }
  pose proof (open_window_range c _ C T1) as W. cbn in W.
  destruct (MayReceive (tcb_state t) && _); cbn.
  - unfold note_ack. apply inv_take; auto; lia.
  - rewrite <- (set_stamps_same (set_rcv t _)). cbn. apply inv_take; auto; try lia.
    now apply (inv_acked _ _ I).
Qed.
Theorem inv_receive c t octets access :
  WfConfig c -> WfTcb t -> U32 octets -> Inv c t -> Inv c (outcome_tcb (receive c t octets access)).
Proof.
  intros C T O I. pose proof (inv_receive_text c t octets C T O) as R. unfold receive.
  destruct (tcb_state t); cbn in R; auto; destruct (_ =? 0); auto; apply R; auto; discriminate.
Qed.

(** ** CLOSE, ABORT *)
Lemma blocked_close n :
  snd_closed n = false -> Blocked n = true -> Blocked (close_snd n) = true.
Proof.
  intros K. unfold Blocked, FinDue; cbn. rewrite K; cbn. rewrite orb_false_r, !andb_true_iff.
  intros [E Q]. now rewrite E, Q.
Qed.
Lemma inv_close_to c t x :
  match tcb_state t, x with
  | SYN_RECEIVED, SYN_RECEIVED | ESTABLISHED, FIN_WAIT_1 | CLOSE_WAIT, LAST_ACK => True
  | _, _ => False
  end -> Inv c t -> Inv c (outcome_tcb (close_to t x)).
Proof.
  intros X [[S [] R St M] A]. constructor; cbn in *.
  2:{ intros _. apply A. destruct (tcb_state t); cbn; auto. }
  assert (P : HasPeer (tcb_state t)) by (destruct (tcb_state t); cbn; auto).
  constructor; cbn; auto.
  - destruct S. constructor; cbn; auto. intros F. apply fin_is_last in F. tauto.
  - constructor; cbn; auto.
    + intros F. apply rtx_reason in F as [F|[F [G ?]]]; auto. right. unfold StateInv in St.
      destruct (tcb_state t), x; try contradiction; cbn in *; try discriminate;
        split; auto; split; auto; apply blocked_close; auto.
    + destruct (tcb_state t), x; try contradiction; rewrite wait_runs; split; discriminate.
  - unfold StateInv in *; cbn. destruct S.
    destruct (tcb_state t), x; try contradiction; cbn in *; intuition; try congruence.
    all: exfalso; match goal with
      F : snd_fin _ = true |- _ => apply fin_is_last in F as [F _]; congruence
    end.
Qed.
Theorem inv_close c t access : WfConfig c -> Inv c t -> Inv c (outcome_tcb (close t access)).
Proof.
  intros C I. pose proof (inv_deleted c C). unfold close.
  destruct (tcb_state t) eqn:E; auto; apply inv_close_to; auto; now rewrite E.
Qed.
Theorem inv_abort c t access : WfConfig c -> Inv c t -> Inv c (outcome_tcb (abort t access)).
Proof. intros C I. pose proof (inv_deleted c C). unfold abort. destruct (tcb_state t); auto. Qed.
