(** * The watch on resets finds no fault that no clause forbids; every fault, while it has room *)
From Plumb Require Import Seq Segment Host History ClausesResets WatchResets.
Require Import ZArith Bool List Lia.
Import ListNotations.
Open Scope Z_scope.

(** The watch after a history. *)
Definition alert (before : list label) : reset_watch :=
  fold_left (fun w x => match x with
                        | Arrived _ s => reset_watch_arrived w s
                        | Sent _ s => reset_watch_after_sent w s
                        | Ended _ => w
                        end) before start_reset_watch.

Lemma alert_snoc before x :
  alert (before ++ [x])
  = match x with
    | Arrived _ s => reset_watch_arrived (alert before) s
    | Sent _ s => reset_watch_after_sent (alert before) s
    | Ended _ => alert before
    end.
Proof. unfold alert. rewrite fold_left_app. reflexivity. Qed.

(** ** The numbers that were sent *)
Lemma seq_sub_top a b : seq_sub a b <= all_numbers.
Proof.
  unfold seq_sub, all_numbers, two32.
  pose proof (Z.rem_bound_abs (a - b + 4294967296) 4294967296). lia.
Qed.

Lemma seq_lt_ahead a b : seq_lt a b = true -> 0 < seq_sub b a.
Proof. unfold seq_lt. rewrite andb_true_iff, Z.leb_le. lia. Qed.

(** Counting to a limit as one goes is counting all, then to the limit. *)
Lemma saturated n a top : 0 <= a <= top ->
  (if Z.min n top <=? top - a then Z.min n top + a else top) = Z.min (n + a) top.
Proof. intros A. destruct (Z.leb_spec (Z.min n top) (top - a)); lia. Qed.
Lemma saturated_ahead iss n e :
  let ahead m := if seq_lt (seq_add iss m) e then seq_sub e (seq_add iss m) else 0 in
  (if Z.min n all_numbers <=? all_numbers - ahead (Z.min n all_numbers)
   then Z.min n all_numbers + ahead (Z.min n all_numbers) else all_numbers)
  = Z.min (if seq_lt (seq_add iss n) e then n + seq_sub e (seq_add iss n) else n) all_numbers.
Proof.
  intros ahead. assert (A : forall m, 0 <= ahead m <= all_numbers).
  { intros m. subst ahead. cbn beta. pose proof (seq_sub_top e (seq_add iss m)).
    destruct (seq_lt _ _) eqn:E; [apply seq_lt_ahead in E|]; unfold all_numbers in *; lia. }
  rewrite saturated by apply A.
  replace (if seq_lt (seq_add iss n) e then n + seq_sub e (seq_add iss n) else n) with (n + ahead n)
    by (subst ahead; cbn beta; destruct (seq_lt _ _); lia).
  destruct (Z.le_gt_cases n all_numbers); [rewrite (Z.min_l n) by assumption; reflexivity|].
  pose proof (A n). pose proof (A (Z.min n all_numbers)). lia.
Qed.
Lemma below_limit x n top : x <= top -> (x <= Z.min n top <-> x <= n).
Proof. lia. Qed.

(** The watch counts to 2^32 - 1. *)
Definition Counts (w : reset_watch) (o : option (Z * Z)) : Prop :=
  match o with
  | None => reset_watch_opened w = false
  | Some (iss, n) => reset_watch_opened w = true /\ reset_watch_iss w = iss
                     /\ reset_watch_span w = Z.min n all_numbers
  end.

