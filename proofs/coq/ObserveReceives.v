(** * Every rule of HostArrives.v keeps the observer on track *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveProcessed.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** The peer's SYN is processed *)
Lemma head_syn o h t0 s l : Tracks o h ((t0, s) :: l) -> h_syn_options h = None ->
  h_state h = LISTEN \/ h_state h = SYN_SENT -> HasSyn s -> ~ HasRst s ->
  exists m', Chain o true m' l /\ 1 <= m' /\ seg_len s <= m' /\ seg_seq s = observer_irs o
    /\ Agrees o (seg_options s) /\ seg_wnd s <= observer_wnd_max o.
Proof.
  intros T Y S HY HR. assert (NT : PastHandshake o = false) by (apply (not_past _ _ _ T); destruct S; [left | right; left]; auto).
  destruct (t_chain _ _ _ T) as (b & m & C & M & _). cbn in C. destruct b.
  - destruct C as (m' & I & _ & C). pose proof (item_le _ _ _ _ I).
    destruct (item_syn _ _ _ _ I HR HY) as [X | (E & L & A)]; [congruence|].
    exists m'. pose proof (item_wnd _ _ _ _ I). conj; auto; lia.
  - destruct C as [[F C] | ([N | N] & _)]; try contradiction.
    pose proof (sane_text _ (first_sane _ _ F)). exists (seg_len s). destruct F. conj; auto; try lia.
    unfold HasSyn in HY. unfold seg_len. rewrite HY. destruct (ctl_fin (seg_ctl s)); cbn; lia.
Qed.

(** What stands in the TCB once the SYN is processed, text of the SYN included. *)
Record SynTcb (h h' : host) (s : seg) (m' mu : Z) : Prop := {
  st_iss : h_iss h' = h_iss h; st_una : h_una h <= h_una h' <= h_nxt h;
  st_una_max : h_una h' <= Z.max (h_una h) mu;
  st_nxt : h_nxt h' = h_nxt h; st_wnd : 0 <= h_wnd h' <= seg_wnd s; st_fin : h_fin h' = h_fin h;
  st_irs : h_irs h' = seg_seq s; st_rcv : 1 <= h_rcv h' <= h_edge h'; st_rcv_max : h_rcv h' <= m';
  st_edge : h_edge h' <= 2 ^ 30;
  st_got : forall q, Got (h_got h') q -> q < m';
  st_peer_fin : forall f, h_peer_fin h' = Some f -> f < m';
  st_acked : h_acked h' = 0; st_offered : h_offered h' = 0;
  st_syn : h_syn_options h' = Some (seg_options s); st_shift : h_own_shift h' = h_own_shift h;
  st_stamps : h_own_stamps h' = h_own_stamps h }.

Lemma tracks_syn o h h' t0 s l m' mu : Tracks o h ((t0, s) :: l) -> h_syn_options h = None ->
  Chain o true m' l -> 1 <= m' -> seg_seq s = observer_irs o -> Agrees o (seg_options s) ->
  seg_wnd s <= observer_wnd_max o ->
  (observer_opened o = true -> h_una h <= mu /\ AckChain o mu l) ->
  SynTcb h h' s m' mu -> StateFits o h' -> Tracks o h' l.
Proof.
  intros T Y C M E A W K Q F. pose proof (head_sane _ _ _ _ _ T) as S.
  pose proof (tracks_popped _ _ _ _ _ T) as P. destruct (t_no_syn _ _ _ T Y) as (_ & NA & NO).
  pose proof (chain_true _ _ _ C) as CA. pose proof (sane_wnd _ S).
  destruct P. clear t_chain t_ack_chain. destruct Q, F.
  constructor; rewrite ?st_iss0, ?st_nxt0, ?st_fin0, ?st_acked0, ?st_offered0, ?st_shift0, ?st_stamps0 in *;
    auto; try lia.
  - intros X. specialize (t_span_fin X). lia.
  - intros p X. rewrite st_syn0 in X. injection X as <-. rewrite st_irs0. conj; auto; lia.
  - exists true, m'. conj; auto.
  - intros O. destruct (K O) as [K1 K2]. exists mu. split; [lia | auto].
Qed.

(** ** A state that fits *)
Lemma fits_received o h : StateFits o h -> forall h', h_syn_options h' <> None -> h_state h' <> LISTEN ->
  h_state h' <> SYN_SENT -> (h_state h' = SYN_RECEIVED -> h_una h' = 0 /\ h_rcv h' = 1) ->
  (observer_text_sent o = true -> h_state h' = CLOSED \/ (1 <= h_una h' /\ Synchronized h' /\ h_owed h' = [])) ->
  (observer_reset_sent o = true -> h_state h' = CLOSED) -> StateFits o h'.
Proof.
  intros _ h' Y L S R T X. constructor; auto; try congruence.
  - unfold Handshake. intuition congruence.
  - intuition congruence.
  - intuition congruence.
Qed.

Lemma no_text_in_handshake o h l : Tracks o h l -> Handshake h ->
  observer_text_sent o = false /\ observer_reset_sent o = false.
Proof.
  intros T H. unfold Handshake in H. split.
  - destruct (observer_text_sent o) eqn:E; auto. destruct (t_text _ _ _ T E) as [X | (_ & X & _)];
      [|rewrite synchronized_state in X]; intuition congruence.
  - destruct (observer_reset_sent o) eqn:E; auto. pose proof (t_reset _ _ _ T E). intuition congruence.
Qed.

Lemma after_ack_numbers h h' : AfterAck h h' -> SameNumbers h h' /\ h_owed h' = h_owed h
  /\ (Synchronized h -> Synchronized h' \/ h_state h' = CLOSED).
Proof.
  intros [] ; conj; auto using same_numbers_refl, same_into; rewrite !synchronized_state; cbn; intuition congruence.
Qed.
Lemma after_ack_into h h' : AfterAck h h' -> h' = h \/ exists x, h' = into h x.
Proof. intros []; eauto. Qed.

(** No SYN comes inside the window in SYN-RECEIVED: it would have to differ from the first. *)
Lemma no_syn_in_window o h t0 s l p : Tracks o h ((t0, s) :: l) -> h_state h = SYN_RECEIVED ->
  Accepted h s p -> ~ HasRst s -> HasSyn s -> False.
Proof.
  intros T ST [W X] NR HY.
  assert (Y : h_syn_options h <> None).
  { intros Y. destruct (t_no_syn _ _ _ T Y) as (N & _). apply N. rewrite has_tcb_state, ST. repeat split; congruence. }
  destruct (head_item _ _ _ _ _ T Y) as (m & m' & I & _).
  pose proof (not_past _ _ _ T (or_intror (or_intror ST))) as NT.
  destruct (item_syn _ _ _ _ I NR HY) as [Z | (E & L & _)]; [congruence|].
  destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence].
  destruct (t_syn _ _ _ T sp SO) as (A1 & A2 & A3 & A4 & A5 & A6).
  rewrite length_eq, L in X. apply on_wire in W as [WB [k WE]].
  assert (p = 2 ^ 32 * k) by lia. pose proof (t_syn_received _ _ _ T ST).
  destruct X as [[X | [X | X]] | [[_ X] | X]]; [lia | lia | | contradiction | unfold Covers in X; lia].
  assert (h_rcv h <= p < h_edge h) by lia. nia.
Qed.

(** A reset took it from SYN-RECEIVED to LISTEN. *)
Definition ListensAgain (h h' : host) : Prop := h_state h = SYN_RECEIVED /\ h_state h' = LISTEN.

Lemma listens_again_or_not h h' : ListensAgain h h' \/ ~ ListensAgain h h'.
Proof. unfold ListensAgain. destruct (h_state h), (h_state h'); intuition congruence. Qed.

Lemma listens_again o h t0 s l h' due : Tracks o h ((t0, s) :: l) -> Receives h s h' due -> ListensAgain h h' ->
  Listens o h' l.
Proof.
  intros T R [S L].
  assert (Y : h_syn_options h <> None).
  { intros Y. destruct (t_no_syn _ _ _ T Y) as (N & _). apply N. rewrite has_tcb_state, S. repeat split; congruence. }
  assert (TX : forall h1 p, TakesText h1 s p h' -> Synchronized h1 -> False).
  { intros h1 p TT SY. pose proof (takes_text_synchronized _ _ _ _ TT SY) as X. rewrite synchronized_state in X. tauto. }
  assert (RM : forall h1, RecentMay h s h1 -> h_state h1 <> LISTEN).
  { intros h1 X. destruct (recent_same _ _ _ X) as (_ & -> & _). congruence. }
  destruct R; try (cbn in L; congruence); try (rewrite synchronized_state in H; tauto);
    try (exfalso; eapply RM; eauto; fail).
  - eapply head_reset; eauto.
  - exfalso. eapply no_syn_in_window; eauto.
  - exfalso. eapply TX; eauto. unfold Synchronized. cbn. destruct (h_closed h); exact Logic.I.
  - cbn in L. destruct (h_closed h); discriminate.
Qed.

Theorem tracks_received o h t0 s l h' due : Tracks o h ((t0, s) :: l) -> Receives h s h' due ->
  ~ ListensAgain h h' -> Tracks o h' l.
Proof.
  intros T R NL. pose proof (tracks_popped _ _ _ _ _ T) as P. pose proof (state_fits _ _ _ T) as F.
  pose proof (head_sane _ _ _ _ _ T) as S.
  assert (TCB : HasTcb h -> h_syn_options h <> None).
  { intros H Y. destruct (t_no_syn _ _ _ T Y) as (N & _). contradiction. }
  assert (SN : forall x, h_state h = x -> ~ match x with CLOSED | LISTEN | SYN_SENT | SYN_RECEIVED => False | _ => True end -> ~ Synchronized h).
  { intros x <- N X. now apply N. }
  destruct R.
  - (* closed, rst *) exact P.
  - (* closed *) eapply tracks_numbers; eauto using same_owing. apply fits_owing; auto. eapply SN; eauto.
  - exact P.
  - eapply tracks_numbers; eauto using same_owing. apply fits_owing; auto. eapply SN; eauto.
  - (* SYN in LISTEN *)
    pose proof (t_no_syn_yet _ _ _ T (or_introl H)) as Y.
    destruct (head_syn _ _ _ _ _ T Y (or_introl H) H2 H0) as (m' & C & M & L & E & A & W).
    pose proof (t_handshake _ _ _ T (or_introl H)) as U0. pose proof (t_una _ _ _ T).
    pose proof (no_text_in_handshake _ _ _ T (or_introl H)) as [NT NR]. pose proof (sane_wnd _ S). unfold max_window in *.
    eapply (tracks_syn o h _ t0 s l m' 0); eauto.
    + intros O. rewrite (t_listen _ _ _ T H) in O. discriminate.
    + constructor; cbn; auto; try lia. { intros q (a & n & [] & _). } discriminate.
    + apply (fits_received o h F); cbn; auto; try congruence.
  - exact P.
  - eapply tracks_numbers; eauto using same_owing. apply fits_owing; auto. eapply SN; eauto.
  - eapply tracks_numbers; eauto using same_into. eapply fits_closed; eauto.
  - exact P.
  - (* SYN,ACK in SYN-SENT *)
    pose proof (t_no_syn_yet _ _ _ T (or_intror H)) as Y.
    destruct (head_syn _ _ _ _ _ T Y (or_intror H) H1 H0) as (m' & C & M & L & E & A & W).
    pose proof (t_handshake _ _ _ T (or_intror (or_introl H))) as U0. pose proof (t_una _ _ _ T).
    pose proof (no_text_in_handshake _ _ _ T (or_intror (or_introl H))) as [NT NR]. pose proof (sane_wnd _ S). unfold max_window in *.
    destruct H3 as [AA AR]. assert (O : observer_opened o = true) by (eapply opened_when_sent; eauto; lia).
    destruct (head_ack _ _ _ _ _ T O) as (mu & U & K & KA). specialize (KA H2 a AA ltac:(lia)).
    pose proof (sane_wnd _ S).
    assert (AD : Advances (with_syn h ESTABLISHED s a edge) h' m' a (seg_wnd s)).
    { destruct (takes_text _ _ _ _ 1 m' H5 S) as [AD | AD]; cbn in *; auto; try lia; try discriminate.
      intros q (b & n & [] & _). }
    pose proof (takes_text_synchronized _ _ _ _ H5 I) as SY. destruct AD; cbn in *.
    eapply (tracks_syn o h _ t0 s l m' mu); eauto.
    + constructor; try congruence; try lia; auto. 
    + rewrite synchronized_state in SY. apply (fits_received o h F); try congruence; try tauto.
  - (* crossing SYNs *)
    pose proof (t_no_syn_yet _ _ _ T (or_intror H)) as Y.
    destruct (head_syn _ _ _ _ _ T Y (or_intror H) H1 H0) as (m' & C & M & L & E & A & W).
    pose proof (t_handshake _ _ _ T (or_intror (or_introl H))) as U0. pose proof (t_una _ _ _ T).
    pose proof (no_text_in_handshake _ _ _ T (or_intror (or_introl H))) as [NT NR]. pose proof (sane_wnd _ S). unfold max_window in *.
    destruct (observer_opened o) eqn:O.
    + destruct (head_ack _ _ _ _ _ T O) as (mu & U & K & KA).
      eapply (tracks_syn o h _ t0 s l m' mu); eauto.
      * constructor; cbn; auto; try lia. { intros q (a & n & [] & _). } discriminate.
      * apply (fits_received o h F); cbn; auto; try congruence.
    + eapply (tracks_syn o h _ t0 s l m' 0); eauto.
      * congruence.
      * constructor; cbn; auto; try lia. { intros q (a & n & [] & _). } discriminate.
      * apply (fits_received o h F); cbn; auto; try congruence.
  - eapply tracks_numbers; eauto using same_challenged. eapply fits_same; eauto.
  - eapply tracks_numbers; eauto using same_challenged. eapply fits_same; eauto.
  - (* RST at RCV.NXT *)
    destruct H3 as [-> | [(ES & EP & ->) | (ES & ->)]].
    + eapply tracks_numbers; eauto using same_into. eapply fits_closed; eauto.
    + exfalso. apply NL. split; auto.
    + eapply tracks_numbers; eauto using same_into. eapply fits_same; eauto.
  - eapply tracks_numbers; eauto using same_challenged. eapply fits_same; eauto.
  - exfalso. eapply no_syn_in_window; eauto.
  - exfalso. eapply no_syn_in_window; eauto.
  - destruct (recent_same _ _ _ H2) as (N & E & OW).
    assert (P1 : Tracks o h1 l) by (eapply tracks_numbers; eauto; eapply fits_same; eauto; apply N).
    eapply tracks_numbers; eauto using same_challenged. apply (fits_same o h1); auto. eapply state_fits; eauto.
  - destruct (recent_same _ _ _ H4) as (N & E & OW).
    eapply tracks_numbers; eauto. eapply fits_same; eauto; apply N.
  - destruct (recent_same _ _ _ H5) as (N & E & OW).
    assert (P1 : Tracks o h1 l) by (eapply tracks_numbers; eauto; eapply fits_same; eauto; apply N).
    eapply tracks_numbers; eauto using same_owing. apply fits_owing; [eapply state_fits; eauto|].
    rewrite synchronized_state, E. intuition congruence.
  - (* the handshake is complete *)
    assert (Y : h_syn_options h <> None) by (apply TCB; rewrite has_tcb_state, H; repeat split; congruence).
    destruct (head_item _ _ _ _ _ T Y) as (m & m' & I & C & M & G1 & G2 & G3).
    pose proof (no_text_in_handshake _ _ _ T (or_intror (or_intror H))) as [NT NR].
    pose proof (t_una _ _ _ T). destruct H4 as [AA AR].
    assert (O : observer_opened o = true) by (eapply opened_when_sent; eauto; lia).
    destruct (head_ack _ _ _ _ _ T O) as (mu & U & K & KA). specialize (KA H3 a AA ltac:(lia)).
    assert (W : 0 <= seg_wnd s * 2 ^ k <= observer_wnd_max o).
    { eapply scaled_le; eauto. intros q Q. apply (t_syn _ _ _ T q Q). }
    pose proof (item_le _ _ _ _ I).
    assert (AD : Advances h h' m' mu (observer_wnd_max o)).
    { eapply (advances_segment o h t0 s l h1 _ a); eauto; try lia. destruct H0; auto. }
    eapply tracks_advanced; eauto; try lia.
    assert (SY : Synchronized h').
    { eapply takes_text_synchronized; eauto. unfold Synchronized. cbn. destruct (h_closed h); exact Logic.I. }
    rewrite synchronized_state in SY. pose proof (ad_syn _ _ _ _ _ AD).
    apply (fits_received o h F); try congruence; try tauto.
  - (* the SYN,ACK of crossing SYNs *)
    assert (Y : h_syn_options h <> None) by (apply TCB; rewrite has_tcb_state, H; repeat split; congruence).
    destruct (head_item _ _ _ _ _ T Y) as (m & m' & I & C & M & G1 & G2 & G3).
    pose proof (no_text_in_handshake _ _ _ T (or_intror (or_intror H))) as [NT NR].
    pose proof (t_una _ _ _ T). destruct H5 as [AA AR].
    assert (O : observer_opened o = true) by (eapply opened_when_sent; eauto; lia).
    destruct (head_ack _ _ _ _ _ T O) as (mu & U & K & KA). specialize (KA H3 a AA ltac:(lia)).
    pose proof (item_wnd _ _ _ _ I). pose proof (sane_wnd _ S). pose proof (item_le _ _ _ _ I).
    destruct (h_syn_options h) as [sp|] eqn:SO; [|congruence].
    destruct (t_syn _ _ _ T sp SO) as (A1 & A2 & A3 & A4 & A5 & A6).
    eapply (tracks_advanced o h _ t0 s l m' mu); eauto; try lia; try congruence.
    + destruct (recent_eq _ _ _ H6) as [-> | [r ->]]; constructor; cbn; auto; try lia;
        try (intros q Q; apply G2 in Q; lia); intros f Q; apply G3 in Q; lia.
    + destruct (recent_eq _ _ _ H6) as [-> | [r ->]]; apply (fits_received o h F); cbn; try congruence;
        destruct (h_closed h); congruence.
  - destruct (recent_same _ _ _ H6) as (N & E & OW).
    assert (P1 : Tracks o h1 l) by (eapply tracks_numbers; eauto; eapply fits_same; eauto; apply N).
    eapply tracks_numbers; eauto using same_challenged. apply (fits_same o h1); auto. eapply state_fits; eauto.
  - (* an ordinary segment *)
    assert (HT : HasTcb h) by (rewrite has_tcb_state; rewrite synchronized_state in H; tauto).
    pose proof (TCB HT) as Y. destruct (head_item _ _ _ _ _ T Y) as (m & m' & I & C & M & G1 & G2 & G3).
    pose proof (t_una _ _ _ T) as TU. pose proof (t_wnd _ _ _ T) as TW.
    destruct (recent_same _ _ _ H5) as (N & E & OW).
    destruct H6 as (una & wnd & k & HU & SK & HW & ->).
    assert (N1 : h_una h1 = h_una h /\ h_nxt h1 = h_nxt h /\ h_iss h1 = h_iss h /\ h_wnd h1 = h_wnd h)
      by (destruct N; auto). destruct N1 as (N1 & N2 & N3 & N4).
    assert (SK' : SndShift h k).
    { destruct N. unfold SndShift in *. rewrite sn_shift, sn_syn in SK. exact SK. }
    assert (W : 0 <= wnd <= observer_wnd_max o).
    { destruct HW as [-> | ->]; [|lia]. eapply scaled_le; eauto. intros q Q. apply (t_syn _ _ _ T q Q). }
    assert (UU : h_una h <= una <= h_nxt h).
    { destruct HU as [(a & [AA AR] & ->) | [_ ->]]; lia. }
    assert (MU : exists mu, h_una h <= mu /\ una <= Z.max (h_una h) mu /\ (observer_opened o = true -> AckChain o mu l)).
    { destruct (observer_opened o) eqn:O.
      - destruct (head_ack _ _ _ _ _ T O) as (mu & U & K & KA). exists mu. conj; auto.
        destruct HU as [(a & [AA AR] & ->) | [_ ->]]; [|lia].
        unfold AckAt in AA. rewrite N3 in AA. specialize (KA H3 a AA ltac:(lia)). lia.
      - exists (h_una h). conj; try lia; try congruence.
        destruct (t_not_opened _ _ _ T O). lia. }
    destruct MU as (mu & MU1 & MU2 & MU3). pose proof (item_le _ _ _ _ I).
    destruct (after_ack_numbers _ _ H7) as (NA & OA & SA).
    assert (AD : Advances h h' m' mu (observer_wnd_max o)).
    { eapply (advances_segment o h t0 s l h1 h3 una wnd p); eauto.
      - apply after_ack_into in H7. destruct H7 as [-> | [x ->]]; eauto.
      - apply H0. }
    eapply tracks_advanced; eauto; try lia.
    assert (S2 : Synchronized (with_ack h1 una wnd)).
    { rewrite synchronized_state in *. cbn. rewrite E. exact H. }
    pose proof (ad_syn _ _ _ _ _ AD) as YS. pose proof (ad_owed _ _ _ _ _ AD) as OS. pose proof (ad_una _ _ _ _ _ AD).
    destruct (SA S2) as [S3 | S3].
    + pose proof (takes_text_synchronized _ _ _ _ H8 S3) as SY. pose proof SY as SY'.
      rewrite synchronized_state in SY. apply (fits_received o h F); try congruence; try tauto.
      * intros X. right. destruct (t_text _ _ _ T X) as [X1 | (X1 & X2 & X3)].
        -- rewrite synchronized_state in H. tauto.
        -- conj; auto; [lia | congruence].
      * intros X. pose proof (t_reset _ _ _ T X). rewrite synchronized_state in H. tauto.
    + apply (fits_closed o h F). apply takes_text_state in H8. destruct H8 as [-> | [[X | [X | X]] _]]; congruence.
Qed.

(** Back in LISTEN nothing but a SYN makes a connection. *)
Lemma listens_received o h t0 s l h' due : Listens o h ((t0, s) :: l) -> Receives h s h' due -> Listens o h' l.
Proof.
  intros [LS LA LM LI] R.
  assert (N : NoSyn l) by (intros t1 s1 I; apply (LI t1 s1); now right).
  assert (K : forall h1, h_state h1 = LISTEN \/ h_state h1 = SYN_SENT \/ h_state h1 = CLOSED -> Listens o h1 l)
    by (intros; now constructor).
  pose proof (LI t0 s (or_introl eq_refl)) as RS.
  assert (NT : ~ HasTcb h) by (rewrite has_tcb_state; intuition congruence).
  destruct R; try (apply K; cbn; tauto);
    exfalso; solve [tauto | apply NT; rewrite has_tcb_state; rewrite ?H, ?H0; repeat split; congruence
      | apply NT; rewrite has_tcb_state; rewrite synchronized_state in H; tauto].
Qed.
