(** * The watch on the order of SACK blocks never accuses the innocent *)
From Plumb Require Import Seq Segment Host History ClausesSack ClausesDsack WatchSack WatchDsack.
From PlumbProofs Require Import Ranges SeqFacts WatchSackSpans WatchDsackSpans WatchSack.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** The watch after a history *)

Definition both_after (kw : sack_watch * dsack_watch) (x : label) : sack_watch * dsack_watch :=
  let (k, w) := kw in
  match x with
  | Arrived _ s => (sack_watch_arrived k s, dsack_watch_arrived k w s)
  | Sent _ s => (sack_watch_after_sent k s, dsack_watch_after_sent k w s)
  | Ended _ => (k, w)
  end.
Definition following (before : list label) : dsack_watch :=
  snd (fold_left both_after before (start_sack_watch, start_dsack_watch)).

Lemma watching_both before : fst (fold_left both_after before (start_sack_watch, start_dsack_watch)) = watching before.
Proof.
  induction before as [|x before IH] using rev_ind; [reflexivity|].
  rewrite watching_snoc, fold_left_app, <- IH. cbn [fold_left].
  destruct (fold_left both_after before _) as [k w]. destruct x; reflexivity.
Qed.
Lemma following_snoc before x :
  following (before ++ [x])
  = match x with
    | Arrived _ s => dsack_watch_arrived (watching before) (following before) s
    | Sent _ s => dsack_watch_after_sent (watching before) (following before) s
    | Ended _ => following before
    end.
Proof.
  unfold following. rewrite <- watching_both, fold_left_app. cbn [fold_left].
  destruct (fold_left both_after before _) as [k w]. destruct x; reflexivity.
Qed.

(** ** What the blocks say *)

Lemma tells_again s : WfSeg s ->
  TellsAgain s = true <-> exists b, ReportsAgain s b.
Proof.
  intros _. unfold TellsAgain, ReportsAgain, BlockAt, BlockWithin, Covers, WithinIt, CoversIt, block_len.
  rewrite !andb_true_iff, orb_true_iff, !andb_true_iff, !Z.ltb_lt, Z.leb_le. split.
  - intros ((N & E) & H). eexists. split; [split; [exact N | left; split; reflexivity]|]. split; [exact E|].
    destruct H as [H | (N1 & W)]; [left; exact H | right]. eexists.
    split; [split; [exact N1 | right; left; split; reflexivity] | exact W].
  - intros (b & (N & B) & E & H). destruct B as [(_ & ->) | [(F & _) | [(F & _) | (F & _)]]]; try discriminate.
    split; [auto|]. destruct H as [H | (c & (N1 & C) & W)]; [left; exact H | right].
    destruct C as [(F & _) | [(_ & ->) | [(F & _) | (F & _)]]]; try discriminate. auto.
Qed.
Lemma reports_first s b : ReportsAgain s b -> b = sack_b0 (options_sack (seg_options s)).
Proof. intros ((_ & [(_ & ->) | [(F & _) | [(F & _) | (F & _)]]]) & _); reflexivity || discriminate. Qed.

(** ** What the history says *)

Lemma near_told l a x : told l = Some a -> Near l x <-> seq_sub x (seq_sub a 1073741824) < 2147483648.
Proof.
  intros T. unfold Near. rewrite T. change (2 ^ 30) with 1073741824. change (2 ^ 31) with 2147483648.
  split; [intros (b & E & H); injection E as <-; exact H | eauto].
Qed.
Lemma near_ended t l x : Near (Ended t :: l) x <-> Near l x.
Proof. unfold Near. cbn [told]. tauto. Qed.
Lemma due_near l x k : Due l x k -> Near l x.
Proof.
  induction l as [|e l IH]; cbn [Due]; [tauto|]. destruct e; intros H; [apply H | apply H | apply near_ended, IH, H].
Qed.
Lemma due_less l x k : Due l x (S k) -> Due l x k.
Proof.
  revert k. induction l as [|e l IH]; intros k; cbn [Due]; [tauto|]. destruct e as [t q | t q | t].
  - intros (N & [H | (I & D & H)]); (split; [exact N|]); [left; auto | right]. destruct k; auto.
  - intros (N & [H | (H & R)]); (split; [exact N|]); [left; auto | right; auto].
  - apply IH.
