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
  /\ struck l = (if obey_watch_struck w then Some (obey_watch_since w) else None).

Lemma same_strikes w l q : Knows w l -> strikes l (seg_seq q) = Strikes w q.
Proof.
  intros (T & A & O & I & _). unfold strikes, Strikes. rewrite T, A, O, I.
  destruct (obey_watch_told w), (obey_watch_begun w); reflexivity.
Qed.

Lemma knows before : Knows (heeded before) (rev before).
Proof.
  induction before as [|x before IH] using rev_ind; [repeat split|].
  rewrite heeded_snoc, rev_app_distr. cbn [rev app]. set (w := heeded before) in *.
  pose proof (same_strikes w (rev before)) as Same. specialize (Same).
  destruct IH as (T & A & O & I & K). destruct x as [t q | t q | t].
  - specialize (Same q (conj T (conj A (conj O (conj I K))))).
    unfold Knows. cbn [told arrived_to fin_out fin_in struck]. unfold is_reset, obey_watch_arrived.
    rewrite T, A, O, I, K, Same. destruct (ctl_rst (seg_ctl q)); cbn [negb andb].
    + unfold obey_watch_reset. destruct (obey_watch_struck w) eqn:E, (Strikes w q); cbn; rewrite ?E; repeat split; auto.
    + destruct (ctl_syn (seg_ctl q)); cbn; [repeat split|].
      unfold later, end_of. destruct (obey_watch_begun w); repeat split; auto.
  - unfold Knows. cbn [told arrived_to fin_out fin_in struck].
    unfold opens, belongs, is_reset, obey_watch_after_sent, Tells, Belongs. rewrite T, A, O, I, K.
    destruct (ctl_syn (seg_ctl q)), (ctl_ack (seg_ctl q)), (ctl_rst (seg_ctl q)); cbn; repeat split.
  - repeat split; assumption.
Qed.

(** In every history, for every segment. *)
Theorem obedience_judged (lag : Z) (before : list label) (t : Z) (s : seg) :
  obey_watch_sent (heeded before) s t lag = NO_OBEY_FAULT <-> StopsWhenReset lag before t s.
Proof.
  destruct (knows before) as (_ & _ & _ & _ & K). set (w := heeded before) in *.
  unfold StopsWhenReset, obey_watch_sent, belongs, is_reset. fold (Belongs s). rewrite K.
  destruct (Belongs s); cbn [andb]; [|split; [discriminate | reflexivity]].
  destruct (obey_watch_struck w); cbn [andb]; [|split; [discriminate | reflexivity]].
  destruct (Z.ltb_spec (obey_watch_since w + lag) t) as [L | L].
  - split; [discriminate|]. intros C. exfalso. exact (Zlt_not_le _ _ L (C eq_refl _ eq_refl)).
  - split; [|reflexivity]. intros _ _ t0 E. injection E as <-. exact L.
Qed.
