(** * The spans of the watch on SACK blocks: what they hold *)
From Plumb Require Import Seq Segment WatchSpans WatchSack.
From PlumbProofs Require Import Ranges SeqFacts.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** Spans *)

Lemma min_u32_eq a b : min_u32 a b = Z.min a b.
Proof. unfold min_u32. destruct (Z.leb_spec a b); lia. Qed.

Lemma in_span r x : InSpan r x = true <-> span_from r <= x < span_to r.
Proof. unfold InSpan. rewrite andb_true_iff, Z.leb_le, Z.ltb_lt. tauto. Qed.
Lemma empty_span r : EmptySpan r = true <-> span_to r <= span_from r.
Proof. unfold EmptySpan. apply Z.leb_le. Qed.

Definition Holds (k : spans) (x : Z) : Prop :=
  InSpan (spans_s0 k) x = true \/ InSpan (spans_s1 k) x = true \/ InSpan (spans_s2 k) x = true
  \/ InSpan (spans_s3 k) x = true.
Lemma in_spans k x : InSpans k x = true <-> Holds k x.
Proof. unfold InSpans, Holds. rewrite !orb_true_iff. tauto. Qed.

Ltac lia32 := change u32 with Z in *; lia.
Definition SomeSpan (n : span) : Prop := span_from n < span_to n.

Lemma gap_cases r n :
  (span_to r <= span_from r /\ gap r n = 0)
  \/ (SomeSpan r /\ (span_to r < span_from n /\ gap r n = span_from n - span_to r
                \/ span_to n < span_from r /\ gap r n = span_from r - span_to n
                \/ span_from n <= span_to r /\ span_from r <= span_to n /\ gap r n = 0)).
Proof.
  unfold gap, EmptySpan, SomeSpan. change u32 with Z.
  destruct (Z.leb_spec (span_to r) (span_from r)); [auto|].
  destruct (Z.ltb_spec (span_to r) (span_from n)); [tauto|].
  destruct (Z.ltb_spec (span_to n) (span_from r)); tauto.
Qed.

(** A span is too far away, or there is none, or it is taken in. *)
Lemma annexed_cases r n reach : 0 <= reach ->
  (reach < gap r n /\ annexed r n reach = n /\ left_over r n reach = r)
  \/ (span_to r <= span_from r /\ annexed r n reach = n /\ left_over r n reach = no_span)
  \/ (SomeSpan r /\ gap r n <= reach /\ left_over r n reach = no_span
      /\ span_from (annexed r n reach) = Z.min (span_from r) (span_from n)
      /\ span_to (annexed r n reach) = Z.max (span_to r) (span_to n)).
Proof.
  intros R. pose proof (gap_cases r n) as G. unfold annexed, left_over, EmptySpan, SomeSpan in *.
  rewrite min_u32_eq.
  change u32 with Z. destruct (Z.ltb_spec reach (gap r n)); [rewrite orb_true_r; auto|].
  rewrite orb_false_r. destruct (Z.leb_spec (span_to r) (span_from r)); [auto|]. cbn [span_from span_to].
  right. right. repeat split; try lia32. destruct (Z.leb_spec (span_to r) (span_to n)); lia.
Qed.

Lemma annexed_some r n reach : 0 <= reach -> SomeSpan n -> SomeSpan (annexed r n reach).
Proof.
  unfold SomeSpan. intros R N. destruct (annexed_cases r n reach R) as [(_ & -> & _) | [(_ & -> & _) | (_ & _ & _ & F & T)]];
    lia32.
Qed.
Lemma gap_annexed r q n reach : 0 <= reach -> SomeSpan n -> gap r (annexed q n reach) <= gap r n.
Proof.
  intros R N. pose proof (annexed_some q n reach R N) as N'. unfold SomeSpan in *.
  destruct (annexed_cases q n reach R) as [(_ & -> & _) | [(_ & -> & _) | (_ & _ & _ & F & T)]]; try lia32.
  destruct (gap_cases r n), (gap_cases r (annexed q n reach)); unfold SomeSpan in *; lia32.
Qed.

(** What a span and the new one hold together, they hold after it. *)
Lemma annexed_keeps r n reach x : 0 <= reach ->
  InSpan r x = true \/ InSpan n x = true ->
  InSpan (left_over r n reach) x = true \/ InSpan (annexed r n reach) x = true.
