(** * The watch on acknowledgments finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesAcks WatchAcks.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition attended (before : list label) : ack_watch :=
  fold_left (fun w x => match x with
                        | Arrived t s => ack_watch_arrived w s t
                        | Sent _ s => ack_watch_after_sent w s
                        | Ended _ => w
                        end) before start_ack_watch.

Lemma attended_snoc before x :
  attended (before ++ [x])
  = match x with
    | Arrived t s => ack_watch_arrived (attended before) s t
    | Sent _ s => ack_watch_after_sent (attended before) s
    | Ended _ => attended before
    end.
Proof. unfold attended. rewrite fold_left_app. reflexivity. Qed.

Lemma acknowledges s : Acknowledges s = true <-> HasAck s /\ ~ HasRst s.
Proof.
  unfold Acknowledges, HasAck, HasRst. destruct (ctl_ack (seg_ctl s)), (ctl_rst (seg_ctl s)); cbn; intuition discriminate.
Qed.

(** Numbers as they stand in headers. *)
Definition Numbered (s : seg) : Prop := 0 <= seg_seq s < 2 ^ 32 /\ 0 <= seg_ack s < 2 ^ 32.

Lemma has_octet q a : Numbered q -> 0 <= a < 2 ^ 32 ->
  seq_in (text_seq q) (seg_text q) a = true <-> HasOctet q a.
Proof.
  intros (S & _) A. unfold seq_in, HasOctet, seq_sub, two32. rewrite Z.ltb_lt.
  assert (T : 0 <= text_seq q < 2 ^ 32).
  { unfold text_seq, seq_add, two32, bit. rewrite Z.rem_mod_nonneg by (destruct (ctl_syn (seg_ctl q)); lia).
    apply Z.mod_pos_bound. lia. }
  rewrite Z.rem_mod_nonneg by lia. change 4294967296 with (2 ^ 32).
  rewrite <- (Z.mul_1_l (2 ^ 32)) at 1. rewrite Z_mod_plus_full. tauto.
Qed.

Definition NumberedLabel (x : label) : Prop :=
  match x with Arrived _ s | Sent _ s => Numbered s | Ended _ => True end.

Lemma withheld_acked a l t0 : Withheld a l t0 -> AckedLast l a.
Proof.
  induction 1; try (constructor; assumption).
  destruct (Acknowledges q) eqn:E.
  - apply acknowledges in E as (A & R). rewrite <- (H A R). constructor; assumption.
  - constructor; [|assumption]. destruct (ctl_ack (seg_ctl q)) eqn:A; [right | left];
      unfold Acknowledges, HasAck, HasRst in *; rewrite A in *; cbn in E;
      destruct (ctl_rst (seg_ctl q)); cbn in E; congruence.
Qed.

(** What the watch knows of a history is what the history says. *)
Definition Knows (w : ack_watch) (l : list label) : Prop :=
  (forall a, AckedLast l a <-> ack_watch_acked w = true /\ a = ack_watch_ack w)
  /\ (ack_watch_acked w = true -> 0 <= ack_watch_ack w < 2 ^ 32)
  /\ (ack_watch_withheld w = true -> ack_watch_acked w = true)
  /\ (forall a t0, Withheld a l t0 <-> AckedLast l a /\ ack_watch_withheld w = true /\ t0 = ack_watch_since w).

Lemma knows (before : list label) : Forall NumberedLabel before -> Knows (attended before) (rev before).
Proof.
  induction before as [|x before IH] using rev_ind; intros N.
  { cbn. split; [|split; [discriminate | split]].
    - intros a. split; [inversion 1 | intros (E & _); discriminate].
    - discriminate.
    - intros a t0. split; [inversion 1 | intros (_ & E & _); discriminate]. }
  apply Forall_app in N as (N & Nx). inversion Nx as [|? ? Sx _]; subst. specialize (IH N).
  rewrite attended_snoc, rev_app_distr. cbn [rev app]. set (w := attended before) in *.
  destruct IH as (Last & Range & Since & Held).
  destruct x as [t q | t q | t].
  - (* a segment arrives *)
    assert (L : forall a, AckedLast (Arrived t q :: rev before) a <-> AckedLast (rev before) a)
      by (intros a; split; [inversion 1; assumption | constructor; assumption]).
    unfold ack_watch_arrived. destruct (ack_watch_acked w && _) eqn:E.
    + apply andb_prop in E as (A & I). apply has_octet in I; [|assumption|auto].
      split; [|split; [|split]]; cbn; auto.
      * intros a. rewrite L, Last. intuition.
      * intros a t0. rewrite L, Last, A. split.
        -- intros H. pose proof (withheld_acked _ _ _ H) as K. rewrite L, Last in K. inversion H; subst; intuition congruence.
        -- intros ((_ & ->) & _ & ->). constructor; [assumption | apply Last; auto].
    + split; [|split; [|split]]; auto.
      * intros a. rewrite L. apply Last.
      * intros a t0. rewrite L. split.
        -- intros H. pose proof (withheld_acked _ _ _ H) as K. rewrite L in K.
           inversion H; subst; [|apply Held; assumption]. exfalso.
           pose proof (proj1 (Last _) K) as (A & ->). rewrite A in E. cbn in E.
           apply not_true_iff_false in E. apply E, has_octet; auto.
        -- intros (K & H). constructor; [|apply Held; auto]. intros I.
           pose proof (proj1 (Last _) K) as (A & ->). rewrite A in E. cbn in E.
           apply not_true_iff_false in E. apply E, has_octet; auto.
  - (* the endpoint sends *)
    unfold ack_watch_after_sent. destruct (Acknowledges q) eqn:E.
    2:{ assert (R : ~ HasAck q \/ HasRst q).
        { unfold Acknowledges in E. unfold HasAck, HasRst.
          destruct (ctl_ack (seg_ctl q)), (ctl_rst (seg_ctl q)); cbn in E; intuition discriminate. }
        assert (L : forall a, AckedLast (Sent t q :: rev before) a <-> AckedLast (rev before) a)
          by (intros a; split; [inversion 1; subst; [tauto | assumption] | constructor; assumption]).
        cbn. split; [|split; [|split]]; auto.
        - intros a. rewrite L. apply Last.
        - intros a t0. rewrite L, <- Held. split; [inversion 1; assumption | constructor; [tauto | assumption]]. }
    apply acknowledges in E as (A & R).
    assert (L : forall a, AckedLast (Sent t q :: rev before) a <-> a = seg_ack q).
    { intros a. split; [inversion 1; subst; [reflexivity | tauto] | intros ->; constructor; assumption]. }
    destruct (ack_watch_acked w && (seg_ack q =? ack_watch_ack w)) eqn:Q; cbn.
    + apply andb_prop in Q as (B & Q). apply Z.eqb_eq in Q. split; [|split; [|split]]; auto.
      * intros a. rewrite L, B. intuition congruence.
      * intros a t0. rewrite L. split.
        -- intros H. pose proof (withheld_acked _ _ _ H) as K. rewrite L in K. split; [assumption|].
           inversion H; subst. apply (Held _ _) in H5. intuition.
        -- intros (-> & H). constructor; [reflexivity|]. apply Held. split; [apply Last; auto | assumption].
    + split; [|split; [|split]]; cbn.
      * intros a. rewrite L. intuition.
      * intros _. apply Sx.
      * discriminate.
      * intros a t0. split; [|intros (_ & F & _); discriminate]. intros H. exfalso.
        pose proof (withheld_acked _ _ _ H) as K. rewrite L in K.
        inversion H; subst. apply withheld_acked, Last in H5 as (B & C).
        rewrite B, C, Z.eqb_refl in Q. discriminate.
  - (* the capture ends *)
    assert (L : forall a, AckedLast (Ended t :: rev before) a <-> AckedLast (rev before) a)
      by (intros a; split; [inversion 1; assumption | constructor; assumption]).
    split; [|split; [|split]]; auto.
    + intros a. rewrite L. apply Last.
    + intros a t0. rewrite L, <- Held. split; [inversion 1; assumption | constructor; assumption].
Qed.

(** In every history, for every segment. *)
Theorem acks_judged (lag : Z) (before : list label) (t : Z) (s : seg) :
  Forall NumberedLabel before ->
  ack_watch_sent (attended before) s t lag = NO_ACK_FAULT <-> AcksInTime lag before t s.
Proof.
  intros N. destruct (knows before N) as (Last & _ & Since & Held). set (w := attended before) in *.
  unfold ack_watch_sent, AcksInTime. destruct (Acknowledges s) eqn:E; cbn [andb].
  2:{ split; [|reflexivity]. intros _ A R. exfalso.
      assert (X : Acknowledges s = true) by (apply acknowledges; auto). congruence. }
  apply acknowledges in E as (A & R). destruct (ack_watch_withheld w) eqn:H; cbn [andb].
  2:{ split; [|reflexivity]. intros _ _ _ a t0 _ X. apply Held in X as (_ & X & _). discriminate. }
  split.
  - intros F _ _ a t0 K X Q. apply Last in K as (_ & ->). apply Held in X as (_ & _ & ->). rewrite Q in F.
    cbn [andb] in F. destruct (Z.ltb_spec (ack_watch_since w + 500000 + lag) t); [discriminate | lia].
  - intros C. destruct (seq_lt _ _) eqn:Q; [|reflexivity]. cbn [andb].
    destruct (Z.ltb_spec (ack_watch_since w + 500000 + lag) t); [|reflexivity]. exfalso.
    assert (K : AckedLast (rev before) (ack_watch_ack w)).
    { apply Last. auto. }
    specialize (C A R _ _ K (proj2 (Held _ _) (conj K (conj eq_refl eq_refl))) Q). lia.
Qed.