Qed.
Lemma due_any l x k : Due l x k -> Due l x 0.
Proof. induction k as [|k IH]; [trivial|]. intros H. apply IH, due_less, H. Qed.

Lemma u32_base a : U32 a -> U32 (seq_sub a 1073741824).
Proof. intros A. apply u32_sub; [exact A | unfold U32; lia]. Qed.

(** The distance from the base tells what was acknowledged. *)
Lemma from_base a x : U32 a -> U32 x -> seq_sub x (seq_sub a 1073741824) < 2147483648 ->
  (2147483648 <= seq_sub x a -> seq_sub x (seq_sub a 1073741824) < 1073741824)
  /\ (seq_sub x a < 2147483648 ->
      0 <= seq_sub x a < 1073741824 /\ seq_sub x (seq_sub a 1073741824) = seq_sub x a + 1073741824).
Proof.
  intros A X. assert (B : U32 1073741824) by (unfold U32; lia). pose proof (u32_base a A) as C.
  destruct (seq_sub_spec a 1073741824 A B) as [(L1 & E1) | (L1 & E1)];
    destruct (seq_sub_spec x a X A) as [(L2 & E2) | (L2 & E2)];
    destruct (seq_sub_spec x (seq_sub a 1073741824) X C) as [(L3 & E3) | (L3 & E3)];
    unfold U32 in *; lia.
Qed.

Record Knows (before : list label) : Prop := {
  knows_again : forall x, U32 x -> Due (rev before) x 0 ->
    InSpans (dsack_watch_again (following before)) (seq_sub x (base_of (watching before))) = true;
  knows_more : dsack_watch_more (following before) = false -> forall x, U32 x -> ~ Due (rev before) x 1;
  knows_newest : 0 < dsack_watch_len (following before) -> exists q, Newest (rev before) q
    /\ seg_seq q = dsack_watch_seq (following before) /\ seg_len q = dsack_watch_len (following before);
  knows_nothing : sack_watch_begun (watching before) = false -> dsack_watch_len (following before) = 0 }.

