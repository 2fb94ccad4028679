(** * Refinement: which segments are acceptable *)
From Plumb Require Import Seq Segment Tcb Outcome OtherStates Host HostArrives.
From PlumbProofs Require Import Ranges SeqFacts HeldInvariant Invariants InvariantsArrives InvariantsText
  Models RefinementBasics RefinementText.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** SEG.SEQ is at [p], in or near the window. *)
Definition Stands (h : host) (s : seg) (p : Z) : Prop :=
  OnWire (h_irs h) p (seg_seq s) /\ h_rcv h - 65537 <= p <= h_edge h.

Section Window.
Variables (t : tcb) (h : host) (s : seg).
Hypotheses (W : WfTcb t) (Ws : WfSeg s) (M : ReceiveModels t h).

Lemma acceptable_in_window : Acceptable (tcb_rcv t) s = true ->
  exists p, Stands h s p /\ InWindow h p (Length s).
Proof.
  pose proof (seg_len_range s Ws) as L. pose proof (wf_seg_seq s Ws) as U. destruct (wf_rcv t W), M.
  pose proof (wire_from _ _ _ (seg_seq s) rm_rcv U) as P.
  pose proof (u32_seq_sub (seg_seq s) _ U wf_rcv_nxt) as B.
  unfold Acceptable, seq_in, Stands, InWindow. change (Length s) with (seg_len s).
  destruct (Z.eqb_spec (seg_len s) 0), (Z.eqb_spec (rcv_wnd (tcb_rcv t)) 0); try discriminate.
  - intros A. apply Z.eqb_eq in A. exists (h_rcv h). rewrite A.
    split; [split; [exact rm_rcv | lia] | left; lia].
  - intros A. apply Z.ltb_lt in A. eexists. split; [split; [exact P | ranges; lia] | ranges; lia].
  - intros A. apply orb_prop in A as [A|A]; apply Z.ltb_lt in A.
    + eexists. split; [split; [exact P | ranges; lia] | ranges; lia].
    + assert (Ul : U32 (seg_len s - 1)) by (ranges; lia).
      assert (Ue : U32 (seq_add (seg_seq s) (seg_len s - 1))) by (apply u32_seq_add; ranges; lia).
      pose proof (wire_before _ _ _ _ (wire_from _ _ _ _ rm_rcv Ue) U Ul) as Q.
      pose proof (u32_seq_sub _ _ Ue wf_rcv_nxt) as B'.
      eexists. split; [split; [exact Q | ranges; lia] | ranges; lia].
Qed.

Lemma in_window_acceptable p : OnWire (h_irs h) p (seg_seq s) -> InWindow h p (Length s) ->
  Acceptable (tcb_rcv t) s = true.
Proof.
  intros P I. pose proof (seg_len_range s Ws) as L. pose proof (rcv_wnd_small _ (wf_rcv t W)) as S.
  destruct (wf_rcv t W), M. unfold two31, InWindow in *. change (Length s) with (seg_len s) in I.
  assert (F : h_rcv h <= p < h_edge h -> seq_sub (seg_seq s) (rcv_nxt (tcb_rcv t)) < rcv_wnd (tcb_rcv t)).
  { intros. rewrite (wire_sub _ _ _ _ _ rm_rcv P); lia. }
  unfold Acceptable, seq_in.
  destruct (Z.eqb_spec (seg_len s) 0), (Z.eqb_spec (rcv_wnd (tcb_rcv t)) 0); try lia.
  - apply Z.eqb_eq. apply (seq_sub_zero); auto; [apply Ws|]. rewrite (wire_sub _ _ _ _ _ rm_rcv P); lia.
  - apply orb_true_intro. rewrite !Z.ltb_lt. destruct I as [I|[I|[_ [I|I]]]]; try lia. right.
    assert (Ul : U32 (seg_len s - 1)) by (ranges; lia).
    rewrite (wire_sub _ _ _ _ _ rm_rcv (wire_add _ _ _ _ P Ul)); lia.
Qed.

(** What step 1 lets pass is accepted by the relation, and stands near the window. *)
Lemma accepted : Acceptable (tcb_rcv t) s || ZeroWindowAllowance (tcb_rcv t) s = true ->
  exists p, Stands h s p /\ Accepted h s p.
