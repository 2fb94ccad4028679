(** * Reassembly: no octet is lost, none is made up

    Octets are counted from RCV.NXT as it was before the segment. *)
From Plumb Require Import Seq Segment Tcb Held Outcome Text.
From PlumbProofs Require Import Ranges SeqFacts HeldInvariant Invariants InvariantsText.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Definition runs (h : held) : list block := [held_b0 h; held_b1 h; held_b2 h; held_b3 h].
Definition Within (o : Z) (x : block) (i : Z) : Prop := ~ Empty x /\ lft o x <= i < rgt o x.
(** Octet [i] after [o] is held. *)
Definition Covers (o : Z) (h : held) (i : Z) : Prop := exists x, In x (runs h) /\ Within o x i.

(** A run, and a place for one. *)
Definition Run (o wnd : Z) (x : block) : Prop := WfBlock x /\ Ahead o wnd x.
Definition Slot (o wnd : Z) (x : block) : Prop := WfBlock x /\ (Empty x \/ Ahead o wnd x).

(** ** Joining runs *)
Section Joining.
Variables o wnd : Z.
Hypotheses (O : U32 o) (W : 0 <= wnd < two31).

Lemma joined_spec b x : Run o wnd b -> Slot o wnd x ->
  (Touch b x = false /\ joined b x = b) \/
  (Touch b x = true /\ ~ Empty x /\ lft o b <= rgt o x /\ lft o x <= rgt o b /\
   lft o (joined b x) = Z.min (lft o b) (lft o x) /\ rgt o (joined b x) = Z.max (rgt o b) (rgt o x)).
Proof.
  intros [Wb B] [Wx X]. unfold joined. destruct (Touch b x) eqn:T; auto. right.
  apply (touch_spec o wnd) in T; auto. destruct T as [E [L R]].
  destruct X as [X|X]; [contradiction|]. destruct Wb, Wx.
  unfold lft, rgt, Ahead in *; cbn.
  destruct (seq_lt (block_left x) (block_left b)) eqn:D;
    destruct (seq_lt (block_right b) (block_right x)) eqn:F;
    rewrite (seq_lt_near o) in D by (auto; unfold lft, rgt in *; lia);
    rewrite (seq_lt_near o) in F by (auto; unfold lft, rgt in *; lia);
    rewrite ?Z.ltb_lt, ?Z.ltb_ge in D, F; cbn; repeat split; auto; lia.
Qed.
Lemma run_joined b x : Run o wnd b -> Slot o wnd x -> Run o wnd (joined b x).
Proof. intros [Wb B] [Wx X]. split; [apply wf_joined | apply ahead_joined]; auto. Qed.

(** [y] is part of [j], or apart from it. *)
Definition Settled (y j : block) : Prop :=
  Empty y \/ (lft o j <= lft o y /\ rgt o y <= rgt o j) \/ rgt o y < lft o j \/ rgt o j < lft o y.
Lemma settled_joined y j x :
  Run o wnd j -> Slot o wnd x -> Slot o wnd y -> Apart o y x -> Settled y j -> Settled y (joined j x).
Proof.
  intros J X [_ [Y|Y]] A S; [now left|].
  destruct (joined_spec j x J X) as [[_ ->]|[_ [E [L [R [El Er]]]]]]; auto.
  destruct J as [_ J], X as [_ [X|X]]; [contradiction|].
  unfold Settled, Apart, Ahead in *. rewrite El, Er.
  destruct A as [A|[A|A]]; [auto|contradiction|]. destruct S as [S|S]; [auto|]. right. lia.
Qed.
Lemma settled_new j x : Run o wnd j -> Slot o wnd x -> Settled x (joined j x).
Proof.
  intros J X. pose proof X as [Wx [Y|Y]]; [now left|]. right.
  destruct (joined_spec j x J X) as [[T ->]|[_ [E [L [R [-> ->]]]]]]; [|lia].
  destruct J as [Wj J]. apply not_true_iff_false in T.
  destruct (Z.eq_dec (block_left x) (block_right x)) as [E|E].
  - unfold Ahead, lft, rgt in Y. rewrite E in Y. lia.
  - destruct (Z.lt_ge_cases (rgt o x) (lft o j)); auto.
    destruct (Z.lt_ge_cases (rgt o j) (lft o x)); auto.
    exfalso. apply T, (touch_spec o wnd); auto.
