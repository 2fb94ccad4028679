(** * Refinement: the timeouts

    A connection is given up only while something is unacknowledged or the window is closed; what is
    retransmitted, or probes a window, is a segment that the relation lets the endpoint send. *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Timeouts Emit Host HostArrives
  HostSends.
From PlumbProofs Require Import Ranges RangesCalls SeqFacts Invariants InvariantsCalls InvariantsSending
  Models RefinementBasics RefinementAnswers RefinementAck RefinementCalls RefinementCallsOpen
  RefinementCallsSend.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** Giving up *)

(** The timer runs: for a SYN, or for something that a peer has not acknowledged or not let go. *)
Lemma timer_reason c t : WfConfig c -> WfTcb t -> Inv c t -> timers_rtx_on (tcb_timers t) = true ->
  tcb_state t = SYN_SENT \/ (HasPeer (tcb_state t)
    /\ (snd_una (tcb_snd t) <> snd_nxt (tcb_snd t) \/ snd_wnd (tcb_snd t) = 0)).
Proof.
  intros C W I On. pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St.
  destruct (tcb_state t) eqn:X; try (now left); try (rewrite St in On; discriminate);
    right; (split; [exact Logic.I|]);
    destruct (rtx_reason _ _ _ (core_timers _ _ _ (inv_core _ _ I)) On) as [Y|[_ [_ Y]]]; auto.
Qed.
Lemma in_flight_ahead n h : WfSnd n -> SendModels n h -> snd_una n <> snd_nxt n -> h_una h < h_nxt h.
Proof.
  intros W M N. destruct W, M. pose proof (u32_seq_sub _ _ wf_nxt wf_una) as U.
  destruct (Z.eq_dec (seq_sub (snd_nxt n) (snd_una n)) 0) as [E|E]; [|ranges; lia].
  apply seq_sub_zero in E; auto. congruence.
Qed.
Lemma may_give_up c t h : WfConfig c -> WfTcb t -> Inv c t -> Models c t h ->
  timers_rtx_on (tcb_timers t) = true -> MayGiveUp h.
Proof.
  intros C W I M On. pose proof (models_state _ _ _ M) as E.
  destruct (timer_reason c t C W I On) as [X|[X R]].
  - destruct (models_syn_sent _ _ _ M X) as [[A [B _]] _ _ _ _].
    split; [right; congruence | left; lia].
  - pose proof (models_peered _ _ _ M X) as P. split; [left; now apply (peered_tcb t)|].
    pose proof (peered_send _ _ P) as S. destruct R as [R|R].
    + left. apply (in_flight_ahead (tcb_snd t)); auto. apply W.
    + right. now rewrite (sm_wnd _ _ S).
Qed.
Lemma gives_up c t h now o : MayGiveUp h -> answer_kind (outcome_answer o) = NO_ANSWER ->
  outcome_tcb o = deleted -> CallWithin c t now h o.
Proof. intros G. apply call_within_deleted. now right. Qed.

(** ** The SYN and the SYN,ACK once more *)
Lemma retransmit_syn c t h now m : WfConfig c -> Models c t h -> tcb_state t = SYN_SENT ->
  timers_challenge_count m = timers_challenge_count (tcb_timers t) ->
  exists h', Sends h (syn_of c (set_timers t m) now) h' /\ Models c (set_timers t m) h'.
Proof.
  intros C M X Ch. pose proof M as [St Li Is Sy Pa Se Re Sa Cc].
  assert (T : ~ HasTcb h) by (unfold HasTcb; rewrite St, X; auto).
  assert (Y : ~ Synchronized h) by (unfold Synchronized; rewrite St, X; auto).
  eexists. split.
  - apply sends_syn; auto; [congruence|]. cbn. apply Is; congruence.
  - destruct (Sy X) as [[A [B D]] F S O K]. constructor; cbn; auto; try contradiction; try congruence.
    + intros _. constructor; cbn; auto.
      * rewrite B. auto.
      * destruct (config_use_shift c); reflexivity.
      * rewrite K. now destruct (config_use_stamps c).
    + now rewrite Ch.
