(** * A window that shrinks does not blur the MUSTs

    That the right edge of a window stays is advice (SHLD-14).  An endpoint that does not take it is
    outside the relation, and [never_accuses_the_innocent] speaks of its first finding only.  Here
    the advice is taken out of the relation: the observer, passing over [WINDOW_SHRUNK], still does
    not accuse the innocent.  So its first finding that breaks a MUST is one, whatever the endpoint's
    windows did before. *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveProcessed ObserveReceives
  ObserveSent ObserveSends NeverAccuses.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** What the MUSTs alone permit: the relation, and an endpoint may forget what it offered *)
Definition forgetting (h : host) : host :=
  {| h_state := h_state h; h_passive := h_passive h; h_closed := h_closed h; h_iss := h_iss h;
     h_una := h_una h; h_nxt := h_nxt h; h_wnd := h_wnd h; h_fin := h_fin h; h_irs := h_irs h;
     h_rcv := h_rcv h; h_edge := h_edge h; h_got := h_got h; h_peer_fin := h_peer_fin h;
     h_acked := h_acked h; h_offered := 0; h_syn_options := h_syn_options h;
     h_own_shift := h_own_shift h; h_own_stamps := h_own_stamps h; h_recent := h_recent h;
     h_challenged := h_challenged h; h_owed := h_owed h |}.

Inductive MustMoves (lag : Z) (r : run) : option label -> run -> Prop :=
  | MM_moves : forall x r', Moves lag r x r' -> MustMoves lag r x r'
  | MM_forgets : MustMoves lag r None
      {| run_host := forgetting (run_host r); run_inbox := run_inbox r; run_due := run_due r |}.

Inductive MustExplain (lag : Z) : run -> list label -> Prop :=
  | ME_nil : forall r, MustExplain lag r []
  | ME_tau : forall r r' l, MustMoves lag r None r' -> MustExplain lag r' l -> MustExplain lag r l
  | ME_label : forall r r' x l, MustMoves lag r (Some x) r' -> MustExplain lag r' l -> MustExplain lag r (x :: l).

Definition ConformsToMusts (lag : Z) (l : list label) : Prop :=
  exists iss x, 0 <= iss < 2 ^ 32 /\ (x = CLOSED \/ x = LISTEN)
    /\ MustExplain lag {| run_host := fresh x iss; run_inbox := []; run_due := None |} l.

(** What conforms, conforms to the MUSTs. *)
Lemma conforms_to_musts lag l : Conforms lag l -> ConformsToMusts lag l.
Proof.
  intros (iss & x & I & X & E). exists iss, x. repeat split; try tauto. clear I X.
  induction E; eauto using MustExplain, MustMoves.
Qed.

(** ** The observer with another right edge *)
Definition offering (o : observer) (x : Z) : observer :=
  {| observer_lost := observer_lost o; observer_opened := observer_opened o;
     observer_iss := observer_iss o; observer_nxt := observer_nxt o;
     observer_text_sent := observer_text_sent o; observer_fin_sent := observer_fin_sent o;
     observer_fin := observer_fin o; observer_reset_sent := observer_reset_sent o;
     observer_own_shift_on := observer_own_shift_on o; observer_own_shift := observer_own_shift o;
     observer_own_stamps := observer_own_stamps o; observer_acked := observer_acked o;
     observer_offered := x; observer_syn_arrived := observer_syn_arrived o;
     observer_irs := observer_irs o; observer_peer_shift_on := observer_peer_shift_on o;
     observer_peer_shift := observer_peer_shift o; observer_peer_stamps := observer_peer_stamps o;
     observer_early_ack := observer_early_ack o; observer_reset_arrived := observer_reset_arrived o;
     observer_una_max := observer_una_max o; observer_wnd_max := observer_wnd_max o;
     observer_rcv_max := observer_rcv_max o |}.

Lemma offering_itself o : offering o (observer_offered o) = o.
Proof. destruct o. reflexivity. Qed.

Lemma arrived_offering o x s : exists y, observe_arrived (offering o x) s = offering (observe_arrived o s) y.
Proof.
  unfold observe_arrived. cbn [observer_syn_arrived offering].
  change (SameSyn (offering o x) s) with (SameSyn o s).
  change (MayListenAgain (offering o x)) with (MayListenAgain o).
  change (PastHandshake (offering o x)) with (PastHandshake o).
  destruct (_ || negb _); [now exists x|].
  destruct (observer_syn_arrived o); cbn [negb]; [|now exists 0].
  destruct (MayListenAgain o); [now exists x|].
  destruct (_ || _); now exists x.
Qed.

(** Sending: the same observer but for the edge, the same finding but for the window. *)
Definition UpToWindow (f g : finding) : Prop := f = g \/ ((f = NO_FINDING \/ f = WINDOW_SHRUNK) /\ (g = NO_FINDING \/ g = WINDOW_SHRUNK)).

