(** * The watch on timestamps finds no fault that no clause forbids *)
From Plumb Require Import Seq Segment Host History ClausesStamps WatchStamps.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition stamped (before : list label) : stamp_watch :=
  fold_left (fun w x => match x with
                        | Arrived _ s => stamp_watch_arrived w s
                        | Sent _ s => stamp_watch_after_sent w s
                        | Ended _ => w
                        end) before start_stamp_watch.

Lemma stamped_snoc before x :
  stamped (before ++ [x])
  = match x with
    | Arrived _ s => stamp_watch_arrived (stamped before) s
    | Sent _ s => stamp_watch_after_sent (stamped before) s
    | Ended _ => stamped before
    end.
Proof. unfold stamped. rewrite fold_left_app. reflexivity. Qed.

Lemma stamp_counts s : StampCounts s = true <-> Stamped s /\ ~ HasRst s.
Proof.
  unfold StampCounts, Stamped, HasRst.
  destruct (options_has_ts (seg_options s)), (ctl_rst (seg_ctl s)); cbn; intuition discriminate.
Qed.

(** ** What was sent last *)
Lemma sent_last before a :
  StampLast (rev before) a <-> stamp_watch_sent_any (stamped before) = true /\ a = stamp_watch_last (stamped before).
Proof.
  induction before as [|x before IH] using rev_ind.
  { cbn. split; [inversion 1 | intros (E & _); discriminate]. }
  rewrite stamped_snoc, rev_app_distr. cbn [rev app]. set (w := stamped before) in *.
  destruct x as [t q | t q | t].
  - assert (K : stamp_watch_sent_any (stamp_watch_arrived w q) = stamp_watch_sent_any w
                /\ stamp_watch_last (stamp_watch_arrived w q) = stamp_watch_last w).
    { unfold stamp_watch_arrived, stamp_watch_noted.
      repeat match goal with |- context [if ?b then _ else _] => destruct b end; split; reflexivity. }
    destruct K as (-> & ->). rewrite <- IH. split; [inversion 1; assumption | constructor; assumption].
  - unfold stamp_watch_after_sent. destruct (StampCounts q) eqn:E; cbn.
    + apply stamp_counts in E as (S & R). split; [inversion 1; subst; [auto | tauto]|].
      intros (_ & ->). constructor; assumption.
    + rewrite <- IH. assert (N : ~ Stamped q \/ HasRst q).
      { unfold StampCounts in E. unfold Stamped, HasRst.
        destruct (options_has_ts (seg_options q)), (ctl_rst (seg_ctl q)); cbn in E; intuition discriminate. }
      split; [inversion 1; subst; [tauto | assumption] | constructor; assumption].
  - rewrite <- IH. split; [inversion 1; assumption | constructor; assumption].
Qed.

(** ** The range holds all that arrived *)
Definition StampRange (x : Z) : Prop := 0 <= x < 2 ^ 32.
Definition SaneStamp (x : label) : Prop :=
  match x with Arrived _ s | Sent _ s => StampRange (options_ts_val (seg_options s)) | Ended _ => True end.

Definition InRange (w : stamp_watch) (x : Z) : Prop := seq_sub x (stamp_watch_from w) <= stamp_watch_span w.

Lemma sub_cases a b : StampRange a -> StampRange b ->
  (b <= a /\ seq_sub a b = a - b) \/ (a < b /\ seq_sub a b = a - b + 2 ^ 32).
Proof.
  unfold StampRange, seq_sub, two32. intros A B. destruct (Z.le_gt_cases b a); [left | right]; split; auto.
  - rewrite Z.rem_mod_nonneg by lia. change 4294967296 with (2 ^ 32).
    rewrite <- (Z.mul_1_l (2 ^ 32)) at 1. rewrite Z_mod_plus_full. apply Z.mod_small. lia.
  - rewrite Z.rem_small by lia. reflexivity.
Qed.

Lemma noted w x y :
  StampRange (stamp_watch_from w) -> 0 <= stamp_watch_span w < 2 ^ 32 -> StampRange x -> StampRange y ->
  stamp_watch_arrived_any w = true ->
  let w' := stamp_watch_noted w x in
  StampRange (stamp_watch_from w') /\ 0 <= stamp_watch_span w' < 2 ^ 32
  /\ InRange w' x /\ (InRange w y -> InRange w' y).
