(** * The clauses about resets are no stronger than the relation

    Whatever a run of spec/HostSends.v explains obeys them: so the watch on resets accuses no
    endpoint that keeps to the relation. *)
From Plumb Require Import Seq Segment Tcb Host HostArrives HostSends ClausesResets WatchResets.
From PlumbProofs Require Import ObserveBasics NeverAccuses WatchResets.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** ** What processing, the user and timers leave as it is *)
Definition Keeps (h h' : host) : Prop :=
  h_iss h' = h_iss h /\ h_nxt h' = h_nxt h /\ h_owed h' = h_owed h /\ (0 <= h_una h -> 0 <= h_una h').

Lemma keeps_trans h h1 h2 : Keeps h h1 -> Keeps h1 h2 -> Keeps h h2.
Proof. unfold Keeps. intros (I & N & O & A) (-> & -> & -> & B). intuition. Qed.

Lemma keeps_text h s p h' : TakesText h s p h' -> Keeps h h'.
Proof. destruct 1; unfold Keeps; cbn; auto. Qed.
Lemma keeps_after h h' : AfterAck h h' -> Keeps h h'.
Proof. destruct 1; unfold Keeps; cbn; auto. Qed.
Lemma keeps_recent h s h' : RecentMay h s h' -> Keeps h h'.
Proof. intros [-> | (_ & _ & ->)]; unfold Keeps; cbn; auto. Qed.
Lemma keeps_ack h s h' : TakesAck h s h' -> Keeps h h'.
Proof.
  intros (una & wnd & k & U & _ & _ & ->). unfold Keeps. cbn. repeat split; auto.
  destruct U as [(a & (_ & A) & ->) | (_ & ->)]; lia.
Qed.
Lemma keeps_internal h h' : Internal h h' -> Keeps h h'.
Proof. destruct 1; unfold Keeps; cbn; auto. Qed.

