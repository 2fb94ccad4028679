(** * Text that arrives lies within its segment and within the receive buffer *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives SeqFacts Invariants InvariantsCalls
  InvariantsArrives ArrivesCases InvariantsText InvariantsSegment.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** [p] takes octets that the segment has; together with [buffered] octets they fit the buffer. *)
Definition Fits (c : config) (buffered : Z) (s : seg) (p : placement) : Prop :=
  placement_skip p + placement_len p <= seg_text s /\
  (0 < placement_len p -> buffered + placement_at p + placement_len p <= config_buffer c).

Lemma fits_none c b s : WfSeg s -> Fits c b s no_placement.
Proof. intros []. split; cbn; ranges; lia. Qed.

Lemma check_urg_buffered t s :
  rcv_buffered (tcb_rcv (outcome_tcb (check_urg t s))) = rcv_buffered (tcb_rcv t).
Proof. unfold check_urg. cbv zeta. destruct (_ && _); reflexivity. Qed.
Lemma fits_trim c r s : WfRcv r -> WfSeg s -> RcvInv c 1 r -> Fits c (rcv_buffered r) s (trim r s).
Proof.
  intros R S [B _ _]. split; [|intros L; pose proof (trim_fits r s R S L); lia].
  unfold trim. cbv zeta. rewrite !min_u32_min. pose proof (u32_text_seq s S) as X. destruct R, S.
  pose proof (u32_seq_sub _ _ wf_rcv_nxt X). destruct (_ <? two31); cbn; tests; ranges; lia.
Qed.
Lemma fits_steps_6_to_8 c t s now :
  WfTcb t -> WfSeg s -> Open (tcb_state t) -> Core c 1 t ->
  Fits c (rcv_buffered (tcb_rcv t)) s (outcome_placement (steps_6_to_8 c t s now)).
Proof.
  intros W Ws O K. pose proof (core_check_urg c 1 t s (open_has_peer _ O) K) as K6.
  pose proof (wf_out_tcb _ (wf_check_urg s Ws t W)) as W6.
  pose proof (check_urg_buffered t s) as B.
  assert (F : Fits c (rcv_buffered (tcb_rcv t)) s
    (outcome_placement (process_text (outcome_tcb (check_urg t s)) s))).
  { unfold process_text. cbv zeta. destruct (_ && _); cbn; [|apply fits_none; auto].
    rewrite <- B. apply fits_trim; auto; [apply W6 | apply K6]. }
  unfold steps_6_to_8. cbv zeta. destruct (_ || _); exact F.
Qed.

(** Where the text of an arriving segment goes. *)
Theorem placement_fits c t s iss now :
  WfConfig c -> WfTcb t -> WfSeg s -> U32 iss -> WfTime now -> Inv c t ->
  Fits c (rcv_buffered (tcb_rcv t)) s (outcome_placement (segment_arrives c t s iss now)).
Proof.
  intros C W Ws U N I. pose proof (fits_none c (rcv_buffered (tcb_rcv t)) s Ws) as Z.
  pose proof (arrives_other_cases c t s now C W Ws N) as X.
  assert (Y : HasPeer (tcb_state t) ->
    Fits c (rcv_buffered (tcb_rcv t)) s (outcome_placement (arrives_other c t s now))).
  { intros P. destruct (X P I) as [[_ [-> _]]|[t5 [g [-> [W5 [I5 [O5 R5]]]]]]]; auto.
    cbn. rewrite <- R5. apply fits_steps_6_to_8; auto. apply I5. }
  unfold segment_arrives. destruct (tcb_state t) eqn:E; cbn in Y; auto.
  - unfold arrives_listen. destruct (ctl_rst _); [exact Z|].
    destruct (ctl_ack _); [exact Z|]. destruct (ctl_syn _); exact Z.
  - unfold arrives_syn_sent. cbv zeta. destruct (_ && _) eqn:A; [exact Z|].
    destruct (ctl_rst _); [destruct (ctl_ack _); exact Z|].
    destruct (ctl_syn _); [|exact Z]. destruct (ctl_ack (seg_ctl s)) eqn:K; [|exact Z].
    apply andb_false_iff in A as [A|A]; [congruence|]. apply negb_false_iff in A.
    destruct (syn_sent_ready c t s now C W Ws N I E A) as [W2 K2].
    pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St. rewrite E in St.
    destruct St as [_ [_ [_ [_ ->]]]]. cbn.
    apply (fits_steps_6_to_8 c _ (after_syn s) now W2); auto using wf_after_syn. exact Logic.I.
Qed.