Proof.
  intros F S X Y A. unfold stamp_watch_noted, InRange. rewrite A. cbn [negb].
  pose proof (sub_cases x (stamp_watch_from w) X F) as A1.
  pose proof (sub_cases (stamp_watch_from w) x F X) as A2.
  destruct (Z.leb_spec (seq_sub x (stamp_watch_from w)) (stamp_watch_span w)) as [L1|L1]; [auto|].
  destruct (Z.leb_spec (seq_sub x (stamp_watch_from w) - stamp_watch_span w) (seq_sub (stamp_watch_from w) x)) as [L2|L2];
    cbn; unfold StampRange in *; change (2 ^ 32) with 4294967296 in *.
  - repeat split; try lia.
  - pose proof (sub_cases x x X X) as A3. pose proof (sub_cases y (stamp_watch_from w) Y F) as A4.
    pose proof (sub_cases y x Y X) as A5. change (2 ^ 32) with 4294967296 in *.
    repeat split; lia.
Qed.

Lemma ranges before : Forall SaneStamp before ->
  let w := stamped before in
  StampRange (stamp_watch_from w) /\ 0 <= stamp_watch_span w < 2 ^ 32
  /\ (stamp_watch_arrived_any w = true <-> exists t q, In (Arrived t q) before /\ Stamped q)
  /\ (forall t q, In (Arrived t q) before -> Stamped q -> InRange w (options_ts_val (seg_options q))).