Qed.
Lemma joined_part b x i : Run o wnd b -> Slot o wnd x -> Within o b i -> Within o (joined b x) i.
Proof.
  intros B X [_ I]. pose proof (run_joined b x B X) as [_ J].
  split; [intros E; unfold Ahead, lft, rgt in J; rewrite E in J; lia|].
  destruct (joined_spec b x B X) as [[_ ->]|[_ [_ [_ [_ [-> ->]]]]]]; lia.
Qed.
Lemma joined_only b x i : Run o wnd b -> Slot o wnd x -> Within o (joined b x) i -> Within o b i \/ Within o x i.
Proof.
  intros B X [E I]. destruct (joined_spec b x B X) as [[_ J]|[_ [Ex [L [R [El Er]]]]]].
  - left. rewrite J in *. split; auto.
  - rewrite El, Er in I. destruct B as [_ B].
    assert (Eb : ~ Empty b) by (intros F; unfold Ahead, lft, rgt in B; rewrite F in B; lia).
    destruct (Z.lt_ge_cases i (lft o b)), (Z.lt_ge_cases i (rgt o b));
      [right | right | left | right]; split; auto; lia.
Qed.
Lemma settled_beside y j i : Run o wnd j -> Slot o wnd y -> Settled y j -> Within o y i ->
  Within o (beside j y) i \/ Within o j i.
Proof.
  intros [Wj J] [Wy Y] S I. unfold beside. destruct (Touch j y) eqn:T; auto. right.
  apply (touch_spec o wnd) in T; auto. destruct I as [E I].
  assert (Ej : ~ Empty j) by (intros F; unfold Ahead, lft, rgt in J; rewrite F in J; lia).
  split; auto. destruct S as [S|S]; [contradiction|]. lia.
Qed.
End Joining.

Lemma within_empty o i : ~ Within o no_block i.
Proof. intros [E _]. apply E. reflexivity. Qed.
Lemma beside_only o j y i : Within o (beside j y) i -> Within o y i.
Proof. unfold beside. destruct (Touch j y); auto. intros H. now apply within_empty in H. Qed.

Lemma covers_four o h i : Covers o h i <->
  Within o (held_b0 h) i \/ Within o (held_b1 h) i \/ Within o (held_b2 h) i \/ Within o (held_b3 h) i.
Proof.
  unfold Covers, runs. split.
  - intros [x [[<-|[<-|[<-|[<-|[]]]]] I]]; auto.
  - intros [I|[I|[I|I]]]; eexists; (split; [|exact I]); cbn; auto.
Qed.
Lemma within_no_block o x i : NoBlock x = true -> ~ Within o x i.
Proof. unfold NoBlock. rewrite Z.eqb_eq. intros E [F _]. contradiction. Qed.
Lemma hold_first_covers o b old h :
  hold_first b old h = old \/
  forall i, Covers o (hold_first b old h) i <-> Within o b i \/ Covers o h i.
Proof.
  unfold hold_first.
  destruct (NoBlock (held_b0 h)) eqn:E0;
    [right; intros i; rewrite !covers_four; cbn; pose proof (within_no_block o _ i E0); tauto|].
  destruct (NoBlock (held_b1 h)) eqn:E1;
    [right; intros i; rewrite !covers_four; cbn; pose proof (within_no_block o _ i E1); tauto|].
  destruct (NoBlock (held_b2 h)) eqn:E2;
    [right; intros i; rewrite !covers_four; cbn; pose proof (within_no_block o _ i E2); tauto|].
  destruct (NoBlock (held_b3 h)) eqn:E3;
    [right; intros i; rewrite !covers_four; cbn; pose proof (within_no_block o _ i E3); tauto|].
  now left.
