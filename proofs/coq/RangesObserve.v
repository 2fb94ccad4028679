(** * Ranges of the observer and the vigil

    Every value that they store fits the C field that stores it.  The predicates say the same as
    those of src/check/observe.h and src/check/challenge.h. *)
From Plumb Require Import Seq Segment UserCalls Observe Challenge.
From PlumbProofs Require Import Ranges.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** Positions stay below this: 2^60 + 2^31. *)
Definition PositionMax : Z := 1152921506754330624.
Definition Position (p : Z) : Prop := 0 <= p <= PositionMax.

Record WfObserver (o : observer) : Prop := {
  wf_o_iss : U32 (observer_iss o);
  wf_o_nxt : Position (observer_nxt o);
  wf_o_fin : Position (observer_fin o);
  wf_o_own_shift : Shift (observer_own_shift o);
  wf_o_acked : 1 <= observer_acked o <= observer_rcv_max o;
  wf_o_offered : Position (observer_offered o);
  wf_o_irs : U32 (observer_irs o);
  wf_o_peer_shift : Shift (observer_peer_shift o);
  wf_o_una : Position (observer_una_max o);
  wf_o_wnd : 0 <= observer_wnd_max o <= BufferMax;
  wf_o_rcv : Position (observer_rcv_max o) }.

Record WfJudgement (j : judgement) : Prop := {
  wf_j_observer : WfObserver (judgement_observer j);
  wf_j_low : U32 (judgement_low j);
  wf_j_high : U32 (judgement_high j);
  wf_j_seen : U32 (judgement_seen j) }.

Record WfVigil (v : vigil) : Prop := {
  wf_v_first : U32 (vigil_stamp_first v);
  wf_v_last : U32 (vigil_stamp_last v);
  wf_v_from : WfTime (vigil_due_from v) }.

Ltac positions := unfold Position, PositionMax, far, reach_max, two32 in *; ranges.

(** ** Arithmetic *)
Lemma max_u64_max a b : max_u64 a b = Z.max a b.
Proof. unfold max_u64. destruct (Z.leb_spec a b); lia. Qed.
Lemma u32_number_of isn p : 0 <= isn -> 0 <= p -> U32 (number_of isn p).
Proof.
  intros I P. unfold number_of, two32. rewrite Z.rem_mod_nonneg by lia.
  pose proof (Z.mod_pos_bound (isn + p) 4294967296 ltac:(lia)). ranges. lia.
Qed.
Lemma shift_of_option o : WfOptions o -> Shift (min_u32 (options_shift o) 14).
Proof. intros []. rewrite min_u32_min. ranges. lia. Qed.
Lemma seg_len_bound s : WfSeg s -> 0 <= seg_len s <= 65537.
Proof. intros []. unfold seg_len, bit. ranges. destruct (ctl_syn _), (ctl_fin _); lia. Qed.

Lemma raise_position isn max x : U32 isn -> U32 x -> Position max ->
  max <= raise isn max x /\ Position (raise isn max x).
Proof.
  intros I X M. assert (N : U32 (number_of isn max)) by (apply u32_number_of; positions; lia).
  pose proof (u32_seq_sub x (number_of isn max) X N) as D. unfold raise. positions.
  destruct (Z.leb_spec (seq_sub x (number_of isn max)) 1073872896); cbn [andb]; [|lia].
  destruct (Z.leb_spec max 1152921504606846976); lia.
Qed.

Lemma wf_lose o x : WfObserver o -> WfObserver (lose o x).
Proof. intros []. constructor; auto. Qed.
Lemma wf_start_observer : WfObserver start_observer.
Proof. constructor; cbn; positions; lia. Qed.

(** ** A segment arrives *)
Lemma window_of_bound o s : WfObserver o -> WfSeg s -> 0 <= window_of o s <= BufferMax.
Proof.
  intros [] []. unfold window_of. pose proof (power2_range (observer_peer_shift o)).
  positions. destruct (_ || _); nia.
Qed.
Lemma wf_arrived_bounds o s : WfObserver o -> WfSeg s -> WfObserver (arrived_bounds o s).
Proof.
  intros O S. pose proof (window_of_bound o s O S) as W. pose proof (seg_len_bound s S).
  pose proof O as []. pose proof S as [].
  pose proof (raise_position _ _ _ wf_o_iss0 wf_seg_ack wf_o_una0) as [_ A].
  assert (E : U32 (seq_add (seg_seq s) (seg_len s))) by (apply u32_seq_add; positions; lia).
  pose proof (raise_position _ _ _ wf_o_irs0 E wf_o_rcv0) as [L R].
  constructor; unfold arrived_bounds; cbv zeta; cbn; auto.
  - destruct (_ && _); lia.
  - destruct (_ && _); auto.
  - destruct (_ <? _); auto.
  - destruct (_ && _); auto.