Definition Unsent (w w' : reset_watch) : Prop :=
  reset_watch_opened w' = reset_watch_opened w /\ reset_watch_iss w' = reset_watch_iss w
  /\ reset_watch_span w' = reset_watch_span w.

Lemma arrived_unsent w s : Unsent w (reset_watch_arrived w s).
Proof.
  unfold Unsent, reset_watch_arrived, reset_watch_asking.
  destruct (ctl_rst (seg_ctl s)); [|destruct (AskedBefore w (asked_by s))]; auto.
Qed.

Definition Sized (x : label) : Prop :=
  match x with Sent _ s => 0 <= seg_text s < 2 ^ 16 | _ => True end.

Lemma seg_len_small s : 0 <= seg_text s < 2 ^ 16 -> 0 <= seg_len s <= all_numbers.
Proof.
  unfold seg_len, bit, all_numbers. destruct (ctl_syn _), (ctl_fin _); lia.
Qed.

Lemma counts before : Forall Sized before -> Counts (alert before) (sent_numbers (rev before)).
Proof.
  induction before as [|x before IH] using rev_ind; intros N; [reflexivity|].
  apply Forall_app in N as (N & Nx). inversion Nx as [|? ? Sx _]; subst. specialize (IH N).
  rewrite alert_snoc, rev_app_distr. cbn [rev app]. set (w := alert before) in *.
  destruct x as [t q | t q | t]; [| |exact IH].
  - cbn [sent_numbers]. destruct (arrived_unsent w q) as (O & I & S).
    unfold Counts in *. rewrite O, I, S. exact IH.
  - cbn [sent_numbers]. unfold reset_watch_after_sent. destruct (ctl_rst (seg_ctl q)); [exact IH|].
    pose proof (seg_len_small q Sx) as L.
    destruct (sent_numbers (rev before)) as [[iss n]|].
    + destruct IH as (O & I & S). cbn. rewrite O. split; [reflexivity | split; [exact I|]].
      unfold span_after. rewrite O. cbn [negb]. rewrite I.
      rewrite S. replace (Z.min n all_numbers <? seq_sub (seg_seq q) iss) with (n <? seq_sub (seg_seq q) iss).
      2:{ pose proof (seq_sub_top (seg_seq q) iss).
          destruct (Z.ltb_spec n (seq_sub (seg_seq q) iss)),
            (Z.ltb_spec (Z.min n all_numbers) (seq_sub (seg_seq q) iss)); lia. }
      destruct (n <? seq_sub (seg_seq q) iss); [reflexivity|]. apply saturated_ahead.
    + cbn in IH. cbn. rewrite IH. split; [reflexivity | split; [reflexivity|]].
      unfold span_after. rewrite IH. cbn [negb].
      destruct (ctl_syn (seg_ctl q)); [|reflexivity]. symmetry. apply Z.min_l. apply L.
Qed.

Lemma number_sent before x : Forall Sized before ->
  NumberSent (alert before) x = true <-> NumberIsSent before x.
Proof.
  intros N. pose proof (counts before N) as C. unfold NumberSent, NumberIsSent, Counts in *.
  destruct (sent_numbers (rev before)) as [[iss n]|].
  - destruct C as (-> & -> & ->). cbn [andb]. rewrite Z.leb_le, below_limit by apply seq_sub_top.
    split; [eauto | intros (i & m & E & L)]. injection E as -> ->. exact L.
  - rewrite C. split; [discriminate | intros (i & m & E & _); discriminate].
Qed.

(** A number once sent stays so. *)
Lemma number_stays w s x : NumberSent w x = true -> NumberSent (reset_watch_after_sent w s) x = true.
Proof.
  unfold NumberSent, reset_watch_after_sent. rewrite andb_true_iff, Z.leb_le. intros (O & L).
  destruct (ctl_rst (seg_ctl s)); [rewrite O; apply Z.leb_le, L|]. cbn. rewrite O. apply Z.leb_le.
  unfold span_after. rewrite O. cbn [negb]. pose proof (seq_sub_top x (reset_watch_iss w)) as T.
  destruct (_ <? _); [exact T|].
  set (nxt := seq_add _ _).
  destruct (seq_lt nxt (seg_end s)) eqn:E; [apply seq_lt_ahead in E|];
    destruct (Z.leb_spec (reset_watch_span w) (all_numbers - (if true then seq_sub (seg_end s) nxt else 0)));
    destruct (Z.leb_spec (reset_watch_span w) (all_numbers - 0)); lia.
Qed.

(** ** What was asked for *)
Lemma answered_by q s : AnsweredBy (asked_by q) s = true <-> Answers q s.
Proof.
  unfold AnsweredBy, asked_by, Answers, HasAck, seg_end. cbn.
  destruct (ctl_ack (seg_ctl q)), (ctl_ack (seg_ctl s)); cbn;
    rewrite ?andb_true_iff, ?Z.eqb_eq; intuition (try discriminate; try congruence).
Qed.

Lemma same_asked a b : SameAsked a b = true -> a = b.
Proof.
  unfold SameAsked. destruct a as [o k n], b as [o' k' n']. cbn.
  rewrite !andb_true_iff, Z.eqb_eq, eqb_true_iff. intros (((-> & ->) & ->) & ->). reflexivity.
Qed.

(** What it allows, while it has room. *)
Definition Allows (w : reset_watch) (s : seg) : Prop :=
  Asked w s = true \/ NumberSent w (seg_seq s) = true.

Lemma asked_before w q s : AskedBefore w (asked_by q) = true -> Answers q s -> Allows w s.
Proof.
  intros B A. pose proof (proj2 (answered_by q s) A) as E. unfold Allows, Asked.
  unfold AskedBefore in B. apply orb_prop in B as [B | B].
  { left. rewrite !orb_true_iff in B |- *. destruct B as [[[B | B] | B] | B];
      apply same_asked in B; rewrite B; auto. }
  right. apply andb_prop in B as (K & B). cbn in K, B. rewrite K in B.
  destruct A as [(_ & ->) | (N & _)]; [exact B | contradiction].
Qed.

Lemma allows_arrived w q s : reset_watch_full (reset_watch_arrived w q) = false ->
  reset_watch_full w = false
  /\ (Allows (reset_watch_arrived w q) s <-> Allows w s \/ (~ HasRst q /\ Answers q s)).
Proof.
  unfold reset_watch_arrived, HasRst. destruct (ctl_rst (seg_ctl q)) eqn:R.
  { cbn. intros F. split; [exact F|]. unfold Allows, Asked, NumberSent. cbn. intuition congruence. }
  unfold reset_watch_asking. destruct (AskedBefore w (asked_by q)) eqn:B.
  { intros F. split; [exact F|]. pose proof (asked_before w q s B). intuition. }
  cbn [reset_watch_full]. intros F. apply orb_false_iff in F as (F & A3). split; [exact F|].
  rewrite <- answered_by.
  assert (N3 : AnsweredBy (reset_watch_a3 w) s = false) by (unfold AnsweredBy; rewrite A3; reflexivity).
  unfold Allows, Asked, NumberSent. cbn. rewrite N3, !orb_true_iff. intuition congruence.
Qed.

Lemma asked_grows before x s : AskedFor (before ++ [x]) s
  <-> AskedFor before s \/ exists t q, x = Arrived t q /\ ~ HasRst q /\ Answers q s.
Proof.
  unfold AskedFor. split.
  - intros (t & q & I & H). apply in_app_or in I as [I | [E | []]]; eauto.
  - intros [(t & q & I & H) | (t & q & E & H)]; exists t, q; (split; [|exact H]);
      apply in_or_app; [left | right; left]; assumption.
Qed.

Lemma allows before s : Forall Sized before -> reset_watch_full (alert before) = false ->
  Allows (alert before) s <-> AskedFor before s \/ NumberIsSent before (seg_seq s).
Proof.
  intros N. rewrite <- number_sent by exact N.
  induction before as [|x before IH] using rev_ind.
  { intros _. unfold Allows. cbn. split; [intros [E|E]; discriminate | intros [(t & q & [] & _) | E]; auto]. }
  apply Forall_app in N as (N & _). specialize (IH N).
  rewrite asked_grows, alert_snoc. set (w := alert before) in *. destruct x as [t q | t q | t].
  - intros F. apply (allows_arrived w q s) in F as (F & E). rewrite E, (IH F).
    destruct (arrived_unsent w q) as (O & I & S). unfold NumberSent. rewrite O, I, S.
    split; [intros [[A|A]|A]; eauto 6|].
    intros [[A | (t' & q' & E' & A)] | A]; auto. injection E' as _ ->. auto.
  - intros F. assert (F' : reset_watch_full w = false).
    { unfold reset_watch_after_sent in F. destruct (ctl_rst (seg_ctl q)); exact F. }
    specialize (IH F'). pose proof (number_stays w q (seg_seq s)) as M.
    assert (K : Asked (reset_watch_after_sent w q) s = Asked w s).
    { unfold reset_watch_after_sent. destruct (ctl_rst (seg_ctl q)); reflexivity. }
    unfold Allows in *. rewrite K. split.
    + intros [A | A]; [|auto]. destruct (proj1 IH (or_introl A)) as [B | B]; auto.
    + intros [[A | (t' & q' & E & _)] | A]; [|discriminate|auto].
      destruct (proj2 IH (or_introl A)) as [B | B]; auto.
  - intros F. rewrite (IH F). split; [intuition|].
    intros [[A | (t' & q' & E & _)] | A]; [auto | discriminate | auto].
Qed.

Lemma clauses before t s :
  (HasRst s -> AskedFor before s \/ NumberIsSent before (seg_seq s))
  <-> ResetIfAsked before t s /\ ResetAtSent before t s.
Proof.
  unfold ResetIfAsked, ResetAtSent. destruct (sent_numbers (rev before)) as [p|] eqn:E.
  - split; [intros H; split; [discriminate | auto] | intros (_ & H) R; apply H; [exact R | discriminate]].
  - split.
    + intros H. split; [|intros _ N; destruct (N eq_refl)]. intros R _.
      destruct (H R) as [A | (i & n & F & _)]; [exact A | congruence].
    + intros (H & _) R. auto.
Qed.

(** In every history, for every segment, as long as there is room for what is asked for. *)
Theorem resets_judged (before : list label) (t : Z) (s : seg) :
  Forall Sized before -> reset_watch_full (alert before) = false ->
  reset_watch_sent (alert before) s = NO_RESET_FAULT
  <-> ResetIfAsked before t s /\ ResetAtSent before t s.
Proof.
  intros N F. rewrite <- clauses, <- (allows before s N F). unfold reset_watch_sent, Allows, HasRst. rewrite F.
  destruct (ctl_rst (seg_ctl s)); cbn [negb orb]; [|split; [discriminate | reflexivity]].
  destruct (Asked (alert before) s); cbn [orb]; [split; auto|].
  destruct (NumberSent (alert before) (seg_seq s)); [split; auto|].
  split.
  - destruct (AnsweredBy _ s); [discriminate|]. destruct (reset_watch_opened _); discriminate.
  - intros H. destruct (H eq_refl); discriminate.
Qed.

(** With or without room. *)
Theorem resets_never_accused (before : list label) (t : Z) (s : seg) :
  Forall Sized before -> ResetIfAsked before t s -> ResetAtSent before t s ->
  reset_watch_sent (alert before) s = NO_RESET_FAULT.
Proof.
  intros N A B. destruct (reset_watch_full (alert before)) eqn:F.
  - unfold reset_watch_sent. rewrite F, orb_true_r. reflexivity.
  - apply (resets_judged before t s N F). auto.
Qed.

(** A reset that is said to answer a reset has the numbers for that. *)
Lemma last_reset before :
  asked_on (reset_watch_reset (alert before)) = true ->
  exists t q, In (Arrived t q) before /\ HasRst q /\ reset_watch_reset (alert before) = asked_by q.
Proof.
  induction before as [|x before IH] using rev_ind; [discriminate|].
  rewrite alert_snoc. set (w := alert before) in *.
  assert (Old : asked_on (reset_watch_reset w) = true ->
                exists t q, In (Arrived t q) (before ++ [x]) /\ HasRst q /\ reset_watch_reset w = asked_by q).
  { intros O. destruct (IH O) as (t & q & I & H). exists t, q. split; [apply in_or_app; auto | exact H]. }
  destruct x as [t q | t q | t]; [| |exact Old].
  - unfold reset_watch_arrived, reset_watch_asking. destruct (ctl_rst (seg_ctl q)) eqn:R.
    + intros _. exists t, q. split; [apply in_or_app; right; left; reflexivity | split; [exact R | reflexivity]].
    + destruct (AskedBefore w (asked_by q)); exact Old.
  - unfold reset_watch_after_sent. destruct (ctl_rst (seg_ctl q)); exact Old.
Qed.

Theorem resets_for_resets (before : list label) (s : seg) :
  reset_watch_sent (alert before) s = RESET_FOR_RESET ->
  exists t q, In (Arrived t q) before /\ HasRst q /\ Answers q s.
Proof.
  unfold reset_watch_sent. destruct (_ || _); [discriminate|].
  destruct (AnsweredBy (reset_watch_reset (alert before)) s) eqn:A;
    [intros _ | destruct (reset_watch_opened _); discriminate].
  destruct (last_reset before) as (t & q & I & R & E).
  { unfold AnsweredBy in A. apply andb_prop in A. apply A. }
  exists t, q. rewrite E in A. apply answered_by in A. auto.
Qed.
