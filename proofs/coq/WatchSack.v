(** * The watch on SACK blocks never accuses the innocent

    And while it had never to take a gap for filled, it never acquits the guilty. *)
From Plumb Require Import Seq Segment Host History ClausesSack WatchSack.
From PlumbProofs Require Import Ranges SeqFacts WatchSackSpans.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** The watch after a history *)

Definition watching (before : list label) : sack_watch :=
  fold_left (fun w x => match x with
                        | Arrived _ s => sack_watch_arrived w s
                        | Sent _ s => sack_watch_after_sent w s
                        | Ended _ => w
                        end) before start_sack_watch.

Lemma watching_snoc before x :
  watching (before ++ [x])
  = match x with
    | Arrived _ s => sack_watch_arrived (watching before) s
    | Sent _ s => sack_watch_after_sent (watching before) s
    | Ended _ => watching before
    end.
Proof. unfold watching. rewrite fold_left_app. reflexivity. Qed.

Definition WfLabel (x : label) : Prop :=
  match x with Arrived _ s | Sent _ s => WfSeg s | Ended _ => True end.

Lemma wf_len q : WfSeg q -> 0 <= seg_len q < 2147483648.
Proof.
  intros [_ _ _ _ T _]. unfold Len16, seg_len, bit in *. change u32 with Z.
  destruct (ctl_syn (seg_ctl q)), (ctl_fin (seg_ctl q)); lia.
Qed.

Lemma came_above l x : Came l x -> NotAcknowledged l x.
Proof. destruct l; cbn; tauto. Qed.

(** What the history says of the beginning, the watch knows. *)
Definition KnowsBegin (w : sack_watch) (l : list label) : Prop :=
  if sack_watch_begun w then
    told l = Some (sack_watch_told w) /\ U32 (sack_watch_told w)
    /\ (exists p, first_arrived l = Some p /\ seg_seq p = sack_watch_irs w)
    /\ (sack_watch_from_syn w = true <-> FromSyn l)
  else told l = None /\ first_arrived l = None.

Lemma from_syn_same e l : (forall t q, e <> Arrived t q) ->
  first_arrived (e :: l) = first_arrived l /\ (FromSyn (e :: l) <-> FromSyn l).
Proof.
  intros N. assert (F : first_arrived (e :: l) = first_arrived l).
  { destruct e; [destruct (N _ _ eq_refl) | reflexivity ..]. }
  split; [exact F|]. unfold FromSyn. rewrite F. split; intros (p & P & S & A); exists p; (split; [exact P|]);
    (split; [exact S|]); intros t q I; apply (A t q).
  - right. exact I.
  - destruct I as [-> | I]; [destruct (N _ _ eq_refl) | exact I].
Qed.