Qed.
Lemma wf_arrived_syn o s : WfObserver o -> WfSeg s -> WfObserver (arrived_syn o s).
Proof.
  intros O S. pose proof (seg_len_bound s S). pose proof (shift_of_option _ (wf_seg_options s S)).
  pose proof S as []. destruct O. constructor; cbn; auto; rewrite ?max_u64_max; positions; lia.
Qed.

Theorem wf_observe_arrived o s : WfObserver o -> WfSeg s -> WfObserver (observe_arrived o s).
Proof.
  intros O S. pose proof (wf_arrived_bounds o s O S) as B. unfold observe_arrived. cbv zeta.
  repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    auto using wf_lose, wf_arrived_syn.
Qed.

(** ** A segment is sent *)
Section Sent.
Variables (o : observer) (s : seg).
Hypotheses (O : WfObserver o) (S : WfSeg s) (N : Near o = true).

Lemma near_bounds : observer_nxt o <= far /\ observer_una_max o <= far /\ observer_rcv_max o <= far.
Proof.
  unfold Near in N. apply andb_prop in N as [N1 N3]. apply andb_prop in N1 as [N1 N2].
  apply Z.leb_le in N1, N2, N3. auto.
Qed.
Lemma ack_ahead_u32 : U32 (ack_ahead o s).
Proof.
  destruct O, S. apply u32_seq_sub; auto. apply u32_number_of; positions; lia.
Qed.
Lemma offered_range : 0 <= offered_by o s <= observer_acked o + ack_ahead o s + BufferMax.
Proof.
  pose proof ack_ahead_u32 as A. pose proof (power2_range (own_shift o s)) as P. destruct O, S.
  unfold offered_by. positions. nia.
Qed.
Lemma wf_sent_by nxt fin at_ : Position nxt -> Position at_ -> WfObserver (sent_by o s nxt fin at_).
Proof.
  intros X F. pose proof near_bounds as (_ & _ & R). pose proof ack_ahead_u32 as A.
  pose proof offered_range as B. pose proof O as [].
  assert (P : ctl_ack (seg_ctl s) && AckPossible o s = true ->
    observer_acked o + ack_ahead o s <= observer_rcv_max o).
  { intros E. apply andb_prop in E as [_ E]. apply andb_prop in E as [_ E]. apply Z.leb_le in E. lia. }
  constructor; cbn; auto; destruct (_ && _); auto; specialize (P eq_refl); positions; lia.
Qed.
Lemma wf_opened_by : WfObserver (opened_by o s).
Proof.
  pose proof near_bounds as (X & _). pose proof O as []. pose proof S as [].
  assert (M : Position (max_u64 (observer_nxt o) (1 + seg_text s)))
    by (rewrite max_u64_max; positions; lia).
  pose proof (wf_sent_by _ (observer_fin_sent o) (observer_fin o) M wf_o_fin0) as [].
  constructor; unfold opened_by; cbv zeta; cbn [observer_iss observer_nxt observer_fin observer_own_shift
    observer_acked observer_rcv_max observer_offered observer_irs observer_peer_shift observer_una_max
    observer_wnd_max]; auto using shift_of_option.
  rewrite 2 max_u64_max. positions. lia.
Qed.
Lemma wf_guilty n f low high seen : WfObserver n -> U32 low -> U32 high -> U32 seen ->
  WfJudgement (guilty n f low high seen).
Proof. intros. constructor; auto. Qed.
Lemma wf_innocent n : WfObserver n -> WfJudgement (innocent n).
Proof. intros. constructor; cbn; auto; ranges; lia. Qed.

Lemma wf_sent_syn : WfJudgement (sent_syn o s).
Proof.
  pose proof O as []. pose proof S as [? ? ? ? ? X]. unfold sent_syn. cbv zeta. apply wf_guilty; auto.
  - destruct (ctl_fin _); auto using wf_lose, wf_opened_by.
  - assert (U32 (number_of (observer_irs o) (observer_acked o))) by (apply u32_number_of; positions; lia).
    destruct (judge_syn o s); auto.
  - apply u32_number_of; positions; lia.
  - destruct X. destruct (judge_syn o s); auto; ranges; lia.
