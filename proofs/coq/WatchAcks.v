(** * The watch on acknowledgments finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesAcks WatchAcks.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition attended (before : list label) : ack_watch :=
  fold_left (fun w x => match x with
                        | Arrived t s => ack_watch_arrived w s t
                        | Sent t s => ack_watch_after_sent w s t
                        | Ended _ => w
                        end) before start_ack_watch.

Lemma attended_snoc before x :
  attended (before ++ [x])
  = match x with
    | Arrived t s => ack_watch_arrived (attended before) s t
    | Sent t s => ack_watch_after_sent (attended before) s t
    | Ended _ => attended before
    end.
Proof. unfold attended. rewrite fold_left_app. reflexivity. Qed.

Lemma acknowledges s : Acknowledges s = true <-> Acks s.
Proof.
  unfold Acknowledges, Acks, HasAck, HasRst. destruct (ctl_ack (seg_ctl s)), (ctl_rst (seg_ctl s)); cbn; intuition discriminate.
Qed.

(** Numbers as they stand in headers. *)
Definition Numbered (s : seg) : Prop :=
  0 <= seg_seq s < 2 ^ 32 /\ 0 <= seg_ack s < 2 ^ 32 /\ 0 <= seg_text s < 2 ^ 32.

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

Lemma not_acks q : ~ Acks q -> ~ HasAck q \/ HasRst q.
Proof.
  unfold Acks, HasAck, HasRst. destruct (ctl_ack (seg_ctl q)), (ctl_rst (seg_ctl q)); intuition congruence.
Qed.

(** What the watch knows of a history is what the history says. *)
Definition Knows (w : ack_watch) (l : list label) : Prop :=
  (forall a, AckedLast l a <-> ack_watch_acked w = true /\ a = ack_watch_ack w)
  /\ 0 <= ack_watch_ack w < 2 ^ 32
  /\ (0 <= ack_watch_ahead w <= 65535 /\ (0 < ack_watch_ahead w -> ack_watch_acked w = true))
  /\ (forall a n t0, Waiting l a n t0 <->
        ack_watch_acked w = true /\ a = ack_watch_ack w /\ n = ack_watch_ahead w /\ t0 = ack_watch_since w).

Lemma sub_mod a b : 0 <= a < 2 ^ 32 -> 0 <= b < 2 ^ 32 -> seq_sub a b = (a - b) mod 2 ^ 32.
Proof.
  intros A B. unfold seq_sub, two32. change 4294967296 with (2 ^ 32). rewrite Z.rem_mod_nonneg by lia.
  rewrite <- (Z.mul_1_l (2 ^ 32)) at 1. apply Z_mod_plus_full.
Qed.

Lemma add_mod a n : 0 <= a -> 0 <= n -> seq_add a n = (a + n) mod 2 ^ 32.
Proof. intros A N. unfold seq_add, two32. change 4294967296 with (2 ^ 32). apply Z.rem_mod_nonneg; lia. Qed.

Lemma text_range q : Numbered q -> 0 <= text_seq q < 2 ^ 32.
Proof.
  intros (S & _). unfold text_seq, bit.
  rewrite add_mod by (destruct (ctl_syn (seg_ctl q)); lia). apply Z.mod_pos_bound. lia.
Qed.

Lemma reach_mod q a : Numbered q -> 0 <= a < 2 ^ 32 ->
  seq_sub (seq_add (text_seq q) (seg_text q)) a = (text_seq q + seg_text q - a) mod 2 ^ 32.
Proof.
  intros N A. pose proof (text_range _ N). destruct N as (_ & _ & T).
  rewrite add_mod by lia. rewrite sub_mod by (auto; apply Z.mod_pos_bound; lia).
  apply Zminus_mod_idemp_l.
Qed.

Lemma knows_arrived w l t q : Numbered q -> Knows w l -> Knows (ack_watch_arrived w q t) (Arrived t q :: l).
Proof.
  intros N (Last & Range & Ahead & Wait). unfold ack_watch_arrived, ExtendsText.
  assert (L : forall a, AckedLast (Arrived t q :: l) a <-> AckedLast l a)
    by (intros a; split; [inversion 1; assumption | constructor; assumption]).
  destruct (ack_watch_acked w) eqn:A.
  2:{ split; [|split; [|split]]; auto.
      - intros a. rewrite L, Last, A. tauto.
      - rewrite A. exact Ahead.
      - intros a n t0. rewrite A. split; [|intros (E & _); discriminate]. inversion 1; subst.
        match goal with X : Waiting l _ _ _ |- _ => apply Wait in X as (X & _); discriminate end. }
  set (x := seq_add _ _).
  assert (X : x = (ack_watch_ack w + ack_watch_ahead w) mod 2 ^ 32) by (apply add_mod; [apply Range | apply Ahead]).
  assert (XR : 0 <= x < 2 ^ 32) by (rewrite X; apply Z.mod_pos_bound; lia).
  pose proof (has_octet q x N XR) as O1. pose proof (has_octet q (ack_watch_ack w) N Range) as O2.
  pose proof (reach_mod q (ack_watch_ack w) N Range) as R.
  assert (M : forall k, min_u32 65535 k = Z.min 65535 k)
    by (intros k; unfold min_u32; destruct (Z.leb_spec 65535 k); lia).
  split; [|split; [|split]]; cbn.
  - intros a. rewrite L, Last. tauto.
  - exact Range.
  - split; [|reflexivity]. destruct (seq_in _ _ x); [|apply Ahead]. rewrite M, R.
    pose proof (Z.mod_pos_bound (text_seq q + seg_text q - ack_watch_ack w) (2 ^ 32) ltac:(lia)). lia.
  - intros a n t0. split.
    + inversion 1 as [| | | |? ? ? ? ? ? ? ? W N1 N2 T1 T2|]; subst. apply Wait in W as (_ & -> & -> & ->).
      rewrite <- X in N1, N2. split; [reflexivity | split; [reflexivity | split]].
      * destruct (seq_in _ _ x); [rewrite M, R; apply N1, O1; reflexivity|].
        apply N2. intros F. apply O1 in F. discriminate.
      * destruct (seq_in _ _ (ack_watch_ack w)); [apply T1, O2; reflexivity|].
        apply T2. intros F. apply O2 in F. discriminate.
    + intros (_ & -> & -> & ->). eapply W_arrived; [apply Wait; repeat split; eauto | ..]; rewrite <- ?X.
      * intros F. apply O1 in F. rewrite F, M, R. reflexivity.
      * intros F. destruct (seq_in _ _ x); [exfalso; apply F, O1; reflexivity | reflexivity].
      * intros F. apply O2 in F. rewrite F. reflexivity.
      * intros F. destruct (seq_in _ _ (ack_watch_ack w)); [exfalso; apply F, O2; reflexivity | reflexivity].
Qed.

Lemma knows_sent w l t q : Numbered q -> Knows w l -> Knows (ack_watch_after_sent w q t) (Sent t q :: l).
Proof.
  intros N (Last & Range & Ahead & Wait). unfold ack_watch_after_sent, WaitsStill.
  destruct (Acknowledges q) eqn:E.
  2:{ assert (F : ~ Acks q) by (intros F; apply acknowledges in F; congruence).
      assert (L : forall a, AckedLast (Sent t q :: l) a <-> AckedLast l a).
      { intros a. split; [inversion 1; subst; [exfalso; apply F; split; assumption | assumption]|].
        constructor; [apply not_acks; assumption | assumption]. }
      cbn. split; [|split; [|split]]; auto.
      - intros a. rewrite L. apply Last.
      - intros a n t0. rewrite <- Wait. split; [inversion 1; subst; tauto | constructor; tauto]. }
  apply acknowledges in E.
  assert (L : forall a, AckedLast (Sent t q :: l) a <-> a = seg_ack q).
  { intros a. destruct E as (A & R). split; [inversion 1; subst; [reflexivity | tauto] | intros ->; constructor; assumption]. }
  pose proof (proj1 (proj2 N)) as NA. pose proof (sub_mod (seg_ack q) (ack_watch_ack w) NA Range) as D.
  pose proof (Z.mod_pos_bound (seg_ack q - ack_watch_ack w) (2 ^ 32) ltac:(lia)) as DB.
  destruct (ack_watch_acked w) eqn:A; cbn [andb negb].
  2:{ cbn. split; [|split; [|split]]; cbn; auto; try lia.
      - intros a. rewrite L. tauto.
      - intros a n t0. split.
        + inversion 1; subst; auto; match goal with H : Waiting l _ _ _ |- _ => apply Wait in H as (H & _); discriminate end.
        + intros (_ & -> & -> & ->). apply W_first; [assumption|]. intros b B. apply Last in B as (B & _). discriminate. }
  assert (NL : ~ forall a, ~ AckedLast l a) by (intros F; apply (F (ack_watch_ack w)), Last; auto).
  assert (HW : Waiting l (ack_watch_ack w) (ack_watch_ahead w) (ack_watch_since w)) by (apply Wait; auto).
  destruct (Z.eqb_spec (seg_ack q) (ack_watch_ack w)) as [Q | Q]; cbn [negb].
  - split; [|split; [|split]]; auto.
    + intros a. rewrite L, Q, A. tauto.
    + rewrite A. exact Ahead.
    + intros a n t0. rewrite A. split.
      * inversion 1; subst; try contradiction; match goal with H : Waiting l _ _ _ |- _ => apply Wait in H as (_ & -> & -> & ->) end;
          auto; contradiction.
      * intros (_ & -> & -> & ->). apply W_same; auto.
  - destruct Ahead as (AB & _). rewrite D. destruct (Z.ltb_spec ((seg_ack q - ack_watch_ack w) mod 2 ^ 32) (ack_watch_ahead w)) as [P | P];
      (split; [|split; [|split]]; cbn; [intros a; rewrite L; tauto | assumption | split; [change 4294967296 with (2 ^ 32); lia | reflexivity] |]);
      intros a n t0; split.
    + inversion 1; subst; try contradiction; match goal with H : Waiting l _ _ _ |- _ => apply Wait in H as (_ & -> & -> & ->) end.
      * exfalso. apply Q. auto.
      * auto.
      * lia.
    + intros (_ & -> & -> & ->). eapply W_part; eauto.
    + inversion 1; subst; try contradiction; match goal with H : Waiting l _ _ _ |- _ => apply Wait in H as (_ & -> & -> & ->) end.
      * exfalso. apply Q. auto.
      * lia.
      * auto.
    + intros (_ & -> & -> & ->). eapply W_all; eauto.
Qed.

Lemma knows_ended w l t : Knows w l -> Knows w (Ended t :: l).
Proof.
  intros (Last & Range & Ahead & Wait). split; [|split; [|split]]; auto.
  - intros a. rewrite <- Last. split; [inversion 1; assumption | constructor; assumption].
  - intros a n t0. rewrite <- Wait. split; [inversion 1; assumption | constructor; assumption].
Qed.

Lemma knows (before : list label) : Forall NumberedLabel before -> Knows (attended before) (rev before).
Proof.
  induction before as [|x before IH] using rev_ind; intros N.
  { cbn. split; [|split; [|split]]; cbn; try lia.
    - intros a. split; [inversion 1 | intros (E & _); discriminate].
    - intros a n t0. split; [inversion 1 | intros (E & _); discriminate]. }
  apply Forall_app in N as (N & Nx). inversion Nx as [|? ? Sx _]; subst. specialize (IH N).
  rewrite attended_snoc, rev_app_distr. cbn [rev app].
  destruct x as [t q | t q | t]; [apply knows_arrived | apply knows_sent | apply knows_ended]; auto.
Qed.

(** In every history, for every segment. *)
Theorem acks_judged (lag : Z) (before : list label) (t : Z) (s : seg) :
  Forall NumberedLabel before ->
  ack_watch_sent (attended before) s t lag = NO_ACK_FAULT <-> AcksInTime lag before t s.
Proof.
  intros N. destruct (knows before N) as (_ & _ & Ahead & Wait). set (w := attended before) in *.
  unfold ack_watch_sent, AcksInTime. destruct (Acknowledges s) eqn:E; cbn [andb].
  2:{ split; [|reflexivity]. intros _ A. apply acknowledges in A. congruence. }
  apply acknowledges in E. destruct (Z.ltb_spec 0 (ack_watch_ahead w)) as [P | P]; cbn [andb].
  2:{ split; [|reflexivity]. intros _ _ a n t0 W Q. apply Wait in W as (_ & _ & -> & _). lia. }
  split.
  - intros F _ a n t0 W _ Q. apply Wait in W as (_ & -> & _ & ->). rewrite Q in F. cbn [andb] in F.
    destruct (Z.ltb_spec (ack_watch_since w + 500000 + lag) t); [discriminate | lia].
  - intros C. destruct (seq_lt _ _) eqn:Q; [|reflexivity]. cbn [andb].
    destruct (Z.ltb_spec (ack_watch_since w + 500000 + lag) t) as [T | T]; [exfalso | reflexivity].
    specialize (C E _ _ _ (proj2 (Wait _ _ _) (conj (proj2 Ahead P) (conj eq_refl (conj eq_refl eq_refl)))) P Q). lia.
Qed.
