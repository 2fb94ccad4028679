(** * Every rule of HostSends.v is innocent, and the observer keeps track *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives ObserveSent.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Lemma not_true b : b <> true -> b = false. Proof. destruct b; congruence. Qed.

(** ** Acknowledgment and window *)
Lemma ack_ahead_exact o h l s : Tracks o h l -> h_syn_options h <> None ->
  OnWire (h_irs h) (h_rcv h) (seg_ack s) ->
  ack_ahead o s = h_rcv h - observer_acked o /\ AckPossible o s = true.
Proof.
  intros T Y W. pose proof (rcv_le _ _ _ T Y) as RL.
  destruct (h_syn_options h) as [p|] eqn:SO; [|congruence].
  destruct (t_syn _ _ _ T p SO) as (A1 & A2 & A3 & A4 & A5 & A6).
  pose proof (t_acked _ _ _ T). pose proof (t_acked_pos _ _ _ T). pose proof (t_irs_range _ _ _ T).
  rewrite A2 in W. unfold AckPossible, ack_ahead.
  rewrite (ahead_exact (observer_irs o) (h_rcv h)) by (auto; lia). split; auto.
  rewrite A1. cbn. apply Z.leb_le. lia.
Qed.

Lemma own_shift_exact o h l s k : Tracks o h l -> h_syn_options h <> None ->
  (HasSyn s /\ k = 0 \/ ~ HasSyn s /\ RcvShift h k) -> own_shift o s = k /\ 0 <= k <= 14.
Proof.
  intros T Y K. destruct (h_syn_options h) as [p|] eqn:SO; [|congruence].
  destruct (t_syn _ _ _ T p SO) as (_ & _ & (A & _) & _). unfold own_shift.
  pose proof (t_own_shift _ _ _ T) as OS. pose proof (t_own_shift_range _ _ _ T).
  destruct K as [[S ->] | [S K]].
  - unfold HasSyn in S. rewrite S. cbn. lia.
  - apply not_true in S. rewrite S. cbn. unfold RcvShift in K. rewrite OS, SO, A in K.
    destruct (observer_own_shift_on o), (observer_peer_shift_on o); cbn; subst; lia.
Qed.

Lemma judge_ack_innocent o h l s edge : Tracks o h l -> h_syn_options h <> None ->
  OnWire (h_irs h) (h_rcv h) (seg_ack s) -> Offers h s edge ->
  judge_ack o s = NO_FINDING /\ offered_by o s = edge.
Proof.
  intros T Y W (k & K & E & _ & O). destruct (ack_ahead_exact _ _ _ _ T Y W) as [A P].
  destruct (own_shift_exact _ _ _ _ _ T Y K) as [S R].
  assert (OB : offered_by o s = edge).
  { unfold offered_by. rewrite A, S, power2_pow by auto. lia. }
  split; auto. unfold judge_ack, WindowKept. rewrite P, OB, S, power2_pow by auto. cbn.
  rewrite <- (t_offered _ _ _ T). replace (h_offered h <? edge + 2 ^ k) with true by (symmetry; now apply Z.ltb_lt).
  reflexivity.
Qed.

(** ** Sequence number and text *)
Lemma seq_exact o h l s p : Tracks o h l -> observer_opened o = true -> OnWire (h_iss h) p (seg_seq s) ->
  h_una h - 1 <= p <= h_nxt h -> 0 <= p ->
  SeqPossible o s = true /\ text_end o s = p + seg_text s.
Proof.
  intros T O W P N. pose proof (t_nxt _ _ _ T) as X. pose proof (t_span _ _ _ T). pose proof (t_una _ _ _ T).
  pose proof (t_iss_range _ _ _ T). rewrite <- (t_iss _ _ _ T O) in *.
  assert (B : seq_behind o s = h_nxt h - p).
  { unfold seq_behind. rewrite X. apply behind_exact; auto; lia. }
  unfold SeqPossible, text_end. rewrite B, X. split; [|lia].
  pose proof reach_max_eq. apply andb_true_iff; split; apply Z.leb_le; lia.
Qed.

Lemma stamps_innocent o h l s : Tracks o h l -> h_syn_options h <> None -> LegalOptions h s ->
  options_has_mss (seg_options s) = false
  /\ observer_own_stamps o && observer_peer_stamps o && negb (options_has_ts (seg_options s)) = false.
Proof.
  intros T Y [M S]. split; auto. destruct (h_syn_options h) as [p|] eqn:SO; [|congruence].
  destruct (t_syn _ _ _ T p SO) as (_ & _ & (_ & _ & A) & _).
  destruct (observer_own_stamps o) eqn:E1; auto. destruct (observer_peer_stamps o) eqn:E2; auto. cbn.
  rewrite S; [reflexivity|]. split; [pose proof (t_own_stamps _ _ _ T); congruence | exists p; split; congruence].
Qed.

(** ** What is recorded *)
Lemma sent_by_both o h l s (nxt : Z) (fin : bool) (fin_at : Z) h' (edge : Z) : Tracks o h l -> h_syn_options h <> None ->
  observer_opened o = true -> OnWire (h_irs h) (h_rcv h) (seg_ack s) -> HasAck s -> Offers h s edge ->
  h' = having_sent h nxt (if fin then Some fin_at else None) (h_rcv h) edge ->
  h_nxt h <= nxt <= h_una h + 2 ^ 30 + 2 ^ 16 ->
  (fin = false -> nxt + 1 <= h_una h + 2 ^ 30 + 2 ^ 16) -> (fin = true -> fin_at + 1 <= nxt) ->
  SentBoth o (sent_by o s nxt fin fin_at) h h'.
Proof.
  intros T Y O W A OF -> N NF FN. destruct (ack_ahead_exact _ _ _ _ T Y W) as [AH AP].
  destruct (judge_ack_innocent _ _ _ _ _ T Y W OF) as [_ OB].
  pose proof (t_acked _ _ _ T). pose proof (t_acked_pos _ _ _ T). pose proof (una_le _ _ _ T O).
  pose proof (t_una _ _ _ T). pose proof (t_opened _ _ _ T O).
  destruct (h_syn_options h) as [p|] eqn:SO; [|congruence].
  destruct (t_syn _ _ _ T p SO) as (A1 & A2 & A3 & A4 & A5 & A6). unfold HasAck in A.
  constructor; cbn; rewrite ?A, ?AP; cbn; auto; try congruence; try lia.
  - constructor; cbn; auto; try lia. unfold PastHandshake. cbn. rewrite A, AP, !orb_true_iff, !Z.ltb_lt. cbn.
    intros [E | X]; [left; left; exact E | right; lia].
  - intros _. conj; [apply (t_iss _ _ _ T O) | lia | now left].
  - conj; reflexivity.
  - apply (t_own_shift _ _ _ T).
  - apply (t_own_shift_range _ _ _ T).
  - apply (t_own_stamps _ _ _ T).
  - intros X. rewrite (t_reset_text _ _ _ T X). reflexivity.
Qed.

(** ** Segments without SYN and RST *)
Lemma plain_innocent o h l s p edge : Tracks o h l -> HasTcb h -> observer_opened o = true ->
  PlainSegment s -> 0 <= seg_text s < max_text -> OnWire (h_iss h) p (seg_seq s) ->
  h_una h - 1 <= p <= h_nxt h -> 0 <= p ->
  (0 < seg_text s -> TextMay h (p + seg_text s)) ->
  (forall f, h_fin h = Some f -> p + seg_text s <= f \/ seg_text s = 0) ->
  (HasFin s -> h_fin h = Some (p + seg_text s) \/ (h_fin h = None /\ h_nxt h <= p + seg_text s)) ->
  OnWire (h_irs h) (h_rcv h) (seg_ack s) -> Offers h s edge -> LegalOptions h s ->
  judge_plain o s = NO_FINDING.
Proof.
  intros T H O (PA & PY & PR) TX W P N TM FB FM WA OF LO. pose proof (tcb_syn _ _ _ T H) as Y.
  destruct (seq_exact _ _ _ _ _ T O W P N) as [SP TE].
  destruct (judge_ack_innocent _ _ _ _ _ T Y WA OF) as [JA _].
  destruct (stamps_innocent _ _ _ _ T Y LO) as [S1 S2]. pose proof (t_fin _ _ _ T) as TF.
  unfold judge_plain. destruct (observer_reset_sent o) eqn:ER.
  { pose proof (t_reset _ _ _ T ER). rewrite has_tcb_state in H. tauto. }
  unfold HasAck in PA. rewrite PA, S1, S2. cbn. unfold judge_text. rewrite SP, TE. cbn.
  assert (E1 : observer_fin_sent o && (0 <? seg_text s) && (observer_fin o <? p + seg_text s) = false).
  { destruct (observer_fin_sent o) eqn:E; auto. cbn. destruct (FB _ TF) as [X | X].
    - replace (observer_fin o <? p + seg_text s) with false by (symmetry; apply Z.ltb_ge; lia). apply andb_false_r.
    - rewrite X. reflexivity. }
  assert (E2 : ctl_fin (seg_ctl s) && negb (FinPossible o (p + seg_text s)) = false).
  { destruct (ctl_fin (seg_ctl s)) eqn:E; auto. cbn. unfold FinPossible. rewrite (t_nxt _ _ _ T).
    destruct (FM E) as [X | [X1 X2]]; rewrite TF in *.
    - destruct (observer_fin_sent o); [|discriminate]. injection X as X. rewrite X, Z.eqb_refl. reflexivity.
    - destruct (observer_fin_sent o); [discriminate|]. replace (h_nxt h <=? p + seg_text s) with true by (symmetry; now apply Z.leb_le). reflexivity. }
  assert (E3 : (0 <? seg_text s) && negb (TextPossible o (p + seg_text s)) = false).
  { destruct (Z.ltb_spec 0 (seg_text s)) as [X|X]; auto. cbn. specialize (TM X). unfold TextMay in TM.
    unfold TextPossible. rewrite (t_nxt _ _ _ T). pose proof (una_le _ _ _ T O). pose proof (t_wnd _ _ _ T).
    apply negb_false_iff, orb_true_iff. rewrite !Z.leb_le.
    destruct (Z.eqb_spec (observer_wnd_max o) 0); lia. }
  rewrite E1, E2, E3. exact JA.
Qed.

Lemma opened_or_blind o h l s j : Tracks o h l -> observer_lost o = NOT_LOST -> Near o = true ->
  ~ HasSyn s -> ~ HasRst s -> j = observe_sent o s ->
  observer_opened o = true \/ (judgement_finding j = NO_FINDING /\ Blind (judgement_observer j)).
Proof.
  intros T L N NY NR ->. destruct (observer_opened o) eqn:O; [now left | right].
  unfold observe_sent. rewrite L, N. apply not_true in NY, NR. rewrite NY, NR, O. cbn.
  split; auto. left. cbn. discriminate.
Qed.

Lemma sent_plain_eq o s : observer_lost o = NOT_LOST -> Near o = true -> ~ HasSyn s -> ~ HasRst s ->
  observer_opened o = true -> judge_plain o s = NO_FINDING ->
  observe_sent o s = innocent (sent_by o s (nxt_after o s)
    (ctl_fin (seg_ctl s) && SeqPossible o s || observer_fin_sent o)
    (if ctl_fin (seg_ctl s) && SeqPossible o s then text_end o s else observer_fin o)).
Proof.
  intros L N NY NR O J. unfold observe_sent, sent_plain. apply not_true in NY, NR.
  rewrite L, N, NY, NR, O. cbn. rewrite J. reflexivity.
Qed.

(** What holds of the state after a plain segment. *)
Lemma fits_sent o o' h h' l : Tracks o h l -> h_state h' = h_state h -> h_una h' = h_una h -> h_rcv h' = h_rcv h ->
  h_syn_options h' = h_syn_options h -> h_owed h' = [] -> observer_reset_sent o' = observer_reset_sent o ->
  (h_state h = LISTEN -> observer_opened o' = false) ->
  (observer_text_sent o' = true -> observer_text_sent o = true \/ (1 <= h_una h /\ Synchronized h)) ->
  StateFits o' h'.
Proof.
  intros T S U R Y W RS LI TX. pose proof (state_fits _ _ _ T) as F. destruct F.
  constructor; unfold Handshake, HasTcb, Synchronized in *; rewrite ?S, ?U, ?R, ?Y, ?W, ?RS; auto.
  intros X. destruct (TX X) as [X' | (A & B)]; [|right; conj; auto].
  destruct (sf_text X') as [A | (A & B & _)]; [now left | right; conj; auto].
Qed.
