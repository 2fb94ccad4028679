(** * SEGMENT ARRIVES keeps the invariants: steps 6 to 8 *)
From Plumb Require Import Seq Segment Tcb Timers Held Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives SeqFacts HeldInvariant Invariants
  InvariantsCalls InvariantsArrives.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Lemma core_set_rcv c l l' t r :
  HasPeer (tcb_state t) -> (tcb_state t = SYN_RECEIVED -> rcv_wnd r = rcv_wnd (tcb_rcv t)) ->
  Core c l t -> RcvInv c l' r -> Core c l' (set_rcv t r).
Proof. intros P E [] R. constructor; cbn; auto. apply (state_inv_peer c t); auto. Qed.
Lemma may_receive_synced x a b : MayReceive x = true -> x = SYN_RECEIVED -> rcv_wnd a = rcv_wnd b.
Proof. now intros M ->. Qed.
Lemma rcv_wnd_small r : WfRcv r -> 0 <= rcv_wnd r < two31.
Proof. intros []. unfold two31, BufferMax in *. lia. Qed.

(** ** Sixth: URG *)
Lemma rcv_inv_with_urgent c l r up : RcvInv c l r -> RcvInv c l (with_urgent r up).
Proof. intros []. constructor; auto. Qed.
Lemma core_check_urg c l t s :
  HasPeer (tcb_state t) -> Core c l t -> Core c l (outcome_tcb (check_urg t s)).
Proof.
  intros P K. unfold check_urg. cbv zeta. destruct (_ && _); cbn; auto.
  apply (core_set_rcv c l); auto. apply rcv_inv_with_urgent, K.
