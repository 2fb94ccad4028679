(** * Refinement: the ACK (step 5) *)
From Plumb Require Import Seq Segment Tcb Outcome Timers UserCalls Text OtherStates Host HostArrives.
From PlumbProofs Require Import Ranges RangesArrives SeqFacts Invariants InvariantsCalls InvariantsArrives
  Models RefinementBasics RefinementSteps6To8.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Section Ack.
Variables (n : snd) (h : host) (s : seg).
Hypotheses (W : WfSnd n) (Ws : WfSeg s) (S : SendInv n) (M : SendModels n h).

Lemma flight_range : 0 <= h_nxt h - h_una h <= MaxWindow.
Proof.
  destruct M, S, W. rewrite sm_flight. pose proof (u32_seq_sub _ _ wf_nxt wf_una). ranges. lia.
Qed.

(** SND.UNA < SEG.ACK =< SND.NXT. *)
Lemma ack_new : AckNew n s = true -> exists a, NewAck h s a.
Proof.
  intros A. unfold AckNew in A. apply andb_prop in A as [A B].
  apply seq_lt_spec in A. apply seq_leq_spec in B. destruct M, S, W, Ws. unfold MaxWindow, two31 in *.
  pose proof (seq_between (snd_una n) (seg_ack s) (snd_nxt n)) as E. unfold two31 in E.
  pose proof (u32_seq_sub _ _ wf_nxt wf_seg_ack) as U. ranges.
  eexists. split; [apply (wire_from _ _ _ _ sm_una wf_seg_ack)|]. lia.
Qed.
Lemma new_ack a : NewAck h s a -> AckNew n s = true.
Proof.
  intros [A B]. pose proof flight_range as F. destruct M. unfold AckAt, MaxWindow in *. unfold AckNew.
  apply andb_true_intro. rewrite seq_lt_spec, seq_leq_spec. unfold two31.
  rewrite (wire_sub _ _ _ _ _ sm_una A), (wire_sub _ _ _ _ _ A sm_nxt); lia.
Qed.
Lemma ack_not_new : AckNew n s = false -> forall a, ~ NewAck h s a.
Proof. intros A a N. rewrite (new_ack a N) in A. discriminate. Qed.

(** SND.UNA - MAX.SND.WND =< SEG.ACK =< SND.NXT. *)
Lemma widest : U32 (snd_max_wnd n) /\ 0 <= snd_max_wnd n <= MaxWindow.
Proof. destruct S, W. ranges. lia. Qed.
Lemma ack_in_range : AckInRange n s = true -> AckInReason h s.
Proof.
  intros A. apply Z.leb_le in A. pose proof flight_range as F. destruct widest as [Um B], M, Ws.
  unfold MaxWindow in *. pose proof (wire_less _ _ _ _ sm_una Um) as L.
  pose proof (wire_u32 _ _ _ L) as Ul. pose proof (u32_seq_sub _ _ wf_seg_ack Ul) as U.
  rewrite (wire_sub _ _ _ _ _ L sm_nxt) in A by lia.
  eexists. split; [apply (wire_from _ _ _ _ L wf_seg_ack)|]. ranges. lia.
Qed.
Lemma in_range_ack a : AckAt h s a -> h_una h <= a <= h_nxt h -> AckInRange n s = true.
Proof.
  intros A I. pose proof flight_range as F. destruct widest as [Um B], M.
  unfold MaxWindow, AckAt in *. pose proof (wire_less _ _ _ _ sm_una Um) as L.
  unfold AckInRange. apply Z.leb_le.
  rewrite (wire_sub _ _ _ _ _ L sm_nxt), (wire_sub _ _ _ _ _ L A); lia.
Qed.
Lemma ack_out_of_range : AckInRange n s = false ->
  (forall a, ~ NewAck h s a) /\ ~ AckAt h s (h_una h).
Proof.
  intros A. pose proof flight_range as F. split.
  - intros a [N I]. rewrite (in_range_ack a) in A; auto; [discriminate | lia].
  - intros N. rewrite (in_range_ack (h_una h)) in A; auto; [discriminate | lia].
Qed.

(** ** What the send variables become *)
Lemma models_with_una a : NewAck h s a ->
  SendModels (with_una n (seg_ack s)) (with_ack h a (h_wnd h)).