Proof.
  intros A. apply orb_prop in A as [A|A].
  - destruct (acceptable_in_window A) as (p & P & I). exists p. split; [exact P|].
    split; [apply P | now left].
  - unfold ZeroWindowAllowance in A. rewrite !andb_true_iff, !Z.eqb_eq, negb_true_iff in A.
    destruct A as [[A E] N]. pose proof M as []. exists (h_rcv h).
    assert (X : OnWire (h_irs h) (h_rcv h) (seg_seq s)) by now rewrite E.
    split; [split; [exact X | lia]|]. split; [exact X|]. right; left.
    split; [split; lia|]. unfold HasSyn. congruence.
Qed.
Lemma not_accepted : Acceptable (tcb_rcv t) s || ZeroWindowAllowance (tcb_rcv t) s = false ->
  forall p, OnWire (h_irs h) p (seg_seq s) -> ~ InWindow h p (Length s).
Proof.
  intros A p P I. apply orb_false_elim in A as [A _]. now rewrite (in_window_acceptable p P I) in A.
Qed.
(** SEG.SEQ = RCV.NXT. *)
Lemma stands_next p : Stands h s p -> seg_seq s = rcv_nxt (tcb_rcv t) -> p = h_rcv h.
Proof.
  intros [P B] E. pose proof (rcv_wnd_small _ (wf_rcv t W)). destruct M. unfold two31 in *.
  rewrite E in P. apply (wire_same _ _ _ _ P rm_rcv). lia.
Qed.
Lemma stands_other p : Stands h s p -> seg_seq s <> rcv_nxt (tcb_rcv t) -> p <> h_rcv h.
Proof.
  intros [P _] E F. subst p. apply E. destruct M. unfold OnWire in *. congruence.
Qed.
End Window.

(** ** Timestamps *)
Lemma paws_rejects t h s now : ReceiveModels t h -> WfTcb t -> WfSeg s ->
  PawsRejects (tcb_stamps t) s now = true -> StampRejects h s.
Proof.
  intros [] W Ws A. unfold PawsRejects in A. rewrite !andb_true_iff, negb_true_iff in A.
  destruct A as [[[[A B] C] D] _]. apply seq_lt_spec in D. unfold two31 in D.
  split; [now apply rm_stamps|]. split; [unfold HasRst; congruence|]. right. split; [exact B|].
  exists (seq_sub (stamps_recent (tcb_stamps t)) (options_ts_val (seg_options s))).
  split; [lia|]. rewrite rm_recent. pose proof (wf_recent _ (wf_stamps t W)) as U.
  pose proof (wf_opt_ts_val _ (wf_seg_options s Ws)) as V.
  apply (wire_from 0 (options_ts_val (seg_options s)) (options_ts_val (seg_options s)) _); auto.
  apply on_wire. ranges. split; [lia | exists 0; lia].
Qed.
Lemma stamp_missing t h s : ReceiveModels t h -> StampMissing (tcb_stamps t) s = true -> StampRejects h s.
Proof.
  intros [] A. unfold StampMissing in A. cbv zeta in A. rewrite !andb_true_iff, !negb_true_iff in A.
  destruct A as [[[A B] C] _]. split; [now apply rm_stamps|]. split; [unfold HasRst; congruence | now left].
Qed.
(** TS.Recent after step 1. *)
Lemma stamp_recorded t h s now : Peered t h ->
  exists h1, RecentMay h s h1 /\ Peered (set_stamps t (record_stamp (tcb_stamps t) s now)) h1.
Proof.
  intros P. unfold record_stamp. cbv zeta. destruct (_ && _) eqn:A.
  - rewrite !andb_true_iff, negb_true_iff in A. destruct A as [[[A B] C] _].
    exists (with_recent h (options_ts_val (seg_options s))). split.
    + right. split; [exact B|]. split; [unfold HasRst; congruence | reflexivity].
    + revert P. models. split; [reflexivity|]. intros _. now apply rm_stamps.
  - exists h. split; [now left|]. revert P. models.
Qed.
