(** * The watch on initial sequence numbers finds a fault if and only if the clause forbids the opening *)
From Plumb Require Import Seq ClausesIsns WatchIsns.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Definition as_opening (x : opening) : isn_opening :=
  {| isn_opening_sockets := fst x; isn_opening_isn := snd x |}.

(** The watch after some openings. *)
Definition isns_watched (before : list opening) : isn_watch :=
  fold_left (fun w x => isn_watch_after w (as_opening x)) before start_isn_watch.

Lemma isns_watched_snoc before x :
  isns_watched (before ++ [x]) = isn_watch_after (isns_watched before) (as_opening x).
Proof. unfold isns_watched. now rewrite fold_left_app. Qed.

Lemma counted before : isn_watch_count (isns_watched before) = Z.min 4 (Z.of_nat (length before)).
Proof.
  induction before as [|x before IH] using rev_ind; [reflexivity|].
  rewrite isns_watched_snoc, app_length. cbn [length isn_watch_count isn_watch_after]. rewrite IH.
  destruct (Z.ltb_spec (Z.min 4 (Z.of_nat (length before))) 4); lia.
Qed.

(** It remembers the last four. *)
Lemma remembered earlier a b c d : isns_watched (earlier ++ [a; b; c; d])
  = {| isn_watch_count := 4; isn_watch_o0 := as_opening d; isn_watch_o1 := as_opening c;
       isn_watch_o2 := as_opening b; isn_watch_o3 := as_opening a |}.
Proof.
  pose proof (counted earlier) as C. unfold isns_watched in *. rewrite fold_left_app.
  revert C. generalize (fold_left (fun w x => isn_watch_after w (as_opening x)) earlier start_isn_watch).
  intros w C. unfold isn_watch_after. cbn. f_equal. rewrite C. generalize (Zle_0_nat (length earlier)). generalize (Z.of_nat (length earlier)).
  intros n N. repeat match goal with |- context [if ?x <? 4 then _ else _] => destruct (Z.ltb_spec x 4) end; lia.
Qed.

Lemma four_or_fewer (before : list opening) :
  (exists earlier a b c d, before = earlier ++ [a; b; c; d]) \/ (length before < 4)%nat.
Proof.
  destruct (Nat.le_gt_cases 4 (length before)) as [L | L]; [left | auto].
  rewrite <- (rev_involutive before) in *. rewrite rev_length in L.
  destruct (rev before) as [|d [|c [|b [|a earlier]]]]; cbn in L; try lia.
  exists (rev earlier), a, b, c, d. cbn. now rewrite <- !app_assoc.
Qed.

Lemma other_sockets a b : OtherSockets (as_opening a) (as_opening b) = true <-> Apart a b.
Proof. unfold OtherSockets, Apart. cbn. now rewrite negb_true_iff, Z.eqb_neq. Qed.

Lemma is_close a b : IsnClose (as_opening a) (as_opening b) = true <-> Closely a b.
Proof. unfold IsnClose, Closely. cbn [as_opening isn_opening_isn]. now rewrite Z.ltb_lt. Qed.

(** After whatever openings, for every next one. *)
Theorem isns_judged (before : list opening) (x : opening) :
  isn_watch_opens (isns_watched before) (as_opening x) = NO_ISN_FAULT <-> IsnUnpredictable before x.
Proof.
  assert (D : forall b : bool, (if b then ISN_PREDICTABLE else NO_ISN_FAULT) = NO_ISN_FAULT <-> ~ b = true)
    by (intros []; intuition discriminate).
  unfold isn_watch_opens. rewrite D. clear D.
  destruct (four_or_fewer before) as [(earlier & a & b & c & d & ->) | L].
  - rewrite remembered. unfold AllOtherSockets.
    cbn [isn_watch_o0 isn_watch_o1 isn_watch_o2 isn_watch_o3 isn_watch_count].
    rewrite !andb_true_iff, !other_sockets, !is_close. unfold IsnUnpredictable. split.
    + intros N e a' b' c' d' E.
      assert (a' = a /\ b' = b /\ c' = c /\ d' = d) as (-> & -> & -> & ->).
      { apply (f_equal (@rev opening)) in E. rewrite !rev_app_distr in E. cbn in E. injection E. auto. }
      intuition.
    + intros U N. apply (U earlier a b c d eq_refl); tauto.
  - rewrite counted. replace (Z.min 4 (Z.of_nat (length before))) with (Z.of_nat (length before)) by lia.
    split; intros N.
    + intros e a b c d E. rewrite E, app_length in L. cbn in L. lia.
    + rewrite !andb_true_iff, Z.eqb_eq. lia.
Qed.
