(** * Refinement: held runs are text that was received

    [Held P o b]: all of the run [b] is [P], counted from the sequence number [o]. *)
From Plumb Require Import Seq Segment Tcb Held Outcome Text.
From PlumbProofs Require Import Ranges SeqFacts HeldInvariant Invariants InvariantsText.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Definition Held (P : Z -> Prop) (o : Z) (b : block) : Prop := forall q, lft o b <= q < rgt o b -> P q.
Definition AllHeld (P : Z -> Prop) (o : Z) (h : held) : Prop :=
  Held P o (held_b0 h) /\ Held P o (held_b1 h) /\ Held P o (held_b2 h) /\ Held P o (held_b3 h).

Lemma held_weaker (P Q : Z -> Prop) o b : (forall q, P q -> Q q) -> Held P o b -> Held Q o b.
Proof. unfold Held. auto. Qed.
Lemma all_held_weaker (P Q : Z -> Prop) o h :
  (forall q, P q -> Q q) -> AllHeld P o h -> AllHeld Q o h.
Proof. unfold AllHeld. intuition eauto using held_weaker. Qed.
Lemma held_no_block P o : Held P o no_block.
Proof. unfold Held, lft, rgt. cbn. lia. Qed.
Lemma all_held_nothing P o : AllHeld P o nothing_held.
Proof. repeat split; apply held_no_block. Qed.

Section Runs.
Variables (P : Z -> Prop) (nxt wnd : Z).
Hypotheses (N : U32 nxt) (W : 0 <= wnd < two31).

(** ** Holding one more run *)
Lemma held_joined b x :
  WfBlock b -> WfBlock x -> Ahead nxt wnd b -> Empty x \/ Ahead nxt wnd x ->
  Held P nxt b -> Held P nxt x -> Held P nxt (joined b x).
Proof.
  intros Wb Wx B X Hb Hx. unfold joined. destruct (Touch b x) eqn:T; auto.
  apply (touch_spec nxt wnd) in T as [E T]; auto. destruct X as [X|X]; [contradiction|].
  destruct Wb, Wx. unfold Held, Ahead, lft, rgt in *. cbn.
  rewrite !(seq_lt_near nxt) by (auto; lia). intros q Q.
  destruct (Z.lt_ge_cases q (seq_sub (block_left b) nxt)), (Z.lt_ge_cases q (seq_sub (block_right b) nxt));
    try (apply Hb; lia); apply Hx; revert Q; tests; lia.
Qed.
Lemma held_beside b x : Held P nxt x -> Held P nxt (beside b x).
Proof. unfold beside. destruct (Touch b x); auto using held_no_block. Qed.
Lemma all_held_hold_first b old h :
  Held P nxt b -> AllHeld P nxt old -> AllHeld P nxt h -> AllHeld P nxt (hold_first b old h).
Proof.
  intros B O (H0 & H1 & H2 & H3). unfold hold_first.
  repeat match goal with |- context [NoBlock ?x] => destruct (NoBlock x) end;
    unfold AllHeld; cbn; auto.
Qed.
Definition Fine (b : block) : Prop := WfBlock b /\ Ahead nxt wnd b /\ Held P nxt b.
Lemma fine_joined b x :
  WfBlock x -> Empty x \/ Ahead nxt wnd x -> Held P nxt x -> Fine b -> Fine (joined b x).
Proof.
  intros Wx X H (Wb & B & Hb). split; [now apply wf_joined|].
  split; [now apply ahead_joined | now apply held_joined].
Qed.
Lemma all_held_hold h b :
  WfHeld h -> WfBlock b -> HeldInv nxt wnd h -> Ahead nxt wnd b ->
  Held P nxt b -> AllHeld P nxt h -> AllHeld P nxt (hold h b).
Proof.
  intros [] Wb [] B Hb H. pose proof H as (H0 & H1 & H2 & H3). unfold hold. cbv zeta.
  apply all_held_hold_first; auto.
  - apply fine_joined; auto. apply fine_joined; auto. apply fine_joined; auto.
    apply fine_joined; auto. split; auto.
  - unfold AllHeld; cbn. auto using held_beside.
Qed.

(** ** RCV.NXT moves over held runs *)

(** All up to [m] octets from [nxt] on is there. *)
Definition There (m : Z) : Prop := 0 <= m <= wnd /\ forall q, 0 <= q < m -> P q.

