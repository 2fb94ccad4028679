(** * A challenge ACK that is overdue convicts *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe Challenge.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives
  ObserveSent ObserveSends NeverAccuses ChallengeInvariant ChallengeVigil ChallengeWatches ChallengeArrived.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** Sending *)
Lemma observed_sent o s : let o' := judgement_observer (observe_sent o s) in ~ Blind o' ->
  observer_rcv_max o' = observer_rcv_max o
  /\ (ctl_syn (seg_ctl s) = false -> observer_una_max o' = observer_una_max o /\ observer_opened o' = observer_opened o)
  /\ (ctl_syn (seg_ctl s) = true -> observer_una_max o' = Z.max (observer_una_max o) (observer_nxt o')
        /\ 1 + seg_text s <= observer_nxt o').
Proof.
  intros o' B. subst o'. revert B. unfold observe_sent.
  destruct (observer_lost o) eqn:L; cbn [judgement_observer innocent];
    try (intros B; exfalso; apply B; left; congruence).
  destruct (Near o); cbn [negb judgement_observer innocent];
    [|intros B; exfalso; apply B; left; cbn; discriminate].
  destruct (ctl_rst (seg_ctl s)) eqn:R.
  { destruct (ctl_syn (seg_ctl s)) eqn:Y; cbn [judgement_observer innocent].
    - intros B. exfalso. apply B. left. cbn. discriminate.
    - intros _. unfold sent_rst. destruct (_ && _); cbn; conj; auto; discriminate. }
  destruct (ctl_syn (seg_ctl s)) eqn:Y; cbn [judgement_observer innocent].
  { destruct (MayListenAgain o); [intros B; exfalso; apply B; left; cbn; discriminate|].
    unfold sent_syn. cbn [guilty judgement_observer]. destruct (ctl_fin (seg_ctl s)).
    - intros B. exfalso. apply B. left. cbn. discriminate.
    - intros _. cbn -[Z.add]. rewrite !max_u64_eq. conj; auto; try discriminate; intros _; split; lia. }
  destruct (observer_opened o) eqn:O; cbn [negb judgement_observer innocent].
  2:{ intros B. exfalso. apply B. left. cbn. discriminate. }
  intros _. unfold sent_plain. destruct (judge_plain o s); cbn; conj; auto; discriminate.
Qed.

Lemma tracks_shift o h l k : Tracks o h l -> SndShift h k -> 0 <= k.
Proof.
  intros T K. unfold SndShift in K. destruct (h_own_shift h); [|lia]. destruct (h_syn_options h) as [p|] eqn:E; [|lia].
  destruct (options_has_shift p); [|lia]. destruct (t_syn _ _ _ T p E) as (_ & _ & (_ & A & _) & _).
  pose proof (t_shift_range _ _ _ T). lia.
Qed.