Proof.
  intros [A I]. pose proof flight_range as F. destruct M. unfold AckAt, MaxWindow in *.
  constructor; cbn; auto; [|lia]. symmetry. apply (wire_sub _ _ _ _ _ A sm_nxt). lia.
Qed.
End Ack.

Lemma scaled p s : WfPeer p -> scaled_window p s = seg_wnd s * 2 ^ peer_snd_shift p.
Proof. intros W. unfold scaled_window. rewrite power2_pow; auto. apply W. Qed.
Lemma models_with_window n h p s wl1 wl2 : WfPeer p -> SendModels n h ->
  SendModels (with_window n (scaled_window p s) wl1 wl2)
    (with_ack h (h_una h) (seg_wnd s * 2 ^ peer_snd_shift p)).
Proof. intros W []. constructor; cbn; auto. symmetry. now apply scaled. Qed.
Lemma models_update_window n h p s : WfPeer p -> SendModels n h ->
  exists wnd, (wnd = seg_wnd s * 2 ^ peer_snd_shift p \/ wnd = h_wnd h)
    /\ SendModels (update_window p n s) (with_ack h (h_una h) wnd).
Proof.
  intros W M. unfold update_window. destruct (WindowNews n s).
  - eexists. split; [now left | now apply models_with_window].
  - exists (h_wnd h). split; [now right|]. destruct M. now constructor.
Qed.

Lemma challenge_count_start c m now :
  timers_challenge_count (start_timers c m now) = timers_challenge_count m.
Proof. unfold start_timers. cbv zeta. destruct (timers_rtx_on m), (_ || _); reflexivity. Qed.
Lemma challenge_count_restart c m b now :
  timers_challenge_count (restart_timers c m b now) = timers_challenge_count m.
Proof. unfold restart_timers. cbv zeta. destruct b; rewrite ?challenge_count_start; reflexivity. Qed.
Lemma challenge_count_probe c n n1 m now :
  timers_challenge_count (probe_answered c n n1 m now) = timers_challenge_count m.
Proof. unfold probe_answered. destruct (_ && _); [|destruct (_ =? 0)]; reflexivity. Qed.

(** Send variables and timers of a connection replaced. *)
Lemma peered_snd t h n m una wnd : Peered t h -> SendModels n (with_ack h una wnd) ->
  (Synchronized h -> 1 <= una) ->
  timers_challenge_count m = timers_challenge_count (tcb_timers t) ->
  Peered (set_timers (set_snd t n) m) (with_ack h una wnd).
Proof.
  intros P N U E. destruct P as [St Pe Is Pa _ [] Sa Ch].
  constructor; cbn; auto; [|rewrite E; exact Ch]. constructor; assumption.
Qed.

Lemma take_ack_models c t h s now : WfTcb t -> WfSeg s -> SendInv (tcb_snd t) -> Peered t h ->
  exists h2, TakesAck h s h2 /\ Peered (take_ack c t s now) h2 /\ h_rcv h2 = h_rcv h
    /\ h_edge h2 = h_edge h /\ h_irs h2 = h_irs h /\ h_state h2 = h_state h /\ 0 <= h_una h2.
Proof.
  intros W Ws S P. pose proof (peered_send _ _ P) as M. pose proof (wf_peer t W) as Wp.
  pose proof (rm_snd_shift _ _ (peered_receive _ _ P)) as Sh.
  pose proof (peered_syn_acked _ _ P) as Sy. pose proof (sm_una_pos _ _ M) as Up.
  unfold take_ack. cbv zeta. destruct (AckNew (tcb_snd t) s) eqn:A.
  - destruct (ack_new _ h s (wf_snd t W) Ws S M A) as (a & N).
    pose proof (models_with_una _ h s (wf_snd t W) S M a N) as M1.
    destruct (models_update_window _ _ (tcb_peer t) s Wp M1) as (wnd & Ew & M2).
    exists (with_ack h a wnd). assert (h_una h < a) by apply N. split.
    + exists a, wnd, (peer_snd_shift (tcb_peer t)). split; [left; now exists a|]. auto.
    + split; [|cbn; repeat split; lia]. apply peered_snd; auto using challenge_count_restart. lia.
  - destruct (models_update_window _ _ (tcb_peer t) s Wp M) as (wnd & Ew & M2).
    exists (with_ack h (h_una h) wnd). split.
    + exists (h_una h), wnd, (peer_snd_shift (tcb_peer t)). split; [|auto].
      right. split; [now apply (ack_not_new (tcb_snd t) h s (wf_snd t W) S M) | reflexivity].
    + split; [|cbn; repeat split; lia]. apply peered_snd; auto using challenge_count_probe.
