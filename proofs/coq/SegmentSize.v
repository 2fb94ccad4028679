(** * MUST-16: what is sent fits the peer's MSS, TCP options included *)
From Plumb Require Import Seq Segment Tcb Outcome Output UserCalls Timeouts Emit Options Header.
From PlumbProofs Require Import Ranges RangesCalls Invariants InvariantsSending.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** Text and TCP header are at most SendMSS + 20 octets.  One octet of text may be more, but only if
    timestamps leave it no room. *)
Definition FitsMss (t : tcb) (s : seg) : Prop :=
  seg_text s = 0
  \/ seg_text s + 4 * header_words s <= peer_mss (tcb_peer t) + 20
  \/ (seg_text s = 1 /\ stamps_ok (tcb_stamps t) = true /\ peer_mss (tcb_peer t) <= 12).
(** An event sends nothing, or what fits. *)
Definition SendsFitting (c : config) (t : tcb) (now : time) (o : outcome) : Prop :=
  answer_kind (outcome_answer o) = NO_ANSWER
  \/ FitsMss t (segment_to_send c (outcome_tcb o) (outcome_answer o) now).

Lemma plain_words t now : options_words (plain_segment_options t now)
  = if stamps_ok (tcb_stamps t) then 3 else 0.
Proof. unfold plain_segment_options. now destruct (stamps_ok (tcb_stamps t)). Qed.
Lemma text_fits c t t' seq octets fin now :
  1 <= peer_mss (tcb_peer t) -> stamps_ok (tcb_stamps t') = stamps_ok (tcb_stamps t) ->
  0 <= octets <= eff_snd_mss t -> FitsMss t (segment_to_send c t' (text_segment t seq octets fin) now).
Proof.
  intros M E. unfold FitsMss, header_words, eff_snd_mss. cbv zeta. cbn [segment_to_send text_segment
    answer_kind answer_text seg_text seg_options]. rewrite plain_words, E.
  destruct (stamps_ok (tcb_stamps t)); tests; lia.
Qed.
Lemma send_new_fits c t octets fin m now :
  1 <= peer_mss (tcb_peer t) -> 0 <= octets <= eff_snd_mss t ->
  SendsFitting c t now (send_new t octets fin m).
Proof. intros M O. right. now apply text_fits. Qed.

Theorem transmit_fits_mss c t now : WfTcb t -> Inv c t -> SendsFitting c t now (transmit c t now).
Proof.
  intros T I. pose proof (eff_snd_mss_range t T) as M. pose proof (usable_range _ (wf_snd t T)) as U.
  pose proof (wf_queued _ (wf_snd t T)) as Q. unfold transmit. cbv zeta. rewrite !min_u32_min.
  destruct (Sending (tcb_state t)) eqn:X; cbn [negb]; [|now left].
  destruct ((0 <? _) || _); [|destruct (Blocked _); now left].
  apply send_new_fits; [|ranges; lia].
  apply (core_mss _ _ _ (inv_core _ _ I)), sending_has_peer, X.
Qed.

Lemma front_segment_fits c t m now : WfTcb t -> Inv c t -> timers_rtx_on (tcb_timers t) = true ->
  FitsMss t (segment_to_send c (set_timers t m) (front_segment t) now).
Proof.
  intros T I On. pose proof (eff_snd_mss_range t T) as M.
  pose proof (text_in_flight_range _ (wf_snd t T)) as F.
  pose proof (core_mss _ _ _ (inv_core _ _ I)) as P.
  pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St.
  unfold front_segment. cbv zeta. rewrite min_u32_min.
  destruct (tcb_state t); cbn in P; try (rewrite St in On; discriminate); try (now left);
    apply text_fits; auto; ranges; lia.
Qed.
Lemma probe_fits c t m now : WfTcb t -> Inv c t -> Sending (tcb_state t) = true ->
  SendsFitting c t now (probe t m).
Proof.
  intros T I X. pose proof (eff_snd_mss_range t T) as M. pose proof (wf_queued _ (wf_snd t T)) as Q.
  unfold probe. cbv zeta. rewrite min_u32_min. destruct ((0 <? _) || _); [|now left].
  apply send_new_fits; [|ranges; lia].
  apply (core_mss _ _ _ (inv_core _ _ I)), sending_has_peer, X.
Qed.
Theorem timeout_fits_mss c t now : WfTcb t -> Inv c t -> SendsFitting c t now (timeout c t now).
Proof.
  intros T I. unfold timeout. cbv zeta.
  destruct (Due (timers_user_on _) _ _); [now left|].
  destruct (Due (timers_wait_on _) _ _); [now left|].
  destruct (Due (timers_rtx_on _) _ _) eqn:D; [|now left]. apply andb_prop in D as [On _].
  unfold retransmission_timeout. cbv zeta. destruct (GiveUp c t); [now left|].
  destruct (Sending (tcb_state t) && _) eqn:E.
  - apply andb_prop in E as [X _]. now apply probe_fits.
  - right. now apply front_segment_fits.
Qed.
