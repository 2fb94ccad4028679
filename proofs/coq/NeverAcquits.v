(** * The observer never acquits the guilty

    Where it finds nothing, and is not lost, every clause that its findings stand for was obeyed
    (ClausesObserved.v).  But one: that a challenge ACK is missing it tells only of the first
    (ChallengeProof.v). *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives History Observe ClausesObserved.
From PlumbProofs Require Import ObserveBasics ObserveInvariant ObserveArrived ObserveAccount NeverAccuses.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The observer after a history, latest first. *)
Fixpoint observed (l : list label) : observer :=
  match l with
  | [] => start_observer
  | Arrived _ s :: l' => observe_arrived (observed l') s
  | Sent _ s :: l' => judgement_observer (observe_sent (observed l') s)
  | Ended _ :: l' => observed l'
  end.

Section Accepts.
Variable keeps : Prop.

(** It has found nothing, but what is forgiven. *)
Fixpoint Accepts (l : list label) : Prop :=
  match l with
  | [] => True
  | Sent _ s :: l' => Forgiven keeps (judgement_finding (observe_sent (observed l') s)) /\ Accepts l'
  | _ :: l' => Accepts l'
  end.

(** ** The clauses of single segments *)
Definition Single (before : list label) (t : Z) (s : seg) : Prop :=
  AcksAlways before t s /\ MssOnSyn before t s /\ ShiftInRange before t s
  /\ AnswersOptions before t s /\ StampsKept before t s /\ SynOnce before t s
  /\ SilentAfterReset before t s /\ ResetAtZero before t s.

Lemma single_rst o l t s : Account keeps o l -> ctl_rst (seg_ctl s) = true -> ctl_syn (seg_ctl s) = false ->
  Forgiven keeps (judgement_finding (sent_rst o s)) -> Single (rev l) t s.
Proof.
  intros A T Y J. assert (H : HasRst s) by exact T.
  unfold Single, AcksAlways, MssOnSyn, ShiftInRange, AnswersOptions, StampsKept, SynOnce, SilentAfterReset,
    ResetAtZero, Plain. conj; try tauto.
  rewrite rev_involutive. intros _ K _ N. pose proof (a_own keeps o l A) as W. rewrite N in W. destruct W as [W _].
  unfold sent_rst in J. rewrite W, K, Y in J. cbn in J. destruct (Z.eqb_spec (seg_seq s) 0); auto.
  cbn in J. unfold Forgiven in J. intuition discriminate.
Qed.

Lemma single_syn o l t s : Account keeps o l -> ctl_rst (seg_ctl s) = false -> ctl_syn (seg_ctl s) = true ->
  Forgiven keeps (judge_syn o s) -> Single (rev l) t s.
Proof.
  intros A T Y J. assert (H : HasSyn s) by exact Y. destruct (syn_again keeps o s J) as [X I].
  unfold Single, AcksAlways, MssOnSyn, ShiftInRange, AnswersOptions, StampsKept, SynOnce, SilentAfterReset,
    ResetAtZero, Plain, HasShift, Stamped. rewrite rev_involutive. conj; try tauto.
  - intros _ _ S. unfold judge_syn in J. rewrite X, S in J. cbn [andb] in J.
    destruct (observer_opened o && _); [unfold Forgiven in J; intuition discriminate|].
    destruct (Z.ltb_spec 14 (options_shift (seg_options s))); [|lia].
    unfold Forgiven in J. intuition discriminate.
  - intros _ _ K N. pose proof (a_own keeps o l A) as W. rewrite N in W. destruct W as [W _].
    pose proof (syn_ack_judged keeps o s J K) as JA. unfold judge_syn in J. unfold HasAck in K.
    rewrite X, W, K in J. cbn [andb negb] in J.
    destruct (_ && _) in J; [unfold Forgiven in J; intuition discriminate|].
    pose proof (a_peer keeps o l A) as P. destruct (peer_syn l) as [y|].
    + destruct P as (Z & _ & SH & _ & ST). exists y. rewrite <- SH, <- ST. rewrite Z in J. cbn [andb] in J.
      split; [reflexivity|]. split; intros O; rewrite O in J.
      * destruct (observer_peer_shift_on o); auto. unfold Forgiven in J. intuition discriminate.
      * destruct (_ && _) in J; [unfold Forgiven in J; intuition discriminate|].
        destruct (observer_peer_stamps o); auto. unfold Forgiven in J. intuition discriminate.
    + destruct P as (Z & _). unfold judge_ack, AckPossible in JA. rewrite Z in JA. cbn in JA.
      destruct (seq_lt _ _), (forgiven_ack keeps); tauto.
  - intros _ _. split; intros t1 q N; rewrite <- in_rev in N.
    + exact (a_text keeps o l A X t1 q N).
    + intros HY R. destruct (a_iss keeps o l A t1 q N HY R) as [O E]. rewrite E. symmetry. auto.