Qed.

(** Holding [b] adds its octets and loses none; or there is no room and nothing changes. *)
Theorem hold_covers o wnd h b :
  U32 o -> 0 <= wnd < two31 -> WfHeld h -> HeldInv o wnd h -> Run o wnd b ->
  hold h b = h \/ forall i, Covers o (hold h b) i <-> Covers o h i \/ Within o b i.
Proof.
  intros O W Wh H B.
  assert (S0 : Slot o wnd (held_b0 h)) by (destruct Wh, H; split; auto).
  assert (S1 : Slot o wnd (held_b1 h)) by (destruct Wh, H; split; auto).
  assert (S2 : Slot o wnd (held_b2 h)) by (destruct Wh, H; split; auto).
  assert (S3 : Slot o wnd (held_b3 h)) by (destruct Wh, H; split; auto).
  unfold hold. cbv zeta.
  set (j0 := joined b (held_b0 h)). set (j1 := joined j0 (held_b1 h)).
  set (j2 := joined j1 (held_b2 h)). set (j3 := joined j2 (held_b3 h)).
  assert (J0 : Run o wnd j0) by (apply run_joined; auto).
  assert (J1 : Run o wnd j1) by (apply run_joined; auto).
  assert (J2 : Run o wnd j2) by (apply run_joined; auto).
  assert (J3 : Run o wnd j3) by (apply run_joined; auto).
  destruct H.
  assert (Z0 : Settled o (held_b0 h) j3)
    by (do 3 (apply (settled_joined o wnd); auto); apply (settled_new o wnd); auto).
  assert (Z1 : Settled o (held_b1 h) j3)
    by (do 2 (apply (settled_joined o wnd); auto); apply (settled_new o wnd); auto).
  assert (Z2 : Settled o (held_b2 h) j3)
    by (apply (settled_joined o wnd); auto; apply (settled_new o wnd); auto).
  assert (Z3 : Settled o (held_b3 h) j3) by (apply (settled_new o wnd); auto).
  match goal with |- hold_first j3 h ?h' = _ \/ _ => set (rest := h') end.
  destruct (hold_first_covers o j3 h rest) as [E|E]; [now left|]. right. intros i. rewrite E.
  unfold rest. rewrite !covers_four. cbn. split.
  - intros [I|I].
    + apply (joined_only o wnd) in I as [I|I]; auto 6.
      apply (joined_only o wnd) in I as [I|I]; auto 6.
      apply (joined_only o wnd) in I as [I|I]; auto 6.
      apply (joined_only o wnd) in I as [I|I]; auto 6.
    + left. destruct I as [I|[I|[I|I]]]; apply beside_only in I; auto.
  - intros [[I|[I|[I|I]]]|I].
    + apply (settled_beside o wnd O W (held_b0 h) j3) in I as [I|I]; auto 6.
    + apply (settled_beside o wnd O W (held_b1 h) j3) in I as [I|I]; auto 6.
    + apply (settled_beside o wnd O W (held_b2 h) j3) in I as [I|I]; auto 6.
    + apply (settled_beside o wnd O W (held_b3 h) j3) in I as [I|I]; auto 6.
    + left. do 4 (apply (joined_part o wnd); auto).
Qed.

(** ** Moving over what was held *)

(** Where RCV.NXT goes from [m] octets after [o]: no run that it could go on over is left. *)
Definition Past (o m : Z) (x : block) : Prop := Empty x \/ rgt o x <= m \/ m < lft o x.

Section Moving.
Variables o wnd : Z.
Hypotheses (O : U32 o) (W : 0 <= wnd < two31).

Lemma over_spec nxt x : U32 nxt -> seq_sub nxt o <= wnd -> Slot o wnd x ->
  (over nxt x = nxt /\ Past o (seq_sub nxt o) x) \/
  (Within o x (seq_sub nxt o) /\ seq_sub (over nxt x) o = rgt o x).
