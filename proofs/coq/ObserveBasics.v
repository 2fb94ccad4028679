(** * Positions and numbers: what the observer's arithmetic means *)
From Plumb Require Import Seq Segment Tcb UserCalls Host HostArrives HostSends Observe.
Require Import ZArith Bool List Lia.
Open Scope Z_scope.

(** Segments as a parser yields them. *)
Record Sane (s : seg) : Prop := {
  sane_seq : 0 <= seg_seq s < 2 ^ 32;
  sane_ack : 0 <= seg_ack s < 2 ^ 32;
  sane_wnd : 0 <= seg_wnd s <= 65535;
  sane_text : 0 <= seg_text s <= 65535;
  sane_shift : 0 <= options_shift (seg_options s);
  sane_ts : 0 <= options_ts_val (seg_options s) < 2 ^ 32 }.

Lemma on_wire isn p x : OnWire isn p x <-> 0 <= x < 2 ^ 32 /\ exists k, isn + p = x + 2 ^ 32 * k.
Proof.
  unfold OnWire. split.
  - intros <-. pose proof (Z.mod_pos_bound (isn + p) (2 ^ 32) ltac:(lia)). split; [lia|].
    exists ((isn + p) / 2 ^ 32). pose proof (Z.div_mod (isn + p) (2 ^ 32)). lia.
  - intros [B [k E]]. rewrite E, Z.mul_comm, Z.mod_add, Z.mod_small; lia.
Qed.

Lemma seq_sub_spec a b : 0 <= a < 2 ^ 32 -> 0 <= b < 2 ^ 32 ->
  0 <= seq_sub a b < 2 ^ 32 /\ exists k, a - b = seq_sub a b + 2 ^ 32 * k.
Proof.
  intros A B. unfold seq_sub, two32. rewrite Z.rem_mod_nonneg by lia.
  pose proof (Z.mod_pos_bound (a - b + 4294967296) 4294967296 ltac:(lia)).
  split; [lia|]. exists ((a - b + 4294967296) / 4294967296 - 1).
  pose proof (Z.div_mod (a - b + 4294967296) 4294967296). lia.
Qed.

Lemma seq_add_spec a n : 0 <= a -> 0 <= n -> 0 <= seq_add a n < 2 ^ 32 /\ exists k, a + n = seq_add a n + 2 ^ 32 * k.
Proof.
  intros A B. unfold seq_add, two32. rewrite Z.rem_mod_nonneg by lia.
  pose proof (Z.mod_pos_bound (a + n) 4294967296 ltac:(lia)).
  split; [lia|]. exists ((a + n) / 4294967296). pose proof (Z.div_mod (a + n) 4294967296). lia.
Qed.

Lemma number_of_wire isn p : 0 <= isn -> 0 <= p -> OnWire isn p (number_of isn p).
Proof. intros. unfold number_of, OnWire, two32. now rewrite Z.rem_mod_nonneg by lia. Qed.

(** The distance of two positions, when it is known to be less than 2^32. *)
Lemma ahead_exact isn p m x : 0 <= isn -> 0 <= m -> OnWire isn p x -> 0 <= p - m < 2 ^ 32 ->
  seq_sub x (number_of isn m) = p - m.
Proof.
  intros I M W D. pose proof (number_of_wire isn m I M) as N.
  apply on_wire in W as [Wx [k Ek]]. apply on_wire in N as [Nx [j Ej]].
  destruct (seq_sub_spec x (number_of isn m) Wx Nx) as [S [i Ei]].
  assert (p - m = seq_sub x (number_of isn m) + 2 ^ 32 * (k + i - j)) by lia. lia.
Qed.
Lemma behind_exact isn p m x : 0 <= isn -> 0 <= m -> OnWire isn p x -> 0 <= m - p < 2 ^ 32 ->
  seq_sub (number_of isn m) x = m - p.
Proof.
  intros I M W D. pose proof (number_of_wire isn m I M) as N.
  apply on_wire in W as [Wx [k Ek]]. apply on_wire in N as [Nx [j Ej]].
  destruct (seq_sub_spec (number_of isn m) x Nx Wx) as [S [i Ei]].
  assert (m - p = seq_sub (number_of isn m) x + 2 ^ 32 * (j + i - k)) by lia. lia.
Qed.

Lemma reach_max_eq : reach_max = 2 ^ 30 + 2 ^ 17. Proof. reflexivity. Qed.
Lemma far_eq : far = 2 ^ 60. Proof. reflexivity. Qed.

(** [raise] never lowers the bound, and covers every position within reach that has the number. *)
Lemma raise_le isn m x : 0 <= x < 2 ^ 32 -> 0 <= isn -> 0 <= m -> m <= raise isn m x.
Proof.
  intros X I M. unfold raise. pose proof (number_of_wire isn m I M) as N. apply on_wire in N as [Nx _].
  destruct (seq_sub_spec x (number_of isn m) X Nx) as [S _].
  destruct (_ && _); lia.
Qed.
Lemma raise_covers isn m x p : 0 <= isn -> 0 <= m <= far -> OnWire isn p x -> p <= m + reach_max ->
  p <= raise isn m x.
Proof.
  intros I M W R. assert (0 <= x < 2 ^ 32) by (apply on_wire in W; tauto).
  destruct (Z_le_gt_dec p m).
  - pose proof (raise_le isn m x ltac:(lia) I ltac:(lia)); lia.
  - unfold raise. rewrite (ahead_exact isn p m x) by (auto; pose proof reach_max_eq; lia).
    replace (p - m <=? reach_max) with true by (symmetry; apply Z.leb_le; lia).
    replace (m <=? far) with true by (symmetry; apply Z.leb_le; lia). cbn. lia.
Qed.

Lemma length_eq s : Length s = seg_len s.
Proof. reflexivity. Qed.
Lemma one_if_range b : 0 <= one_if b <= 1. Proof. destruct b; cbn; lia. Qed.
Lemma seg_len_nonneg s : Sane s -> 0 <= seg_len s <= 65537.
Proof. intros []. rewrite <- length_eq. unfold Length. pose proof (one_if_range (ctl_syn (seg_ctl s))).
  pose proof (one_if_range (ctl_fin (seg_ctl s))). lia. Qed.

Lemma power2_pow k : 0 <= k <= 14 -> power2 k = 2 ^ k.
Proof.
  intros. assert (C : k = 0 \/ k = 1 \/ k = 2 \/ k = 3 \/ k = 4 \/ k = 5 \/ k = 6 \/ k = 7 \/ k = 8
    \/ k = 9 \/ k = 10 \/ k = 11 \/ k = 12 \/ k = 13 \/ k = 14) by lia.
  repeat destruct C as [-> | C]; try reflexivity. subst; reflexivity.
Qed.
Lemma power2_le k : 0 <= k -> 1 <= power2 k <= 16384.
Proof.
  intros. unfold power2. repeat match goal with |- context [if ?c then _ else _] => destruct c end; lia.
Qed.
