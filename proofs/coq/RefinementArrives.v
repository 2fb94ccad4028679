(** * Refinement: SEGMENT ARRIVES is within the relation *)
From Plumb Require Import Seq Segment Tcb Held Outcome Timers UserCalls Text OtherStates SegmentArrives
  Emit Host HostArrives HostSends.
From PlumbProofs Require Import Ranges RangesArrives SeqFacts Invariants InvariantsCalls
  InvariantsArrives InvariantsSegment Models RefinementBasics RefinementAnswers RefinementHeld
  RefinementText RefinementSteps6To8 RefinementAck RefinementOther.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Section Arrives.
Variables (c : config) (t : tcb) (s : seg) (iss next : Z) (now : time) (h : host).
Hypotheses (C : WfConfig c) (W : WfTcb t) (I : Inv c t) (Ws : WfSeg s) (N : WfTime now)
  (M : Models c t h).

(** ** CLOSED *)
Lemma within_reset : Receives h s (owe_reset h s) false -> ctl_rst (seg_ctl s) = false ->
  (tcb_state t = LISTEN -> h_iss h = next) ->
  ArrivalWithin c s now next h (drop_with t (reset_for s)).
Proof.
  intros R K Y. destruct (answers_reset c t h s now Ws K M) as (h2 & S & M2 & E).
  exists (owe_reset h s), h2, false. split; [exact R|]. split; [exact S|]. split; [exact M2|].
  split; [discriminate | now rewrite E].
Qed.
Lemma within_drop : Receives h s h false -> (tcb_state t = LISTEN -> h_iss h = next) ->
  ArrivalWithin c s now next h (drop t).
Proof. intros R Y. now apply (within_quiet c s now next h _ h). Qed.

Lemma closed_within : tcb_state t = CLOSED -> ArrivalWithin c s now next h (arrives_closed t s).
Proof.
  intros X. pose proof (models_state _ _ _ M) as E. rewrite X in E. unfold arrives_closed.
  destruct (ctl_rst (seg_ctl s)) eqn:K.
  - unfold reset_for. rewrite K. apply within_drop; [now apply R_closed_rst | congruence].
  - apply within_reset; auto; [|congruence]. apply R_closed; auto. unfold HasRst. congruence.
Qed.

