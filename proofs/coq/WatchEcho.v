(** * The watch on the answer to marks finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesFlight ClausesMarks ClausesEcho
  WatchMarks WatchObey WatchEcho.
From PlumbProofs Require WatchMarks WatchObey.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

(** The watches that it looks at, after a history. *)
Definition noted (before : marked) : mark_watch := PlumbProofs.WatchMarks.noted before.
Definition heeded (before : marked) : obey_watch := PlumbProofs.WatchObey.heeded (labels before).

(** The watch after a history, that before it, and so on: the latest first. *)
Fixpoint expected (l : marked) : echo_watch :=
  match l with
  | (Arrived _ s, (ecn, _)) :: l' =>
      echo_watch_arrived (noted (rev l')) (heeded (rev l')) (expected l') s ecn
  | (Sent _ s, _) :: l' => echo_watch_after_sent (expected l') s
  | (Ended _, _) :: l' => expected l'
  | [] => start_echo_watch
  end.

Definition awaited (w : echo_watch) : option mark :=
  if echo_watch_waiting w then
    Some {| mark_from := echo_watch_from w; mark_to := echo_watch_to w; mark_anew := echo_watch_anew w;
            mark_answered := echo_watch_answered w |}
  else None.

Lemma same_agreed l : agreed l = Agreed (noted (rev l)).
Proof.
  pose proof (PlumbProofs.WatchMarks.same_classic (rev l)) as C.
  destruct (PlumbProofs.WatchMarks.knows (rev l)) as (_ & SS & GS & SO & GO & _).
  rewrite rev_involutive in *. unfold agreed, Agreed, noted, SetUp. rewrite C, SS, GS, SO, GO.
  rewrite !andb_assoc. reflexivity.
Qed.

Lemma labels_rev l : rev (labels (rev l)) = labels l.
Proof. unfold labels. rewrite map_rev, rev_involutive. reflexivity. Qed.

Lemma same_new l q : is_new l q = NewText (heeded (rev l)) q.
Proof.
  destruct (PlumbProofs.WatchObey.knows (labels (rev l))) as (_ & A & _). rewrite labels_rev in A.
  unfold is_new, arrived_to, NewText, heeded. rewrite A.
  destruct (0 <? seg_text q); [|reflexivity].
  destruct (obey_watch_begun (PlumbProofs.WatchObey.heeded (labels (rev l)))); reflexivity.
Qed.

Lemma same_forget l :
  may_forget l = obey_watch_fin_out (heeded (rev l)) && obey_watch_fin_in (heeded (rev l)).
Proof.
  destruct (PlumbProofs.WatchObey.knows (labels (rev l))) as (_ & _ & O & I & _).
  rewrite labels_rev in O, I. unfold may_forget, heeded. rewrite O, I. reflexivity.
Qed.

(** What the watch knows of a history is what the history says. *)
Lemma knows l : awaiting l = awaited (expected l).
Proof.
  induction l as [|x l IH]; [reflexivity|]. destruct x as [[t q | t q | t] [ecn ae]]; cbn [awaiting expected].
  - rewrite IH, same_new, same_agreed.
    set (k := noted (rev l)). set (o := heeded (rev l)). set (w := expected l).
    unfold echo_watch_arrived, WaitsOn, awaited.
    destruct (ctl_rst (seg_ctl q)); [reflexivity|]. destruct (ctl_syn (seg_ctl q)); [reflexivity|].
    destruct (echo_watch_waiting w) eqn:W; cbn [andb].
    + unfold comes_again, ComesAgain. cbn [mark_answered mark_from mark_to].
      change (ClausesEcho.marked_to q) with (marked_to q).
      match goal with |- context [ctl_cwr ?c || ?x] => destruct (ctl_cwr c || x) end; cbn [negb].
      * destruct ((ecn =? 3) && NewText o q && Agreed k); reflexivity.
      * rewrite W. reflexivity.
    + destruct ((ecn =? 3) && NewText o q && Agreed k); reflexivity.
  - rewrite IH. set (w := expected l). unfold echo_watch_after_sent, awaited, CoversMark.
    destruct (ctl_syn (seg_ctl q)); [reflexivity|].
    destruct (echo_watch_waiting w) eqn:W; cbn [andb]; [|rewrite W; reflexivity].
    unfold covers. cbn [mark_to]. change (plain q) with (Belongs q).
    match goal with |- context [if ?x then Some _ else _] => destruct x end; cbn;
      [reflexivity | rewrite W; reflexivity].
  - exact IH.
Qed.

(** In every history, for every segment. *)
Theorem answers_judged (before : marked) (ecn : Z) (ae : bool) (s : seg) :
  echo_watch_sent (heeded before) (expected (rev before)) s = NO_ECHO_FAULT
  <-> EceAnswers before ecn ae s /\ EceAnew before ecn ae s /\ EceUntilCwr before ecn ae s.
Proof.
  unfold EceAnswers, EceAnew, EceUntilCwr, AnswersMark. cbv zeta.
  rewrite knows, same_forget, rev_involutive. set (w := expected (rev before)). set (o := heeded before).
  unfold echo_watch_sent, CoversMark, awaited.
  destruct (echo_watch_waiting w) eqn:W; cbn [andb negb orb].
  2:{ split; [intros _; repeat split; discriminate | reflexivity]. }
  assert (C : forall m, mark_to m = echo_watch_to w ->
              covers m s = Belongs s && ctl_ack (seg_ctl s) && seq_leq (echo_watch_to w) (seg_ack s))
    by (intros m E; unfold covers; rewrite E; reflexivity).
  set (c := Belongs s && ctl_ack (seg_ctl s) && seq_leq (echo_watch_to w) (seg_ack s)) in *. clearbody c.
  set (f := obey_watch_fin_out o && obey_watch_fin_in o). clearbody f.
  set (e := ctl_ece (seg_ctl s)). clearbody e.
  split.
  - intros N. repeat split; intros m E B D F; injection E as <-; cbn in B; rewrite C in D by reflexivity;
      subst c f; destruct e; [reflexivity | | reflexivity | | reflexivity |]; cbn in N;
      destruct (echo_watch_answered w), (echo_watch_anew w); discriminate.
  - intros (P & Q & R). specialize (P _ eq_refl). specialize (Q _ eq_refl). specialize (R _ eq_refl).
    rewrite C in P, Q, R by reflexivity. cbn in P, Q, R.
    destruct c, f, e, (echo_watch_answered w), (echo_watch_anew w); cbn in *; try reflexivity;
      first [discriminate (P eq_refl eq_refl eq_refl) | discriminate (Q eq_refl eq_refl eq_refl)
            | discriminate (R eq_refl eq_refl eq_refl)].
Qed.