Proof.
  cbn. induction before as [|x before IH] using rev_ind; intros N.
  { cbn. unfold StampRange. split; [lia | split; [lia | split]].
    - split; [discriminate | intros (t & q & [] & _)].
    - intros t q []. }
  apply Forall_app in N as (N & Nx). inversion Nx as [|? ? Sx _]; subst. specialize (IH N).
  rewrite stamped_snoc. set (w := stamped before) in *. destruct IH as (F & S & Any & All).
  assert (Grow : forall y, In y (before ++ [x]) <-> In y before \/ y = x).
  { intros y. rewrite in_app_iff. cbn. intuition. }
  destruct x as [t q | t q | t]; cbn in Sx.
  - unfold stamp_watch_arrived. destruct (options_has_ts (seg_options q)) eqn:T.
    + destruct (stamp_watch_arrived_any w) eqn:A.
      * pose proof (fun y Y => noted w _ y F S Sx Y A) as H. cbn in H.
        destruct (H 0 ltac:(unfold StampRange; lia)) as (F' & S' & X' & _). split; [|split; [|split]]; auto.
        -- split; [|intros _; unfold stamp_watch_noted; rewrite A; cbn [negb]; repeat destruct (_ <=? _); auto].
           intros _. exists t, q. rewrite Grow. auto.
        -- intros t' q' I T'. apply Grow in I as [I | E]; [|injection E as -> ->; exact X'].
           apply H; [|eapply All; eauto].
           rewrite Forall_forall in N. apply (N _ I).
      * unfold stamp_watch_noted. rewrite A. cbn. split; [|split; [|split]]; [exact Sx | lia | |].
        -- split; [intros _; exists t, q; rewrite Grow; auto | auto].
        -- intros t' q' I T'. apply Grow in I as [I | E].
           ++ exfalso. assert (false = true) by (apply Any; eauto). discriminate.
           ++ injection E as -> ->. unfold InRange. cbn. destruct (sub_cases _ _ Sx Sx); lia.
    + split; [|split; [|split]]; auto.
      * rewrite Any. split; intros (t' & q' & I & T'); exists t', q'; rewrite Grow in *; [auto|].
        destruct I as [I | E]; [auto|]. injection E as -> ->. unfold Stamped in T'. congruence.
      * intros t' q' I T'. apply Grow in I as [I | E]; [eauto|]. injection E as -> ->. unfold Stamped in T'. congruence.
  - assert (K : forall (P : stamp_watch -> Prop),
        (forall l b, P {| stamp_watch_sent_any := b; stamp_watch_last := l;
                          stamp_watch_arrived_any := stamp_watch_arrived_any w;
                          stamp_watch_from := stamp_watch_from w; stamp_watch_span := stamp_watch_span w |}) ->
        P (stamp_watch_after_sent w q)).
    { intros P H. unfold stamp_watch_after_sent. destruct (StampCounts q); [apply H|].
      pose proof (H (stamp_watch_last w) (stamp_watch_sent_any w)) as Q. destruct w. exact Q. }
    apply K. intros l b. cbn. split; [|split; [|split]]; auto.
    + rewrite Any. split; intros (t' & q' & I & T'); exists t', q'; rewrite Grow in *; [auto|].
      destruct I as [I | E]; [auto | discriminate].
    + intros t' q' I T'. apply Grow in I as [I | E]; [|discriminate]. apply (All _ _ I T').
  - split; [|split; [|split]]; auto.
    + rewrite Any. split; intros (t' & q' & I & T'); exists t', q'; rewrite Grow in *; [auto|].
      destruct I as [I | E]; [auto | discriminate].
    + intros t' q' I T'. apply Grow in I as [I | E]; [|discriminate]. apply (All _ _ I T').
Qed.

(** In every history, for every segment. *)
Theorem stamps_never_accused (before : list label) (t : Z) (s : seg) :
  Forall SaneStamp before ->
  ClockForward before t s -> EchoesArrived before t s ->
  stamp_watch_sent (stamped before) s = NO_STAMP_FAULT.
Proof.
  intros N C E. destruct (ranges before N) as (_ & _ & Any & All). set (w := stamped before) in *.
  unfold stamp_watch_sent. destruct (StampCounts s) eqn:K; [|reflexivity]. cbn [negb].
  apply stamp_counts in K as (S & R).
  replace (stamp_watch_sent_any w && negb (seq_leq (stamp_watch_last w) (options_ts_val (seg_options s))))
    with false.
  2:{ destruct (stamp_watch_sent_any w) eqn:A; [|reflexivity]. cbn [andb].
      pose proof (C S R _ (proj2 (sent_last before _) (conj A eq_refl))) as Q. fold w in Q. rewrite Q. reflexivity. }
  destruct (ctl_ack (seg_ctl s)) eqn:K; [|reflexivity].
  destruct (stamp_watch_arrived_any w) eqn:B; [|reflexivity]. cbn [andb].
  destruct (E S K R (proj1 Any eq_refl)) as (t' & q & I & T & V). specialize (All _ _ I T).
  unfold InRange in All. rewrite V in All.
  destruct (Z.ltb_spec (stamp_watch_span w) (seq_sub (options_ts_ecr (seg_options s)) (stamp_watch_from w)));
    [lia | reflexivity].
Qed.

(** A clock that goes back is always found. *)
Theorem clocks_judged (before : list label) (t : Z) (s : seg) :
  stamp_watch_sent (stamped before) s = STAMP_WENT_BACK <-> ~ ClockForward before t s.
Proof.
  set (w := stamped before). unfold stamp_watch_sent, ClockForward. split.
  - intros F C. destruct (StampCounts s) eqn:K; [|discriminate]. cbn [negb] in F.
    apply stamp_counts in K as (S & R). destruct (stamp_watch_sent_any w) eqn:A; cbn [andb] in F.
    + pose proof (C S R _ (proj2 (sent_last before _) (conj A eq_refl))) as Q. fold w in Q. rewrite Q in F. cbn [negb] in F.
      destruct (_ && _ && _); discriminate.
    + destruct (_ && _ && _); discriminate.
  - intros C. destruct (StampCounts s) eqn:K; cbn [negb].
    2:{ exfalso. apply C. intros S R. exfalso.
        assert (X : StampCounts s = true) by (apply stamp_counts; auto). congruence. }
    destruct (stamp_watch_sent_any w && negb (seq_leq (stamp_watch_last w) (options_ts_val (seg_options s)))) eqn:A;
      [reflexivity|].
    exfalso. apply C. intros S R a L. apply sent_last in L as (B & ->). fold w in B |- *. rewrite B in A.
    cbn [andb] in A. apply negb_false_iff in A. exact A.
Qed.
