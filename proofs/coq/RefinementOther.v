(** * Refinement: SEGMENT ARRIVES in SYN-RECEIVED and later *)
From Plumb Require Import Seq Segment Tcb Held Outcome Timers UserCalls Text OtherStates Host HostArrives.
From PlumbProofs Require Import Ranges RangesCalls RangesArrives SeqFacts HeldInvariant Invariants
  InvariantsCalls InvariantsArrives InvariantsText Models RefinementBasics RefinementAnswers
  RefinementText RefinementSteps6To8 RefinementSequence RefinementAck.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Section Other.
Variables (c : config) (s : seg) (now : time) (next : Z).
Hypotheses (C : WfConfig c) (Ws : WfSeg s) (N : WfTime now) (U : U32 next).

(** ** Ends of the processing *)
Lemma peered_listens t h : Peered t h -> tcb_state t = LISTEN -> h_iss h = next.
Proof. intros P X. pose proof (peered_peer _ _ P) as Y. rewrite X in Y. contradiction. Qed.
Lemma within_quiet h o h1 : Receives h s h1 false -> answer_kind (outcome_answer o) = NO_ANSWER ->
  Models c (outcome_tcb o) h1 -> (tcb_state (outcome_tcb o) = LISTEN -> h_iss h1 = next) ->
  ArrivalWithin c s now next h o.
Proof.
  intros R A M Y. exists h1, h1, false. split; [exact R|]. split; [now apply answers_none|].
  split; [exact M|]. split; [discriminate | exact Y].
Qed.
Lemma within_ack t' h o h1 : Receives h s h1 false -> WfTcb t' -> Peered t' (acking h1) ->
  outcome_tcb o = note_ack t' -> outcome_answer o = ack_now t' -> ArrivalWithin c s now next h o.
