(** * SEGMENT ARRIVES after the handshake began: either steps 1 to 5 end it, or 6 to 8 follow *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives SeqFacts Invariants
  InvariantsCalls InvariantsArrives.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** Steps 1 to 5 leave the receive variables alone, or end the connection. *)
Definition Same (t : tcb) (o : outcome) : Prop :=
  tcb_rcv (outcome_tcb o) = tcb_rcv t \/
  (~ HasPeer (tcb_state (outcome_tcb o)) /\ outcome_done o = true).
Lemma same_challenge c t now : Same t (challenge_ack c t now).
Proof. left. unfold challenge_ack. destruct (ChallengeAllowed _ _ _); reflexivity. Qed.
Lemma same_check_sequence_number c t s now : Same t (check_sequence_number c t s now).
Proof.
  unfold check_sequence_number. destruct (PawsRejects _ _ _); [now left|].
  destruct (StampMissing _ _); [now left|]. destruct (_ || _); [now left|].
  unfold not_acceptable. cbv zeta. destruct (ctl_rst _); [now left|].
  destruct (_ || _); [|apply same_challenge]. left. cbn.
  destruct (tcb_state t); auto. destruct (FinAgain _ _); auto.
Qed.
Lemma same_back_to_listen c t : Same t (back_to_listen c t).
Proof. right. unfold back_to_listen. destruct (snd_closed _); cbn; auto. Qed.
Lemma same_check_rst c t s now : Same t (check_rst c t s now).
Proof.
  unfold check_rst. destruct (negb _); [now left|]. destruct (_ =? _); [|apply same_challenge].
  unfold reset_by_peer. destruct (tcb_state t); try (right; cbn; auto; fail).
  destruct (tcb_passive t); [apply same_back_to_listen | right; cbn; auto].
Qed.
Lemma same_check_syn c t s now : Same t (check_syn c t s now).
Proof.
  pose proof (same_challenge c t now). unfold check_syn. destruct (negb _); [now left|].
  destruct (tcb_state t); auto. destruct (tcb_passive t); auto. apply same_back_to_listen.
Qed.
Lemma same_check_ack c t s now : Same t (check_ack c t s now).
Proof.
  pose proof (same_challenge c t now) as H. destruct (take_ack_rest c t s now) as [_ [R _]].
  assert (A : Same t (after_ack c (take_ack c t s now) now)).
  { unfold Same, after_ack. destruct (FinAcked _), (tcb_state (take_ack c t s now)); cbn; auto. }
  unfold check_ack. destruct (negb _); [now left|].
  destruct (tcb_state t); try (destruct (AckInRange _ _); auto; fail).
  destruct (AckNew _ _); now left.
Qed.

Lemma same_not_done t o :
  Same t o -> outcome_done o = false -> tcb_rcv (outcome_tcb o) = tcb_rcv t.
Proof. intros [E|[_ D]]; auto. congruence. Qed.

(** The steps before place nothing. *)
Lemma challenge_places_none c t now : outcome_placement (challenge_ack c t now) = no_placement.
Proof. unfold challenge_ack. destruct (ChallengeAllowed _ _ _); reflexivity. Qed.
Lemma sequence_places_none c t s now :
  outcome_placement (check_sequence_number c t s now) = no_placement.
Proof.
  unfold check_sequence_number, not_acceptable. cbv zeta.
  repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    auto using challenge_places_none.
Qed.
Lemma rst_places_none c t s now : outcome_placement (check_rst c t s now) = no_placement.
Proof.
  unfold check_rst, reset_by_peer, back_to_listen.
  repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    try destruct (tcb_state t); auto using challenge_places_none.
Qed.
Lemma syn_places_none c t s now : outcome_placement (check_syn c t s now) = no_placement.
Proof.
  unfold check_syn, back_to_listen. destruct (negb _), (tcb_state t), (tcb_passive t), (snd_closed (tcb_snd t));
    auto using challenge_places_none.
