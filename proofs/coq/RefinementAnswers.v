(** * Refinement: the answers

    An ACK and a reset, as the step functions send them, are segments that the relation lets the
    endpoint send. *)
From Plumb Require Import Seq Segment Tcb Outcome UserCalls OtherStates Text SegmentArrives Emit
  Host HostArrives HostSends.
From PlumbProofs Require Import Ranges SeqFacts Invariants Models RefinementBasics.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** The window announced *)

(** A window divided by the scale, and what the scale makes of it again. *)
Lemma scale_down w k : 0 <= w <= 65535 * 2 ^ k -> 0 <= k ->
  min_u32 (Z.quot w (2 ^ k)) 65535 = w / 2 ^ k
  /\ 0 <= w / 2 ^ k /\ w / 2 ^ k * 2 ^ k <= w < w / 2 ^ k * 2 ^ k + 2 ^ k.
Proof.
  intros W K. assert (P : 0 < 2 ^ k) by (apply Z.pow_pos_nonneg; lia).
  rewrite Z.quot_div_nonneg, min_u32_min by lia.
  pose proof (Z.mul_div_le w (2 ^ k) P). pose proof (Z.mul_succ_div_gt w (2 ^ k) P).
  assert (w / 2 ^ k <= 65535) by (apply Z.div_le_upper_bound; lia).
  assert (0 <= w / 2 ^ k) by (apply Z.div_pos; lia). lia.
Qed.

(** The window of an ACK is one that the relation lets it offer. *)
Lemma offers_window t h s : WfTcb t -> Peered t (acking h) -> ~ HasSyn s ->
  seg_wnd s = announced_window t SEND_ACK -> exists edge, Offers h s edge.
Proof.
  intros W P N E. pose proof (wf_peer_rcv_shift _ (wf_peer t W)) as K. destruct (wf_rcv t W).
  open_models. cbn in *. unfold announced_window in E. rewrite power2_pow in E by apply K.
  destruct (scale_down (rcv_wnd (tcb_rcv t)) (peer_rcv_shift (tcb_peer t))) as [D [_ B]];
    [lia | apply K|]. rewrite D in E.
  eexists. exists (peer_rcv_shift (tcb_peer t)). split; [right; split; assumption|].
  split; [reflexivity|]. rewrite E. lia.
Qed.

(** ** What a segment without SYN leaves behind *)
Lemma peered_sent t h nxt edge s : Peered t (acking h) -> ~ HasSyn s -> nxt = h_nxt h ->
  Offers h s edge -> Peered t (having_sent h nxt (h_fin h) (h_rcv h) edge).
Proof. intros P N -> [k [_ [_ [L _]]]]. revert P L. models. Qed.

(** ** <SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK> *)
Lemma sends_ack c t h now : WfTcb t -> Peered t (acking h) ->
  exists h', Sends h (segment_to_send c t (ack_now t) now) h' /\ Peered t h'.
Proof.
  intros W P. set (s := segment_to_send c t (ack_now t) now).
  assert (N : ~ HasSyn s) by discriminate.
  destruct (offers_window t h s W P N eq_refl) as [edge O].
  assert (G : PlainSegment s) by (repeat split; discriminate).
  assert (F : ~ HasFin s) by discriminate.
  assert (L : LegalOptions h s).
  { split; [reflexivity|]. intros A. apply P in A. exact A. }
  pose proof P as [St Pe Is _ [] [] Sa _]. cbn in *.
  assert (D : 0 <= h_nxt h - h_una h). { rewrite sm_flight. apply u32_seq_sub; apply W. }
  assert (Y : h_state h = SYN_RECEIVED \/ Synchronized h).
  { unfold Synchronized. rewrite St. destruct (tcb_state t); auto. }
  destruct Y as [Y|Y].
  - exists (having_sent h (h_nxt h) (h_fin h) (h_rcv h) edge). split.
    + eapply S_ack_syn_received; try eassumption; auto. lia.
    + eapply peered_sent; eauto.
  - exists (having_sent h (Z.max (h_nxt h) (h_nxt h + 0)) (h_fin h) (h_rcv h) edge). split.
    + apply (S_segment h s (h_nxt h)); auto; unfold max_text, TextMay; cbn; try assumption; lia.
    + eapply peered_sent; eauto. lia.
Qed.

Lemma answers_ack c t h now o : WfTcb t -> Peered t (acking h) ->
  outcome_tcb o = note_ack t -> outcome_answer o = ack_now t ->
  exists h', Answers c o now h h' /\ Peered (outcome_tcb o) h'.
Proof.
  intros W P T A. destruct (sends_ack c (note_ack t) h now) as [h' [S M]].
  - apply wf_note_ack. exact W.
  - apply peered_note_ack. exact P.
  - exists h'. unfold Answers. rewrite T, A. auto.
Qed.

(** ** Resets *)
Lemma sends_reset c t h s now : In s (h_owed h) -> U32 (seg_seq s) -> 0 <= seg_len s < 4294967296 ->
  ctl_rst (seg_ctl s) = false ->
  Sends h (segment_to_send c t (reset_for s) now) (owing h (h_owed h)).
Proof.
  intros O U L R. unfold reset_for. rewrite R. destruct (ctl_ack (seg_ctl s)) eqn:A.
  - eapply S_reset_ack; try exact O; try apply incl_refl; unfold HasAck, HasRst, HasSyn, HasFin; cbn;
      congruence.
  - eapply S_reset; try exact O; try apply incl_refl; unfold HasAck, HasRst, HasSyn, HasFin; cbn;
      try congruence. apply (wire_add _ 0 _ (seg_len s)); [apply wire_start|]; auto.
Qed.

(** The reset that answers [s] once it is owed. *)
Lemma answers_reset c t h s now : WfSeg s -> ctl_rst (seg_ctl s) = false -> Models c t h ->
  exists h', Answers c (drop_with t (reset_for s)) now (owe_reset h s) h' /\ Models c t h'
    /\ h_iss h' = h_iss h.
Proof.
  intros W R M. exists (owing (owe_reset h s) (h_owed (owe_reset h s))). split.
  - assert (S : Sends (owe_reset h s) (segment_to_send c t (reset_for s) now)
                  (owing (owe_reset h s) (h_owed (owe_reset h s)))).
    { apply sends_reset; auto; [now left | apply W |].
      pose proof (seg_len_range s W). lia. }
    unfold Answers. cbn [outcome_tcb outcome_answer drop_with outcome_of].
    revert S. unfold reset_for. rewrite R. destruct (ctl_ack (seg_ctl s)); auto.
  - split; [apply models_owing, models_owing, M | reflexivity].
Qed.

(** No answer. *)
Lemma answers_none c o now h : answer_kind (outcome_answer o) = NO_ANSWER -> Answers c o now h h.
Proof. unfold Answers. now intros ->. Qed.