Qed.
Lemma check_urg_keeps t s : let t' := outcome_tcb (check_urg t s) in
  tcb_state t' = tcb_state t /\ tcb_stamps t' = tcb_stamps t /\
  rcv_nxt (tcb_rcv t') = rcv_nxt (tcb_rcv t).
Proof. cbv zeta. unfold check_urg. cbv zeta. destruct (_ && _); cbn; auto. Qed.

(** ** Seventh: text *)
Lemma rcv_inv_forward c r n psh :
  WfRcv r -> RcvInv c 1 r -> 0 <= n <= rcv_wnd r -> RcvInv c 0 (forward r n psh).
Proof.
  intros W [B H F] N. pose proof (rcv_wnd_small r W) as Sm. destruct W.
  constructor; cbn; [lia| |].
  - apply held_inv_still; auto.
  - intros G. apply andb_prop in G as [G L]. apply F in G. apply seq_leq_spec in L.
    unfold two31 in *. destruct (Z.le_gt_cases n (seq_sub (rcv_fin_seq r) (rcv_nxt r))).
    + rewrite seq_sub_after; auto; ranges; lia.
    + exfalso. revert L. seq_lia.
Qed.
Lemma rcv_inv_with_held c r at_ len :
  WfRcv r -> RcvInv c 1 r -> 0 < at_ -> 0 < len -> at_ + len <= rcv_wnd r ->
  let left := seq_add (rcv_nxt r) at_ in
  RcvInv c 0 (with_held r (hold (rcv_held r)
    {| block_left := left; block_right := seq_add left len |})).
Proof.
  intros W [B H F] P L R left. pose proof (rcv_wnd_small r W) as Sm. destruct W. unfold two31 in *.
  constructor; cbn; auto; [|intros G; apply F in G; lia].
  assert (X : U32 left) by (apply u32_seq_add; ranges; lia).
  apply held_inv_hold; auto.
  - constructor; cbn; auto. apply u32_seq_add; ranges; lia.
  - subst left. unfold Ahead, lft, rgt; cbn.
    rewrite seq_add_add, !seq_sub_add; auto; ranges; lia.
Qed.
Lemma rcv_inv_accept_text c r s psh :
  WfRcv r -> WfSeg s -> RcvInv c 1 r -> 0 < placement_len (trim r s) ->
  RcvInv c 0 (accept_text r (trim r s) psh).
Proof.
  intros W Ws I L. pose proof (trim_fits r s W Ws L) as F. pose proof (wf_trim r s W Ws) as [_ A _].
  unfold accept_text. destruct (Z.eqb_spec (placement_at (trim r s)) 0).
  - apply rcv_inv_forward; auto. apply reach_range; auto. lia.
  - apply rcv_inv_with_held; auto. ranges; lia.
Qed.
Lemma rcv_inv_later c r : RcvInv c 1 r -> RcvInv c 0 r.
Proof. intros [B H F]. constructor; auto. intros G. apply F in G. lia. Qed.
Lemma core_process_text c t s :
  WfTcb t -> WfSeg s -> HasPeer (tcb_state t) -> Core c 1 t ->
  Core c 0 (outcome_tcb (process_text t s)).
Proof.
  intros W Ws P K. unfold process_text. cbv zeta.
  destruct (MayReceive _ && _) eqn:E; cbn.
  - apply andb_prop in E as [M E]. apply Z.ltb_lt in E.
    apply (core_set_rcv c 1); eauto using may_receive_synced.
    apply rcv_inv_accept_text; auto; [apply W | apply K].
  - destruct K. constructor; auto using rcv_inv_later.
Qed.
Lemma process_text_keeps t s : let t' := outcome_tcb (process_text t s) in
  tcb_state t' = tcb_state t /\ tcb_stamps t' = tcb_stamps t.
Proof. cbv zeta. unfold process_text. cbv zeta. destruct (_ && _); cbn; auto. Qed.

(** ** Eighth: FIN *)
Lemma rcv_inv_note_fin c r s : RcvInv c 0 r -> WfRcv r -> WfSeg s -> RcvInv c 0 (note_fin r s).
Proof.
  intros [B H F] [] Ws. unfold note_fin, FinInWindow. destruct (_ && _) eqn:E; [|constructor; auto].
  constructor; cbn; auto. intros _. apply andb_prop in E as [_ E]. apply Z.ltb_lt in E.
  pose proof (u32_seq_sub (fin_seq s) (rcv_nxt r)) as U. specialize (U ltac:(auto with wf) ltac:(auto)).
  ranges; lia.
Qed.
Lemma rcv_inv_over_fin c r : RcvInv c 0 r -> RcvInv c 1 (over_fin r).
Proof. intros [B H F]. constructor; cbn; [lia|apply held_inv_nothing|discriminate]. Qed.
Lemma rcv_inv_not_reached c r :
  WfRcv r -> RcvInv c 0 r -> FinReached r = false -> RcvInv c 1 r.
Proof.
  intros W [B H F] N. constructor; auto. intros G. specialize (F G).
  destruct (Z.eq_dec (seq_sub (rcv_fin_seq r) (rcv_nxt r)) 0) as [E|E]; [|lia].
  destruct W. apply seq_sub_zero in E; auto. unfold FinReached in N.
  rewrite G, E, Z.eqb_refl in N. cbn in N. apply Z.ltb_ge in N. lia.
Qed.
Lemma core_after_fin c t now :
  MayReceive (tcb_state t) = true -> Core c 1 t -> Core c 1 (after_fin c t now).
Proof.
  intros M [S T R St P]. unfold after_fin. unfold StateInv in St.
  destruct (tcb_state t) eqn:X; try discriminate.
  - constructor; cbn; auto. destruct T as [? ? ? Wt]. constructor; auto.
    rewrite Wt. split; discriminate.
  - constructor; cbn; auto. destruct T as [? ? ? Wt]. constructor; auto.
    rewrite Wt. split; discriminate.
  - apply core_enter_time_wait; rewrite ?X; cbn; auto; tauto.
Qed.
Lemma core_check_fin c t s now :
  WfTcb t -> WfSeg s -> MayReceive (tcb_state t) = true -> HasPeer (tcb_state t) -> Core c 0 t ->
  Core c 1 (outcome_tcb (check_fin c t s now)).
Proof.
  intros W Ws M P K. unfold check_fin. cbv zeta. rewrite M.
  pose proof (rcv_inv_note_fin c _ s (core_rcv _ _ _ K) (wf_rcv t W) Ws) as R.
  destruct (FinReached _) eqn:F; cbn.
  - apply core_after_fin; cbn; auto.
    apply (core_set_rcv c 0); eauto using rcv_inv_over_fin, may_receive_synced.
  - apply (core_set_rcv c 0); eauto using may_receive_synced. apply rcv_inv_not_reached; auto.
    apply wf_note_fin; auto. apply W.
Qed.

(** ** The three steps together *)

(** Nothing to acknowledge: RCV.NXT did not move. *)
Lemma no_text_no_move c t s now :
  WfTcb t -> WfSeg s -> Core c 1 t -> seg_text s = 0 -> ctl_fin (seg_ctl s) = false ->
  let t' := outcome_tcb (check_fin c (outcome_tcb (process_text t s)) s now) in
  tcb_stamps t' = tcb_stamps t /\ rcv_nxt (tcb_rcv t') = rcv_nxt (tcb_rcv t).
