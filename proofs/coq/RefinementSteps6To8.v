(** * Refinement: steps 6 to 8 take text and FIN as the relation does *)
From Plumb Require Import Seq Segment Tcb Held Outcome Timers Text Host HostArrives.
From PlumbProofs Require Import Ranges RangesArrives SeqFacts HeldInvariant Invariants InvariantsArrives
  InvariantsText Models RefinementBasics RefinementHeld RefinementText.
Require Import ZArith Bool List Lia.
Open Scope Z_scope.

Lemma peered_check_urg t s h : Peered t h -> Peered (outcome_tcb (check_urg t s)) h.
Proof. intros P. unfold check_urg. cbv zeta. destruct (_ && _); cbn; auto. revert P. models. Qed.
Lemma peered_time_wait c t h now : Peered t h ->
  (Synchronized h \/ 1 <= h_una h) -> Peered (enter_time_wait c t now) (into h TIME_WAIT).
Proof. intros P [Y|Y]; [apply P in Y|]; revert P; models. Qed.
Lemma peered_into t h x : Peered t h -> HasPeer x -> (Synchronized h \/ 1 <= h_una h) ->
  Peered (set_state t x) (into h x).
Proof. intros P X [Y|Y]; [apply P in Y|]; revert P; models. Qed.

Lemma receiving t h : h_state h = tcb_state t -> Receiving h <-> MayReceive (tcb_state t) = true.
Proof.
  unfold Receiving, MayReceive. intros ->.
  destruct (tcb_state t); split; try tauto; intuition discriminate.
Qed.
Lemma receiving_synchronized h : Receiving h -> Synchronized h.
Proof. unfold Receiving, Synchronized. intros [E|[E|E]]; now rewrite E. Qed.
Lemma peered_after_fin c t h now : Peered t h -> MayReceive (tcb_state t) = true ->
  Peered (after_fin c t now) (into h (after_peer_fin (h_state h))).
Proof.
  intros P M. pose proof (peered_state _ _ P) as E.
  assert (Y : Synchronized h) by (apply receiving_synchronized, (receiving t); auto).
  rewrite E. unfold after_fin. destruct (tcb_state t); try discriminate; cbn [after_peer_fin].
  - apply peered_into; auto. exact I.
  - apply peered_into; auto. exact I.
  - apply peered_time_wait; auto.
Qed.

(** A step that is given [s] at [p], near the window. *)
Definition Placed (h : host) (s : seg) (p : Z) : Prop :=
  OnWire (h_irs h) (text_at s p) (text_seq s) /\ Near s p (h_rcv h) (h_edge h).

(** What the text leaves of [h] for the ACK. *)
Definition Follows (t : tcb) (h h' : host) : Prop :=
  Peered t (acking h') /\ h_rcv h <= h_rcv h' <= h_edge h
  /\ h_acked h' = h_acked h /\ h_irs h' = h_irs h.

Lemma text_taken c t h s p : WfTcb t -> WfSeg s -> Core c 1 t -> Peered t (acking h) -> Placed h s p ->
  MayReceive (tcb_state t) = true ->
  exists r got x, outcome_tcb (process_text t s) = set_rcv t r
    /\ Received (h_irs h) r x (h_edge h) got (h_peer_fin h)
    /\ TextKept s p (h_rcv h) (h_edge h) (h_got h) got x.
Proof.
  intros W Ws K P [At D] M. unfold process_text. cbv zeta. rewrite M. cbn [andb].
  pose proof (received t (acking h) (peered_receive _ _ P)) as R.
  destruct (Z.ltb_spec 0 (placement_len (trim (tcb_rcv t) s))) as [L|L].
  - destruct (received_accept _ s p Ws At c _ _ _ _ _ (ctl_psh (seg_ctl s)) (wf_rcv t W)
      (core_rcv _ _ _ K) R D L) as (got & x & R' & T).
    eexists _, got, x. split; [reflexivity|]. split; [exact R' | exact T].
  - exists (tcb_rcv t), (h_got h), (h_rcv h). destruct D as [D _]. split; [now destruct t|].
    split; [exact R|]. split; [now left|]. split; [lia | intros; lia].
Qed.

Lemma fin_taken c t h s p now : WfTcb t -> WfSeg s -> Core c 1 t -> Peered t (acking h) ->
  Placed h s p -> MayReceive (tcb_state t) = true ->
  exists h', TakesText h s p h'
    /\ Follows (outcome_tcb (check_fin c (outcome_tcb (process_text t s)) s now)) h h'.
Proof.
  intros W Ws K P Pl M.
  destruct (text_taken c t h s p W Ws K P Pl M) as (r & got & x & E & R & T & L & A).
  pose proof (wf_out_tcb _ (wf_process_text s Ws t W)) as W7. rewrite E in *.
  destruct Pl as [At D]. pose proof (wf_rcv _ W7) as Wr. cbn in Wr.
  assert (Re : Receiving h) by (apply (receiving t); [apply P | auto]).
  destruct (received_note_fin (h_irs h) s p Ws At r (h_rcv h) x _ got _ Wr R D) as (fin & Rf & F); [lia|].
  unfold check_fin. cbv zeta. cbn [tcb_state set_rcv tcb_rcv]. rewrite M.
  destruct (FinReached (note_fin r s)) eqn:Z8; cbn [outcome_tcb outcome_of proceed].
  - destruct (received_over_fin _ _ _ _ _ _ Rf Z8) as (Ro & Ef & Lx).
    exists (into (with_text h got fin (x + 1)) (after_peer_fin (h_state h))). split.
    + apply TT_takes_fin; auto. lia.
    + split; [|cbn; split; [lia | auto]].
      apply (peered_after_fin c _ (acking (with_text h got fin (x + 1)))); auto.
      apply (peered_received t (acking h)); auto. change (h_rcv h <= x + 1). lia.
  - exists (with_text h got fin x). split.
    + apply TT_takes; auto.
    + split; [|cbn; split; [lia | auto]].
      apply (peered_received t (acking h)); auto. cbn. lia.
Qed.

Lemma not_taken c t h s p now : Peered t (acking h) -> Placed h s p -> Open (tcb_state t) ->
  MayReceive (tcb_state t) = false ->
  exists h', TakesText h s p h'
    /\ Follows (outcome_tcb (check_fin c (outcome_tcb (process_text t s)) s now)) h h'.
Proof.
  intros P [_ [D _]] O M. exists h. split.
  - apply TT_not_receiving. rewrite (receiving t) by apply P. congruence.
  - split; [|split; [lia | auto]]. unfold process_text. cbv zeta. rewrite M. cbn [andb].
    cbn [proceed outcome_of outcome_tcb]. unfold check_fin. now rewrite M.
Qed.

Theorem steps_take_text c t h s p now :
  WfTcb t -> WfSeg s -> Core c 1 t -> Open (tcb_state t) -> Peered t (acking h) -> Placed h s p ->
  let t6 := outcome_tcb (check_urg t s) in
  exists h', TakesText h s p h'
    /\ Follows (outcome_tcb (check_fin c (outcome_tcb (process_text t6 s)) s now)) h h'.
Proof.
  intros W Ws K O P Pl t6. pose proof (check_urg_keeps t s) as [X _]. fold t6 in X.
  assert (P6 : Peered t6 (acking h)) by now apply peered_check_urg.
  destruct (MayReceive (tcb_state t6)) eqn:M.
  - apply fin_taken; auto.
    + now apply wf_out_tcb, wf_check_urg.
    + apply core_check_urg; auto. now apply open_has_peer.
  - apply not_taken; auto. now rewrite X.
Qed.
