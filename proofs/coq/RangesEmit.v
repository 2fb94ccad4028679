(** * Ranges of the segment to send: what one endpoint emits is in range for the other *)
From Plumb Require Import Seq Segment Tcb Outcome UserCalls Emit.
From PlumbProofs Require Import Ranges.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Lemma announced_window_range t k : WfTcb t -> Len16 (announced_window t k).
Proof.
  intros T. destruct (wf_rcv t T). unfold announced_window. cbv zeta.
  pose proof (power2_range (peer_rcv_shift (tcb_peer t))).
  assert (0 <= Z.quot (rcv_wnd (tcb_rcv t)) (power2 (peer_rcv_shift (tcb_peer t))))
    by (apply Z.quot_pos; lia).
  destruct k; rewrite ?min_u32_min; ranges; lia.
Qed.
(** Whatever window is announced is offered. *)
Theorem announced_is_offered t k : WfTcb t ->
  announced_window t k *
    (match k with SEND_ACK => power2 (peer_rcv_shift (tcb_peer t)) | _ => 1 end) <= rcv_wnd (tcb_rcv t).
Proof.
  intros T. destruct (wf_rcv t T). unfold announced_window. cbv zeta.
  pose proof (power2_range (peer_rcv_shift (tcb_peer t))).
  assert (power2 (peer_rcv_shift (tcb_peer t)) *
    Z.quot (rcv_wnd (tcb_rcv t)) (power2 (peer_rcv_shift (tcb_peer t))) <= rcv_wnd (tcb_rcv t))
    by (apply Z.mul_quot_le; lia).
  destruct k; rewrite ?min_u32_min; try lia. nia.
Qed.

Lemma u32_stamp_clock now : WfTime now -> U32 (stamp_clock now).
Proof.
  intros N. unfold stamp_clock, two32, U32. apply Z.rem_bound_pos; [|lia].
  apply Z.quot_pos; ranges; lia.
Qed.
Lemma wf_no_sack : WfSack (options_sack bare_options).
Proof. constructor; cbn; auto with wf. lia. Qed.
Lemma wf_bare_options : WfOptions bare_options.
Proof. constructor; cbn; try apply wf_no_sack; ranges; lia. Qed.
Lemma wf_syn_segment_options c t k now :
  WfConfig c -> WfTcb t -> WfTime now -> WfOptions (syn_segment_options c t k now).
Proof.
  intros C T N. pose proof (u32_stamp_clock now N) as K. destruct (wf_stamps t T), C.
  constructor; cbn; try apply wf_no_sack;
    repeat match goal with |- context [if ?b then _ else _] => destruct b end; ranges; lia.
Qed.
Lemma wf_plain_segment_options t now : WfTcb t -> WfTime now -> WfOptions (plain_segment_options t now).
Proof.
  intros T N. pose proof (u32_stamp_clock now N) as K. destruct (wf_stamps t T).
  constructor; cbn; try apply wf_no_sack;
    repeat match goal with |- context [if ?b then _ else _] => destruct b end; ranges; lia.
Qed.
Theorem wf_segment_to_send c t a now :
  WfConfig c -> WfTcb t -> WfAnswer a -> WfTime now -> WfSeg (segment_to_send c t a now).
Proof.
  intros C T A N. destruct A. pose proof (announced_window_range t (answer_kind a) T).
  pose proof (u32_seq_sub (snd_up (tcb_snd t)) (answer_seq a) (wf_up _ (wf_snd t T)) wf_answer_seq).
  constructor; cbn; auto.
  - destruct (UrgentToSend _ _); rewrite ?min_u32_min; ranges; lia.
  - destruct (answer_kind a); auto using wf_bare_options, wf_syn_segment_options,
      wf_plain_segment_options.
Qed.