Qed.

Lemma split_rev (l : list label) earlier x later : rev l = earlier ++ x :: later ->
  l = rev later ++ x :: rev earlier.
Proof.
  intros E. rewrite <- (rev_involutive l), E, rev_app_distr. cbn. now rewrite <- app_assoc.
Qed.

Lemma single_plain o l t s : Account keeps o l -> ctl_rst (seg_ctl s) = false -> ctl_syn (seg_ctl s) = false ->
  Forgiven keeps (judge_plain o s) -> Single (rev l) t s.
Proof.
  intros A T Y J. destruct (text_judged keeps o s J) as (JT & JA & K).
  assert (Q : Forgiven keeps (judge_plain o s) -> observer_reset_sent o = false
    /\ options_has_mss (seg_options s) = false
    /\ (observer_own_stamps o = true -> observer_peer_stamps o = true -> Stamped s)).
  { unfold judge_plain, Stamped. rewrite K.
    destruct (observer_reset_sent o); [unfold Forgiven; intuition discriminate|]. cbn [negb].
    destruct (options_has_mss _); [unfold Forgiven; intuition discriminate|].
    destruct (observer_own_stamps o), (observer_peer_stamps o), (options_has_ts (seg_options s)); cbn;
      unfold Forgiven; intuition discriminate. }
  destruct (Q J) as (N & M & S). clear Q.
  unfold Single, AcksAlways, MssOnSyn, ShiftInRange, AnswersOptions, StampsKept, SynOnce, SilentAfterReset,
    ResetAtZero, HasSyn, HasRst. rewrite T, Y, rev_involutive. conj; auto; try discriminate.
  - intros _ H (y & F & P). apply S.
    + apply (a_stamps keeps o l A). intros t1 q I. apply (H t1 q). now apply in_rev in I.
    + pose proof (a_peer keeps o l A) as W. rewrite F in W. destruct W as (_ & _ & _ & _ & ->). exact P.
  - intros _ earlier t1 r later E R t2 q I. apply split_rev in E.
    apply (a_reset keeps o l A N _ _ _ _ E R t2). now apply in_rev in I.
Qed.

(** ** All together *)
Lemma accepts_account l : Forall SaneLabel l -> Accepts l -> observer_lost (observed l) = NOT_LOST ->
  Ranges (observed l) /\ Account keeps (observed l) l
  /\ forall later t s earlier, l = later ++ Sent t s :: earlier -> Single (rev earlier) t s.
