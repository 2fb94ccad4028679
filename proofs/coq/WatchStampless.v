(** * The watch on resets without timestamps finds a fault if and only if the clause forbids it *)
From Plumb Require Import Seq Segment Host History ClausesStamps ClausesStampless WatchStampless.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition stampless_step (w : stampless_watch) (x : label) : stampless_watch :=
  match x with
  | Arrived _ s => stampless_watch_arrived w s
  | Sent _ s => stampless_watch_after_sent w s
  | Ended _ => w
  end.
Definition stampless_watched (before : list label) : stampless_watch :=
  fold_left stampless_step before start_stampless_watch.

Lemma stampless_watched_snoc before x :
  stampless_watched (before ++ [x]) = stampless_step (stampless_watched before) x.
Proof. unfold stampless_watched. rewrite fold_left_app. reflexivity. Qed.

Lemma in_snoc (y : label) before x : In y (before ++ [x]) <-> In y before \/ x = y.
Proof. rewrite in_app_iff. cbn. tauto. Qed.

Lemma agrees_iff s : Agrees s = true <-> ~ HasRst s /\ HasAck s /\ Stamped s.
Proof.
  unfold Agrees, HasRst, HasAck, Stamped.
  destruct (ctl_ack (seg_ctl s)), (ctl_rst (seg_ctl s)), (options_has_ts (seg_options s)); cbn;
    intuition discriminate.
Qed.

Lemma agreed_iff before :
  stampless_watch_agreed (stampless_watched before) = true <-> StampsAgreed before.
Proof.
  unfold StampsAgreed. induction before as [|x before IH] using rev_ind.
  - split; [discriminate | intros (t & q & [] & _)].
  - rewrite stampless_watched_snoc.
    assert (Grow : (exists t q, In (Sent t q) (before ++ [x]) /\ ~ HasRst q /\ HasAck q /\ Stamped q)
                   <-> stampless_watch_agreed (stampless_watched before) = true
                       \/ exists t q, x = Sent t q /\ Agrees q = true).
    { rewrite IH. split.
      - intros (t & q & I & H). apply in_snoc in I as [I | E]; [left | right]; exists t, q;
          rewrite ?agrees_iff; auto.
      - intros [(t & q & I & H) | (t & q & E & H)]; exists t, q; rewrite in_snoc;
          rewrite ?agrees_iff in H; auto. }
    rewrite Grow. destruct x as [t q | t q | t]; cbn.
    + split; [auto | intros [A | (t' & q' & E & _)]; [exact A | discriminate]].
    + rewrite orb_true_iff. split; [intros [A | A]; eauto |].
      intros [A | (t' & q' & E & A)]; [auto | injection E as _ ->; auto].
    + split; [auto | intros [A | (t' & q' & E & _)]; [exact A | discriminate]].
Qed.

Lemma unexcused_iff before :
  stampless_watch_excused (stampless_watched before) = false
  <-> forall t q, In (Arrived t q) before -> Stamped q.
Proof.
  induction before as [|x before IH] using rev_ind.
  - split; [intros _ t q [] | reflexivity].
  - rewrite stampless_watched_snoc.
    assert (Grow : (forall t q, In (Arrived t q) (before ++ [x]) -> Stamped q)
                   <-> stampless_watch_excused (stampless_watched before) = false
                       /\ forall t q, x = Arrived t q -> Stamped q).
    { rewrite IH. split.
      - intros H. split; intros t q I; apply (H t); rewrite in_snoc; auto.
      - intros [H G] t q I. apply in_snoc in I as [I | E]; eauto. }
    rewrite Grow. destruct x as [t q | t q | t]; cbn.
    + unfold Stamped. rewrite orb_false_iff, negb_false_iff. split.
      * intros [U S]. split; [exact U |]. intros t' q' E. injection E as _ <-. exact S.
      * intros [U S]. split; [exact U | exact (S t q eq_refl)].
    + split; [intros U; split; [exact U | discriminate] | intros [U _]; exact U].
    + split; [intros U; split; [exact U | discriminate] | intros [U _]; exact U].
Qed.

(** In every history, for every segment. *)
Theorem stampless_judged (before : list label) (t : Z) (s : seg) :
  stampless_watch_sent (stampless_watched before) s = NO_STAMPLESS_FAULT <-> StampOnReset before t s.
Proof.
  unfold StampOnReset. rewrite <- agreed_iff, <- unexcused_iff.
  unfold stampless_watch_sent, HasRst, Stamped.
  destruct (ctl_rst (seg_ctl s)), (options_has_ts (seg_options s)),
    (stampless_watch_agreed (stampless_watched before)),
    (stampless_watch_excused (stampless_watched before)); cbn; intuition discriminate.
Qed.