(** An endpoint that goes back to LISTEN begins anew; one reset more may be owed. *)
Definition Received (s : seg) (h h' : host) : Prop :=
  (0 <= h_una h -> 0 <= h_una h')
  /\ (h_owed h' = h_owed h \/ (~ HasRst s /\ h_owed h' = s :: h_owed h))
  /\ ((h_iss h' = h_iss h /\ h_nxt h' = h_nxt h) \/ (0 <= h_iss h' < 2 ^ 32 /\ h_nxt h' = 0)).

Lemma keeps_received s h h' : Keeps h h' -> Received s h h'.
Proof. unfold Keeps, Received. intuition. Qed.
Lemma owes_received s h h1 : Keeps h h1 -> ~ HasRst s -> Received s h (owe_reset h1 s).
Proof. unfold Keeps, Received, owe_reset. cbn. intros (-> & -> & -> & U) R. auto. Qed.
Lemma anew_received s h iss : 0 <= iss < 2 ^ 32 -> Received s h (owing (fresh LISTEN iss) (h_owed h)).
Proof. unfold Received. cbn. intros I. split; [lia | auto]. Qed.

Lemma keeps_refl h : Keeps h h.
Proof. unfold Keeps. auto. Qed.

Lemma received h s h' due : Receives h s h' due -> Received s h h'.
Proof.
  destruct 1;
    try (apply owes_received; [apply keeps_refl | assumption]);
    try (apply anew_received; assumption);
    try (apply keeps_received; unfold Keeps; cbn; repeat split; auto; lia).
  all: try match goal with R : RecentMay _ _ _ |- _ => apply keeps_recent in R; rename R into K end.
  all: try match goal with A : NewAck _ _ _ |- _ => destruct A as (_ & A); rename A into New end.
  all: try match goal with T : TakesText _ _ _ _ |- _ => apply keeps_text in T; rename T into Txt end.
  - (* EV-SEG-SYNSENT-4b *)
    apply keeps_received. destruct Txt as (I & N & O & U). unfold Keeps. cbn in *.
    repeat split; auto. intros L. apply U. lia.
  - (* EV-SEG-SYNC-2b, EV-SEG-SYNC-2d *)
    destruct x; try (apply keeps_received; unfold Keeps; cbn; auto; fail). apply anew_received; assumption.
  - apply keeps_received, K.
  - apply keeps_received, K.
  - apply owes_received; assumption.
  - (* EV-SEG-SYNC-5c *)
    apply keeps_received. destruct K as (I & N & O & U), Txt as (I' & N' & O' & U'). unfold Keeps. cbn in *.
    repeat split; try congruence. intros L. apply U'. lia.
  - (* the SYN,ACK of crossing SYNs *)
    apply keeps_received. destruct K as (I & N & O & U). unfold Keeps. cbn. repeat split; auto. lia.
  - apply keeps_received, K.
  - (* EV-SEG-SYNC-5e to EV-SEG-SYNC-5o *)
    apply keeps_received. eapply keeps_trans; [exact K|].
    eapply keeps_trans; [eapply keeps_ack; eassumption|].
    eapply keeps_trans; [eapply keeps_after; eassumption | exact Txt].
Qed.

(** ** The numbers sent are those up to SND.NXT, or more

    [d] is how far the ISS lies ahead of the first one, should the endpoint have begun anew. *)
Definition Covers (o : option (Z * Z)) (iss0 nxt : Z) : Prop :=
  exists iss n, o = Some (iss, n)
    /\ (2 ^ 32 <= n \/ exists d, 0 <= d /\ (iss + d) mod 2 ^ 32 = iss0 /\ d + nxt <= n).

Definition Within (h : host) (o : option (Z * Z)) : Prop :=
  0 <= h_iss h < 2 ^ 32 /\ 0 <= h_una h
  /\ (forall iss n, o = Some (iss, n) -> 0 <= iss < 2 ^ 32 /\ 0 <= n)
  /\ (h_nxt h <= 0 \/ Covers o (h_iss h) (h_nxt h)).

Lemma seq_add_mod a n : 0 <= a -> 0 <= n -> seq_add a n = (a + n) mod 2 ^ 32.
Proof. intros A N. unfold seq_add, two32. rewrite Z.rem_mod_nonneg by lia. reflexivity. Qed.

Lemma seq_sub_mod a b : 0 <= a -> 0 <= b < 2 ^ 32 -> seq_sub a b = (a - b) mod 2 ^ 32.
Proof.
  intros A B. unfold seq_sub. change two32 with (2 ^ 32). rewrite Z.rem_mod_nonneg by lia.
  rewrite <- (Z.mul_1_l (2 ^ 32)) at 1. apply Z_mod_plus_full.
Qed.

Lemma mod_range a : 0 <= a mod 2 ^ 32 < 2 ^ 32.
Proof. apply Z.mod_pos_bound. reflexivity. Qed.

(** The distance of two positions, as numbers. *)
Lemma distance iss p e : seq_sub ((iss + e) mod 2 ^ 32) ((iss + p) mod 2 ^ 32) = (e - p) mod 2 ^ 32.
Proof.
  rewrite seq_sub_mod by (pose proof (mod_range (iss + e)); pose proof (mod_range (iss + p)); lia).
  rewrite <- Zminus_mod. f_equal. lia.
Qed.

(** How far the numbers go, once those up to position [e] are sent. *)
Lemma grows iss n e : e - n < 2 ^ 31 ->
  let nxt := (iss + n) mod 2 ^ 32 in let x := (iss + e) mod 2 ^ 32 in
  let n' := if seq_lt nxt x then n + seq_sub x nxt else n in n <= n' /\ e <= n'.
Proof.
  intros L. cbn zeta. unfold seq_lt. rewrite distance. change two31 with (2 ^ 31).
  pose proof (mod_range (e - n)) as R. destruct (Z.le_gt_cases e n) as [G|G].
  - destruct (Z.leb_spec 1 ((e - n) mod 2 ^ 32)), (Z.ltb_spec ((e - n) mod 2 ^ 32) (2 ^ 31)); cbn [andb]; lia.
  - rewrite Z.mod_small by lia. destruct (Z.leb_spec 1 (e - n)), (Z.ltb_spec (e - n) (2 ^ 31)); cbn [andb]; lia.
Qed.
Lemma grows_at_least n a b : n <= (if seq_lt a b then n + seq_sub b a else n).
Proof. destruct (seq_lt a b) eqn:E; [apply seq_lt_ahead in E|]; lia. Qed.

(** A segment that is no reset, from position [p] on. *)
Lemma within_sent h s p h' before t :
  Within h (sent_numbers (rev before)) ->
  ~ HasRst s -> OnWire (h_iss h) p (seg_seq s) -> 0 <= p -> p <= h_nxt h \/ p = 0 -> 0 <= seg_text s < max_text ->
  h_iss h' = h_iss h -> h_una h' = h_una h -> h_nxt h' <= Z.max (h_nxt h) (p + seg_len s) ->
  Within h' (sent_numbers (rev (before ++ [Sent t s]))).
Proof.
  intros (I & U & V & W) R P P0 PN X I' U' N'.
  assert (L : 0 <= seg_len s <= 2 ^ 16 + 1).
  { unfold seg_len, bit, max_text in *. destruct (ctl_syn _), (ctl_fin _); lia. }
  assert (Q : 0 <= seg_seq s < 2 ^ 32) by (unfold OnWire in P; rewrite <- P; apply mod_range).
  split; [rewrite I'; exact I | split; [rewrite U'; exact U|]]. rewrite I'.
  rewrite rev_app_distr. cbn [rev app sent_numbers]. unfold HasRst in R.
  destruct (ctl_rst (seg_ctl s)); [destruct (R eq_refl)|].
  destruct (sent_numbers (rev before)) as [[iss n]|] eqn:S.
  - destruct (V _ _ eq_refl) as (VI & VN).
    set (n' := if n <? _ then _ else _).
    assert (G : 0 <= n' /\ n <= n' \/ 2 ^ 32 <= n').
    { subst n'. destruct (n <? _); [right; lia|]. left.
      pose proof (grows_at_least n (seq_add iss n) (seq_add (seg_seq s) (seg_len s))). lia. }
    split; [intros i m E; injection E as <- <-; lia|]. right. exists iss, n'. split; [reflexivity|].
    subst n'. destruct (Z.ltb_spec n (seq_sub (seg_seq s) iss)) as [B|B]; [left; lia|].
    destruct (Z.le_gt_cases (2 ^ 32) n) as [M|M].
    { left. pose proof (grows_at_least n (seq_add iss n) (seq_add (seg_seq s) (seg_len s))). lia. }
    right.
    assert (D : exists d, 0 <= d /\ (iss + d) mod 2 ^ 32 = h_iss h /\ d + p <= n /\ d + h_nxt h <= n).
    { destruct (Z.le_gt_cases (h_nxt h) 0) as [Z0|Z0].
      - assert (p = 0) by lia. subst p. unfold OnWire in P. rewrite Z.add_0_r, Z.mod_small in P by exact I.
        rewrite <- P, seq_sub_mod in B by lia. exists ((h_iss h - iss) mod 2 ^ 32).
        pose proof (mod_range (h_iss h - iss)). repeat split; try lia.
        rewrite Zplus_mod_idemp_r. replace (iss + (h_iss h - iss)) with (h_iss h) by lia.
        apply Z.mod_small, I.
      - destruct W as [W | (i & m & E & [M' | (d & D0 & DI & DN)])]; [lia | | ]; injection E as <- <-; [lia|].
        exists d. repeat split; auto; lia. }
    destruct D as (d & D0 & DI & DP & DN). exists d. split; [exact D0 | split; [exact DI|]].
    pose proof (grows iss n (d + p + seg_len s) ltac:(lia)) as K. cbn zeta in K.
    rewrite (seq_add_mod iss n) by (destruct VI; assumption).
    rewrite (seq_add_mod (seg_seq s)) by (destruct Q, L; assumption).
    replace ((seg_seq s + seg_len s) mod 2 ^ 32) with ((iss + (d + p + seg_len s)) mod 2 ^ 32).
    { destruct K as (K1 & K2). set (n'' := if seq_lt _ _ then _ else n) in *. clearbody n''. lia. }
    symmetry.
    unfold OnWire in P. rewrite <- P, <- DI, Zplus_mod_idemp_l, <- Z.add_assoc, Zplus_mod_idemp_l. f_equal. lia.
  - assert (Z0 : h_nxt h <= 0) by (destruct W as [W | (i & m & E & _)]; [exact W | discriminate]).
    assert (p = 0) by lia. subst p. unfold OnWire in P. rewrite Z.add_0_r, Z.mod_small in P by exact I.
    split; [intros i m E; injection E as <- <-; destruct (ctl_syn (seg_ctl s)); lia|]. right.
    eexists _, _. split; [reflexivity|]. destruct (ctl_syn (seg_ctl s)); [right | left; lia].
    exists 0. rewrite Z.add_0_r, Z.mod_small by lia. repeat split; lia.
Qed.

Lemma within_keeps h h' o : Keeps h h' -> Within h o -> Within h' o.
Proof. intros (I & N & _ & U') (R & U & W). unfold Within. rewrite I, N. auto. Qed.

Lemma within_received s h h' o : Received s h h' -> Within h o -> Within h' o.
Proof.
  intros (U' & _ & N) (I & U & V & W). unfold Within.
  destruct N as [(-> & ->) | (I' & ->)]; (split; [assumption | split; [auto | split; [exact V|]]]);
    [exact W | left; lia].
Qed.

(** What is sent obeys the clauses, and the numbers sent go on. *)
Definition Reset (before : list label) (h : host) : Prop :=
  Within h (sent_numbers (rev before))
  /\ forall q, In q (h_owed h) -> ~ HasRst q /\ Sane q /\ exists t, In (Arrived t q) before.

Lemma reset_stays s t before : HasRst s ->
  sent_numbers (rev (before ++ [Sent t s])) = sent_numbers (rev before).
Proof. intros R. rewrite rev_app_distr. cbn. unfold HasRst in R. rewrite R. reflexivity. Qed.

Lemma number_at h before p x :
  Within h (sent_numbers (rev before)) -> OnWire (h_iss h) p x -> 0 <= p <= h_nxt h -> 1 <= h_nxt h ->
  NumberIsSent before x.
Proof.
  intros (I & U & V & W) P L N. destruct W as [W | (iss & n & E & C)]; [lia|].
  exists iss, n. split; [exact E|]. pose proof (seq_sub_top x iss) as T. unfold all_numbers in T.
  destruct C as [C | (d & D0 & DI & DN)]; [lia|].
  destruct (V _ _ E) as (VI & _). unfold OnWire in P. subst x.
  rewrite <- DI, Zplus_mod_idemp_l, seq_sub_mod by (try apply mod_range; lia).
  rewrite Zminus_mod_idemp_l. replace (iss + d + p - iss) with (d + p) by lia.
  pose proof (Z.mod_le (d + p) (2 ^ 32)). lia.
Qed.

Lemma obeys_sent h s h' before t : Reset before h -> Sends h s h' ->
  (HasRst s -> AskedFor before s \/ NumberIsSent before (seg_seq s)) /\ Reset (before ++ [Sent t s]) h'.
Proof.
  intros (W & O) S.
  assert (Owed : forall k, incl k (h_owed h) -> forall q, In q k ->
                 ~ HasRst q /\ Sane q /\ exists t', In (Arrived t' q) (before ++ [Sent t s])).
  { intros k K q Q. destruct (O q (K q Q)) as (R & N & t' & A).
    split; [exact R | split; [exact N | exists t'; apply in_or_app; auto]]. }
  assert (Plain : forall p nxt, ~ HasRst s -> OnWire (h_iss h) p (seg_seq s) -> 0 <= p ->
                  p <= h_nxt h \/ p = 0 -> 0 <= seg_text s < max_text -> h_iss h' = h_iss h ->
                  h_una h' = h_una h -> h_owed h' = [] -> h_nxt h' = nxt ->
                  nxt <= Z.max (h_nxt h) (p + seg_len s) ->
                  (HasRst s -> AskedFor before s \/ NumberIsSent before (seg_seq s))
                  /\ Reset (before ++ [Sent t s]) h').
  { intros p nxt R P P0 PN X I U E N L. split; [contradiction|]. split.
    - eapply within_sent; eauto. lia.
    - rewrite E. intros q []. }
  assert (Len : seg_len s = seg_text s + one_if (ctl_syn (seg_ctl s)) + one_if (ctl_fin (seg_ctl s))) by reflexivity.
  assert (Syn : HasSyn s -> one_if (ctl_syn (seg_ctl s)) = 1) by (unfold HasSyn; intros ->; reflexivity).
  assert (Fin : HasFin s -> one_if (ctl_fin (seg_ctl s)) = 1) by (unfold HasFin; intros ->; reflexivity).
  assert (Bits : 0 <= one_if (ctl_syn (seg_ctl s)) /\ 0 <= one_if (ctl_fin (seg_ctl s)))
    by (destruct (ctl_syn _), (ctl_fin _); cbn; lia).
  assert (Start : seg_seq s = h_iss h -> OnWire (h_iss h) 0 (seg_seq s)).
  { intros ->. unfold OnWire. rewrite Z.add_0_r. apply Z.mod_small, W. }
  destruct W as (I & U & W). destruct S.
  1-2: eapply (Plain 0 (Z.max (h_nxt h) (1 + seg_text s))); auto; try lia; specialize (Syn ltac:(assumption)); lia.
  1-3: match goal with P : PlainSegment _ |- _ => destruct P as (_ & _ & R) end.
  1: eapply (Plain p (h_nxt h)); auto; unfold max_text in *; lia.
  1: eapply (Plain p (Z.max (h_nxt h) (p + seg_text s))); auto; lia.
  1: eapply (Plain p (Z.max (h_nxt h) (e + 1))); auto; try lia; specialize (Fin ltac:(assumption)); lia.
  - (* S_abort *)
    split.
    + intros _. right.
      eapply number_at; [exact (conj I (conj U W)) | eassumption | lia | assumption].
    + split; [rewrite reset_stays by assumption; exact (conj I (conj U W)) | intros q []].
  - (* S_reset_ack *)
    destruct (O _ H) as (R & N & t' & A). split.
    + intros _. left. exists t', q. split; [exact A | split; [exact R | left; auto]].
    + split; [rewrite reset_stays by assumption; exact (conj I (conj U W)) | apply Owed; assumption].
  - (* S_reset *)
    destruct (O _ H) as (R & N & t' & A). split.
    + intros _. left. exists t', q. split; [exact A | split; [exact R | right]].
      match goal with K : OnWire _ (Length q) _ |- _ => rename K into X end. repeat split; auto.
      unfold OnWire in X. rewrite <- X, seq_add_mod; [reflexivity | apply N|].
      pose proof (sane_text _ N). unfold seg_len, bit. destruct (ctl_syn (seg_ctl q)), (ctl_fin (seg_ctl q)); lia.
    + split; [rewrite reset_stays by assumption; exact (conj I (conj U W)) | apply Owed; assumption].
Qed.

(** ** Runs *)
Definition Followed (past : list label) (r : run) : Prop :=
  Reset past (run_host r) /\ forall t q, In (t, q) (run_inbox r) -> Sane q /\ In (Arrived t q) past.

Lemma reset_grows past h t q : Reset past h -> Reset (past ++ [Arrived t q]) h.
Proof.
  intros (W & O). split; [rewrite rev_app_distr; exact W|]. intros p P. destruct (O p P) as (R & N & u & A).
  split; [exact R | split; [exact N | exists u; apply in_or_app; auto]].
Qed.

Lemma followed_silently lag past r r' : Moves lag r None r' -> Followed past r -> Followed past r'.
Proof.
  intros M ((W & O) & B). inversion M; subst; cbn.
  - match goal with X : Receives _ _ _ _ |- _ => pose proof (received _ _ _ _ X) as K end.
    match goal with E : run_inbox r = _ |- _ => rewrite E in B end.
    split; [|intros u q Q; apply B; right; exact Q]. split; [eapply within_received; eauto|].
    cbn [run_host]. destruct K as (_ & [-> | (R & ->)] & _); [exact O|].
    intros q [<- | Q]; [|auto]. destruct (B _ _ (or_introl eq_refl)) as (N & A). eauto.
  - match goal with X : Internal _ _ |- _ => pose proof (keeps_internal _ _ X) as K end.
    split; [|exact B]. split; [exact (within_keeps _ _ _ K W)|].
    cbn [run_host]. destruct K as (_ & _ & -> & _). exact O.
  - split; [|intros u q []]. split; [exact W | exact O].
Qed.

Lemma explained lag r l : Explains lag r l -> forall past, Forall SaneLabel l -> Followed past r ->
  forall before t s after, l = before ++ Sent t s :: after -> HasRst s ->
  AskedFor (past ++ before) s \/ NumberIsSent (past ++ before) (seg_seq s).
Proof.
  induction 1 as [r | r r' l M E IH | r r' x l M E IH]; intros past F K before t s after L R.
  - destruct before; discriminate.
  - eapply IH; eauto using followed_silently.
  - inversion F as [|? ? SX FL]; subst. destruct before as [|y before]; injection L as -> ->.
    + inversion M; subst. destruct K as (K & _). rewrite app_nil_r. eapply obeys_sent; eauto.
    + rewrite (app_assoc past [y] before : past ++ y :: before = _). eapply IH; eauto.
      destruct K as (K & B). inversion M; subst; cbn.
      * split; [apply reset_grows, K|]. intros u q Q. apply in_app_or in Q as [Q | [Q | []]].
        -- destruct (B _ _ Q). split; [assumption | apply in_or_app; auto].
        -- injection Q as <- <-. split; [exact SX | apply in_or_app; right; left; reflexivity].
      * split; [eapply obeys_sent; eauto|]. intros u q Q. destruct (B _ _ Q).
        split; [assumption | apply in_or_app; auto].
      * split; [|intros u q Q; destruct (B _ _ Q); split; [assumption | apply in_or_app; auto]].
        destruct K as (W & O). split; [rewrite rev_app_distr; exact W|]. intros q Q.
        destruct (O _ Q) as (P & N & u & A). split; [exact P | split; [exact N | exists u; apply in_or_app; auto]].
Qed.

(** Whatever the lag: if some run explains a capture, every reset in it obeys the clauses. *)
Theorem runs_obey_resets (lag : Z) (l : list label) :
  Forall SaneLabel l -> Conforms lag l -> Obeys ResetIfAsked l /\ Obeys ResetAtSent l.
Proof.
  intros F (iss & x & I & _ & E).
  assert (K : Followed [] {| run_host := fresh x iss; run_inbox := []; run_due := None |}).
  { split; [|intros t q []]. split; [|intros q []]. unfold Within. cbn.
    split; [exact I | split; [lia | split; [discriminate | left; lia]]]. }
  split; intros before t s after L; apply (clauses before t s);
    intros R; exact (explained lag _ l E [] F K before t s after L R).
Qed.

(** So the watch finds no fault in a reset of an endpoint that keeps to the relation. *)
Theorem no_run_accused_of_resets (lag : Z) (before after : list label) (t : Z) (s : seg) :
  Forall SaneLabel (before ++ Sent t s :: after) -> Conforms lag (before ++ Sent t s :: after) ->
  reset_watch_sent (alert before) s = NO_RESET_FAULT.
Proof.
  intros F C. destruct (runs_obey_resets lag _ F C) as (A & B).
  apply (resets_never_accused before t s); [|eapply A; reflexivity | eapply B; reflexivity].
  apply Forall_app in F as (F & _). eapply Forall_impl; [|exact F].
  intros [u q | u q | u] N; cbn; auto. pose proof (sane_text _ N). lia.
Qed.

