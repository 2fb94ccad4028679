(** * The spans of the watch on the order of SACK blocks: what they hold *)
From Plumb Require Import Seq Segment WatchSpans WatchSack WatchDsack.
From PlumbProofs Require Import Ranges SeqFacts WatchSackSpans.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Lemma in_common r n o : InSpan (common r n) o = true <-> InSpan r o = true /\ InSpan n o = true.
Proof.
  unfold common, greater_u32. rewrite !in_span. cbn [span_from span_to]. rewrite min_u32_eq. change u32 with Z.
  destruct (Z.leb_spec (span_from r) (span_from n)); lia32.
Qed.
Lemma not_empty_in r o : InSpan r o = true -> EmptySpan r = false.
Proof. rewrite in_span. unfold EmptySpan. intros H. apply Z.leb_gt. lia32. Qed.

Lemma no_spans_none k o : NoSpans k = true -> InSpans k o = false.
Proof.
  unfold NoSpans. rewrite !andb_true_iff, !empty_span. intros (((A & B) & C) & D).
  apply not_true_iff_false. rewrite in_spans. unfold Holds. rewrite !in_span. lia32.
Qed.
Lemma meets k n o : InSpans k o = true -> InSpan n o = true -> Meets k n = true.
Proof.
  rewrite in_spans. unfold Meets, Holds. intros H N. rewrite negb_true_iff, !andb_false_iff.
  assert (E : forall r, InSpan r o = true -> EmptySpan (common r n) = false).
  { intros r R. apply (not_empty_in _ o), in_common. auto. }
  destruct H as [H | [H | [H | H]]]; apply E in H; tauto.
Qed.

Lemma with_parts_holds again held n o :
  InSpans again o = true \/ InSpan (acknowledged_part n) o = true
  \/ InSpan (part_in (spans_s0 held) n) o = true \/ InSpan (part_in (spans_s1 held) n) o = true
  \/ InSpan (part_in (spans_s2 held) n) o = true \/ InSpan (part_in (spans_s3 held) n) o = true ->
  InSpans (with_parts again held n) o = true.
Proof.
  intros H. unfold with_parts. cbn zeta.
  assert (K : forall k m, InSpans k o = true \/ InSpan m o = true -> InSpans (spans_with k m) o = true).
  { intros k m. apply spans_with_any. }
  destruct H as [H | [H | [H | [H | [H | H]]]]]; [do 5 (apply K; left) | do 4 (apply K; left) | do 3 (apply K; left)
    | do 2 (apply K; left) | apply K; left |]; solve [exact H | apply K; right; exact H].
Qed.

Lemma without_keeps r n o : InSpan r o = true -> InSpan n o = false -> InSpan (without r n) o = true.
Proof.
  intros R N. assert (N' : ~ (span_from n <= o < span_to n)) by (rewrite <- in_span; congruence).
  rewrite in_span in *. unfold without. cbn [span_from span_to]. rewrite !min_u32_eq. change u32 with Z in *.
  destruct (Z.leb_spec (span_from n) (span_from r)), (Z.ltb_spec (span_from r) (span_to n)),
    (Z.leb_spec (span_to r) (span_to n)), (Z.ltb_spec (span_from r) (span_from n)); cbn [andb]; lia.
Qed.
Lemma spans_without_keeps k n o : InSpans k o = true -> InSpan n o = false -> InSpans (spans_without k n) o = true.
Proof.
  rewrite !in_spans. unfold Holds, spans_without. cbn [spans_s0 spans_s1 spans_s2 spans_s3]. intros H N.
  destruct H as [H | [H | [H | H]]]; apply (without_keeps _ n o) in H; tauto.
Qed.

Lemma misses_none k n : (forall o, InSpan n o = true -> InSpans k o = true) -> Misses k n = false.
Proof.
  intros H. assert (L : forall o, Lacks k n o = false).
  { intros o. unfold Lacks. destruct (InSpan n o) eqn:N; [rewrite (H o N) |]; reflexivity. }
  unfold Misses. rewrite !L. reflexivity.
Qed.

(** An octet of a span at a distance, held, is held at the distance from further before. *)
Lemma in_part r n o : 0 <= o < 1073741824 -> InSpan r o = true -> InSpan n (o + 1073741824) = true ->
  InSpan (part_in r n) (o + 1073741824) = true.
Proof.
  intros O R N. unfold part_in. apply in_common. split; [|exact N].
  rewrite in_span in *. unfold further_on, behind_told. cbn [span_from span_to]. rewrite !min_u32_eq. lia32.
Qed.

(** A span that does not reach 2^31 holds all of the segment. *)
Lemma beyond_whole a lo len : seq_sub lo a < two31 -> span_to (span_beyond a lo len) < two31 ->
  seq_sub lo a + len < 2147483648.
Proof.
  unfold span_beyond, two31. change u32 with Z. intros L.
  destruct (Z.ltb_spec (seq_sub lo a) 2147483648); [cbn [span_to]; rewrite min_u32_eq; lia | lia].
Qed.
