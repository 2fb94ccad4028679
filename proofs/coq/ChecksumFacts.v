(** * The internet checksum does what RFC 1071 says

    Folding is reduction modulo 65535; parts can be summed apart; a sum fits 32 bits; a checksum
    filled in by the sender is found right by the receiver. *)
From Plumb Require Import Seq Octets Checksum.
From PlumbProofs Require Import Ranges OptionsBounds WireBounds.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Local Ltac to_div := repeat first [rewrite Z.quot_div_nonneg by lia | rewrite Z.rem_mod_nonneg by lia].

(** ** Folding *)

Lemma fold_mod s : 0 <= s -> exists k, fold s = s - 65535 * k.
Proof. intros; exists (s / 65536); unfold fold; to_div; Z.div_mod_to_equations; lia. Qed.

Lemma fold_range s : 0 <= s < 4294967296 -> 0 <= fold s <= 131070 /\ (0 < s -> 0 < fold s).
Proof. intros; unfold fold; to_div; Z.div_mod_to_equations; lia. Qed.

Lemma fold_again s : 0 <= s <= 131070 -> 0 <= fold s <= 65535 /\ (0 < s -> 0 < fold s).
Proof. intros; unfold fold; to_div; Z.div_mod_to_equations; lia. Qed.

(** Twice folded, a 32-bit sum is its ones' complement sum: a multiple of 65535 less, in 1 to 65535
    unless it was 0. *)
Lemma fold_twice s : U32 s -> exists k, fold (fold s) = s - 65535 * k
  /\ 0 <= fold (fold s) <= 65535 /\ (0 < s -> 0 < fold (fold s)).
Proof.
  unfold U32; intros R. destruct (fold_range s R) as [A P], (fold_mod s) as [k K]; [lia |].
  destruct (fold_again (fold s) A) as [B Q], (fold_mod (fold s)) as [j J]; [lia |].
  exists (k + j). split; [lia | split; [exact B | auto]].
Qed.

Theorem fold_is_modulo_65535 s : U32 s ->
  fold (fold s) = if s =? 0 then 0 else (s - 1) mod 65535 + 1.
Proof.
  intros R; destruct (fold_twice s R) as [k [E [B P]]]. unfold U32 in R.
  destruct (Z.eqb_spec s 0) as [-> | N]; [reflexivity |].
  replace ((s - 1) mod 65535) with (fold (fold s) - 1); [lia |].
  apply Z.mod_unique with k; lia.
Qed.

Theorem checksum_range s : U32 s -> U16 (checksum s).
Proof. intros R; destruct (fold_twice s R) as [k [_ [B _]]]. unfold checksum, U16; lia. Qed.

Lemma right_iff s : U32 s -> 0 < s -> checksum s = 0 <-> exists k, s = 65535 * k.
Proof.
  intros R P; destruct (fold_twice s R) as [k [E [B Q]]]; specialize (Q P).
  unfold checksum; split.
  - intros; exists (k + 1); lia.
  - intros [j J]. lia.
Qed.

(** ** Sums *)

Definition weight (i : Z) : Z := if Z.rem i 2 =? 0 then 256 else 1.

Lemma octet_sum_next n b : octet_sum (S n) b = octet_sum n b + weight (Z.of_nat n) * b (Z.of_nat n).
Proof. cbn [octet_sum]; unfold weight; destruct (_ =? _); lia. Qed.

Lemma octet_sum_range b n : Octets b -> 0 <= octet_sum n b <= 65280 * Z.of_nat n.
Proof.
  intros H; induction n as [|n IH]; [simpl; lia |].
  rewrite octet_sum_next. pose proof (H (Z.of_nat n)); unfold U8, weight in *.
  destruct (_ =? _); lia.
Qed.

(** The sum is the same wherever the buffers agree. *)
Lemma octet_sum_agree b c n : (forall i, 0 <= i < Z.of_nat n -> b i = c i) -> octet_sum n b = octet_sum n c.
Proof.
  induction n as [|n IH]; intros A; [reflexivity |].
  rewrite 2 octet_sum_next, IH, A; trivial; try lia. intros; apply A; lia.
Qed.

Theorem sums_of_parts_add_up b m n : Nat.Even m ->
  octet_sum (m + n) b = octet_sum m b + octet_sum n (fun i => b (Z.of_nat m + i)).
Proof.
  intros [k ->]; induction n as [|n IH]; [rewrite Nat.add_0_r; simpl; lia |].
  rewrite Nat.add_succ_r, 2 octet_sum_next, IH.
  replace (Z.of_nat (2 * k + n)) with (Z.of_nat (2 * k) + Z.of_nat n) by lia.
  replace (weight (Z.of_nat (2 * k) + Z.of_nat n)) with (weight (Z.of_nat n)); [lia |].
  unfold weight. replace (Z.rem (Z.of_nat (2 * k) + Z.of_nat n) 2) with (Z.rem (Z.of_nat n) 2); trivial.
  to_div; Z.div_mod_to_equations; lia.
