(** * The watch on ECN finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesEcn WatchEcn.
Require Import ZArith Bool List.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition ecn_watched (before : list label) : ecn_watch :=
  fold_left (fun w x => match x with Arrived _ s => ecn_watch_arrived w s | _ => w end)
    before start_ecn_watch.

Lemma ecn_watched_snoc before x :
  ecn_watched (before ++ [x])
  = match x with Arrived _ s => ecn_watch_arrived (ecn_watched before) s | _ => ecn_watched before end.
Proof. unfold ecn_watched. rewrite fold_left_app. reflexivity. Qed.

Lemma asks_for_ecn q : AsksForEcn q = true <-> EcnSetupSyn q.
Proof.
  unfold AsksForEcn, EcnSetupSyn, HasSyn, HasAck, HasEce, HasCwr.
  destruct (ctl_syn (seg_ctl q)), (ctl_ack (seg_ctl q)), (ctl_ece (seg_ctl q)), (ctl_cwr (seg_ctl q));
    cbn; intuition discriminate.
Qed.

Lemma watched_asked before :
  ecn_watch_asked (ecn_watched before) = true <-> exists t q, In (Arrived t q) before /\ EcnSetupSyn q.
Proof.
  induction before as [|x before IH] using rev_ind.
  - split; [discriminate | intros (t & q & [] & _)].
  - assert (Grow : (exists t q, In (Arrived t q) (before ++ [x]) /\ EcnSetupSyn q)
                   <-> (exists t q, In (Arrived t q) before /\ EcnSetupSyn q)
                       \/ (exists t q, x = Arrived t q /\ EcnSetupSyn q)).
    { split.
      - intros (t & q & I & S). apply in_app_or in I as [I | [E | []]]; eauto.
      - intros [(t & q & I & S) | (t & q & E & S)]; exists t, q; (split; [|exact S]);
          apply in_or_app; [left | right; left]; assumption. }
    rewrite Grow, <- IH, ecn_watched_snoc. destruct x as [t q | t q | t]; cbn.
    + rewrite orb_true_iff, asks_for_ecn. split; [intros [A | S]; eauto|].
      intros [A | (t' & q' & E & S)]; [auto|]. injection E as _ ->. auto.
    + split; [auto | intros [A | (t' & q' & E & _)]; [exact A | discriminate]].
    + split; [auto | intros [A | (t' & q' & E & _)]; [exact A | discriminate]].
Qed.

(** In every history, for every segment. *)
Theorem ecn_judged (before : list label) (t : Z) (s : seg) :
  ecn_watch_sent (ecn_watched before) s = NO_ECN_FAULT
  <-> EcnIfAsked before t s /\ EcnBothOrNone before t s.
Proof.
  unfold EcnIfAsked, EcnBothOrNone. rewrite <- watched_asked.
  unfold ecn_watch_sent, EcnSetupSynAck, HasSyn, HasAck, HasRst, HasEce, HasCwr.
  destruct (ctl_syn (seg_ctl s)), (ctl_ack (seg_ctl s)), (ctl_rst (seg_ctl s)), (ctl_ece (seg_ctl s)),
    (ctl_cwr (seg_ctl s)), (ecn_watch_asked (ecn_watched before)); cbn;
    intuition (try discriminate; try congruence).
Qed.
