(** * The vigil stays true while the endpoint processes, and while its user and timers act *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe Challenge.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives
  ObserveSent ChallengeInvariant ChallengeVigil.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** Closed, an endpoint processes nothing any more. *)
Lemma closed_step h s h' due : h_state h = CLOSED -> Receives h s h' due ->
  h_state h' = CLOSED /\ h_syn_options h' = h_syn_options h.
Proof.
  intros C R. assert (NT : ~ HasTcb h) by (rewrite has_tcb_state; tauto).
  assert (NS : ~ Synchronized h) by (rewrite synchronized_state; tauto).
  destruct R; try congruence; try contradiction; cbn; auto.
Qed.

Lemma steady_head o v h t s l : Steady o v h ((t, s) :: l) -> exists q y q' u' y',
  Calm h (vigil_stamp_first v) q y /\ Plain h (vigil_stamp_first v) q (Z.max 1 (h_una h)) y s q' u' y'
  /\ InOrder h (vigil_stamp_first v) q' u' y' l (observer_rcv_max o) (Z.max 1 (observer_una_max o))
       (seq_sub (vigil_stamp_last v) (vigil_stamp_first v)).
Proof.
  intros (q & y & C & I). cbn in I. destruct I as (q' & u' & y' & P & I). exists q, y, q', u', y'. auto.
Qed.

Lemma asks_ground h h' base s qe ye p : SameGround h h' -> AsksForChallenge h base s qe ye p ->
  AsksForChallenge h' base s qe ye p.
Proof.
  intros G (NF & TX & A). split; [exact NF | split; [exact TX|]]. destruct A as [A | (A & B & D & T)]; [now left | right].
  conj; auto. intros (x & X1 & X2). apply T. exists x. rewrite <- (sg_syn _ _ G). auto.
Qed.

Lemma pending_step h t0 s l tr h' due :
  Pending h ((t0, s) :: l) tr -> Receives h s h' due ->
  (Pending h' l tr /\ due = false) \/ (due = true /\ t0 = tr).
Proof.
  intros (base & pre & s1 & post & q & y & qe & ye & p & E & C & I & A & W & P & L) R.
  destruct L as (ST & U & FN). destruct pre as [|[t1 s2] pre]; cbn in E.
  - injection E as -> -> ->. right. split; auto. cbn in I. destruct I as (I1 & I2 & I3).
    eapply (asks_step h base q y); eauto; repeat split; auto.
  - injection E as -> -> ->. left. cbn in I. destruct I as (q' & u' & y' & PL & I).
    assert (PL' : Plain h base q (Z.max 1 (h_una h)) y s2 q' u' y') by (rewrite Z.max_r by lia; exact PL).
    destruct (plain_step _ _ _ _ _ _ _ _ _ _ C PL' R) as (-> & C' & UN & U1 & G & NX & FI & _ & _ & ED & S1 & S2 & _).
    split; auto. exists base, pre, s1, post, q', y', qe, ye, p. rewrite UN, NX, ED.
    conj; auto.
    + eapply in_order_ground; eauto.
    + exact (asks_ground _ _ _ _ _ _ _ G A).
    + rewrite (sg_irs _ _ G). exact W.
    + unfold Lively. rewrite UN, FI. conj; auto. destruct ST as [X | X]; auto.
Qed.

Theorem watches_received o v h t0 s l rd h' due : Ranges o -> Tracks o h ((t0, s) :: l) -> Tracks o h' l ->
  Watches o v h ((t0, s) :: l) rd -> Receives h s h' due -> ~ ListensAgain h h' ->
  Watches o v h' l (if due then match rd with Some t1 => Some t1 | None => Some t0 end else rd).
Proof.
  intros RG T T' W R NL. destruct (received_general _ _ _ _ _ _ _ T R NL (w_offered _ _ _ _ _ W)) as [GC GO].
  assert (PH : vigil_textbook v = true -> Quiet o v h' l \/ Steady o v h' l
    \/ (h_state h' = CLOSED /\ h_syn_options h' <> None)).
  { intros TB. destruct (w_phase _ _ _ _ _ W TB) as [Q | [S | (C & Y)]].
    - eapply quiet_step; eauto.
    - right. left. destruct (steady_head _ _ _ _ _ _ S) as (q & y & q' & u' & y' & C & P & I).
      destruct (plain_step _ _ _ _ _ _ _ _ _ _ C P R) as (_ & C' & UN & U1 & G & _).
      exists q', y'. split; auto. rewrite UN, Z.max_r by lia. eapply in_order_ground; eauto.
    - right. right. destruct (closed_step _ _ _ _ C R) as [-> ->]. auto. }
  constructor; auto.
  - intros A TB. destruct (w_alive _ _ _ _ _ W A TB) as ((ST & U & FN) & UM & Y).
    destruct (w_phase _ _ _ _ _ W TB) as [Q | [S | (C & _)]].
    + destruct Q. congruence.
    + destruct (steady_head _ _ _ _ _ _ S) as (q & y & q' & u' & y' & C & P & I).
      destruct (plain_step _ _ _ _ _ _ _ _ _ _ C P R) as (_ & C' & UN & U1 & G & NX & FI & _ & _ & ED & S1 & S2 & _).
      conj; [|congruence | rewrite (sg_syn _ _ G); exact Y].
      unfold Lively. rewrite UN, FI. conj; auto. destruct ST as [X | X]; auto.
    + destruct ST; congruence.
  - intros D. destruct (w_due _ _ _ _ _ W D) as (TB & [P | (t1 & E & L)]).
    + split; auto. destruct (pending_step _ _ _ _ _ _ _ P R) as [[P' ->] | [-> E]]; [now left | right].
      destruct P as (base & pre & s1 & post & q & y & qe & ye & p & _ & C & _).
      rewrite (w_none _ _ _ _ _ W (ca_challenged _ _ _ _ C)). exists t0. split; auto. lia.
    + split; auto. right. rewrite E. exists t1. destruct due; auto.
  - intros N. assert (H : h_challenged h = false).
    { destruct (h_challenged h) eqn:X; auto. rewrite GC in N by auto. discriminate. }
    destruct due; [rewrite GC in N by auto; discriminate|]. apply (w_none _ _ _ _ _ W H).
  - apply W.
  - apply W.
  - apply W.
Qed.

(** ** The user and the timers *)
Lemma calm_same h h' base q y : Calm h base q y -> SameNumbers h h' -> h_challenged h' = h_challenged h ->
  h_recent h' = h_recent h -> h_edge h' <= h_rcv h' + 2 ^ 31 ->
  (h_state h' = SYN_RECEIVED /\ h_una h = 0 \/ h_state h' = ESTABLISHED \/ h_state h' = FIN_WAIT_1
    \/ (h_state h' = FIN_WAIT_2 /\ h_fin h <> None)) -> Calm h' base q y.
Proof.
  intros [] N CH RC ED ST. destruct N. constructor; unfold PeerStamps, SndShift in *;
    rewrite ?sn_rcv, ?sn_una, ?sn_nxt, ?sn_wnd, ?sn_got, ?sn_peer_fin, ?sn_fin, ?sn_syn, ?sn_shift, ?CH, ?RC in *; auto; try lia.
Qed.
Lemma ground_same h h' : SameNumbers h h' -> SameGround h h'.
Proof. intros []. constructor; auto; lia. Qed.

Definition StillThere (h h' : host) : Prop :=
  SameNumbers h h' /\ h_challenged h' = h_challenged h /\ h_recent h' = h_recent h
  /\ h_edge h' <= h_rcv h' + 2 ^ 31.

(** States in which the endpoint can be calm. *)
Definition CalmState (h : host) : Prop :=
  h_state h = SYN_RECEIVED /\ h_una h = 0 \/ h_state h = ESTABLISHED \/ h_state h = FIN_WAIT_1
  \/ (h_state h = FIN_WAIT_2 /\ h_fin h <> None).

Lemma watches_still o v h h' l rd : Watches o v h l rd -> StillThere h h' ->
  (HasTcb h' -> HasTcb h) -> (CalmState h -> CalmState h') -> (Lively h -> Lively h') ->
  (h_state h = CLOSED /\ h_syn_options h <> None -> h_state h' = CLOSED) -> Watches o v h' l rd.
Proof.
  intros W (N & CH & RC & ED) HT CS LI GO. pose proof (ground_same _ _ N) as G.
  constructor; try apply W.
  - intros TB. destruct (w_phase _ _ _ _ _ W TB) as [Q | [(q & y & C & I) | (C & Y)]].
    + left. destruct Q. destruct N. constructor; congruence || (rewrite ?sn_nxt; auto).
    + right. left. exists q, y. split.
      * eapply calm_same; eauto. assert (CalmState h') as X by (apply CS; apply C).
        unfold CalmState in X. destruct N. rewrite sn_una, sn_fin in X. exact X.
      * replace (h_una h') with (h_una h) by (destruct N; congruence). eapply in_order_ground; eauto.
    + right. right. split; auto. destruct N. congruence.
  - intros A TB. destruct (w_alive _ _ _ _ _ W A TB) as (L & U & Y). destruct N. conj; auto; congruence.
  - intros D. destruct (w_due _ _ _ _ _ W D) as (TB & [P | P]); [|auto]. split; auto. left.
    destruct P as (base & pre & s & post & q & y & qe & ye & p & E & C & I & A & WI & P & L).
    exists base, pre, s, post, q, y, qe, ye, p. pose proof (LI L). conj; auto.
    + eapply calm_same; eauto. assert (CalmState h') as X by (apply CS; apply C).
      unfold CalmState in X. destruct N. rewrite sn_una, sn_fin in X. exact X.
    + replace (h_una h') with (h_una h) by (destruct N; congruence).
      replace (h_nxt h') with (h_nxt h) by (destruct N; congruence). eapply in_order_ground; eauto.
    + exact (asks_ground _ _ _ _ _ _ _ G A).
    + rewrite (sg_irs _ _ G). auto.
    + pose proof (sg_edge _ _ G). lia.
  - intros X. pose proof (w_offered _ _ _ _ _ W (HT X)). destruct N. lia.
  - rewrite CH. apply W.
Qed.

Lemma watches_closed o v h l rd : Tracks o h l -> Watches o v h l rd -> ~ Lively h ->
  Watches o v (into h CLOSED) l rd.
Proof.
  intros T W NL.
  constructor; try apply W.
  - intros TB. destruct (w_phase _ _ _ _ _ W TB) as [Q | [(q & y & C & I) | (C & Y)]].
    + left. destruct Q. constructor; auto.
    + right. right. split; auto. cbn. apply (tcb_syn _ _ _ T). rewrite has_tcb_state.
      destruct C. destruct ca_state as [[X _] | [X | [X | [X _]]]]; rewrite X; repeat split; congruence.
    + right. right. auto.
  - intros A TB. destruct (w_alive _ _ _ _ _ W A TB) as (L & _). contradiction.
  - intros D. destruct (w_due _ _ _ _ _ W D) as (TB & [P | P]); [|auto].
    destruct P as (base & pre & s & post & q & y & qe & ye & p & _ & _ & _ & _ & _ & _ & L). contradiction.
  - intros X. rewrite has_tcb_state in X. cbn in X. tauto.
Qed.

Theorem watches_internal o v h l rd h' : Tracks o h l -> Watches o v h l rd -> Internal h h' -> Watches o v h' l rd.
Proof.
  intros T W R. pose proof (tcb_syn _ _ _ T) as TS.
  assert (ED : HasTcb h -> h_edge h <= h_rcv h + 2 ^ 31 /\ h_acked h <= h_rcv h).
  { intros H. specialize (TS H). destruct (h_syn_options h) as [p|] eqn:E; [|congruence].
    destruct (t_syn _ _ _ T p E) as (_ & _ & _ & _ & A & B). lia. }
  assert (NLV : forall x, h_state h = x -> match x with ESTABLISHED | FIN_WAIT_1 => False | _ => True end -> ~ Lively h).
  { intros x <- X [[Y | Y] _]; rewrite Y in X; auto. }
  destruct R.
  - assert (Y : forall q y base, ~ Calm h base q y).
    { intros q y base C. destruct C. destruct ca_state as [[X _] | [X | [X | [X _]]]]; intuition congruence. }
    constructor; try apply W; cbn.
    + intros TB. destruct (w_phase _ _ _ _ _ W TB) as [Q | [(q & y & C & _) | (C & Z)]];
        [left; destruct Q; constructor; auto | exfalso; eapply Y; eauto | congruence].
    + intros A TB. destruct (w_alive _ _ _ _ _ W A TB) as (_ & _ & Z). congruence.
    + intros D. destruct (w_due _ _ _ _ _ W D) as (TB & [P | P]); [|auto].
      destruct P as (base & pre & s & post & q & y & qe & ye & p & _ & C & _). exfalso. eapply Y; eauto.
    + tauto.
  - assert (Y : forall q y base, ~ Calm h base q y).
    { intros q y base C. destruct C. destruct ca_state as [[X _] | [X | [X | [X _]]]]; congruence. }
    constructor; try apply W; cbn.
    + intros TB. destruct (w_phase _ _ _ _ _ W TB) as [Q | [(q & y & C & _) | (C & Z)]];
        [left; destruct Q; constructor; auto | exfalso; eapply Y; eauto | congruence].
    + intros A TB. destruct (w_alive _ _ _ _ _ W A TB) as (_ & _ & Z). congruence.
    + intros D. destruct (w_due _ _ _ _ _ W D) as (TB & [P | P]); [|auto].
      destruct P as (base & pre & s & post & q & y & qe & ye & p & _ & C & _). exfalso. eapply Y; eauto.
    + tauto.
  - (* RECEIVE *) destruct (ED H). unfold max_window in *. apply (watches_still o v h); auto;
      unfold StillThere, CalmState, Lively; cbn; try (intuition; fail).
    conj; auto; try lia. constructor; cbn; auto; lia.
  - apply watches_closed; auto. destruct H as [H | H]; apply (NLV _ H Logic.I).
  - apply (watches_still o v h); auto; unfold StillThere, CalmState, Lively; cbn.
    + conj; auto; [constructor; cbn; auto; lia|]. apply ED. rewrite has_tcb_state, H. repeat split; congruence.
    + intros _. rewrite has_tcb_state, H. repeat split; congruence.
    + intuition congruence.
    + intuition congruence.
    + intuition congruence.
  - assert (HT : HasTcb h) by (rewrite has_tcb_state; destruct H as [-> | ->]; repeat split; congruence).
    apply (watches_still o v h); auto; unfold StillThere, CalmState, Lively; cbn.
    + conj; auto; [constructor; cbn; auto; lia|]. apply ED; auto.
    + intuition congruence.
    + intuition congruence.
    + intuition congruence.
  - assert (HT : HasTcb h) by (rewrite has_tcb_state, H; repeat split; congruence).
    apply (watches_still o v h); auto; unfold StillThere, CalmState, Lively; cbn.
    + conj; auto; [constructor; cbn; auto; lia|]. apply ED; auto.
    + intuition congruence.
    + intuition congruence.
    + intuition congruence.
  - apply watches_closed; auto.
    destruct H as [H | [H | [H | [H | H]]]]; apply (NLV _ H Logic.I).
  - apply watches_closed; auto. apply (NLV _ H Logic.I).
  - apply watches_closed; auto. apply (NLV _ H Logic.I).
Qed.

(** Nothing makes it give up while it is lively and watched: with an empty inbox all is acknowledged. *)
Theorem watches_gives_up o v h rd : Tracks o h [] -> Watches o v h [] rd -> MayGiveUp h ->
  Watches o v (into h CLOSED) [] rd.
Proof.
  intros T W (ST & G).
  constructor; try apply W.
  - intros TB. destruct (w_phase _ _ _ _ _ W TB) as [Q | [(q & y & C & I) | (C & Y)]].
    + left. destruct Q. constructor; auto.
    + right. right. split; auto. cbn. apply (tcb_syn _ _ _ T). rewrite has_tcb_state.
      destruct C. destruct ca_state as [[X _] | [X | [X | [X _]]]]; rewrite X; repeat split; congruence.
    + right. right. auto.
  - intros A TB. exfalso. destruct (w_alive _ _ _ _ _ W A TB) as ((S & U & FN) & UM & Y).
    destruct (w_phase _ _ _ _ _ W TB) as [Q | [(q & y & C & I) | (C & _)]].
    + destruct Q. congruence.
    + cbn in I. destruct C. lia.
    + destruct S; congruence.
  - intros D. destruct (w_due _ _ _ _ _ W D) as (TB & [P | P]); [|auto].
    destruct P as (base & pre & s & post & q & y & qe & ye & p & E & _). destruct pre; discriminate.
  - intros X. rewrite has_tcb_state in X. cbn in X. tauto.
Qed.