Proof.
  intros R. rewrite !in_span.
  destruct (annexed_cases r n reach R) as [(_ & -> & ->) | [(E & -> & ->) | (S & L & -> & F & T)]];
    cbn [span_from span_to no_span]; unfold SomeSpan in *; lia32.
Qed.
(** And no more, if they touch. *)
Lemma annexed_adds r n x : SomeSpan n ->
  InSpan (left_over r n 0) x = true \/ InSpan (annexed r n 0) x = true ->
  InSpan r x = true \/ InSpan n x = true.
Proof.
  intros N. pose proof (gap_cases r n) as G. unfold SomeSpan in *. rewrite !in_span.
  destruct (annexed_cases r n 0 (Z.le_refl 0)) as [(_ & -> & ->) | [(E & -> & ->) | (S & L & -> & F & T)]];
    cbn [span_from span_to no_span]; unfold SomeSpan in *; lia32.
Qed.

Lemma left_over_none r n reach : gap r n <= reach -> left_over r n reach = no_span.
Proof. unfold left_over. destruct (Z.ltb_spec reach (gap r n)); [lia | reflexivity]. Qed.

(** Where there is room, the new span is added to the others. *)
Lemma with_span_holds k n x :
  spans_s0 k = no_span \/ spans_s1 k = no_span \/ spans_s2 k = no_span \/ spans_s3 k = no_span ->
  InSpans (with_span k n) x = InSpans k x || InSpan n x.
Proof.
  assert (E : forall r, EmptySpan r = true -> InSpan r x = false).
  { intros r. unfold EmptySpan, InSpan. rewrite Z.leb_le. intros L.
    destruct (Z.leb_spec (span_from r) x), (Z.ltb_spec x (span_to r)); trivial. lia. }
  destruct k as [s0 s1 s2 s3]. unfold with_span, InSpans. cbn. intros Room.
  destruct (EmptySpan s0) eqn:E0; [rewrite (E s0 E0); cbn | destruct (EmptySpan s1) eqn:E1;
    [rewrite (E s1 E1); cbn | destruct (EmptySpan s2) eqn:E2; [rewrite (E s2 E2); cbn | assert (E3 : s3 = no_span)]]].
  5: rewrite (E s3) by (rewrite E3; reflexivity); cbn.
  4: destruct Room as [-> | [-> | [-> | ->]]]; discriminate || reflexivity.
  all: destruct (InSpan s0 x), (InSpan s1 x), (InSpan s2 x), (InSpan s3 x), (InSpan n x); reflexivity.
Qed.

(** As many octets as the spans held, and the new one, and none but these if it had not to reach. *)
Section With.
Variables (k : spans) (n : span).
Hypothesis Some_n : SomeSpan n.

Lemma gap_nonneg r m : 0 <= gap r m.
Proof. pose proof (gap_cases r m). unfold SomeSpan in *. lia32. Qed.
Lemma reach_least :
  0 <= reach_of k n
  /\ (gap (spans_s0 k) n = reach_of k n \/ gap (spans_s1 k) n = reach_of k n
      \/ gap (spans_s2 k) n = reach_of k n \/ gap (spans_s3 k) n = reach_of k n).
Proof.
  pose proof (gap_nonneg (spans_s0 k) n). pose proof (gap_nonneg (spans_s1 k) n).
  pose proof (gap_nonneg (spans_s2 k) n). pose proof (gap_nonneg (spans_s3 k) n).
  unfold reach_of. rewrite !min_u32_eq. lia32.
Qed.

Lemma spans_with_holds x :
  (InSpans k x = true \/ InSpan n x = true -> InSpans (spans_with k n) x = true)
  /\ (reach_of k n = 0 -> InSpans (spans_with k n) x = true -> InSpans k x = true \/ InSpan n x = true).
