(** * A whole run of the steps is a run of the relation

    The theorems of Refinement*.v are about one event.  Here they are put together: what a capture
    shows of the steps, from before the OPEN until long after the connection is gone, some run of the
    relation explains.  So the observer never accuses the steps, and whoever is proved equal to them. *)
From Plumb Require Import Seq Segment Tcb Timers Outcome Output UserCalls Text OtherStates SegmentArrives
  Timeouts Emit Host HostArrives HostSends Observe Challenge.
From PlumbProofs Require Import Ranges RangesEmit Invariants Runs Models RefinementBasics RefinementAnswers
  RefinementCalls RefinementCallsOpen RefinementCallsSend RefinementCallsTimeout RefinementArrives
  ObserveBasics NeverAccuses ChallengeProof.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** What a capture shows of the steps *)
Definition shows_arrival (e : event) (now : time) : list label :=
  match e with on_segment s _ => [Arrived now s] | _ => [] end.
Definition shows_answer (c : config) (o : outcome) (now : time) : list label :=
  match answer_kind (outcome_answer o) with
  | NO_ANSWER => []
  | _ => [Sent now (segment_to_send c (outcome_tcb o) (outcome_answer o) now)]
  end.

Fixpoint shows (c : config) (t : tcb) (l : list (event * time)) : list label :=
  match l with
  | [] => []
  | (e, now) :: l' =>
      let o := step c t e now in
      shows_arrival e now ++ shows_answer c o now ++ shows c (outcome_tcb o) l'
  end.

(** ** One connection

    Its arguments are in range, and it is OPENed once: another connection is another capture.  [opened]
    tells whether the connection was there before. *)
Definition Exists (t : tcb) : bool := match tcb_state t with CLOSED => false | _ => true end.

