(** * Refinement: text and FIN (steps 6 to 8) *)
From Plumb Require Import Seq Segment Tcb Held Outcome Timers Text Host HostArrives.
From PlumbProofs Require Import Ranges RangesArrives SeqFacts HeldInvariant Invariants InvariantsArrives
  InvariantsText Models RefinementBasics RefinementHeld.
Require Import ZArith Bool List Lia.
Open Scope Z_scope.

(** What the receive variables stand for, as far as text and FIN change it: [x] is RCV.NXT as a
    position, [edge] the right edge of the window. *)
Record Received (irs : Z) (r : rcv) (x edge : Z) (got : list (Z * Z)) (fin : option Z) : Prop := {
  rcvd_nxt : OnWire irs x (rcv_nxt r);
  rcvd_edge : edge = x + rcv_wnd r;
  rcvd_held : AllHeld (fun q => Got got (x + q)) (rcv_nxt r) (rcv_held r);
  rcvd_fin : rcv_fin_held r = true -> fin = Some (x + seq_sub (rcv_fin_seq r) (rcv_nxt r)) }.

Lemma received t h : ReceiveModels t h ->
  Received (h_irs h) (tcb_rcv t) (h_rcv h) (h_edge h) (h_got h) (h_peer_fin h).
Proof. intros []. constructor; auto. Qed.
Lemma peered_received t h r got fin x : Peered t h ->
  Received (h_irs h) r x (h_edge h) got fin -> h_rcv h <= x ->
  Peered (set_rcv t r) (acking (with_text h got fin x)).
Proof.
  intros P [] L. open_models. split_models; try assumption; auto; try lia.
Qed.

Lemma got_first a n l q : a <= q < a + n -> Got ((a, n) :: l) q.
Proof. intros Q. exists a, n. split; [now left | auto]. Qed.
Lemma got_rest x l q : Got l q -> Got (x :: l) q.
Proof. intros (a & n & I & Q). exists a, n. split; [now right | auto]. Qed.
Lemma got_either a n l q : Got ((a, n) :: l) q -> Got l q \/ a <= q < a + n.
Proof. intros (b & m & [E|I] & Q); [injection E as <- <-; now right | left; now exists b, m]. Qed.

(** ** Seventh: text *)
Section Text.
Variables (irs : Z) (s : seg) (p : Z).
Hypothesis Ws : WfSeg s.
Hypothesis At : OnWire irs (text_at s p) (text_seq s).

(** The text begins near the window [x], [edge). *)
Definition Near (x edge : Z) : Prop :=
  0 <= edge - x < 1073741824 /\ x - 131072 <= text_at s p <= edge.

(** The part that is kept, as positions. *)
Lemma trim_position r x :
  WfRcv r -> OnWire irs x (rcv_nxt r) -> Near x (x + rcv_wnd r) -> 0 < placement_len (trim r s) ->
  let k := trim r s in
  0 <= placement_skip k /\ placement_skip k + placement_len k <= seg_text s
  /\ 0 <= placement_at k /\ x + placement_at k = text_at s p + placement_skip k.
Proof.
  intros W X [E D]. destruct (wf_trim r s W Ws) as [B1 B2 _]. revert B1 B2.
  unfold trim. cbv zeta. rewrite !min_u32_min.
  pose proof (wire_u32 _ _ _ X) as Ux. pose proof (wire_u32 _ _ _ At) as Ut. destruct Ws.
  destruct (Z.ltb_spec (seq_sub (rcv_nxt r) (text_seq s)) two31) as [O|O];
    cbn [placement_skip placement_at placement_len]; ranges; unfold two31 in *; intros B1 B2.
  - pose proof (u32_seq_sub _ _ Ux Ut) as U. ranges.
    pose proof (wire_same irs _ _ _ (wire_back irs x _ _ X Ut) At) as S.
    tests; lia.
  - assert (text_at s p >= x).
    { destruct (Z.lt_ge_cases (text_at s p) x); [|lia]. rewrite (wire_sub irs _ _ _ _ At X) in O; lia. }
    rewrite (wire_sub irs _ _ _ _ X At) by lia. tests; lia.