Proof.
  unfold spans_with. destruct (EmptySpan n) eqn:E.
  { apply empty_span in E. unfold SomeSpan in Some_n. lia32. }
  destruct reach_least as (R & L). set (reach := reach_of k n) in *.
  destruct k as [s0 s1 s2 s3]. cbn [spans_s0 spans_s1 spans_s2 spans_s3] in *.
  set (n1 := annexed s0 n reach). set (n2 := annexed s1 n1 reach).
  set (n3 := annexed s2 n2 reach). set (n4 := annexed s3 n3 reach).
  assert (S1 : SomeSpan n1) by (apply annexed_some; assumption).
  assert (S2 : SomeSpan n2) by (apply annexed_some; assumption).
  assert (S3 : SomeSpan n3) by (apply annexed_some; assumption).
  assert (G1 : forall r, gap r n1 <= gap r n) by (intros; apply gap_annexed; assumption).
  assert (G2 : forall r, gap r n2 <= gap r n1) by (intros; apply gap_annexed; assumption).
  assert (G3 : forall r, gap r n3 <= gap r n2) by (intros; apply gap_annexed; assumption).
  rewrite with_span_holds.
  2:{ cbn [spans_s0 spans_s1 spans_s2 spans_s3].
      pose proof (G1 s1). pose proof (G1 s2). pose proof (G1 s3).
      pose proof (G2 s2). pose proof (G2 s3). pose proof (G3 s3).
      destruct L as [L | [L | [L | L]]];
        [left | right; left | right; right; left | right; right; right]; apply left_over_none; lia32. }
  unfold InSpans. cbn [spans_s0 spans_s1 spans_s2 spans_s3].
  rewrite !orb_true_iff. split.
  - assert (K : forall r m, InSpan r x = true \/ InSpan m x = true ->
              InSpan (left_over r m reach) x = true \/ InSpan (annexed r m reach) x = true).
    { intros r m. apply annexed_keeps. exact R. }
    pose proof (K s0 n : _ -> _ \/ InSpan n1 x = true). pose proof (K s1 n1 : _ -> _ \/ InSpan n2 x = true).
    pose proof (K s2 n2 : _ -> _ \/ InSpan n3 x = true). pose proof (K s3 n3 : _ -> _ \/ InSpan n4 x = true).
    tauto.
  - intros R0.
    assert (K : forall r m, SomeSpan m -> InSpan (left_over r m reach) x = true \/ InSpan (annexed r m reach) x = true ->
              InSpan r x = true \/ InSpan m x = true).
    { intros r m. rewrite R0. apply annexed_adds. }
    pose proof (K s0 n Some_n : _ \/ InSpan n1 x = true -> _). pose proof (K s1 n1 S1 : _ \/ InSpan n2 x = true -> _).
    pose proof (K s2 n2 S2 : _ \/ InSpan n3 x = true -> _). pose proof (K s3 n3 S3 : _ \/ InSpan n4 x = true -> _).
    tauto.
Qed.
End With.

Lemma spans_with_any k n x :
  (InSpans k x = true \/ InSpan n x = true -> InSpans (spans_with k n) x = true)
  /\ (EmptySpan n = true \/ reach_of k n = 0 ->
      InSpans (spans_with k n) x = true -> InSpans k x = true \/ InSpan n x = true).
Proof.
  destruct (EmptySpan n) eqn:E.
  - unfold spans_with. rewrite E. apply empty_span in E. rewrite in_span. split; [|auto].
    intros [H | H]; [exact H | lia32].
  - assert (S : SomeSpan n).
    { unfold SomeSpan. unfold EmptySpan in E. apply Z.leb_gt in E. exact E. }
    destruct (spans_with_holds k n S x) as (K & A). split; [exact K|].
    intros [F | R]; [discriminate | exact (A R)].
Qed.

(** ** From sequence numbers to distances *)

Lemma u32_sub a b : U32 a -> U32 b -> U32 (seq_sub a b).
Proof. intros A B. pose proof (seq_sub_spec a b A B). unfold U32 in *. lia. Qed.

(** An octet is in the new span if it is in the segment and not before [a]. *)
Lemma beyond a lo len x : U32 a -> U32 lo -> U32 x -> 0 <= len < 2147483648 ->
  InSpan (span_beyond a lo len) (seq_sub x a) = true <-> seq_sub x lo < len /\ seq_sub x a < 2147483648.
