(** * Sequence arithmetic: what the proofs know of it *)
From Plumb Require Import Seq.
From PlumbProofs Require Import Ranges.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Lemma seq_sub_spec a b : U32 a -> U32 b ->
  (b <= a /\ seq_sub a b = a - b) \/ (a < b /\ seq_sub a b = a - b + 4294967296).
Proof.
  unfold U32, seq_sub, two32. intros A B. destruct (Z.le_gt_cases b a) as [L|L].
  - left. split; auto. rewrite Z.rem_mod_nonneg by lia.
    symmetry. apply Z.mod_unique with 1; lia.
  - right. split; auto. rewrite Z.rem_mod_nonneg by lia. rewrite Z.mod_small by lia. lia.
Qed.
Lemma seq_add_spec a n : U32 a -> U32 n ->
  (a + n < 4294967296 /\ seq_add a n = a + n) \/
  (4294967296 <= a + n /\ seq_add a n = a + n - 4294967296).
Proof.
  unfold U32, seq_add, two32. intros A B. destruct (Z.lt_ge_cases (a + n) 4294967296) as [L|L].
  - left. split; auto. apply Z.rem_small; lia.
  - right. split; auto. rewrite Z.rem_mod_nonneg by lia.
    symmetry. apply Z.mod_unique with 1; lia.
Qed.

(** Replace the arithmetic modulo 2^32 by its cases. *)
Ltac u32 := solve [auto with wf | apply u32_seq_add; ranges; lia | ranges; lia].
Ltac known e spec :=
  let x := fresh "x" in
  pose proof spec; set (x := e) in *; clearbody x.
Ltac seq_cases := repeat match goal with
  | |- context [seq_sub ?a ?b] => known (seq_sub a b) (seq_sub_spec a b ltac:(u32) ltac:(u32))
  | H : context [seq_sub ?a ?b] |- _ => known (seq_sub a b) (seq_sub_spec a b ltac:(u32) ltac:(u32))
  | |- context [seq_add ?a ?n] => known (seq_add a n) (seq_add_spec a n ltac:(u32) ltac:(u32))
  | H : context [seq_add ?a ?n] |- _ => known (seq_add a n) (seq_add_spec a n ltac:(u32) ltac:(u32))
  end.
Ltac seq_lia := intros; unfold two31 in *; seq_cases; ranges; lia.

Lemma seq_sub_self a : U32 a -> seq_sub a a = 0.
Proof. seq_lia. Qed.
Lemma seq_sub_zero a b : U32 a -> U32 b -> seq_sub a b = 0 -> a = b.
Proof. intros A B. seq_lia. Qed.
Lemma seq_sub_add a n : U32 a -> U32 n -> seq_sub (seq_add a n) a = n.
Proof. intros A N. seq_lia. Qed.
Lemma seq_sub_after x a n :
  U32 x -> U32 a -> U32 n -> n <= seq_sub x a -> seq_sub x (seq_add a n) = seq_sub x a - n.
Proof. intros X A N. seq_lia. Qed.
Lemma seq_add_after x a n :
  U32 x -> U32 a -> U32 n -> seq_sub x a + n < 4294967296 ->
  seq_sub (seq_add x n) a = seq_sub x a + n.
Proof. intros X A N. seq_lia. Qed.
Lemma seq_add_add a m n :
  U32 a -> U32 m -> U32 n -> U32 (m + n) -> seq_add (seq_add a m) n = seq_add a (m + n).
Proof. intros A M N P. seq_lia. Qed.
Lemma seq_add_sub a b : U32 a -> U32 b -> seq_add b (seq_sub a b) = a.
Proof. intros A B. seq_lia. Qed.

(** Near a common origin the comparisons are those of the distances from it. *)
Lemma seq_leq_near o x y :
  U32 o -> U32 x -> U32 y -> seq_sub x o < two31 -> seq_sub y o < two31 ->
  seq_leq x y = (seq_sub x o <=? seq_sub y o).
Proof.
  intros. unfold seq_leq. apply eq_true_iff_eq. rewrite Z.leb_le, Z.ltb_lt. seq_lia.
Qed.
Lemma seq_lt_near o x y :
  U32 o -> U32 x -> U32 y -> seq_sub x o < two31 -> seq_sub y o < two31 ->
  seq_lt x y = (seq_sub x o <? seq_sub y o).
Proof.
  intros. unfold seq_lt. apply eq_true_iff_eq.
  rewrite andb_true_iff, Z.leb_le, !Z.ltb_lt. seq_lia.
Qed.
Lemma seq_lt_spec a b : seq_lt a b = true <-> 1 <= seq_sub b a < two31.
Proof. unfold seq_lt. rewrite andb_true_iff, Z.leb_le, Z.ltb_lt. tauto. Qed.
Lemma seq_leq_spec a b : seq_leq a b = true <-> seq_sub b a < two31.
Proof. unfold seq_leq. apply Z.ltb_lt. Qed.

(** A number between two others that are less than 2^31 apart divides their distance. *)
Lemma seq_between lo x hi :
  U32 lo -> U32 x -> U32 hi -> seq_sub hi lo < two31 ->
  seq_sub x lo < two31 -> seq_sub hi x < two31 ->
  seq_sub hi x = seq_sub hi lo - seq_sub x lo.
Proof. seq_lia. Qed.
