(** * The vigil stays true when a segment arrives *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe Challenge.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives
  ObserveSent ChallengeInvariant ChallengeVigil ChallengeWatches.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The conjuncts of the tests, as propositions. *)
Ltac conjuncts H := repeat (apply andb_true_iff in H; destruct H as [H ?]);
  repeat match goal with
  | X : negb _ = true |- _ => apply negb_true_iff in X
  | X : (_ =? _) = true |- _ => apply Z.eqb_eq in X
  | X : (_ <? _) = true |- _ => apply Z.ltb_lt in X
  | X : (_ <=? _) = true |- _ => apply Z.leb_le in X
  end.

Lemma observe_plain o s : ctl_rst (seg_ctl s) = false -> ctl_syn (seg_ctl s) = false ->
  observe_arrived o s = arrived_bounds o s.
Proof. intros R Y. unfold observe_arrived. rewrite R, Y. reflexivity. Qed.

Lemma calm_tcb h base q y : Calm h base q y -> HasTcb h.
Proof. intros []. rewrite has_tcb_state. destruct ca_state as [[X _] | [X | [X | [X _]]]]; rewrite X; repeat split; congruence. Qed.

(** An acknowledgment within what was sent is counted exactly. *)
Lemma una_exact o h l s : Tracks o h l -> Ranges o -> Sane s -> observer_una_max o <= far ->
  observer_opened o = true -> HasAck s ->
  seq_sub (seg_ack s) (number_of (observer_iss o) (observer_una_max o)) <= observer_nxt o - observer_una_max o ->
  exists a, observer_una_max (arrived_bounds o s) = a /\ OnWire (h_iss h) a (seg_ack s)
    /\ observer_una_max o <= a <= h_nxt h.
Proof.
  intros T RG S F O A L. pose proof (una_le _ _ _ T O). pose proof (t_span _ _ _ T). pose proof (t_nxt _ _ _ T) as NX.
  pose proof (number_of_wire (observer_iss o) (observer_una_max o)) as NW. rewrite on_wire in NW.
  destruct RG. destruct NW as [NB [k NE]]; [lia | lia |].
  destruct (seq_sub_spec (seg_ack s) _ (sane_ack _ S) NB) as [SB [j SE]].
  eexists. split; [reflexivity|]. unfold HasAck in A. cbn. rewrite A, O. cbn. unfold raise.
  pose proof reach_max_eq.
  replace (_ <=? reach_max) with true by (symmetry; apply Z.leb_le; lia).
  replace (observer_una_max o <=? far) with true by (symmetry; apply Z.leb_le; lia). cbn [andb].
  split; [|lia]. rewrite <- (t_iss _ _ _ T O). apply on_wire. split; [apply S|]. exists (k - j). lia.
Qed.