Proof.
  intros R W P T A. destruct (answers_ack c t' h1 now o W P T A) as (h2 & S & M).
  exists h1, h2, false. split; [exact R|]. split; [exact S|].
  split; [now apply peered_models|]. split; [discriminate | now apply peered_listens].
Qed.

(** A challenge ACK is sent, or one was due before. *)
Lemma challenge_answers t h : WfTcb t -> Peered t h ->
  exists due h2, (due = true \/ h_challenged h = true)
    /\ Answers c (challenge_ack c t now) now (challenged h) h2
    /\ Peered (outcome_tcb (challenge_ack c t now)) h2
    /\ (due = true -> answer_kind (outcome_answer (challenge_ack c t now)) <> NO_ANSWER).
Proof.
  intros W P. pose proof (peered_challenge t h P) as Pc. unfold challenge_ack.
  destruct (ChallengeAllowed c (tcb_timers t) now) eqn:A.
  - set (t' := set_timers t (count_challenge c (tcb_timers t) now)).
    assert (P' : Peered t' (acking (challenged h))).
    { apply peered_acking, peered_timers; auto. }
    assert (W' : WfTcb t'). { apply wf_set_timers; auto. apply wf_count_challenge; auto. apply W. }
    destruct (answers_ack c t' (challenged h) now (drop_with_ack t') W' P' eq_refl eq_refl) as (h2 & S & M).
    exists true, h2. split; [now left|]. split; [exact S|]. split; [exact M | discriminate].
  - exists false, (challenged h). split; [right|].
    + apply (peered_challenged _ _ P). unfold ChallengeAllowed in A.
      apply orb_false_elim in A as [_ A]. apply Z.ltb_ge in A.
      pose proof (wf_config_challenge_limit c C). lia.
    + split; [now apply answers_none|]. split; [exact Pc | discriminate].
Qed.
Lemma within_challenge t' h h1 : WfTcb t' -> Peered t' h1 ->
  (forall due, due = true \/ h_challenged h1 = true -> Receives h s (challenged h1) due) ->
  ArrivalWithin c s now next h (challenge_ack c t' now).
Proof.
  intros W P R. destruct (challenge_answers t' h1 W P) as (due & h2 & D & S & M & K).
  exists (challenged h1), h2, due. split; [auto|]. split; [exact S|]. split; [now apply peered_models|].
  split; [exact K | now apply peered_listens].
Qed.
Lemma within_unforced t' h h1 : WfTcb t' -> Peered t' h1 -> Receives h s (challenged h1) false ->
  ArrivalWithin c s now next h (challenge_ack c t' now).
Proof.
  intros W P R. destruct (challenge_answers t' h1 W P) as (due & h2 & _ & S & M & K).
  exists (challenged h1), h2, false. split; [exact R|]. split; [exact S|].
  split; [now apply peered_models|]. split; [discriminate | now apply peered_listens].
Qed.

(** ** First: the sequence number *)
Lemma peered_wait_again t h : Peered t h -> tcb_state t = TIME_WAIT -> Peered (enter_time_wait c t now) h.
Proof.
  intros P X. pose proof (peered_state _ _ P) as E. rewrite X in E.
  assert (Y : Synchronized h) by (unfold Synchronized; now rewrite E).
  pose proof (peered_time_wait c t h now P (or_introl Y)) as Q.
  revert Q. unfold into. rewrite <- E. now destruct h.
Qed.
Lemma not_acceptable_within t h : WfTcb t -> Peered t h ->
  (forall p, OnWire (h_irs h) p (seg_seq s) -> ~ InWindow h p (Length s)) ->
  ArrivalWithin c s now next h (not_acceptable c t s now) /\ outcome_done (not_acceptable c t s now) = true.
Proof.
  intros W P A. pose proof (peered_challenge t h P) as Pc.
  assert (R : Receives h s (challenged h) false)
    by (apply R_unacceptable; auto; now apply (peered_tcb t)).
  unfold not_acceptable. cbv zeta. destruct (ctl_rst (seg_ctl s)); [split; [|reflexivity]|].
  - apply (within_quiet _ _ _ R); auto; [now apply peered_models | now apply peered_listens].
  - destruct (_ || _); [split; [|reflexivity]|split; [|apply challenge_ack_done]].
    + eapply within_ack; [exact R | | | reflexivity | reflexivity].
      * destruct (tcb_state t); auto. destruct (FinAgain _ _); auto. now apply wf_enter_time_wait.
      * apply peered_acking. destruct (tcb_state t) eqn:X; auto. destruct (FinAgain _ _); auto.
        now apply peered_wait_again.
    + now apply (within_unforced t h h).
Qed.

(** A segment that step 1 let pass: [h1] is [h] with the TS.Recent that [t] has. *)
Record Passed (t : tcb) (h h1 : host) (p : Z) : Prop := {
  passed_wf : WfTcb t;
  passed_inv : Inv c t;
  passed_stands : Stands h s p;
  passed_accepted : Accepted h s p;
  passed_recent : RecentMay h s h1;
  passed_peered : Peered t h1 }.

Lemma sequence_within t h : WfTcb t -> Inv c t -> Peered t h ->
  let o := check_sequence_number c t s now in
  (ArrivalWithin c s now next h o /\ outcome_done o = true)
  \/ (outcome_done o = false /\ exists h1 p, Passed (outcome_tcb o) h h1 p).
Proof.
  intros W I P o. subst o.
  pose proof (wf_out_tcb _ (wf_check_sequence_number c s now C Ws N t W)) as W1.
  destruct (inv_check_sequence_number c t s now (peered_peer _ _ P) I) as [I1 _].
  revert W1 I1. pose proof (peered_tcb _ _ P) as T. pose proof (peered_receive _ _ P) as M.
  pose proof (peered_challenge t h P) as Pc. unfold check_sequence_number.
  destruct (PawsRejects (tcb_stamps t) s now) eqn:A1; [left; split; [|reflexivity]|].
  { apply (within_ack t h _ (challenged h)); auto; [|now apply peered_acking].
    apply R_stamp_rejects; auto. now apply (paws_rejects t h s now). }
  destruct (StampMissing (tcb_stamps t) s) eqn:A2; [left; split; [|reflexivity]|].
  { apply (within_quiet h _ (challenged h)); auto; [|now apply peered_models | now apply peered_listens].
    apply R_stamp_rejects; auto. now apply (stamp_missing t h s). }
  destruct (Acceptable _ _ || _) eqn:A3; [right|left].
  - split; [reflexivity|]. destruct (accepted t h s W Ws M A3) as (p & Q & Y).
    destruct (stamp_recorded t h s now P) as (h1 & R & P1). exists h1, p. constructor; auto.
  - apply not_acceptable_within; auto. now apply (not_accepted t h s W Ws M).
Qed.

(** ** Second and fourth: RST, SYN *)
Lemma recent_is h h1 : RecentMay h s h1 -> exists r, h1 = with_recent h r.
Proof. intros [->|(_ & _ & ->)]; [exists (h_recent h); now destruct h | now eexists]. Qed.

Lemma reset_within t h p : Peered t h -> Accepted h s p -> HasRst s -> p = h_rcv h ->
  ArrivalWithin c s now next h (reset_by_peer c t) /\ outcome_done (reset_by_peer c t) = true.
Proof.
  intros P A R E. pose proof (peered_state _ _ P) as X. pose proof (peered_passive _ _ P) as V.
  assert (Q : forall g, ArrivalWithin c s now next h (delete_with g)).
  { intros g. apply (within_quiet h _ (into h CLOSED)); auto; [|now apply models_deleted | discriminate].
    apply (R_rst h s p CLOSED 0); auto; [now apply (peered_tcb t) | lia]. }
  unfold reset_by_peer. destruct (tcb_state t) eqn:Z; try (split; [apply Q | reflexivity]).
  destruct (tcb_passive t); [|split; [apply Q | reflexivity]]. split; [|apply back_to_listen_done].
  unfold back_to_listen. destruct (snd_closed (tcb_snd t)); [apply Q|].
  apply (within_quiet h _ (owing (fresh LISTEN next) (h_owed h))); auto; [|apply models_listening].
  apply (R_rst h s p LISTEN next); auto. now apply (peered_tcb t).
Qed.
Lemma rst_within t h h1 p : Passed t h h1 p ->
  let o := check_rst c t s now in
  (ArrivalWithin c s now next h o /\ outcome_done o = true)
  \/ (outcome_done o = false /\ outcome_tcb o = t /\ ~ HasRst s).
Proof.
  intros [W I Q A R P] o. subst o. unfold check_rst, HasRst.
  destruct (ctl_rst (seg_ctl s)) eqn:K; cbn [negb]; [left | right; auto].
  assert (h1 = h) as -> by (destruct R as [R|(_ & R & _)]; [auto | contradiction]).
  pose proof (peered_receive _ _ P) as M. destruct (Z.eqb_spec (seg_seq s) (rcv_nxt (tcb_rcv t))) as [E|E].
  - apply (reset_within t h p); auto. now apply (stands_next t h s W M).
  - split; [|apply challenge_ack_done]. apply (within_challenge t h h); auto.
    intros due D. apply (R_rst_challenge h s p); auto; [now apply (peered_tcb t)|].
    now apply (stands_other t h s M).
Qed.
Lemma syn_within t h h1 p : Passed t h h1 p -> ~ HasRst s ->
  let o := check_syn c t s now in
  (ArrivalWithin c s now next h o /\ outcome_done o = true)
  \/ (outcome_done o = false /\ outcome_tcb o = t /\ ~ HasSyn s).
Proof.
  intros [W I Q A R P] Nr o. subst o. unfold check_syn.
  destruct (ctl_syn (seg_ctl s)) eqn:K; cbn [negb]; [left | right; unfold HasSyn; intuition congruence].
  destruct (recent_is h h1 R) as (r & ->).
  assert (T : HasTcb h) by exact (peered_tcb _ _ P).
  assert (D : ArrivalWithin c s now next h (challenge_ack c t now)
    /\ outcome_done (challenge_ack c t now) = true).
  { split; [|apply challenge_ack_done]. apply (within_challenge t h (with_recent h r)); auto.
    intros due D. now apply (R_syn_challenge h s (with_recent h r)). }
  pose proof (peered_state _ _ P) as X. pose proof (peered_passive _ _ P) as V. cbn in X, V.
  destruct (tcb_state t) eqn:Z; auto. destruct (tcb_passive t); auto.
  split; [|apply back_to_listen_done]. unfold back_to_listen. pose proof (sm_closed _ _ (peered_send _ _ P)) as Y.
  cbn in Y. destruct (snd_closed (tcb_snd t)).
  { apply (within_quiet h _ (into h CLOSED)); auto; [|now apply models_deleted | discriminate].
    now apply (R_syn_closed h s p). }
  apply (within_quiet h _ (owing (fresh LISTEN next) (h_owed h))); auto; [|apply models_listening].
  now apply (R_syn_listen h s p).
Qed.

(** ** Steps 6 to 8 *)
Lemma follows_still t t' h h' : Peered t h -> WfTcb t -> Follows t' h h' ->
  rcv_nxt (tcb_rcv t') = rcv_nxt (tcb_rcv t) -> Peered t' h'.
Proof.
  intros P W (P' & B & A & I) E. pose proof (rcv_wnd_small _ (wf_rcv t W)) as S. unfold two31 in S.
  destruct (peered_receive _ _ P), (peered_receive _ _ P'). cbn in *.
  assert (Q : h_rcv h' = h_rcv h).
  { rewrite E, I in *. apply (wire_same (h_irs h) _ _ (rcv_nxt (tcb_rcv t))); auto. lia. }
  destruct P' as [? ? ? ? [] _ ? ?]. split_models; try assumption. congruence.
Qed.
Lemma steps_within t h p g : WfTcb t -> Inv c t -> Open (tcb_state t) -> Peered t h -> Placed h s p ->
  let o := also_signal (steps_6_to_8 c t s now) g in
  exists h' h2, TakesText h s p h' /\ Answers c o now h' h2 /\ Peered (outcome_tcb o) h2.
Proof.
  intros W I O P Pl o.
  destruct (steps_take_text c t h s p now W Ws (inv_core _ _ I) O (peered_acking _ _ P) Pl) as (h' & T & F).
  exists h'. revert F o. unfold steps_6_to_8. cbv zeta.
  pose proof (wf_out_tcb _ (wf_check_urg s Ws t W)) as W6.
  destruct (check_urg_keeps t s) as (X6 & _ & R6).
  pose proof (core_check_urg c 1 t s (open_has_peer _ O) (inv_core _ _ I)) as K6.
  set (t6 := outcome_tcb (check_urg t s)) in *.
  pose proof (wf_out_tcb _ (wf_check_fin c s now C Ws N _ (wf_out_tcb _ (wf_process_text s Ws t6 W6)))) as W8.
  pose proof (no_text_no_move c t6 s now W6 Ws K6) as Q. cbv zeta in Q.
  set (t8 := outcome_tcb (check_fin c _ s now)) in *. intros F.
  destruct ((0 <? seg_text s) || ctl_fin (seg_ctl s)) eqn:E.
  - destruct (answers_ack c t8 h' now (also_signal (acknowledged (placed t8
      (both_signals (outcome_signals (check_urg t s)) (both_signals (outcome_signals (process_text t6 s))
        (outcome_signals (check_fin c (outcome_tcb (process_text t6 s)) s now))))
      (outcome_placement (process_text t6 s)))) g) W8 (proj1 F) eq_refl eq_refl) as (h2 & S & M).
    exists h2. auto.
  - apply orb_false_elim in E as [E1 E2]. apply Z.ltb_ge in E1.
    destruct Q as [_ Q]; auto; [pose proof (wf_seg_text s Ws); ranges; lia|]. rewrite R6 in Q.
    exists h'. split; [exact T|]. split; [now apply answers_none|].
    now apply (follows_still t t8 h h').
Qed.

Lemma placed_here t h p : WfTcb t -> Peered t h -> Stands h s p -> ~ HasSyn s -> Placed h s p.
Proof.
  intros W P [Q B] K. pose proof (wf_rcv_wnd _ (wf_rcv t W)). pose proof (wf_rcv_sum _ (wf_rcv t W)).
  pose proof (wf_rcv_buffered _ (wf_rcv t W)). pose proof (rm_edge _ _ (peered_receive _ _ P)).
  split; [apply wire_add; auto; destruct (ctl_syn (seg_ctl s)); ranges; cbn; lia|].
  unfold Near, text_at. unfold HasSyn in K. destruct (ctl_syn (seg_ctl s)); [contradiction K; auto|].
  cbn [one_if]. ranges. lia.
Qed.

(** ** Fifth: ACK *)
Lemma handshake_within t h h1 p g : Passed t h h1 p -> ~ HasRst s -> ~ HasSyn s -> HasAck s ->
  tcb_state t = SYN_RECEIVED -> AckNew (tcb_snd t) s = true ->
  ArrivalWithin c s now next h
    (also_signal (steps_6_to_8 c (outcome_tcb (syn_received_established c t s now)) s now) g).
Proof.
  intros [W I Q A R P] Nr Ns Ha X Y. destruct (recent_is h h1 R) as (r & ->).
  set (t5 := outcome_tcb (syn_received_established c t s now)).
  destruct (inv_syn_received_established c t s now C W Ws X I Y) as [I5 O5].
  pose proof (wf_out_tcb _ (wf_syn_received_established c s now C Ws N t W)) as W5. fold t5 in I5, O5, W5.
  pose proof (peered_send _ _ P) as M. pose proof (core_snd _ _ _ (inv_core _ _ I)) as Si.
  destruct (ack_new _ _ s (wf_snd t W) Ws Si M Y) as (a & Na).
  set (x := if h_closed h then FIN_WAIT_1 else ESTABLISHED).
  set (k := peer_snd_shift (tcb_peer t)).
  set (h3 := into (with_ack (with_recent h r) a (seg_wnd s * 2 ^ k)) x).
  assert (P5 : Peered t5 h3).
  { subst t5 h3 x. unfold syn_received_established. cbv zeta. cbn [outcome_tcb outcome_of].
    pose proof (sm_closed _ _ M) as Cl. pose proof (sm_una_pos _ _ M) as Up. pose proof (proj2 Na) as La.
    cbn in Cl, Up, La. rewrite Cl. cbn [snd_closed with_window with_una].
    apply peered_into; [| destruct (snd_closed _); exact Logic.I | right; cbn; lia].
    apply peered_snd; auto using challenge_count_restart; [|lia].
    exact (models_with_window _ _ _ s _ _ (wf_peer t W) (models_with_una _ _ s (wf_snd t W) Si M a Na)). }
  destruct (steps_within t5 h3 p g W5 I5 O5 P5) as (h4 & h5 & T & S & M5).
  { apply (placed_here t (with_recent h r) p); auto. }
  exists h4, h5, false. split; [|split; [exact S | split; [now apply peered_models|]]].
  2: { split; [discriminate | now apply peered_listens]. }
  eapply (R_syn_received h s p a (with_recent h r) k); eauto.
  - now rewrite <- X; apply (peered_state _ _ P).
  - apply (peered_receive _ _ P).
Qed.

Lemma ack_within t h h1 p : Passed t h h1 p -> ~ HasRst s -> ~ HasSyn s ->
  let o := check_ack c t s now in
  ArrivalWithin c s now next h
    (if outcome_done o then o else also_signal (steps_6_to_8 c (outcome_tcb o) s now) (outcome_signals o)).
Proof.
  intros K Nr Ns o. subst o. pose proof K as [W I Q A R P]. unfold check_ack.
  destruct (ctl_ack (seg_ctl s)) eqn:Ha; cbn [negb].
  2: { cbn [outcome_done drop outcome_of]. destruct (recent_is h h1 R) as (r & ->).
       apply (within_quiet h _ (with_recent h r)); auto; [|now apply peered_models | now apply peered_listens].
       apply (R_no_ack h s p); auto; [exact (peered_tcb _ _ P) | unfold HasAck; congruence]. }
  pose proof (peered_send _ _ P) as M. pose proof (core_snd _ _ _ (inv_core _ _ I)) as Si.
  pose proof (peered_state _ _ P) as X.
  assert (Y : tcb_state t = SYN_RECEIVED \/ Open (tcb_state t)).
  { pose proof (peered_peer _ _ P). destruct (tcb_state t); auto. }
  destruct Y as [Y|Y].
  - rewrite Y. destruct (AckNew (tcb_snd t) s) eqn:E.
    + cbn [outcome_done syn_received_established outcome_of]. now apply (handshake_within t h h1 p).
    + cbn [outcome_done drop_with outcome_of]. destruct (recent_is h h1 R) as (r & ->).
      assert (Nr' : ctl_rst (seg_ctl s) = false) by (unfold HasRst in Nr; now destruct (ctl_rst _)).
      destruct (answers_reset c t (with_recent h r) s now Ws Nr' (peered_models c _ _ P)) as (h2 & S & M2 & _).
      exists (owe_reset (with_recent h r) s), h2, false.
      split; [|split; [exact S | split; [exact M2|]]].
      2: { split; [discriminate | cbn; rewrite Y; discriminate]. }
      apply (R_syn_received_reset h s p); auto; [cbn in X; congruence|].
      exact (ack_not_new _ _ s (wf_snd t W) Si M E).
  - assert (Sy : Synchronized h1).
    { unfold Synchronized. rewrite X. destruct (tcb_state t); auto. }
    assert (G : ArrivalWithin c s now next h
      (let o := if AckInRange (tcb_snd t) s then after_ack c (take_ack c t s now) now
                else challenge_ack c t now in
       if outcome_done o then o else also_signal (steps_6_to_8 c (outcome_tcb o) s now) (outcome_signals o)));
      [|destruct (tcb_state t); try contradiction; exact G].
    destruct (recent_is h h1 R) as (r & ->). destruct (AckInRange (tcb_snd t) s) eqn:E.
    + destruct (take_ack_models c t _ s now W Ws Si P) as (h2 & T2 & P2 & E1 & E2 & E3 & E4 & U2).
      pose proof (wf_take_ack c s now C Ws N t W) as W2.
      assert (S2 : Synchronized h2) by (unfold Synchronized; now rewrite E4).
      destruct (after_ack_within c _ h2 now W2 P2 S2) as (h3 & A3 & F1 & F2 & F3 & M3 & K3 & D3).
      destruct (inv_after_take c t s now C W Ws Y I) as [I5 O5].
      pose proof (wf_out_tcb _ (wf_after_ack c now C N _ W2)) as W5.
      set (o := after_ack c (take_ack c t s now) now) in *. cbv zeta.
      destruct (outcome_done o) eqn:D.
      * exists h3, h3, false. split; [|split; [now apply answers_none | split; [exact M3|]]].
        2: { split; [discriminate|]. intros V. destruct (after_ack_state h2 h3 A3 S2).
             rewrite <- V. apply (models_state _ _ _ M3). }
        apply (R_segment h s p (with_recent h r) h2 h3 h3); auto.
        -- exact (ack_in_range _ _ s (wf_snd t W) Ws Si M E).
        -- now apply TT_not_receiving, D3.
      * pose proof (models_peered c _ _ M3 (open_has_peer _ (O5 eq_refl))) as P5.
        destruct (steps_within _ h3 p (outcome_signals o) W5 I5 (O5 eq_refl) P5) as (h4 & h5 & T & S & M5).
        { destruct (placed_here t _ p W P Q Ns) as [L1 L2]. cbn in *.
          split; rewrite ?F1, ?F2, ?F3, ?E1, ?E2, ?E3; assumption. }
        exists h4, h5, false. split; [|split; [exact S | split; [now apply peered_models|]]].
        2: { split; [discriminate | now apply peered_listens]. }
        apply (R_segment h s p (with_recent h r) h2 h3 h4); auto.
        exact (ack_in_range _ _ s (wf_snd t W) Ws Si M E).
    + cbv zeta. rewrite challenge_ack_done.
      destruct (ack_out_of_range _ _ s (wf_snd t W) Si M E) as [O1 O2].
      apply (within_unforced t h (with_recent h r)); auto.
      now apply (R_ack_out_of_range h s p (with_recent h r)).
Qed.

(** ** The eight steps in their order *)
Theorem other_within t h : WfTcb t -> Inv c t -> Peered t h ->
  ArrivalWithin c s now next h (arrives_other c t s now).
Proof.
  intros W I P. unfold arrives_other. cbv zeta.
  destruct (sequence_within t h W I P) as [[A ->]|(-> & h1 & p & K)]; [exact A|].
  set (t1 := outcome_tcb (check_sequence_number c t s now)) in *.
  destruct (rst_within t1 h h1 p K) as [[A ->]|(-> & -> & Nr)]; [exact A|].
  destruct (syn_within t1 h h1 p K Nr) as [[A ->]|(-> & -> & Ns)]; [exact A|].
  exact (ack_within t1 h h1 p K Nr Ns).
Qed.
End Other.
