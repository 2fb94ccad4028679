(** * RCV.NXT and the right edge of the receive window never move left (SHLD-14) *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives SeqFacts Invariants
  InvariantsArrives ArrivesCases InvariantsText InvariantsSegment Runs.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Definition right_edge (r : rcv) : u32 := seq_add (rcv_nxt r) (rcv_wnd r).

(** RCV.NXT went [n] octets forward, and the right edge [m] octets. *)
Definition Moved (n m : Z) (r r' : rcv) : Prop :=
  0 <= n <= rcv_wnd r /\ 0 <= m /\ rcv_nxt r' = seq_add (rcv_nxt r) n /\ rcv_wnd r' = rcv_wnd r - n + m.

Lemma moved_not r : WfRcv r -> Moved 0 0 r r.
Proof. intros []. unfold Moved. repeat split; try lia. seq_lia. Qed.
Lemma moved_twice r1 r2 r3 a b : WfRcv r1 ->
  Moved a 0 r1 r2 -> Moved b 0 r2 r3 -> Moved (a + b) 0 r1 r3.
Proof.
  intros [] [A [_ [A1 A2]]] [B [_ [B1 B2]]]. unfold Moved.
  repeat split; try lia. rewrite B1, A1, seq_add_add; auto; ranges; lia.
Qed.

(** ** Arriving segments: the right edge stays where it is *)
Definition Stays (r r' : rcv) : Prop := exists n, Moved n 0 r r'.

Lemma stays_accept_text r p psh : WfRcv r -> WfPlacement p -> Stays r (accept_text r p psh).
Proof.
  intros R P. unfold accept_text. destruct (_ =? 0).
  - exists (reach r (placement_len p)). unfold Moved. cbn.
    pose proof (reach_range r (placement_len p) R ltac:(destruct P; ranges; lia)).
    repeat split; lia.
  - exists 0. apply (moved_not r R).
Qed.
Lemma stays_over_fin r : WfRcv r -> 0 < rcv_wnd r -> Stays r (over_fin r).
Proof. intros [] ?. exists 1. unfold Moved; cbn. repeat split; lia. Qed.
Lemma after_fin_rcv c t now : tcb_rcv (after_fin c t now) = tcb_rcv t.
Proof. unfold after_fin. destruct (tcb_state t); reflexivity. Qed.

Lemma stays_steps_6_to_8 c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now ->
  Stays (tcb_rcv t) (tcb_rcv (outcome_tcb (steps_6_to_8 c t s now))).
Proof.
  intros C W Ws N. pose proof (wf_out_tcb _ (wf_check_urg s Ws t W)) as W6.
  pose proof (wf_out_tcb _ (wf_process_text s Ws _ W6)) as W7.
  unfold steps_6_to_8. cbv zeta.
  assert (E6 : Stays (tcb_rcv t) (tcb_rcv (outcome_tcb (check_urg t s)))).
  { exists 0. unfold check_urg. cbv zeta. destruct (_ && _); apply (moved_not _ (wf_rcv t W)). }
  set (t6 := outcome_tcb (check_urg t s)) in *.
  assert (E7 : Stays (tcb_rcv t6) (tcb_rcv (outcome_tcb (process_text t6 s)))).
  { unfold process_text. cbv zeta. destruct (_ && _); cbn.
    - apply stays_accept_text; [apply W6|apply wf_trim; [apply W6|auto]].
    - exists 0. apply moved_not, W6. }
  set (t7 := outcome_tcb (process_text t6 s)) in *.
  assert (E8 : Stays (tcb_rcv t7) (tcb_rcv (outcome_tcb (check_fin c t7 s now)))).
  { pose proof (wf_note_fin _ s (wf_rcv t7 W7) Ws) as R.
    assert (S : Stays (tcb_rcv t7) (note_fin (tcb_rcv t7) s)).
    { exists 0. unfold note_fin. destruct (FinInWindow _ _); apply (moved_not _ (wf_rcv t7 W7)). }
    unfold check_fin. cbv zeta. destruct (MayReceive _).
    - destruct (FinReached _) eqn:F; cbn; auto. rewrite after_fin_rcv. cbn.
      unfold FinReached in F. apply andb_prop in F as [_ F]. apply Z.ltb_lt in F.
      destruct S as [a S], (stays_over_fin _ R F) as [b O].
      exists (a + b). apply (moved_twice _ (note_fin (tcb_rcv t7) s)); auto. apply W7.
    - exists 0. apply (moved_not _ (wf_rcv t7 W7)). }
  assert (E : Stays (tcb_rcv t) (tcb_rcv (outcome_tcb (check_fin c t7 s now)))).
  { destruct E6 as [a A], E7 as [b B], E8 as [d D]. exists (a + b + d).
    apply (moved_twice _ (tcb_rcv t7)); [apply W| |auto].
    apply (moved_twice _ (tcb_rcv t6)); auto. apply W. }
  destruct (_ || _); exact E.
Qed.

Theorem right_edge_stays c t s now :
  WfConfig c -> WfTcb t -> WfSeg s -> WfTime now -> HasPeer (tcb_state t) -> Inv c t ->
  HasPeer (tcb_state (outcome_tcb (arrives_other c t s now))) ->
  Stays (tcb_rcv t) (tcb_rcv (outcome_tcb (arrives_other c t s now))).
Proof.
  intros C W Ws N P I P'.
  destruct (arrives_other_cases c t s now C W Ws N P I) as [[_ [_ [E|E]]]|[t5 [g [E [W5 [_ [_ R]]]]]]].
  - rewrite E. exists 0. apply moved_not, W.
  - contradiction.
  - rewrite E, <- R. cbn. apply stays_steps_6_to_8; auto.
Qed.

(** ** The user's calls, and the whole *)
Lemma receive_moves c t octets access :
  WfConfig c -> WfTcb t -> U32 octets ->
  exists m, Moved 0 m (tcb_rcv t) (tcb_rcv (outcome_tcb (receive c t octets access))) /\ m <= BufferMax.
Proof.
  intros C W O.
  assert (X : exists m, Moved 0 m (tcb_rcv t) (tcb_rcv t) /\ m <= BufferMax).
  { exists 0. split; [apply moved_not, W | unfold BufferMax; lia]. }
  assert (Y : exists m, Moved 0 m (tcb_rcv t) (tcb_rcv (outcome_tcb (receive_text c t octets)))
    /\ m <= BufferMax).
  { pose proof (wf_out_tcb _ (wf_receive_text c t octets C W O)) as W2. revert W2.
    pose proof (wf_rcv t W) as R. pose proof (moved_not _ R) as [_ [_ [E _]]].
    unfold receive_text. cbv zeta. set (w := open_window _ _). set (n := min_u32 _ _).
    destruct (MayReceive _ && _) eqn:L; cbn; auto. intros W2.
    apply andb_prop in L as [_ L]. apply Z.ltb_lt in L.
    pose proof (wf_rcv _ W2) as R2. cbn in R2. destruct R, R2. cbn in *.
    exists (w - rcv_wnd (tcb_rcv t)). unfold Moved. cbn. split; [|lia]. repeat split; auto; lia. }
  unfold receive. destruct (tcb_state t); auto; destruct (_ =? 0); auto.
Qed.
Lemma right_edge_moved r r' n m :
  WfRcv r -> WfRcv r' -> Moved n m r r' -> m <= BufferMax ->
  seq_leq (rcv_nxt r) (rcv_nxt r') = true /\ seq_leq (right_edge r) (right_edge r') = true.
Proof.
  intros [] [] [A [B [E F]]] L. rewrite !seq_leq_spec. unfold right_edge, two31, BufferMax in *.
  rewrite E, F, seq_sub_add, seq_add_add by (auto; ranges; lia).
  replace (n + (rcv_wnd r - n + m)) with (rcv_wnd r + m) by lia.
  rewrite <- (seq_add_add (rcv_nxt r)), seq_sub_add by (auto; try apply u32_seq_add; ranges; lia).
  lia.
Qed.

Lemma transmit_rcv c t now : tcb_rcv (outcome_tcb (transmit c t now)) = tcb_rcv t.
Proof.
  unfold transmit. cbv zeta. destruct (negb _); auto. destruct (_ || _); auto.
  destruct (Blocked _); auto.
Qed.
Lemma timeout_rcv c t now : let t' := outcome_tcb (timeout c t now) in
  tcb_rcv t' = tcb_rcv t \/ ~ HasPeer (tcb_state t').
Proof.
  cbv zeta. unfold timeout, retransmission_timeout, probe. cbv zeta.
  repeat match goal with |- context [if ?b then _ else _] => destruct b end; cbn; auto.
Qed.
Lemma calls_rcv c t e now : HasPeer (tcb_state t) ->
  match e with on_segment _ _ | on_receive _ _ => True | _ =>
    let t' := outcome_tcb (step c t e now) in
    tcb_rcv t' = tcb_rcv t \/ ~ HasPeer (tcb_state t')
  end.
Proof.
  intros P. destruct e; cbn; auto using transmit_rcv, timeout_rcv.
  - left. unfold open. destruct (tcb_state t); cbn in P; auto; contradiction.
  - left. unfold send, queue_text. destruct (tcb_state t); cbn in P; try contradiction; auto;
      try destruct (snd_closed _); auto; destruct (_ <? _); auto.
  - unfold close. destruct (tcb_state t); cbn in *; auto.
  - unfold abort. destruct (tcb_state t); cbn in *; auto.
Qed.

(** Whatever happens to a connection that knows its peer, as long as it still does afterwards. *)
Theorem right_edge_never_left c t e now :
  WfConfig c -> WfTcb t -> Inv c t -> WfEvent t e -> WfTime now -> HasPeer (tcb_state t) ->
  let t' := outcome_tcb (step c t e now) in
  HasPeer (tcb_state t') ->
  seq_leq (rcv_nxt (tcb_rcv t)) (rcv_nxt (tcb_rcv t')) = true /\
  seq_leq (right_edge (tcb_rcv t)) (right_edge (tcb_rcv t')) = true.
Proof.
  intros C W I E N P. cbv zeta. intros P'.
  pose proof (wf_rcv _ (wf_out_tcb _ (wf_step c t e now C W E N))) as R'.
  pose proof (wf_rcv t W) as R.
  assert (M : exists n m, Moved n m (tcb_rcv t) (tcb_rcv (outcome_tcb (step c t e now)))
    /\ m <= BufferMax).
  { pose proof (calls_rcv c t e now P) as K.
    assert (S : tcb_rcv (outcome_tcb (step c t e now)) = tcb_rcv t -> exists n m,
      Moved n m (tcb_rcv t) (tcb_rcv (outcome_tcb (step c t e now))) /\ m <= BufferMax).
    { intros ->. exists 0, 0. split; [apply moved_not; auto | unfold BufferMax; lia]. }
    destruct e; try (destruct K; [auto | contradiction]); cbn in *.
    - destruct E as [Es _].
      assert (X : segment_arrives c t s iss now = arrives_other c t s now).
      { unfold segment_arrives. destruct (tcb_state t); auto; contradiction. }
      rewrite X in *. destruct (right_edge_stays c t s now C W Es N P I P') as [n M].
      exists n, 0. split; [auto | unfold BufferMax; lia].
    - exists 0. apply receive_moves; auto. }
  destruct M as [n [m [M L]]]. apply (right_edge_moved _ _ n m); auto.
Qed.