Qed.

(** What was agreed on is what our SYN,ACK says, each time it is sent. *)
Lemma repeats_shifts c t h m now : SynRepeats c t -> ReceiveModels t h ->
  let h' := having_syn_options h (syn_segment_options c (set_timers t m) SEND_SYN_ACK now) in
  SndShift h' (peer_snd_shift (tcb_peer t)) /\ RcvShift h' (peer_rcv_shift (tcb_peer t)).
Proof.
  intros [_ R] []. unfold SndShift, RcvShift in *. cbn. unfold Scaling in *.
  destruct (h_own_shift h), (h_syn_options h) as [o|], (_ && _) eqn:Z; cbn;
    try (now rewrite rm_snd_shift, rm_rcv_shift in Z); auto;
    try (apply andb_prop in Z as [Z1 Z2]; apply Z.eqb_eq in Z1, Z2; auto).
  destruct (options_has_shift o); auto.
Qed.
Lemma repeats_stamps c t h m now : ReceiveModels t h ->
  StampsAgreed (having_syn_options h (syn_segment_options c (set_timers t m) SEND_SYN_ACK now))
  <-> stamps_ok (tcb_stamps t) = true.
Proof.
  intros []. rewrite <- rm_stamps. unfold StampsAgreed in *. cbn. rewrite andb_true_iff, <- rm_stamps.
  tauto.
Qed.
Lemma retransmit_syn_ack c t h now m : WfConfig c -> WfTcb t -> Inv c t -> Peered t h ->
  tcb_state t = SYN_RECEIVED -> timers_challenge_count m = timers_challenge_count (tcb_timers t) ->
  exists h', Sends h (segment_to_send c (set_timers t m)
      (segment_of SEND_SYN_ACK (tcb_iss t) (rcv_nxt (tcb_rcv t))) now) h'
    /\ Peered (set_timers t m) h'.
Proof.
  intros C W I P X Ch. set (s := segment_to_send _ _ _ _).
  destruct (peered_has_sent c t h W I P) as [Nx _].
  pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St. rewrite X in St.
  destruct St as (_ & _ & _ & Rp). pose proof (peered_receive _ _ P) as R. pose proof R as [].
  assert (Wn : seg_wnd s = rcv_wnd (tcb_rcv t)).
  { destruct Rp as [O _]. cbn. rewrite O. unfold opening_window. rewrite !min_u32_min. lia. }
  assert (Of : Offers h s (h_edge h)).
  { exists 0. split; [left; split; reflexivity|]. rewrite Wn. lia. }
  eexists. split.
  - eapply S_syn_ack; try exact Of; try reflexivity; try discriminate.
    + left. rewrite (peered_state _ _ P). exact X.
    + symmetry. apply P.
    + exact rm_rcv.
    + unfold max_text. cbn. lia.
    + lia.
    + intros _. cbn. pose proof (wf_config_shift c C). ranges. destruct (Scaling _); lia.
  - pose proof (repeats_shifts c t h m now Rp R) as [Sh1 Sh2].
    pose proof (repeats_stamps c t h m now R) as Sm.
    destruct P as [E Pe Is Pa [] _ Sa Cc]. constructor; cbn; auto.
    + constructor; cbn; try assumption; rewrite Z.max_l by lia; assumption.
    + constructor; cbn; try assumption; auto; lia.
    + now rewrite Ch.
Qed.

(** ** Text and FIN once more *)

(** What [text_in_flight] counts, as positions. *)
Lemma text_in_flight_exact n h : WfSnd n -> SendModels n h -> snd_una n <> snd_nxt n ->
  text_in_flight n = h_nxt h - h_una h - bit (snd_fin n) /\ h_una h < h_nxt h.