Proof.
  induction l as [| x l IH]; intros F H L.
  { split; [|split; [exact (account_start keeps)|]]; [constructor; cbn; lia|]. intros [| ? ?]; discriminate. }
  inversion F as [|? ? S F']; subst. clear F.
  destruct x as [t q | t q | t]; cbn [observed Accepts SaneLabel] in *.
  - destruct (IH F' H (lost_arrived _ _ L)) as (R & A & C). conj.
    + now apply ranges_arrived.
    + now apply account_arrived.
    + intros [| y later] t1 s earlier E; [discriminate|]. injection E as <- E. eauto.
  - destruct H as [J H]. destruct (IH F' H (lost_sent _ _ L)) as (R & A & C).
    assert (N : Account keeps (judgement_observer (observe_sent (observed l) q)) (Sent t q :: l)
                /\ Single (rev l) t q).
    { pose proof (lost_sent _ _ L) as L0. unfold observe_sent in *. rewrite L0 in *.
      destruct (Near (observed l)); [cbn [negb] in * | discriminate].
      destruct (ctl_rst (seg_ctl q)) eqn:T.
      { destruct (ctl_syn (seg_ctl q)) eqn:Y; [discriminate|]. split.
        - replace (judgement_observer _) with (reset_by (observed l)); [now apply account_rst|].
          unfold sent_rst. now destruct (_ && _ && _ && _).
        - now apply (single_rst (observed l)). }
      destruct (ctl_syn (seg_ctl q)) eqn:Y.
      { destruct (MayListenAgain _); [discriminate|]. unfold sent_syn in *. cbn in *.
        destruct (ctl_fin (seg_ctl q)); [discriminate|]. split.
        - now apply account_syn_sent.
        - now apply (single_syn (observed l)). }
      destruct (observer_opened (observed l)) eqn:O; [cbn [negb] in * | discriminate].
      assert (JP : judgement_finding (sent_plain (observed l) q) = judge_plain (observed l) q)
        by (unfold sent_plain; cbv zeta; destruct (judge_plain _ _); reflexivity).
      assert (OP : judgement_observer (sent_plain (observed l) q) = plain_after (observed l) q)
        by (unfold sent_plain; cbv zeta; destruct (judge_plain _ _); reflexivity).
      rewrite JP in J. rewrite OP. split.
      - now apply account_plain.
      - now apply (single_plain (observed l)). }
    destruct N as [N X]. conj; auto.
    + now apply ranges_sent.
    + intros [| y later] t1 s earlier E; [injection E as <- <- <-; exact X|]. injection E as <- E. eauto.
  - destruct (IH F' H L) as (R & A & C). conj; auto.
    + destruct A as [A1 A2 A3 A4 A5 A6 A7 A8]. constructor; auto.
      * intros N t1 q [E | I]; [discriminate | exact (A3 N t1 q I)].
      * intros N [| y later] t1 r earlier E; [discriminate|]. injection E as <- E. eauto.
      * intros t1 q [E | I]; [discriminate | exact (A5 t1 q I)].
      * intros N. apply A6. intros t1 q I. apply (N t1 q). now right.
      * now apply Receiving_end.
      * intros iss I. apply Sending_end. auto.
    + intros [| y later] t1 s earlier E; [discriminate|]. injection E as <- E. eauto.
Qed.
End Accepts.

(** A capture is accepted when the observer is not lost and finds nothing; [keeps] tells whether a
    window that shrinks counts. *)
Definition Accepted (keeps : Prop) (l : list label) : Prop :=
  Accepts keeps (rev l) /\ observer_lost (observed (rev l)) = NOT_LOST.

(** So it is when no finding is reported. *)
Lemma quiet_accepts keeps l : forall before, Accepts keeps before -> accuses (observed before) l = false ->
  Accepts keeps (rev l ++ before).
Proof.
  induction l as [| x l IH]; intros before A Q; [exact A|]. cbn. rewrite <- app_assoc. cbn.
  destruct x as [t s | t s | t]; apply IH; cbn in *; auto.
  - split; [|exact A]. left. destruct (judgement_finding _); auto; discriminate.
  - destruct (judgement_finding _); auto; discriminate.
Qed.

Lemma quiet_is_accepted keeps l : accuses start_observer l = false ->
  observer_lost (observed (rev l)) = NOT_LOST -> Accepted keeps l.
Proof.
  intros Q L. split; [|exact L]. rewrite <- (app_nil_r (rev l)). now apply quiet_accepts.
Qed.

(** Whoever is accepted has obeyed every clause of single segments, and there is an account of what it
    received and of what it sent that breaks none. *)
Theorem never_acquits_the_guilty : forall keeps l,
  Forall SaneLabel l -> Accepted keeps l ->
  Obeys AcksAlways l /\ Obeys MssOnSyn l /\ Obeys ShiftInRange l /\ Obeys AnswersOptions l
  /\ Obeys StampsKept l /\ Obeys SynOnce l /\ Obeys SilentAfterReset l /\ Obeys ResetAtZero l
  /\ (exists acked edge received, Receiving keeps (rev l) acked edge received)
  /\ (exists iss nxt fin una wnd, Sending iss (rev l) nxt fin una wnd).
Proof.
  intros keeps l F [H L].
  destruct (accepts_account keeps (rev l)) as (_ & A & C); auto.
  { apply Forall_rev. exact F. }
  assert (D : forall before t s after, l = before ++ Sent t s :: after -> Single before t s).
  { intros before t s after E. rewrite <- (rev_involutive before). apply (C (rev after)).
    rewrite E, rev_app_distr. cbn. now rewrite <- app_assoc. }
  unfold Single in D.
  conj; try (intros before t s after E; destruct (D before t s after E) as (? & ? & ? & ? & ? & ? & ? & ?);
    assumption).
  - do 3 eexists. apply (a_receiving keeps _ _ A).
  - exists (observer_iss (observed (rev l))). do 4 eexists. apply (a_sending keeps _ _ A). reflexivity.
Qed.