Qed.

(** ** Our FIN is acknowledged *)
Lemma fin_acked t h : WfTcb t -> Peered t h -> FinAcked (tcb_snd t) = true <-> FinIsAcked h.
Proof.
  intros W P. destruct (peered_send _ _ P), (wf_snd t W). rewrite fin_acked_iff. unfold FinIsAcked.
  rewrite sm_fin. split.
  - intros [-> E]. eexists. split; [reflexivity|]. rewrite E, seq_sub_self in sm_flight by auto. lia.
  - intros (f & F & U). destruct (snd_fin (tcb_snd t)); [|discriminate]. injection F as <-.
    split; auto. symmetry. apply seq_sub_zero; auto. lia.
Qed.

Lemma after_ack_state h h3 : AfterAck h h3 -> Synchronized h -> h_state h3 <> LISTEN.
Proof.
  unfold Synchronized. intros [A|A E|A E|A E] Y; cbn; try discriminate.
  destruct (h_state h); try discriminate. contradiction.
Qed.

(** The rest of step 5: the state moves on, or the connection is gone. *)
Lemma after_ack_within c t h now : WfTcb t -> Peered t h -> Synchronized h ->
  exists h3, AfterAck h h3 /\ h_rcv h3 = h_rcv h /\ h_edge h3 = h_edge h /\ h_irs h3 = h_irs h
    /\ Models c (outcome_tcb (after_ack c t now)) h3
    /\ answer_kind (outcome_answer (after_ack c t now)) = NO_ANSWER
    /\ (outcome_done (after_ack c t now) = true -> ~ Receiving h3).
Proof.
  intros W P Y. pose proof (fin_acked t h W P) as F. pose proof (peered_state _ _ P) as E.
  pose proof (peered_peer _ _ P) as X. pose proof (peered_models c t h P) as M.
  assert (St : (FinIsAcked h -> h_state h <> FIN_WAIT_1 /\ h_state h <> CLOSING /\ h_state h <> LAST_ACK)
    -> AfterAck h h).
  { intros N. constructor. destruct (FinAcked (tcb_snd t)); [right; tauto | left].
    rewrite <- F. discriminate. }
  unfold after_ack, Receiving. unfold Synchronized in Y. rewrite E in *.
  destruct (FinAcked (tcb_snd t)) eqn:A.
  - assert (A' : FinIsAcked h) by now apply F.
    assert (Y' : Synchronized h) by (unfold Synchronized; now rewrite E).
    destruct (tcb_state t) eqn:Z; try contradiction.
    all: try (exists h; split; [apply St; intros _; repeat split; discriminate|];
              do 3 (split; [reflexivity|]); split; [exact M | split; [reflexivity | discriminate]]).
    + exists (into h FIN_WAIT_2). split; [now apply AA_fin_wait_2|]. do 3 (split; [reflexivity|]).
      split; [|split; [reflexivity | discriminate]].
      apply peered_models, peered_into; auto.
    + exists (into h TIME_WAIT). split; [now apply AA_time_wait|]. do 3 (split; [reflexivity|]).
      split; [|split; [reflexivity | cbn; intuition discriminate]].
      apply peered_models, peered_time_wait; auto.
    + exists (into h CLOSED). split; [now apply AA_closed|]. do 3 (split; [reflexivity|]).
      split; [|split; [reflexivity | cbn; intuition discriminate]]. now apply models_deleted.
  - exists h. split; [apply St; rewrite <- F; discriminate|]. do 3 (split; [reflexivity|]).
    rewrite E. destruct (tcb_state t) eqn:Z; try contradiction;
      (split; [exact M | split; [reflexivity | cbn; intuition discriminate]]).
Qed.
