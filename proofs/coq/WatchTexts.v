(** * The watch on text that is sent again accuses nobody who obeys the clause *)
From Plumb Require Import Seq Segment Host History ClausesFlight ClausesTexts WatchTexts.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition read_over (before : summed) : text_watch :=
  fold_left (fun w x => match x with
                        | (Arrived _ s, _) => text_watch_arrived w s
                        | (Sent _ s, sum) => text_watch_after_sent w s sum
                        | (Ended _, _) => w
                        end) before start_text_watch.

Lemma read_over_snoc before x :
  read_over (before ++ [x])
  = match x with
    | (Arrived _ s, _) => text_watch_arrived (read_over before) s
    | (Sent _ s, sum) => text_watch_after_sent (read_over before) s sum
    | (Ended _, _) => read_over before
    end.
Proof. unfold read_over. rewrite fold_left_app. reflexivity. Qed.

Lemma is_summed s sum : Summed s sum = true <-> HasText s /\ sum <> 0.
Proof.
  unfold Summed, HasText, HasSyn, HasRst.
  rewrite !andb_true_iff, !negb_true_iff, Z.ltb_lt, Z.eqb_neq, !not_true_iff_false. tauto.
Qed.

Lemma is_there k s : KeptThere k s = true
  <-> kept_text_sum k <> 0 /\ kept_text_seq k = seg_seq s /\ kept_text_size k = seg_text s.
Proof. unfold KeptThere. rewrite !andb_true_iff, negb_true_iff, Z.eqb_neq, !Z.eqb_eq. tauto. Qed.

(** What is kept was sent, and is not acknowledged. *)
Definition Holds (k : kept_text) (l : summed) : Prop :=
  forall s, HasText s -> KeptThere k s = true -> SentThere s l (kept_text_sum k).

Lemma nothing_holds l : Holds no_text l.
Proof. intros s _ K. apply is_there in K as (K & _). destruct (K eq_refl). Qed.

Lemma holds_beyond k l t q sum : HasAck q -> Holds k l ->
  Holds (kept_beyond k (seg_ack q)) ((Arrived t q, sum) :: l).
Proof.
  intros A H. unfold kept_beyond. destruct (seq_lt (kept_text_seq k) (seg_ack q)) eqn:E; [apply nothing_holds|].
  intros s C K. constructor; [|apply H; assumption]. apply is_there in K as (_ & <- & _). auto.
Qed.

(** What the watch knows of a history is what the history says. *)
Lemma knows before :
  let w := read_over before in let l := rev before in
  acknowledged l = (if text_watch_acked w then Some (text_watch_una w) else None)
  /\ Holds (text_watch_kept w) l.
Proof.
  cbn zeta. induction before as [|x before IH] using rev_ind.
  { split; [reflexivity | apply nothing_holds]. }
  rewrite read_over_snoc, rev_app_distr. cbn [rev app]. set (w := read_over before) in *.
  destruct IH as (U & H0). destruct x as [[t q | t q | t] sum].
  - cbn [acknowledged]. unfold text_watch_arrived. destruct (ctl_ack (seg_ctl q)) eqn:A.
    + split; [|apply holds_beyond; assumption].
      rewrite U. unfold later. cbn. destruct (text_watch_acked w); [|reflexivity].
      cbn. destruct (seq_lt (text_watch_una w) (seg_ack q)); reflexivity.
    + split; [exact U|]. assert (N : ~ HasAck q) by (unfold HasAck; congruence).
      intros s C K. constructor; [tauto | auto].
  - assert (L0 : forall k, Holds k (rev before) -> Holds k ((Sent t q, sum) :: rev before))
      by (intros k H s C K; apply ST_later, H; assumption).
    cbn [acknowledged]. unfold text_watch_after_sent. destruct (Keeps w q sum) eqn:K; [|auto].
    unfold Keeps in K. rewrite !andb_true_iff in K. destruct K as (((T & A) & Q) & _).
    apply is_summed in T as (T & N). rewrite A in U.
    assert (New : Holds {| kept_text_seq := seg_seq q; kept_text_size := seg_text q; kept_text_sum := sum |}
                    ((Sent t q, sum) :: rev before)).
    { intros s C K. apply is_there in K as (_ & S & X). cbn in S, X.
      apply (ST_sent s t q sum (rev before) (text_watch_una w)); [|exact U | exact Q].
      unfold SamePlace. auto. }
    cbn [text_watch_acked text_watch_una text_watch_kept]. rewrite A. auto.
  - split; [exact U|]. intros s C K. constructor. auto.
Qed.

(** In every history, of every segment. *)
Theorem texts_never_accused (before : summed) (s : seg) (sum : Z) :
  SameText sum before s -> text_watch_sent (read_over before) s sum = NO_TEXT_FAULT.
Proof.
  intros C. destruct (knows before) as (_ & H0). set (w := read_over before) in *.
  unfold text_watch_sent. destruct (Summed s sum) eqn:T; [|reflexivity]. cbn [andb].
  apply is_summed in T as (T & N).
  assert (Same : forall k, Holds k (rev before) -> Differs k s sum = false).
  { intros k H. unfold Differs. destruct (KeptThere k s) eqn:K; [|reflexivity]. cbn [andb].
    specialize (H s T K). apply is_there in K as (Z0 & _).
    rewrite (C _ H Z0 N), Z.eqb_refl. reflexivity. }
  rewrite (Same _ H0). reflexivity.
Qed.
