(** * The watch on retransmission timeouts finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesTimers WatchTimers.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition timed (before : list label) : timer_watch :=
  fold_left (fun w x => match x with
                        | Sent t s => timer_watch_after_sent w s t
                        | _ => timer_watch_arrived w
                        end) before start_timer_watch.

Lemma timed_snoc before x :
  timed (before ++ [x])
  = match x with
    | Sent t s => timer_watch_after_sent (timed before) s t
    | _ => timer_watch_arrived (timed before)
    end.
Proof. unfold timed. rewrite fold_left_app. reflexivity. Qed.

Lemma takes_numbers s : TakesNumbers s = true <-> 0 < seg_len s /\ ~ HasRst s.
Proof.
  unfold TakesNumbers, HasRst. rewrite andb_true_iff, Z.ltb_lt.
  destruct (ctl_rst (seg_ctl s)); cbn; intuition discriminate.
Qed.

Lemma continues w s :
  ContinuesRun w s = true
  <-> 0 < timer_watch_count w /\ TakesNumbers s = true /\ seg_seq s = timer_watch_seq w
      /\ ctl_syn (seg_ctl s) = timer_watch_syn w.
Proof.
  unfold ContinuesRun. rewrite !andb_true_iff, Z.ltb_lt, Z.eqb_eq, eqb_true_iff. tauto.
Qed.

Lemma repeats s q :
  Repeats s q
  <-> seg_seq s = seg_seq q /\ ctl_syn (seg_ctl s) = ctl_syn (seg_ctl q)
      /\ TakesNumbers s = true /\ TakesNumbers q = true.
Proof.
  rewrite !takes_numbers. unfold Repeats, HasSyn.
  destruct (ctl_syn (seg_ctl s)), (ctl_syn (seg_ctl q)); intuition (try discriminate; congruence).
Qed.

Lemma sent_last s t q l t1 times :
  SentAt s (Sent t q :: l) (t1 :: times) -> t1 = t /\ Repeats s q /\ SentAt s l times.
Proof. intros A. inversion A; subst. auto. Qed.

(** What the watch knows of a history is what the history says. *)
Definition Knows (w : timer_watch) (l : list label) : Prop :=
  0 <= timer_watch_count w <= 3
  /\ (forall s t times, SentAt s l (t :: times) ->
        ContinuesRun w s = true /\ t = timer_watch_at w
        /\ (forall t1 times', times = t1 :: times' ->
              2 <= timer_watch_count w /\ timer_watch_interval w = t - t1
              /\ (times' <> [] -> timer_watch_count w = 3)))
  /\ (forall s, ContinuesRun w s = true ->
        SentAt s l [timer_watch_at w]
        /\ (2 <= timer_watch_count w ->
              SentAt s l [timer_watch_at w; timer_watch_at w - timer_watch_interval w])
        /\ (timer_watch_count w = 3 ->
              exists t0, SentAt s l [timer_watch_at w; timer_watch_at w - timer_watch_interval w; t0])).

Lemma no_run_knows l : (forall s t times, ~ SentAt s l (t :: times)) -> Knows start_timer_watch l.
Proof.
  intros N. split; [cbn; lia|]. split.
  - intros s t times A. destruct (N _ _ _ A).
  - intros s C. apply continues in C. cbn in C. lia.
Qed.

Lemma knows (before : list label) : Knows (timed before) (rev before).
Proof.
  induction before as [|x before IH] using rev_ind.
  { apply no_run_knows. intros s t times A. inversion A. }
  rewrite timed_snoc, rev_app_distr. cbn [rev app].
  destruct x as [t q | t q | t];
    [apply no_run_knows; intros ? ? ? A; inversion A | | apply no_run_knows; intros ? ? ? A; inversion A].
  destruct IH as (B & Says & Tells). unfold timer_watch_after_sent.
  destruct (ContinuesRun (timed before) q) eqn:C; [|destruct (TakesNumbers q) eqn:T].
  - (* the run goes on *)
    set (w := timed before) in *. pose proof (proj1 (continues _ _) C) as (C0 & T & S & Y).
    assert (Same : forall s, Repeats s q -> ContinuesRun w s = true).
    { intros s R. apply repeats in R. apply continues. intuition congruence. }
    assert (U : forall s, ContinuesRun w s = true -> Repeats s q).
    { intros s D. apply continues in D. apply repeats. intuition congruence. }
    split; [cbn; destruct (Z.ltb_spec (timer_watch_count w) 3); lia|]. split.
    + intros s t1 times A. apply sent_last in A as (-> & R & A). split; [|split].
      * apply continues. cbn. pose proof (proj1 (continues _ _) (Same _ R)) as D.
        destruct (Z.ltb_spec (timer_watch_count w) 3); intuition lia.
      * reflexivity.
      * intros t2 times' ->. destruct (Says _ _ _ A) as (_ & -> & More). cbn. split; [|split].
        -- destruct (Z.ltb_spec (timer_watch_count w) 3); lia.
        -- reflexivity.
        -- intros N. destruct times' as [|t3 times']; [contradiction|].
           destruct (More _ _ eq_refl) as (M & _). destruct (Z.ltb_spec (timer_watch_count w) 3); lia.
    + intros s D. assert (D' : ContinuesRun w s = true).
      { apply continues in D. cbn in D. apply continues. intuition. }
      destruct (Tells _ D') as (One & Two & _). cbn.
      replace (t - (t - timer_watch_at w)) with (timer_watch_at w) by lia.
      split; [|split].
      * constructor; [auto | constructor].
      * intros _. constructor; auto.
      * intros E. eexists. constructor; [auto|]. apply Two.
        destruct (Z.ltb_spec (timer_watch_count w) 3); lia.
  - (* a run begins *)
    split; [cbn; lia|]. split.
    + intros s t1 times A. apply sent_last in A as (-> & R & A). apply repeats in R. split; [|split].
      * apply continues. cbn. intuition lia.
      * reflexivity.
      * intros t2 times' ->. exfalso. destruct (Says _ _ _ A) as (D & _).
        apply continues in D. apply not_true_iff_false in C. apply C, continues. intuition congruence.
    + intros s D. apply continues in D. cbn in D. split; [|split]; cbn; try (intros; lia).
      constructor; [|constructor]. apply repeats. intuition.
  - (* it takes no numbers *)
    apply no_run_knows. intros s t1 times A. apply sent_last in A as (_ & R & _). apply repeats in R. intuition congruence.
Qed.

(** In every history, for every segment. *)
Theorem timeouts_judged (grain : Z) (before : list label) (t : Z) (s : seg) :
  timer_watch_sent (timed before) s t grain = NO_TIMER_FAULT
  <-> BacksOff grain before t s /\ WaitsOneSecond grain before t s /\ SynWaitsOneSecond grain before t s.
Proof.
  destruct (knows before) as (B & Says & Tells). set (w := timed before) in *.
  unfold BacksOff, WaitsOneSecond, SynWaitsOneSecond, timer_watch_sent, second.
  destruct (ContinuesRun w s) eqn:C; cbn [negb].
  2:{ split; [intros _ | reflexivity].
      repeat split; intros; destruct (Says _ _ _ H) as (D & _); congruence. }
  destruct (Tells _ C) as (One & Two & Three). pose proof (proj1 (continues _ _) C) as (_ & _ & _ & Y).
  split.
  - intros F.
    destruct ((timer_watch_count w =? 3) && _ && _) eqn:F1; [discriminate|]. repeat split.
    + intros t2 t1 t0 times A. destruct (Says _ _ _ A) as (_ & -> & More).
      destruct (More _ _ eq_refl) as (_ & I & N). rewrite N in F1 by discriminate.
      cbn [andb Z.eqb Pos.eqb] in F1. apply andb_false_iff in F1. rewrite !Z.ltb_ge in F1. lia.
    + intros t1 t0 times A S. destruct (Says _ _ _ A) as (_ & -> & More).
      destruct (More _ _ eq_refl) as (N & _).
      destruct ((timer_watch_count w <? 2) || _) eqn:F2.
      { rewrite orb_true_iff, Z.ltb_lt, Z.leb_le in F2. lia. }
      unfold HasSyn in S. rewrite Y in S. destruct (timer_watch_syn w); [contradiction|discriminate].
    + intros t1 t0 times A S G. destruct (Says _ _ _ A) as (_ & -> & More).
      destruct (More _ _ eq_refl) as (N & I & _).
      destruct ((timer_watch_count w <? 2) || _) eqn:F2.
      { rewrite orb_true_iff, Z.ltb_lt, Z.leb_le in F2. lia. }
      unfold HasSyn in S. rewrite Y in S. rewrite S in F. cbn [negb] in F.
      destruct (Z.leb_spec grain (timer_watch_interval w)); [discriminate|lia].
  - intros (H1 & H2 & H3).
    destruct ((timer_watch_count w =? 3) && _ && _) eqn:F1.
    { rewrite !andb_true_iff, Z.eqb_eq, !Z.ltb_lt in F1. destruct F1 as ((N & F) & G).
      destruct (Three N) as (t0 & A). specialize (H1 _ _ _ _ A). lia. }
    destruct ((timer_watch_count w <? 2) || _) eqn:F2; [reflexivity|].
    rewrite orb_false_iff, Z.ltb_ge, Z.leb_gt in F2. destruct F2 as (N & F).
    unfold HasSyn in H2, H3. rewrite Y in H2, H3.
    destruct (timer_watch_syn w); cbn [negb].
    + destruct (Z.leb_spec grain (timer_watch_interval w)); [|reflexivity].
      specialize (H3 _ _ _ (Two N) eq_refl). lia.
    + specialize (H2 _ _ _ (Two N) ltac:(discriminate)). lia.
Qed.
