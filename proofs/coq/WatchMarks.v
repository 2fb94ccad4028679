(** * The watch on ECN marks finds a fault if and only if a clause forbids the segment *)
From Plumb Require Import Seq Segment Host History ClausesFlight ClausesMarks WatchMarks.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition noted (before : marked) : mark_watch :=
  fold_left (fun w x => match x with
                        | (Arrived _ s, (ecn, ae)) => mark_watch_arrived w s ecn ae
                        | (Sent _ s, (_, ae)) => mark_watch_after_sent w s ae
                        | (Ended _, _) => w
                        end) before start_mark_watch.

Lemma noted_snoc before x :
  noted (before ++ [x])
  = match x with
    | (Arrived _ s, (ecn, ae)) => mark_watch_arrived (noted before) s ecn ae
    | (Sent _ s, (_, ae)) => mark_watch_after_sent (noted before) s ae
    | (Ended _, _) => noted before
    end.
Proof. unfold noted. rewrite fold_left_app. reflexivity. Qed.

(** What the watch knows of a history is what the history says. *)
Definition Knows (w : mark_watch) (l : marked) : Prop :=
  sent_to l = (if mark_watch_begun w then Some (mark_watch_top w) else None)
  /\ sent_setup l = mark_watch_sent_setup w
  /\ got_setup l = mark_watch_got_setup w
  /\ sent_other l = mark_watch_sent_other w
  /\ got_other l = mark_watch_got_other w
  /\ settled l = mark_watch_settled w
  /\ answered l = mark_watch_answered w
  /\ doubtful l = mark_watch_doubtful w
  /\ capable_came l = mark_watch_capable_came w.

Lemma same_setup q : sets_up q = SetsUp q.
Proof. unfold sets_up, SetsUp. destruct (ctl_ack (seg_ctl q)); reflexivity. Qed.

Lemma knows before : Knows (noted before) (rev before).
Proof.
  induction before as [|x before IH] using rev_ind; [repeat split|].
  rewrite noted_snoc, rev_app_distr. cbn [rev app]. set (w := noted before) in *.
  destruct IH as (T & SS & GS & SO & GO & S & A & D & C). destruct x as [[t q | t q | t] [ecn ae]].
  - unfold Knows. cbn [sent_to sent_setup got_setup sent_other got_other settled answered doubtful capable_came].
    rewrite T, SS, GS, SO, GO, S, A, D, C, same_setup.
    unfold mark_watch_arrived, mark_watch_syn_arrived, Opening, answers, opening. cbn.
    destruct (ctl_syn (seg_ctl q) && negb (ctl_rst (seg_ctl q))); cbn;
      rewrite ?orb_false_r, ?orb_true_r; repeat split; try apply orb_comm.
  - unfold Knows. cbn [sent_to sent_setup got_setup sent_other got_other settled answered doubtful capable_came].
    rewrite T, SS, GS, SO, GO, S, A, D, C, same_setup.
    unfold mark_watch_after_sent, mark_watch_syn_sent, mark_top_after, Opening, answers, opening. cbn.
    split; [|destruct (ctl_syn (seg_ctl q) && negb (ctl_rst (seg_ctl q))); cbn;
      rewrite ?orb_false_r, ?orb_true_r; repeat split; try apply orb_comm].
    unfold later. destruct (ctl_rst (seg_ctl q)), (ctl_syn (seg_ctl q)); cbn;
      destruct (mark_watch_begun w); cbn; try reflexivity; destruct (seq_lt (mark_watch_top w) (fin_seq q)); reflexivity.
  - repeat split; assumption.
Qed.

Section Judged.
Variables (before : marked) (s : seg).
Let w := noted before.
Let l := rev before.

Lemma same_classic : classic l = Classic w.
Proof.
  destruct (knows before) as (_ & SS & GS & SO & GO & _ & A & D & _).
  unfold classic, Classic, l, w. rewrite SS, GS, SO, GO, A, D. reflexivity.
Qed.

Lemma same_again : again l s = SentAgain w s.
Proof.
  destruct (knows before) as (T & _). unfold again, SentAgain, l, w. rewrite T.
  destruct (1 <? seg_text s); [|reflexivity]. destruct (mark_watch_begun (noted before)); reflexivity.
Qed.
End Judged.

Lemma fits w s : CwrFits w s = true <->
  (0 < seg_text s \/ ctl_fin (seg_ctl s) = true) /\ SentAgain w s = false
  /\ mark_watch_sent_setup w = true /\ mark_watch_got_setup w = true.
Proof.
  unfold CwrFits, SetUp. rewrite !andb_true_iff, orb_true_iff, negb_true_iff, Z.ltb_lt. tauto.
Qed.

Lemma echoed w s : echoes w s = NO_MARK_FAULT <->
  (ctl_cwr (seg_ctl s) = true -> CwrFits w s = true)
  /\ (ctl_ece (seg_ctl s) = true -> mark_watch_capable_came w = true).
Proof.
  unfold echoes. destruct (ctl_cwr (seg_ctl s)), (CwrFits w s), (ctl_ece (seg_ctl s)),
    (mark_watch_capable_came w); cbn; intuition (try discriminate).
Qed.

Lemma agreed w s : NotAgreed w s = false <->
  (0 < seg_text s -> mark_watch_sent_setup w = true /\ mark_watch_got_setup w = true
                     /\ mark_watch_sent_other w = false).