(** ** What the peer's SYN makes of the variables *)
Lemma opening : 1 <= 1 + opening_window c <= max_window /\ 1 <= opening_window c <= 65535.
Proof.
  pose proof (opening_window_range c C). unfold opening_window, max_window in *.
  rewrite min_u32_min in *. lia.
Qed.
Lemma scaling_snd o : let p := syn_peer c o in
  Scaling p = true -> config_use_shift c = true /\ options_has_shift o = true.
Proof.
  cbv zeta. unfold Scaling, syn_peer. cbn. destruct (config_use_shift c), (options_has_shift o); cbn; auto.
Qed.
Lemma not_scaling p : Scaling p = false -> peer_snd_shift p = 0 /\ peer_rcv_shift p = 0.
Proof.
  unfold Scaling. rewrite negb_false_iff, andb_true_iff, !Z.eqb_eq. auto.
Qed.

(** The TCB has the variables of the peer that the SYN [s] gives. *)
Definition FromSyn (t1 : tcb) : Prop :=
  tcb_irs t1 = seg_seq s /\ tcb_rcv t1 = syn_rcv c s /\ tcb_peer t1 = syn_peer c (seg_options s)
  /\ tcb_stamps t1 = syn_stamps c s now.

Lemma receive_from_syn t1 h1 : FromSyn t1 ->
  h_irs h1 = seg_seq s -> h_rcv h1 = 1 -> h_edge h1 = 1 + opening_window c -> h_acked h1 = 1 ->
  h_offered h1 <= 1 + opening_window c -> h_recent h1 = options_ts_val (seg_options s) ->
  SndShift h1 (peer_snd_shift (syn_peer c (seg_options s))) ->
  RcvShift h1 (peer_rcv_shift (syn_peer c (seg_options s))) ->
  (StampsAgreed h1 <-> stamps_ok (syn_stamps c s now) = true) -> ReceiveModels t1 h1.
Proof.
  intros (Ei & Er & Ep & Es) Hi Hr He Ha Ho Hc Hs Hk Ht. pose proof opening as [_ B].
  constructor; rewrite ?Ei, ?Er, ?Ep, ?Es; auto; cbn [syn_rcv rcv_nxt rcv_wnd rcv_held rcv_fin_held];
    try discriminate; try lia.
  - rewrite Hi, Hr. apply (wire_add _ 0); [apply wire_start; auto; apply Ws | ranges; lia].
  - exact (all_held_nothing (fun q => Got (h_got h1) (h_rcv h1 + q)) (seq_add (seg_seq s) 1)).
  - pose proof (wf_config_shift c C). cbn [syn_peer peer_rcv_shift].
    pose proof (Z.pow_pos_nonneg 2 (config_shift c)). destruct (_ && _); ranges; [nia | lia].
Qed.

(** Our SYN has offered what the configuration wants. *)
Lemma agreed_on_syn h1 : h_syn_options h1 = Some (seg_options s) ->
  h_own_shift h1 = (if config_use_shift c then Some (config_shift c) else None) ->
  h_own_stamps h1 = config_use_stamps c ->
  SndShift h1 (peer_snd_shift (syn_peer c (seg_options s)))
  /\ RcvShift h1 (peer_rcv_shift (syn_peer c (seg_options s)))
  /\ (StampsAgreed h1 <-> stamps_ok (syn_stamps c s now) = true).
Proof.
  intros Ho Hk Ht. unfold SndShift, RcvShift, StampsAgreed. rewrite Ho, Hk, Ht. cbn.
  rewrite min_u32_min, andb_true_iff.
  split; [|split; [|split]].
  - now destruct (config_use_shift c), (options_has_shift (seg_options s)).
  - now destruct (config_use_shift c), (options_has_shift (seg_options s)).
  - intros (E & o & F & G). injection F as <-. auto.
  - intros (E & F). split; [exact E|]. now exists (seg_options s).
Qed.
(** Our SYN,ACK has offered what both want. *)
Lemma agreed_on_syn_ack t1 h1 : FromSyn t1 -> h_syn_options h1 = Some (seg_options s) ->
  (h_own_stamps h1 = true \/ h_own_stamps h1 = config_use_stamps c) ->
  let h2 := having_syn_options h1 (syn_segment_options c t1 SEND_SYN_ACK now) in
  SndShift h2 (peer_snd_shift (syn_peer c (seg_options s)))
  /\ RcvShift h2 (peer_rcv_shift (syn_peer c (seg_options s)))
  /\ (StampsAgreed h2 <-> stamps_ok (syn_stamps c s now) = true).
Proof.
  intros (_ & _ & Ep & Es) Ho Ht. unfold SndShift, RcvShift, StampsAgreed. cbn. rewrite Ho, Ep, Es.
  split; [|split].
  - destruct (Scaling _) eqn:K; [|now apply not_scaling in K].
    apply scaling_snd in K as [-> K]. cbn. rewrite K. now rewrite min_u32_min.
  - destruct (Scaling _) eqn:K; [|now apply not_scaling in K].
    apply scaling_snd in K as [-> K]. cbn. now rewrite K.
  - cbn. rewrite !andb_true_iff. split.
    + intros ((_ & E) & _). exact E.
    + intros (E & F). split; [|now exists (seg_options s)]. split; [|auto].
      destruct Ht as [->| ->]; auto.
Qed.

(** The SYN,ACK: <SEQ=ISS><ACK=RCV.NXT><CTL=SYN,ACK>. *)
Definition syn_acked (t1 : tcb) (h1 : host) : host :=
  having_syn_options (having_sent h1 (Z.max (h_nxt h1) (1 + 0)) (h_fin h1) (h_rcv h1)
    (h_rcv h1 + opening_window c)) (syn_segment_options c t1 SEND_SYN_ACK now).
Lemma sends_syn_ack t1 una : FromSyn t1 -> h_iss h = tcb_iss t1 ->
  let h1 := with_syn h SYN_RECEIVED s una (1 + opening_window c) in
  Sends h1 (segment_to_send c t1 (segment_of SEND_SYN_ACK (tcb_iss t1) (rcv_nxt (tcb_rcv t1))) now)
    (syn_acked t1 h1).
Proof.
  intros (Ei & Rc & Pe & St) Iss h1. pose proof opening as [_ B].
  set (x := segment_to_send _ _ _ _). apply (S_syn_ack h1 x (h_rcv h1 + opening_window c)); auto;
    unfold HasSyn, HasAck, HasRst, HasFin; try (cbn; congruence); try discriminate.
  - cbn. rewrite Rc. apply (wire_add _ 0); [apply wire_start; auto; apply Ws | ranges; lia].
  - cbn. unfold max_text. lia.
  - exists 0. split; [left; split; reflexivity|]. subst x.
    cbn [seg_wnd segment_to_send answer_kind segment_of announced_window]. rewrite Rc.
    cbn [rcv_wnd syn_rcv h1 with_syn h_rcv h_edge h_offered]. rewrite min_u32_min. lia.
  - intros _. exists (seg_options s). split; [reflexivity|]. cbn. rewrite Pe, St. split.
    + intros K. now apply scaling_snd in K.
    + cbn. intros K. now apply andb_prop in K.
  - unfold LegalShift. cbn. intros ->. apply (wf_config_shift c C).
Qed.

(** SYN-RECEIVED is entered and the SYN,ACK sent. *)
Lemma syn_received_within o una : let t1 := outcome_tcb o in FromSyn t1 ->
  Receives h s (with_syn h SYN_RECEIVED s una (1 + opening_window c)) false ->
  outcome_answer o = segment_of SEND_SYN_ACK (tcb_iss t1) (rcv_nxt (tcb_rcv t1)) ->
  tcb_state t1 = SYN_RECEIVED -> h_iss h = tcb_iss t1 -> h_passive h = tcb_passive t1 ->
  SendModels (tcb_snd t1) (syn_acked t1 (with_syn h SYN_RECEIVED s una (1 + opening_window c))) ->
  (h_own_stamps h = true \/ h_own_stamps h = config_use_stamps c) ->
  (0 < timers_challenge_count (tcb_timers t1) -> h_challenged h = true) ->
  ArrivalWithin c s now next h o.
Proof.
  intros t1 F R A X Iss Pa Sm Ht Ch. pose proof (sends_syn_ack t1 una F Iss) as S. cbv zeta in S.
  set (h1 := with_syn h SYN_RECEIVED s una (1 + opening_window c)) in *.
  exists h1, (syn_acked t1 h1), false. split; [exact R|].
  split; [unfold Answers; rewrite A; exact S|].
  split; [|split; [discriminate | fold t1; rewrite X; discriminate]].
  destruct (agreed_on_syn_ack t1 (having_sent h1 (Z.max (h_nxt h1) (1 + 0)) (h_fin h1) (h_rcv h1)
    (h_rcv h1 + opening_window c)) F eq_refl Ht) as (A1 & A2 & A3).
  apply peered_models. constructor; cbn; auto; try (rewrite X; exact Logic.I).
  - fold t1. now rewrite X.
  - apply receive_from_syn; auto. cbn. lia.
  - unfold Synchronized. cbn. tauto.
Qed.

(** ** LISTEN *)
Lemma listen_within : tcb_state t = LISTEN -> U32 iss -> let o := arrives_listen c t s iss now in
  h_iss h = match tcb_state (outcome_tcb o) with LISTEN => next | _ => iss end ->
  ArrivalWithin c s now next h o.
Proof.
  intros X U o. subst o. pose proof (models_state _ _ _ M) as Eh. rewrite X in Eh.
  destruct (models_listen _ _ _ M X) as [owed Fr]. pose proof opening as [B _]. unfold arrives_listen.
  destruct (ctl_rst (seg_ctl s)) eqn:Kr.
  { cbn. rewrite X. intros E. apply within_drop; auto. apply R_listen_drop; auto. }
  assert (Nr : ~ HasRst s) by (unfold HasRst; congruence).
  destruct (ctl_ack (seg_ctl s)) eqn:Ka.
  { cbn. rewrite X. intros E. apply within_reset; auto. now apply R_listen_ack. }
  assert (Na : ~ HasAck s) by (unfold HasAck; congruence).
  destruct (ctl_syn (seg_ctl s)) eqn:Ks; cbn; [|rewrite X]; intros E.
  2: { apply within_drop; auto. apply R_listen_drop; auto. }
  apply (syn_received_within _ 0); auto; try (rewrite Fr; cbn; auto; fail).
  - repeat split.
  - now apply R_listen_syn.
  - constructor; rewrite Fr; cbn; auto; try lia.
    + rewrite E. now apply wire_start.
    + rewrite E. apply (wire_add _ 0); [now apply wire_start | ranges; lia].
    + rewrite seq_sub_add; auto. ranges; lia.
  - cbn. unfold fresh_timers. rewrite challenge_count_start. cbn. lia.
Qed.

(** ** SYN-SENT *)
Section SynSent.
Hypothesis X : tcb_state t = SYN_SENT.

Lemma syn_sent_state : h_state h = SYN_SENT /\ h_iss h = tcb_iss t.
Proof.
  split; [rewrite <- X; apply M|]. apply (models_iss _ _ _ M); rewrite X; discriminate.
Qed.
Lemma syn_sent_snd : snd_una (tcb_snd t) = tcb_iss t /\ snd_nxt (tcb_snd t) = seq_add (tcb_iss t) 1
  /\ snd_closed (tcb_snd t) = false /\ snd_fin (tcb_snd t) = false.
Proof.
  pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St. rewrite X in St. tauto.
Qed.
Lemma syn_sent_wire : OnWire (h_iss h) 0 (tcb_iss t) /\ OnWire (h_iss h) 1 (snd_nxt (tcb_snd t)).
Proof.
  destruct syn_sent_state as [_ E], syn_sent_snd as (_ & -> & _). rewrite E.
  assert (Z0 : OnWire (tcb_iss t) 0 (tcb_iss t)) by (apply wire_start; auto; apply W).
  split; [exact Z0|]. apply (wire_add _ 0); auto. ranges; lia.
Qed.
Lemma syn_sent_ack : SynSentAckAcceptable t s = true -> NewAck h s 1.
Proof.
  intros A. destruct (ss_numbers _ _ _ (models_syn_sent _ _ _ M X)) as (Eu & En & _).
  split; [|lia]. unfold AckAt. rewrite (syn_sent_exact t s W Ws); auto;
    [apply syn_sent_wire | apply syn_sent_snd].
Qed.
Lemma syn_sent_bad_ack : SynSentAckAcceptable t s = false -> forall a, ~ NewAck h s a.
Proof.
  intros A a [Q B]. destruct (ss_numbers _ _ _ (models_syn_sent _ _ _ M X)) as (Eu & En & _).
  destruct syn_sent_wire as [Z0 Z1]. assert (a = 1) as -> by lia. unfold AckAt in Q.
  revert A. apply not_false_iff_true. unfold SynSentAckAcceptable. apply andb_true_intro.
  rewrite seq_lt_spec, seq_leq_spec. unfold two31.
  rewrite (wire_sub _ _ _ _ _ Z0 Q), (wire_sub _ _ _ _ _ Q Z1); lia.
Qed.

Lemma crossing_within : ~ HasRst s -> HasSyn s -> ~ HasAck s ->
  ArrivalWithin c s now next h (syn_sent_crossing c t s now).
Proof.
  intros Nr Hs Na. pose proof opening as [B _]. destruct syn_sent_state as [Eh Ei].
  destruct (models_syn_sent _ _ _ M X) as [(Eu & En & Ew) (Ef & Ec & Ep) (Eo & _) Ek Et].
  destruct syn_sent_snd as (Su & Sn & Sc & Sf). destruct syn_sent_wire as [Z0 Z1].
  apply (syn_received_within _ (h_una h)); auto.
  - repeat split.
  - now apply R_syn_sent_crossing.
  - cbn. constructor; cbn; rewrite ?En, ?Eu, ?Su, ?Sc, ?Sf, ?Ef, ?Ec; auto; try lia.
    rewrite Sn, seq_sub_add; [lia | apply W | ranges; lia].
  - apply (models_challenged _ _ _ M).
Qed.

(** A SYN,ACK: what is left of it is text at position 1. *)
Lemma takes_text_like h1 h' s' p p' : text_at s p = text_at s' p' -> seg_text s = seg_text s' ->
  ctl_fin (seg_ctl s) = ctl_fin (seg_ctl s') -> TakesText h1 s' p' h' -> TakesText h1 s p h'.
Proof.
  unfold text_at. intros A T F [Q|got fin rcv|got fin f];
    unfold HasFin, text_at in *; rewrite <- ?A, <- ?T, <- ?F in *.
  - now apply TT_not_receiving.
  - now apply TT_takes.
  - now apply TT_takes_fin with (f := f).
Qed.
Lemma established_within : ~ HasRst s -> HasSyn s -> HasAck s -> SynSentAckAcceptable t s = true ->
  ArrivalWithin c s now next h (syn_sent_established c t s now).
Proof.
  intros Nr Hs Ha A. pose proof opening as [B B']. destruct syn_sent_state as [Eh Ei].
  destruct (models_syn_sent _ _ _ M X) as [(Eu & En & Ew) (Ef & Ec & Ep) (Eo & _) Ek Et].
  destruct syn_sent_snd as (Su & Sn & Sc & Sf). destruct syn_sent_wire as [Z0 Z1].
  pose proof (syn_sent_exact t s W Ws Sn A) as Ex.
  destruct (syn_sent_ready c t s now C W Ws N I X A) as [W2 K2]. unfold syn_sent_established. cbv zeta in *.
  set (t2 := set_timers _ _) in *.
  set (h1 := with_syn h ESTABLISHED s 1 (1 + opening_window c)).
  assert (Ch : 0 < timers_challenge_count (tcb_timers t2) -> h_challenged (acking h1) = true).
  { subst t2. cbn [set_timers tcb_timers]. rewrite challenge_count_restart. apply (models_challenged _ _ _ M). }
  assert (P : Peered t2 (acking h1)).
  { destruct (agreed_on_syn (acking h1) eq_refl Ek Et) as (A1 & A2 & A3).
    constructor; cbn; auto.
    - constructor; cbn; rewrite ?En, ?Sc, ?Sf, ?Ef, ?Ec, ?Ex; auto; try lia.
      rewrite seq_sub_self; [lia | apply W].
    - apply receive_from_syn; auto; [repeat split | cbn; lia].
    - lia. }
  pose proof (wf_after_syn s Ws) as Wa.
  destruct (steps_take_text c t2 h1 (after_syn s) 1 now W2 Wa K2 Logic.I P) as (h' & T & F).
  { split; [|unfold Near; change (text_at (after_syn s) 1) with 1; cbn [h1 with_syn h_rcv h_edge]; lia].
    apply (wire_add _ 1); [|ranges; cbn; lia].
    apply (wire_add _ 0); [apply wire_start; auto; apply Ws | ranges; lia]. }
  set (o := steps_6_to_8 c t2 (after_syn s) now).
  assert (P8 : Peered (outcome_tcb o) (acking h')).
  { destruct F as [F _]. subst o. unfold steps_6_to_8. cbv zeta.
    destruct (_ || _); [apply peered_note_ack | ]; exact F. }
  assert (W8 : WfTcb (outcome_tcb o)) by now apply wf_out_tcb, wf_steps_6_to_8.
  apply (within_ack c s now next (outcome_tcb o) h _ h'); auto.
  apply (R_syn_sent_established h s 1 (1 + opening_window c)); auto; [now apply syn_sent_ack|].
  apply (takes_text_like h1 h' (after_syn s) 0 1); auto. unfold text_at. rewrite Hs. reflexivity.
Qed.

Lemma syn_sent_within : ArrivalWithin c s now next h (arrives_syn_sent c t s now).
Proof.
  destruct syn_sent_state as [Eh _]. unfold arrives_syn_sent. cbv zeta.
  destruct (ctl_ack (seg_ctl s)) eqn:Ka; cbn [andb].
  - destruct (SynSentAckAcceptable t s) eqn:A; cbn [negb].
    + destruct (ctl_rst (seg_ctl s)) eqn:Kr.
      * apply (within_quiet c s now next h _ (into h CLOSED)); auto; [|now apply models_deleted | discriminate].
        apply (R_syn_sent_reset h s 1); auto. now apply syn_sent_ack.
      * assert (~ HasRst s) by (unfold HasRst; congruence). destruct (ctl_syn (seg_ctl s)) eqn:Ks.
        -- now apply established_within.
        -- apply within_drop; [apply R_syn_sent_drop | congruence]; auto. right.
           split; [auto | unfold HasSyn; congruence].
    + pose proof (syn_sent_bad_ack A) as Q. destruct (ctl_rst (seg_ctl s)) eqn:Kr.
      * unfold reset_for. rewrite Kr. apply within_drop; [now apply R_syn_sent_bad_ack_rst | congruence].
      * apply within_reset; auto; [|congruence]. apply R_syn_sent_bad_ack; auto.
        unfold HasRst. congruence.
  - assert (~ HasAck s) by (unfold HasAck; congruence). destruct (ctl_rst (seg_ctl s)) eqn:Kr.
    + apply within_drop; [apply R_syn_sent_drop | congruence]; auto.
    + assert (~ HasRst s) by (unfold HasRst; congruence). destruct (ctl_syn (seg_ctl s)) eqn:Ks.
      * now apply crossing_within.
      * apply within_drop; [apply R_syn_sent_drop | congruence]; auto. right.
        split; [auto | unfold HasSyn; congruence].
Qed.
End SynSent.
End Arrives.

(** ** The whole of section 3.10.7 *)
Theorem segment_arrives_is_within c t s iss next now h :
  WfConfig c -> WfTcb t -> Inv c t -> WfSeg s -> WfTime now ->
  U32 iss -> U32 next -> Models c t h ->
  let o := segment_arrives c t s iss now in
  (tcb_state t = LISTEN -> h_iss h = match tcb_state (outcome_tcb o) with LISTEN => next | _ => iss end) ->
  ArrivalWithin c s now next h o.
Proof.
  intros C W I Ws N U V M o Fr. subst o. unfold segment_arrives in *.
  assert (O : HasPeer (tcb_state t) -> ArrivalWithin c s now next h (arrives_other c t s now)).
  { intros P. apply other_within; auto. now apply (models_peered c). }
  destruct (tcb_state t) eqn:X; try (apply O; exact Logic.I).
  - now apply closed_within.
  - apply listen_within; auto.
  - now apply syn_sent_within.
Qed.