Proof.
  intros W M N. pose proof (in_flight_ahead n h W M N) as L. destruct M. split; auto.
  unfold text_in_flight. cbv zeta. rewrite <- sm_flight.
  destruct (snd_fin n); cbn [andb bit]; [|lia]. destruct (Z.ltb_spec 0 (h_nxt h - h_una h)); lia.
Qed.
Lemma models_sent_again n h nxt fin acked offered : SendModels n h -> nxt = h_nxt h -> fin = h_fin h ->
  SendModels n (having_sent h nxt fin acked offered).
Proof. intros [] -> ->. constructor; auto. Qed.

Lemma retransmit_text c t h now m : WfTcb t -> Inv c t -> Peered t h -> Synchronized h ->
  snd_una (tcb_snd t) <> snd_nxt (tcb_snd t) ->
  timers_challenge_count m = timers_challenge_count (tcb_timers t) ->
  let n := tcb_snd t in
  let octets := min_u32 (text_in_flight n) (eff_snd_mss t) in
  exists h', Sends h (segment_to_send c (set_timers t m)
      (text_segment t (snd_una n) octets (snd_fin n && (octets =? text_in_flight n))) now) h'
    /\ Peered (set_timers t m) h'.
Proof.
  intros W I P Y N Ch n octets. pose proof (peered_send _ _ P) as M. fold n in M.
  destruct (text_in_flight_exact n h (wf_snd t W) M N) as [E L].
  assert (K : Keeps t (set_timers t m)) by now constructor.
  pose proof (eff_snd_mss_range t W) as Wm. pose proof (bit_range (snd_fin n)) as B.
  assert (O : 0 <= octets <= 65535 /\ octets <= text_in_flight n).
  { unfold octets. rewrite min_u32_min. ranges. lia. }
  assert (May : TextMay h (h_una h + octets)) by (unfold TextMay; lia).
  pose proof M as []. destruct (snd_fin n && (octets =? text_in_flight n)) eqn:F.
  - apply andb_prop in F as [F Q]. apply Z.eqb_eq in Q. rewrite F in *. cbn [bit] in E.
    assert (Cl : h_closed h = true).
    { rewrite sm_closed. now apply (fin_is_last _ (core_snd _ _ _ (inv_core _ _ I))). }
    assert (Fi : h_fin h = Some (h_una h + octets)) by (rewrite sm_fin; f_equal; lia).
    destruct (sends_fin c t (set_timers t m) h now W P K (h_una h) (snd_una n) octets)
      as (edge & Le & Se); auto; try tauto; [lia|].
    eexists. split; [exact Se|]. apply (peered_having_sent t); auto.
    apply models_sent_again; auto. lia.
  - destruct (sends_text c t (set_timers t m) h now W P K (h_una h) (snd_una n) octets)
      as (edge & Le & Se); auto; try tauto; [lia| |].
    { intros f Fi. rewrite sm_fin in Fi. destruct (snd_fin n); [|discriminate].
      injection Fi as <-. cbn [bit] in E. lia. }
    eexists. split; [exact Se|]. apply (peered_having_sent t); auto.
    apply models_sent_again; auto. lia.
Qed.

(** ** The retransmission timeout *)
Lemma probe_within c t h m now : WfTcb t -> Inv c t -> Peered t h -> Sending (tcb_state t) = true ->
  snd_una (tcb_snd t) = snd_nxt (tcb_snd t) ->
  timers_challenge_count m = timers_challenge_count (tcb_timers t) ->
  CallWithin c t now h (probe t m).
