(** * The watch on resets to be obeyed finds a fault if and only if the clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesFlight ClausesObey WatchObey.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition heeded (before : list label) : obey_watch :=
  fold_left (fun w x => match x with
                        | Arrived t s => obey_watch_arrived w s t
                        | Sent _ s => obey_watch_after_sent w s
                        | Ended _ => w
                        end) before start_obey_watch.

Lemma heeded_snoc before x :
  heeded (before ++ [x])
  = match x with
    | Arrived t s => obey_watch_arrived (heeded before) s t
    | Sent _ s => obey_watch_after_sent (heeded before) s
    | Ended _ => heeded before
    end.
Proof. unfold heeded. rewrite fold_left_app. reflexivity. Qed.

(** What the watch knows of a history is what the history says. *)
Definition Knows (w : obey_watch) (l : list label) : Prop :=
  told l = (if obey_watch_told w then Some (obey_watch_ack w) else None)
  /\ arrived_to l = (if obey_watch_begun w then Some (obey_watch_top w) else None)
  /\ fin_out l = obey_watch_fin_out w
  /\ fin_in l = obey_watch_fin_in w
  /\ struck l = (if obey_watch_struck w then Some (obey_watch_since w) else None)
  /\ asks l = (if obey_watch_asks w
               then Some (obey_watch_iss w, if obey_watch_refused w then Some (obey_watch_since w) else None)
               else None)
  /\ (obey_watch_struck w = true -> obey_watch_begun w = true)
  /\ (obey_watch_refused w = true -> obey_watch_begun w = false /\ obey_watch_asks w = true).

Lemma same_strikes w l q : Knows w l -> strikes l (seg_seq q) = Strikes w q.
Proof.
  intros (T & A & O & I & _). unfold strikes, Strikes. rewrite T, A, O, I.
  destruct (obey_watch_told w), (obey_watch_begun w); reflexivity.
Qed.

Lemma same_crosses w l q : Knows w l -> crosses l q = Crosses w q.
Proof.
  intros (_ & _ & _ & _ & _ & A & _). unfold crosses, Crosses, is_reset. rewrite A.
  destruct (obey_watch_asks w); rewrite ?andb_true_r, ?andb_false_r; reflexivity.
Qed.

Lemma knows_reset w l t q : is_reset q = true -> Knows w l -> Knows (obey_watch_reset w q t) (Arrived t q :: l).
Proof.
  intros R K. pose proof (same_strikes w l q K) as Same. destruct K as (T & A & O & I & S & K & SB & RB).
  unfold Knows. cbn [told arrived_to fin_out fin_in struck asks]. rewrite R, T, A, O, I, S, K, Same. cbn [negb andb].
  unfold obey_watch_reset, Refuses, refuses. set (x := Strikes w q) in *.
  assert (X : x = true -> obey_watch_begun w = true)
    by (unfold x, Strikes; destruct (obey_watch_told w), (obey_watch_begun w); cbn; congruence).
  clearbody x.
  destruct (obey_watch_struck w) eqn:ES, (obey_watch_refused w) eqn:ER, (obey_watch_begun w) eqn:EB,
    (obey_watch_asks w) eqn:EA, x, (ctl_ack (seg_ctl q)), (seg_ack q =? seq_add (obey_watch_iss w) 1);
    try (specialize (SB eq_refl)); try (specialize (X eq_refl)); try (destruct (RB eq_refl)); try discriminate;
    cbn; rewrite ?ES, ?ER, ?EB, ?EA; repeat split; auto; discriminate.
Qed.

Lemma knows_syn w l t q : is_reset q = false -> ctl_syn (seg_ctl q) = true -> Knows w l ->
  Knows (obey_watch_syn w q) (Arrived t q :: l).
Proof.
  intros R Y (T & A & O & I & S & K & SB & RB).
  unfold Knows. cbn [told arrived_to fin_out fin_in struck asks]. rewrite R, Y, A, K. cbn [negb andb].
  unfold obey_watch_syn, CrossedBy.
  destruct (obey_watch_refused w), (obey_watch_begun w), (obey_watch_asks w), (ctl_ack (seg_ctl q));
    cbn; repeat split; auto; discriminate.
Qed.

Lemma knows_plain w l t q : is_reset q = false -> ctl_syn (seg_ctl q) = false -> Knows w l ->
  Knows (obey_watch_arrived w q t) (Arrived t q :: l).
Proof.
  intros R Y (T & A & O & I & S & K & SB & RB).
  unfold Knows. cbn [told arrived_to fin_out fin_in struck asks]. rewrite R, Y, A, K, T, O, I, S. cbn [negb andb].
  unfold is_reset in R. unfold obey_watch_arrived. rewrite R, Y. cbn. unfold later, end_of.
  revert SB RB.
  destruct (obey_watch_refused w), (obey_watch_begun w), (obey_watch_asks w); cbn; intros SB RB;
    repeat split; auto; try discriminate; intros; destruct (RB eq_refl); auto.
Qed.

Lemma knows_sent w l t q : Knows w l -> Knows (obey_watch_after_sent w q) (Sent t q :: l).
Proof.
  intros K. pose proof (same_crosses w l q K) as Same. destruct K as (T & A & O & I & S & K & SB & RB).
  unfold Knows. cbn [told arrived_to fin_out fin_in struck asks].
  unfold obey_watch_after_sent, obey_watch_asked, AsksAgain, asks_ecn.
  change (opens q) with (Opens q). change (belongs q) with (Belongs q). rewrite Same, T, A, O, I, S, K.
  destruct (Opens q) eqn:EO; cbn [andb].
  - unfold Plainly. revert SB RB. destruct (ctl_ece _ || ctl_cwr _), (obey_watch_refused w), (obey_watch_asks w),
      (obey_watch_iss w =? seg_seq q); cbn; repeat split; auto; discriminate.
  - revert SB RB. destruct (Belongs q), (Crosses w q), (ctl_ack (seg_ctl q)), (obey_watch_asks w), (obey_watch_refused w);
      cbn; intros SB RB; repeat split; auto; try discriminate; intros; destruct (RB eq_refl); auto; discriminate.
Qed.

Lemma knows before : Knows (heeded before) (rev before).
Proof.
  induction before as [|x before IH] using rev_ind; [repeat split; discriminate|].
  rewrite heeded_snoc, rev_app_distr. cbn [rev app]. set (w := heeded before) in *.
  destruct x as [t q | t q | t].
  - unfold obey_watch_arrived. destruct (ctl_rst (seg_ctl q)) eqn:R; [exact (knows_reset w _ t q R IH)|].
    destruct (ctl_syn (seg_ctl q)) eqn:Y; [exact (knows_syn w _ t q R Y IH)|].
    pose proof (knows_plain w _ t q R Y IH) as P. unfold obey_watch_arrived in P. rewrite R, Y in P. exact P.
  - exact (knows_sent w _ t q IH).
  - exact IH.
Qed.

(** In every history, for every segment. *)
Theorem obedience_judged (lag : Z) (before : list label) (t : Z) (s : seg) :
  obey_watch_sent (heeded before) s t lag = NO_OBEY_FAULT
  <-> StopsWhenReset lag before t s /\ StopsWhenCrossing lag before t s /\ StopsWhenRefused lag before t s.
Proof.
  pose proof (knows before) as K. pose proof (same_crosses _ _ s K) as X.
  destruct K as (_ & _ & _ & _ & S & A & _ & RB). set (w := heeded before) in *.
  unfold StopsWhenReset, StopsWhenCrossing, StopsWhenRefused, obey_watch_sent, AsksAgain.
  change (belongs s) with (Belongs s). change (opens s) with (Opens s). rewrite X, S, A. clear X S A.
  destruct (Z.ltb_spec (obey_watch_since w + lag) t) as [L | L]; cbn [negb].
  2:{ split; [intros _ | reflexivity]. repeat split; intros _ t0 E.
      - destruct (obey_watch_struck w); [injection E as <-; exact L | discriminate].
      - destruct (obey_watch_struck w); [injection E as <-; exact L | discriminate].
      - destruct (obey_watch_asks w), (obey_watch_refused w); try discriminate. injection E as _ <-. exact L. }
  split.
  - intros N. repeat split; intros B t0 E.
    + rewrite B in N. destruct (obey_watch_struck w); [cbn in N; discriminate | discriminate].
    + rewrite B in N. destruct (obey_watch_struck w); [|discriminate]. destruct (Belongs s); cbn in N; discriminate.
    + rewrite B in N. destruct (obey_watch_asks w); [|discriminate]. destruct (obey_watch_refused w); [|discriminate].
      injection E as E _. rewrite E, Z.eqb_refl in N.
      destruct (Belongs s), (Crosses w s), (obey_watch_struck w); discriminate.
  - intros (P & Q & R). destruct (Belongs s) eqn:EB, (obey_watch_struck w) eqn:ES; cbn [andb];
      try (exfalso; exact (Zlt_not_le _ _ L (P eq_refl _ eq_refl)));
      destruct (Crosses w s) eqn:EC; cbn [andb];
      try (exfalso; exact (Zlt_not_le _ _ L (Q eq_refl _ eq_refl)));
      (destruct (Opens s) eqn:EO; cbn [andb]; [|reflexivity]);
      (destruct (obey_watch_asks w) eqn:EA; cbn [andb]; [|reflexivity]);
      (destruct (obey_watch_refused w) eqn:ER; cbn [andb]; [|reflexivity]);
      (destruct (Z.eqb_spec (obey_watch_iss w) (seg_seq s)) as [E|]; [|reflexivity]);
      exfalso; rewrite E in R; exact (Zlt_not_le _ _ L (R eq_refl _ eq_refl)).
Qed.

(** Which segments need not be shown to the watch: there is no fault, and it changes but for how far
    everything has arrived, or was acknowledged. *)
Theorem plain_obey_passes (w : obey_watch) (s : seg) (now lag : Z) :
  ctl_syn (seg_ctl s) = false -> ctl_rst (seg_ctl s) = false -> ctl_fin (seg_ctl s) = false ->
  ctl_ack (seg_ctl s) = true -> obey_watch_told w = true -> obey_watch_begun w = true ->
  obey_watch_struck w = false -> obey_watch_asks w = false -> obey_watch_refused w = false ->
  obey_watch_iss w = 0 ->
  obey_watch_sent w s now lag = NO_OBEY_FAULT
  /\ obey_watch_after_sent w s
     = {| obey_watch_since := obey_watch_since w; obey_watch_ack := seg_ack s;
          obey_watch_top := obey_watch_top w; obey_watch_iss := obey_watch_iss w;
          obey_watch_told := obey_watch_told w; obey_watch_begun := obey_watch_begun w;
          obey_watch_fin_out := obey_watch_fin_out w; obey_watch_fin_in := obey_watch_fin_in w;
          obey_watch_struck := obey_watch_struck w; obey_watch_asks := obey_watch_asks w;
          obey_watch_refused := obey_watch_refused w |}
  /\ obey_watch_arrived w s now
     = {| obey_watch_since := obey_watch_since w; obey_watch_ack := obey_watch_ack w;
          obey_watch_top := obey_top_after (obey_watch_top w) s; obey_watch_iss := obey_watch_iss w;
          obey_watch_told := obey_watch_told w; obey_watch_begun := obey_watch_begun w;
          obey_watch_fin_out := obey_watch_fin_out w; obey_watch_fin_in := obey_watch_fin_in w;
          obey_watch_struck := obey_watch_struck w; obey_watch_asks := obey_watch_asks w;
          obey_watch_refused := obey_watch_refused w |}.
Proof.
  intros Y R F A T B S K Q I.
  unfold obey_watch_sent, obey_watch_after_sent, obey_watch_arrived, AsksAgain, Crosses, Belongs, Opens.
  rewrite Y, R, F, A, T, B, S, K, Q, I. cbn. destruct (_ <? now); cbn; auto.
Qed.
