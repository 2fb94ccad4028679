(** * The watch on stretched ACKs finds a fault if and only if the clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesFlight ClausesStretch WatchStretch.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Section Unsaid.
Variable unsaid : Z.

(** The watch after a history. *)
Definition counted (before : list label) : stretch_watch :=
  fold_left (fun w x => match x with
                        | Arrived t s => stretch_watch_arrived w s t
                        | Sent _ s => stretch_watch_after_sent w s unsaid
                        | Ended _ => w
                        end) before start_stretch_watch.

Lemma counted_snoc before x :
  counted (before ++ [x])
  = match x with
    | Arrived t s => stretch_watch_arrived (counted before) s t
    | Sent _ s => stretch_watch_after_sent (counted before) s unsaid
    | Ended _ => counted before
    end.
Proof. unfold counted. rewrite fold_left_app. reflexivity. Qed.

(** No octet is among none. *)
Lemma none_in n x q : 0 <= seg_text q -> (0 <? seg_text q) = false -> 0 <= seq_sub x n -> seq_in n (seg_text q) x = false.
Proof. unfold seq_in. rewrite Z.ltb_ge, Z.ltb_ge. lia. Qed.

(** Numbers as they stand in headers. *)
Definition NumberedLabel (x : label) : Prop :=
  match x with
  | Arrived _ s | Sent _ s => 0 <= seg_seq s < 2 ^ 32 /\ 0 <= seg_ack s < 2 ^ 32 /\ 0 <= seg_text s
  | Ended _ => True
  end.

Lemma seq_add_range a n : 0 <= a -> 0 <= n -> 0 <= seq_add a n < 2 ^ 32.
Proof. intros A N. unfold seq_add, two32. rewrite Z.rem_mod_nonneg by lia. apply Z.mod_pos_bound. lia. Qed.

Lemma seq_sub_range a b : 0 <= a -> 0 <= b < 2 ^ 32 -> 0 <= seq_sub a b.
Proof. intros A B. unfold seq_sub, two32. apply Z.rem_nonneg; lia. Qed.

(** What the watch knows of a history is what the history says. *)
Lemma knows before : Forall NumberedLabel before ->
  let w := counted before in let l := rev before in
  (acked l = None <-> stretch_watch_acked w = false)
  /\ unbroken l = (if stretch_watch_acked w then Some (stretch_watch_next w) else None)
  /\ (stretch_watch_acked w = true -> 0 <= stretch_watch_next w)
  /\ text_came l = (if stretch_watch_heard w then Some (stretch_watch_since w) else None)
  /\ rmss unsaid l = stretch_watch_mss w.
Proof.
  cbn zeta. induction before as [|x before IH] using rev_ind; [cbn; repeat split; discriminate|].
  intros F. apply Forall_app in F as (F & Fx). inversion Fx as [|? ? N _]; subst. specialize (IH F).
  rewrite counted_snoc, rev_app_distr. cbn [rev app]. set (w := counted before) in *.
  destruct IH as (A & U & P & T & M). destruct x as [t q | t q | t].
  - cbn [acked unbroken text_came rmss]. destruct N as (S & _ & X).
    assert (R : 0 <= text_seq q < 2 ^ 32)
      by (apply seq_add_range; [apply S | unfold bit; destruct (ctl_syn (seg_ctl q)); lia]).
    unfold stretch_watch_arrived. rewrite U, T, M. destruct (0 <? seg_text q) eqn:L.
    + cbn. destruct (stretch_watch_acked w); cbn; [|auto].
      destruct (seq_in (text_seq q) (seg_text q) (stretch_watch_next w)); [|auto].
      split; [exact A|]. repeat split; auto. intros _. apply seq_add_range; [apply R | exact X].
    + destruct (stretch_watch_acked w); [|auto].
      rewrite none_in; auto. apply seq_sub_range; auto.
  - cbn [acked unbroken text_came rmss]. unfold stretch_watch_after_sent, acknowledges, later.
    fold (AcksText q) (rmss_of q unsaid). rewrite U, T, M.
    cbn [stretch_watch_acked stretch_watch_next stretch_watch_heard stretch_watch_since
         stretch_watch_mss].
    destruct N as (_ & K & _).
    split; [|split; [|split; [|split; [reflexivity|]]]].
    + destruct (AcksText q); [rewrite orb_true_r; split; discriminate | rewrite orb_false_r; exact A].
    + destruct (stretch_watch_acked w), (AcksText q); cbn; try reflexivity.
      destruct (seq_lt (stretch_watch_next w) (seg_ack q)); reflexivity.
    + destruct (stretch_watch_acked w), (AcksText q); cbn; intros E; try discriminate; auto; try apply K.
      destruct (seq_lt (stretch_watch_next w) (seg_ack q)); cbn; [apply K | auto].
    + destruct (ctl_syn (seg_ctl q)); [|reflexivity]. cbn [andb].
      destruct (Z.ltb_spec (stretch_watch_mss w) (rmss_of q unsaid)) as [L | L];
        [exact (Z.max_r _ _ (Z.lt_le_incl _ _ L)) | exact (Z.max_l _ _ L)].
  - auto.
Qed.

Lemma reaches x a due : Reaches x a due = true <-> due <= seq_sub x a < 2 ^ 31.
Proof. unfold Reaches. rewrite andb_true_iff, Z.leb_le, Z.ltb_lt. change two31 with (2 ^ 31). tauto. Qed.

(** In every history, for every segment; [ack] is what was acknowledged last, if anything was. *)
Theorem stretches_judged (lag : Z) (before : list label) (ack t : Z) (s : seg) :
  Forall NumberedLabel before -> (forall a, acked (rev before) = Some a -> a = ack) ->
  stretch_watch_sent (counted before) ack s t lag = NO_STRETCH_FAULT
  <-> AcksEverySecond unsaid lag before t s.
Proof.
  intros F Last. destruct (knows before F) as (A & U & _ & T & M). set (w := counted before) in *.
  unfold AcksEverySecond, stretch_watch_sent, acknowledges. fold (AcksText s). rewrite U, T, M.
  destruct (AcksText s); cbn [andb]; [|split; [discriminate | reflexivity]].
  destruct (stretch_watch_acked w); cbn [andb]; [|split; [discriminate | reflexivity]].
  destruct (stretch_watch_heard w); cbn [andb]; [|split; [discriminate | reflexivity]].
  assert (Said : acked (rev before) = Some ack).
  { destruct (acked (rev before)) as [a|]; [rewrite (Last a eq_refl); reflexivity|].
    discriminate (proj1 A eq_refl). }
  rewrite Said. set (due := 2 * stretch_watch_mss w).
  destruct (Z.ltb_spec 0 due) as [D | D]; cbn [andb].
  2:{ split; [|reflexivity]. intros _ _ a n t0 _ _ _ E. exfalso. exact (Zlt_not_le _ _ E D). }
  destruct (Reaches (stretch_watch_next w) _ due) eqn:R1; cbn [andb].
  2:{ split; [|reflexivity]. intros _ _ a n t0 X Y _ _ E. injection X as <-. injection Y as <-.
      apply reaches in E. congruence. }
  destruct (Reaches (seg_ack s) _ due) eqn:R2; cbn [andb].
  2:{ split; [|reflexivity]. intros _ _ a n t0 X _ _ _ _ E. injection X as <-. apply reaches in E. congruence. }
  apply reaches in R1, R2.
  destruct (Z.ltb_spec (stretch_watch_since w + lag) t) as [L | L].
  - split; [discriminate|]. intros C. exfalso.
    exact (Zlt_not_le _ _ L (C eq_refl _ _ _ eq_refl eq_refl eq_refl D R1 R2)).
  - split; [|reflexivity]. intros _ _ a n t0 _ _ X _ _ _. injection X as <-. exact L.
Qed.
End Unsaid.
