(** * The watch on the size of segments finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesFlight ClausesSize WatchSize.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Section Unsaid.
Variable unsaid : Z.
Hypothesis said : 0 <= unsaid.

(** The watch after a history. *)
Definition sized (before : list label) : size_watch :=
  fold_left (fun w x => match x with Arrived _ s => size_watch_arrived w s unsaid | _ => w end)
    before start_size_watch.

Lemma sized_snoc before x :
  sized (before ++ [x])
  = match x with Arrived _ s => size_watch_arrived (sized before) s unsaid | _ => sized before end.
Proof. unfold sized. rewrite fold_left_app. reflexivity. Qed.

(** What the watch knows of a history is what the history says. *)
Lemma knows before : size_watch_mss (sized before) = peer_mss unsaid (rev before).
Proof.
  induction before as [|x before IH] using rev_ind; [reflexivity|].
  rewrite sized_snoc, rev_app_distr. cbn [rev app].
  destruct x as [t q | t q | t]; [|exact IH | exact IH].
  cbn [peer_mss]. unfold size_watch_arrived. fold (mss_of q unsaid).
  destruct (ctl_syn (seg_ctl q)); [|exact IH]. cbn [andb].
  destruct (Z.ltb_spec (size_watch_mss (sized before)) (mss_of q unsaid)) as [L | L];
    cbn [size_watch_mss]; rewrite IH in *; symmetry.
  - exact (Z.max_r _ _ (Z.lt_le_incl _ _ L)).
  - exact (Z.max_l _ _ L).
Qed.

Lemma peer_mss_nonneg l : 0 <= peer_mss unsaid l.
Proof.
  induction l as [|[t q | t q | t] l IH]; cbn [peer_mss]; [lia | | exact IH | exact IH].
  destruct (ctl_syn (seg_ctl q)); [apply Z.le_trans with (1 := IH), Z.le_max_l | exact IH].
Qed.

(** In every history, for every segment. *)
Theorem sizes_judged (before : list label) (t : Z) (s : seg) (spent : Z) : 0 <= spent ->
  size_watch_sent (sized before) s spent = NO_SIZE_FAULT
  <-> TextFits unsaid before t s /\ OptionsFit unsaid spent before t s.
Proof.
  intros P. unfold TextFits, OptionsFit, size_watch_sent. rewrite knows.
  pose proof (peer_mss_nonneg (rev before)). set (mss := peer_mss unsaid (rev before)) in *.
  destruct (Z.eqb_spec mss 0); cbn [orb]; [split; [lia | reflexivity]|].
  destruct (Z.leb_spec (seg_text s) 1); [split; [lia | reflexivity]|].
  destruct (Z.ltb_spec mss (seg_text s)); [split; [discriminate | lia]|].
  destruct (Z.ltb_spec mss (seg_text s + spent)); [split; [discriminate | lia]|].
  split; [lia | reflexivity].
Qed.
End Unsaid.
