(** * SEGMENT ARRIVES keeps the invariants: the whole *)
From Plumb Require Import Seq Segment Tcb Timers Held Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts Emit.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives SeqFacts HeldInvariant Invariants
  InvariantsCalls InvariantsArrives ArrivesCases InvariantsText.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** Steps 6 to 8 *)
Lemma check_fin_has_peer c t s now :
  Open (tcb_state t) -> HasPeer (tcb_state (outcome_tcb (check_fin c t s now))).
Proof.
  intros O. unfold check_fin, after_fin, enter_time_wait. cbv zeta.
  destruct (MayReceive (tcb_state t)), (ctl_fin (seg_ctl s)), (FinReached (note_fin (tcb_rcv t) s)),
    (tcb_state t) eqn:X; cbn in *; try contradiction; repeat (rewrite X; cbn); auto.
Qed.
Lemma inv_steps_6_to_8 c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> Open (tcb_state t) -> Inv c t ->
  Inv c (outcome_tcb (steps_6_to_8 c t s now)) /\
  HasPeer (tcb_state (outcome_tcb (steps_6_to_8 c t s now))).
Proof.
  intros C W Ws N O [K A]. pose proof (core_steps c t s now C W Ws N O K) as K8. cbv zeta in K8.
  destruct (check_urg_keeps t s) as [X6 [M6 R6]].
  pose proof (core_check_urg c 1 t s (open_has_peer _ O) K) as K6.
  pose proof (wf_out_tcb _ (wf_check_urg s Ws t W)) as W6.
  unfold steps_6_to_8. cbv zeta. set (t6 := outcome_tcb (check_urg t s)) in *.
  destruct (process_text_keeps t6 s) as [X7 _].
  pose proof (check_fin_has_peer c (outcome_tcb (process_text t6 s)) s now) as P8.
  rewrite X7, X6 in P8. specialize (P8 O).
  destruct ((0 <? seg_text s) || _) eqn:E; cbn; split; auto.
  - apply inv_note_ack; auto.
  - constructor; auto. intros _. apply orb_false_elim in E as [E F]. apply Z.ltb_ge in E.
    destruct (no_text_no_move c t6 s now W6 Ws K6) as [-> ->]; auto;
      [destruct Ws; ranges; lia|]. rewrite M6, R6. apply A, open_has_peer, O.
Qed.

(** ** SYN-RECEIVED and the synchronized states *)
Lemma inv_arrives_other c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> HasPeer (tcb_state t) -> Inv c t ->
  Inv c (outcome_tcb (arrives_other c t s now)).
Proof.
  intros C W Ws N P I.
  destruct (arrives_other_cases c t s now C W Ws N P I) as [[E _]|[t5 [g [-> [W5 [I5 [O5 _]]]]]]]; auto.
  cbn. apply inv_steps_6_to_8; auto.
Qed.

(** ** LISTEN *)
Lemma syn_mss c o : WfConfig c -> WfOptions o -> 1 <= peer_mss (syn_peer c o).
Proof.
  intros [] []. cbn. unfold send_mss. rewrite !min_u32_min.
  destruct (options_has_mss o); cbn [andb]; [|lia]. destruct (Z.eqb_spec (options_mss o) 0); cbn [negb];
    ranges; lia.
Qed.
Lemma rcv_inv_syn c s : RcvInv c 1 (syn_rcv c s).
Proof.
  constructor; cbn; try discriminate; auto using held_inv_nothing.
  unfold opening_window. rewrite min_u32_min. lia.
Qed.
Lemma syn_repeats c t s :
  tcb_rcv t = syn_rcv c s -> tcb_peer t = syn_peer c (seg_options s) -> SynRepeats c t.
Proof.
  intros R P. unfold SynRepeats, Scaling. rewrite R, P. split; [reflexivity|]. cbn.
  destruct (config_use_shift c && _); auto. discriminate.
Qed.
Lemma inv_listen_syn c s iss now :
  WfConfig c -> WfSeg s -> U32 iss -> Inv c (outcome_tcb (listen_syn c s iss now)).
Proof.
  intros C Ws I. constructor; cbn; auto. constructor; cbn; auto.
  - destruct Ws. constructor; cbn; try discriminate; unfold MaxWindow; try lia; ranges; try lia.
    rewrite seq_sub_add; ranges; lia.
  - unfold fresh_timers.
    destruct (start_timers_on c (with_rtx no_timers false 0 (config_rto c) 0) now) as [On Wt].
    apply timer_inv_on; auto.
    + rewrite Wt. cbn. split; discriminate.
    + left. cbn. apply seq_add_differs; auto. lia.
  - apply rcv_inv_syn.
  - repeat (split; [reflexivity|]). now apply syn_repeats with s.
  - intros _. apply syn_mss; auto. apply Ws.
Qed.

(** ** SYN-SENT *)
Lemma syn_sent_exact t s :
  WfTcb t -> WfSeg s -> snd_nxt (tcb_snd t) = seq_add (tcb_iss t) 1 ->
  SynSentAckAcceptable t s = true -> seg_ack s = snd_nxt (tcb_snd t).
Proof.
  intros [] [] E A. unfold SynSentAckAcceptable in A. apply andb_prop in A as [A B].
  apply seq_lt_spec in A. apply seq_leq_spec in B. rewrite E in *. revert A B. seq_lia.
Qed.
Lemma core_syn_sent_tcb c t s x una wl2 now m :
  WfConfig c -> WfTcb t -> WfSeg s -> Inv c t -> tcb_state t = SYN_SENT ->
  U32 una -> seq_sub (snd_nxt (tcb_snd t)) una <= 1 ->
  TimerInv x (with_syn_window (tcb_snd t) una s wl2) m ->
  match x with
  | ESTABLISHED => True
  | SYN_RECEIVED => una = tcb_iss t
  | _ => False
  end -> Core c 1 (set_timers (syn_sent_tcb c t s x una wl2 now) m).