Proof.
  intros W I P X E Ch. pose proof (core_snd _ _ _ (inv_core _ _ I)) as S.
  pose proof (wf_queued _ (wf_snd t W)) as Q. unfold probe. cbv zeta. rewrite min_u32_min.
  set (octets := Z.min _ 1). set (fin := FinDue _ _ && _).
  assert (F : fin = true -> FinDue (tcb_snd t) octets = true) by (intros G; now apply andb_prop in G).
  destruct ((0 <? octets) || fin) eqn:N.
  - assert (O : 0 <= octets <= snd_queued (tcb_snd t)) by lia.
    destruct (something_new _ octets fin S O F N) as [Nf Cl].
    apply send_new_within; auto; [lia|]. unfold TextMay.
    pose proof (sm_flight _ _ (peered_send _ _ P)) as L.
    rewrite E, seq_sub_self in L by apply W. lia.
  - apply call_within_same; auto. apply peered_models. cbn. apply peered_timers; auto.
    cbn. rewrite Ch. apply P.
Qed.

Lemma retransmission_within c t now h : WfConfig c -> WfTcb t -> Inv c t -> Models c t h ->
  timers_rtx_on (tcb_timers t) = true -> CallWithin c t now h (retransmission_timeout c t now).
Proof.
  intros C W I M On. unfold retransmission_timeout. cbv zeta.
  destruct (GiveUp c t); [apply gives_up; auto; now apply (may_give_up c t)|].
  set (m := back_off c (tcb_timers t) now).
  assert (Ch : timers_challenge_count m = timers_challenge_count (tcb_timers t)) by reflexivity.
  destruct (timer_reason c t C W I On) as [X|[X R]].
  - rewrite X. cbn [Sending andb]. unfold front_segment. rewrite X. cbv zeta.
    destruct (retransmit_syn c t h now m C M X Ch) as (h' & Se & M').
    exists h, h'. split; [auto|]. split; [exact Se | exact M'].
  - pose proof (models_peered _ _ _ M X) as P.
    assert (Y : tcb_state t = SYN_RECEIVED \/ Synchronized h).
    { unfold Synchronized. rewrite (models_state _ _ _ M). destruct (tcb_state t); auto. }
    destruct (Sending (tcb_state t) && (snd_una (tcb_snd t) =? snd_nxt (tcb_snd t))) eqn:B.
    + apply andb_prop in B as [B E]. apply Z.eqb_eq in E. now apply probe_within.
    + destruct Y as [Y|Y].
      * unfold front_segment. rewrite Y. cbv zeta.
        destruct (retransmit_syn_ack c t h now m C W I P Y Ch) as (h' & Se & P').
        exists h, h'. split; [auto|]. split; [exact Se | now apply peered_models].
      * assert (N : snd_una (tcb_snd t) <> snd_nxt (tcb_snd t)).
        { intros E. rewrite E, Z.eqb_refl, andb_true_r in B.
          destruct (rtx_reason _ _ _ (core_timers _ _ _ (inv_core _ _ I)) On) as [?|[? _]]; congruence. }
        destruct (retransmit_text c t h now m W I P Y N Ch) as (h' & Se & P').
        exists h, h'. split; [auto|]. split; [|now apply peered_models].
        unfold Answers, front_segment. unfold Synchronized in Y. rewrite (models_state _ _ _ M) in Y.
        cbv zeta. destruct (tcb_state t); try contradiction; exact Se.
Qed.

(** ** Whatever is due *)
Theorem timeout_within c t now h : WfConfig c -> WfTcb t -> Inv c t -> Models c t h ->
  CallWithin c t now h (timeout c t now).
Proof.
  intros C W I M. pose proof (core_timers _ _ _ (inv_core _ _ I)) as T. unfold timeout. cbv zeta.
  destruct (Due (timers_user_on _) _ _) eqn:U.
  { apply andb_prop in U as [U _]. apply gives_up; auto. apply (may_give_up c t); auto.
    now apply (user_runs _ _ _ T). }
  destruct (Due (timers_wait_on _) _ _) eqn:V.
  { apply andb_prop in V as [V _]. apply call_within_deleted; auto. left. apply I_time_wait.
    rewrite (models_state _ _ _ M). now apply (wait_runs _ _ _ T). }
  destruct (Due (timers_rtx_on _) _ _) eqn:R; [|now apply call_within_same].
  apply andb_prop in R as [R _]. now apply retransmission_within.
Qed.