Proof.
  intros A L X N. unfold span_beyond, two31. change u32 with Z. rewrite in_span.
  pose proof (seq_sub_spec lo a L A). pose proof (seq_sub_spec a lo A L).
  pose proof (seq_sub_spec x a X A). pose proof (seq_sub_spec x lo X L). unfold U32 in *.
  destruct (Z.ltb_spec (seq_sub lo a) 2147483648); [cbn [span_from span_to]; rewrite min_u32_eq; lia|].
  destruct (Z.ltb_spec (seq_sub a lo) len); cbn [span_from span_to no_span]; lia.
Qed.
Lemma beyond_bounded a lo len o : U32 a -> U32 lo -> 0 <= len < 2147483648 ->
  InSpan (span_beyond a lo len) o = true -> o < 2147483648.
Proof.
  intros A L N. unfold span_beyond, two31. change u32 with Z. rewrite in_span.
  pose proof (u32_sub lo a L A). pose proof (u32_sub a lo A L). unfold U32 in *.
  destruct (Z.ltb_spec (seq_sub lo a) 2147483648); [cbn [span_from span_to]; rewrite min_u32_eq; lia|].
  destruct (Z.ltb_spec (seq_sub a lo) len); cbn [span_from span_to no_span]; lia.
Qed.

Lemma after r d o : 0 <= d -> 0 <= o -> InSpan (span_past r d) o = InSpan r (o + d).
Proof.
  intros D O. apply eq_true_iff_eq. rewrite !in_span. unfold span_past. cbn [span_from span_to].
  rewrite !min_u32_eq. lia32.
Qed.
Lemma all_after k d o : 0 <= d -> 0 <= o -> InSpans (spans_after k d) o = InSpans k (o + d).
Proof. intros D O. unfold InSpans, spans_after. cbn. rewrite !after by assumption. reflexivity. Qed.

Lemma ahead a b x : U32 a -> U32 b -> U32 x -> seq_sub b a < 2147483648 ->
  seq_sub x b + seq_sub b a < 2147483648 \/ seq_sub x b < 2147483648 /\ seq_sub x a < 2147483648 ->
  seq_sub x a = seq_sub x b + seq_sub b a.
Proof.
  intros A B X.
  destruct (seq_sub_spec b a B A) as [(C1 & ->) | (C1 & ->)];
    destruct (seq_sub_spec x b X B) as [(C2 & ->) | (C2 & ->)];
    destruct (seq_sub_spec x a X A) as [(C3 & ->) | (C3 & ->)]; unfold U32 in *; lia.
Qed.

(** A span that lacks nothing at its start and behind the others lacks nothing. *)
Lemma lacks_none k n :
  Lacks k n (span_from n) = false -> Lacks k n (span_to (spans_s0 k)) = false ->
  Lacks k n (span_to (spans_s1 k)) = false -> Lacks k n (span_to (spans_s2 k)) = false ->
  Lacks k n (span_to (spans_s3 k)) = false ->
  forall x, InSpan n x = true -> InSpans k x = true.
Proof.
  intros F L0 L1 L2 L3 x X.
  assert (C : forall y, InSpan n y = true -> Lacks k n y = false -> InSpans k y = true).
  { intros y N. unfold Lacks. rewrite N. cbn. apply negb_false_iff. }
  apply in_span in X. destruct X as (X1 & X2).
  replace x with (span_from n + (x - span_from n)) in * by lia32.
  assert (D : 0 <= x - span_from n) by lia32.
  set (d := x - span_from n) in *. clearbody d. clear X1. revert X2. pattern d. apply natlike_ind; [| |exact D].
  - intros T. rewrite Z.add_0_r in *. apply C; [apply in_span; lia32 | exact F].
  - intros e E IH T. rewrite Z.add_succ_r in *. specialize (IH ltac:(lia32)). set (y := span_from n + e) in *.
    assert (N : InSpan n (Z.succ y) = true) by (apply in_span; lia32).
    assert (S : forall r, InSpan r y = true -> InSpan r (Z.succ y) = true \/ Z.succ y = span_to r).
    { intros r. rewrite !in_span. lia32. }
    apply in_spans in IH. unfold Holds in IH.
    destruct IH as [H | [H | [H | H]]]; apply S in H; destruct H as [H | H];
      try (apply in_spans; unfold Holds; tauto); apply C; trivial; rewrite H; assumption.
Qed.
