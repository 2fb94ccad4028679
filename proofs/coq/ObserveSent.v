(** * What the relation lets an endpoint send is never a finding, and the observer keeps track *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Lemma tcb_syn o h l : Tracks o h l -> HasTcb h -> h_syn_options h <> None.
Proof. intros T H Y. destruct (t_no_syn _ _ _ T Y) as (N & _). contradiction. Qed.

(** ** User calls and timeouts *)
Theorem tracks_internal o h h' l : Tracks o h l -> Internal h h' -> Tracks o h' l.
Proof.
  intros T M. pose proof (state_fits _ _ _ T) as F. pose proof (t_una _ _ _ T).
  assert (NO : h_nxt h = 0 -> observer_opened o = false /\ observer_text_sent o = false
                 /\ observer_reset_sent o = false).
  { intros Z. assert (O : observer_opened o = false)
      by (destruct (observer_opened o) eqn:E; auto; pose proof (t_opened _ _ _ T E); lia).
    destruct (t_not_opened _ _ _ T O) as [_ NT]. conj; auto.
    destruct (observer_reset_sent o) eqn:E; auto. pose proof (t_reset_text _ _ _ T E). congruence. }
  assert (NY : forall x, h_state h = x -> match x with CLOSED | LISTEN | SYN_SENT => False | _ => True end ->
                 h_syn_options h <> None).
  { intros x <- X. apply (tcb_syn _ _ _ T). exact X. }
  destruct M.
  - destruct (NO H1) as (O & NT & NR).
    eapply tracks_numbers; eauto; constructor; cbn; auto; try lia; try congruence.
  - destruct (NO H1) as (O & NT & NR).
    eapply tracks_numbers; eauto; constructor; cbn; auto; try lia; try congruence.
  - eapply tracks_numbers; eauto; [constructor; cbn; auto; unfold max_window in *; lia|].
    apply (fits_same o h); auto.
  - eapply tracks_numbers; eauto using same_into. eapply fits_closed; eauto.
  - pose proof (NY _ H0 Logic.I). pose proof (no_text_in_handshake _ _ _ T (or_intror (or_intror H0))) as [NT NR].
    pose proof (t_handshake _ _ _ T (or_intror (or_intror H0))). pose proof (t_syn_received _ _ _ T H0).
    eapply tracks_numbers; eauto; [constructor; cbn; auto; lia|].
    apply (fits_received o h F); cbn; auto; congruence.
  - assert (Y : h_syn_options h <> None) by (destruct H0 as [X | X]; apply (NY _ X Logic.I)).
    eapply tracks_numbers; eauto; [constructor; cbn; auto; lia|].
    apply (fits_received o h F); cbn; auto; try congruence.
    + intros X. right. destruct H0 as [E | E].
      * destruct (t_text _ _ _ T X) as [C | (U & _ & W)]; [congruence | conj; auto; exact Logic.I].
      * pose proof (no_text_in_handshake _ _ _ T (or_intror (or_intror E))) as [NT _]. congruence.
    + intros X. pose proof (t_reset _ _ _ T X). intuition congruence.
  - pose proof (NY _ H0 Logic.I). eapply tracks_numbers; eauto; [constructor; cbn; auto; lia|].
    apply (fits_received o h F); cbn; auto; try congruence.
    + intros X. right. destruct (t_text _ _ _ T X) as [C | (U & _ & W)]; [congruence | conj; auto; exact Logic.I].
    + intros X. pose proof (t_reset _ _ _ T X). congruence.
  - eapply tracks_numbers; eauto using same_into. eapply fits_closed; eauto.
  - eapply tracks_numbers; eauto using same_into. eapply fits_closed; eauto.
  - eapply tracks_numbers; eauto using same_into. eapply fits_closed; eauto.
Qed.

Lemma tracks_gives_up o h l : Tracks o h l -> Tracks o (into h CLOSED) l.
Proof.
  intros T. eapply tracks_numbers; eauto using same_into. eapply fits_closed; eauto. eapply state_fits; eauto.
Qed.

Lemma listens_internal o h h' l : Listens o h l -> Internal h h' -> Listens o h' l.
Proof.
  intros [LS LA LM LI] M. constructor; auto.
  destruct M; cbn; try tauto; try (rewrite has_tcb_state in H); intuition congruence.
Qed.

Lemma listens_gives_up o h l : Listens o h l -> Listens o (into h CLOSED) l.
Proof. intros []. constructor; cbn; auto. Qed.

(** ** What a sent segment tells *)

(** Bounds at the end of the inbox. *)
Lemma chain_le o b m l : Chain o b m l -> b = true -> m <= observer_rcv_max o.
Proof.
  revert b m. induction l as [|[t s] l IH]; intros b m; cbn; [tauto|]. intros C ->.
  destruct C as (m' & I & _ & C). pose proof (item_le _ _ _ _ I). pose proof (IH _ _ C eq_refl). lia.
Qed.
Lemma ack_chain_le o mu l : AckChain o mu l -> mu <= observer_una_max o.
Proof.
  revert mu. induction l as [|[t s] l IH]; intros mu; cbn; auto. intros (mu' & L & C & _).
  pose proof (IH _ C). lia.
Qed.
Lemma una_le o h l : Tracks o h l -> observer_opened o = true -> h_una h <= observer_una_max o.
Proof. intros T O. destruct (t_ack_chain _ _ _ T O) as (mu & L & K). apply ack_chain_le in K. lia. Qed.
Lemma rcv_le o h l : Tracks o h l -> h_syn_options h <> None -> h_rcv h <= observer_rcv_max o.
Proof.
  intros T Y. destruct (t_chain _ _ _ T) as (b & m & C & _ & H). destruct (H Y) as (-> & R & _).
  pose proof (chain_le _ _ _ _ C eq_refl). lia.
Qed.

(** The observer and the host after a segment was sent. *)
Record SentBoth (o o' : observer) (h h' : host) : Prop := {
  sb_grows : Grows o o'; sb_rcv : observer_rcv_max o' = observer_rcv_max o;
  sb_wnd : observer_wnd_max o' = observer_wnd_max o;
  sb_una_max : observer_una_max o <= observer_una_max o'; sb_una0 : 0 <= observer_una_max o';
  sb_opened : observer_opened o = true -> observer_opened o' = true /\ observer_iss o' = observer_iss o;
  sb_iss : observer_opened o' = true -> observer_iss o' = h_iss h /\ 1 <= h_nxt h'
           /\ (observer_opened o = true \/ observer_early_ack o = false);
  sb_not : observer_opened o' = false -> h_nxt h' = 0 /\ observer_text_sent o' = false /\ observer_early_ack o' = observer_early_ack o;
  sb_host : h_iss h' = h_iss h /\ h_una h' = h_una h /\ h_wnd h' = h_wnd h /\ h_irs h' = h_irs h
            /\ h_rcv h' = h_rcv h /\ h_edge h' = h_edge h /\ h_got h' = h_got h
            /\ h_peer_fin h' = h_peer_fin h /\ h_syn_options h' = h_syn_options h;
  sb_nxt : observer_nxt o' = h_nxt h'; sb_nxt_le : h_nxt h <= h_nxt h' <= h_una h + 2 ^ 30 + 2 ^ 16;
  sb_span_fin : observer_fin_sent o' = false -> h_nxt h' + 1 <= h_una h + 2 ^ 30 + 2 ^ 16;
  sb_fin_nxt : observer_fin_sent o' = true -> observer_fin o' + 1 <= h_nxt h';
  sb_fin : h_fin h' = if observer_fin_sent o' then Some (observer_fin o') else None;
  sb_shift : h_own_shift h' = if observer_own_shift_on o' then Some (observer_own_shift o') else None;
  sb_shift_range : 0 <= observer_own_shift o' <= 14;
  sb_stamps : h_own_stamps h' = observer_own_stamps o';
  sb_offered : h_offered h' = observer_offered o';
  sb_acked : observer_acked o' = Z.max 1 (h_acked h');
  sb_acked_le : h_acked h <= h_acked h';
  sb_acked_rcv : h_syn_options h <> None -> h_acked h' <= h_rcv h;
  sb_acked_none : h_syn_options h = None -> h_acked h' = 0 /\ h_offered h' = 0;
  sb_reset_text : observer_reset_sent o' = true -> observer_text_sent o' = true }.

Lemma tracks_sent o o' h h' l : Tracks o h l -> SentBoth o o' h h' -> StateFits o' h' -> Tracks o' h' l.
Proof.
  intros T B F. destruct T, B, F. destruct sb_host0 as (H1 & H2 & H3 & H4 & H5 & H6 & H7 & H8 & H9).
  constructor; rewrite ?H1, ?H2, ?H3, ?H4, ?H5, ?H6, ?H7, ?H8, ?H9 in *; auto; try lia.
  - intros O. destruct (sb_not0 O) as (A & B & _). auto.
  - intros O. apply sb_iss0; auto.
  - intros O. apply sb_iss0; auto.
  - destruct sb_grows0. rewrite g_irs. auto.
  - destruct sb_grows0. rewrite g_shift. auto.
  - intros p X. destruct (t_syn p X) as (A & B & C & D & E & G).
    assert (Y : h_syn_options h <> None) by congruence. specialize (sb_acked_rcv0 Y).
    pose proof (agrees_grows o o' p sb_grows0 C). destruct sb_grows0. conj; auto; try congruence; lia.
  - destruct t_chain as (b & m & C & M & X). exists b, m. conj; auto. eapply chain_grows; eauto.
  - intros O. destruct (observer_opened o) eqn:OO.
    + destruct (t_ack_chain eq_refl) as (mu & L & K). exists mu. split; auto.
      eapply ack_chain_grows; eauto. constructor; auto. now apply sb_opened0.
    + destruct (sb_iss0 O) as (_ & _ & [X | X]); [discriminate|]. exists (h_una h). split; [lia|].
      apply ack_chain_none; [destruct (t_not_opened eq_refl); lia | eauto].
  - intros O E. destruct (observer_opened o) eqn:OO; [destruct (sb_opened0 eq_refl); congruence|].
    destruct (sb_not0 O) as (_ & _ & X). rewrite X in E. eauto.
Qed.
