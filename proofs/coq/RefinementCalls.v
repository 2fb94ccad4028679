(** * Refinement: the user's calls

    Whatever CLOSE, ABORT and RECEIVE do to a TCB, a rule of the relation does to the host that it
    stands for. *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Emit Host HostArrives HostSends.
From PlumbProofs Require Import Ranges RangesCalls SeqFacts HeldInvariant Invariants InvariantsCalls Models
  RefinementBasics RefinementAnswers.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** Events that no segment shows *)
Lemma call_within_quiet c t now h o h1 :
  h1 = h \/ Internal h h1 \/ (MayGiveUp h /\ h1 = into h CLOSED) ->
  answer_kind (outcome_answer o) = NO_ANSWER -> Models c (outcome_tcb o) h1 -> CallWithin c t now h o.
Proof. intros I A M. exists h1, h1. auto using answers_none. Qed.
Lemma call_within_same c t now h o :
  answer_kind (outcome_answer o) = NO_ANSWER -> Models c (outcome_tcb o) h -> CallWithin c t now h o.
Proof. intros. apply call_within_quiet with h; auto. Qed.
Lemma call_within_returns c t now h r : Models c t h -> CallWithin c t now h (returns t r).
Proof. intros. now apply call_within_same. Qed.
Lemma call_within_deleted c t now h o : Internal h (into h CLOSED) \/ MayGiveUp h ->
  answer_kind (outcome_answer o) = NO_ANSWER -> outcome_tcb o = deleted -> CallWithin c t now h o.
Proof.
  intros I A T. apply call_within_quiet with (into h CLOSED); [tauto | exact A |].
  rewrite T. now apply models_deleted.
Qed.

(** ** CLOSE *)
Lemma peered_close t h x : Peered t h -> HasPeer x -> (Synchronized h \/ x = SYN_RECEIVED) ->
  Peered (set_state (set_snd t (close_snd (tcb_snd t))) x) (user_closed h x).
Proof.
  intros P X [Y|Y]; [apply P in Y|]; revert P; models. unfold Synchronized. cbn. now rewrite Y.
Qed.
Lemma close_to_within c t now h x : Models c t h -> HasPeer (tcb_state t) ->
  (Synchronized h \/ x = SYN_RECEIVED) -> HasPeer x ->
  Internal h (user_closed h x) -> CallWithin c t now h (close_to t x).
Proof.
  intros M P Y X I. apply call_within_quiet with (user_closed h x); auto.
  apply peered_models, peered_close; auto. now apply (models_peered c).
Qed.
Theorem close_within c t access now h : Models c t h -> CallWithin c t now h (close t access).
Proof.
  intros M. pose proof (models_state _ _ _ M) as E. unfold close.
  destruct (tcb_state t) eqn:X; try (now apply call_within_returns).
  - apply call_within_deleted; auto. left. apply I_close_delete. auto.
  - apply call_within_deleted; auto. left. apply I_close_delete. auto.
  - apply close_to_within; rewrite ?X; cbn; auto. now apply I_close_queued.
  - apply close_to_within; rewrite ?X; cbn; auto.
    + left. unfold Synchronized. now rewrite E.
    + apply I_close. auto.
  - apply close_to_within; rewrite ?X; cbn; auto.
    + left. unfold Synchronized. now rewrite E.
    + now apply I_close_wait.
Qed.

(** ** ABORT *)

(** Something was sent: our SYN at the least. *)
Lemma peered_has_sent c t h : WfTcb t -> Inv c t -> Peered t h -> 1 <= h_nxt h /\ h_una h <= h_nxt h.
Proof.
  intros W I P. pose proof (core_state _ _ _ (inv_core _ _ I)) as St. destruct (wf_snd t W).
  pose proof (u32_seq_sub _ _ wf_nxt wf_una) as U. destruct P as [E X _ _ [] _ Y _].
  assert (S : h_state h = SYN_RECEIVED \/ Synchronized h).
  { unfold Synchronized. rewrite E. destruct (tcb_state t); auto. }
  destruct S as [S|S]; [|apply Y in S; ranges; lia].
  unfold StateInv in St. rewrite <- E, S in St. destruct St as (A & B & _).
  rewrite A, B, seq_sub_add in sm_flight by (try apply W; ranges; lia). lia.
Qed.
Lemma sends_abort c t h now : WfTcb t -> Inv c t -> Peered t h ->
  Sends h (segment_to_send c deleted (segment_of SEND_RST (snd_nxt (tcb_snd t)) 0) now)
    (into (owing h []) CLOSED).
