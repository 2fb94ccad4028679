(** * Refinement: OPEN and SEND

    A connection that is opened stands for a fresh host with the ISS that was chosen; what SEND
    queues is no variable of the relation. *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Emit Host HostArrives HostSends.
From PlumbProofs Require Import Ranges Invariants Models RefinementBasics RefinementAnswers RefinementCalls.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** The SYN *)
Definition syn_of (c : config) (t : tcb) (now : time) : seg :=
  segment_to_send c t (segment_of SEND_SYN (tcb_iss t) 0) now.
Definition syn_sent (h : host) (s : seg) : host :=
  having_syn_options (having_sent h (Z.max (h_nxt h) (1 + seg_text s)) (h_fin h) (h_acked h) (h_offered h))
    (seg_options s).

Lemma sends_syn c t h now : WfConfig c -> h_state h = SYN_SENT -> h_iss h = tcb_iss t ->
  Sends h (syn_of c t now) (syn_sent h (syn_of c t now)).
Proof.
  intros C E I. apply S_syn; try assumption; try reflexivity; try discriminate; auto.
  - unfold max_text. cbn. lia.
  - intros _. cbn. pose proof (wf_config_shift c C). ranges. destruct (config_use_shift c); lia.
Qed.

(** The TCB that has sent its first SYN. *)
Lemma challenge_count_fresh c now : timers_challenge_count (fresh_timers c now) = 0.
Proof. unfold fresh_timers, start_timers. cbn. destruct (_ =? 0); reflexivity. Qed.
Lemma models_connecting c x owed iss queued now :
  let h := user_opens (owing (fresh x iss) owed) SYN_SENT false in
  Models c (connecting c iss queued now) (syn_sent h (syn_of c (connecting c iss queued now) now)).
Proof.
  cbv zeta. constructor; cbn -[fresh_timers]; try discriminate; try contradiction; auto.
  - intros _. constructor; cbn; auto. destruct (config_use_shift c); reflexivity.
  - rewrite challenge_count_fresh. lia.
Qed.
Lemma connects c t now x owed iss queued r : WfConfig c -> x = CLOSED \/ x = LISTEN ->
  outcome_tcb r = connecting c iss queued now -> outcome_answer r = segment_of SEND_SYN iss 0 ->
  CallWithin c t now (owing (fresh x iss) owed) r.
Proof.
  intros C X T A. set (h1 := user_opens (owing (fresh x iss) owed) SYN_SENT false).
  exists h1, (syn_sent h1 (syn_of c (connecting c iss queued now) now)). split; [|split].
  - right; left. apply I_open; try reflexivity. destruct X as [-> | ->]; auto.
  - unfold Answers. rewrite T, A. cbn [answer_kind segment_of].
    apply (sends_syn c (connecting c iss queued now) h1 now); auto.
  - rewrite T. apply models_connecting.
Qed.

(** ** OPEN *)
(** A new connection is a new host; resets for segments that came before may still be owed. *)
Theorem open_closed_within c t a now owed : WfConfig c -> tcb_state t = CLOSED ->
  let h := owing (fresh CLOSED (open_args_iss a)) owed in
  Models c t h -> CallWithin c t now h (open c t a now).
Proof.
  intros C X h M. unfold open, open_closed. rewrite X.
  destruct (negb (open_args_access a)); [now apply call_within_returns|].
  destruct (negb (open_args_diffserv_ok a)); [now apply call_within_returns|].
  destruct (open_args_active a && _); [now apply call_within_returns|].
  destruct (negb (open_args_room a)); [now apply call_within_returns|].
  destruct (open_args_active a).
  - apply (connects c t now CLOSED owed _ 0); auto.
  - apply call_within_quiet with (owing (fresh LISTEN (open_args_iss a)) owed); auto.
    + right; left. exact (I_listen h eq_refl eq_refl eq_refl).
    + apply models_listening.
Qed.
Theorem open_within c t a now h : WfConfig c -> Models c t h -> tcb_state t <> CLOSED ->
  (tcb_state t = LISTEN -> h_iss h = open_args_iss a) -> CallWithin c t now h (open c t a now).
Proof.
  intros C M N I. unfold open.
  destruct (tcb_state t) eqn:X; try (now apply call_within_returns); [contradiction|].
  destruct (models_listen _ _ _ M X) as [owed E]. rewrite (I eq_refl) in E.
  unfold open_listen.
  destruct (negb (open_args_active a)); [now apply call_within_returns|].
  destruct (negb (open_args_remote_specified a)); [now apply call_within_returns|].
  destruct (negb (open_args_room a)); [now apply call_within_returns|].
  rewrite E. apply (connects c t now LISTEN owed _ 0); auto.
Qed.

(** ** SEND *)
Lemma models_queue c t h octets u : Models c t h -> HasPeer (tcb_state t) \/ tcb_state t = SYN_SENT ->
  Models c (set_snd t (queue_octets (tcb_snd t) octets u)) h.
Proof.
  intros M [P|X].
  - apply peered_models. apply models_peered in M; auto. revert M. models.
  - assert (T : ~ HasTcb h) by (unfold HasTcb; rewrite (models_state _ _ _ M), X; auto).
    destruct M. constructor; cbn; auto; try contradiction.
    intros _. destruct (models_syn_sent X). constructor; auto.
Qed.
Theorem send_within c t a now h : WfConfig c -> Models c t h ->
  (tcb_state t = LISTEN -> h_iss h = send_args_iss a) -> CallWithin c t now h (send c t a now).
Proof.
  intros C M I.
  assert (Q : forall r, HasPeer (tcb_state t) \/ tcb_state t = SYN_SENT ->
    CallWithin c t now h (queue_text t a r)).
  { intros r P. unfold queue_text. destruct (_ <? _); [now apply call_within_returns|].
    apply call_within_returns, models_queue; auto. }
  unfold send. destruct (tcb_state t) eqn:X; try (now apply call_within_returns).
  - destruct (models_listen _ _ _ M X) as [owed E]. rewrite (I eq_refl) in E. unfold send_listen.
    destruct (negb (send_args_remote_specified a)); [now apply call_within_returns|].
    destruct (_ <? _); [now apply call_within_returns|].
    rewrite E. apply (connects c t now LISTEN owed _ (send_args_octets a)); auto.
  - destruct (snd_closed _); [now apply call_within_returns|]. apply Q; auto.
  - destruct (snd_closed _); [now apply call_within_returns|]. apply Q; cbn; auto.
  - apply Q; cbn; auto.
  - apply Q; cbn; auto.
Qed.