Fixpoint OneConnection (c : config) (opened : bool) (t : tcb) (l : list (event * time)) : Prop :=
  match l with
  | [] => True
  | (e, now) :: l' =>
      let t' := outcome_tcb (step c t e now) in
      WfEvent t e /\ WfTime now
      /\ (opened = true -> Exists t = false -> forall a, e <> on_open a)
      /\ OneConnection c (opened || Exists t') t' l'
  end.

(** The ISS of the connection: a host has it from the start, the steps are given one with each event
    that may need it. *)
Definition iss_given (e : event) : Z :=
  match e with
  | on_segment _ iss => iss
  | on_open a => open_args_iss a
  | on_send a => send_args_iss a
  | _ => 0
  end.
Fixpoint iss_chosen (c : config) (t : tcb) (l : list (event * time)) : Z :=
  match l with
  | [] => 0
  | (e, now) :: l' =>
      let t' := outcome_tcb (step c t e now) in
      match tcb_state t' with CLOSED | LISTEN => iss_chosen c t' l' | _ => iss_given e end
  end.

Lemma iss_chosen_range c l : forall opened t, OneConnection c opened t l -> U32 (iss_chosen c t l).
Proof.
  induction l as [|[e now] l IH]; intros opened t O; [unfold U32; cbn; lia|].
  destruct O as (E & N & _ & O). cbn. specialize (IH _ _ O).
  assert (G : U32 (iss_given e)) by (destruct e; cbn in *; try (unfold U32; lia); apply E).
  destruct (tcb_state _); auto.
Qed.

(** ** Event by event *)

(** The host that the TCB stands for, with the rest of the run before it. *)
Record Stands (c : config) (opened : bool) (t : tcb) (l : list (event * time)) (h : host) : Prop := {
  stands_models : Models c t h;
  stands_fresh : opened = false -> exists owed, h = owing (fresh CLOSED (iss_chosen c t l)) owed;
  stands_iss : tcb_state t = LISTEN -> h_iss h = iss_chosen c t l }.

Lemma stands_closed c t l h : Stands c false t l h -> tcb_state t = CLOSED.
Proof.
  intros [M F _]. destruct (F eq_refl) as [owed ->]. symmetry. exact (models_state _ _ _ M).
Qed.

(** No user call and no timeout leads back to LISTEN. *)
Lemma internal_not_back h h1 : Internal h h1 -> h_state h <> CLOSED -> h_state h <> LISTEN -> h_state h1 <> LISTEN.
Proof. intros I. destruct I; cbn; try congruence; intuition congruence. Qed.
Lemma sends_state h s h' : Sends h s h' -> h_state h' = h_state h \/ h_state h' = CLOSED.
Proof. intros S. destruct S; cbn; auto. Qed.
Lemma answers_state c o now h h' : Answers c o now h h' -> h_state h' = h_state h \/ h_state h' = CLOSED.
Proof.
  unfold Answers. destruct (answer_kind _); try (now apply sends_state). intros ->. auto.
Qed.

(** In CLOSED resets are all that is sent. *)
Lemma closed_sends h s h' : Sends h s h' -> h_state h = CLOSED -> exists rest, h' = owing h rest.
Proof.
  intros S X. destruct S; eauto; exfalso; unfold HasTcb, Synchronized in *;
    destruct (h_state h); intuition congruence.
Qed.
Lemma closed_answers c o now iss owed h' : Answers c o now (owing (fresh CLOSED iss) owed) h' ->
  exists rest, h' = owing (fresh CLOSED iss) rest.
Proof.
  unfold Answers. intros A.
  assert (S : h' = owing (fresh CLOSED iss) owed \/ exists s, Sends (owing (fresh CLOSED iss) owed) s h').
  { destruct (answer_kind _); eauto. }
  destruct S as [-> | [s S]]; eauto. destruct (closed_sends _ _ _ S eq_refl) as [rest ->]. now exists rest.
Qed.

(** What a call or a timeout leads to. *)
Definition CallStep (c : config) (opened : bool) (t : tcb) (e : event) (now : time)
    (l : list (event * time)) (h : host) : Prop :=
  let o := step c t e now in
  exists h1 h2, (h1 = h \/ Internal h h1 \/ (MayGiveUp h /\ h1 = into h CLOSED))
    /\ Answers c o now h1 h2 /\ Stands c (opened || Exists (outcome_tcb o)) (outcome_tcb o) l h2.

(** It changes nothing. *)
Lemma same_step c opened t e now l h : Stands c opened t ((e, now) :: l) h ->
  outcome_tcb (step c t e now) = t -> answer_kind (outcome_answer (step c t e now)) = NO_ANSWER ->
  tcb_state t = CLOSED \/ tcb_state t = LISTEN -> CallStep c opened t e now l h.
Proof.
  intros S E A X. exists h, h. split; [auto|]. split; [now apply answers_none|]. rewrite E.
  assert (K : iss_chosen c t ((e, now) :: l) = iss_chosen c t l).
  { cbn [iss_chosen]. rewrite E. destruct X as [X | X]; now rewrite X. }
  destruct S as [M F I]. rewrite K in *. constructor; auto.
  intros N. apply orb_false_elim in N. tauto.
Qed.

(** It leads from an open connection to anything but LISTEN, or ends it. *)
Lemma within_step c t e now l h : CallWithin c t now h (step c t e now) ->
  tcb_state (outcome_tcb (step c t e now)) <> LISTEN -> CallStep c true t e now l h.
Proof.
  intros (h1 & h2 & In & A & M) N. exists h1, h2. split; [exact In|]. split; [exact A|].
  constructor; [exact M | discriminate | intros; contradiction].
Qed.

Lemma closed_call c opened e now l h : WfConfig c ->
  OneConnection c opened deleted ((e, now) :: l) -> Stands c opened deleted ((e, now) :: l) h ->
  (forall s iss, e <> on_segment s iss) -> CallStep c opened deleted e now l h.
Proof.
  intros C (_ & _ & Once & _) S NS.
  destruct e as [s iss | a | a | octets access | access | access | access | |];
    try (now destruct (NS s iss)); try (apply same_step; [exact S | reflexivity | reflexivity | auto]).
  destruct opened; [now destruct (Once eq_refl eq_refl a)|].
  destruct (open_args_access a) eqn:A1; [|apply same_step; auto; cbn; unfold open_closed; rewrite A1; reflexivity].
  destruct (open_args_diffserv_ok a) eqn:A2;
    [|apply same_step; auto; cbn; unfold open_closed; rewrite A1, A2; reflexivity].
  destruct (open_args_active a && negb (open_args_remote_specified a)) eqn:A3;
    [apply same_step; auto; cbn; unfold open_closed; rewrite A1, A2, A3; reflexivity|].
  destruct (open_args_room a) eqn:A4;
    [|apply same_step; auto; cbn; unfold open_closed; rewrite A1, A2, A3, A4; reflexivity].
  destruct (stands_fresh _ _ _ _ _ S eq_refl) as [owed F].
  destruct (open_args_active a) eqn:A5.
  - assert (E : step c deleted (on_open a) now
      = sends (connecting c (open_args_iss a) 0 now) (segment_of SEND_SYN (open_args_iss a) 0)).
    { cbn. unfold open_closed. rewrite A1, A2, A5, A3, A4. reflexivity. }
    assert (K : iss_chosen c deleted ((on_open a, now) :: l) = open_args_iss a).
    { cbn [iss_chosen]. now rewrite E. }
    rewrite K in F. subst h.
    destruct (open_closed_within c deleted a now owed C eq_refl (stands_models _ _ _ _ _ S))
      as (h1 & h2 & In & A & M).
    exists h1, h2. split; [exact In|]. split; [exact A|]. rewrite E. cbn.
    constructor; [|discriminate | discriminate]. change (open c deleted a now) with (step c deleted (on_open a) now) in M.
    rewrite E in M. exact M.
  - assert (E : step c deleted (on_open a) now = returns (listening c) REPLY_OK).
    { cbn. unfold open_closed. rewrite A1, A2, A5, A3, A4. reflexivity. }
    assert (K : iss_chosen c deleted ((on_open a, now) :: l) = iss_chosen c (listening c) l).
    { cbn [iss_chosen]. now rewrite E. }
    rewrite K in F. exists (owing (fresh LISTEN (iss_chosen c (listening c) l)) owed),
      (owing (fresh LISTEN (iss_chosen c (listening c) l)) owed).
    split; [|split].
    + right; left. rewrite F. exact (I_listen (owing (fresh CLOSED (iss_chosen c (listening c) l)) owed)
        eq_refl eq_refl eq_refl).
    + apply answers_none. now rewrite E.
    + rewrite E. cbn. constructor; [apply models_listening | discriminate | auto].
Qed.

Lemma listen_call c e now l h : WfConfig c -> WfTcb (listening c) -> Inv c (listening c) ->
  Stands c true (listening c) ((e, now) :: l) h -> (forall s iss, e <> on_segment s iss) ->
  CallStep c true (listening c) e now l h.
Proof.
  intros C W I S NS. pose proof (stands_models _ _ _ _ _ S) as M.
  pose proof (stands_iss _ _ _ _ _ S eq_refl) as K.
  destruct e as [s iss | a | a | octets access | access | access | access | |];
    try (now destruct (NS s iss)); try (apply same_step; [exact S | reflexivity | reflexivity | auto]).
  - destruct (open_args_active a) eqn:A1; [|apply same_step; auto; cbn; unfold open_listen; rewrite A1; reflexivity].
    destruct (open_args_remote_specified a) eqn:A2;
      [|apply same_step; auto; cbn; unfold open_listen; rewrite A1, A2; reflexivity].
    destruct (open_args_room a) eqn:A3;
      [|apply same_step; auto; cbn; unfold open_listen; rewrite A1, A2, A3; reflexivity].
    assert (E : step c (listening c) (on_open a) now
      = sends (connecting c (open_args_iss a) 0 now) (segment_of SEND_SYN (open_args_iss a) 0)).
    { cbn. unfold open_listen. now rewrite A1, A2, A3. }
    apply within_step; [|rewrite E; discriminate]. apply open_within; auto; [discriminate|].
    intros _. rewrite K. cbn [iss_chosen]. now rewrite E.
  - destruct (send_args_remote_specified a) eqn:A1;
      [|apply same_step; auto; cbn; unfold send_listen; rewrite A1; reflexivity].
    destruct (send_args_room a <? send_args_octets a) eqn:A2;
      [apply same_step; auto; cbn; unfold send_listen; rewrite A1, A2; reflexivity|].
    assert (E : tcb_state (outcome_tcb (step c (listening c) (on_send a) now)) = SYN_SENT).
    { cbn. unfold send_listen. now rewrite A1, A2. }
    apply within_step; [|rewrite E; discriminate]. apply send_within; auto.
    intros _. rewrite K. cbn [iss_chosen]. now rewrite E.
  - apply within_step; [now apply close_within | discriminate].
  - apply within_step; [now apply abort_within | discriminate].
Qed.

Lemma other_call c t e now l h : WfConfig c -> WfTcb t -> Inv c t -> WfEvent t e ->
  Models c t h -> tcb_state t <> CLOSED -> tcb_state t <> LISTEN ->
  (forall s iss, e <> on_segment s iss) -> CallStep c true t e now l h.
Proof.
  intros C W I E M X Y NS.
  assert (Q : CallWithin c t now h (step c t e now)).
  { destruct e as [s iss | a | a | octets access | access | access | access | |]; cbn [step];
      [now destruct (NS s iss) | apply open_within | apply send_within | apply receive_within
      | apply close_within | apply abort_within | apply call_within_returns | apply transmit_within
      | apply timeout_within]; auto; intros; contradiction. }
  apply within_step; auto. destruct Q as (h1 & h2 & In & A & M2).
  rewrite <- (models_state _ _ _ M2). rewrite <- (models_state _ _ _ M) in X, Y.
  assert (H1 : h_state h1 <> LISTEN).
  { destruct In as [-> | [In | [_ ->]]]; auto; [now apply (internal_not_back h) | discriminate]. }
  destruct (answers_state _ _ _ _ _ A); congruence.
Qed.

Lemma call_step c opened t e now l h : WfConfig c -> WfTcb t -> Inv c t ->
  OneConnection c opened t ((e, now) :: l) -> Stands c opened t ((e, now) :: l) h ->
  (forall s iss, e <> on_segment s iss) -> CallStep c opened t e now l h.
Proof.
  intros C W I O S NS. pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St.
  assert (E : WfEvent t e) by apply O.
  destruct (tcb_state t) eqn:X; [subst t; now apply closed_call | ..];
    (destruct opened; [|apply stands_closed in S; congruence]).
  { subst t. now apply listen_call. }
  all: apply other_call; try congruence; auto; exact (stands_models _ _ _ _ _ S).
Qed.

(** SEGMENT ARRIVES. *)
Lemma segment_step c opened t s iss now l h : WfConfig c -> WfTcb t -> Inv c t ->
  OneConnection c opened t ((on_segment s iss, now) :: l) -> Stands c opened t ((on_segment s iss, now) :: l) h ->
  let o := step c t (on_segment s iss) now in
  exists h1 h2 due, Receives h s h1 due /\ Answers c o now h1 h2
    /\ (due = true -> answer_kind (outcome_answer o) <> NO_ANSWER)
    /\ Stands c (opened || Exists (outcome_tcb o)) (outcome_tcb o) l h2.
Proof.
  intros C W I O S o. pose proof (stands_models _ _ _ _ _ S) as M.
  destruct O as ([Ws U] & N & Once & O).
  assert (L : tcb_state t = LISTEN -> tcb_state (outcome_tcb o) <> CLOSED).
  { intros X. pose proof (core_state _ _ _ (inv_core _ _ I)) as St. unfold StateInv in St.
    rewrite X in St. subst t o. cbn. unfold arrives_listen.
    destruct (ctl_rst _); [discriminate|]. destruct (ctl_ack _); [discriminate|].
    destruct (ctl_syn _); discriminate. }
  assert (A : ArrivalWithin c s now (iss_chosen c (outcome_tcb o) l) h o).
  { apply segment_arrives_is_within; auto; [eapply iss_chosen_range, O|].
    intros X. rewrite (stands_iss _ _ _ _ _ S X). specialize (L X). subst o. cbn [iss_chosen step iss_given] in *.
    destruct (tcb_state (outcome_tcb (segment_arrives c t s iss now))); congruence. }
  destruct A as (h1 & h2 & due & R & An & M2 & D & Li). exists h1, h2, due.
  split; [exact R|]. split; [exact An|]. split; [exact D|]. constructor; auto.
  intros Nw. apply orb_false_elim in Nw as [-> E].
  pose proof (stands_closed _ _ _ _ S) as X. destruct (stands_fresh _ _ _ _ _ S eq_refl) as [owed F].
  assert (K : iss_chosen c t ((on_segment s iss, now) :: l) = iss_chosen c (outcome_tcb o) l).
  { subst o. cbn [iss_chosen step] in *. unfold Exists in E.
    destruct (tcb_state (outcome_tcb (segment_arrives c t s iss now))); congruence. }
  rewrite K in F. subst h.
  assert (H1 : exists owed1, h1 = owing (fresh CLOSED (iss_chosen c (outcome_tcb o) l)) owed1).
  { inversion R; subst; try (eexists; reflexivity); exfalso; unfold HasTcb, Synchronized in *; cbn in *;
      intuition congruence. }
  destruct H1 as [owed1 ->]. eapply closed_answers, An.
Qed.

(** ** All of them *)
Lemma explains_answer lag c o now h1 h2 due l : 0 <= lag ->
  Answers c o now h1 h2 -> (due = true -> answer_kind (outcome_answer o) <> NO_ANSWER) ->
  Explains lag {| run_host := h2; run_inbox := []; run_due := None |} l ->
  Explains lag {| run_host := h1; run_inbox := []; run_due := if due then Some now else None |}
    (shows_answer c o now ++ l).
Proof.
  intros L A D E. unfold Answers, shows_answer in *.
  assert (Q : forall s, Sends h1 s h2 -> Explains lag
    {| run_host := h1; run_inbox := []; run_due := if due then Some now else None |} ([Sent now s] ++ l)).
  { intros s S. eapply E_label; [|exact E]. apply M_sends; [|exact S]. split; cbn; [contradiction|].
    intros t0. destruct due; [|discriminate]. intros [= <-]. lia. }
  destruct (answer_kind (outcome_answer o)); auto. subst h2. destruct due; [|exact E].
  now destruct (D eq_refl).
Qed.

Lemma run_explained lag c l : WfConfig c -> 0 <= lag -> forall opened t h, WfTcb t -> Inv c t ->
  OneConnection c opened t l -> Stands c opened t l h ->
  Explains lag {| run_host := h; run_inbox := []; run_due := None |} (shows c t l).
Proof.
  intros C L. induction l as [|[e now] l IH]; intros opened t h W I O S; [constructor|].
  assert (W' : WfTcb (outcome_tcb (step c t e now))) by (apply wf_step; auto; apply O).
  assert (I' : Inv c (outcome_tcb (step c t e now))) by (apply inv_step; auto; apply O).
  assert (O' : OneConnection c (opened || Exists (outcome_tcb (step c t e now)))
                 (outcome_tcb (step c t e now)) l) by apply O.
  cbn [shows].
  assert (Call : (forall s iss, e <> on_segment s iss) ->
    Explains lag {| run_host := h; run_inbox := []; run_due := None |}
      (shows_answer c (step c t e now) now ++ shows c (outcome_tcb (step c t e now)) l)).
  { intros NS. destruct (call_step c opened t e now l h C W I O S NS) as (h1 & h2 & In & A & S2).
    assert (E1 : Explains lag {| run_host := h1; run_inbox := []; run_due := None |}
      (shows_answer c (step c t e now) now ++ shows c (outcome_tcb (step c t e now)) l)).
    { apply (explains_answer lag c _ now h1 h2 false); auto; [discriminate|]. eapply IH; eauto. }
    destruct In as [-> | [In | [G ->]]]; [exact E1 | |].
    - eapply E_tau; [|exact E1]. apply M_internal. exact In.
    - eapply E_tau; [|exact E1]. now apply M_gives_up. }
  destruct e as [s iss | | | | | | | |]; try (apply Call; discriminate).
  destruct (segment_step c opened t s iss now l h C W I O S) as (h1 & h2 & due & R & A & D & S2).
  cbn [shows_arrival app]. eapply E_label.
  - apply M_arrives. split; cbn; [contradiction | discriminate].
  - eapply E_tau.
    + eapply M_processes; [reflexivity | exact R].
    + apply (explains_answer lag c _ now h1 h2 due); auto. eapply IH; eauto.
Qed.

(** Whatever happens to one connection of the steps, and whatever the lag. *)
Theorem every_run_conforms : forall c l lag, WfConfig c -> 0 <= lag ->
  OneConnection c false deleted l -> Conforms lag (shows c deleted l).
Proof.
  intros c l lag C L O. exists (iss_chosen c deleted l), CLOSED.
  split; [exact (iss_chosen_range _ _ _ _ O)|]. split; [auto|].
  apply (run_explained lag c l C L false); auto using wf_deleted, inv_deleted.
  constructor; [|now exists [] | discriminate].
  constructor; cbn; try discriminate; try contradiction; try lia; auto.
Qed.

(** So [plumb check] accuses no connection of Plumb's own, nor of whatever else keeps to the steps. *)
Lemma wf_sane s : WfSeg s -> Sane s.
Proof.
  intros []. destruct wf_seg_options. unfold U32, U8, Len16 in *. constructor; lia.
Qed.

Lemma shows_sane c l : WfConfig c -> forall opened t, WfTcb t -> OneConnection c opened t l ->
  Forall SaneLabel (shows c t l).
Proof.
  intros C. induction l as [|[e now] l IH]; intros opened t W O; [constructor|].
  destruct O as (E & N & _ & O). cbn [shows]. pose proof (wf_step c t e now C W E N) as P.
  apply Forall_app. split; [|apply Forall_app; split; [|eapply IH; [apply P | exact O]]].
  - destruct e; cbn; auto. constructor; auto. apply wf_sane, E.
  - assert (S : Sane (segment_to_send c (outcome_tcb (step c t e now)) (outcome_answer (step c t e now)) now)).
    { apply wf_sane, wf_segment_to_send; auto; apply P. }
    unfold shows_answer. destruct (answer_kind _); auto.
Qed.

Theorem no_run_is_accused : forall c l, WfConfig c -> OneConnection c false deleted l ->
  accuses start_observer (shows c deleted l) = false
  /\ overdue 0 start_observer start_vigil (shows c deleted l) = false.
Proof.
  intros c l C O.
  assert (S : Forall SaneLabel (shows c deleted l)) by (apply (shows_sane c l C false); auto using wf_deleted).
  assert (K : Conforms 0 (shows c deleted l)) by (apply every_run_conforms; auto; lia).
  split; [now apply (never_accuses_the_innocent 0) | now apply never_accuses_of_silence].
Qed.