Qed.
Lemma ack_places_none c t s now : outcome_placement (check_ack c t s now) = no_placement.
Proof.
  pose proof (challenge_places_none c t now).
  assert (A : forall x, outcome_placement (after_ack c x now) = no_placement).
  { intros x. unfold after_ack. destruct (FinAcked _), (tcb_state x); reflexivity. }
  unfold check_ack. destruct (negb _); auto.
  destruct (tcb_state t); try (destruct (AckInRange _ _); auto; fail).
  destruct (AckNew _ _); reflexivity.
Qed.

(** ** The cases *)

(** What an event that ended in steps 1 to 5 has left. *)
Definition Early (c : config) (t : tcb) (o : outcome) : Prop :=
  Inv c (outcome_tcb o) /\ outcome_placement o = no_placement /\
  (tcb_rcv (outcome_tcb o) = tcb_rcv t \/ ~ HasPeer (tcb_state (outcome_tcb o))).
Lemma early c t t' o :
  Inv c (outcome_tcb o) -> outcome_placement o = no_placement -> Same t' o ->
  tcb_rcv t' = tcb_rcv t -> Early c t o.
Proof. intros I P S E. split; auto. split; auto. destruct S as [S|[S _]]; auto. left. congruence. Qed.

Theorem arrives_other_cases c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> HasPeer (tcb_state t) -> Inv c t ->
  Early c t (arrives_other c t s now) \/
  exists t5 g, arrives_other c t s now = also_signal (steps_6_to_8 c t5 s now) g /\
    WfTcb t5 /\ Inv c t5 /\ Open (tcb_state t5) /\ tcb_rcv t5 = tcb_rcv t.
Proof.
  intros C W Ws N P I. unfold arrives_other. cbv zeta.
  destruct (inv_check_sequence_number c t s now P I) as [I1 X1].
  pose proof (wf_out_tcb _ (wf_check_sequence_number c s now C Ws N t W)) as W1.
  pose proof (same_check_sequence_number c t s now) as S1.
  destruct (outcome_done (check_sequence_number _ _ _ _)) eqn:D1;
    [left; apply (early c t t); auto using sequence_places_none|].
  apply same_not_done in S1; auto. rewrite <- X1 in P by auto.
  set (t1 := outcome_tcb (check_sequence_number _ _ _ _)) in *.
  destruct (inv_check_rst c t1 s now C P I1) as [I2 X2].
  pose proof (wf_out_tcb _ (wf_check_rst c s now C N t1 W1)) as W2.
  pose proof (same_check_rst c t1 s now) as S2.
  destruct (outcome_done (check_rst _ _ _ _)) eqn:D2;
    [left; apply (early c t t1); auto using rst_places_none|].
  apply same_not_done in S2; auto. rewrite <- X2 in P by auto.
  set (t2 := outcome_tcb (check_rst _ _ _ _)) in *.
  destruct (inv_check_syn c t2 s now C P I2) as [I4 X4].
  pose proof (wf_out_tcb _ (wf_check_syn c s now C N t2 W2)) as W4.
  pose proof (same_check_syn c t2 s now) as S4.
  destruct (outcome_done (check_syn _ _ _ _)) eqn:D4;
    [left; apply (early c t t2); auto using syn_places_none; congruence|].
  apply same_not_done in S4; auto. rewrite <- X4 in P by auto.
  set (t4 := outcome_tcb (check_syn _ _ _ _)) in *.
  destruct (inv_check_ack c t4 s now C W4 Ws P I4) as [I5 O5].
  pose proof (wf_out_tcb _ (wf_check_ack c s now C Ws N t4 W4)) as W5.
  pose proof (same_check_ack c t4 s now) as S5.
  destruct (outcome_done (check_ack _ _ _ _)) eqn:D5;
    [left; apply (early c t t4); auto using ack_places_none; congruence|].
  apply same_not_done in S5; auto. right. eexists. eexists. split; [reflexivity|].
  split; [exact W5|]. split; [exact I5|]. split; [auto|]. now rewrite S5, S4, S2, S1.
Qed.
