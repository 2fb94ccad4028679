(** * transmit and the timeouts keep the invariants *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates
  SegmentArrives Timeouts.
From PlumbProofs Require Import Ranges RangesCalls SeqFacts HeldInvariant Invariants InvariantsCalls.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** transmit *)

(** What is sent fits the window, or is one octet that probes it. *)
Definition FitsWindow (n : snd) (k : Z) : Prop :=
  seq_sub (snd_nxt n) (snd_una n) + k <= snd_wnd n \/ (snd_una n = snd_nxt n /\ k = 1).

Lemma sending_has_peer x : Sending x = true -> HasPeer x.
Proof. destruct x; cbn; auto; discriminate. Qed.
Lemma fin_due n octets : FinDue n octets = true ->
  snd_closed n = true /\ snd_fin n = false /\ octets = snd_queued n.
Proof. unfold FinDue. rewrite !andb_true_iff, negb_true_iff, Z.eqb_eq. tauto. Qed.

Lemma sent_inv n octets fin :
  WfSnd n -> SendInv n -> 0 <= octets <= snd_queued n -> octets <= 65535 ->
  (fin = true -> FinDue n octets = true) -> FitsWindow n (octets + bit fin) -> SendInv (sent n octets fin).
Proof.
  intros W [] Q L F R. destruct W. pose proof (bit_range fin). unfold FitsWindow, MaxWindow in *.
  constructor; cbn; auto.
  - rewrite seq_add_after; auto; ranges; unfold MaxWindow; try lia;
      destruct R as [R|[E ->]]; try lia; rewrite E, seq_sub_self in *; auto; ranges; lia.
  - intros G. apply orb_prop in G as [->|G].
    + destruct (fin_due n octets) as [? [? ?]]; auto. split; auto. lia.
    + apply fin_is_last in G as [? E]. split; auto. lia.
Qed.
Lemma sent_ahead n octets fin :
  WfSnd n -> SendInv n -> 0 < octets + bit fin <= 65536 -> snd_una n <> snd_nxt (sent n octets fin).
Proof.
  intros W S K. destruct W, S. unfold MaxWindow in *. cbn. intros E.
  pose proof (seq_add_after (snd_nxt n) (snd_una n) (octets + bit fin)) as X.
  rewrite <- E, seq_sub_self in X; auto. pose proof (u32_seq_sub (snd_nxt n) (snd_una n)).
  ranges. lia.
Qed.
Lemma inv_send_new c t octets fin m :
  WfTcb t -> Inv c t -> Sending (tcb_state t) = true ->
  0 <= octets <= snd_queued (tcb_snd t) -> octets <= 65535 ->
  (fin = true -> FinDue (tcb_snd t) octets = true) -> 0 < octets + bit fin ->
  FitsWindow (tcb_snd t) (octets + bit fin) ->
  timers_rtx_on m = true -> timers_wait_on m = timers_wait_on (tcb_timers t) ->
  Inv c (outcome_tcb (send_new t octets fin m)).
Proof.
  intros T [[S M R St P] A] X Q L F K W On Wt. pose proof (wf_snd t T) as Wn.
  pose proof (bit_range fin).
  pose proof (sent_ahead (tcb_snd t) octets fin Wn S ltac:(lia)) as Ne.
  constructor; cbn; auto. constructor; cbn; auto using sent_inv.
  - apply timer_inv_on; cbn in *; auto. rewrite Wt. apply M.
  - unfold StateInv in *; cbn in *. destruct (tcb_state t); cbn in *; try discriminate; auto;
      intuition.
Qed.
Lemma sending_timers_on c t now :
  timers_rtx_on (sending_timers c t now) = true /\
  timers_wait_on (sending_timers c t now) = timers_wait_on (tcb_timers t).
Proof.
  unfold sending_timers. destruct (_ =? _); [|apply start_timers_on].
  destruct (restart_timers_on c (tcb_timers t) true now) as [? []]. auto.
Qed.
Lemma inv_blocked_timers c t m :
  Inv c t -> Sending (tcb_state t) = true -> Blocked (tcb_snd t) = true -> snd_wnd (tcb_snd t) = 0 ->
  timers_rtx_on m = true -> timers_wait_on m = timers_wait_on (tcb_timers t) ->
  Inv c (set_timers t m).
Proof.
  intros [[S M R St P] A] X B Z On Wt. constructor; cbn; auto. constructor; cbn; auto.
  - apply timer_inv_on; auto. rewrite Wt. apply M.
  - unfold StateInv in *; cbn. destruct (tcb_state t); cbn in *; auto; discriminate.
Qed.