Lemma arrived_plain o v h l s rd t : Tracks o h l -> Ranges o -> Sane s -> Near o = true ->
  Watches o v h l rd -> vigil_textbook v = true -> TextbookSegment o v s = true ->
  let v' := vigil_arrived o v s t in
  (Steady o v h l -> Steady (observe_arrived o s) v' h (l ++ [(t, s)]))
  /\ (observer_una_max o = h_nxt h -> observer_una_max (observe_arrived o s) = h_nxt h)
  /\ (0 <= vigil_stamp_last v' < 2 ^ 32 /\ seq_sub (vigil_stamp_last v') (vigil_stamp_first v') < 2 ^ 31)
  /\ vigil_stamp_first v' = vigil_stamp_first v /\ ~ Quiet o v h l.
Proof.
  intros T RG S N W TB P v'. pose proof P as PP. unfold TextbookSegment in P. conjuncts P.
  apply near_spec in N. destruct N as (N1 & N2 & N3).
  rewrite observe_plain by auto.
  assert (NSYN : TextbookSyn o s = false).
  { unfold TextbookSyn. rewrite P. reflexivity. }
  assert (VF : vigil_stamp_first v' = vigil_stamp_first v) by (unfold v', vigil_arrived; rewrite NSYN; reflexivity).
  assert (VL : vigil_stamp_last v' = if observer_peer_stamps o then options_ts_val (seg_options s) else vigil_stamp_last v).
  { unfold v', vigil_arrived. rewrite NSYN, PP. cbn. reflexivity. }
  destruct (una_exact o h l s T RG S N2 ltac:(assumption) ltac:(assumption) ltac:(assumption)) as (a & A1 & A2 & A3).
  destruct (w_stamps _ _ _ _ _ W) as (WS1 & WS2 & WS3).
  assert (ST : 0 <= vigil_stamp_last v' < 2 ^ 32 /\ seq_sub (vigil_stamp_last v') (vigil_stamp_first v') < 2 ^ 31
    /\ seq_sub (vigil_stamp_last v) (vigil_stamp_first v) <= seq_sub (vigil_stamp_last v') (vigil_stamp_first v')).
  { rewrite VF, VL. destruct (observer_peer_stamps o) eqn:PS; [|conj; auto; lia]. cbn in *.
    match goal with X : _ && StampForward v _ = true |- _ => apply andb_true_iff in X; destruct X as [_ X];
      unfold StampForward in X; conjuncts X end.
    pose proof (sane_ts _ S). unfold two31 in *. conj; auto; lia. }
  destruct ST as (ST1 & ST2 & ST3).
  split; [|split; [|split; [auto | split; [exact VF|]]]].
  - intros (q & y & C & I). pose proof (calm_tcb _ _ _ _ C) as HT. pose proof (tcb_syn _ _ _ T HT) as Y.
    destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence].
    destruct (t_syn _ _ _ T sp SO) as (B1 & B2 & (_ & _ & B3) & _).
    pose proof (w_offered _ _ _ _ _ W HT) as OF. rewrite (t_offered _ _ _ T) in OF.
    pose proof (w_una _ _ _ _ _ W ltac:(assumption)) as WU.
    exists q, y. rewrite VF. split; auto.
    eapply in_order_snoc; [|exact I].
    assert (NY : ~ HasRst s -> HasSyn s -> PastHandshake o = true \/ SameSyn o s = true) by (unfold HasSyn; congruence).
    pose proof (item_bounds o s RG S B1 N3 NY) as IT.
    assert (PO : OnWire (observer_irs o) (observer_rcv_max o) (seg_seq s)).
    { match goal with X : seg_seq s = number_of _ _ |- _ => rewrite X end. apply number_of_wire; destruct RG; lia. }
    constructor; auto; unfold HasSyn, HasRst, HasFin; try congruence.
    + exists (observer_rcv_max o). rewrite B2. conj; auto; try lia.
      destruct (Z.eq_dec (seg_len s) 0) as [Z|Z].
      * pose proof (item_le _ _ _ _ IT). rewrite <- length_eq in Z. unfold Length in Z. pose proof (sane_text _ S).
        pose proof (one_if_range (ctl_syn (seg_ctl s))). pose proof (one_if_range (ctl_fin (seg_ctl s))). lia.
      * pose proof (seg_len_nonneg s S).
        assert (X : observer_rcv_max o + seg_len s <= observer_rcv_max (arrived_bounds o s)).
        { apply (item_text _ _ _ _ IT); auto; try lia. unfold HasSyn. congruence. }
        rewrite <- length_eq in X. unfold Length in X.
        pose proof (one_if_range (ctl_syn (seg_ctl s))). pose proof (one_if_range (ctl_fin (seg_ctl s))). lia.
    + apply IT.
    + rewrite A1. rewrite !Z.max_r by lia. auto.
    + intros (sp' & SO' & TS). rewrite SO in SO'. injection SO' as <-. rewrite VL, <- B3, TS. cbn.
      split; auto. match goal with X : negb _ || _ = true |- _ => rewrite <- B3, TS in X; cbn in X;
        apply andb_true_iff in X; destruct X; auto end.
    + rewrite VF in ST2, ST3. lia.
    + apply S.
  - intros E. rewrite A1. lia.
  - intros Q. destruct (t_no_syn _ _ _ T (qu_none _ _ _ _ Q)) as (_ & _ & NO).
    pose proof (t_offered _ _ _ T). destruct RG. lia.
Qed.

(** The peer's SYN. *)
Lemma arrived_syn_quiet o v h l s rd t : Tracks o h l -> Ranges o -> Sane s -> Near o = true ->
  Watches o v h l rd -> vigil_textbook v = true -> TextbookSyn o s = true ->
  Quiet o v h l -> Quiet (observe_arrived o s) (vigil_arrived o v s t) h (l ++ [(t, s)]).
Proof.
  intros T RG S N W TB P [QN QC QU QX QI]. pose proof P as PP. unfold TextbookSyn in P. conjuncts P.
  assert (L : l = []).
  { destruct QI as [X | (t1 & s1 & -> & SI)]; auto. exfalso. destruct SI.
    destruct (t_chain _ _ _ T) as (b & m & C & _). cbn in C. destruct b.
    - destruct C as (m' & _ & _ & C & _). congruence.
    - destruct C as [[_ [C _]] | ([X | X] & _)]; [congruence | contradiction | contradiction]. }
  subst l. cbn [app].
  assert (UM : observer_una_max (observe_arrived o s) <= 1).
  { assert (AB : observer_una_max (arrived_bounds o s) <= 1).
    { cbn. destruct (ctl_ack (seg_ctl s)) eqn:A; cbn [andb]; [|exact QU].
      apply andb_true_iff in H as [O AK]. apply Z.eqb_eq in AK.
      rewrite O. pose proof (w_una _ _ _ _ _ W O). pose proof (t_nxt _ _ _ T). pose proof (t_opened _ _ _ T O).
      assert (observer_una_max o = 1) as U1 by lia. assert (observer_nxt o = 1) as N1 by lia.
      unfold raise. rewrite AK, N1, U1. destruct RG.
      rewrite (ahead_exact (observer_iss o) 1 1) by (try apply number_of_wire; lia). cbn. lia. }
    unfold observe_arrived. destruct (ctl_rst (seg_ctl s)); [congruence|].
    destruct (ctl_syn (seg_ctl s)); cbn [negb orb]; [|congruence].
    destruct (observer_syn_arrived o); cbn [negb]; [congruence | exact AB]. }
  constructor; auto. right. exists t, s. split; auto. unfold vigil_arrived. rewrite PP.
  constructor; cbn; auto; unfold HasRst, HasFin; try congruence; apply S.
Qed.

(** A reset or a SYN inside the window. *)
Lemma inside o v s : InsideReset o v s || InsideSyn o v s = true ->
  let ahead := seq_sub (seg_seq s) (number_of (observer_irs o) (observer_rcv_max o)) in
  vigil_alive v = true /\ ~ HasFin s /\ seg_text s = 0 /\ observer_rcv_max o + ahead < observer_offered o
  /\ ((HasRst s /\ ~ HasSyn s /\ 1 <= ahead)
      \/ (HasSyn s /\ ~ HasRst s
          /\ (observer_peer_stamps o = true -> options_has_ts (seg_options s) = true
              /\ StampForward v (options_ts_val (seg_options s)) = true))).
Proof.
  intros P. unfold HasFin, HasSyn, HasRst. apply orb_true_iff in P as [P | P].
  - unfold InsideReset in P. conjuncts P. conj; auto; try congruence. left. conj; auto; congruence.
  - unfold InsideSyn in P. conjuncts P. conj; auto; try congruence. right. conj; auto; try congruence.
    intros PS. rewrite PS in *. cbn in *.
    match goal with X : _ && StampForward v _ = true |- _ => apply andb_true_iff in X; exact X end.
Qed.

Lemma arrived_inside o v h l s rd t : Tracks o h l -> Ranges o -> Sane s -> Watches o v h l rd ->
  vigil_textbook v = true -> InsideReset o v s || InsideSyn o v s = true -> Pending h (l ++ [(t, s)]) t.
Proof.
  intros T RG S W TB P. destruct (inside o v s P) as (AL & NF & TX & ED & A).
  destruct (w_alive _ _ _ _ _ W AL TB) as (L & UM & Y). pose proof L as (ST & U & FN).
  destruct (w_phase _ _ _ _ _ W TB) as [Q | [(q & y & C & I) | (C & _)]].
  - destruct Q. congruence.
  - pose proof (calm_tcb _ _ _ _ C) as HT. pose proof (w_offered _ _ _ _ _ W HT) as OF.
    rewrite (t_offered _ _ _ T) in OF.
    destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence].
    destruct (t_syn _ _ _ T sp SO) as (B1 & B2 & (_ & _ & B3) & _).
    pose proof (t_una _ _ _ T). rewrite UM in I. rewrite (Z.max_r 1 (h_una h)), (Z.max_r 1 (h_nxt h)) in I by lia.
    exists (vigil_stamp_first v), l, s, [], q, y, (observer_rcv_max o),
      (seq_sub (vigil_stamp_last v) (vigil_stamp_first v)),
      (observer_rcv_max o + seq_sub (seg_seq s) (number_of (observer_irs o) (observer_rcv_max o))).
    pose proof (number_of_wire (observer_irs o) (observer_rcv_max o)) as NW. rewrite on_wire in NW.
    destruct RG. destruct NW as [NB [k NE]]; [lia | lia |].
    destruct (seq_sub_spec (seg_seq s) _ (sane_seq _ S) NB) as [SB [j SE]].
    conj; auto; try congruence; try lia.
    + split; [exact NF | split; [exact TX|]]. destruct A as [(A1 & A2 & A3) | (A1 & A2 & A3)]; [left | right].
      * conj; auto; lia.
      * conj; auto; try lia. intros (sp' & SO' & TS). rewrite SO in SO'. injection SO' as <-.
        destruct (A3 ltac:(congruence)) as [A4 A5]. unfold StampForward in A5. conjuncts A5.
        unfold two31 in *. pose proof (sane_ts _ S). conj; auto; lia.
    + rewrite B2. apply on_wire. split; [apply S|]. exists (k - j). lia.
  - destruct ST; congruence.
Qed.

(** A reset is not textbook, nor is a SYN when one has arrived. *)
Lemma inside_is_not_textbook o v s : observer_syn_arrived o = true -> InsideReset o v s || InsideSyn o v s = true ->
  TextbookSyn o s || TextbookSegment o v s = false.
Proof.
  intros SA P. destruct (inside o v s P) as (_ & _ & _ & _ & A).
  unfold TextbookSyn, TextbookSegment. rewrite SA. unfold HasRst, HasSyn in A. cbn [negb andb orb].
  destruct A as [(A & _) | (A & _)]; rewrite A; cbn; rewrite ?andb_false_r; reflexivity.
Qed.

Theorem watches_arrived o v h l s rd t : Tracks o h l -> Ranges o -> Sane s -> Near o = true ->
  Watches o v h l rd -> Watches (observe_arrived o s) (vigil_arrived o v s t) h (l ++ [(t, s)]) rd.
Proof.
  intros T RG S N W.
  assert (UMONO : observer_una_max o <= observer_una_max (observe_arrived o s)
    /\ observer_opened (observe_arrived o s) = observer_opened o
    /\ observer_text_sent (observe_arrived o s) = observer_text_sent o).
  { pose proof (arrived_una_le o s S) as A. destruct RG. specialize (A ltac:(lia) ltac:(lia)).
    unfold observe_arrived. repeat match goal with |- context [if ?c then _ else _] => destruct c end; cbn in *; conj; auto. }
  destruct UMONO as (UM & OP & TX).
  assert (TBC : vigil_textbook (vigil_arrived o v s t) = true ->
    vigil_textbook v = true /\ (TextbookSyn o s = true \/ TextbookSegment o v s = true)).
  { cbn. rewrite andb_true_iff, orb_true_iff. tauto. }
  constructor; try apply W.
  - intros TB. destruct (TBC TB) as [TV [P | P]].
    + destruct (w_phase _ _ _ _ _ W TV) as [Q | [(q & y & C & I) | (C & Y)]].
      * left. eapply arrived_syn_quiet; eauto.
      * exfalso. pose proof (tcb_syn _ _ _ T (calm_tcb _ _ _ _ C)) as Y.
        destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence].
        destruct (t_syn _ _ _ T sp SO) as (B1 & _). unfold TextbookSyn in P. rewrite B1 in P. discriminate.
      * right. right. auto.
    + destruct (arrived_plain o v h l s rd t T RG S N W TV P) as (A & _ & _ & _ & NQ).
      destruct (w_phase _ _ _ _ _ W TV) as [Q | [ST | G]]; [contradiction | auto | auto].
  - intros A TB. destruct (TBC TB) as [TV P]. cbn in A.
    destruct (w_alive _ _ _ _ _ W A TV) as (L & U & Y). conj; auto.
    destruct P as [P | P].
    + destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence].
      destruct (t_syn _ _ _ T sp SO) as (B1 & _). unfold TextbookSyn in P. rewrite B1 in P. discriminate.
    + destruct (arrived_plain o v h l s rd t T RG S N W TV P) as (_ & E & _). auto.
  - intros D. destruct (vigil_textbook v && (InsideReset o v s || InsideSyn o v s)) eqn:IR.
    + apply andb_true_iff in IR as [TV IR]. destruct (inside o v s IR) as (AL & _).
      destruct (w_alive _ _ _ _ _ W AL TV) as (_ & _ & Y).
      destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence]. destruct (t_syn _ _ _ T sp SO) as (SA & _). split.
      * cbn. rewrite (inside_is_not_textbook o v s SA IR). apply andb_false_r.
      * left. cbn. rewrite TV, IR. cbn. eapply arrived_inside; eauto.
    + cbn in D. rewrite IR in D. cbn in D. destruct (w_due _ _ _ _ _ W D) as (TV & PD).
      split; [cbn; rewrite TV; reflexivity|]. cbn. rewrite IR. destruct PD as [PD | PD]; [left | right; exact PD].
      destruct PD as (base & pre & s1 & post & q & y & qe & ye & p & E & R).
      exists base, pre, s1, (post ++ [(t, s)]), q, y, qe, ye, p. split; auto.
      rewrite E, <- app_assoc. reflexivity.
  - rewrite OP. intros O. pose proof (w_una _ _ _ _ _ W O). lia.
  - destruct (w_stamps _ _ _ _ _ W) as (W1 & W2 & W3). cbn.
    destruct (TextbookSyn o s) eqn:TS; cbn.
    + pose proof (sane_ts _ S) as X. conj; auto; try lia.
      destruct (seq_sub_spec _ _ X X) as [B [k K]]. lia.
    + destruct (TextbookSegment o v s) eqn:TP; cbn; [|conj; auto; lia].
      unfold TextbookSegment in TP. conjuncts TP. destruct (observer_peer_stamps o); [|conj; auto; lia].
      cbn in *. match goal with X : _ && StampForward v _ = true |- _ => apply andb_true_iff in X; destruct X as [_ X];
        unfold StampForward in X; conjuncts X end. pose proof (sane_ts _ S). unfold two31 in *. conj; auto; lia.
  - rewrite TX. cbn. intros X. apply W. destruct X as [X | X]; [now left|].
    apply orb_true_iff in X as [X | X]; [left | now right]. apply andb_true_iff in X as [_ X].
    apply (inside o v s X).
Qed.