(** What sending does not change. *)
Lemma sends_keeps h s h' : Sends h s h' ->
  h_iss h' = h_iss h /\ h_irs h' = h_irs h /\ h_una h' = h_una h /\ h_wnd h' = h_wnd h /\ h_rcv h' = h_rcv h
  /\ h_edge h' = h_edge h /\ h_got h' = h_got h /\ h_peer_fin h' = h_peer_fin h
  /\ h_syn_options h' = h_syn_options h /\ h_recent h' = h_recent h /\ h_challenged h' = h_challenged h
  /\ h_nxt h <= h_nxt h'
  /\ (h_state h' = h_state h \/ (HasTcb h /\ h_state h' = CLOSED))
  /\ (h_fin h <> None -> h_fin h' <> None)
  /\ (HasTcb h -> h_offered h <= h_edge h -> h_offered h' <= h_edge h').
Proof.
  intros X. destruct X; cbn; conj; auto; try lia; try discriminate; try (left; reflexivity);
    try (intros; match goal with O : Offers _ _ _ |- _ => destruct O as (k & _ & _ & O & _); exact O end).
Qed.

(** A plain segment is sent by a synchronized endpoint, or one in SYN-RECEIVED without text. *)
Lemma sends_plain h s h' : Sends h s h' -> ~ HasSyn s -> ~ HasRst s ->
  (h_state h = SYN_RECEIVED /\ seg_text s = 0 /\ h_state h' = h_state h)
  \/ (Synchronized h /\ h_state h' = h_state h /\ (h_fin h' = h_fin h \/ h_fin h' <> None)).
Proof. intros X Y R. destruct X; try contradiction; cbn; auto. right. conj; auto. right. discriminate. Qed.
Lemma sends_syn h s h' : Sends h s h' -> HasSyn s ->
  h_state h = SYN_SENT \/ h_state h = SYN_RECEIVED \/ h_state h = FIN_WAIT_1.
Proof.
  intros X Y. destruct X; auto; try contradiction; try (destruct H0 as (_ & N & _); contradiction);
    try (destruct H1 as (_ & N & _); contradiction); tauto.
Qed.

Theorem watches_sent o v h l rd s h' : Tracks o h l -> Ranges o -> Sane s -> Watches o v h l rd -> Sends h s h' ->
  let o' := judgement_observer (observe_sent o s) in ~ Blind o' -> Tracks o' h' l ->
  Watches o' (vigil_sent o' v s) h' l None.
Proof.
  intros T RG S W X o' B T'. destruct (observed_sent o s B) as (RV & PL & SY). fold o' in RV, PL, SY. clearbody o'.
  destruct (sends_keeps _ _ _ X) as (K1 & K2 & K3 & K4 & K5 & K6 & K7 & K8 & K9 & K10 & K11 & K12 & K13 & K14 & K15).
  pose proof (sane_text _ S) as ST. pose proof (t_nxt _ _ _ T') as NX'.
  assert (UM : observer_una_max o <= observer_una_max o'
     /\ (vigil_textbook (vigil_sent o' v s) = true ->
         Z.max 1 (observer_una_max o') = Z.max 1 (observer_una_max o)
         /\ (observer_una_max o <= 1 -> observer_una_max o' <= 1)
         /\ (ctl_syn (seg_ctl s) = true -> observer_nxt o' = 1))).
  { destruct (ctl_syn (seg_ctl s)) eqn:Y.
    - destruct (SY eq_refl) as [A1 A2]. split; [lia|]. cbn. rewrite Y. cbn. intros TB.
      apply andb_true_iff in TB as [_ TB]. rewrite negb_involutive in TB. apply Z.eqb_eq in TB. rewrite A1, TB. conj; auto; lia.
    - destruct (PL eq_refl) as [A1 A2]. rewrite A1. split; [lia|]. intros _. conj; auto; discriminate. }
  destruct UM as [UM UT].
  assert (TBV : vigil_textbook (vigil_sent o' v s) = true -> vigil_textbook v = true).
  { cbn. intros TB. apply andb_true_iff in TB. tauto. }
  assert (G : SameGround h h') by (constructor; auto; lia).
  constructor.
  - intros TB. destruct (UT TB) as (U1 & U2 & U3). destruct (w_phase _ _ _ _ _ W (TBV TB)) as [Q | [(q & y & C & I) | (C & Y)]].
    + left. destruct Q as [QN QC QU QX QI]. constructor; auto; try congruence.
      * destruct (ctl_syn (seg_ctl s)) eqn:Y; [rewrite <- NX', (U3 eq_refl); lia|].
        (* without a TCB nothing but a SYN moves SND.NXT *)
        destruct (t_no_syn _ _ _ T QN) as (NT & _). rewrite has_tcb_state in NT.
        destruct X; cbn; auto; try (exfalso; apply NT; rewrite ?H; repeat split; congruence);
          try (exfalso; apply NT; rewrite synchronized_state in H; tauto).
      * destruct QI as [QI | (t0 & s0 & QI & SI)]; [now left | right]. exists t0, s0. split; auto. destruct SI. constructor; auto.
    + destruct K13 as [ES | [_ EC]].
      * right. left. exists q, y. cbn [vigil_sent vigil_stamp_first vigil_stamp_last]. split.
        -- pose proof (t_span _ _ _ T'). pose proof (t_una _ _ _ T'). destruct C.
           constructor; unfold PeerStamps in *; rewrite ?K3, ?K4, ?K5, ?K6, ?K7, ?K8, ?K9, ?K10, ?K11, ?ES in *; auto; try lia.
           ++ intros k K. eapply tracks_shift; eauto.
           ++ intuition.
        -- rewrite K3, RV, U1. eapply in_order_ground; eauto.
      * right. right. split; auto. rewrite K9. apply (tcb_syn _ _ _ T). eapply calm_tcb; eauto.
    + right. right. destruct K13 as [-> | [_ ->]]; split; auto; congruence.
  - intros A TB. destruct (UT TB) as (U1 & U2 & U3). unfold vigil_sent in A. cbn in A. conjuncts A.
    destruct (sends_plain _ _ _ X) as [(P1 & P2 & P3) | (P1 & P2 & P3)]; unfold HasSyn, HasRst; try congruence.
    + exfalso. destruct (t_text _ _ _ T') as [E | (_ & E & _)]; auto; [congruence|].
      rewrite synchronized_state in E. rewrite P3 in E. tauto.
    + assert (HT : HasTcb h) by (rewrite has_tcb_state; rewrite synchronized_state in P1; tauto).
      assert (FN : h_fin h' = None).
      { rewrite (t_fin _ _ _ T'). match goal with Z : observer_fin_sent o' = false |- _ => rewrite Z end. reflexivity. }
      assert (FN0 : h_fin h = None) by (destruct P3 as [<- | Z]; [exact FN | congruence]).
      assert (Y : h_syn_options h' <> None) by (rewrite K9; apply (tcb_syn _ _ _ T HT)).
      conj; auto; [|lia].
      split; [|split; auto].
      * rewrite P2. destruct (w_phase _ _ _ _ _ W (TBV TB)) as [Q | [(q & y & C & I) | (C & _)]].
        -- exfalso. apply (tcb_syn _ _ _ T HT). apply Q.
        -- destruct C. rewrite synchronized_state in P1. destruct ca_state as [[Z _] | [Z | [Z | [Z1 Z2]]]]; tauto.
        -- rewrite synchronized_state in P1. tauto.
      * destruct (t_text _ _ _ T') as [E | (E & _)]; auto. rewrite synchronized_state in P1. rewrite P2 in E. tauto.
  - cbn. discriminate.
  - intros HT'. destruct K13 as [ES | [_ EC]]; [|rewrite has_tcb_state, EC in HT'; tauto].
    assert (HT : HasTcb h) by (rewrite has_tcb_state in *; rewrite ES in HT'; exact HT').
    apply K15; auto. apply (w_offered _ _ _ _ _ W HT).
  - auto.
  - intros O. destruct (ctl_syn (seg_ctl s)) eqn:Y.
    + destruct (SY eq_refl). lia.
    + destruct (PL eq_refl) as [-> E]. apply (w_una _ _ _ _ _ W). congruence.
  - cbn. apply W.
  - cbn. intros [A | A]; [conjuncts A; assumption | discriminate].
Qed.

(** ** Whole captures *)
Definition Sighted (o : observer) : bool := match observer_lost o with NOT_LOST => Near o | _ => false end.

(** Is a challenge ACK overdue at some label of the capture? *)
Fixpoint overdue (lag : Z) (o : observer) (v : vigil) (l : list label) : bool :=
  match l with
  | [] => false
  | Arrived t s :: l' =>
      Sighted o && ChallengeOverdue v t lag || overdue lag (observe_arrived o s) (vigil_arrived o v s t) l'
  | Sent t s :: l' =>
      Sighted o && ChallengeOverdue v t lag
      || (let o' := judgement_observer (observe_sent o s) in overdue lag o' (vigil_sent o' v s) l')
  | Ended t :: l' => Sighted o && ChallengeOverdue v t lag || overdue lag o v l'
  end.

(** Back in LISTEN the vigil waits for nothing: it begins when text is sent. *)
Definition Idle (v : vigil) : Prop := vigil_alive v = false /\ vigil_due v = false.

Lemma listens_idle o v h l h1 l1 rd : Listens o h l -> Watches o v h1 l1 rd -> Idle v.
Proof.
  intros I W. apply listens_no_text in I. pose proof (w_text _ _ _ _ _ W) as X.
  split; apply not_true; intros E; rewrite X in I; auto; discriminate.
Qed.
Lemma idle_arrived o v s t : Idle v -> Idle (vigil_arrived o v s t).
Proof.
  intros [A D]. split; cbn; auto. unfold InsideReset, InsideSyn. rewrite A, D.
  repeat rewrite ?andb_false_r, ?andb_false_l. reflexivity.
Qed.
Lemma idle_sent o v h l s : Listens o h l -> Idle (vigil_sent o v s).
Proof. intros I. apply listens_no_text in I. split; cbn; auto. rewrite I, andb_false_r. reflexivity. Qed.

Definition Watched (o : observer) (v : vigil) (r : run) : Prop :=
  Blind o \/ (Tracks o (run_host r) (run_inbox r) /\ Watches o v (run_host r) (run_inbox r) (run_due r))
  \/ (Listens o (run_host r) (run_inbox r) /\ Idle v).

Lemma blind_or_not o : Blind o \/ (~ Blind o /\ observer_lost o = NOT_LOST /\ Near o = true).
Proof.
  unfold Blind. destruct (observer_lost o); try (left; left; discriminate).
  destruct (Near o); [right | left; right; auto]. repeat split; auto. intros [X | X]; congruence.
Qed.

Lemma on_time_not_overdue lag o v r t : Watched o v r -> OnTime lag r t ->
  Sighted o && ChallengeOverdue v t lag = false.
Proof.
  intros W (OI & OD). unfold Sighted. destruct (blind_or_not o) as [B | (NB & L & N)].
  - destruct B as [B | B]; [destruct (observer_lost o); auto; congruence | rewrite B; destruct (observer_lost o); auto].
  - rewrite L, N. cbn. unfold ChallengeOverdue. destruct (vigil_due v) eqn:D; auto. cbn. apply Z.ltb_ge.
    destruct W as [B | [(_ & W) | (_ & _ & W)]]; [contradiction | | congruence].
    destruct (w_due _ _ _ _ _ W D) as (_ & [P | (t0 & E & LE)]).
    + destruct P as (base & pre & s & post & q & y & qe & ye & p & E & _).
      apply (OI (vigil_due_from v) s). rewrite E. apply in_or_app. right. now left.
    + specialize (OD t0 E). lia.
Qed.

Lemma explained_is_on_time lag r l : Explains lag r l -> forall o v, Ranges o -> Forall SaneLabel l ->
  Watched o v r -> overdue lag o v l = false.
Proof.
  induction 1 as [r | r r' l M E IH | r r' x l M E IH]; intros o v R F W; auto.
  - apply IH; auto. destruct W as [B | [(T & W) | (I & V)]]; [now left | | ].
    + right. inversion M; subst; cbn in *.
      * rewrite H in T, W. destruct (listens_again_or_not (run_host r) h') as [A | A].
        -- right. assert (I : Listens o h' rest) by (eapply listens_again; eauto).
           split; auto. eapply listens_idle; eauto.
        -- left. assert (T' : Tracks o h' rest) by (eapply tracks_received; eauto).
           split; [exact T'|]. eapply watches_received; eauto.
      * left. split; [eapply tracks_internal; eauto | eapply watches_internal; eauto].
      * left. rewrite H in T, W. split; [apply tracks_gives_up; auto | apply watches_gives_up; auto].
    + right. right. split; auto. inversion M; subst; cbn in *.
      * rewrite H in I. eapply listens_received; eauto.
      * eapply listens_internal; eauto.
      * rewrite H in I. now apply listens_gives_up.
  - inversion F as [|? ? SX FL]; subst. inversion M; subst; cbn [overdue].
    + match goal with Z : OnTime _ _ _ |- _ => rewrite (on_time_not_overdue _ _ _ _ _ W Z) end. cbn [orb]. apply IH; auto using ranges_arrived.
      cbn in SX. destruct (blind_or_not o) as [B | (NB & L & N)]; [left; now apply blind_arrived|].
      destruct W as [B | [(T & W) | (I & V)]]; [contradiction | |].
      * destruct (tracks_arrived o _ _ t s R SX N L T) as [B | T']; [now left | right; left].
        split; auto. eapply watches_arrived; eauto.
      * destruct (listens_arrived _ _ _ t s I) as [B | I']; [now left | right; right].
        split; auto. now apply idle_arrived.
    + match goal with Z : OnTime _ _ _ |- _ => rewrite (on_time_not_overdue _ _ _ _ _ W Z) end. cbn [orb]. apply IH; auto using ranges_sent.
      cbn in SX. destruct (blind_or_not o) as [B | (NB & L & N)]; [left; now apply blind_sent|].
      match goal with Z : Sends _ _ _ |- _ => pose proof Z as SND end.
      destruct (blind_or_not (judgement_observer (observe_sent o s))) as [B | (NB' & _ & _)]; [now left | right].
      destruct W as [B | [(T & W) | (I & V)]]; [contradiction | |].
      * left. destruct (innocent_sends o _ _ s h' T L N SX SND) as [_ [B | T']]; [contradiction|].
        split; auto. eapply watches_sent; eauto.
      * right. destruct (listens_sends _ _ _ _ _ I L N SND) as [_ [B | I']]; [contradiction|].
        split; auto. eapply idle_sent; eauto.
    + match goal with Z : OnTime _ _ _ |- _ => rewrite (on_time_not_overdue _ _ _ _ _ W Z) end. cbn [orb]. apply IH; auto.
Qed.

Lemma watches_start x iss : x = CLOSED \/ x = LISTEN ->
  Watches start_observer start_vigil (fresh x iss) [] None.
Proof.
  intros X. constructor; try discriminate; auto.
  - intros _. left. constructor; cbn; auto; lia.
  - cbn. lia.
  - intros [E | E]; discriminate.
Qed.

(** When every arrived segment is processed, and what it makes due is sent, within [lag]: a capture
    that some run explains shows no overdue challenge ACK. *)
Theorem never_accuses_of_silence : forall lag l,
  Forall SaneLabel l -> Conforms lag l -> overdue lag start_observer start_vigil l = false.
Proof.
  intros lag l F (iss & x & I & X & E). eapply explained_is_on_time; eauto.
  - constructor; cbn; lia.
  - right. left. split; [now apply tracks_start | now apply watches_start].
Qed.