Lemma judge_ack_offering o x s : UpToWindow (judge_ack (offering o x) s) (judge_ack o s).
Proof.
  unfold judge_ack. change (AckPossible (offering o x) s) with (AckPossible o s).
  destruct (AckPossible o s); cbn [negb]; [|now left].
  right. destruct (WindowKept (offering o x) s), (WindowKept o s); auto.
Qed.

Lemma judge_syn_offering o x s : UpToWindow (judge_syn (offering o x) s) (judge_syn o s).
Proof.
  unfold judge_syn. cbn [observer_text_sent observer_opened observer_iss observer_syn_arrived
    observer_peer_shift_on observer_peer_stamps offering].
  repeat (match goal with |- UpToWindow (if ?c then _ else _) _ => destruct c end; [auto using judge_ack_offering; now left|]);
    auto using judge_ack_offering.
Qed.

Lemma judge_plain_offering o x s : UpToWindow (judge_plain (offering o x) s) (judge_plain o s).
Proof.
  unfold judge_plain. cbn [observer_reset_sent observer_own_stamps observer_peer_stamps offering].
  change (judge_text (offering o x) s) with (judge_text o s).
  repeat (match goal with |- UpToWindow (if ?c then _ else _) _ => destruct c end; [now left|]).
  destruct (judge_text o s); try (now left). apply judge_ack_offering.
Qed.

Lemma sent_by_offering o x s n f a : exists y, sent_by (offering o x) s n f a = offering (sent_by o s n f a) y.
Proof.
  exists (if ctl_ack (seg_ctl s) && AckPossible o s then offered_by o s else x).
  unfold sent_by. change (AckPossible (offering o x) s) with (AckPossible o s). reflexivity.
Qed.

Definition after_plain (o : observer) (s : seg) : observer :=
  let fin := ctl_fin (seg_ctl s) && SeqPossible o s in
  sent_by o s (nxt_after o s) (fin || observer_fin_sent o) (if fin then text_end o s else observer_fin o).

Lemma sent_plain_is o s : judgement_finding (sent_plain o s) = judge_plain o s
  /\ judgement_observer (sent_plain o s) = after_plain o s.
Proof. unfold sent_plain. destruct (judge_plain o s); now split. Qed.

Lemma opened_by_offering o x s : exists y, opened_by (offering o x) s = offering (opened_by o s) y.
Proof.
  destruct (sent_by_offering o x s (max_u64 (observer_nxt o) (1 + seg_text s)) (observer_fin_sent o)
              (observer_fin o)) as [y E].
  exists y. unfold opened_by. cbn [observer_nxt observer_fin_sent observer_fin offering]. rewrite E. reflexivity.
Qed.

Lemma sent_offering o x s :
  UpToWindow (judgement_finding (observe_sent (offering o x) s)) (judgement_finding (observe_sent o s))
  /\ exists y, judgement_observer (observe_sent (offering o x) s) = offering (judgement_observer (observe_sent o s)) y.
Proof.
  assert (Same : UpToWindow NO_FINDING NO_FINDING) by now left.
  unfold observe_sent. cbn [observer_lost observer_opened offering].
  change (Near (offering o x)) with (Near o).
  change (MayListenAgain (offering o x)) with (MayListenAgain o).
  destruct (observer_lost o); try solve [split; [exact Same | now exists x]].
  destruct (Near o); cbn [negb]; [|split; [exact Same | now exists x]].
  destruct (ctl_rst (seg_ctl s)).
  { destruct (ctl_syn (seg_ctl s)); [split; [exact Same | now exists x]|].
    unfold sent_rst. cbn [observer_opened offering].
    destruct (negb (observer_opened o) && _ && _ && _); (split; [now left | now exists x]). }
  destruct (ctl_syn (seg_ctl s)).
  { destruct (MayListenAgain o); [split; [exact Same | now exists x]|].
    unfold sent_syn. cbn [guilty judgement_finding judgement_observer].
    destruct (ctl_fin (seg_ctl s)); [split; [exact Same | now exists x]|].
    split; [apply judge_syn_offering | apply opened_by_offering]. }
  destruct (observer_opened o); cbn [negb]; [|split; [exact Same | now exists x]].
  destruct (sent_plain_is o s) as [-> ->], (sent_plain_is (offering o x) s) as [-> ->].
  split; [apply judge_plain_offering | apply sent_by_offering].
Qed.

(** ** To forget keeps the observer on track *)
Lemma tracks_forgetting o h l : Tracks o h l -> Tracks (offering o 0) (forgetting h) l.
Proof.
  assert (G : Grows o (offering o 0)) by (constructor; cbn; auto; lia).
  assert (A : AckGrows o (offering o 0)) by (constructor; cbn; auto; lia).
  intros []. constructor; auto.
  - intros E. destruct (t_no_syn E) as (X & Y & _). cbn. conj; auto.
  - destruct t_chain as (b & m & C & L & Y). exists b, m. conj; auto. eapply chain_grows; eauto.
  - intros O. destruct (t_ack_chain O) as (mu & L & C). exists mu. split; auto. eapply ack_chain_grows; eauto.