Qed.

(** ** Filling in *)

(** The header with [c] in its checksum field, octets 16 and 17. *)
Definition filled (b : Z -> Z) (c i : Z) : Z :=
  if i =? 16 then Z.quot c 256 else if i =? 17 then Z.rem c 256 else b i.

Lemma octet_sum_filled b c n : U16 c -> b 16 = 0 -> b 17 = 0 -> (18 <= n)%nat ->
  octet_sum n (filled b c) = octet_sum n b + c.
Proof.
  intros C Z16 Z17 L. unfold U16 in C.
  replace n with (18 + (n - 18))%nat by lia.
  rewrite 2 (sums_of_parts_add_up _ 18) by (exists 9%nat; reflexivity).
  replace (octet_sum (n - 18) (fun i => filled b c (Z.of_nat 18 + i)))
    with (octet_sum (n - 18) (fun i => b (Z.of_nat 18 + i))).
  - rewrite !(octet_sum_next 17), !(octet_sum_next 16), (octet_sum_agree (filled b c) b 16).
    + change (Z.of_nat 16) with 16; change (Z.of_nat 17) with 17.
      change (weight 16) with 256; change (weight 17) with 1.
      unfold filled; simpl (_ =? _). rewrite Z16, Z17.
      assert (256 * Z.quot c 256 + Z.rem c 256 = c) by (to_div; Z.div_mod_to_equations; lia). lia.
    + intros i I; unfold filled.
      destruct (Z.eqb_spec i 16), (Z.eqb_spec i 17); simpl in I; lia.
  - apply octet_sum_agree; intros i I; unfold filled.
    destruct (Z.eqb_spec (Z.of_nat 18 + i) 16), (Z.eqb_spec (Z.of_nat 18 + i) 17); lia.
Qed.

Lemma address_sum_range a : WfAddress a -> 0 <= address_sum a <= 524280.
Proof.
  intros [A [B [C D]]]; unfold address_sum.
  pose proof (fold_range _ A); pose proof (fold_range _ B).
  pose proof (fold_range _ C); pose proof (fold_range _ D); lia.
Qed.

Lemma pseudo_sum_range x y n : WfAddress x -> WfAddress y -> 0 <= n <= 65535 ->
  6 <= pseudo_sum x y n <= 1179636.
Proof.
  intros X Y N; pose proof (address_sum_range x X); pose proof (address_sum_range y Y).
  pose proof (fold_range n); unfold pseudo_sum; lia.
Qed.

(** A segment of at most 65535 octets: the sum with its pseudo-header never overflows 32 bits. *)
Theorem sums_fit x y b n : WfAddress x -> WfAddress y -> Octets b -> 0 <= n <= 65535 ->
  U32 (pseudo_sum x y n + octet_sum (Z.to_nat n) b + 65535).
Proof.
  intros X Y H N; pose proof (pseudo_sum_range x y n X Y N).
  pose proof (octet_sum_range b (Z.to_nat n) H). unfold U32; lia.
Qed.

(** MUST-2, MUST-3: the sender fills in what it computed over a header with checksum 0, and the
    receiver finds the segment right. *)
Theorem filled_in_checksum_is_right x y b n :
  WfAddress x -> WfAddress y -> Octets b -> 18 <= n <= 65535 -> b 16 = 0 -> b 17 = 0 ->
  checksum_ok x y (filled b (checksum (pseudo_sum x y n + octet_sum (Z.to_nat n) b))) n = true.
Proof.
  intros X Y H N Z16 Z17. set (s := pseudo_sum x y n + octet_sum (Z.to_nat n) b).
  pose proof (sums_fit x y b n X Y H ltac:(lia)) as F; fold s in F; unfold U32 in F.
  assert (P : 6 <= s).
  { pose proof (pseudo_sum_range x y n X Y); pose proof (octet_sum_range b (Z.to_nat n) H).
    unfold s; lia. }
  assert (R : U32 s) by (unfold U32; lia).
  pose proof (checksum_range s R) as C.
  unfold checksum_ok. rewrite octet_sum_filled by (trivial; lia).
  apply Z.eqb_eq. rewrite Z.add_assoc. fold s. unfold U16 in C.
  apply right_iff; [unfold U32; lia | lia |].
  destruct (fold_twice s R) as [k [E _]]. exists (k + 1). unfold checksum; lia.
Qed.