Lemma over_there m x :
  WfBlock x -> Empty x \/ Ahead nxt wnd x -> Held P nxt x -> There m ->
  exists m', over (seq_add nxt m) x = seq_add nxt m' /\ m <= m' /\ There m'.
Proof.
  unfold There, two31 in *. intros [] X H [M Q]. unfold over, NoBlock.
  destruct (negb _ && _ && _) eqn:E; [|exists m; repeat split; auto; lia].
  rewrite !andb_true_iff, negb_true_iff, Z.eqb_neq in E. destruct E as [[E L] R].
  destruct X as [X|X]; [contradiction|]. unfold Ahead, Held, lft, rgt in *.
  assert (U : U32 (seq_add nxt m)) by (apply u32_seq_add; ranges; lia).
  assert (D : seq_sub (seq_add nxt m) nxt = m) by (apply seq_sub_add; ranges; lia).
  rewrite (seq_leq_near nxt), Z.leb_le in L by (auto; unfold two31; lia).
  rewrite (seq_lt_near nxt), Z.ltb_lt in R by (auto; unfold two31; lia). rewrite D in *.
  exists (seq_sub (block_right x) nxt). split; [symmetry; now apply seq_add_sub|].
  split; [lia|]. split; [lia|]. intros q B. destruct (Z.lt_ge_cases q m); [apply Q | apply H]; lia.
Qed.
Lemma over_held_there m h :
  WfHeld h -> HeldInv nxt wnd h -> AllHeld P nxt h -> There m ->
  exists m', over_held (seq_add nxt m) h = seq_add nxt m' /\ m <= m' /\ There m'.
Proof.
  intros [] [] (H0 & H1 & H2 & H3) M. unfold over_held.
  destruct (over_there m (held_b0 h)) as (m0 & -> & L0 & M0); auto.
  destruct (over_there m0 (held_b1 h)) as (m1 & -> & L1 & M1); auto.
  destruct (over_there m1 (held_b2 h)) as (m2 & -> & L2 & M2); auto.
  destruct (over_there m2 (held_b3 h)) as (m3 & -> & L3 & M3); auto.
  exists m3. split; auto. split; [lia | auto].
Qed.

(** The runs that are still ahead of RCV.NXT. *)
Lemma held_ahead n x :
  0 <= n <= wnd -> WfBlock x -> Empty x \/ Ahead nxt wnd x -> Held P nxt x ->
  Held (fun q => P (n + q)) (seq_add nxt n) (ahead (seq_add nxt n) x).
Proof.
  intros L Wx X H. unfold ahead.
  destruct (seq_lt (seq_add nxt n) (block_left x)) eqn:T; [|apply held_no_block].
  destruct X as [X|X]; [unfold Held, lft, rgt; rewrite X; lia|].
  apply (ahead_forward nxt wnd) in T; auto. destruct (moved nxt wnd N W n x) as [El Er]; auto.
  unfold Held in *. rewrite El, Er. intros q Q. apply H. lia.
Qed.
Lemma all_held_still n h :
  0 <= n <= wnd -> WfHeld h -> HeldInv nxt wnd h -> AllHeld P nxt h ->
  AllHeld (fun q => P (n + q)) (seq_add nxt n) (still_held (seq_add nxt n) h).
Proof.
  intros L [] [] (H0 & H1 & H2 & H3). unfold AllHeld. cbn. auto using held_ahead.
Qed.
End Runs.

(** How far RCV.NXT goes: all of that is there. *)
Lemma reach_there P r n :
  WfRcv r -> HeldInv (rcv_nxt r) (rcv_wnd r) (rcv_held r) -> AllHeld P (rcv_nxt r) (rcv_held r) ->
  There P (rcv_wnd r) n -> n <= reach r n /\ There P (rcv_wnd r) (reach r n).
Proof.
  intros W I H M. pose proof (rcv_wnd_small r W) as S. pose proof W as [].
  destruct (over_held_there P (rcv_nxt r) (rcv_wnd r) wf_rcv_nxt S n (rcv_held r)) as (m & E & L & T);
    auto. unfold reach. rewrite E. destruct T as [T Q]. unfold two31 in *.
  rewrite seq_sub_add, min_u32_min, Z.min_l by (auto; ranges; lia). split; [auto | split; auto].
Qed.