Proof.
  intros W Ws K L F. cbv zeta.
  assert (E : outcome_tcb (process_text t s) = t).
  { unfold process_text. cbv zeta. destruct (MayReceive _ && _) eqn:E; auto.
    exfalso. apply andb_prop in E as [_ E]. apply Z.ltb_lt in E. unfold trim in E. cbv zeta in E. cbn in E.
    rewrite !min_u32_min, L in E. pose proof (u32_text_seq s Ws) as X. destruct (wf_rcv t W).
    pose proof (u32_seq_sub _ _ wf_rcv_nxt X). revert E. tests; ranges; lia. }
  rewrite E. unfold check_fin. cbv zeta. destruct (MayReceive _); cbn; auto.
  assert (G : note_fin (tcb_rcv t) s = tcb_rcv t).
  { unfold note_fin, FinInWindow. now rewrite F. }
  rewrite G. destruct (FinReached _) eqn:Y; cbn; auto. exfalso.
  unfold FinReached in Y. rewrite !andb_true_iff, Z.eqb_eq in Y. destruct Y as [[Y Z] _].
  destruct (core_rcv _ _ _ K) as [_ _ H]. apply H in Y. rewrite Z, seq_sub_self in Y; [lia|].
  apply W.
Qed.
Lemma may_receive_open x : MayReceive x = true -> HasPeer x.
Proof. destruct x; cbn; auto; discriminate. Qed.

Lemma core_steps c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> Open (tcb_state t) -> Core c 1 t ->
  let t6 := outcome_tcb (check_urg t s) in
  let t7 := outcome_tcb (process_text t6 s) in
  Core c 1 (outcome_tcb (check_fin c t7 s now)).
Proof.
  intros C W Ws N O K. cbv zeta.
  pose proof (open_has_peer _ O) as P.
  pose proof (core_check_urg c 1 t s P K) as K6.
  pose proof (wf_out_tcb _ (wf_check_urg s Ws t W)) as W6.
  destruct (check_urg_keeps t s) as [X6 _]. set (t6 := outcome_tcb _) in *.
  rewrite <- X6 in P.
  pose proof (core_process_text c t6 s W6 Ws P K6) as K7.
  pose proof (wf_out_tcb _ (wf_process_text s Ws t6 W6)) as W7.
  destruct (process_text_keeps t6 s) as [X7 _]. set (t7 := outcome_tcb (process_text _ _)) in *.
  destruct (MayReceive (tcb_state t)) eqn:M.
  - apply core_check_fin; auto; congruence.
  - assert (E : t7 = t6). { subst t7. unfold process_text. cbv zeta. now rewrite X6, M. }
    unfold check_fin. cbv zeta. now rewrite X7, X6, M, E.
Qed.
