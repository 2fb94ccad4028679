(** * What is certain while nothing out of the ordinary has arrived *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe Challenge.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveProcessed.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Definition PeerStamps (h : host) : Prop := exists p, h_syn_options h = Some p /\ options_has_ts p = true.

(** A waiting segment that comes in order: RCV.NXT at most [q] before it and [q'] after, SND.UNA
    [u] before it and [u'] after, its timestamp [y'] after the first, that of the one before [y]. *)
Record Plain (h : host) (base q u y : Z) (s : seg) (q' u' y' : Z) : Prop := {
  pl_sane : Sane s; pl_ack : HasAck s; pl_syn : ~ HasSyn s; pl_rst : ~ HasRst s; pl_fin : ~ HasFin s;
  pl_wnd : 0 < seg_wnd s;
  pl_seq : exists p, OnWire (h_irs h) p (seg_seq s) /\ q <= p < h_edge h /\ p + seg_text s <= q';
  pl_q : q <= q';
  pl_una : OnWire (h_iss h) u' (seg_ack s) /\ u <= u' <= h_nxt h;
  pl_stamp : (PeerStamps h -> options_has_ts (seg_options s) = true
                /\ seq_sub (options_ts_val (seg_options s)) base = y');
  pl_stamp_le : y <= y' < 2 ^ 31;
  pl_ts : 0 <= options_ts_val (seg_options s) < 2 ^ 32 }.

(** All of them, up to the bounds [qe], [ue], [ye]. *)
Fixpoint InOrder (h : host) (base q u y : Z) (l : list (Z * seg)) (qe ue ye : Z) : Prop :=
  match l with
  | [] => q <= qe /\ u = ue /\ y <= ye
  | (_, s) :: l' => exists q' u' y', Plain h base q u y s q' u' y' /\ InOrder h base q' u' y' l' qe ue ye
  end.

(** The endpoint while all is in order. *)
Record Calm (h : host) (base q y : Z) : Prop := {
  ca_challenged : h_challenged h = false;
  ca_shift : forall k, SndShift h k -> 0 <= k;
  ca_peer_fin : h_peer_fin h = None;
  ca_wnd : 0 < h_wnd h;
  ca_rcv : h_rcv h <= q;
  ca_got : forall x, Got (h_got h) x -> x < q;
  ca_edge : h_rcv h <= h_edge h <= h_rcv h + 2 ^ 31;
  ca_una : 0 <= h_una h <= h_nxt h;
  ca_span : h_nxt h <= h_una h + 2 ^ 31;
  ca_state : h_state h = SYN_RECEIVED /\ h_una h = 0 \/ h_state h = ESTABLISHED \/ h_state h = FIN_WAIT_1
    \/ (h_state h = FIN_WAIT_2 /\ h_fin h <> None);
  ca_stamp : PeerStamps h -> 0 <= seq_sub (h_recent h) base <= y;
  ca_recent : 0 <= h_recent h < 2 ^ 32;
  ca_base : 0 <= base < 2 ^ 32;
  ca_y : y < 2 ^ 31 }.

(** What [InOrder] depends on, and how it may change. *)
Record SameGround (h h' : host) : Prop := {
  sg_irs : h_irs h' = h_irs h; sg_iss : h_iss h' = h_iss h; sg_edge : h_edge h <= h_edge h';
  sg_nxt : h_nxt h <= h_nxt h'; sg_syn : h_syn_options h' = h_syn_options h }.

Lemma in_order_ground h h' base : SameGround h h' -> forall l q u y qe ue ye,
  InOrder h base q u y l qe ue ye -> InOrder h' base q u y l qe ue ye.
Proof.
  intros G. induction l as [|[t s] l IH]; intros q u y qe ue ye; cbn; auto.
  intros (q' & u' & y' & P & I). exists q', u', y'. split; auto.
  destruct G, P. destruct pl_seq0 as (p & P1 & P2 & P3). destruct pl_una0 as [U1 U2].
  constructor; auto.
  - exists p. rewrite sg_irs0. conj; auto; lia.
  - rewrite sg_iss0. split; auto; lia.
  - intros (x & X1 & X2). apply pl_stamp0. exists x. split; congruence.
Qed.

Lemma in_order_ends h base l : forall q u y qe ue ye qe' ye',
  qe <= qe' -> ye <= ye' -> InOrder h base q u y l qe ue ye -> InOrder h base q u y l qe' ue ye'.
Proof.
  induction l as [|[t s] l IH]; intros q u y qe ue ye qe' ye' Q Y; cbn.
  - intros (A & B & C). conj; auto; lia.
  - intros (q' & u' & y' & P & I). exists q', u', y'. split; eauto.
Qed.
Lemma in_order_snoc h base t s qe ue ye q' u' y' : Plain h base qe ue ye s q' u' y' ->
  forall l q u y, InOrder h base q u y l qe ue ye -> InOrder h base q u y (l ++ [(t, s)]) q' u' y'.
Proof.
  intros P. induction l as [|[t1 s1] l IH]; intros q u y; cbn.
  - intros (A & -> & C). exists q', u', y'. conj; auto; try lia.
    destruct P. destruct pl_seq0 as (p & P1 & P2 & P3). constructor; auto; try lia.
    exists p. conj; auto; lia.
  - intros (q1 & u1 & y1 & P1 & I). exists q1, u1, y1. split; auto.
Qed.
Lemma in_order_mono h base l : forall q u y qe ue ye, InOrder h base q u y l qe ue ye -> q <= qe /\ u <= ue /\ y <= ye.
Proof.
  induction l as [|[t s] l IH]; intros q u y qe ue ye; cbn; [lia|].
  intros (q' & u' & y' & P & I). apply IH in I. destruct P. lia.
Qed.

(** ** A segment in order is processed: no rule but the plain one applies *)
Lemma older_not base r x : 0 <= base < 2 ^ 32 -> 0 <= r < 2 ^ 32 -> 0 <= x < 2 ^ 32 ->
  seq_sub r base <= seq_sub x base < 2 ^ 31 -> ~ Older x r.
Proof.
  intros B R X L (d & D & E).
  destruct (seq_sub_spec r base R B) as [S1 [k1 K1]]. destruct (seq_sub_spec x base X B) as [S2 [k2 K2]].
  pose proof (Z.div_mod (x + d) (2 ^ 32) ltac:(lia)) as DM. rewrite E in DM.
  assert (Z1 : d = seq_sub r base - seq_sub x base + 2 ^ 32 * (k1 - k2 + (x + d) / 2 ^ 32)) by lia.
  lia.
Qed.

Lemma plain_position h base q y s q' u' y' p : Calm h base q y -> Plain h base q (Z.max 1 (h_una h)) y s q' u' y' ->
  Accepted h s p -> q <= p < h_edge h /\ p + seg_text s <= q'.
Proof.
  intros C P A. destruct C, P. destruct pl_seq0 as (p0 & PW & PL & PT). pose proof (sane_text _ pl_sane0).
  destruct A as [W A]. unfold Length in A. apply not_true_is_false in pl_syn0, pl_fin0. rewrite pl_syn0, pl_fin0 in A.
  cbn in A. assert (p = p0); [|subst; auto].
  apply on_wire in W as [_ [k E]]. apply on_wire in PW as [_ [j F]].
  destruct A as [[A | [A | A]] | [[[A B] _] | [A B]]]; lia.
Qed.

(** Text without a FIN: the state stays, RCV.NXT is at most [q']. *)
Lemma plain_text h3 s p h4 q q' : TakesText h3 s p h4 -> ~ HasFin s -> ~ HasSyn s -> h_peer_fin h3 = None ->
  q <= p -> p + seg_text s <= q' -> q <= q' -> h_rcv h3 <= q -> (forall x, Got (h_got h3) x -> x < q) ->
  h_rcv h3 <= h_edge h3 ->
  h4 = h3 \/ exists got rcv, h4 = with_text h3 got None rcv /\ h_rcv h3 <= rcv <= h_edge h3 /\ rcv <= q'
    /\ (forall x, Got got x -> x < q').
Proof.
  intros X NF NY PF Q E QQ R G ED. apply not_true_is_false in NY.
  destruct X as [N | got fin rcv N H1 H2 H3 H4 | got fin f N H1 H2 H3 H4 H5]; [now left | right | exfalso].
  - assert (fin = None) as -> by (destruct H2 as [H2 | [H2 _]]; [congruence | contradiction]).
    assert (GG : forall x, Got got x -> x < q').
    { intros x Gx. unfold text_at in H1. rewrite NY in H1. cbn in H1. destruct (H1 x Gx) as [Y | [Y _]]; [apply G in Y|]; lia. }
    exists got, rcv. conj; auto; try lia.
    destruct (Z_le_gt_dec rcv (h_rcv h3)); [lia|]. assert (rcv - 1 < q') by (apply GG, H4; lia). lia.
  - destruct H2 as [H2 | [H2 _]]; [congruence | contradiction].
Qed.

Theorem plain_step h base q y s q' u' y' h' due :
  Calm h base q y -> Plain h base q (Z.max 1 (h_una h)) y s q' u' y' -> Receives h s h' due ->
  due = false /\ Calm h' base q' y' /\ h_una h' = u' /\ 1 <= u' /\ SameGround h h' /\ h_nxt h' = h_nxt h
  /\ h_fin h' = h_fin h /\ h_own_stamps h' = h_own_stamps h /\ h_own_shift h' = h_own_shift h
  /\ h_edge h' = h_edge h
  /\ (h_state h = ESTABLISHED -> h_state h' = ESTABLISHED)
  /\ (h_state h = FIN_WAIT_1 -> h_fin h = None -> h_state h' = FIN_WAIT_1)
  /\ (h_state h = SYN_RECEIVED -> h_state h' = ESTABLISHED \/ h_state h' = FIN_WAIT_1).
Proof.
  intros C P R. destruct C, P.
  destruct pl_seq0 as (p0 & PW & PL & PT). destruct pl_una0 as [UW UL].
  assert (NS : ~ StampRejects h s).
  { intros (A & _ & [X | [X Y]]); [destruct A as (_ & A); destruct (pl_stamp0 A); congruence|].
    destruct A as (_ & A). destruct (pl_stamp0 A) as [_ E]. destruct (ca_stamp0 A).
    revert Y. apply (older_not base); auto; lia. }
  assert (IW : InWindow h p0 (Length s)).
  { unfold InWindow, Length. pose proof (sane_text _ pl_sane0).
    apply not_true_is_false in pl_syn0, pl_fin0. rewrite pl_syn0, pl_fin0. cbn.
    destruct (Z.eq_dec (seg_text s) 0); [right; left; lia | right; right; lia]. }
  assert (NA : h_una h < u' -> NewAck h s u') by (split; auto; lia).
  assert (UNIQ : forall a, NewAck h s a -> a = u').
  { intros a [W L]. unfold AckAt in W. apply on_wire in W as [_ [k E]]. apply on_wire in UW as [_ [j F]]. lia. }
  assert (HT : HasTcb h) by (rewrite has_tcb_state; intuition congruence).
  assert (RT : forall h1, RecentMay h s h1 -> (PeerStamps h1 -> 0 <= seq_sub (h_recent h1) base <= y')
             /\ 0 <= h_recent h1 < 2 ^ 32).
  { intros h1 [-> | (TS & _ & ->)]; cbn; split; auto; try lia.
    - intros A. specialize (ca_stamp0 A). lia.
    - intros A. destruct (pl_stamp0 A) as [_ E]. rewrite E.
      destruct (seq_sub_spec (options_ts_val (seg_options s)) base pl_ts0 ca_base0). lia. }
  (* the parts of the endpoint that stay *)
  assert (FIN : forall h1 wnd x h3, RecentMay h s h1 -> 0 < wnd ->
    h3 = into (with_ack h1 u' wnd) x -> 1 <= u' ->
    (x = ESTABLISHED \/ x = FIN_WAIT_1 \/ (x = FIN_WAIT_2 /\ h_fin h <> None)) ->
    TakesText h3 s p0 h' ->
    Calm h' base q' y' /\ h_una h' = u' /\ SameGround h h' /\ h_nxt h' = h_nxt h /\ h_fin h' = h_fin h
    /\ h_own_stamps h' = h_own_stamps h /\ h_own_shift h' = h_own_shift h /\ h_edge h' = h_edge h
    /\ h_state h' = x).
  { intros h1 wnd x h3 RM W -> U1 ST TT. destruct (RT h1 RM) as [RS RR].
    assert (EQ : h_rcv h1 = h_rcv h /\ h_edge h1 = h_edge h /\ h_got h1 = h_got h /\ h_peer_fin h1 = h_peer_fin h
      /\ h_iss h1 = h_iss h /\ h_irs h1 = h_irs h /\ h_nxt h1 = h_nxt h /\ h_fin h1 = h_fin h
      /\ h_syn_options h1 = h_syn_options h /\ h_challenged h1 = h_challenged h
      /\ h_own_stamps h1 = h_own_stamps h /\ h_own_shift h1 = h_own_shift h).
    { destruct (recent_eq _ _ _ RM) as [-> | [r ->]]; cbn; conj; auto. }
    destruct EQ as (E1 & E2 & E3 & E4 & E5 & E6 & E7 & E8 & E9 & E10 & E11 & E12).
    destruct (plain_text _ _ _ _ q q' TT) as [-> | (got & rcv & -> & L1 & L2 & L3)]; cbn in *;
      rewrite ?E1, ?E2, ?E3, ?E4 in *; auto; try lia.
    - conj; auto; [|constructor; cbn; auto; lia].
      constructor; cbn; rewrite ?E1, ?E2, ?E3, ?E4, ?E7, ?E8, ?E10; auto; try lia;
        try (intros z Z1; apply ca_got0 in Z1; lia);
        try (intros kk SKK; apply (ca_shift0 kk); unfold SndShift in *; cbn in SKK; rewrite E9, E12 in SKK; exact SKK);
        intuition.
    - conj; auto; [|constructor; cbn; auto; lia].
      constructor; cbn; rewrite ?E1, ?E2, ?E3, ?E4, ?E7, ?E8, ?E10; auto; try lia;
        try (intros kk SKK; apply (ca_shift0 kk); unfold SndShift in *; cbn in SKK; rewrite E9, E12 in SKK; exact SKK);
        intuition. }
  assert (PEQ : forall p, Accepted h s p -> p = p0).
  { intros p [W A]. apply on_wire in W as [_ [k E]]. apply on_wire in PW as [_ [j F]].
    assert (PP : p - p0 = 2 ^ 32 * (k - j)) by lia.
    unfold Length in A. pose proof (sane_text _ pl_sane0). apply not_true_is_false in pl_syn0, pl_fin0.
    rewrite pl_syn0, pl_fin0 in A. cbn in A.
    destruct A as [[A | [A | A]] | [[[A B] _] | [A B]]]; lia. }
  assert (POS : forall w k, w = seg_wnd s * 2 ^ k -> SndShift h k -> 0 < w).
  { intros w k -> SK. specialize (ca_shift0 k SK). pose proof (Z.pow_pos_nonneg 2 k). nia. }
  assert (NOSYN : h_state h <> CLOSED /\ h_state h <> LISTEN /\ h_state h <> SYN_SENT) by (rewrite has_tcb_state in HT; tauto).
  destruct NOSYN as (NC & NL & NSS).
  destruct R; try congruence; try contradiction.
  - exfalso. apply (H0 p0 PW IW).
  - (* unacceptable ACK in SYN-RECEIVED *)
    exfalso. assert (U0 : h_una h = 0) by (destruct ca_state0 as [[_ X] | [X | [X | [X _]]]]; congruence).
    apply (H4 u'). apply NA. lia.
  - (* SYN-RECEIVED *)
    assert (U0 : h_una h = 0) by (destruct ca_state0 as [[_ X] | [X | [X | [X _]]]]; congruence).
    rewrite (PEQ _ H0) in *. rewrite (UNIQ _ H4) in *.
    destruct (FIN h1 _ (if h_closed h then FIN_WAIT_1 else ESTABLISHED) _ H5 (POS _ k eq_refl H6) eq_refl ltac:(lia)) as (F1 & F2 & F3 & F4 & F5 & F6 & F7 & F8 & F9); auto.
    { destruct (h_closed h); auto. }
    conj; auto; try lia; try congruence. rewrite F9. destruct (h_closed h); auto.
  - (* ACK out of range *)
    exfalso. destruct (Z.eq_dec u' (h_una h)) as [-> | NE]; [apply H5; exact UW|].
    apply (H4 u'). apply NA. lia.
  - (* the plain rule *)
    rewrite (PEQ _ H0) in *.
    assert (U1 : 1 <= u') by lia.
    destruct H6 as (una & wnd & k & HU & SK & HW & ->).
    assert (E : h_una h1 = h_una h /\ h_nxt h1 = h_nxt h /\ h_iss h1 = h_iss h /\ h_wnd h1 = h_wnd h
      /\ h_own_shift h1 = h_own_shift h /\ h_syn_options h1 = h_syn_options h /\ h_state h1 = h_state h /\ h_fin h1 = h_fin h)
      by (destruct (recent_eq _ _ _ H5) as [-> | [r ->]]; cbn; conj; auto).
    destruct E as (E1 & E2 & E3 & E4 & E5 & E6 & E7 & E8).
    assert (UN : una = u').
    { destruct HU as [(a & [AW AL] & ->) | [NN ->]].
      - apply UNIQ. unfold NewAck, AckAt in *. rewrite E1, E2, E3 in *. split; auto.
      - rewrite E1. destruct (Z.eq_dec u' (h_una h)); auto. exfalso. apply (NN u').
        unfold NewAck, AckAt in *. rewrite E1, E2, E3. apply NA. lia. }
    subst una.
    assert (W : 0 < wnd).
    { destruct HW as [HW | ->]; [|lia]. apply (POS wnd k HW). unfold SndShift in *. rewrite E5, E6 in SK. exact SK. }
    assert (ST : h_state h <> SYN_RECEIVED) by (rewrite synchronized_state in H; tauto).
    assert (CASES : exists x, h3 = into (with_ack h1 u' wnd) x
      /\ (x = ESTABLISHED \/ x = FIN_WAIT_1 \/ (x = FIN_WAIT_2 /\ h_fin h <> None))
      /\ (h_state h = ESTABLISHED -> x = ESTABLISHED) /\ (h_state h = FIN_WAIT_1 -> h_fin h = None -> x = FIN_WAIT_1)).
    { assert (FA : FinIsAcked (with_ack h1 u' wnd) -> h_fin h <> None).
      { intros (f & X & _). cbn in X. congruence. }
      inversion H7; subst.
      - exists (h_state h). split; [destruct h1; cbn in *; subst; reflexivity|].
        conj; auto. destruct ca_state0 as [[X _] | [X | [X | [X Y]]]]; auto. congruence.
      - exists FIN_WAIT_2. cbn in *. conj; auto; try congruence. intros _ X. exfalso. now apply FA.
      - cbn in *. exfalso. destruct ca_state0 as [[X _] | [X | [X | [X Y]]]]; congruence.
      - cbn in *. exfalso. destruct ca_state0 as [[X _] | [X | [X | [X Y]]]]; congruence. }
    destruct CASES as (x & -> & X1 & X2 & X3).
    destruct (FIN h1 wnd x _ H5 W eq_refl U1 X1 H8) as (F1 & F2 & F3 & F4 & F5 & F6 & F7 & F8 & F9).
    conj; auto; try congruence.
    + intros Y. rewrite F9. auto.
    + intros Y Z. rewrite F9. auto.
Qed.