Proof.
  intros N L [[] X]. unfold over, NoBlock, Past.
  destruct (Z.eqb_spec (block_left x) (block_right x)) as [E|E]; cbn [negb andb]; [left; auto|].
  destruct X as [X|X]; [contradiction|]. unfold Ahead, Within, lft, rgt in *.
  rewrite (seq_leq_near o), (seq_lt_near o) by (auto; lia).
  destruct (Z.leb_spec (seq_sub (block_left x) o) (seq_sub nxt o)); cbn [andb]; [|left; auto].
  destruct (Z.ltb_spec (seq_sub nxt o) (seq_sub (block_right x) o)); [right|left]; auto.
Qed.
(** Once past a run, always past it. *)
Lemma past_over nxt x y : U32 nxt -> seq_sub nxt o <= wnd -> Slot o wnd x -> Slot o wnd y ->
  Apart o x y -> Past o (seq_sub nxt o) y -> Past o (seq_sub (over nxt x) o) y.
Proof.
  intros N L X [_ Y] A P. destruct (over_spec nxt x N L X) as [[-> _]|[[E I] ->]]; auto.
  unfold Past, Apart, Ahead in *. destruct P as [P|P]; auto. destruct Y as [Y|Y]; auto.
  destruct A as [A|[A|A]]; [contradiction|auto|]. right. lia.
Qed.
Lemma past_here nxt x : U32 nxt -> seq_sub nxt o <= wnd -> Slot o wnd x ->
  Past o (seq_sub (over nxt x) o) x.
Proof.
  intros N L X. destruct (over_spec nxt x N L X) as [[-> P]|[_ ->]]; auto. right. left. lia.
Qed.
Lemma over_near nxt x : U32 nxt -> seq_sub nxt o <= wnd -> Slot o wnd x ->
  U32 (over nxt x) /\ seq_sub nxt o <= seq_sub (over nxt x) o <= wnd /\
  forall i, seq_sub nxt o <= i < seq_sub (over nxt x) o -> Within o x i.
Proof.
  intros N L X. split; [apply u32_over; auto; apply X|].
  destruct (over_spec nxt x N L X) as [[-> P]|[[E I] ->]]; [split; lia|].
  destruct X as [_ [X|X]]; [contradiction|]. unfold Ahead in X. split; [lia|].
  intros i R. split; auto. lia.
Qed.

Theorem over_held_exact nxt h :
  U32 nxt -> seq_sub nxt o <= wnd -> WfHeld h -> HeldInv o wnd h ->
  let m := seq_sub (over_held nxt h) o in
  seq_sub nxt o <= m <= wnd /\
  (forall i, seq_sub nxt o <= i < m -> Covers o h i) /\
  (forall x, In x (runs h) -> Past o m x).
Proof.
  intros N L [] H. pose proof H as []. unfold over_held. cbv zeta.
  assert (S0 : Slot o wnd (held_b0 h)) by (split; auto).
  assert (S1 : Slot o wnd (held_b1 h)) by (split; auto).
  assert (S2 : Slot o wnd (held_b2 h)) by (split; auto).
  assert (S3 : Slot o wnd (held_b3 h)) by (split; auto).
  destruct (over_near nxt _ N L S0) as [N0 [L0 C0]].
  pose proof (past_here nxt _ N L S0) as P0. set (n0 := over nxt _) in *.
  destruct (over_near n0 _ N0 (proj2 L0) S1) as [N1 [L1 C1]].
  pose proof (past_here n0 _ N0 (proj2 L0) S1) as P1.
  apply (past_over n0 (held_b1 h)) in P0; try tauto; auto with held. set (n1 := over n0 _) in *.
  destruct (over_near n1 _ N1 (proj2 L1) S2) as [N2 [L2 C2]].
  pose proof (past_here n1 _ N1 (proj2 L1) S2) as P2.
  apply (past_over n1 (held_b2 h)) in P0; try tauto; auto with held.
  apply (past_over n1 (held_b2 h)) in P1; try tauto; auto with held. set (n2 := over n1 _) in *.
  destruct (over_near n2 _ N2 (proj2 L2) S3) as [N3 [L3 C3]].
  pose proof (past_here n2 _ N2 (proj2 L2) S3) as P3.
  apply (past_over n2 (held_b3 h)) in P0; try tauto; auto with held.
  apply (past_over n2 (held_b3 h)) in P1; try tauto; auto with held.
  apply (past_over n2 (held_b3 h)) in P2; try tauto; auto with held.
  set (n3 := over n2 _) in *. split; [lia|]. split.
  - intros i I. rewrite covers_four.
    destruct (Z.lt_ge_cases i (seq_sub n0 o)); [left; apply C0; lia|].
    destruct (Z.lt_ge_cases i (seq_sub n1 o)); [right; left; apply C1; lia|].
    destruct (Z.lt_ge_cases i (seq_sub n2 o)); [do 2 right; left; apply C2; lia|].
    do 3 right. apply C3. lia.
  - intros x [<-|[<-|[<-|[<-|[]]]]]; auto.