Proof.
  unfold NotAgreed, SetUp. destruct (Z.ltb_spec 0 (seg_text s)) as [X | X]; cbn [andb].
  - destruct (mark_watch_sent_setup w), (mark_watch_got_setup w), (mark_watch_sent_other w); cbn;
      intuition (try discriminate).
  - split; [lia | reflexivity].
Qed.

Lemma refused w s : Refused w s = false <-> (0 < seg_text s -> mark_watch_got_other w = false).
Proof.
  unfold Refused. destruct (Z.ltb_spec 0 (seg_text s)) as [X | X]; cbn [andb];
    [tauto | split; [lia | reflexivity]].
Qed.

Lemma pure_ack s : PureAck s = false <->
  ~ (seg_text s = 0 /\ ctl_ack (seg_ctl s) = true /\ ctl_fin (seg_ctl s) = false).
Proof.
  unfold PureAck. destruct (Z.eqb_spec (seg_text s) 0) as [X | X], (ctl_ack (seg_ctl s)),
    (ctl_fin (seg_ctl s)); cbn; intuition (try discriminate).
Qed.

Lemma capable_judged w s : capable w s = NO_MARK_FAULT <->
  NotAgreed w s = false /\ Refused w s = false /\ PureAck s = false /\ SentAgain w s = false
  /\ echoes w s = NO_MARK_FAULT.
Proof.
  unfold capable. destruct (NotAgreed w s), (Refused w s), (PureAck s), (SentAgain w s);
    intuition (try discriminate).
Qed.

Lemma capable_syn_judged s ae : capable_syn s ae = NO_MARK_FAULT <->
  ae = true \/ (ctl_ack (seg_ctl s) = true /\ (ctl_ece (seg_ctl s) = true \/ ctl_cwr (seg_ctl s) = true)).
Proof.
  unfold capable_syn. destruct ae, (ctl_ack (seg_ctl s)), (ctl_ece (seg_ctl s)), (ctl_cwr (seg_ctl s));
    cbn; intuition (try discriminate).
Qed.

(** In every history, for every segment. *)
Theorem marks_judged (before : marked) (ecn : Z) (ae : bool) (s : seg) :
  mark_watch_sent (noted before) s ecn ae = NO_MARK_FAULT
  <-> NoEctOnSyn before ecn ae s /\ EctIfAgreed before ecn ae s /\ NoEctIfRefused before ecn ae s
      /\ NoEctOnAck before ecn ae s /\ NoEctAgain before ecn ae s
      /\ CwrOnNewText before ecn ae s /\ EceIfMarked before ecn ae s.
Proof.
  unfold NoEctOnSyn, EctIfAgreed, NoEctIfRefused, NoEctOnAck, NoEctAgain, CwrOnNewText, EceIfMarked.
  cbv zeta. rewrite same_classic, same_again.
  destruct (knows before) as (_ & -> & -> & -> & -> & _ & _ & _ & ->). set (w := noted before).
  unfold mark_watch_sent, opening, plain. cbv zeta.
  destruct (ctl_rst (seg_ctl s)); [destruct (ctl_syn (seg_ctl s)); cbn [andb negb]; intuition (try discriminate)|].
  destruct (ctl_syn (seg_ctl s)); cbn [andb negb].
  - pose proof (capable_syn_judged s ae) as J. destruct (Z.eqb_spec ecn 0) as [N | N];
      [|rewrite J]; clear J; intuition (try discriminate).
  - destruct (Classic w); cbn [negb]; [|intuition (try discriminate)].
    rewrite <- fits. pose proof (echoed w s) as E. pose proof (capable_judged w s) as C.
    pose proof (agreed w s) as A. pose proof (refused w s) as R. pose proof (pure_ack s) as P.
    destruct (Z.eqb_spec ecn 0) as [N | N].
    + rewrite E. clear - N. intuition.
    + rewrite C, A, R, P, E. clear - N. destruct (SentAgain w s); intuition.
Qed.

(** Which segments need not be shown to the watch: there is no fault, and it changes but for how far
    the endpoint has sent. *)
Theorem plain_marks_pass (w : mark_watch) (s : seg) (ae : bool) :
  ctl_syn (seg_ctl s) = false -> ctl_rst (seg_ctl s) = false ->
  ctl_ece (seg_ctl s) = false -> ctl_cwr (seg_ctl s) = false -> mark_watch_settled w = true ->
  mark_watch_sent w s 0 ae = NO_MARK_FAULT
  /\ mark_watch_after_sent w s ae
     = {| mark_watch_top := mark_top_after w s; mark_watch_begun := mark_watch_begun w;
          mark_watch_sent_setup := mark_watch_sent_setup w;
          mark_watch_got_setup := mark_watch_got_setup w;
          mark_watch_sent_other := mark_watch_sent_other w;
          mark_watch_got_other := mark_watch_got_other w;
          mark_watch_settled := mark_watch_settled w; mark_watch_answered := mark_watch_answered w;
          mark_watch_doubtful := mark_watch_doubtful w;
          mark_watch_capable_came := mark_watch_capable_came w |}
  /\ mark_watch_arrived w s 0 ae = w.
Proof.
  intros Y R E C S. unfold mark_watch_sent, echoes, mark_watch_after_sent, mark_watch_arrived, Opening.
  cbv zeta. rewrite Y, R, E, C. cbn. rewrite S, !orb_true_l, orb_false_r.
  split; [destruct (Classic w); reflexivity|]. split; [reflexivity|]. destruct w; cbn in *. rewrite S. reflexivity.
Qed.
