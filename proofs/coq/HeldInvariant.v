(** * The runs of text ahead of RCV.NXT stay apart, ahead, and in the window *)
From Plumb Require Import Seq Segment Tcb Held.
From PlumbProofs Require Import Ranges SeqFacts.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** How far the ends of a run lie from [o]. *)
Definition lft (o : Z) (x : block) : Z := seq_sub (block_left x) o.
Definition rgt (o : Z) (x : block) : Z := seq_sub (block_right x) o.
Definition Empty (x : block) : Prop := block_left x = block_right x.

(** A run strictly ahead of [nxt], not empty, within [wnd] octets from [nxt] on. *)
Definition Ahead (nxt wnd : Z) (x : block) : Prop := 0 < lft nxt x /\ lft nxt x < rgt nxt x <= wnd.
(** Two runs with an octet between them that belongs to neither. *)
Definition Apart (nxt : Z) (x y : block) : Prop :=
  Empty x \/ Empty y \/ rgt nxt x < lft nxt y \/ rgt nxt y < lft nxt x.

Record HeldInv (nxt wnd : Z) (h : held) : Prop := {
  ahead_b0 : Empty (held_b0 h) \/ Ahead nxt wnd (held_b0 h);
  ahead_b1 : Empty (held_b1 h) \/ Ahead nxt wnd (held_b1 h);
  ahead_b2 : Empty (held_b2 h) \/ Ahead nxt wnd (held_b2 h);
  ahead_b3 : Empty (held_b3 h) \/ Ahead nxt wnd (held_b3 h);
  apart_01 : Apart nxt (held_b0 h) (held_b1 h);
  apart_02 : Apart nxt (held_b0 h) (held_b2 h);
  apart_03 : Apart nxt (held_b0 h) (held_b3 h);
  apart_12 : Apart nxt (held_b1 h) (held_b2 h);
  apart_13 : Apart nxt (held_b1 h) (held_b3 h);
  apart_23 : Apart nxt (held_b2 h) (held_b3 h) }.

Lemma empty_no_block : Empty no_block. Proof. reflexivity. Qed.
Lemma apart_sym nxt x y : Apart nxt x y -> Apart nxt y x.
Proof. unfold Apart. tauto. Qed.
Lemma apart_empty_l nxt y : Apart nxt no_block y. Proof. left. reflexivity. Qed.
Lemma apart_empty_r nxt x : Apart nxt x no_block. Proof. right. left. reflexivity. Qed.
#[global] Hint Resolve empty_no_block apart_sym apart_empty_l apart_empty_r : held.

Lemma held_inv_nothing nxt wnd : HeldInv nxt wnd nothing_held.
Proof. constructor; cbn; auto with held. Qed.

(** ** Holding one more run *)
Section Hold.
Variables nxt wnd : Z.
Hypotheses (N : U32 nxt) (W : 0 <= wnd < two31).

Lemma touch_spec b x :
  WfBlock b -> WfBlock x -> Ahead nxt wnd b -> Empty x \/ Ahead nxt wnd x ->
  Touch b x = true <-> ~ Empty x /\ lft nxt x <= rgt nxt b /\ lft nxt b <= rgt nxt x.
Proof.
  intros [Bl Br] [Xl Xr] B X. unfold Touch, NoBlock.
  destruct (Z.eqb_spec (block_left x) (block_right x)) as [E|E]; cbn [negb andb].
  { split; [discriminate|]. intros [F _]. now elim F. }
  destruct X as [X|X]; [now elim E|]. unfold Ahead, lft, rgt in *.
  rewrite (seq_leq_near nxt), (seq_leq_near nxt), andb_true_iff, !Z.leb_le by (auto; lia).
  unfold Empty. tauto.
Qed.
Lemma ahead_joined b x :
  WfBlock b -> WfBlock x -> Ahead nxt wnd b -> Empty x \/ Ahead nxt wnd x ->
  Ahead nxt wnd (joined b x).
Proof.
  intros Wb Wx B X. unfold joined. destruct (Touch b x) eqn:T; auto.
  apply touch_spec in T as [E _]; auto. destruct X as [X|X]; [contradiction|].
  unfold Ahead, lft, rgt in *.
  destruct (seq_lt (block_left x) (block_left b)), (seq_lt (block_right b) (block_right x)) eqn:R;
    cbn; try lia; destruct Wb, Wx;
    rewrite (seq_lt_near nxt) in R by (auto; lia); rewrite ?Z.ltb_lt, ?Z.ltb_ge in R; lia.
Qed.
Lemma ahead_beside b x : Empty x \/ Ahead nxt wnd x -> Empty (beside b x) \/ Ahead nxt wnd (beside b x).
Proof. unfold beside. destruct (Touch b x); auto with held. Qed.
Lemma apart_beside b x y : Apart nxt x y -> Apart nxt (beside b x) (beside b y).
Proof. unfold beside. destruct (Touch b x), (Touch b y); auto with held. Qed.
Lemma apart_joined b x :
  WfBlock b -> WfBlock x -> Ahead nxt wnd b -> Empty x \/ Ahead nxt wnd x ->
  Apart nxt b (beside b x).