Qed.

(** What is still ahead of RCV.NXT is kept. *)
Lemma still_held_covers n h : 0 <= n <= wnd -> WfHeld h -> HeldInv o wnd h ->
  (forall x, In x (runs h) -> Past o n x) ->
  forall i, Covers o (still_held (seq_add o n) h) i <-> Covers o h i /\ n <= i.
Proof.
  intros R [] [] P i. rewrite !covers_four. unfold runs in P. cbn in *.
  assert (K : forall x, Slot o wnd x -> Past o n x ->
    Within o (ahead (seq_add o n) x) i <-> Within o x i /\ n <= i).
  { intros x [[] X] Q. unfold ahead, two31 in *.
    destruct (seq_lt (seq_add o n) (block_left x)) eqn:T.
    - destruct X as [X|X]; [split; intros [E ?]; try tauto; unfold Within in E; tauto|].
      apply (ahead_forward o wnd O W) in T; auto; [|constructor; auto]. unfold Within. split; [|tauto].
      intros [E I]. split; auto. lia.
    - split; [intros I; now apply within_empty in I|]. intros [[E I] J]. exfalso.
      destruct X as [X|X]; [contradiction|]. destruct Q as [Q|[Q|Q]]; [contradiction|lia|].
      apply not_true_iff_false in T. apply T. apply seq_lt_spec. unfold two31, Ahead, lft, rgt in *.
      rewrite seq_sub_after; auto; ranges; lia. }
  rewrite (K (held_b0 h)), (K (held_b1 h)), (K (held_b2 h)), (K (held_b3 h))
    by (try (split; auto); apply P; auto 6).
  tauto.
Qed.
End Moving.

(** ** The text of a segment *)