Section Transmit.
Variables (n : snd) (mss : Z).
Let room := usable n.
Let octets := min_u32 (snd_queued n) (min_u32 room mss).
Let fin := FinDue n octets && (octets <? room).
Hypotheses (W : WfSnd n) (M : 1 <= mss <= 65535).

Lemma transmit_octets : 0 <= octets <= snd_queued n /\ octets <= 65535 /\ octets <= room.
Proof.
  pose proof (usable_range n W). destruct W. subst octets. rewrite !min_u32_min. fold room in H.
  ranges. lia.
Qed.
Lemma transmit_fits : 0 < octets + bit fin ->
  seq_sub (snd_nxt n) (snd_una n) + (octets + bit fin) <= snd_wnd n.
Proof.
  pose proof transmit_octets. intros K.
  assert (F : octets + bit fin <= room).
  { subst fin. destruct (FinDue n octets); cbn [andb bit]; [|lia].
    destruct (Z.ltb_spec octets room); cbn; lia. }
  assert (0 < room) by lia. unfold room, usable in *. cbv zeta in *.
  destruct (Z.ltb_spec (seq_sub (snd_nxt n) (snd_una n)) (snd_wnd n)); lia.
Qed.
Lemma transmit_some : (0 <? octets) || fin = true -> 0 < octets + bit fin.
Proof.
  pose proof transmit_octets. pose proof (bit_range fin). rewrite orb_true_iff, Z.ltb_lt.
  intros [|F]; [lia|]. rewrite F. cbn. lia.
Qed.
(** What is kept back is kept back by a closed window. *)
Lemma transmit_closed : Blocked n = true -> (0 <? octets) || fin = false -> snd_wnd n = 0.
Proof.
  intros B N. apply orb_false_elim in N as [N F]. apply Z.ltb_ge in N.
  unfold Blocked in B. apply andb_prop in B as [E B]. apply Z.eqb_eq in E.
  destruct W. assert (R : room = snd_wnd n).
  { unfold room, usable. rewrite E, seq_sub_self by auto. cbv zeta. tests; ranges; lia. }
  assert (O : octets = Z.min (snd_queued n) (Z.min room mss)) by (unfold octets; now rewrite !min_u32_min).
  destruct (Z.eq_dec (snd_wnd n) 0) as [|Z]; auto. exfalso.
  apply orb_prop in B as [B|B]; [apply Z.ltb_lt in B; ranges; lia|].
  pose proof (fin_due n 0 B) as [_ [_ Q]]. assert (Oz : octets = 0) by (ranges; lia).
  unfold fin in F. rewrite Oz, B in F. cbn [andb] in F. apply Z.ltb_ge in F. ranges. lia.
Qed.
End Transmit.

Theorem inv_transmit c t now :
  WfConfig c -> WfTcb t -> Inv c t -> Inv c (outcome_tcb (transmit c t now)).
Proof.
  intros C T I. pose proof (wf_snd t T) as W. pose proof (eff_snd_mss_range t T) as M.
  pose proof (transmit_octets _ _ W M) as O. pose proof (transmit_fits _ _ W M) as F.
  pose proof (transmit_some _ _ W M) as S. pose proof (transmit_closed _ _ W M) as Z.
  unfold transmit. cbv zeta in *.
  destruct (Sending (tcb_state t)) eqn:X; cbn [negb]; auto.
  destruct ((0 <? _) || _) eqn:N.
  - destruct (sending_timers_on c t now). apply inv_send_new; auto; try tauto.
    + intros G. now apply andb_prop in G.
    + left. auto.
  - destruct (Blocked (tcb_snd t)) eqn:B; auto. destruct (start_timers_on c (tcb_timers t) now).
    apply inv_blocked_timers; auto.
Qed.

