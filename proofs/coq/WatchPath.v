(** * The watch on ICMP errors finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesObey ClausesPath WatchPath.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition warned (before : list sight) : path_watch :=
  fold_left (fun w x => match x with
                        | Shown (Arrived _ s) => path_watch_arrived w s
                        | Shown _ => w
                        | TooBig t q room v6 => path_watch_too_big w q room v6 t
                        | Refused t q => path_watch_refused w q t
                        end) before start_path_watch.

Lemma warned_snoc before x :
  warned (before ++ [x])
  = match x with
    | Shown (Arrived _ s) => path_watch_arrived (warned before) s
    | Shown _ => warned before
    | TooBig t q room v6 => path_watch_too_big (warned before) q room v6 t
    | Refused t q => path_watch_refused (warned before) q t
    end.
Proof. unfold warned. rewrite fold_left_app. reflexivity. Qed.

(** What the watch knows of a history is what the history says. *)
Definition Knows (w : path_watch) (l : list sight) : Prop :=
  too_big l = (if path_watch_told w
               then Some (path_watch_since w, path_watch_seq w, path_watch_room w, path_watch_v6 w)
               else None)
  /\ refused l = (if path_watch_hard w then Some (path_watch_when w, path_watch_syn w) else None).

Lemma knows before : Knows (warned before) (rev before).
Proof.
  induction before as [|x before IH] using rev_ind; [split; reflexivity|].
  rewrite warned_snoc, rev_app_distr. cbn [rev app]. set (w := warned before) in *.
  destruct IH as [B R]. unfold Knows. destruct x as [[t s | t s | t] | t q room v6 | t q].
  - cbn [too_big refused]. rewrite B. unfold path_watch_arrived, settles. fold (Settles w s).
    cbn. destruct (path_watch_told w); [|split; reflexivity]. fold (Settles w s).
    destruct (Settles w s); split; reflexivity.
  - split; assumption.
  - split; assumption.
  - cbn [too_big refused]. rewrite B, R. unfold path_watch_too_big.
    destruct (path_watch_told w) eqn:E; cbn [andb]; [|split; reflexivity].
    destruct (path_watch_room w <=? room); cbn; rewrite ?E; split; reflexivity.
  - cbn [too_big refused]. rewrite B, R. unfold path_watch_refused.
    destruct (path_watch_hard w) eqn:E; cbn; rewrite ?E; split; reflexivity.
Qed.

(** In every history, for every segment. *)
Theorem paths_judged (lag hold spent : Z) (whole : bool) (before : list sight) (t : Z) (s : seg) :
  path_watch_sent (warned before) s spent whole t lag hold = NO_PATH_FAULT
  <-> GivesUpWhenRefused lag before t s
      /\ forall v6, FitsThePath v6 lag hold spent whole before t s.
Proof.
  destruct (knows before) as [B R]. set (w := warned before) in *.
  unfold GivesUpWhenRefused, FitsThePath, path_watch_sent. rewrite B, R.
  unfold KnocksAgain, TooBigAgain, covers, opens, belongs, is_reset. clear B R.
  destruct w as [since q room v6 told when syn hard]. cbn. split.
  - intros Fault. split.
    + intros t0 E Opens. destruct hard; [|discriminate]. injection E as <- E.
      rewrite E, Z.eqb_refl in Fault. cbn [andb] in Fault. rewrite Opens in Fault. cbn [andb] in Fault.
      destruct (Z.ltb_spec (when + lag) t); [discriminate | assumption].
    + intros v t0 q0 room0 E W C After Until. destruct told; [|discriminate].
      injection E as <- <- <- <-. subst whole. cbn [andb] in Fault.
      destruct (_ && (when + lag <? t)); [discriminate|].
      rewrite C in Fault. cbn [andb] in Fault.
      destruct (Z.ltb_spec room (seg_text s + spent)) as [L | L]; [|exact L]. cbn [andb] in Fault.
      rewrite (proj2 (Z.ltb_lt _ _) After), (proj2 (Z.leb_le _ _) Until) in Fault.
      destruct v6; discriminate.
  - intros [G F]. destruct (_ && (when + lag <? t)) eqn:K.
    + exfalso. repeat rewrite andb_true_iff in K. destruct K as (((((-> & S) & A) & X) & E) & L).
      apply Z.eqb_eq in E. apply Z.ltb_lt in L. rewrite E, S, A, X in G.
      exact (Zlt_not_le _ _ L (G _ eq_refl eq_refl)).
    + destruct (_ && (t <=? since + hold)) eqn:T; [|reflexivity].
      exfalso. repeat rewrite andb_true_iff in T.
      destruct T as (((W & ((((-> & S) & X) & C) & L)) & A) & U).
      apply Z.ltb_lt in L, A. apply Z.leb_le in U.
      refine (Zlt_not_le _ _ L (F v6 _ _ _ eq_refl W _ A U)). rewrite S, X, C. reflexivity.
Qed.
