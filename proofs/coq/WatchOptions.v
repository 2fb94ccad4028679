(** * The watch on options finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History Clauses WatchOptions.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition watched (before : list label) : option_watch :=
  fold_left (fun w x => match x with Arrived _ s => option_watch_arrived w s | _ => w end)
    before start_option_watch.

Lemma watched_snoc before x :
  watched (before ++ [x])
  = match x with Arrived _ s => option_watch_arrived (watched before) s | _ => watched before end.
Proof. unfold watched. rewrite fold_left_app. reflexivity. Qed.

Lemma watched_permitted before :
  option_watch_permitted (watched before) = true
  <-> exists t q, In (Arrived t q) before /\ HasSyn q /\ SackPermitted q.
Proof.
  induction before as [|x before IH] using rev_ind.
  - split; [discriminate | intros (t & q & [] & _)].
  - rewrite watched_snoc. split.
    + intros P.
      assert (option_watch_permitted (watched before) = true
              \/ exists t q, x = Arrived t q /\ HasSyn q /\ SackPermitted q) as [E | (t & q & E & H)].
      { destruct x as [t q | |]; auto. cbn in P. unfold PermitsSack in P. apply orb_prop in P as [P | P]; auto.
        apply andb_prop in P. right. exists t, q. auto. }
      * destruct (proj1 IH E) as (t & q & I & H). exists t, q. split; [apply in_or_app|]; auto.
      * subst x. exists t, q. split; [apply in_or_app; right; left|]; auto.
    + intros (t & q & I & Y & P). apply in_app_or in I as [I | [E | []]].
      * assert (E : option_watch_permitted (watched before) = true) by (apply IH; eauto).
        destruct x; cbn; rewrite ?E; reflexivity.
      * subst x. cbn. unfold PermitsSack, HasSyn, SackPermitted in *. rewrite Y, P. apply orb_true_r.
Qed.

(** In every history, for every segment. *)
Theorem options_judged (before : list label) (t : Z) (s : seg) :
  option_watch_sent (watched before) s = NO_OPTION_FAULT
  <-> SackPermittedOnSyn before t s /\ SackIfPermitted before t s /\ EchoWithAck before t s.
Proof.
  unfold SackPermittedOnSyn, SackIfPermitted, EchoWithAck. rewrite <- watched_permitted.
  unfold option_watch_sent, SackPermitted, HasSack, HasStamp, HasSyn, HasAck, HasRst.
  destruct (options_sack_permitted (seg_options s)), (ctl_syn (seg_ctl s)),
    (0 <? sack_n (options_sack (seg_options s))) eqn:N, (option_watch_permitted (watched before)),
    (options_has_ts (seg_options s)), (ctl_ack (seg_ctl s)), (ctl_rst (seg_ctl s)),
    (options_ts_ecr (seg_options s) =? 0) eqn:E; cbn;
    rewrite ?Z.ltb_lt, ?Z.ltb_ge, ?Z.eqb_eq, ?Z.eqb_neq in *; intuition (try discriminate; try congruence; try lia).
Qed.
