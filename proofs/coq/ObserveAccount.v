(** * What the observer knows is an account of what it saw

    As long as it finds nothing and is not lost, its positions are those of an account
    (ClausesObserved.v). *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives History Observe ClausesObserved.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Section Account.
(** Does a window that shrinks count (SHLD-14)? *)
Variable keeps : Prop.

(** Found is nothing, or what is forgiven. *)
Definition Forgiven (f : finding) : Prop := f = NO_FINDING \/ f = WINDOW_SHRUNK /\ ~ keeps.

(** ** What it knows is an account *)

Definition no_text (l : list label) : Prop := forall t q, In (Sent t q) l -> Plain q -> seg_text q = 0.
Definition stamped (l : list label) : Prop :=
  forall t q, In (Sent t q) l -> HasSyn q -> ~ HasRst q -> Stamped q.

Record Account (o : observer) (l : list label) : Prop := {
  a_own : match own_syn l with
          | Some y => observer_opened o = true /\ observer_own_shift_on o = options_has_shift (seg_options y)
                      /\ observer_own_shift o = Z.min (options_shift (seg_options y)) 14
          | None => observer_opened o = false /\ observer_own_shift_on o = false
          end;
  a_peer : match peer_syn l with
           | Some y => observer_syn_arrived o = true /\ observer_irs o = seg_seq y
                       /\ observer_peer_shift_on o = options_has_shift (seg_options y)
                       /\ observer_peer_shift o = Z.min (options_shift (seg_options y)) 14
                       /\ observer_peer_stamps o = options_has_ts (seg_options y)
           | None => observer_syn_arrived o = false /\ observer_peer_shift_on o = false
                     /\ observer_peer_stamps o = false /\ observer_rcv_max o = 1
           end;
  a_text : observer_text_sent o = false -> no_text l;
  a_reset : observer_reset_sent o = false -> forall later t r earlier,
    l = later ++ Sent t r :: earlier -> HasRst r -> no_text earlier;
  a_iss : forall t q, In (Sent t q) l -> HasSyn q -> ~ HasRst q ->
    observer_opened o = true /\ seg_seq q = observer_iss o;
  a_stamps : stamped l -> observer_own_stamps o = true;
  a_receiving : Receiving keeps l (observer_acked o) (observer_offered o) (observer_rcv_max o);
  a_sending : forall iss, (observer_opened o = true -> iss = observer_iss o) ->
    Sending iss l (observer_nxt o) (if observer_fin_sent o then Some (observer_fin o) else None)
      (observer_una_max o) (observer_wnd_max o) }.

Lemma account_start : Account start_observer [].
Proof.
  constructor; cbn; auto; try (unfold no_text; cbn; tauto).
  - intros _ [| x later] t r earlier E; discriminate.
  - constructor.
  - intros. constructor.
Qed.

(** [H] is the goal, but for fields that did not change. *)
Ltac same H := let X := fresh in pose proof H as X; cbn in X |- *; exact X.

(** ** A segment arrives *)

Lemma lost_arrived o s : observer_lost (observe_arrived o s) = NOT_LOST -> observer_lost o = NOT_LOST.
Proof.
  unfold observe_arrived. cbv zeta. destruct (_ || _); [auto|]. destruct (negb _); [auto|].
  destruct (MayListenAgain o); [discriminate|]. destruct (_ || _); [auto | discriminate].
Qed.

(** The number [x] is ahead of [max] by what it was raised. *)
Lemma raised isn m x : 0 <= isn < 2 ^ 32 -> 0 <= m -> 0 <= x < 2 ^ 32 ->
  raise isn m x = m
  \/ (m < raise isn m x <= m + reach /\ OnWire isn (raise isn m x) x).
Proof.
  intros I M X. unfold raise. destruct (_ && _) eqn:C; [|auto].
  apply andb_prop in C as [C _]. apply Z.leb_le in C.
  pose proof (number_of_wire isn m ltac:(lia) M) as N. apply on_wire in N as [Nx [j Ej]].
  destruct (seq_sub_spec x (number_of isn m) X Nx) as [S [i Ei]].
  destruct (Z.eq_dec (seq_sub x (number_of isn m)) 0) as [E | E]; [left; lia | right].
  split; [unfold reach; pose proof reach_max_eq; lia|].
  apply on_wire. split; [auto|]. exists (j - i). lia.
Qed.

Lemma wnd_of o l q : Ranges o -> Account o l -> window_of o q = seg_wnd q * 2 ^ peer_scale l q.
Proof.
  intros R A. unfold window_of, peer_scale, shift_of. pose proof (a_peer o l A) as P.
  destruct (ctl_syn (seg_ctl q)); cbn; [lia|]. destruct (peer_syn l) as [y|].
  - destruct P as (_ & _ & S & E & _). rewrite S. destruct (options_has_shift (seg_options y)); cbn; [|lia].
    rewrite power2_pow by (destruct R; lia). now rewrite E.
  - destruct P as (_ & -> & _). cbn. lia.
Qed.

(** What does not depend on what arrived. *)
Lemma in_arrived t q t1 s l : In (Sent t q) (Arrived t1 s :: l) -> In (Sent t q) l.
Proof. intros [H | H]; [discriminate | auto]. Qed.

Lemma sending_arrived o l t q : Ranges o -> Sane q -> Account o l -> forall iss,
  (observer_opened o = true -> iss = observer_iss o) ->
  Sending iss (Arrived t q :: l) (observer_nxt o)
    (if observer_fin_sent o then Some (observer_fin o) else None)
    (observer_una_max (arrived_bounds o q)) (observer_wnd_max (arrived_bounds o q)).
Proof.
  intros R S A iss I. pose proof (a_sending o l A iss I) as X.
  assert (W : observer_wnd_max (arrived_bounds o q)
              = Z.max (observer_wnd_max o) (seg_wnd q * 2 ^ peer_scale l q)).
  { rewrite <- (wnd_of o l q R A). cbn.
    destruct (Z.ltb_spec (observer_wnd_max o) (window_of o q)); lia. }
  rewrite W. cbn [observer_una_max arrived_bounds].
  destruct (ctl_ack (seg_ctl q)) eqn:K; [destruct (observer_opened o) eqn:O|]; cbn [andb];
    try (now apply Sending_offered).
  destruct (raised (observer_iss o) (observer_una_max o) (seg_ack q)) as [E | [E N]];
    try (destruct R, S; lia).
  - rewrite E. now apply Sending_offered.
  - apply Sending_acked with (u := observer_una_max o); auto.
    + pose proof (a_own o l A) as W1. destruct (own_syn l); [congruence | destruct W1; congruence].
    + rewrite (I eq_refl). auto.
Qed.

Lemma receiving_arrived o l t q : Ranges o -> Sane q -> Account o l ->
  Receiving keeps (Arrived t q :: l) (observer_acked o) (observer_offered o)
    (observer_rcv_max (arrived_bounds o q)).
Proof.
  intros R S A. pose proof (a_receiving o l A) as X. pose proof (a_peer o l A) as P.
  cbn [observer_rcv_max arrived_bounds].
  destruct (_ && _ && _) eqn:C; [|now apply Receiving_other].
  apply andb_prop in C as [C L]. apply andb_prop in C as [C Y]. apply Z.ltb_lt in L.
  pose proof (seg_len_nonneg q S) as B.
  destruct (seq_add_spec (seg_seq q) (seg_len q)) as [N [i Ei]]; try (destruct S; lia).
  destruct (raised (observer_irs o) (observer_rcv_max o) (seq_add (seg_seq q) (seg_len q)))
    as [E | [E W]]; try (destruct R; lia); [rewrite E; now apply Receiving_other|].
  destruct (peer_syn l) as [y|] eqn:F; [|destruct P; congruence].
  destruct P as (_ & I & _).
  replace (raise _ _ _) with
    (raise (observer_irs o) (observer_rcv_max o) (seq_add (seg_seq q) (seg_len q)) - seg_len q + seg_len q)
    by lia.
  apply (Receiving_text keeps t q y l (observer_acked o) (observer_offered o) (observer_rcv_max o));
    auto; rewrite ?length_eq; try lia.
  - apply on_wire in W as [_ [k Ek]]. apply on_wire. split; [destruct S; lia|].
    exists (k - i). rewrite <- I. lia.
  - unfold HasSyn. intros H. rewrite H in Y. discriminate.
  - pose proof (length_eq q) as LQ. rewrite LQ. lia.
Qed.

Lemma account_bounds o l t q : Ranges o -> Sane q -> Account o l ->
  (ctl_rst (seg_ctl q) = true \/ ctl_syn (seg_ctl q) = false \/ observer_syn_arrived o = true) ->
  Account (arrived_bounds o q) (Arrived t q :: l).
Proof.
  intros R S A C. pose proof (a_peer o l A) as P.
  assert (E : peer_syn (Arrived t q :: l) = peer_syn l).
  { cbn. destruct (peer_syn l) as [y|]; [auto|]. destruct P as (Z & _).
    destruct (ctl_syn (seg_ctl q)), (ctl_rst (seg_ctl q)); auto. intuition congruence. }
  constructor.
  - same (a_own o l A).
  - rewrite E. destruct (peer_syn l) as [y|]; [exact P|]. destruct P as (Y & P & T & V).
    repeat split; auto. cbn. now rewrite Y.
  - intros H t1 q1 I. exact (a_text o l A H t1 q1 (in_arrived _ _ _ _ _ I)).
  - intros H [| x later] t1 r earlier X; [discriminate|]. injection X as <- X.
    exact (a_reset o l A H later t1 r earlier X).
  - intros t1 q1 I. exact (a_iss o l A t1 q1 (in_arrived _ _ _ _ _ I)).
  - intros H. apply (a_stamps o l A). intros t1 q1 I. apply (H t1 q1). now right.
  - exact (receiving_arrived o l t q R S A).
  - exact (sending_arrived o l t q R S A).
Qed.

Lemma account_syn o l t q : Ranges o -> Sane q -> Account o l -> observer_syn_arrived o = false ->
  ctl_syn (seg_ctl q) = true -> ctl_rst (seg_ctl q) = false ->
  Account (arrived_syn (arrived_bounds o q) q) (Arrived t q :: l).
Proof.
  intros R S A N Y T. pose proof (a_peer o l A) as P.
  destruct (peer_syn l) as [y|] eqn:F; [destruct P; congruence|].
  assert (E : peer_syn (Arrived t q :: l) = Some q) by (cbn; now rewrite F, Y, T).
  constructor.
  - same (a_own o l A).
  - rewrite E. cbn. rewrite min_u32_eq. auto.
  - intros H t1 q1 I. exact (a_text o l A H t1 q1 (in_arrived _ _ _ _ _ I)).
  - intros H [| x later] t1 r earlier X; [discriminate|]. injection X as <- X.
    exact (a_reset o l A H later t1 r earlier X).
  - intros t1 q1 I. exact (a_iss o l A t1 q1 (in_arrived _ _ _ _ _ I)).
  - intros H. apply (a_stamps o l A). intros t1 q1 I. apply (H t1 q1). now right.
  - replace (observer_rcv_max _) with (Length q).
    + eapply Receiving_syn; eauto using a_receiving. unfold HasRst. congruence.
    + cbn. destruct P as (_ & _ & _ & V). rewrite N, V, max_u64_eq, length_eq. cbn.
      rewrite <- length_eq. unfold Length. rewrite Y. cbn. pose proof (sane_text _ S).
      pose proof (one_if_range (ctl_fin (seg_ctl q))). lia.
  - exact (sending_arrived o l t q R S A).
Qed.

Lemma account_arrived o l t q : Ranges o -> Sane q -> Account o l ->
  observer_lost (observe_arrived o q) = NOT_LOST -> Account (observe_arrived o q) (Arrived t q :: l).
Proof.
  intros R S A. unfold observe_arrived. cbv zeta.
  destruct (ctl_rst (seg_ctl q)) eqn:T; cbn [orb negb]; [intros; apply account_bounds; auto|].
  destruct (ctl_syn (seg_ctl q)) eqn:Y; cbn [orb negb]; [|intros; apply account_bounds; auto].
  destruct (observer_syn_arrived o) eqn:N; cbn [negb]; [|intros; now apply account_syn].
  destruct (MayListenAgain o); [discriminate|].
  destruct (_ || _); [|discriminate]. intros; apply account_bounds; auto.
Qed.

(** ** A segment is sent *)

Lemma lost_sent o s : observer_lost (judgement_observer (observe_sent o s)) = NOT_LOST ->
  observer_lost o = NOT_LOST.
Proof. unfold observe_sent. destruct (observer_lost o) eqn:L; cbn; congruence. Qed.

Lemma own_shift_of o l s : Ranges o -> Account o l -> power2 (own_shift o s) = 2 ^ own_scale l s.
Proof.
  intros R A. unfold own_shift, own_scale, shift_of. pose proof (a_peer o l A) as P.
  pose proof (a_own o l A) as W. destruct (ctl_syn (seg_ctl s)); [reflexivity|]. cbn [negb andb].
  destruct (peer_syn l) as [y|]; [destruct P as (_ & _ & -> & _) | destruct P as (_ & -> & _)];
    [|now rewrite andb_false_r].
  destruct (options_has_shift (seg_options y)); [|now rewrite andb_false_r]. rewrite andb_true_r.
  destruct (own_syn l) as [z|]; [destruct W as (_ & -> & E) | destruct W as (_ & ->); reflexivity].
  destruct (options_has_shift (seg_options z)); [|reflexivity].
  rewrite power2_pow by (destruct R; lia). now rewrite E.
Qed.

Lemma forgiven_ack : ~ Forgiven ACK_OF_NOTHING /\ ~ Forgiven ACK_WENT_BACK.
Proof. unfold Forgiven. intuition discriminate. Qed.

(** The acknowledgment of a segment without finding. *)
Lemma receiving_ack o l t s : Ranges o -> Sane s -> Account o l -> ctl_ack (seg_ctl s) = true ->
  ctl_rst (seg_ctl s) = false -> Forgiven (judge_ack o s) ->
  AckPossible o s = true
  /\ Receiving keeps (Sent t s :: l) (observer_acked o + ack_ahead o s) (offered_by o s) (observer_rcv_max o).
Proof.
  intros R S A K T J. unfold judge_ack in J. destruct (AckPossible o s) eqn:P; cbn [negb] in J;
    [|destruct (seq_lt _ _), forgiven_ack; tauto].
  split; [reflexivity|]. unfold AckPossible in P. apply andb_prop in P as [Y P]. apply Z.leb_le in P.
  pose proof (a_peer o l A) as Q. destruct (peer_syn l) as [y|] eqn:F; [|destruct Q; congruence].
  pose proof (number_of_wire (observer_irs o) (observer_acked o)) as N.
  specialize (N ltac:(destruct R; lia) ltac:(destruct R; lia)).
  apply on_wire in N as [Nx [j Ej]].
  destruct (seq_sub_spec (seg_ack s) (number_of (observer_irs o) (observer_acked o))) as [D [i Ei]];
    [destruct S; lia | lia|]. fold (ack_ahead o s) in D, Ei.
  unfold offered_by. rewrite (own_shift_of o l s R A).
  apply (Receiving_ack keeps t s y l (observer_acked o) (observer_offered o) (observer_rcv_max o));
    auto using a_receiving; try lia.
  - unfold HasRst. congruence.
  - apply on_wire. split; [destruct S; lia|]. exists (j - i). destruct Q as (_ & I & _). rewrite <- I. lia.
  - intros H. destruct (WindowKept o s) eqn:V.
    + unfold WindowKept, offered_by in V. rewrite (own_shift_of o l s R A) in V. apply Z.ltb_lt in V. lia.
    + cbn in J. unfold Forgiven in J. intuition discriminate.
Qed.

(** Acknowledgment and window after a segment, with ACK or without. *)
Lemma receiving_sent o l t s n f e : Ranges o -> Sane s -> Account o l -> ctl_rst (seg_ctl s) = false ->
  (ctl_ack (seg_ctl s) = true -> Forgiven (judge_ack o s)) ->
  Receiving keeps (Sent t s :: l) (observer_acked (sent_by o s n f e)) (observer_offered (sent_by o s n f e))
    (observer_rcv_max o).
Proof.
  intros R S A T J. cbn. destruct (ctl_ack (seg_ctl s)) eqn:K; cbn [andb].
  - destruct (receiving_ack o l t s R S A K T (J eq_refl)) as [-> X]. exact X.
  - apply Receiving_no_ack; [exact (a_receiving o l A)|]. left. unfold HasAck. congruence.
Qed.

Lemma no_text_sent o l t s : Account o l ->
  observer_text_sent o || (0 <? seg_text s) && negb (ctl_syn (seg_ctl s)) = false -> Sane s ->
  no_text (Sent t s :: l).
Proof.
  intros A H S t1 q [E | I] P; apply orb_false_elim in H as [H W].
  - injection E as <- <-. unfold Plain, HasSyn in P. destruct (ctl_syn (seg_ctl s)); [tauto|].
    rewrite andb_true_r in W. apply Z.ltb_ge in W. destruct S; lia.
  - exact (a_text o l A H t1 q I P).
Qed.

(** *** A reset *)
Lemma account_rst o l t s : Account o l -> ctl_rst (seg_ctl s) = true -> Account (reset_by o) (Sent t s :: l).
Proof.
  intros A T. assert (H : HasRst s) by exact T.
  assert (O : own_syn (Sent t s :: l) = own_syn l) by (cbn; rewrite T; now destruct (ctl_syn (seg_ctl s))).
  constructor.
  - rewrite O. same (a_own o l A).
  - same (a_peer o l A).
  - intros N t1 q [E | I] P; [injection E as <- <-; now destruct P|]. exact (a_text o l A N t1 q I P).
  - cbn. intros N later t1 r earlier E _ t2 q I P. apply (a_text o l A N t2); auto.
    destruct later as [| x later]; injection E as <- E; [congruence|]. subst l.
    apply in_or_app. right. now right.
  - intros t1 q [E | I] Y N; [injection E as <- <-; tauto|]. exact (a_iss o l A t1 q I Y N).
  - intros N. apply (a_stamps o l A). intros t1 q I. apply (N t1 q). now right.
  - apply Receiving_no_ack; auto. exact (a_receiving o l A).
  - intros iss I. apply Sending_rst; auto. exact (a_sending o l A iss I).
Qed.

(** *** A SYN *)
Lemma syn_again o s : Forgiven (judge_syn o s) ->
  observer_text_sent o = false /\ (observer_opened o = true -> seg_seq s = observer_iss o).
Proof.
  unfold judge_syn, Forgiven. destruct (observer_text_sent o); [intuition discriminate|].
  destruct (observer_opened o); cbn; [|intuition discriminate].
  destruct (Z.eqb_spec (seg_seq s) (observer_iss o)); cbn; [auto | intuition discriminate].
Qed.

Lemma syn_ack_judged o s : Forgiven (judge_syn o s) -> ctl_ack (seg_ctl s) = true -> Forgiven (judge_ack o s).
Proof.
  unfold judge_syn. intros H K. rewrite K in H. revert H.
  destruct (observer_text_sent o); [unfold Forgiven; intuition discriminate|].
  destruct (_ && _); [unfold Forgiven; intuition discriminate|].
  destruct (_ && _); [unfold Forgiven; intuition discriminate|]. cbn [negb].
  destruct (observer_opened o); [auto|].
  destruct (_ && _); [unfold Forgiven; intuition discriminate|].
  destruct (_ && _); [unfold Forgiven; intuition discriminate|]. auto.
Qed.

Lemma account_syn_sent o l t s : Ranges o -> Sane s -> Account o l -> ctl_syn (seg_ctl s) = true ->
  ctl_rst (seg_ctl s) = false -> Forgiven (judge_syn o s) -> Account (opened_by o s) (Sent t s :: l).
Proof.
  intros R S A Y T J. destruct (syn_again o s J) as [X I].
  assert (O : own_syn (Sent t s :: l) = Some s) by (cbn; now rewrite Y, T).
  constructor.
  - rewrite O. cbn. rewrite min_u32_eq. auto.
  - same (a_peer o l A).
  - intros N. exact (no_text_sent o l t s A N S).
  - intros N [| x later] t1 r earlier E H; injection E as <- E.
    + subst. unfold HasRst in H. congruence.
    + exact (a_reset o l A N later t1 r earlier E H).
  - cbn. intros t1 q [E | H] HY N; [injection E as <- <-; auto|].
    destruct (a_iss o l A t1 q H HY N) as [O1 E]. split; [reflexivity|]. rewrite E. symmetry. auto.
  - intros N. cbn. apply andb_true_intro. split.
    + apply (a_stamps o l A). intros t1 q H. apply (N t1 q). now right.
    + apply (N t s); [now left | exact Y | unfold HasRst; congruence].
  - exact (receiving_sent o l t s _ _ _ R S A T (syn_ack_judged o s J)).
  - intros iss E. cbn. rewrite !max_u64_eq. specialize (E eq_refl). cbn in E.
    apply Sending_syn with (n := observer_nxt o) (u := observer_una_max o); auto.
    + apply (a_sending o l A). intros O1. rewrite E. auto.
    + unfold HasRst. congruence.
Qed.

(** *** Any other *)
Lemma text_judged o s : Forgiven (judge_plain o s) ->
  judge_text o s = NO_FINDING /\ Forgiven (judge_ack o s) /\ ctl_ack (seg_ctl s) = true.
Proof.
  unfold judge_plain. destruct (observer_reset_sent o); [unfold Forgiven; intuition discriminate|].
  destruct (ctl_ack (seg_ctl s)); [|unfold Forgiven; intuition discriminate]. cbn [negb].
  destruct (options_has_mss _); [unfold Forgiven; intuition discriminate|].
  destruct (_ && _ && _); [unfold Forgiven; intuition discriminate|].
  unfold judge_text.
  repeat match goal with |- context [if ?c then _ else _] => destruct c end;
    cbn; auto; unfold Forgiven; intuition discriminate.
Qed.

Lemma one_bit b : bit b = if b then 1 else 0. Proof. reflexivity. Qed.

Lemma placed o l s iss : Ranges o -> Sane s -> Account o l -> judge_text o s = NO_FINDING ->
  iss = observer_iss o ->
  SeqPossible o s = true
  /\ OnWire iss (observer_nxt o - seq_behind o s) (seg_seq s)
  /\ Placed (observer_nxt o) (if observer_fin_sent o then Some (observer_fin o) else None)
       (observer_una_max o) (observer_wnd_max o) s (observer_nxt o - seq_behind o s) (text_end o s)
  /\ (ctl_fin (seg_ctl s) = true -> FinPossible o (text_end o s) = true).
Proof.
  intros R S A J ->. unfold judge_text in J. destruct (SeqPossible o s) eqn:P; [cbn [negb] in J | discriminate].
  destruct (_ && _ && _) eqn:F in J; [discriminate|]. destruct (_ && _) eqn:M in J; [discriminate|].
  destruct (_ && _) eqn:W in J; [discriminate|]. clear J. split; [reflexivity|].
  unfold SeqPossible in P. apply andb_prop in P as [_ P]. apply Z.leb_le in P.
  pose proof (number_of_wire (observer_iss o) (observer_nxt o)) as N.
  specialize (N ltac:(destruct R; lia) ltac:(destruct R; lia)). apply on_wire in N as [Nx [j Ej]].
  destruct (seq_sub_spec (number_of (observer_iss o) (observer_nxt o)) (seg_seq s)) as [D [i Ei]];
    [lia | destruct S; lia|]. fold (seq_behind o s) in D, Ei.
  repeat split; try lia.
  - apply on_wire. split; [destruct S; lia|]. exists (j + i). lia.
  - intros x E. destruct (observer_fin_sent o); [|discriminate]. injection E as <-.
    replace (0 <? seg_text s) with true in F by (symmetry; now apply Z.ltb_lt). cbn in F.
    apply Z.ltb_ge in F. exact F.
  - replace (0 <? seg_text s) with true in W by (symmetry; now apply Z.ltb_lt). cbn in W.
    apply negb_false_iff in W. unfold TextPossible in W. apply orb_prop in W as [W | W]; apply Z.leb_le in W;
      [now left | right]. destruct (observer_wnd_max o =? 0); destruct R; lia.
  - intros C. rewrite C in M. cbn in M. now apply negb_false_iff in M.
Qed.

Definition plain_after (o : observer) (s : seg) : observer :=
  let fin := ctl_fin (seg_ctl s) && SeqPossible o s in
  sent_by o s (nxt_after o s) (fin || observer_fin_sent o) (if fin then text_end o s else observer_fin o).

Lemma account_plain o l t s : Ranges o -> Sane s -> Account o l -> ctl_syn (seg_ctl s) = false ->
  ctl_rst (seg_ctl s) = false -> observer_opened o = true -> Forgiven (judge_plain o s) ->
  Account (plain_after o s) (Sent t s :: l).
Proof.
  intros R S A Y T O J. destruct (text_judged o s J) as (JT & JA & K).
  assert (W : own_syn (Sent t s :: l) = own_syn l) by (cbn; now rewrite Y).
  assert (P : Plain s) by (unfold Plain, HasSyn, HasRst; rewrite Y, T; split; discriminate).
  unfold plain_after. constructor.
  - rewrite W. same (a_own o l A).
  - same (a_peer o l A).
  - intros N. exact (no_text_sent o l t s A N S).
  - intros N [| x later] t1 r earlier E H; injection E as <- E.
    + subst. unfold HasRst in H. congruence.
    + exact (a_reset o l A N later t1 r earlier E H).
  - intros t1 q [E | H] HY N; [injection E as <- <-; unfold HasSyn in HY; congruence|].
    exact (a_iss o l A t1 q H HY N).
  - intros N. apply (a_stamps o l A). intros t1 q H. apply (N t1 q). now right.
  - exact (receiving_sent o l t s _ _ _ R S A T (fun _ => JA)).
  - intros iss E. specialize (E O). cbn in E.
    destruct (placed o l s iss R S A JT E) as (B & V & L & F). cbn. unfold nxt_after. rewrite B, max_u64_eq.
    destruct (ctl_fin (seg_ctl s)) eqn:C; cbn [andb orb].
    + apply Sending_fin with (f := if observer_fin_sent o then Some (observer_fin o) else None)
        (n := observer_nxt o) (p := observer_nxt o - seq_behind o s); auto.
      * apply (a_sending o l A). auto.
      * specialize (F eq_refl). unfold FinPossible in F. destruct (observer_fin_sent o).
        -- apply Z.eqb_eq in F. left. f_equal. lia.
        -- apply Z.leb_le in F. auto.
    + rewrite one_bit, Z.add_0_r.
      apply Sending_text with (p := observer_nxt o - seq_behind o s); auto.
      * apply (a_sending o l A). auto.
      * unfold HasFin. congruence.
Qed.

End Account.