Qed.

Lemma ranges_offering o x : Ranges o -> Ranges (offering o x).
Proof. intros []. now constructor. Qed.

Lemma invariant_forgetting o h l : Invariant o h l -> Invariant (offering o 0) (forgetting h) l.
Proof.
  intros [[L | N] | [T | I]]; [left; now left | left; now right | right; left; now apply tracks_forgetting|].
  right. right. destruct I. now constructor.
Qed.

(** ** Whole captures *)

(** Is there a finding that breaks a MUST? *)
Fixpoint accuses_of_must (o : observer) (l : list label) : bool :=
  match l with
  | [] => false
  | Arrived _ s :: l' => accuses_of_must (observe_arrived o s) l'
  | Sent _ s :: l' =>
      match judgement_finding (observe_sent o s) with
      | NO_FINDING | WINDOW_SHRUNK => accuses_of_must (judgement_observer (observe_sent o s)) l'
      | _ => true
      end
  | Ended _ :: l' => accuses_of_must o l'
  end.

Lemma innocent_move lag r x r' o : Ranges o -> MustMoves lag r x r' ->
  (forall t s, x = Some (Arrived t s) \/ x = Some (Sent t s) -> Sane s) ->
  (exists y, Invariant (offering o y) (run_host r) (run_inbox r)) ->
  let o' := match x with
            | Some (Arrived _ s) => observe_arrived o s
            | Some (Sent _ s) => judgement_observer (observe_sent o s)
            | _ => o
            end in
  Ranges o'
  /\ (forall t s, x = Some (Sent t s) ->
        judgement_finding (observe_sent o s) = NO_FINDING \/ judgement_finding (observe_sent o s) = WINDOW_SHRUNK)
  /\ exists y, Invariant (offering o' y) (run_host r') (run_inbox r').
Proof.
  intros R M S [y I]. pose proof (ranges_offering o y R) as RY.
  destruct M as [x r' M|]; [|cbn; conj; auto; [discriminate | exists 0; exact (invariant_forgetting _ _ _ I)]].
  destruct x as [x|]; [|cbn; conj; auto; [discriminate | exists y; eapply invariant_tau; eauto]].
  inversion M as [t s OT | t s h' OT SE | t OT | | |]; subst; cbn in *.
  - specialize (S t s (or_introl eq_refl)). conj; auto using ranges_arrived; [discriminate|].
    destruct (arrived_offering o y s) as [z E]. exists z. rewrite <- E. now apply invariant_arrived.
  - specialize (S t s (or_intror eq_refl)). destruct (sent_offering o y s) as [U [z E]].
    destruct (invariant_sends _ _ _ _ _ I S SE) as [F I'].
    conj; [now apply ranges_sent | | exists z; now rewrite <- E].
    intros ? ? [= <- <-]. destruct U as [U | [_ U]]; [left; congruence | exact U].
  - conj; auto; [discriminate | now exists y].
Qed.

Lemma explained_breaks_no_must lag r l : MustExplain lag r l -> forall o, Ranges o -> Forall SaneLabel l ->
  (exists y, Invariant (offering o y) (run_host r) (run_inbox r)) -> accuses_of_must o l = false.
Proof.
  induction 1 as [r | r r' l M E IH | r r' x l M E IH]; intros o R F I; auto.
  - destruct (innocent_move _ _ _ _ o R M) as (R' & _ & I'); auto. intros t s [X | X]; discriminate.
  - inversion F as [|? ? SX FL]; subst.
    destruct (innocent_move _ _ _ _ o R M) as (R' & J & I'); auto.
    { intros t s [[= ->] | [= ->]]; exact SX. }
    destruct x as [t s | t s | t]; cbn in *; auto.
    destruct (J t s eq_refl) as [-> | ->]; auto.
Qed.

(** Whatever the lag, and whatever windows do: a capture that some run explains breaks no MUST. *)
Theorem windows_blur_no_must : forall lag l,
  Forall SaneLabel l -> ConformsToMusts lag l -> accuses_of_must start_observer l = false.
Proof.
  intros lag l F (iss & x & I & X & E). eapply explained_breaks_no_must; eauto.
  - constructor; cbn; lia.
  - exists (observer_offered start_observer). rewrite offering_itself. right. left. now apply tracks_start.
Qed.

(** The same, as a tester reads it. *)
Corollary a_must_finding_convicts : forall lag l,
  Forall SaneLabel l -> accuses_of_must start_observer l = true -> ~ ConformsToMusts lag l.
Proof. intros lag l F A C. rewrite (windows_blur_no_must lag l F C) in A. discriminate. Qed.