Lemma newest_silent e l q : Silent e -> Newest l q -> Newest (e :: l) q.
Proof.
  intros S (since & t & l' & -> & F & H). exists (e :: since), t, l'. split; [reflexivity|].
  split; [constructor; assumption | exact H].
Qed.

Lemma had_begun l x : told l = None -> ~ Had l x.
Proof.
  intros T [H | (a & H & _)]; [|congruence]. apply came_above in H. destruct H as (a & H & _). congruence.
Qed.

Section Arrives.
Variables (before : list label) (t : Z) (q : seg).
Hypothesis Wf : Forall WfLabel before.
Hypothesis Wq : WfSeg q.
Hypothesis IH : Knows before.
Local Notation k := (watching before).
Local Notation w := (following before).
Local Notation l := (rev before).

Lemma arrives_first : sack_watch_begun k = false -> Knows (before ++ [Arrived t q]).
Proof.
  intros B. pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB.
  destruct KB as (T & _).
  assert (W : following (before ++ [Arrived t q]) = w).
  { rewrite following_snoc. unfold dsack_watch_arrived. cbn zeta. rewrite B. reflexivity. }
  assert (D : forall x j, ~ Due (Arrived t q :: l) x j).
  { intros x j (_ & [H | (_ & H & _)]); [|exact (had_begun l x T H)]. apply due_near in H.
    destruct H as (a & H & _). congruence. }
  constructor; rewrite ?W, ?rev_app_distr; cbn [rev app].
  - intros x _ H. destruct (D _ _ H).
  - intros _ x _. apply D.
  - intros H. pose proof (knows_nothing _ IH B) as E. lia32.
  - intros _. exact (knows_nothing _ IH B).
Qed.

Lemma arrives_empty : sack_watch_begun k = true -> seg_len q = 0 -> Knows (before ++ [Arrived t q]).
Proof.
  intros B E.
  assert (W : following (before ++ [Arrived t q]) = w).
  { rewrite following_snoc. unfold dsack_watch_arrived. cbn zeta. rewrite B, E. reflexivity. }
  assert (Base : base_of (watching (before ++ [Arrived t q])) = base_of k).
  { rewrite watching_snoc. unfold base_of, sack_watch_arrived. cbn [sack_watch_told]. rewrite B. reflexivity. }
  assert (D : forall x j, U32 x -> Due (Arrived t q :: l) x j -> Due l x j).
  { intros x j X (_ & [H | (I & _)]); [exact H|]. unfold InSegment in I. rewrite E in I.
    pose proof (u32_sub x _ X (wf_seg_seq q Wq)). unfold U32 in *. lia. }
  constructor; rewrite ?W, ?Base, ?rev_app_distr; cbn [rev app].
  - intros x X H. apply (knows_again _ IH x X), D; assumption.
  - intros M x X H. apply (knows_more _ IH M x X), D; assumption.
  - intros L. destruct (knows_newest _ IH L) as (p & P & Q). exists p. split; [|exact Q].
    apply newest_silent; assumption.
  - rewrite watching_snoc. discriminate.
Qed.

Lemma arrives_new : sack_watch_begun k = true -> BeyondGap k q = true ->
  forall x, U32 x -> InSegment q x -> ~ Had l x.
Proof.
  intros B G x X I. pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB.
  destruct KB as (T & U & _). unfold BeyondGap in G. cbn zeta in G. rewrite !andb_true_iff in G.
  destruct G as ((((Le & M) & _) & To) & _). apply negb_true_iff in M. apply Z.ltb_lt in To.
  unfold seq_leq in Le. apply Z.ltb_lt in Le.
  pose proof (wf_seg_seq q Wq) as Q. pose proof (wf_len q Wq) as N. unfold InSegment in I.
  pose proof (beyond_whole _ _ _ Le To) as Far. unfold two31 in Le. clear To.
  set (n := segment_span (sack_watch_told k) q) in *.
  pose proof (u32_sub x (seg_seq q) X Q) as Ux. unfold U32 in Ux.
  assert (A : seq_sub x (sack_watch_told k) < 2147483648).
  { pose proof (ahead (sack_watch_told k) (seg_seq q) x U Q X Le) as A. lia. }
  intros [H | (a & E & H)]; [|rewrite T in E; injection E as <-; change (2 ^ 31) with 2147483648 in H; lia].
  destruct (knows before Wf) as (K & _). apply (K x X) in H.
  rewrite (meets _ n _ H) in M; [discriminate|]. unfold n, segment_span. apply beyond; auto.
Qed.

Lemma arrives_text : sack_watch_begun k = true -> seg_len q <> 0 -> Knows (before ++ [Arrived t q]).
Proof.
  intros B E. pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB.
  destruct KB as (T & U & _).
  assert (Told : sack_watch_told (watching (before ++ [Arrived t q])) = sack_watch_told k).
  { rewrite watching_snoc. unfold sack_watch_arrived. cbn [sack_watch_told]. rewrite B. reflexivity. }
  assert (T' : told (Arrived t q :: l) = Some (sack_watch_told k)) by (cbn [told]; rewrite T; reflexivity).
  pose proof (wf_seg_seq q Wq) as Q. pose proof (wf_len q Wq) as N.
  set (n := segment_span (base_of k) q).
  assert (Ub : U32 (base_of k)) by (apply u32_base; exact U).
  assert (In_n : forall x, U32 x -> Near (Arrived t q :: l) x -> InSegment q x ->
                 InSpan n (seq_sub x (base_of k)) = true).
  { intros x X H I. apply (near_told _ _ x T') in H. unfold n, segment_span. apply beyond; auto. }
  assert (W : following (before ++ [Arrived t q]) = dsack_watch_arrived k w q) by apply following_snoc.
  unfold dsack_watch_arrived in W. cbn zeta in W. fold n in W. rewrite B in W. cbn [negb orb] in W.
  rewrite (proj2 (Z.eqb_neq (seg_len q) 0) E) in W.
  constructor; rewrite ?W, ?rev_app_distr; cbn [rev app dsack_watch_again dsack_watch_more dsack_watch_len dsack_watch_seq].
  - intros x X (Nx & H). unfold base_of at 1. rewrite Told. fold (base_of k). apply with_parts_holds.
    destruct H as [H | (I & H & _)]; [left; apply (knows_again _ IH x X H)|].
    pose proof (In_n x X Nx I) as In. apply (near_told _ _ x T') in Nx.
    destruct (from_base _ x U X Nx) as (Old & New).
    destruct H as [H | (a & Ea & H)].
    + pose proof (came_above _ _ H) as Ab. apply (told_not_acknowledged _ _ x T) in Ab.
      destruct (New Ab) as (O & D). destruct (knows before Wf) as (K & _). apply (K x X) in H.
      unfold base_of, behind_told in In |- *. rewrite D in In |- *.
      apply in_spans in H. unfold Holds in H.
      destruct H as [H | [H | [H | H]]]; (apply (in_part _ n _ O) in H; [tauto | exact In]).
    + rewrite T in Ea. injection Ea as <-. change (2 ^ 31) with 2147483648 in H. specialize (Old H).
      right. left. unfold base_of, behind_told in In |- *. rewrite in_span in *. unfold acknowledged_part, behind_told.
      cbn [span_from span_to]. rewrite min_u32_eq. lia32.
  - intros M x X (Nx & H). apply orb_false_iff in M. destruct M as (M & Me).
    destruct H as [H | (I & _ & H)]; [exact (knows_more _ IH M x X H)|].
    rewrite (meets _ n _ (knows_again _ IH x X H) (In_n x X Nx I)) in Me. discriminate.
  - destruct (BeyondGap k q) eqn:G; cbn [andb]; [|lia]. destruct (negb _ && negb _); [|lia].
    intros L. exists q. split; [|auto]. exists [], t, l. split; [reflexivity|]. split; [constructor|].
    split; [exact L|]. intros x X. apply arrives_new; [exact B | exact G | unfold U32; lia].
  - rewrite watching_snoc. discriminate.
Qed.
End Arrives.

Section Sends.
Variables (before : list label) (t : Z) (s : seg).
Hypothesis Wf : Forall WfLabel before.
Hypothesis Ws : WfSeg s.
Hypothesis IH : Knows before.
Local Notation k := (watching before).
Local Notation w := (following before).
Local Notation l := (rev before).
Local Notation v := (sack_watch_after_sent k s).

Lemma sends_told : sack_watch_begun k = true ->
  told l = Some (sack_watch_told k) /\ told (Sent t s :: l) = Some (sack_watch_told v)
  /\ U32 (sack_watch_told k) /\ U32 (sack_watch_told v)
  /\ 0 <= seq_sub (sack_watch_told v) (sack_watch_told k) < 2147483648.
Proof.
  intros B. pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB.
  destruct KB as (T & U & _). split; [exact T|]. cbn [told]. rewrite T. unfold sack_watch_after_sent. rewrite B.
  cbn [andb]. destruct (_ && _) eqn:A; cbn [sack_watch_told].
  - apply andb_true_iff in A. destruct A as (_ & A). apply seq_lt_spec in A. unfold two31 in A.
    pose proof (wf_seg_ack s Ws) as Q. split; [reflexivity|]. split; [exact U|]. split; [exact Q | lia32].
  - split; [reflexivity|]. split; [exact U|]. split; [exact U|]. destruct (seq_sub_spec _ _ U U) as [(C & ->) | (C & ->)]; unfold U32 in *; lia.
Qed.

(** An octet that is followed before and after: how far it is from each base. *)
Lemma sends_distance x : sack_watch_begun k = true -> U32 x -> Near l x -> Near (Sent t s :: l) x ->
  seq_sub x (base_of k) = seq_sub x (base_of v) + seq_sub (sack_watch_told v) (sack_watch_told k).
Proof.
  intros B X N N'. destruct (sends_told B) as (T & T' & U & U' & D).
  apply (near_told _ _ x T) in N. apply (near_told _ _ x T') in N'. unfold base_of, behind_told.
  assert (E : seq_sub (seq_sub (sack_watch_told v) 1073741824) (seq_sub (sack_watch_told k) 1073741824)
              = seq_sub (sack_watch_told v) (sack_watch_told k)).
  { pose proof (u32_base _ U) as Ub. pose proof (u32_base _ U') as Ub'. assert (C : U32 1073741824) by (unfold U32; lia).
    destruct (seq_sub_spec _ _ U C) as [(L1 & E1) | (L1 & E1)]; destruct (seq_sub_spec _ _ U' C) as [(L2 & E2) | (L2 & E2)];
      destruct (seq_sub_spec _ _ Ub' Ub) as [(L3 & E3) | (L3 & E3)]; destruct (seq_sub_spec _ _ U' U) as [(L4 & E4) | (L4 & E4)];
      unfold U32 in *; lia. }
  rewrite <- E. apply ahead; try (apply u32_base; assumption); trivial; rewrite E; lia.
Qed.

Lemma sends_again x : sack_watch_begun k = true -> U32 x -> Near (Sent t s :: l) x -> Due l x 0 ->
  InSpans (again_after k v w) (seq_sub x (base_of v)) = true.
Proof.
  intros B X N D. destruct (sends_told B) as (_ & _ & _ & U' & R). unfold again_after.
  pose proof (u32_sub x (base_of v) X (u32_base _ U')) as Ux. unfold U32 in Ux.
  rewrite all_after by lia32. rewrite <- (sends_distance x B X (due_near _ _ _ D) N).
  exact (knows_again _ IH x X D).
Qed.

Lemma in_told_span x : TellsAgain s = true -> U32 x -> U32 (base_of v) ->
  InSpan (told_span v s) (seq_sub x (base_of v)) = true
  <-> InBlock (sack_b0 (options_sack (seg_options s))) x /\ seq_sub x (base_of v) < 2147483648.
Proof.
  intros Te X Ub. apply tells_again in Te; [|exact Ws]. destruct Te as (b & R). pose proof (reports_first _ _ R) as Eb.
  subst b. destruct R as (A & L & _). apply seq_lt_spec in L. unfold two31 in L.
  assert (Wb : WfBlock (sack_b0 (options_sack (seg_options s)))).
  { apply (wf_reported s _ Ws). destruct A as (A & _). left. auto. }
  destruct Wb as [Lb _]. unfold told_span, InBlock, block_len. apply beyond; trivial. lia32.
Qed.

Lemma sends_knows : Knows (before ++ [Sent t s]).
Proof.
  assert (W : following (before ++ [Sent t s]) = dsack_watch_after_sent k w s) by apply following_snoc.
  assert (V : watching (before ++ [Sent t s]) = v) by apply watching_snoc.
  unfold dsack_watch_after_sent in W. cbn zeta in W.
  set (again := if TellsAgain s && negb (dsack_watch_more w) then spans_without (again_after k v w) (told_span v s)
                else again_after k v w) in W.
  constructor; rewrite ?W, ?V, ?rev_app_distr; cbn [rev app dsack_watch_again dsack_watch_more dsack_watch_len];
    trivial; try lia.
  - intros x X (N & H). assert (Some_again : InSpans again (seq_sub x (base_of v)) = true).
    { destruct (sack_watch_begun k) eqn:B.
      2:{ pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB.
          destruct KB as (T & _). destruct N as (a & N & _). cbn [told] in N. rewrite T in N. discriminate. }
      assert (D : Due l x 0) by (destruct H as [H | (H & _)]; [apply due_less|]; exact H).
      pose proof (sends_again x B X N D) as A. unfold again.
      destruct (TellsAgain s) eqn:Te; [|exact A]. destruct (dsack_watch_more w) eqn:M; [exact A|]. cbn [andb negb].
      destruct H as [H | (_ & H)]; [destruct (knows_more _ IH M x X H)|].
      apply spans_without_keeps; [exact A|]. apply not_true_iff_false. intros I.
      destruct (sends_told B) as (_ & _ & _ & U' & _).
      apply (in_told_span x Te X (u32_base _ U')) in I. destruct I as (I & _).
      apply tells_again in Te; [|exact Ws]. destruct Te as (b & R). pose proof (reports_first _ _ R) as Eb. subst b.
      apply H. eauto. }
    destruct (NoSpans again) eqn:E; [|exact Some_again]. rewrite (no_spans_none _ _ E) in Some_again. discriminate.
  - intros M x X (N & H). assert (D : Due l x 1) by (destruct H as [H | (H & _)]; [apply due_less|]; exact H).
    destruct (dsack_watch_more w) eqn:Mw; [|exact (knows_more _ IH Mw x X D)].
    cbn [andb] in M. apply negb_false_iff in M.
    destruct (sack_watch_begun k) eqn:B.
    2:{ pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB.
        destruct KB as (T & _). destruct N as (a & N & _). cbn [told] in N. rewrite T in N. discriminate. }
    pose proof (sends_again x B X N (due_less _ _ _ D)) as A.
    unfold again in M. rewrite andb_false_r in M. rewrite (no_spans_none _ _ M) in A. discriminate.
Qed.
End Sends.

Lemma follows before : Forall WfLabel before -> Knows before.
Proof.
  induction before as [|e before IH] using rev_ind.
  { intros _. constructor; cbn; trivial; try tauto; lia. }
  intros Wf. apply Forall_app in Wf. destruct Wf as (W & We). specialize (IH W). inversion_clear We as [|? ? We' _].
  destruct e as [t q | t s | t].
  - destruct (sack_watch_begun (watching before)) eqn:B; [|apply arrives_first; assumption].
    destruct (Z.eq_dec (seg_len q) 0); [apply arrives_empty | apply arrives_text]; assumption.
  - apply sends_knows; assumption.
  - destruct IH as [A M N Z]. constructor; rewrite ?following_snoc, ?watching_snoc, ?rev_app_distr; cbn [rev app Due]; trivial.
    intros L. destruct (N L) as (q & Q & R). exists q. split; [apply newest_silent; [exact I | exact Q] | exact R].
Qed.

(** ** The theorems *)

Section Judged.
Variables (before : list label) (t : Z) (s : seg).
Hypothesis Wf : Forall WfLabel before.
Hypothesis Ws : WfSeg s.
Local Notation k := (watching before).
Local Notation w := (following before).
Local Notation v := (sack_watch_after_sent k s).

Lemma begins : sack_watch_begun k = true -> sack_watch_from_syn k = true -> FromSyn (rev before).
Proof.
  intros B F. pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB.
  destruct KB as (_ & _ & _ & E). apply E, F.
Qed.

Lemma twice : OnlyAgain before t s -> NeverTwice k w s = false.
Proof.
  intros C. unfold NeverTwice. cbn zeta. destruct (sack_watch_begun k) eqn:B; [|reflexivity].
  destruct (sack_watch_from_syn k) eqn:F; [|reflexivity]. destruct (TellsAgain s) eqn:Te; [|reflexivity]. cbn [andb].
  destruct (sends_told before t s Wf Ws B) as (_ & T' & _ & U' & _).
  pose proof (u32_base _ U') as Ub. fold behind_told in Ub. fold (base_of v) in Ub.
  apply misses_none. intros o O.
  assert (Wb : WfBlock (sack_b0 (options_sack (seg_options s)))).
  { apply (wf_reported s _ Ws). apply tells_again in Te; [|exact Ws]. destruct Te as (b & R).
    pose proof (reports_first _ _ R). subst b. destruct R as ((A & _) & _). left. auto. }
  assert (R : 0 <= o < 2147483648).
  { destruct Wb as [Lb Rb]. pose proof Te as Te'. apply tells_again in Te'; [|exact Ws]. destruct Te' as (b & Rp).
    pose proof (reports_first _ _ Rp). subst b. destruct Rp as (_ & L & _). apply seq_lt_spec in L. unfold two31 in L.
    split.
    - apply in_span in O. revert O. unfold told_span, span_beyond, block_len.
      pose proof (u32_sub _ _ Lb Ub) as Ul. unfold U32 in Ul.
      destruct (_ <? two31); [cbn [span_from]; lia32|]. destruct (_ <? _); cbn [span_from no_span]; lia32.
    - unfold told_span, block_len in O. apply (beyond_bounded _ _ _ _ Ub Lb) in O; [exact O | lia32]. }
  set (x := seq_add (base_of v) o).
  assert (D : seq_sub x (base_of v) = o) by (apply seq_sub_add; [exact Ub | unfold U32; lia]).
  assert (X : U32 x) by (apply u32_seq_add; unfold U32 in *; lia).
  rewrite <- D in O |- *. pose proof O as I. apply (in_told_span before s Ws x Te X Ub) in I. destruct I as (I & L).
  assert (N : Near (Sent t s :: rev before) x) by (apply (near_told _ _ x T'); exact L).
  pose proof Te as Te'. apply tells_again in Te'; [|exact Ws]. destruct Te' as (b & Rp).
  pose proof (reports_first _ _ Rp). subst b.
  apply (sends_again before t s Wf Ws (follows before Wf) x B X N).
  exact (C (begins B F) _ x Rp X I N).
Qed.

Lemma newest : NewestFirst before t s -> NewestLater k w s = false.
Proof.
  intros C. apply not_true_iff_false. unfold NewestLater. cbn zeta. rewrite !andb_true_iff, !negb_true_iff, !orb_true_iff.
  intros ((((((((B & F) & L) & A) & Ack) & E) & Te) & Cov) & H). apply Z.ltb_lt in L. apply Z.eqb_eq in Ack, E.
  destruct (knows_newest _ (follows before Wf) L) as (q & Q & Eq & El).
  pose proof (knows_begin before Wf) as KB. unfold KnowsBegin in KB. rewrite B in KB. destruct KB as (T & _).
  rewrite <- Ack in T.
  assert (NoR : forall b, ~ ReportsAgain s b).
  { intros b R. assert (X : TellsAgain s = true) by (apply tells_again; eauto). congruence. }
  assert (K : forall i b, BlockAt s i b -> CoversIt b (dsack_watch_seq w) (dsack_watch_len w) = true -> 0 < i -> False).
  { intros i b Bi Ci Pos. unfold CoversIt in Ci. apply Z.leb_le in Ci.
    assert (X : Covers (sack_b0 (options_sack (seg_options s))) (seg_seq q) (seg_len q)).
    { apply (C (begins B F) T A E NoR q i b Q Bi).
      - unfold Covers. rewrite Eq, El. exact Ci.
      - destruct Bi as (Bi & _). split; [lia32 | auto]. }
    unfold Covers in X. rewrite Eq, El in X. unfold CoversIt, block_len in Cov. apply Z.leb_gt in Cov. lia. }
  unfold Hidden in H. rewrite !andb_true_iff, !Z.ltb_lt in H.
  destruct H as [[(N & H) | (N & H)] | (N & H)];
    [apply (K 1 (sack_b1 (options_sack (seg_options s)))) | apply (K 2 (sack_b2 (options_sack (seg_options s))))
     | apply (K 3 (sack_b3 (options_sack (seg_options s))))]; trivial; try lia; unfold BlockAt; split; tauto.
Qed.

Lemma same_block a b : SameBlock a b = true <-> a = b.
Proof.
  unfold SameBlock. rewrite andb_true_iff, !Z.eqb_eq. destruct a, b. cbn. split; [intros (-> & ->); reflexivity|].
  intros E. injection E as -> ->. auto.
Qed.
Lemma repeats i a b : Repeats s i a b = true <->
  i < sack_n (options_sack (seg_options s)) /\ seq_lt (block_left a) (block_right a) = true /\ BlockWithin a b.
Proof.
  unfold Repeats, WithinIt, CoversIt, BlockWithin, Covers, block_len. rewrite !andb_true_iff, Z.ltb_lt, Z.leb_le. tauto.
Qed.

(** A block lies within one before it if and only if the watch says so. *)
Theorem within_judged : BlockWithinOther s = false <-> NoneWithin before t s.
Proof.
  unfold BlockWithinOther, NoneWithin. set (o := options_sack (seg_options s)). rewrite !orb_false_iff, !andb_false_iff, !negb_false_iff, !same_block.
  assert (R : forall i a b, Repeats s i a b = false <-> ~ (i < sack_n o /\ seq_lt (block_left a) (block_right a) = true /\ BlockWithin a b)).
  { intros i a b. unfold o. rewrite <- repeats. apply iff_sym, not_true_iff_false. }
  rewrite !R. split.
  - intros H i j a b (Ni & A) (Nj & Bb) J L Wi. fold o in Ni, A, Nj, Bb.
    destruct A as [(-> & ->) | [(-> & ->) | [(-> & ->) | (-> & ->)]]];
      destruct Bb as [(-> & ->) | [(-> & ->) | [(-> & ->) | (-> & ->)]]]; try lia; tauto.
  - intros H. assert (P : forall i j a b, BlockAt s i a -> BlockAt s j b -> j < i ->
      ~ (i < sack_n o /\ seq_lt (block_left a) (block_right a) = true /\ BlockWithin a b) \/ j = 0 /\ a = b).
    { intros i j a b A Bb J. destruct (Repeats s i a b) eqn:E; [right; apply repeats in E | left; apply R, E].
      apply (H i j a b A Bb J); tauto. }
    unfold BlockAt in P. fold o in P. change u8 with Z in *.
    repeat split.
    all: match goal with
    | |- ~ (?i < _ /\ seq_lt (block_left ?a) _ = _ /\ BlockWithin _ ?b) \/ _ =>
        destruct (Z.lt_ge_cases i (sack_n o)) as [N|N]; [|left; lia];
        destruct (P i 0 a b ltac:(split; tauto) ltac:(split; [lia | tauto]) ltac:(lia)); tauto
    | |- ~ (?i < _ /\ seq_lt (block_left ?a) _ = _ /\ BlockWithin _ (sack_b1 _)) =>
        destruct (Z.lt_ge_cases i (sack_n o)) as [N|N]; [|lia];
        destruct (P i 1 a (sack_b1 o) ltac:(split; tauto) ltac:(split; [lia | tauto]) ltac:(lia)) as [X | (X & _)]; [exact X | discriminate]
    | |- ~ (?i < _ /\ seq_lt (block_left ?a) _ = _ /\ BlockWithin _ (sack_b2 _)) =>
        destruct (Z.lt_ge_cases i (sack_n o)) as [N|N]; [|lia];
        destruct (P i 2 a (sack_b2 o) ltac:(split; tauto) ltac:(split; [lia | tauto]) ltac:(lia)) as [X | (X & _)]; [exact X | discriminate]
    end.
Qed.

(** In every history: each accusation is of a clause that forbids the segment. *)
Theorem dsack_accused_rightly :
  match dsack_watch_sent k w s with
  | NO_DSACK_FAULT => True
  | NEVER_TWICE => ~ OnlyAgain before t s
  | NEWEST_LATER => ~ NewestFirst before t s
  | BLOCK_WITHIN => ~ NoneWithin before t s
  end.
Proof.
  unfold dsack_watch_sent.
  destruct (NeverTwice k w s) eqn:A; [intros C; apply twice in C; congruence|].
  destruct (NewestLater k w s) eqn:B; [intros C; apply newest in C; congruence|].
  destruct (BlockWithinOther s) eqn:D; [intros C; apply within_judged in C; congruence | exact I].
Qed.

(** What the clauses allow, the watch does not accuse. *)
Theorem dsack_never_accused :
  OnlyAgain before t s -> NewestFirst before t s -> NoneWithin before t s ->
  dsack_watch_sent k w s = NO_DSACK_FAULT.
Proof.
  intros A B C. pose proof dsack_accused_rightly as H. destruct (dsack_watch_sent k w s); tauto.
Qed.
End Judged.