(** No more is sent than the peer's window has room for (SHLD-15, MUST-34). *)
Theorem transmit_in_window c t now :
  WfTcb t -> Inv c t -> let n := tcb_snd (outcome_tcb (transmit c t now)) in
  snd_nxt n = snd_nxt (tcb_snd t) \/ seq_sub (snd_nxt n) (snd_una n) <= snd_wnd n.
Proof.
  intros T [[S _ _ _ _] _]. pose proof (wf_snd t T) as W. pose proof (eff_snd_mss_range t T) as M.
  pose proof (transmit_octets _ _ W M) as O. pose proof (transmit_fits _ _ W M) as F.
  pose proof (transmit_some _ _ W M) as P. unfold transmit. cbv zeta in *.
  destruct (Sending (tcb_state t)); cbn [negb]; auto.
  destruct ((0 <? _) || _); [right; cbn|destruct (Blocked (tcb_snd t)); auto].
  specialize (P eq_refl). specialize (F P). destruct S, W. unfold MaxWindow in *.
  pose proof (u32_seq_sub (snd_nxt (tcb_snd t)) (snd_una (tcb_snd t)) wf_nxt wf_una).
  rewrite seq_add_after; auto; ranges; lia.
Qed.

(** Calling transmit until it has nothing to send comes to an end. *)
Definition unsent (n : snd) : Z := 2 * snd_queued n + bit (negb (snd_fin n)).
Theorem transmit_ends c t now :
  WfTcb t -> let o := transmit c t now in
  answer_kind (outcome_answer o) = NO_ANSWER \/
  0 <= unsent (tcb_snd (outcome_tcb o)) < unsent (tcb_snd t).
Proof.
  intros T. pose proof (wf_snd t T) as W. pose proof (eff_snd_mss_range t T) as M.
  pose proof (transmit_octets _ _ W M) as O. unfold transmit, unsent. cbv zeta in *.
  destruct (negb (Sending _)); [now left|].
  set (octets := min_u32 _ _) in *. destruct (FinDue (tcb_snd t) octets) eqn:F; cbn [andb].
  - apply fin_due in F as [_ [F _]].
    destruct (Z.ltb_spec 0 octets), (octets <? usable (tcb_snd t)); cbn [orb];
      try (right; cbn; rewrite ?F; cbn; lia).
    destruct (Blocked (tcb_snd t)); now left.
  - destruct (Z.ltb_spec 0 octets); cbn [orb]; [|destruct (Blocked (tcb_snd t)); now left].
    right. cbn. destruct (snd_fin (tcb_snd t)); cbn; lia.
Qed.

(** ** The timeouts *)
Lemma inv_probe c t m :
  WfTcb t -> Inv c t -> Sending (tcb_state t) = true -> Blocked (tcb_snd t) = true ->
  timers_rtx_on m = true -> timers_wait_on m = timers_wait_on (tcb_timers t) ->
  Inv c (outcome_tcb (probe t m)).
Proof.
  intros T I X B On Wt. pose proof (wf_queued _ (wf_snd t T)) as Q.
  unfold Blocked in B. rewrite andb_true_iff, orb_true_iff, Z.eqb_eq, Z.ltb_lt in B.
  destruct B as [E B]. unfold probe. cbv zeta. rewrite min_u32_min.
  destruct (Z.lt_ge_cases 0 (snd_queued (tcb_snd t))) as [L|L].
  - replace (Z.min (snd_queued (tcb_snd t)) 1) with 1 by lia.
    change (0 <? 1) with true. change (1 =? 0) with false. rewrite andb_false_r. cbn [orb].
    apply inv_send_new; auto; try lia; cbn; try discriminate; try lia. all: right; auto.
  - replace (Z.min (snd_queued (tcb_snd t)) 1) with 0 by lia.
    destruct B as [B|B]; [lia|]. rewrite B. cbn.
    apply inv_send_new; auto; try lia; cbn; try lia. all: right; auto.
Qed.
Lemma inv_retransmission_timeout c t now :
  WfConfig c -> WfTcb t -> Inv c t -> timers_rtx_on (tcb_timers t) = true ->
  Inv c (outcome_tcb (retransmission_timeout c t now)).
Proof.
  intros C T I On. unfold retransmission_timeout. cbv zeta.
  destruct (GiveUp c t); [apply inv_deleted; auto|].
  pose proof (rtx_reason _ _ _ (core_timers _ _ _ (inv_core _ _ I)) On) as Y.
  destruct (Sending (tcb_state t) && _) eqn:E.
  - apply andb_prop in E as [X E]. apply Z.eqb_eq in E.
    apply inv_probe; auto. destruct Y as [Y|[_ [Y _]]]; [contradiction|auto].
  - destruct I as [[S M R St P] A]. constructor; cbn; auto. constructor; cbn; auto.
    + apply timer_inv_on; auto. apply M.
    + unfold StateInv in *; cbn. destruct (tcb_state t); cbn in *; auto;
        rewrite St in On; discriminate.
Qed.
Theorem inv_timeout c t now :
  WfConfig c -> WfTcb t -> Inv c t -> Inv c (outcome_tcb (timeout c t now)).
Proof.
  intros C T I. pose proof (inv_deleted c C). unfold timeout, user_timeout, time_wait_timeout.
  cbv zeta. destruct (Due (timers_user_on _) _ _); auto.
  destruct (Due (timers_wait_on _) _ _); auto.
  destruct (Due (timers_rtx_on _) _ _) eqn:D; auto.
  apply andb_prop in D as [On _]. apply inv_retransmission_timeout; auto.
Qed.