Qed.
Lemma wf_sent_rst : WfJudgement (sent_rst o s).
Proof.
  assert (R : WfObserver (reset_by o)) by (destruct O; constructor; auto). destruct S.
  unfold sent_rst. destruct (_ && _); [apply wf_guilty|apply wf_innocent]; auto; ranges; lia.
Qed.

Lemma text_end_position : SeqPossible o s = true -> 0 <= text_end o s <= observer_nxt o + 65535.
Proof.
  unfold SeqPossible, text_end. intros E. apply andb_prop in E as [_ E]. apply Z.leb_le in E.
  destruct O, S. assert (B : U32 (seq_behind o s)).
  { apply u32_seq_sub; auto. apply u32_number_of; positions; lia. }
  positions. lia.
Qed.
Lemma after_position : Position (nxt_after o s).
Proof.
  pose proof near_bounds as (X & _). pose proof O as []. unfold nxt_after.
  destruct (SeqPossible o s) eqn:E; auto. apply text_end_position in E. rewrite max_u64_max.
  unfold bit. destruct (ctl_fin _); positions; lia.
Qed.
(** Findings about text are made only where its sequence number is possible. *)
Lemma text_findings : judge_plain o s = TEXT_BEYOND_WINDOW \/ judge_plain o s = TEXT_AFTER_FIN
  \/ judge_plain o s = FIN_MOVED -> SeqPossible o s = true.
Proof.
  destruct (SeqPossible o s) eqn:E; auto. unfold judge_plain, judge_text. rewrite E. cbn [negb].
  repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    intros [F | [F | F]]; discriminate F.
Qed.
Lemma wf_sent_plain : WfJudgement (sent_plain o s).
Proof.
  pose proof near_bounds as (X & _ & R). pose proof O as []. pose proof S as [].
  pose proof ack_ahead_u32 as A. pose proof offered_range as B. pose proof text_findings as F.
  assert (W : WfObserver (sent_by o s (nxt_after o s)
                (ctl_fin (seg_ctl s) && SeqPossible o s || observer_fin_sent o)
                (if ctl_fin (seg_ctl s) && SeqPossible o s then text_end o s else observer_fin o))).
  { apply wf_sent_by; [exact after_position|]. destruct (ctl_fin _); cbn [andb]; auto.
    destruct (SeqPossible o s) eqn:E; auto. apply text_end_position in E. positions. lia. }
  assert (T : forall p, 0 <= p -> U32 (number_of (observer_iss o) p))
    by (intros; apply u32_number_of; ranges; lia).
  assert (V : forall p, 0 <= p -> U32 (number_of (observer_irs o) p))
    by (intros; apply u32_number_of; ranges; lia).
  assert (E : judge_plain o s = TEXT_BEYOND_WINDOW \/ judge_plain o s = TEXT_AFTER_FIN
    \/ judge_plain o s = FIN_MOVED -> 0 <= text_end o s) by (intros G; apply text_end_position; auto).
  unfold sent_plain. cbv zeta. destruct (judge_plain o s); try apply wf_innocent; try apply wf_guilty;
    auto; try (apply T || apply V); try apply E; auto; positions; lia.
Qed.
End Sent.

Theorem wf_observe_sent o s : WfObserver o -> WfSeg s -> WfJudgement (observe_sent o s).
Proof.
  intros O S. unfold observe_sent.
  destruct (observer_lost o); auto using wf_innocent.
  destruct (Near o) eqn:N; cbn [negb]; auto using wf_innocent, wf_lose.
  repeat match goal with |- context [if ?b then _ else _] => destruct b end;
    auto using wf_innocent, wf_lose, wf_sent_rst, wf_sent_syn, wf_sent_plain.
Qed.

(** ** The vigil *)
Lemma wf_start_vigil : WfVigil start_vigil.
Proof. constructor; cbn; ranges; lia. Qed.
Theorem wf_vigil_arrived o v s now : WfVigil v -> WfSeg s -> WfTime now -> WfVigil (vigil_arrived o v s now).
Proof.
  intros [] S N. pose proof (wf_seg_options s S) as [].
  constructor; unfold vigil_arrived; cbv zeta; cbn;
    repeat match goal with |- context [if ?b then _ else _] => destruct b end; auto.
Qed.
Theorem wf_vigil_sent o v s : WfVigil v -> WfVigil (vigil_sent o v s).
Proof. intros []. constructor; cbn; auto. ranges. lia. Qed.
