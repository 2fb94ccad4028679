(** * SEGMENT ARRIVES keeps the invariants: steps 1 to 5 *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives SeqFacts HeldInvariant Invariants
  InvariantsCalls.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** Parts that do not matter *)
Lemma state_inv_peer c t t' :
  HasPeer (tcb_state t) -> tcb_state t' = tcb_state t -> tcb_iss t' = tcb_iss t ->
  tcb_snd t' = tcb_snd t -> tcb_peer t' = tcb_peer t ->
  (tcb_state t = SYN_RECEIVED -> rcv_wnd (tcb_rcv t') = rcv_wnd (tcb_rcv t)) ->
  StateInv c t -> StateInv c t'.
Proof.
  intros P Ex Ei En Ep Ew. unfold StateInv, SynRepeats. rewrite Ex, Ei, En, Ep.
  destruct (tcb_state t) eqn:X; cbn in *; auto; try contradiction. now rewrite Ew.
Qed.
Lemma core_set_stamps c least t m :
  HasPeer (tcb_state t) -> Core c least t -> Core c least (set_stamps t m).
Proof. intros P []. constructor; cbn; auto. apply (state_inv_peer c t); auto. Qed.
Lemma inv_note_ack c t : HasPeer (tcb_state t) -> Core c 1 t -> Inv c (note_ack t).
Proof. intros. constructor; cbn; auto. apply core_set_stamps; auto. Qed.
Lemma core_set_timers c least t m :
  HasPeer (tcb_state t) -> timers_rtx_on m = timers_rtx_on (tcb_timers t) ->
  timers_user_on m = timers_user_on (tcb_timers t) ->
  timers_wait_on m = timers_wait_on (tcb_timers t) ->
  Core c least t -> Core c least (set_timers t m).
Proof.
  intros P R U W []. constructor; cbn; auto.
  - destruct core_timers. constructor; cbn; rewrite ?R, ?U, ?W; auto.
  - apply (state_inv_peer c t); auto.
Qed.

Lemma inv_drop_with_ack c t :
  HasPeer (tcb_state t) -> Core c 1 t -> Inv c (outcome_tcb (drop_with_ack t)).
Proof. intros. cbn. apply inv_note_ack; auto. Qed.
Lemma inv_challenge_ack c t now :
  HasPeer (tcb_state t) -> Inv c t -> Inv c (outcome_tcb (challenge_ack c t now)).
Proof.
  intros P I. unfold challenge_ack. destruct (ChallengeAllowed _ _ _); auto.
  apply inv_drop_with_ack; auto. unfold count_challenge. destruct I.
  destruct (_ <=? _); apply core_set_timers; auto.
Qed.

Lemma core_enter_time_wait c least t now :
  HasPeer (tcb_state t) -> snd_closed (tcb_snd t) = true -> snd_fin (tcb_snd t) = true ->
  snd_una (tcb_snd t) = snd_nxt (tcb_snd t) -> SendInv (tcb_snd t) -> RcvInv c least (tcb_rcv t) ->
  (HasPeer (tcb_state t) -> 1 <= peer_mss (tcb_peer t)) -> Core c least (enter_time_wait c t now).
Proof.
  intros P K F E S R M. constructor; cbn; auto.
  - apply timer_inv_off; cbn; tauto.
Qed.
Lemma core_time_wait_again c least t now :
  tcb_state t = TIME_WAIT -> Core c least t -> Core c least (enter_time_wait c t now).
Proof.
  intros E []. unfold StateInv in *. rewrite E in *.
  apply core_enter_time_wait; rewrite ?E; cbn; tauto.
Qed.

(** ** First: the sequence number *)
Lemma inv_not_acceptable c t s now :
  HasPeer (tcb_state t) -> Inv c t -> Inv c (outcome_tcb (not_acceptable c t s now)).
Proof.
  intros P I. unfold not_acceptable. cbv zeta. destruct (ctl_rst _); auto.
  destruct (_ || _); [|apply inv_challenge_ack; auto].
  pose proof (core_time_wait_again c 1 t now) as W. destruct I as [I A].
  destruct (tcb_state t) eqn:E; try (destruct (FinAgain _ _));
    apply inv_drop_with_ack; cbn; rewrite ?E; auto.
Qed.
Lemma acked_record_stamp m s now : stamps_last_ack (record_stamp m s now) = stamps_last_ack m.
Proof.
  unfold record_stamp. cbv zeta.
  match goal with |- context [if ?b then _ else _] => destruct b end; auto.
Qed.
Lemma inv_check_sequence_number c t s now :
  HasPeer (tcb_state t) -> Inv c t ->
  let o := check_sequence_number c t s now in
  Inv c (outcome_tcb o) /\ (outcome_done o = false -> tcb_state (outcome_tcb o) = tcb_state t).
Proof.
  intros P I o. subst o. pose proof I as [K A]. unfold check_sequence_number.
  destruct (PawsRejects _ _ _); [split; [apply inv_drop_with_ack; auto|discriminate]|].
  destruct (StampMissing _ _); [split; [auto|discriminate]|].
  destruct (_ || _).
  - split; auto. cbn. constructor; cbn; [apply core_set_stamps; auto|].
    rewrite acked_record_stamp. auto.
  - split; [apply inv_not_acceptable; auto|]. unfold not_acceptable, challenge_ack. cbv zeta.
    destruct (ctl_rst _); [discriminate|]. destruct (_ || _); [discriminate|].
    destruct (ChallengeAllowed _ _ _); discriminate.
Qed.

(** ** Second and fourth: RST, SYN *)
Definition Keeps (c : config) (t : tcb) (o : outcome) : Prop :=
  Inv c (outcome_tcb o) /\ (outcome_done o = false -> tcb_state (outcome_tcb o) = tcb_state t).
Lemma keeps_done c t o : Inv c (outcome_tcb o) -> outcome_done o = true -> Keeps c t o.
Proof. intros I D. split; auto. rewrite D. discriminate. Qed.
Lemma challenge_ack_done c t now : outcome_done (challenge_ack c t now) = true.
Proof. unfold challenge_ack. destruct (ChallengeAllowed _ _ _); reflexivity. Qed.
Lemma keeps_challenge c t now : HasPeer (tcb_state t) -> Inv c t -> Keeps c t (challenge_ack c t now).
Proof. intros. apply keeps_done; auto using inv_challenge_ack, challenge_ack_done. Qed.
Lemma keeps_proceed c t : Inv c t -> Keeps c t (proceed t).
Proof. split; auto. Qed.

Lemma back_to_listen_done c t : outcome_done (back_to_listen c t) = true.
Proof. unfold back_to_listen. now destruct (snd_closed _). Qed.
Lemma keeps_back_to_listen c t : WfConfig c -> Keeps c t (back_to_listen c t).
Proof.
  intros C. apply keeps_done; auto using back_to_listen_done. unfold back_to_listen.
  destruct (snd_closed _); [now apply inv_deleted | now apply inv_listening].
Qed.

Lemma inv_check_rst c t s now :
  WfConfig c -> HasPeer (tcb_state t) -> Inv c t -> Keeps c t (check_rst c t s now).
Proof.
  intros C P I. pose proof (inv_deleted c C). unfold check_rst.
  destruct (negb _); [apply keeps_proceed; auto|].
  destruct (_ =? _); [|apply keeps_challenge; auto].
  unfold reset_by_peer. destruct (tcb_state t); try (apply keeps_done; auto; fail).
  destruct (tcb_passive t); [now apply keeps_back_to_listen | now apply keeps_done].
Qed.
Lemma inv_check_syn c t s now :
  WfConfig c -> HasPeer (tcb_state t) -> Inv c t -> Keeps c t (check_syn c t s now).
Proof.
  intros C P I. unfold check_syn.
  destruct (negb _); [apply keeps_proceed; auto|].
  pose proof (keeps_challenge c t now P I) as K.
  destruct (tcb_state t); auto. destruct (tcb_passive t); auto. now apply keeps_back_to_listen.
Qed.

(** ** Fifth: ACK *)
Lemma ack_new_nearer n s :
  WfSnd n -> WfSeg s -> SendInv n -> AckNew n s = true ->
  seq_sub (snd_nxt n) (seg_ack s) < seq_sub (snd_nxt n) (snd_una n).
Proof.
  intros [] [] [] A. unfold AckNew in A. apply andb_prop in A as [A B].
  apply seq_lt_spec in A. apply seq_leq_spec in B. unfold MaxWindow in *.
  rewrite (seq_between (snd_una n)); auto; unfold two31 in *; lia.
Qed.
Lemma send_inv_una n s :
  WfSnd n -> WfSeg s -> SendInv n -> AckNew n s = true -> SendInv (with_una n (seg_ack s)).
Proof.
  intros W Ws S A. pose proof (ack_new_nearer n s W Ws S A). destruct S. constructor; cbn; auto. lia.
Qed.
Lemma send_inv_window n wnd wl1 wl2 :
  SendInv n -> wnd <= MaxWindow -> SendInv (with_window n wnd wl1 wl2).
Proof. intros [] L. constructor; cbn; auto; tests; lia. Qed.
Lemma send_inv_update p n s : WfSeg s -> SendInv n -> SendInv (update_window p n s).
Proof.
  intros W S. unfold update_window. destruct (WindowNews n s); auto.
  apply send_inv_window; auto. apply scaled_window_range; auto.
Qed.
Lemma update_window_keeps p n s : let n' := update_window p n s in
  snd_una n' = snd_una n /\ snd_nxt n' = snd_nxt n /\ snd_queued n' = snd_queued n /\
  snd_closed n' = snd_closed n /\ snd_fin n' = snd_fin n.
Proof. cbv zeta. unfold update_window. destruct (WindowNews n s); cbn; auto. Qed.
Lemma blocked_alike n n' :
  snd_una n' = snd_una n -> snd_nxt n' = snd_nxt n -> snd_queued n' = snd_queued n ->
  snd_closed n' = snd_closed n -> snd_fin n' = snd_fin n -> Blocked n' = Blocked n.
Proof. unfold Blocked, FinDue. now intros -> -> -> -> ->. Qed.

(** An ACK of nothing new: only a window that opens stops the timers. *)
Lemma probe_answered_timers c x p n s m now : TimerInv x n m ->
  TimerInv x (update_window p n s) (probe_answered c n (update_window p n s) m now).
Proof.
  intros [R Y U Wt]. destruct (update_window_keeps p n s) as [E1 [E2 [E3 [E4 E5]]]].
  set (n1 := update_window p n s) in *. pose proof (blocked_alike n n1 E1 E2 E3 E4 E5) as B.
  unfold probe_answered. destruct (_ && _) eqn:O.
  - apply andb_prop in O as [_ O]. apply Z.eqb_eq in O. apply timer_inv_off; auto.
  - destruct (Z.eqb_spec (snd_wnd n) 0) as [Z|Z]; constructor; cbn; rewrite ?E1, ?E2, ?B; auto;
      intros On; destruct (Y On) as [N|[X [K C]]]; auto; try contradiction.
    right. repeat split; auto. unfold Blocked in K. apply andb_prop in K as [K _].
    rewrite E1, E2, K, andb_true_r in O. now apply negb_false_iff, Z.eqb_eq in O.
Qed.

(** After the ACK is taken all holds but the relation of state and FIN: [after_ack] restores it. *)
Lemma take_ack_snd c t s now : let n := tcb_snd t in let n' := tcb_snd (take_ack c t s now) in
  snd_nxt n' = snd_nxt n /\ snd_closed n' = snd_closed n /\ snd_fin n' = snd_fin n /\
  (snd_una n' = snd_una n \/ (AckNew n s = true /\ snd_una n' = seg_ack s)).
Proof.
  cbv zeta. unfold take_ack. cbv zeta. destruct (AckNew (tcb_snd t) s); cbn.
  - destruct (update_window_keeps (tcb_peer t) (with_una (tcb_snd t) (seg_ack s)) s)
      as [-> [-> [_ [-> ->]]]].
    cbn. repeat split; auto.
  - destruct (update_window_keeps (tcb_peer t) (tcb_snd t) s) as [-> [-> [_ [-> ->]]]]. auto.
Qed.
Lemma take_ack_send_inv c t s now :
  WfTcb t -> WfSeg s -> SendInv (tcb_snd t) -> SendInv (tcb_snd (take_ack c t s now)).
Proof.
  intros W Ws S. unfold take_ack. cbv zeta. destruct (AckNew (tcb_snd t) s) eqn:A; cbn;
    apply send_inv_update; auto. apply send_inv_una; auto. apply W.
Qed.
Lemma take_ack_timers c t s now :
  TimerInv (tcb_state t) (tcb_snd t) (tcb_timers t) ->
  TimerInv (tcb_state t) (tcb_snd (take_ack c t s now)) (tcb_timers (take_ack c t s now)).
Proof.
  intros M. unfold take_ack. cbv zeta. destruct (AckNew (tcb_snd t) s); cbn; [destruct M as [R Y U W]|].
  - match goal with |- context [restart_timers c ?m ?b now] =>
      destruct (restart_timers_on c m b now) as [On [Wt Us]] end.
    set (n1 := update_window _ _ _) in *. set (m1 := restart_timers _ _ _ _) in *.
    destruct (Z.eqb_spec (snd_una n1) (snd_nxt n1)); cbn in *.
    + apply timer_inv_off; auto.
    + apply timer_inv_on; auto. rewrite Wt; auto.
  - now apply probe_answered_timers.
Qed.
Lemma take_ack_rest c t s now : let t' := take_ack c t s now in
  tcb_state t' = tcb_state t /\ tcb_rcv t' = tcb_rcv t /\ tcb_peer t' = tcb_peer t /\
  tcb_stamps t' = tcb_stamps t /\ tcb_iss t' = tcb_iss t.
Proof. cbv zeta. unfold take_ack. cbv zeta. destruct (AckNew _ _); cbn; auto. Qed.

(** ESTABLISHED and later: the handshake is over. *)
Definition Open (x : tcp_state) : Prop :=
  match x with CLOSED | LISTEN | SYN_SENT | SYN_RECEIVED => False | _ => True end.
Lemma open_has_peer x : Open x -> HasPeer x.
Proof. destruct x; cbn; auto. Qed.

Lemma fin_acked_iff n : FinAcked n = true <-> snd_fin n = true /\ snd_una n = snd_nxt n.
Proof. unfold FinAcked. now rewrite andb_true_iff, Z.eqb_eq. Qed.

(** In FIN-WAIT-2 and TIME-WAIT everything is acknowledged, so no ACK is new. *)
Lemma no_ack_new n s :
  WfSnd n -> WfSeg s -> SendInv n -> snd_una n = snd_nxt n -> AckNew n s = false.
Proof.
  intros W Ws S E. apply not_true_iff_false. intros A.
  pose proof (ack_new_nearer n s W Ws S A) as L. destruct W, Ws.
  rewrite E, seq_sub_self in L; auto. pose proof (u32_seq_sub (snd_nxt n) (seg_ack s)). ranges. lia.
Qed.

Lemma inv_after_take c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> Open (tcb_state t) -> Inv c t ->
  let o := after_ack c (take_ack c t s now) now in
  Inv c (outcome_tcb o) /\ (outcome_done o = false -> Open (tcb_state (outcome_tcb o))).
Proof.
  intros C W Ws O [[S M R St P] A]. cbv zeta.
  pose proof (take_ack_send_inv c t s now W Ws S) as S'.
  pose proof (take_ack_timers c t s now M) as M'.
  pose proof (take_ack_snd c t s now) as N. cbv zeta in N. destruct N as [Nn [Nc [Nf Nu]]].
  pose proof (take_ack_rest c t s now) as Q. cbv zeta in Q. destruct Q as [Qx [Qr [Qp [Qs Qi]]]].
  set (t1 := take_ack c t s now) in *.
  assert (Idle : snd_una (tcb_snd t) = snd_nxt (tcb_snd t) -> snd_una (tcb_snd t1) = snd_una (tcb_snd t)).
  { intros E. destruct Nu as [|[F _]]; auto. rewrite no_ack_new in F; auto; [discriminate|apply W]. }
  assert (Pr : HasPeer (tcb_state t)) by auto using open_has_peer.
  assert (K : StateInv c t1 -> Inv c t1).
  { constructor; rewrite ?Qx, ?Qs, ?Qr; auto.
    constructor; rewrite ?Qx, ?Qr, ?Qp; auto. }
  pose proof (inv_deleted c C) as D. unfold after_ack.
  unfold StateInv in St. destruct (FinAcked (tcb_snd t1)) eqn:F; rewrite ?Qx.
  - apply fin_acked_iff in F as [F E]. rewrite Nf in F.
    assert (Off : timers_rtx_on (tcb_timers t1) = false).
    { destruct (timers_rtx_on (tcb_timers t1)) eqn:On; auto. destruct M' as [_ Y _ _].
      destruct (Y On) as [X|[_ B]]; [contradiction|].
      unfold Blocked, FinDue in B. destruct S' as [_ _ _ L]. rewrite Nf in *.
      destruct (L F) as [_ L0]. rewrite L0, F, andb_false_r in B. cbn in B.
      now rewrite andb_false_r in B. }
    assert (Us : timers_user_on (tcb_timers t1) = false).
    { destruct M' as [_ _ U _]. destruct (timers_user_on (tcb_timers t1)); auto.
      rewrite Off in U. now discriminate U. }
    destruct (tcb_state t) eqn:X; cbn in O; try contradiction.
    + (* ESTABLISHED *) destruct S. apply fin_is_last in F as []. congruence.
    + (* FIN-WAIT-1 *) split; [|auto]. constructor; cbn; [|rewrite Qs, Qr; auto].
      constructor; cbn; rewrite ?Qr, ?Qp; auto.
      * destruct M' as [_ _ _ Wt]. apply timer_inv_off; auto.
        split; [intros G; apply Wt in G|]; discriminate.
      * unfold StateInv; cbn. rewrite Nc, Nf. tauto.
    + split; [|cbn; rewrite Qx; auto]. apply K. unfold StateInv. rewrite Qx, Nc, Nf. tauto.
    + (* CLOSE-WAIT *) destruct S. apply fin_is_last in F as []. congruence.
    + (* CLOSING *) split; [|discriminate]. constructor; cbn; [|rewrite Qs, Qr; auto].
      apply core_enter_time_wait; rewrite ?Nc, ?Nf, ?Qr, ?Qp, ?Qx; auto. tauto.
    + (* LAST-ACK *) split; [auto|discriminate].
    + split; [|cbn; rewrite Qx; auto]. apply K. unfold StateInv. rewrite Qx, Nc, Nf. tauto.
  - assert (N : ~ (snd_fin (tcb_snd t1) = true /\ snd_una (tcb_snd t1) = snd_nxt (tcb_snd t1)))
      by (rewrite <- fin_acked_iff; congruence).
    assert (I1 : Inv c t1).
    { apply K. unfold StateInv. rewrite Qx, Nc, Nf in *.
      destruct (tcb_state t); cbn in O; try contradiction; auto; try (split; tauto).
      all: destruct St as [? [? E]]; rewrite (Idle E), Nn in N; tauto. }
    destruct (tcb_state t) eqn:X; cbn; rewrite ?Qx; auto; split; auto; discriminate.
Qed.

Lemma inv_syn_received_established c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> tcb_state t = SYN_RECEIVED -> Inv c t ->
  AckNew (tcb_snd t) s = true ->
  let o := syn_received_established c t s now in
  Inv c (outcome_tcb o) /\ Open (tcb_state (outcome_tcb o)).
Proof.
  intros C W Ws X [[S M R St P] A] N. cbv zeta. unfold syn_received_established. cbv zeta. cbn.
  pose proof (send_inv_una _ s (wf_snd t W) Ws S N) as S1.
  pose proof (ack_new_nearer _ s (wf_snd t W) Ws S N) as L.
  unfold StateInv in St. rewrite X in *. destruct St as [Eu [En [Ef _]]].
  assert (E : seg_ack s = snd_nxt (tcb_snd t)).
  { rewrite Eu, En in L. destruct W, Ws. rewrite seq_sub_add in L; auto; [|ranges; lia].
    symmetry. rewrite En. apply seq_sub_zero; auto; [u32|].
    pose proof (u32_seq_sub (seq_add (tcb_iss t) 1) (seg_ack s) ltac:(u32) ltac:(auto)).
    ranges. lia. }
  split; [|destruct (snd_closed (tcb_snd t)); exact Logic.I].
  constructor; cbn; [|rewrite A; cbn; auto].
  assert (Hx : TIME_WAIT <> (if snd_closed (tcb_snd t) then FIN_WAIT_1 else ESTABLISHED))
    by (destruct (snd_closed _); discriminate).
  constructor; cbn; auto.
  - apply send_inv_window; auto. apply scaled_window_range; auto.
  - destruct M as [_ _ _ Wt].
    apply timer_inv_off; cbn; auto. rewrite Wt. split; intros G; [discriminate|]. congruence.
  - unfold StateInv. cbn. rewrite Ef. destruct (snd_closed (tcb_snd t)) eqn:K; cbn; auto.
    split; auto; discriminate.
  - intros _. apply P. exact Logic.I.
Qed.

Lemma inv_check_ack c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> HasPeer (tcb_state t) -> Inv c t ->
  let o := check_ack c t s now in
  Inv c (outcome_tcb o) /\ (outcome_done o = false -> Open (tcb_state (outcome_tcb o))).
Proof.
  intros C W Ws P I. cbv zeta. unfold check_ack.
  destruct (negb _); [split; [auto|discriminate]|].
  pose proof (inv_after_take c t s now C W Ws) as Y. cbv zeta in Y.
  pose proof (inv_challenge_ack c t now P I) as H. pose proof (challenge_ack_done c t now) as D.
  destruct (tcb_state t) eqn:X; cbn in P; try contradiction.
  1: { destruct (AckNew (tcb_snd t) s) eqn:N; [|split; [auto|discriminate]].
       destruct (inv_syn_received_established c t s now C W Ws X I N); auto. }
  all: destruct (AckInRange _ _); [apply Y; cbn; auto | split; [auto | rewrite D; discriminate]].
Qed.