Proof.
  intros W I P. destruct (peered_has_sent c t h W I P).
  apply (S_abort h _ (h_nxt h)); try discriminate; try assumption; try reflexivity; try lia.
  - now apply (peered_tcb t).
  - apply P.
Qed.
Theorem abort_within c t access now h :
  WfTcb t -> Inv c t -> Models c t h -> CallWithin c t now h (abort t access).
Proof.
  intros W I M. pose proof (models_state _ _ _ M) as E. unfold abort.
  assert (R : HasPeer (tcb_state t) ->
    CallWithin c t now h (outcome_of deleted (segment_of SEND_RST (snd_nxt (tcb_snd t)) 0)
      REPLY_OK reset_signal true)).
  { intros P. exists h, (into (owing h []) CLOSED). split; [auto|]. split; [|now apply models_deleted].
    apply (sends_abort c t); auto. now apply (models_peered c). }
  destruct (tcb_state t) eqn:X; try (now apply call_within_returns); try (now apply R);
    apply call_within_deleted; auto; left; apply I_abort_quiet; rewrite E; auto 6.
Qed.

(** ** RECEIVE *)

(** The text that the user takes is no variable of the relation; the window that opens is. *)
Lemma peered_take t h n w : Peered t h -> rcv_wnd (tcb_rcv t) <= w ->
  w <= 65535 * 2 ^ peer_rcv_shift (tcb_peer t) ->
  Peered (set_rcv t (take_text (tcb_rcv t) n w)) (with_edge h (h_rcv h + w)).
Proof. models; lia. Qed.
Lemma peered_take_same t h n : Peered t h ->
  Peered (set_rcv t (take_text (tcb_rcv t) n (rcv_wnd (tcb_rcv t)))) h.
Proof. models. Qed.

Lemma open_window_cap c t h : WfTcb t -> Peered t h ->
  open_window c t <= 65535 * 2 ^ peer_rcv_shift (tcb_peer t).
Proof.
  intros W P. pose proof (rm_cap _ _ (peered_receive _ _ P)) as C. unfold open_window, window_room.
  cbv zeta. rewrite !min_u32_min, power2_pow by apply (wf_peer_rcv_shift _ (wf_peer t W)).
  tests; lia.
Qed.

Lemma receive_text_within c t octets now h : WfConfig c -> WfTcb t -> Inv c t -> U32 octets ->
  Peered t h -> CallWithin c t now h (receive_text c t octets).
Proof.
  intros C W I O P. pose proof (wf_rcv t W) as R. unfold receive_text. cbv zeta. rewrite min_u32_min.
  set (n := Z.min _ _). set (t1 := set_rcv t _).
  assert (N : 0 <= n <= rcv_buffered (tcb_rcv t)) by (destruct R; subst n; ranges; lia).
  assert (W1 : WfTcb t1) by (apply wf_set_rcv; auto; destruct R; apply wf_take_text; auto with wf; lia).
  assert (P1 : Peered t1 h) by now apply peered_take_same.
  pose proof (open_window_range c t1 C W1) as B. pose proof (open_window_cap c t1 h W1 P1) as K.
  cbn in B, K. set (w := open_window c t1) in *.
  destruct (MayReceive (tcb_state t) && _).
  2: { apply call_within_same; auto. now apply peered_models. }
  set (t2 := set_rcv t (take_text (tcb_rcv t) n w)). set (h1 := with_edge h (h_rcv h + w)).
  assert (P2 : Peered t2 h1) by (apply peered_take; auto; lia).
  assert (W2 : WfTcb t2) by (apply wf_set_rcv; auto; destruct R, C; apply wf_take_text; auto with wf; lia).
  destruct (answers_ack c t2 h1 now (outcome_of (note_ack t2) (ack_now t2) REPLY_OK
    (urgent_signal (UrgentAhead (tcb_rcv t) (rcv_buffered (tcb_rcv t) - n))) true)) as (h2 & A & M);
    auto using peered_acking.
  exists h1, h2. split; [|split; [exact A | now apply peered_models]].
  right; left. apply I_receive; [now apply (peered_tcb t)|].
  destruct P as [_ _ _ _ _ [] _ _], R, C. unfold max_window, BufferMax in *. lia.
Qed.
Theorem receive_within c t octets access now h :
  WfConfig c -> WfTcb t -> Inv c t -> U32 octets -> Models c t h ->
  CallWithin c t now h (receive c t octets access).
Proof.
  intros C W I O M. pose proof (models_peered c t h M) as P.
  pose proof (fun P => receive_text_within c t octets now h C W I O P) as T. unfold receive.
  destruct (tcb_state t) eqn:X; try (now apply call_within_returns);
    (destruct (_ =? 0); [now apply call_within_returns | apply T, P; exact Logic.I]).
Qed.