(** Octet [i] after the RCV.NXT of [r] has been received, as [r'] tells. *)
Definition Received (r r' : rcv) (i : Z) : Prop :=
  i < seq_sub (rcv_nxt r') (rcv_nxt r) \/ Covers (rcv_nxt r) (rcv_held r') i.

Lemma received_forward c r n psh i :
  WfRcv r -> RcvInv c 1 r -> 0 < n <= rcv_wnd r -> 0 <= i ->
  Received r (forward r (reach r n) psh) i <-> Covers (rcv_nxt r) (rcv_held r) i \/ i < n.
Proof.
  intros R [_ H _] N I. pose proof (rcv_wnd_small r R) as W. destruct R. unfold two31 in W.
  assert (U : U32 (seq_add (rcv_nxt r) n)) by (apply u32_seq_add; ranges; lia).
  assert (E : seq_sub (seq_add (rcv_nxt r) n) (rcv_nxt r) = n) by (apply seq_sub_add; auto; ranges; lia).
  destruct (over_held_exact (rcv_nxt r) (rcv_wnd r) wf_rcv_nxt W (seq_add (rcv_nxt r) n) (rcv_held r))
    as [B [C P]]; auto; [lia|]. unfold Received, reach. rewrite min_u32_min. rewrite E in *.
  set (m := seq_sub (over_held _ _) _) in *. replace (Z.min m (rcv_wnd r)) with m by lia.
  cbn. rewrite seq_sub_add by (auto; ranges; lia).
  rewrite (still_held_covers (rcv_nxt r) (rcv_wnd r)) by (auto; lia).
  destruct (Z.lt_ge_cases i n); [intuition lia|]. split; [|intros [J|J]; [|lia]].
  - intros [J|[J _]]; [left; apply C; lia | auto].
  - destruct (Z.lt_ge_cases i m); auto.
Qed.
Lemma received_held c r at_ len i :
  WfRcv r -> RcvInv c 1 r -> 0 < at_ -> 0 < len -> at_ + len <= rcv_wnd r -> 0 <= i ->
  let left := seq_add (rcv_nxt r) at_ in
  let h := hold (rcv_held r) {| block_left := left; block_right := seq_add left len |} in
  h = rcv_held r \/
  (Received r (with_held r h) i <-> Covers (rcv_nxt r) (rcv_held r) i \/ at_ <= i < at_ + len).
Proof.
  intros R [_ H _] P L S I. cbv zeta. pose proof (rcv_wnd_small r R) as W. destruct R. unfold two31 in W.
  set (b := {| block_left := _; block_right := _ |}).
  assert (U : U32 (seq_add (rcv_nxt r) at_)) by (apply u32_seq_add; ranges; lia).
  assert (El : lft (rcv_nxt r) b = at_)
    by (unfold lft; cbn; apply seq_sub_add; auto; ranges; lia).
  assert (Er : rgt (rcv_nxt r) b = at_ + len)
    by (unfold rgt; cbn; rewrite seq_add_add, seq_sub_add; auto; ranges; lia).
  assert (Wb : WfBlock b) by (constructor; cbn; auto; apply u32_seq_add; ranges; lia).
  assert (B : Run (rcv_nxt r) (rcv_wnd r) b) by (split; auto; unfold Ahead; lia).
  destruct (hold_covers (rcv_nxt r) (rcv_wnd r) (rcv_held r) b wf_rcv_nxt W wf_rcv_held H B)
    as [E|E]; [now left|right].
  unfold Received. cbn. rewrite E, seq_sub_self by auto. unfold Within. rewrite El, Er.
  assert (Ne : ~ Empty b) by (intros F; unfold lft, rgt in El, Er; rewrite F in El; lia).
  intuition lia.
Qed.

(** After the text of a segment is accepted, what has been received is what was received before and
    the octets placed: unless a fifth run would have to be held, and then nothing has changed. *)
Theorem text_is_kept c r s psh i :
  WfRcv r -> WfSeg s -> RcvInv c 1 r -> 0 <= i ->
  let p := trim r s in
  let r' := accept_text r p psh in
  0 < placement_len p ->
  (rcv_nxt r' = rcv_nxt r /\ rcv_held r' = rcv_held r) \/
  (Received r r' i <-> Covers (rcv_nxt r) (rcv_held r) i \/
     placement_at p <= i < placement_at p + placement_len p).
Proof.
  intros R S H I p r' L. pose proof (trim_fits r s R S L) as F.
  pose proof (wf_trim r s R S) as [_ A _]. fold p in F, A. subst r'. unfold accept_text.
  destruct (Z.eqb_spec (placement_at p) 0) as [E|E].
  - right. rewrite (received_forward c) by (auto; lia). rewrite E. intuition lia.
  - destruct (received_held c r (placement_at p) (placement_len p) i) as [K|K]; auto.
    ranges; lia.
Qed.
(** RCV.NXT is the first octet that is missing. *)
Theorem next_is_missing c r : RcvInv c 1 r -> ~ Covers (rcv_nxt r) (rcv_held r) 0.
Proof.
  intros [_ [A0 A1 A2 A3 _ _ _ _ _ _] _]. rewrite covers_four. unfold Within, Ahead in *.
  intuition lia.
Qed.