Qed.

(** What the text step may do to the text that was received. *)
Definition TextKept (x edge : Z) (got got' : list (Z * Z)) (x' : Z) : Prop :=
  (forall q, Got got' q -> Got got q
     \/ (text_at s p <= q < text_at s p + seg_text s /\ q < edge))
  /\ x <= x' <= edge /\ (forall q, x <= q < x' -> Got got' q).

Lemma received_got r x edge got got' fin :
  (forall q, Got got q -> Got got' q) -> Received irs r x edge got fin ->
  Received irs r x edge got' fin.
Proof. intros G []. constructor; auto. eapply all_held_weaker; [|eassumption]. cbn. auto. Qed.

Lemma received_forward c r x edge got fin n psh :
  WfRcv r -> RcvInv c 1 r -> Received irs r x edge got fin -> 0 <= n <= rcv_wnd r ->
  Received irs (forward r n psh) (x + n) edge got fin.
Proof.
  intros W [_ I F] [X E H G] L. pose proof (rcv_wnd_small r W) as S. pose proof W as [].
  unfold two31 in S. assert (U : U32 n) by (ranges; lia).
  constructor; cbn [forward rcv_nxt rcv_wnd rcv_held rcv_fin_held rcv_fin_seq].
  - now apply wire_add.
  - lia.
  - pose proof (all_held_still _ (rcv_nxt r) (rcv_wnd r) wf_rcv_nxt S n _ L wf_rcv_held I H) as A.
    eapply all_held_weaker; [|exact A]. cbn. intros q. now rewrite Z.add_assoc.
  - intros B. apply andb_prop in B as [B T]. specialize (F B). rewrite (G B).
    apply seq_leq_spec in T. unfold two31 in T. f_equal.
    destruct (Z.le_gt_cases n (seq_sub (rcv_fin_seq r) (rcv_nxt r))).
    + rewrite seq_sub_after; auto. lia.
    + exfalso. revert T. seq_lia.
Qed.

Lemma received_accept c r x edge got fin psh :
  WfRcv r -> RcvInv c 1 r -> Received irs r x edge got fin -> Near x edge ->
  0 < placement_len (trim r s) ->
  exists got' x', Received irs (accept_text r (trim r s) psh) x' edge got' fin
    /\ TextKept x edge got got' x'.
Proof.
  intros W I R D L. pose proof R as [X E H _]. rewrite E in D.
  destruct (trim_position r x W X D L) as (K0 & K1 & K2 & K3).
  pose proof (trim_fits r s W Ws L) as Fit.
  set (k := trim r s) in *. set (a := text_at s p + placement_skip k) in *.
  set (got' := (a, placement_len k) :: got).
  assert (G : forall q, Got got q -> Got got' q) by (intros; now apply got_rest).
  assert (T : forall q, Got got' q -> Got got q
     \/ (text_at s p <= q < text_at s p + seg_text s /\ q < edge)).
  { intros q Q. apply got_either in Q as [Q|Q]; [now left | right]. subst a. lia. }
  apply (received_got _ _ _ _ got') in R; auto.
  pose proof (held_apart _ _ _ I) as HA. unfold accept_text.
  destruct (Z.eqb_spec (placement_at k) 0) as [Z0|Z0].
  - destruct (reach_there (fun q => Got got' (x + q)) r (placement_len k)) as [M [N Q]]; auto.
    { apply R. }
    { split; [lia|]. intros q Q. apply got_first. lia. }
    exists got', (x + reach r (placement_len k)). split; [eapply received_forward; eauto|].
    split; [exact T|]. split; [lia|]. intros q Y. replace q with (x + (q - x)) by lia. apply Q. lia.
  - pose proof (wf_rcv_wnd r W). exists got', x. split; [|split; [exact T | split; [lia | intros; lia]]].
    pose proof (rcv_wnd_small r W) as S. pose proof W as []. unfold two31 in S.
    destruct R as [_ _ H' F']. constructor; auto.
    cbn [with_held rcv_nxt rcv_held].
    assert (U : U32 (seq_add (rcv_nxt r) (placement_at k))) by (apply u32_seq_add; ranges; lia).
    assert (El : lft (rcv_nxt r) {| block_left := seq_add (rcv_nxt r) (placement_at k);
        block_right := seq_add (seq_add (rcv_nxt r) (placement_at k)) (placement_len k) |} = placement_at k)
      by (unfold lft; cbn [block_left]; apply seq_sub_add; ranges; lia).
    assert (Er : rgt (rcv_nxt r) {| block_left := seq_add (rcv_nxt r) (placement_at k);
        block_right := seq_add (seq_add (rcv_nxt r) (placement_at k)) (placement_len k) |}
        = placement_at k + placement_len k)
      by (unfold rgt; cbn [block_right]; rewrite seq_add_add, seq_sub_add; ranges; lia).
    apply (all_held_hold _ (rcv_nxt r) (rcv_wnd r)); auto.
    + constructor; cbn [block_left block_right]; auto. apply u32_seq_add; ranges; lia.
    + unfold Ahead. rewrite El, Er. lia.
    + unfold Held. rewrite El, Er. intros q Q. apply got_first. lia.
Qed.

(** ** Eighth: FIN *)

(** The peer's FIN as it may be known after [s]. *)
Definition FinKept (x edge : Z) (fin fin' : option Z) : Prop :=
  fin' = fin \/ (HasFin s /\ fin' = Some (text_at s p + seg_text s)
                /\ x <= text_at s p + seg_text s < edge).

Lemma received_note_fin r x x' edge got fin :
  WfRcv r -> Received irs r x' edge got fin -> Near x edge -> x <= x' ->
  exists fin', Received irs (note_fin r s) x' edge got fin' /\ FinKept x edge fin fin'.
Proof.
  intros W R [D1 D2] L. pose proof R as [X E H G]. unfold note_fin, FinInWindow.
  destruct (ctl_fin (seg_ctl s)) eqn:F; cbn [andb]; [|exists fin; split; [auto | now left]].
  destruct (seq_in _ _ _) eqn:I; [|exists fin; split; [auto | now left]].
  unfold seq_in in I. apply Z.ltb_lt in I.
  pose proof (wf_seg_text s Ws) as T.
  assert (Y : OnWire irs (text_at s p + seg_text s) (fin_seq s)) by (apply wire_add; auto with wf).
  pose proof (wire_u32 _ _ _ Y) as Uy. pose proof (wire_u32 _ _ _ X) as Ux.
  pose proof (u32_seq_sub _ _ Uy Ux) as Us. ranges.
  pose proof (wire_same irs _ _ _ (wire_from irs _ _ _ X Uy) Y ltac:(lia)) as Q.
  exists (Some (text_at s p + seg_text s)). split.
  - constructor; cbn; auto. intros _. now rewrite Q.
  - right. split; [exact F|]. split; [auto | lia].
Qed.
Lemma received_over_fin r x edge got fin :
  Received irs r x edge got fin -> FinReached r = true ->
  Received irs (over_fin r) (x + 1) edge got fin /\ fin = Some x /\ x < edge.
Proof.
  intros [X E H G] F. unfold FinReached in F. rewrite !andb_true_iff, Z.eqb_eq, Z.ltb_lt in F.
  destruct F as [[F Q] L]. apply G in F. pose proof (wire_u32 _ _ _ X) as U.
  rewrite Q, seq_sub_self in F by auto. split; [|split; [rewrite F; f_equal; lia | lia]].
  constructor; cbn; try discriminate; [|lia|apply all_held_nothing]. apply wire_add; auto. ranges; lia.
Qed.
End Text.
