(** * The observer never accuses the innocent

    If some run of the relation explains what a capture shows of an endpoint, the observer finds
    nothing to accuse it of.  So a finding means: no run explains the capture. *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives
  ObserveSent ObserveSends.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Lemma opened_by_both o h l s nxt h' acked offered : Tracks o h l -> observer_early_ack o = false \/ observer_opened o = true ->
  seg_seq s = h_iss h -> LegalShift s -> Sane s ->
  nxt = Z.max (h_nxt h) (1 + seg_text s) -> h_una h = 0 ->
  h' = having_syn_options (having_sent h nxt (h_fin h) acked offered) (seg_options s) ->
  observer_acked (sent_by o s nxt (observer_fin_sent o) (observer_fin o)) = Z.max 1 acked ->
  observer_offered (sent_by o s nxt (observer_fin_sent o) (observer_fin o)) = offered ->
  h_acked h <= acked -> (h_syn_options h <> None -> acked <= h_rcv h) ->
  (h_syn_options h = None -> acked = 0 /\ offered = 0) -> HasSyn s ->
  SentBoth o (opened_by o s) h h'.
Proof.
  intros T EA IS LS S -> U0 -> A OF AL AR AN HS. pose proof (t_una _ _ _ T). pose proof (t_span _ _ _ T).
  pose proof (sane_text _ S). pose proof (sane_shift _ S). unfold HasSyn in HS. unfold LegalShift in LS.
  pose proof (t_nxt _ _ _ T) as X.
  constructor; cbn -[Z.add Z.pow]; rewrite ?max_u64_eq, ?min_u32_eq, ?X in *; auto; try lia; try congruence.
  - constructor; cbn; auto; try lia. unfold PastHandshake. cbn in A |- *. rewrite A, !orb_true_iff, !Z.ltb_lt.
    pose proof (t_acked _ _ _ T). intros [E | E]; [left; left; exact E | right; lia].
  - intros O. split; auto. rewrite (t_iss _ _ _ T O). congruence.
  - intros _. conj; auto; [lia|]. destruct EA; auto.
  - conj; reflexivity.
  - intros E. pose proof (t_span_fin _ _ _ T E). lia.
  - intros E. pose proof (t_fin_nxt _ _ _ T E). lia.
  - apply (t_fin _ _ _ T).
  - destruct (options_has_shift (seg_options s)) eqn:E; auto. rewrite Z.min_l; auto. specialize (LS eq_refl). lia.
  - rewrite (t_own_stamps _ _ _ T). reflexivity.
  - intros R. rewrite (t_reset_text _ _ _ T R). reflexivity.
Qed.

Lemma tracks_reset o h h' l : Tracks o h l -> SameNumbers h h' -> StateFits o h' ->
  (observer_text_sent o = true -> h_state h' = CLOSED) -> Tracks (reset_by o) h' l.
Proof.
  intros T SN F C. pose proof (tracks_numbers _ _ _ _ T SN F) as T'. destruct T'. constructor; cbn; auto.
  - destruct t_chain as (b & m & K & R). exists b, m. split; auto.
    apply (chain_grows o); auto. constructor; cbn; auto; lia.
  - intros O. destruct (t_ack_chain O) as (mu & A & K). exists mu. split; auto.
    apply (ack_chain_grows o); auto. constructor; cbn; auto; lia.
Qed.

Lemma fits_same_text o h : StateFits o h -> forall k,
  (observer_text_sent o = true -> h_state h = CLOSED) -> StateFits o (owing h k).
Proof. intros [] k C. constructor; auto. Qed.

(** An owed reset: past the handshake only a closed endpoint owes one. *)
Lemma owing_tracks o h l q rest : Tracks o h l -> In q (h_owed h) -> Tracks (reset_by o) (owing h rest) l.
Proof.
  intros T Q.
  assert (C : observer_text_sent o = true -> h_state h = CLOSED).
  { intros X. destruct (t_text _ _ _ T X) as [Y | (_ & _ & Y)]; auto. rewrite Y in Q. destruct Q. }
  apply (tracks_reset o h); auto using same_owing.
  pose proof (state_fits _ _ _ T) as F. apply (fits_same_text o h F); auto.
Qed.

(** Back in LISTEN it sends resets only, or a SYN that blinds the observer. *)
Lemma listens_sends o h l s h' : Listens o h l -> observer_lost o = NOT_LOST -> Near o = true -> Sends h s h' ->
  judgement_finding (observe_sent o s) = NO_FINDING
  /\ (Blind (judgement_observer (observe_sent o s)) \/ Listens (judgement_observer (observe_sent o s)) h' l).
Proof.
  intros I L N X.
  assert (K : forall k, Listens (reset_by o) (owing h k) l) by (intros; destruct I; now constructor).
  pose proof (li_state _ _ _ I) as LS. pose proof (li_may _ _ _ I) as LM. unfold observe_sent. rewrite L, N.
  destruct X; try (rewrite ?has_tcb_state, ?synchronized_state in H; intuition congruence).
  - apply not_true in H2. unfold HasSyn in H0. rewrite H0, H2, LM. cbn.
    split; auto. left. left. cbn. discriminate.
  - unfold HasRst in H2. apply not_true in H3, H4. unfold sent_rst. rewrite H2, H3, H4, andb_false_r. cbn.
    split; auto.
  - unfold HasRst in H2. apply not_true in H4. unfold sent_rst. rewrite H2, H4, H6, andb_false_r. cbn.
    split; auto.
Qed.

Theorem innocent_sends o h l s h' : Tracks o h l -> observer_lost o = NOT_LOST -> Near o = true -> Sane s ->
  Sends h s h' ->
  judgement_finding (observe_sent o s) = NO_FINDING
  /\ (Blind (judgement_observer (observe_sent o s)) \/ Tracks (judgement_observer (observe_sent o s)) h' l).
Proof.
  intros T L N S X. pose proof (t_una _ _ _ T) as TU. pose proof (t_span _ _ _ T) as TS.
  pose proof (sane_text _ S) as ST. unfold max_text in *.
  destruct X.
  - (* SYN *)
    pose proof (no_text_in_handshake _ _ _ T (or_intror (or_introl H))) as [NT NR].
    pose proof (t_handshake _ _ _ T (or_intror (or_introl H))) as U0.
    pose proof (t_no_syn_yet _ _ _ T (or_intror H)) as Y. destruct (t_no_syn _ _ _ T Y) as (_ & NA & NO).
    unfold HasSyn in H0. apply not_true in H1, H2, H3.
    unfold observe_sent, sent_syn. rewrite L, N, H0, H2, H3. cbn [negb].
    destruct (MayListenAgain o); [split; [reflexivity | left; left; cbn; discriminate]|].
    assert (J : judge_syn o s = NO_FINDING).
    { unfold judge_syn. rewrite NT, H1. replace (observer_opened o && negb (seg_seq s =? observer_iss o)) with false.
      2:{ destruct (observer_opened o) eqn:O; auto. rewrite (t_iss _ _ _ T O), H4, Z.eqb_refl. reflexivity. }
      cbn. destruct (options_has_shift (seg_options s)) eqn:E; auto. cbn.
      replace (14 <? options_shift (seg_options s)) with false; auto. symmetry. apply Z.ltb_ge.
      unfold LegalShift in H6. specialize (H6 E). lia. }
    rewrite J. cbn [guilty judgement_finding judgement_observer]. split; auto.
    destruct (observer_early_ack o) eqn:EA.
    { left. left. cbn. rewrite EA. discriminate. }
    right. eapply tracks_sent; eauto.
    + eapply (opened_by_both o h l s _ _ (h_acked h) (h_offered h)); eauto; try lia.
      * cbn. rewrite H1. cbn. apply (t_acked _ _ _ T).
      * cbn. rewrite H1. cbn. symmetry. apply (t_offered _ _ _ T).
      * congruence.
    + eapply (fits_sent o _ h); eauto; cbn; try congruence.
      rewrite NT, H0. cbn. rewrite andb_false_r. discriminate.
  - (* SYN,ACK *)
    assert (NT : observer_text_sent o = false).
    { destruct H as [H | [H U]].
      - apply (no_text_in_handshake _ _ _ T (or_intror (or_intror H))).
      - apply not_true. intros E. destruct (t_text _ _ _ T E) as [Q | (Q & _)]; [congruence | lia]. }
    assert (TC : HasTcb h) by (rewrite has_tcb_state; destruct H as [H | [H _]]; rewrite H; repeat split; congruence).
    assert (U0 : h_una h = 0) by (destruct H as [H | [_ H]]; auto; apply (t_handshake _ _ _ T (or_intror (or_intror H)))).
    pose proof (tcb_syn _ _ _ T TC) as Y. pose proof H0 as HY. pose proof H1 as HA.
    unfold HasSyn in H0. unfold HasAck in H1. apply not_true in H2, H3.
    destruct (judge_ack_innocent _ _ _ _ _ T Y H5 H7) as [JA OB].
    destruct (ack_ahead_exact _ _ _ _ T Y H5) as [AH AP].
    unfold observe_sent, sent_syn. rewrite L, N, H0, H2, H3. cbn [negb].
    destruct (MayListenAgain o); [split; [reflexivity | left; left; cbn; discriminate]|].
    assert (J : judge_syn o s = NO_FINDING).
    { unfold judge_syn. rewrite NT, H1. replace (observer_opened o && negb (seg_seq s =? observer_iss o)) with false.
      2:{ destruct (observer_opened o) eqn:O; auto. rewrite (t_iss _ _ _ T O), H4, Z.eqb_refl. reflexivity. }
      cbn. replace (options_has_shift (seg_options s) && (14 <? options_shift (seg_options s))) with false.
      2:{ destruct (options_has_shift (seg_options s)) eqn:E; auto. cbn. symmetry. apply Z.ltb_ge.
          unfold LegalShift in H9. specialize (H9 E). lia. }
      destruct (observer_opened o) eqn:O; auto. destruct (t_not_opened _ _ _ T O) as [NX _].
      destruct (H8 NX) as (q & Q & E1 & E2). destruct (t_syn _ _ _ T q Q) as (SA & _ & (A1 & _ & A3) & _).
      rewrite SA. cbn. rewrite <- A1, <- A3.
      destruct (options_has_shift (seg_options s)); [rewrite E1 by auto|]; cbn;
        (destruct (options_has_ts (seg_options s)); [rewrite E2 by auto|]; cbn; exact JA). }
    rewrite J. cbn [guilty judgement_finding judgement_observer]. split; auto.
    destruct (observer_early_ack o) eqn:EA.
    { left. left. cbn. rewrite EA. discriminate. }
    destruct (h_syn_options h) as [q|] eqn:SO; [|congruence].
    destruct (t_syn _ _ _ T q SO) as (A1 & A2 & A3 & A4 & A5 & A6).
    right. eapply tracks_sent; eauto.
    + eapply (opened_by_both o h l s _ _ (h_rcv h) edge); eauto; try lia; try congruence.
      * cbn. rewrite H1, AP. cbn. lia.
      * cbn. rewrite H1, AP. cbn. exact OB.
    + eapply (fits_sent o _ h); eauto; cbn; try congruence.
      * intros E. rewrite has_tcb_state in TC. tauto.
      * rewrite NT, H0. cbn. rewrite andb_false_r. discriminate.
  - (* a bare ACK in SYN-RECEIVED *)
    assert (TC : HasTcb h) by (rewrite has_tcb_state, H; repeat split; congruence).
    pose proof (tcb_syn _ _ _ T TC) as Y. pose proof H0 as (PA & PY & PR).
    pose proof (t_handshake _ _ _ T (or_intror (or_intror H))) as U0.
    pose proof (no_text_in_handshake _ _ _ T (or_intror (or_intror H))) as [NT NR].
    destruct (opened_or_blind _ _ _ s _ T L N PY PR eq_refl) as [O | [J B]]; [|split; auto; now left].
    assert (J : judge_plain o s = NO_FINDING).
    { eapply (plain_innocent o h l s p); eauto; unfold max_text; try lia; intros; try lia; contradiction. }
    rewrite (sent_plain_eq o s) by auto. split; auto. right.
    apply not_true in H1. rewrite H1. cbn [andb orb].
    destruct (seq_exact _ _ _ _ p T O H3 ltac:(lia) ltac:(lia)) as [SP TE].
    assert (NX : nxt_after o s = h_nxt h).
    { unfold nxt_after. rewrite SP, TE, H1, max_u64_eq, (t_nxt _ _ _ T). cbn. lia. }
    rewrite NX. eapply tracks_sent; eauto.
    + eapply sent_by_both; eauto; try lia; [rewrite (t_fin _ _ _ T); reflexivity | |]; intros X;
      pose proof (t_span_fin _ _ _ T); pose proof (t_fin_nxt _ _ _ T); intuition lia.
    + eapply (fits_sent o _ h); eauto; cbn; try congruence.
      rewrite NT, H2. cbn. discriminate.
  - (* text, retransmissions, ACKs, probes *)
    assert (TC : HasTcb h) by (rewrite has_tcb_state; rewrite synchronized_state in H; tauto).
    pose proof (tcb_syn _ _ _ T TC) as Y. pose proof H0 as (PA & PY & PR).
    destruct (opened_or_blind _ _ _ s _ T L N PY PR eq_refl) as [O | [J B]]; [|split; auto; now left].
    assert (J : judge_plain o s = NO_FINDING).
    { eapply (plain_innocent o h l s p); eauto; unfold max_text; try lia; intros; contradiction. }
    rewrite (sent_plain_eq o s) by auto. split; auto. right.
    apply not_true in H1. rewrite H1. cbn [andb orb].
    destruct (seq_exact _ _ _ _ p T O H4 ltac:(lia) ltac:(lia)) as [SP TE].
    assert (NX : nxt_after o s = Z.max (h_nxt h) (p + seg_text s)).
    { unfold nxt_after. rewrite SP, TE, H1, max_u64_eq, (t_nxt _ _ _ T). cbn. lia. }
    rewrite NX. pose proof (t_wnd _ _ _ T). pose proof (t_wnd_max _ _ _ T). unfold TextMay in *.
    eapply tracks_sent; eauto.
    + eapply sent_by_both; eauto; try lia; [rewrite (t_fin _ _ _ T); reflexivity | |]; intros X;
      pose proof (t_span_fin _ _ _ T); pose proof (t_fin_nxt _ _ _ T); intuition lia.
    + eapply (fits_sent o _ h); eauto; cbn; try congruence.
      * intros E. rewrite has_tcb_state in TC. tauto.
      * intros E. apply orb_true_iff in E as [E | E]; [now left | right].
        apply andb_true_iff in E as [E _]. apply Z.ltb_lt in E. split; [lia | auto].
  - (* the FIN *)
    assert (TC : HasTcb h) by (rewrite has_tcb_state; rewrite synchronized_state in H; tauto).
    pose proof (tcb_syn _ _ _ T TC) as Y. pose proof H1 as (PA & PY & PR).
    destruct (opened_or_blind _ _ _ s _ T L N PY PR eq_refl) as [O | [J B]]; [|split; auto; now left].
    subst e.
    assert (J : judge_plain o s = NO_FINDING).
    { eapply (plain_innocent o h l s p); eauto; unfold max_text; try lia. intros f F. destruct H10 as [X | [X _]]; rewrite X in F; [|discriminate].
      injection F as <-. lia. }
    rewrite (sent_plain_eq o s) by auto. split; auto. right.
    unfold HasFin in H2. rewrite H2.
    destruct (seq_exact _ _ _ _ p T O H5 ltac:(lia) ltac:(lia)) as [SP TE].
    assert (NX : nxt_after o s = Z.max (h_nxt h) (p + seg_text s + 1)).
    { unfold nxt_after. rewrite SP, TE, H2, max_u64_eq, (t_nxt _ _ _ T). cbn. lia. }
    rewrite NX, SP, TE. cbn [andb orb]. pose proof (t_wnd _ _ _ T). pose proof (t_wnd_max _ _ _ T). unfold TextMay in *.
    eapply tracks_sent; eauto.
    + assert (SPAN : h_nxt h <= Z.max (h_nxt h) (p + seg_text s + 1) <= h_una h + 2 ^ 30 + 2 ^ 16).
      { pose proof (t_fin _ _ _ T) as TF. destruct (observer_fin_sent o) eqn:FS.
        - pose proof (t_fin_nxt _ _ _ T FS). destruct H10 as [X | [X _]]; rewrite TF in X; [|discriminate].
          injection X as X. lia.
        - pose proof (t_span_fin _ _ _ T FS). lia. }
      eapply sent_by_both; eauto; try discriminate; intros _; lia.
    + eapply (fits_sent o _ h); eauto; cbn; try congruence.
      * intros E. rewrite has_tcb_state in TC. tauto.
      * intros E. apply orb_true_iff in E as [E | E]; [now left | right].
        apply andb_true_iff in E as [E _]. apply Z.ltb_lt in E. split; [lia | auto].
  - (* ABORT *)
    assert (O : observer_opened o = true) by (eapply opened_when_sent; eauto; lia).
    unfold HasRst in H1. apply not_true in H2. unfold observe_sent, sent_rst. rewrite L, N, H1, H2, O. cbn.
    split; auto. right.
    apply (tracks_reset o h); auto; [constructor; cbn; auto; lia|].
    eapply fits_closed; [eapply state_fits; eauto | reflexivity].
  - (* <SEQ=SEG.ACK><CTL=RST> *)
    unfold HasRst in H2. apply not_true in H3, H4. unfold observe_sent, sent_rst. rewrite L, N, H2, H3, H4. cbn.
    rewrite andb_false_r. cbn. split; auto. right. eapply owing_tracks; eauto.
  - (* <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK> *)
    unfold HasRst in H2. apply not_true in H4. unfold observe_sent, sent_rst. rewrite L, N, H2, H4. cbn.
    rewrite H6. cbn. rewrite andb_false_r. cbn. split; auto. right. eapply owing_tracks; eauto.
Qed.

(** ** Whole captures *)
Lemma ranges_sent o s : Ranges o -> Sane s -> Ranges (judgement_observer (observe_sent o s)).
Proof.
  intros R S. pose proof (sane_seq _ S). pose proof (sane_shift _ S). pose proof (sane_text _ S).
  assert (AH : 0 <= seg_ack s < 2 ^ 32 -> 0 <= ack_ahead o s).
  { intros A. unfold ack_ahead. destruct R. pose proof (number_of_wire (observer_irs o) (observer_acked o)) as W.
    rewrite on_wire in W. apply seq_sub_spec; auto. apply W; lia. }
  specialize (AH (sane_ack _ S)).
  assert (B : forall n f a, 0 <= n -> Ranges (sent_by o s n f a)).
  { intros. destruct R. constructor; cbn; auto. destruct (_ && _); lia. }
  assert (NX : 0 <= nxt_after o s).
  { unfold nxt_after. destruct R. destruct (SeqPossible o s); rewrite ?max_u64_eq; lia. }
  unfold observe_sent. destruct (observer_lost o); auto. destruct (Near o); cbn [negb judgement_observer innocent];
    auto using ranges_lose.
  destruct (ctl_rst (seg_ctl s)).
  { destruct (ctl_syn (seg_ctl s)); [apply ranges_lose; auto|]. unfold sent_rst. destruct R.
    destruct (_ && _); now constructor. }
  destruct (ctl_syn (seg_ctl s)).
  { destruct (MayListenAgain o); [apply ranges_lose; auto|].
    unfold sent_syn. cbn [guilty judgement_observer]. destruct (ctl_fin (seg_ctl s)); [apply ranges_lose; auto|].
    pose proof (B (max_u64 (observer_nxt o) (1 + seg_text s)) (observer_fin_sent o) (observer_fin o)) as Q.
    rewrite max_u64_eq in Q. specialize (Q ltac:(destruct R; lia)). destruct R, Q.
    constructor; cbn -[Z.add] in *; rewrite ?max_u64_eq, ?min_u32_eq in *; auto; lia. }
  destruct (observer_opened o); cbn [negb]; [|apply ranges_lose; auto].
  unfold sent_plain. destruct (judge_plain o s); cbn [guilty innocent judgement_observer]; apply B; auto.
Qed.

Lemma blind_sent o s : Blind o -> judgement_finding (observe_sent o s) = NO_FINDING
  /\ Blind (judgement_observer (observe_sent o s)).
Proof.
  unfold observe_sent. intros B. destruct (observer_lost o) eqn:L.
  1: destruct B as [X | X]; [congruence | rewrite X; cbn; split; auto; left; cbn; discriminate].
  all: split; auto; left; cbn; congruence.
Qed.

(** The verdict on a capture: is there a finding? *)
Fixpoint accuses (o : observer) (l : list label) : bool :=
  match l with
  | [] => false
  | Arrived _ s :: l' => accuses (observe_arrived o s) l'
  | Sent _ s :: l' =>
      match judgement_finding (observe_sent o s) with
      | NO_FINDING => accuses (judgement_observer (observe_sent o s)) l'
      | _ => true
      end
  | Ended _ :: l' => accuses o l'
  end.

Definition SaneLabel (x : label) : Prop := match x with Arrived _ s | Sent _ s => Sane s | Ended _ => True end.

Lemma invariant_tau lag r r' o : Moves lag r None r' -> Invariant o (run_host r) (run_inbox r) ->
  Invariant o (run_host r') (run_inbox r').
Proof.
  intros M [B | I]; [now left | right]. inversion M; subst; cbn in *.
  - rewrite H in I. destruct I as [T | I]; [|right; eapply listens_received; eauto].
    destruct (listens_again_or_not (run_host r) h') as [A | A];
      [right; eapply listens_again | left; eapply tracks_received]; eauto.
  - destruct I as [T | I]; [left; eapply tracks_internal | right; eapply listens_internal]; eauto.
  - rewrite H in I. destruct I as [T | I]; [left; now apply tracks_gives_up | right; now apply listens_gives_up].
Qed.

Lemma invariant_sends o h l s h' : Invariant o h l -> Sane s -> Sends h s h' ->
  judgement_finding (observe_sent o s) = NO_FINDING
  /\ Invariant (judgement_observer (observe_sent o s)) h' l.
Proof.
  intros I S X. assert (K : Blind o -> judgement_finding (observe_sent o s) = NO_FINDING
    /\ Invariant (judgement_observer (observe_sent o s)) h' l).
  { intros B. destruct (blind_sent o s B). split; auto. now left. }
  destruct I as [B | I]; auto.
  destruct (observer_lost o) eqn:L; try (apply K; left; congruence).
  destruct (Near o) eqn:N; [|apply K; now right].
  destruct I as [T | I];
    [destruct (innocent_sends _ _ _ _ _ T L N S X) | destruct (listens_sends _ _ _ _ _ I L N X)];
    split; auto; unfold Invariant; tauto.
Qed.

Lemma explained_is_innocent lag r l : Explains lag r l -> forall o, Ranges o -> Forall SaneLabel l ->
  Invariant o (run_host r) (run_inbox r) -> accuses o l = false.
Proof.
  induction 1 as [r | r r' l M E IH | r r' x l M E IH]; intros o R F I; auto.
  - apply IH; auto. eapply invariant_tau; eauto.
  - inversion F as [|? ? SX FL]; subst. inversion M; subst; cbn in *.
    + apply IH; auto using ranges_arrived, invariant_arrived.
    + assert (J : judgement_finding (observe_sent o s) = NO_FINDING
        /\ Invariant (judgement_observer (observe_sent o s)) h' (run_inbox r)).
      { now apply (invariant_sends o (run_host r)). }
      destruct J as [-> J]. apply IH; auto using ranges_sent.
    + apply IH; auto.
Qed.

Lemma tracks_start x iss : 0 <= iss < 2 ^ 32 -> x = CLOSED \/ x = LISTEN ->
  Tracks start_observer (fresh x iss) [].
Proof.
  intros I X. constructor; cbn; try lia; try congruence; auto.
  - destruct X as [-> | ->]; discriminate.
  - intros _. conj; auto. destruct X as [-> | ->]; cbn; tauto.
  - exists false, 1. conj; auto; try lia; congruence.
Qed.

(** Whatever the lag: a capture that some run explains holds no finding. *)
Theorem never_accuses_the_innocent : forall lag l,
  Forall SaneLabel l -> Conforms lag l -> accuses start_observer l = false.
Proof.
  intros lag l F (iss & x & I & X & E). eapply explained_is_innocent; eauto.
  - constructor; cbn; lia.
  - right. left. now apply tracks_start.
Qed.

(** The same, as a tester reads it. *)
Corollary a_finding_convicts : forall lag l,
  Forall SaneLabel l -> accuses start_observer l = true -> ~ Conforms lag l.
Proof. intros lag l F A C. rewrite (never_accuses_the_innocent lag l F C) in A. discriminate. Qed.