Proof.
  intros C W Ws [[S _ _ St _] _] X U L M Y. unfold StateInv in St. rewrite X in St.
  destruct St as [Eu [En [Ec [Ef _]]]]. constructor; cbn; auto.
  - destruct Ws. constructor; cbn; unfold MaxWindow; try congruence; ranges; lia.
  - apply rcv_inv_syn.
  - unfold StateInv; cbn. destruct x; try contradiction; cbn; auto.
    repeat (split; [assumption|]). now apply syn_repeats with s.
  - intros _. apply syn_mss; auto. apply Ws.
Qed.
(** The TCB with which a SYN,ACK goes on to step 6. *)
Lemma syn_sent_ready c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> Inv c t -> tcb_state t = SYN_SENT ->
  SynSentAckAcceptable t s = true ->
  let t2 := set_timers (syn_sent_tcb c t s ESTABLISHED (seg_ack s) (seg_ack s) now)
              (restart_timers c (tcb_timers t) false now) in
  WfTcb t2 /\ Core c 1 t2.
Proof.
  intros C W Ws N I X A. cbv zeta.
  pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St. rewrite X in St.
  assert (E : seg_ack s = snd_nxt (tcb_snd t)) by (apply syn_sent_exact; tauto).
  assert (U : U32 (seg_ack s)) by apply Ws. split.
  - apply wf_set_timers; [|apply wf_restart_timers; auto; apply W]. apply wf_syn_sent_tcb; auto.
  - apply core_syn_sent_tcb; auto; [rewrite E, seq_sub_self; try lia; apply W|].
    destruct (restart_timers_on c (tcb_timers t) false now) as [On [Wt Us]].
    pose proof (wait_runs _ _ _ (core_timers _ _ _ (inv_core _ _ I))) as Y. rewrite X in Y.
    apply timer_inv_off; auto. rewrite Wt, Y. split; discriminate.
Qed.
Lemma inv_syn_sent_established c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> Inv c t -> tcb_state t = SYN_SENT ->
  SynSentAckAcceptable t s = true -> Inv c (outcome_tcb (syn_sent_established c t s now)).
Proof.
  intros C W Ws N I X A. destruct (syn_sent_ready c t s now C W Ws N I X A) as [W2 K].
  unfold syn_sent_established. cbv zeta in *. cbn [outcome_tcb also_signal].
  set (t2 := set_timers _ _) in *.
  destruct (inv_steps_6_to_8 c t2 (after_syn s) now) as [[K8 _] P8]; auto using wf_after_syn.
  { exact Logic.I. }
  { constructor; auto. }
  apply inv_note_ack; auto.
Qed.
Lemma inv_syn_sent_crossing c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> Inv c t -> tcb_state t = SYN_SENT ->
  Inv c (outcome_tcb (syn_sent_crossing c t s now)).
Proof.
  intros C W Ws I X. unfold syn_sent_crossing. cbv zeta. cbn [outcome_tcb drop_with outcome_of].
  pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St. rewrite X in St.
  destruct St as [Eu [En _]].
  constructor; auto.
  change (syn_sent_tcb c t s SYN_RECEIVED (snd_una (tcb_snd t)) (tcb_iss t) now) with
    (set_timers (syn_sent_tcb c t s SYN_RECEIVED (snd_una (tcb_snd t)) (tcb_iss t) now) (tcb_timers t)).
  apply core_syn_sent_tcb; auto.
  - apply W.
  - rewrite En, Eu, seq_sub_add; try lia; [apply W | ranges; lia].
  - pose proof (core_timers _ _ _ (inv_core _ _ I)) as [R Y U Wt]. rewrite X in *.
    apply timer_inv_on; cbn.
    + apply R. rewrite En, Eu. apply seq_add_differs; [apply W | lia].
    + rewrite Wt. split; discriminate.
    + left. rewrite En, Eu. apply seq_add_differs; [apply W | lia].
Qed.
Lemma inv_arrives_syn_sent c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> Inv c t -> tcb_state t = SYN_SENT ->
  Inv c (outcome_tcb (arrives_syn_sent c t s now)).
Proof.
  intros C W Ws N I X. pose proof (inv_deleted c C). unfold arrives_syn_sent. cbv zeta.
  destruct (ctl_ack _) eqn:A; cbn [andb].
  - destruct (SynSentAckAcceptable t s) eqn:Y; cbn [negb]; auto.
    destruct (ctl_rst _); auto. destruct (ctl_syn _); auto using inv_syn_sent_established.
  - destruct (ctl_rst _); auto. destruct (ctl_syn _); auto using inv_syn_sent_crossing.
Qed.

(** ** SEGMENT ARRIVES *)
Theorem inv_segment_arrives c t s iss now :
  WfConfig c -> WfTcb t -> WfSeg s -> U32 iss -> WfTime now -> Inv c t ->
  Inv c (outcome_tcb (segment_arrives c t s iss now)).
Proof.
  intros C W Ws U N I. pose proof (inv_arrives_other c t s now C W Ws N) as O.
  unfold segment_arrives. destruct (tcb_state t) eqn:X; cbn in O; auto.
  - unfold arrives_listen. destruct (ctl_rst _); auto. destruct (ctl_ack _); auto.
    destruct (ctl_syn _); auto using inv_listen_syn.
  - apply inv_arrives_syn_sent; auto.
Qed.
