(** * Ranges of SEGMENT ARRIVES *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Section Arrives.
Variables (c : config) (s : seg) (now : time).
Hypotheses (C : WfConfig c) (S : WfSeg s) (N : WfTime now).

(** ** The steps *)
Lemma wf_drop_with_ack t : WfTcb t -> WfOutcome (drop_with_ack t).
Proof. intros. unfold drop_with_ack. auto with wf. Qed.
Hint Resolve wf_drop_with_ack : wf.
Lemma wf_challenge_ack t : WfTcb t -> WfOutcome (challenge_ack c t now).
Proof.
  intros. unfold challenge_ack. destruct (ChallengeAllowed c (tcb_timers t) now) eqn:A;
    auto 7 with wf.
Qed.
Lemma wf_enter_time_wait t : WfTcb t -> WfTcb (enter_time_wait c t now).
Proof. intros. unfold enter_time_wait. auto with wf. Qed.
Hint Resolve wf_challenge_ack wf_enter_time_wait : wf.

Lemma wf_not_acceptable t : WfTcb t -> WfOutcome (not_acceptable c t s now).
Proof.
  intros. unfold not_acceptable. cbv zeta. destruct (ctl_rst _); auto with wf.
  destruct (_ || _); auto with wf. apply wf_drop_with_ack.
  destruct (tcb_state t); auto. destruct (FinAgain _ _); auto with wf.
Qed.
Lemma wf_check_sequence_number t : WfTcb t -> WfOutcome (check_sequence_number c t s now).
Proof.
  intros. unfold check_sequence_number. destruct (PawsRejects _ _ _); auto with wf.
  destruct (StampMissing _ _); auto with wf.
  destruct (_ || _); auto using wf_not_acceptable with wf.
Qed.
Lemma wf_back_to_listen t : WfTcb t -> WfOutcome (back_to_listen c t).
Proof. intros. unfold back_to_listen. destruct (snd_closed _); auto with wf. Qed.
Hint Resolve wf_back_to_listen : wf.
Lemma wf_check_rst t : WfTcb t -> WfOutcome (check_rst c t s now).
Proof.
  intros. unfold check_rst, reset_by_peer. destruct (negb _); auto with wf.
  destruct (_ =? _); auto with wf. destruct (tcb_state t); auto with wf.
  destruct (tcb_passive t); auto with wf.
Qed.
Lemma wf_check_syn t : WfTcb t -> WfOutcome (check_syn c t s now).
Proof.
  intros. unfold check_syn. destruct (negb _); auto with wf.
  destruct (tcb_state t); auto with wf. destruct (tcb_passive t); auto with wf.
Qed.
Lemma wf_take_ack t : WfTcb t -> WfTcb (take_ack c t s now).
Proof. intros. unfold take_ack. cbv zeta. destruct (AckNew _ _); auto 8 with wf. Qed.
Lemma wf_after_ack t : WfTcb t -> WfOutcome (after_ack c t now).
Proof.
  intros. unfold after_ack. destruct (FinAcked _); destruct (tcb_state t); auto with wf.
Qed.
Lemma wf_syn_received_established t :
  WfTcb t -> WfOutcome (syn_received_established c t s now).
Proof. intros. unfold syn_received_established. cbv zeta. auto 9 with wf. Qed.
Lemma wf_check_ack t : WfTcb t -> WfOutcome (check_ack c t s now).
Proof.
  intros. pose proof (wf_after_ack _ (wf_take_ack t H)). unfold check_ack.
  destruct (negb _); auto with wf.
  destruct (tcb_state t); try (destruct (AckInRange _ _); auto with wf).
  destruct (AckNew _ _); auto using wf_syn_received_established with wf.
Qed.
Lemma u32_urgent : U32 (seq_add (seg_seq s) (seg_up s)).
Proof. destruct S. apply u32_seq_add; ranges; lia. Qed.
Hint Resolve u32_urgent : wf.
Lemma wf_check_urg t : WfTcb t -> WfOutcome (check_urg t s).
Proof. intros. unfold check_urg. cbv zeta. destruct (_ && _); auto 7 with wf. Qed.
Lemma wf_placed t g p : WfTcb t -> WfPlacement p -> WfOutcome (placed t g p).
Proof. intros. constructor; cbn; auto with wf. Qed.
Lemma wf_process_text t : WfTcb t -> WfOutcome (process_text t s).
Proof.
  intros. unfold process_text. cbv zeta. destruct (_ && _); auto with wf.
  apply wf_placed; auto 7 with wf.
Qed.
Lemma wf_after_fin t : WfTcb t -> WfTcb (after_fin c t now).
Proof. intros. unfold after_fin. destruct (tcb_state t); auto with wf. Qed.
Hint Resolve wf_after_fin : wf.
Lemma wf_check_fin t : WfTcb t -> WfOutcome (check_fin c t s now).
Proof.
  intros. unfold check_fin. cbv zeta. destruct (MayReceive _); auto with wf.
  assert (R : WfRcv (note_fin (tcb_rcv t) s)) by auto with wf.
  destruct (FinReached _) eqn:F; auto with wf.
  unfold FinReached in F. apply andb_prop in F as [_ F]. apply Z.ltb_lt in F.
  apply wf_outcome_of; auto using wf_over_fin with wf.
Qed.
Lemma wf_acknowledged o : WfOutcome o -> WfOutcome (acknowledged o).
Proof. intros []. constructor; cbn; auto with wf. Qed.
Lemma wf_steps_6_to_8 t : WfTcb t -> WfOutcome (steps_6_to_8 c t s now).
Proof.
  intros T. pose proof (wf_check_urg t T) as W6.
  pose proof (wf_process_text _ (wf_out_tcb _ W6)) as W7.
  pose proof (wf_check_fin _ (wf_out_tcb _ W7)) as W8.
  unfold steps_6_to_8. cbv zeta. destruct (_ || _); [apply wf_acknowledged|];
    apply wf_placed; auto with wf.
Qed.
Lemma wf_arrives_other t : WfTcb t -> WfOutcome (arrives_other c t s now).
Proof.
  intros T. unfold arrives_other. cbv zeta.
  pose proof (wf_check_sequence_number t T) as W1. destruct (outcome_done _); auto.
  pose proof (wf_check_rst _ (wf_out_tcb _ W1)) as W2. destruct (outcome_done _); auto.
  pose proof (wf_check_syn _ (wf_out_tcb _ W2)) as W4. destruct (outcome_done _); auto.
  pose proof (wf_check_ack _ (wf_out_tcb _ W4)) as W5. destruct (outcome_done _); auto.
  apply wf_also_signal, wf_steps_6_to_8, W5.
Qed.

(** ** CLOSED, LISTEN, SYN-SENT *)
Lemma wf_arrives_listen t iss : WfTcb t -> U32 iss -> WfOutcome (arrives_listen c t s iss now).
Proof.
  intros T I. unfold arrives_listen.
  destruct (ctl_rst _); auto with wf. destruct (ctl_ack _); auto with wf.
  destruct (ctl_syn _); auto with wf.
  assert (WfSnd (syn_snd iss 0 false)) by (apply wf_syn_snd; auto; ranges; lia).
  unfold listen_syn. cbv zeta. apply wf_drop_with.
  - constructor; cbn; auto with wf.
  - cbn. apply wf_segment_of; auto. exact (wf_rcv_nxt _ (wf_syn_rcv c s C S)).
Qed.
Lemma wf_syn_sent_tcb t x una wl2 :
  WfTcb t -> U32 una -> U32 wl2 -> WfTcb (syn_sent_tcb c t s x una wl2 now).
Proof. intros. constructor; cbn; auto with wf. Qed.
Hint Resolve wf_syn_sent_tcb : wf.
Lemma wf_syn_sent_crossing t : WfTcb t -> WfOutcome (syn_sent_crossing c t s now).
Proof.
  intros. unfold syn_sent_crossing. cbv zeta. apply wf_drop_with; auto with wf.
  apply wf_segment_of; auto with wf.
  exact (wf_rcv_nxt _ (wf_syn_rcv c s C S)).
Qed.
End Arrives.

Lemma wf_after_syn s : WfSeg s -> WfSeg (after_syn s).
Proof. intros S. pose proof S as []. constructor; cbn; auto with wf. Qed.
Lemma wf_syn_sent_established c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> WfOutcome (syn_sent_established c t s now).
Proof.
  intros. unfold syn_sent_established. cbv zeta.
  apply wf_also_signal, wf_acknowledged, wf_steps_6_to_8; auto using wf_after_syn.
  apply wf_set_timers; auto with wf. apply wf_syn_sent_tcb; auto with wf.
Qed.
Lemma wf_arrives_syn_sent c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> WfOutcome (arrives_syn_sent c t s now).
Proof.
  intros. unfold arrives_syn_sent. cbv zeta.
  repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    auto using wf_syn_sent_established, wf_syn_sent_crossing with wf.
Qed.

Theorem wf_segment_arrives c t s iss now :
  WfConfig c -> WfTcb t -> WfSeg s -> U32 iss -> WfTime now ->
  WfOutcome (segment_arrives c t s iss now).
Proof.
  intros. unfold segment_arrives, arrives_closed.
  destruct (tcb_state t); auto using wf_arrives_listen, wf_arrives_syn_sent, wf_arrives_other with wf.
Qed.
