(** * The watch on the text in flight finds a fault if and only if the clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesFlight WatchFlight.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

Section Unsaid.
Variable unsaid : Z.

(** The watch after a history. *)
Definition aloft (before : list label) : flight_watch :=
  fold_left (fun w x => match x with
                        | Arrived _ s => flight_watch_arrived w s unsaid
                        | Sent _ s => flight_watch_after_sent w s
                        | Ended _ => w
                        end) before start_flight_watch.

Lemma aloft_snoc before x :
  aloft (before ++ [x])
  = match x with
    | Arrived _ s => flight_watch_arrived (aloft before) s unsaid
    | Sent _ s => flight_watch_after_sent (aloft before) s
    | Ended _ => aloft before
    end.
Proof. unfold aloft. rewrite fold_left_app. reflexivity. Qed.

Lemma max_u32_eq a b : max_u32 a b = Z.max a b.
Proof. unfold max_u32. destruct (Z.leb_spec a b); lia. Qed.
Lemma min_u32_eq a b : min_u32 a b = Z.min a b.
Proof. unfold min_u32. destruct (Z.leb_spec a b); lia. Qed.

Lemma same_later u x : ClausesFlight.later u x = later u x.
Proof. reflexivity. Qed.
Lemma same_acknowledged q u : ClausesFlight.acknowledged_by q u = acknowledged_by q u.
Proof.
  unfold ClausesFlight.acknowledged_by, acknowledged_by. cbv zeta. rewrite !same_later. reflexivity.
Qed.
Local Opaque ClausesFlight.acknowledged_by acknowledged_by.

(** Counting to a limit as one goes is counting all, then to the limit. *)
Lemma saturates g m : 0 <= g -> 0 <= m ->
  0 <= g + m /\ Z.min (Z.min g (2 ^ 31) + m) (2 ^ 31) = Z.min (g + m) (2 ^ 31).
Proof. lia. Qed.

(** What the watch knows of a history is what the history says. *)
Lemma knows before :
  let w := aloft before in let l := rev before in
  reached l = (if flight_watch_opened w then Some (flight_watch_reached w) else None)
  /\ next_text l = (if flight_watch_orderly w then Some (flight_watch_next w) else None)
  /\ (flight_watch_orderly w = true -> flight_watch_opened w = true)
  /\ peer_mss unsaid l = flight_watch_mss w
  /\ 0 <= peer_mss unsaid l
  /\ 0 <= growth unsaid l
  /\ flight_watch_growth w = Z.min (growth unsaid l) (2 ^ 31).
Proof.
  cbn zeta. induction before as [|x before IH] using rev_ind.
  { cbn. repeat split; lia. }
  rewrite aloft_snoc, rev_app_distr. cbn [rev app]. set (w := aloft before) in *.
  destruct IH as (U & N & O & M & M0 & G0 & G). destruct x as [t q | t q | t]; [| |exact (conj U (conj N (conj O (conj M (conj M0 (conj G0 G))))))].
  - assert (M' : peer_mss unsaid (Arrived t q :: rev before) = flight_watch_heard w q unsaid
                 /\ 0 <= peer_mss unsaid (Arrived t q :: rev before)).
    { cbn. unfold flight_watch_heard. rewrite max_u32_eq, <- M. destruct (ctl_syn (seg_ctl q)); [|lia].
      generalize (if options_has_mss (seg_options q) then options_mss (seg_options q) else unsaid).
      intros n. split; [reflexivity|]. pose proof (Z.le_max_l (peer_mss unsaid (rev before)) n). lia. }
    destruct M' as (M1 & M2). split; [|split; [exact N | split; [exact O | split; [exact M1 | split; [exact M2|]]]]].
    + cbn [reached]. rewrite U. unfold flight_watch_arrived. cbn [flight_watch_opened flight_watch_reached].
      clear. destruct (flight_watch_opened w); [|reflexivity]. destruct (ctl_ack (seg_ctl q)); [|reflexivity].
      cbn [andb]. rewrite same_acknowledged. reflexivity.
    + cbn [growth]. rewrite U, M. unfold flight_watch_arrived. cbn [flight_watch_growth].
      destruct (flight_watch_opened w); cbn [andb]; [|auto]. destruct (ctl_ack (seg_ctl q)); cbn [andb]; [|auto].
      rewrite same_acknowledged, min_u32_eq, max_u32_eq, G. change two31 with (2 ^ 31). rewrite M in M0.
      apply saturates; [exact G0|]. exact (Z.le_trans _ _ _ M0 (Z.le_max_l _ _)).
  - cbn [reached next_text peer_mss growth]. unfold flight_watch_after_sent, Carries. rewrite U, N.
    destruct (flight_watch_opened w) eqn:P, (flight_watch_orderly w) eqn:Q; cbn in *;
      try (specialize (O eq_refl); discriminate);
      destruct (ctl_syn (seg_ctl q)), (0 <? seg_text q), (ctl_rst (seg_ctl q)), (seg_seq q =? flight_watch_next w);
      cbn; repeat split; auto.
Qed.

(** In every history, for every segment. *)
Theorem flight_judged (before : list label) (t : Z) (s : seg) :
  flight_watch_sent (aloft before) s = NO_FLIGHT_FAULT <-> WithinAnyWindow unsaid before t s.
Proof.
  destruct (knows before) as (U & N & O & M & M0 & G0 & G). set (w := aloft before) in *.
  unfold WithinAnyWindow, flight_watch_sent, Carries. rewrite U, N, M. unfold HasSyn, HasRst.
  destruct (flight_watch_orderly w); cbn [andb]; [|split; [discriminate | reflexivity]].
  rewrite O by reflexivity.
  destruct (ctl_syn (seg_ctl s)); cbn [negb andb].
  { split; [intros _ u _ X; destruct (X eq_refl) | reflexivity]. }
  destruct (ctl_rst (seg_ctl s)); cbn [negb andb]; rewrite ?andb_false_r; cbn [andb].
  { split; [intros _ u _ _ X; destruct (X eq_refl) | reflexivity]. }
  rewrite andb_true_r. destruct (Z.ltb_spec 0 (seg_text s)); cbn [andb]; [|split; [intros; lia | reflexivity]].
  destruct (Z.eqb_spec (seg_seq s) (flight_watch_next w)) as [E | E]; cbn [andb].
  2:{ split; [|reflexivity]. intros _ u _ _ _ _ X. injection X as X. congruence. }
  assert (W : largest_initial_window (flight_watch_mss w) = initial_window (flight_watch_mss w)).
  { unfold largest_initial_window, initial_window. rewrite min_u32_eq, max_u32_eq. reflexivity. }
  assert (W0 : 0 <= initial_window (flight_watch_mss w)).
  { unfold initial_window. rewrite <- M. lia. }
  unfold largest_window, flight_with. rewrite W, G. change two31 with (2 ^ 31).
  set (flight := fun u => seq_sub (seq_add (seg_seq s) (seg_text s)) u).
  change (seq_sub (seq_add (seg_seq s) (seg_text s)) (flight_watch_reached w)) with (flight (flight_watch_reached w)).
  destruct (Z.ltb_spec (flight (flight_watch_reached w)) (2 ^ 31)); cbn [andb].
  2:{ split; [|reflexivity]. intros _ u X _ _ _ _ F. injection X as <-. fold (flight (flight_watch_reached w)) in F. lia. }
  rewrite M in M0.
  destruct (Z.ltb_spec (initial_window (flight_watch_mss w) + flight_watch_mss w + Z.min (growth unsaid (rev before)) (2 ^ 31))
              (flight (flight_watch_reached w))).
  - split; [discriminate|]. intros F.
    specialize (F _ eq_refl ltac:(discriminate) ltac:(discriminate) H ltac:(congruence)).
    fold (flight (flight_watch_reached w)) in F. lia.
  - split; [|reflexivity]. intros _ u X _ _ _ _ _. injection X as <-. fold (flight (flight_watch_reached w)). lia.
Qed.
End Unsaid.