Lemma knows_begin before : Forall WfLabel before -> KnowsBegin (watching before) (rev before).
Proof.
  induction before as [|e before IH] using rev_ind; [intros _; cbn; auto|].
  rewrite Forall_app. intros (W & We). specialize (IH W). inversion_clear We as [|? ? Wl _].
  rewrite watching_snoc, rev_app_distr. cbn [rev app]. set (w := watching before) in *. set (l := rev before) in *.
  unfold KnowsBegin in *. destruct e as [t q | t q | t].
  - cbn [sack_watch_arrived sack_watch_begun sack_watch_told sack_watch_irs sack_watch_from_syn].
    unfold FromSyn. cbn [told first_arrived].
    destruct (sack_watch_begun w).
    + destruct IH as (T & U & (p & P & I) & F). rewrite T, P. split; [reflexivity|]. split; [exact U|].
      split; [exists p; auto|]. rewrite andb_true_iff, orb_true_iff, negb_true_iff, Z.eqb_eq, F. unfold FromSyn. rewrite P.
      split.
      * intros ((p' & E & S & A) & Q). injection E as <-. exists p. split; [reflexivity|]. split; [exact S|].
        intros t' r [E | H] HS; [|exact (A _ _ H HS)]. injection E as <- <-. unfold HasSyn in HS.
        destruct Q as [Q | Q]; congruence.
      * intros (p' & E & S & A). injection E as <-. split.
        { exists p. split; [reflexivity|]. split; [exact S|]. intros t' r H. apply (A t' r). right. exact H. }
        destruct (ctl_syn (seg_ctl q)) eqn:Y; [right | auto]. rewrite <- I. exact (A t q (or_introl eq_refl) Y).
    + destruct IH as (T & P). rewrite T, P. split; [reflexivity|]. split; [exact (wf_seg_seq q Wl)|].
      split; [exists q; auto|]. split.
      * intros S. exists q. split; [reflexivity|]. split; [exact S|].
        intros t' r [E | H] _; [injection E as <- <-; reflexivity|]. exfalso.
        clear - P H. induction l as [|x l IH]; [exact H|]. destruct H as [-> | H].
        { cbn in P. destruct (first_arrived l); discriminate. }
        destruct x; cbn in P; [destruct (first_arrived l); discriminate | auto | auto].
      * intros (p & E & S & _). injection E as <-. exact S.
  - destruct (from_syn_same (Sent t q) l ltac:(discriminate)) as (P & F). rewrite P.
    unfold sack_watch_after_sent. cbn [told]. destruct (sack_watch_begun w) eqn:B; cbn [andb].
    + destruct IH as (T & U & I & Y). rewrite T.
      destruct (ctl_ack (seg_ctl q) && seq_lt (sack_watch_told w) (seg_ack q)).
      * cbn. split; [reflexivity|]. split; [exact (wf_seg_ack q Wl)|]. split; [exact I|].
        rewrite Y. symmetry. exact F.
      * rewrite B. split; [reflexivity|]. split; [exact U|]. split; [exact I|]. rewrite Y. symmetry. exact F.
    + rewrite B. destruct IH as (-> & ->). auto.
  - destruct (from_syn_same (Ended t) l ltac:(discriminate)) as (P & F). rewrite P. cbn [told].
    destruct (sack_watch_begun w); [|exact IH]. destruct IH as (T & U & I & Y). rewrite Y, F. tauto.
Qed.

(** [s] takes gaps to be filled: there are too many. *)
Definition FillsGap (w : sack_watch) (s : seg) : Prop :=
  let n := span_beyond (sack_watch_told (sack_watch_arrived w s)) (seg_seq s) (seg_len s) in
  EmptySpan n = false /\ reach_of (sack_watch_spans w) n <> 0.
Definition FewGaps (before : list label) : Prop :=
  forall b t s a, before = b ++ Arrived t s :: a -> ~ FillsGap (watching b) s.

Lemma few_gaps_before before x : FewGaps (before ++ [x]) -> FewGaps before.
Proof. intros F b t s a E. apply (F b t s (a ++ [x])). rewrite E, <- app_assoc. reflexivity. Qed.

Lemma told_not_acknowledged l a x : told l = Some a -> NotAcknowledged l x <-> seq_sub x a < 2147483648.
Proof.
  intros T. unfold NotAcknowledged. rewrite T. split; [intros (b & E & H); injection E as <-; exact H | eauto].
Qed.

(** What has come is in the spans; and what is in them has come, while gaps were few. *)
Lemma knows before : Forall WfLabel before ->
  let w := watching before in
  (forall x, U32 x -> Came (rev before) x -> InSpans (sack_watch_spans w) (seq_sub x (sack_watch_told w)) = true)
  /\ (FewGaps before ->
      (forall o, InSpans (sack_watch_spans w) o = true -> o < 2147483648 /\ sack_watch_begun w = true)
      /\ forall x, U32 x -> InSpans (sack_watch_spans w) (seq_sub x (sack_watch_told w)) = true -> Came (rev before) x).
Proof.
  cbn zeta. induction before as [|e before IH] using rev_ind.
  { intros _. cbn. split; [tauto|]. intros _. split.
    - intros o. unfold InSpans, InSpan. cbn. destruct (0 <=? o) eqn:E, (o <? 0) eqn:F; cbn; try discriminate. lia.
    - intros x _. unfold InSpans, InSpan. cbn. destruct (0 <=? seq_sub x 0) eqn:E, (seq_sub x 0 <? 0) eqn:F; cbn; try discriminate. lia. }
  intros Wf. pose proof (knows_begin _ Wf) as B'. apply Forall_app in Wf. destruct Wf as (W & We).
  pose proof (knows_begin _ W) as B. specialize (IH W). inversion_clear We as [|? ? Wl _].
  pose proof (watching_snoc before e) as V. set (v := watching (before ++ [e])) in *.
  rewrite rev_app_distr in *. cbn [rev app] in *. set (w := watching before) in *. set (l := rev before) in *.
  destruct IH as (K & A). unfold KnowsBegin in B, B'. destruct e as [t q | t q | t].
  - assert (Bv : sack_watch_begun v = true) by (rewrite V; reflexivity). rewrite Bv in B'.
    destruct B' as (T & U & _). pose proof (wf_seg_seq q Wl) as Q. pose proof (wf_len q Wl) as N.
    assert (S : sack_watch_spans v = spans_with (sack_watch_spans w) (span_beyond (sack_watch_told v) (seg_seq q) (seg_len q)))
      by (rewrite V; reflexivity).
    assert (Same : sack_watch_begun w = true -> sack_watch_told w = sack_watch_told v).
    { intros E. rewrite V. unfold sack_watch_arrived. cbn. rewrite E. reflexivity. }
    set (n := span_beyond (sack_watch_told v) (seg_seq q) (seg_len q)) in *.
    split.
    + intros x X (Above & H). apply (told_not_acknowledged _ _ x T) in Above. rewrite S.
      apply spans_with_any. destruct H as [H | H].
      * left. destruct (sack_watch_begun w) eqn:E.
        { rewrite <- (Same eq_refl). apply K; assumption. }
        { destruct B as (T0 & _). apply came_above in H. destruct H as (a & Ta & _). congruence. }
      * right. apply beyond; trivial. split; assumption.
    + intros Few. specialize (A (few_gaps_before _ _ Few)). destruct A as (A1 & A2).
      assert (R : EmptySpan n = true \/ reach_of (sack_watch_spans w) n = 0).
      { destruct (EmptySpan n) eqn:E; [auto | right]. destruct (Z.eq_dec (reach_of (sack_watch_spans w) n) 0) as [Z0|Z0]; [exact Z0|].
        exfalso. apply (Few before t q [] eq_refl). unfold FillsGap. fold w. rewrite <- V. fold n. auto. }
      rewrite S. split.
      * intros o H. apply spans_with_any in H; [|exact R]. split; [|exact Bv].
        destruct H as [H | H]; [exact (proj1 (A1 _ H)) | exact (beyond_bounded _ _ _ _ U Q N H)].
      * intros x X H. apply spans_with_any in H; [|exact R]. cbn [Came]. destruct H as [H | H].
        { destruct (A1 _ H) as (L & E). split; [apply (told_not_acknowledged _ _ x T); exact L|].
          left. apply A2; [exact X|]. rewrite (Same E). exact H. }
        { apply beyond in H; trivial. split; [apply (told_not_acknowledged _ _ x T); tauto | tauto]. }
  - assert (C : forall x, Came (Sent t q :: l) x <-> NotAcknowledged (Sent t q :: l) x /\ Came l x).
    { intros x. cbn [Came]. tauto. }
    rewrite V in B' |- *. unfold sack_watch_after_sent in *. cbn [told] in B'.
    destruct (sack_watch_begun w) eqn:E.
    2:{ cbn [andb] in *. rewrite E in *. destruct B as (T0 & _), B' as (T1 & _).
        split; [intros x X H; apply C in H; apply K; tauto|].
        intros Few. specialize (A (few_gaps_before _ _ Few)). destruct A as (A1 & A2).
        split; [exact A1|]. intros x _ H. destruct (A1 _ H). discriminate. }
    destruct B as (T & U & _). rewrite T in B'. cbn [andb] in *.
    destruct (ctl_ack (seg_ctl q) && seq_lt (sack_watch_told w) (seg_ack q)) eqn:Adv.
    + pose proof Adv as Adv'. apply andb_true_iff in Adv. destruct Adv as (_ & Lt). apply seq_lt_spec in Lt.
      pose proof (wf_seg_ack q Wl) as Q. cbn [sack_watch_begun sack_watch_told sack_watch_spans] in *.
      assert (T' : told (Sent t q :: l) = Some (seg_ack q)) by (cbn [told]; rewrite T, Adv'; reflexivity).
      unfold two31 in Lt.
      split.
      * intros x X H. apply C in H. destruct H as (Above & H). apply (told_not_acknowledged _ _ x T') in Above.
        pose proof (came_above _ _ H) as Old. apply (told_not_acknowledged _ _ x T) in Old.
        pose proof (u32_sub x _ X Q) as Ux. unfold U32 in Ux.
        rewrite all_after by lia32. rewrite <- (ahead (sack_watch_told w) (seg_ack q) x U Q X) by lia32.
        apply K; assumption.
      * intros Few. specialize (A (few_gaps_before _ _ Few)). destruct A as (A1 & A2). split.
        { intros o H. split; [|reflexivity]. destruct (Z.lt_ge_cases o 2147483648) as [O|O]; [exact O|].
          rewrite all_after in H by lia32. destruct (A1 _ H). lia32. }
        { intros x X H. pose proof (u32_sub x _ X Q) as Ux. unfold U32 in Ux. rewrite all_after in H by lia32.
          destruct (A1 _ H) as (O & _).
          rewrite <- (ahead (sack_watch_told w) (seg_ack q) x U Q X) in H by lia32.
          apply C. split; [apply (told_not_acknowledged _ _ x T'); lia32 | apply A2; assumption]. }
    + assert (T' : told (Sent t q :: l) = Some (sack_watch_told w)) by (cbn [told]; rewrite T, Adv; reflexivity).
      split; [intros x X H; apply C in H; apply K; tauto|].
      intros Few. specialize (A (few_gaps_before _ _ Few)). destruct A as (A1 & A2).
      split; [rewrite E; exact A1|]. intros x X H. specialize (A2 x X H). apply C. split; [|exact A2].
      apply (told_not_acknowledged _ _ x T'). apply (told_not_acknowledged _ _ x T), came_above, A2.
  - rewrite V. assert (C : forall x, Came (Ended t :: l) x <-> Came l x).
    { intros x. cbn [Came]. pose proof (came_above l x) as H. unfold NotAcknowledged in *. cbn [told]. tauto. }
    split; [intros x X H; apply K; [exact X | apply C, H]|].
    intros Few. specialize (A (few_gaps_before _ _ Few)). destruct A as (A1 & A2). split; [exact A1|].
    intros x X H. apply C, A2; assumption.
Qed.

(** ** The theorems *)

Lemma wf_reported s b : WfSeg s -> Reports s b -> WfBlock b.
Proof.
  intros [_ _ _ _ _ [_ _ _ _ [_ W0 W1 W2 W3]]] R. unfold Reports in R.
  destruct R as [(_ & ->) | [(_ & ->) | [(_ & ->) | (_ & ->)]]]; assumption.
Qed.

(** A block is at fault if and only if the watch says so of one of them. *)
Lemma no_fault w s :
  sack_watch_sent w s = NO_SACK_FAULT <->
  forall b, Reports s b -> EmptyBlock b = false /\ NotArrived (sack_watch_after_sent w s) b = false.
Proof.
  unfold sack_watch_sent, Reports. set (v := sack_watch_after_sent w s). set (k := options_sack (seg_options s)).
  assert (F : forall i b, Faulty v s i b = false <-> (i < sack_n k -> EmptyBlock b = false /\ NotArrived v b = false)).
  { intros i b. unfold Faulty. fold k. destruct (Z.ltb_spec i (sack_n k)); cbn [andb].
    - rewrite orb_false_iff. tauto.
    - split; [intros _ L; change u8 with Z in *; lia | reflexivity]. }
  transitivity (Faulty v s 0 (sack_b0 k) || Faulty v s 1 (sack_b1 k) || Faulty v s 2 (sack_b2 k)
                || Faulty v s 3 (sack_b3 k) = false).
  { destruct (_ || _); [|tauto]. destruct (EmptyBlock (faulty_block w s)); split; discriminate. }
  rewrite !orb_false_iff, !F. split.
  - intros (((F0 & F1) & F2) & F3) b [(L & ->) | [(L & ->) | [(L & ->) | (L & ->)]]]; auto.
  - intros H. repeat split; apply H; tauto.
Qed.

Section Judged.
Variables (before : list label) (t : Z) (s : seg).
Hypothesis Wf_before : Forall WfLabel before.
Hypothesis Wf_s : WfSeg s.

Let w := watching (before ++ [Sent t s]).
Lemma after_it : sack_watch_after_sent (watching before) s = w.
Proof. unfold w. rewrite watching_snoc. reflexivity. Qed.
Lemma wf_all : Forall WfLabel (before ++ [Sent t s]).
Proof. apply Forall_app. split; [exact Wf_before|]. constructor; [exact Wf_s | constructor]. Qed.

Definition block_span (b : block) : span :=
  span_beyond (sack_watch_told w) (block_left b) (seq_sub (block_right b) (block_left b)).

Lemma in_block_span b x : Reports s b -> U32 x -> U32 (sack_watch_told w) -> EmptyBlock b = false ->
  InSpan (block_span b) (seq_sub x (sack_watch_told w)) = true
  <-> InBlock b x /\ seq_sub x (sack_watch_told w) < 2147483648.
Proof.
  intros R X U E. destruct (wf_reported s b Wf_s R) as [L _]. unfold block_span, InBlock.
  unfold EmptyBlock in E. apply negb_false_iff, seq_lt_spec in E. unfold two31 in E.
  apply beyond; trivial. lia32.
Qed.

(** What the watch says of a block that is not empty. *)
Lemma not_arrived b : EmptyBlock b = false -> Reports s b ->
  NotArrived w b = false <->
  (FromSyn (rev before) -> forall x, U32 x -> InBlock b x -> NotAcknowledged (Sent t s :: rev before) x ->
   InSpans (sack_watch_spans w) (seq_sub x (sack_watch_told w)) = true).
Proof.
  intros E R. pose proof (knows_begin _ wf_all) as B. fold w in B. rewrite rev_app_distr in B. cbn [rev app] in B.
  destruct (from_syn_same (Sent t s) (rev before) ltac:(discriminate)) as (_ & FS). unfold KnowsBegin in B.
  unfold NotArrived, Misses. fold (block_span b). destruct (sack_watch_begun w); cbn [andb].
  2:{ destruct B as (_ & P). split; [|reflexivity]. intros _ F. apply FS in F. destruct F as (p & F & _). congruence. }
  destruct B as (T & U & _ & F). rewrite FS in F. destruct (sack_watch_from_syn w); cbn [andb].
  2:{ split; [|reflexivity]. intros _ S. apply F in S. discriminate. }
  rewrite !orb_false_iff. split.
  - intros ((((L & L0) & L1) & L2) & L3) _ x X I A. apply (told_not_acknowledged _ _ x T) in A.
    apply (lacks_none _ _ L L0 L1 L2 L3). apply in_block_span; trivial. split; assumption.
  - intros H. specialize (H (proj1 F eq_refl)).
    assert (C : forall o, Lacks (sack_watch_spans w) (block_span b) o = false).
    { intros o. unfold Lacks. destruct (InSpan (block_span b) o) eqn:N; [|reflexivity]. cbn [andb].
      apply negb_false_iff. assert (O : 0 <= o < 2147483648).
      { unfold EmptyBlock in E. apply negb_false_iff, seq_lt_spec in E. unfold two31 in E. split.
        - apply in_span in N. destruct (wf_reported s b Wf_s R) as [Lb _]. revert N. unfold block_span, span_beyond.
          pose proof (u32_sub (block_left b) (sack_watch_told w) Lb U) as Ux. unfold U32 in Ux.
          destruct (_ <? two31); [cbn [span_from]; lia32|]. destruct (_ <? _); cbn [span_from no_span]; lia32.
        - destruct (wf_reported s b Wf_s R) as [Lb _].
          apply (beyond_bounded (sack_watch_told w) (block_left b) (seq_sub (block_right b) (block_left b))); trivial.
          lia32. }
      set (x := seq_add (sack_watch_told w) o).
      assert (D : seq_sub x (sack_watch_told w) = o) by (apply seq_sub_add; [exact U | unfold U32; lia]).
      assert (X : U32 x) by (apply u32_seq_add; unfold U32 in *; lia).
      rewrite <- D in N |- *. apply in_block_span in N; trivial. apply H; [exact X | tauto|].
      apply (told_not_acknowledged _ _ x T). tauto. }
    rewrite !C. auto.
Qed.

Lemma came_after x : Came (rev (before ++ [Sent t s])) x <-> NotAcknowledged (Sent t s :: rev before) x /\ Came (rev before) x.
Proof. rewrite rev_app_distr. cbn [rev app Came]. tauto. Qed.

Lemma not_empty b : EmptyBlock b = false <-> seq_lt (block_left b) (block_right b) = true.
Proof. unfold EmptyBlock. apply negb_false_iff. Qed.

(** In every history: what the clauses allow, the watch does not accuse. *)
Theorem sack_never_accused :
  BlocksNotEmpty before t s -> BlocksCame before t s ->
  sack_watch_sent (watching before) s = NO_SACK_FAULT.
Proof.
  intros Form Octets. apply no_fault. rewrite after_it. intros b R.
  assert (E : EmptyBlock b = false) by (apply not_empty; exact (Form b R)). split; [exact E|].
  apply not_arrived; trivial. intros F x X I A. destruct (knows _ wf_all) as (K & _).
  apply K; [exact X|]. apply came_after. split; [exact A|]. exact (Octets F b x R X I A).
Qed.

(** And what they forbid it accuses, as long as gaps were few. *)
Theorem sack_judged : FewGaps before ->
  sack_watch_sent (watching before) s = NO_SACK_FAULT <-> BlocksNotEmpty before t s /\ BlocksCame before t s.
Proof.
  intros Few. split; [|intros (Form & C); exact (sack_never_accused Form C)].
  intros N. rewrite no_fault, after_it in N. split.
  - intros b R. apply not_empty, N, R.
  - intros F b x R X I A. destruct (N b R) as (E & NA). rewrite not_arrived in NA by trivial.
    specialize (NA F x X I A). destruct (knows _ wf_all) as (_ & K).
    destruct K as (_ & K).
    { intros b' t' s' a Eq. destruct a as [|e a] using rev_ind.
      - apply app_inj_tail in Eq. destruct Eq as (_ & Eq). discriminate.
      - rewrite app_comm_cons, app_assoc in Eq. apply app_inj_tail in Eq. destruct Eq as (Eq & _).
        exact (Few b' t' s' a Eq). }
    exact (proj2 (proj1 (came_after x) (K x X NA))).
Qed.
End Judged.