Proof.
  intros Wb Wx B X. unfold beside. destruct (Touch b x) eqn:T; auto with held.
  unfold Apart. destruct (Z.eq_dec (block_left x) (block_right x)) as [E|E]; auto.
  destruct (Z.lt_ge_cases (rgt nxt b) (lft nxt x)); auto.
  destruct (Z.lt_ge_cases (rgt nxt x) (lft nxt b)); auto.
  exfalso. apply not_true_iff_false in T. apply T, touch_spec; auto.
Qed.
Lemma held_inv_hold_first b old h :
  Ahead nxt wnd b -> HeldInv nxt wnd old -> HeldInv nxt wnd h ->
  Apart nxt b (held_b0 h) -> Apart nxt b (held_b1 h) -> Apart nxt b (held_b2 h) ->
  Apart nxt b (held_b3 h) -> HeldInv nxt wnd (hold_first b old h).
Proof.
  intros B O []; intros. unfold hold_first.
  repeat match goal with |- context [NoBlock ?x] => destruct (NoBlock x) end; auto;
    constructor; cbn; auto.
Qed.
Lemma held_inv_hold h b :
  WfHeld h -> WfBlock b -> HeldInv nxt wnd h -> Ahead nxt wnd b -> HeldInv nxt wnd (hold h b).
Proof.
  intros [] Wb I B. unfold hold. cbv zeta. pose proof I as [].
  set (j0 := joined b _). assert (WfBlock j0 /\ Ahead nxt wnd j0) as [] by
    (split; [apply wf_joined | apply ahead_joined]; auto).
  set (j1 := joined j0 _). assert (WfBlock j1 /\ Ahead nxt wnd j1) as [] by
    (split; [apply wf_joined | apply ahead_joined]; auto).
  set (j2 := joined j1 _). assert (WfBlock j2 /\ Ahead nxt wnd j2) as [] by
    (split; [apply wf_joined | apply ahead_joined]; auto).
  set (j3 := joined j2 _). assert (WfBlock j3 /\ Ahead nxt wnd j3) as [] by
    (split; [apply wf_joined | apply ahead_joined]; auto).
  apply held_inv_hold_first; cbn; auto using apart_joined.
  constructor; cbn; auto using ahead_beside, apart_beside.
Qed.

(** ** RCV.NXT moves by [n] *)
Lemma ahead_forward n x :
  0 <= n <= wnd -> WfBlock x -> Ahead nxt wnd x -> seq_lt (seq_add nxt n) (block_left x) = true ->
  n < lft nxt x.
Proof.
  unfold two31 in W. intros L [Xl Xr] X T. apply seq_lt_spec in T. unfold Ahead, lft, rgt in *.
  destruct (Z.lt_ge_cases n (seq_sub (block_left x) nxt)); auto.
  exfalso. revert T. seq_lia.
Qed.
Lemma moved n x :
  0 <= n <= wnd -> WfBlock x -> Ahead nxt wnd x -> n < lft nxt x ->
  lft (seq_add nxt n) x = lft nxt x - n /\ rgt (seq_add nxt n) x = rgt nxt x - n.
Proof.
  unfold two31, Ahead, lft, rgt in *. intros ? [] ? ?.
  rewrite !seq_sub_after; auto; try split; auto; ranges; lia.
Qed.
Lemma still_ahead n x :
  0 <= n <= wnd -> WfBlock x -> Empty x \/ Ahead nxt wnd x ->
  Empty (ahead (seq_add nxt n) x) \/ Ahead (seq_add nxt n) (wnd - n) (ahead (seq_add nxt n) x).
Proof.
  intros L Wx X. unfold ahead. destruct (seq_lt (seq_add nxt n) (block_left x)) eqn:T; auto with held.
  destruct X as [X|X]; auto. right. apply ahead_forward in T; auto.
  destruct (moved n x); auto. unfold Ahead in *. lia.
Qed.
Lemma still_apart n x y :
  0 <= n <= wnd -> WfBlock x -> WfBlock y -> Empty x \/ Ahead nxt wnd x -> Empty y \/ Ahead nxt wnd y ->
  Apart nxt x y -> Apart (seq_add nxt n) (ahead (seq_add nxt n) x) (ahead (seq_add nxt n) y).
Proof.
  intros L Wx Wy X Y A. unfold ahead.
  destruct (seq_lt (seq_add nxt n) (block_left x)) eqn:Tx; auto with held.
  destruct (seq_lt (seq_add nxt n) (block_left y)) eqn:Ty; auto with held.
  destruct X as [X|X]; [left; auto|]. destruct Y as [Y|Y]; [right; left; auto|].
  apply ahead_forward in Tx, Ty; auto. destruct (moved n x), (moved n y); auto.
  unfold Apart in *. intuition lia.
Qed.
Lemma held_inv_still n h :
  0 <= n <= wnd -> WfHeld h -> HeldInv nxt wnd h ->
  HeldInv (seq_add nxt n) (wnd - n) (still_held (seq_add nxt n) h).
Proof. intros L [] []. constructor; cbn; auto using still_ahead, still_apart. Qed.

(** The window opens. *)
Lemma held_inv_wider wnd' h : wnd <= wnd' -> HeldInv nxt wnd h -> HeldInv nxt wnd' h.
Proof.
  intros L []. constructor; auto; unfold Ahead in *; intuition lia.
Qed.
End Hold.
