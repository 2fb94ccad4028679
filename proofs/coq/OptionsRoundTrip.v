(** * Options that are built are parsed back

    No option is lost, changed, or read as something else, whichever stand beside it. *)
From Plumb Require Import Seq Segment Octets Options.
From PlumbProofs Require Import Ranges OptionsBounds.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(* Quotients and remainders of what is not negative, as lia knows them. *)
Local Ltac to_div :=
  repeat first [rewrite Z.quot_div_nonneg by (try apply Z.div_pos; lia)
               | rewrite Z.rem_mod_nonneg by (try apply Z.div_pos; lia)].
Local Ltac divide := to_div; Z.div_mod_to_equations; lia.

(** ** Words and octets *)

(** The four octets from [i] on are those of [w]. *)
Definition word_at (b : Z -> Z) (i w : Z) : Prop := forall r, 0 <= r < 4 -> b (i + r) = octet_of w r.

Lemma octet_range w i : U32 w -> U8 (octet_of w i).
Proof.
  unfold U32, U8, octet_of; intros.
  destruct (i =? 0); [divide |]. destruct (i =? 1); [divide |]. destruct (i =? 2); divide.
Qed.

Lemma word_octets b i w : word_at b i w ->
  b i = Z.quot w 16777216 /\ b (i + 1) = Z.rem (Z.quot w 65536) 256
  /\ b (i + 2) = Z.rem (Z.quot w 256) 256 /\ b (i + 3) = Z.rem w 256.
Proof.
  intros H; rewrite <- (Z.add_0_r i) at 1; repeat split; rewrite H by lia; reflexivity.
Qed.

Lemma be32_word b i w : U32 w -> word_at b i w -> be32 b i = w.
Proof.
  unfold U32, be32, be16; intros R H; destruct (word_octets b i w H) as [A [B [C D]]].
  replace (i + 2 + 1) with (i + 3) by lia. rewrite A, B, C, D. divide.
Qed.

(** A word that is made of two halves, and of a half and two octets. *)
Lemma be16_halves b i x y : U16 x -> U16 y -> word_at b i (65536 * x + y) ->
  be16 b i = x /\ be16 b (i + 2) = y.
Proof.
  unfold U16, be16; intros X Y H; destruct (word_octets _ _ _ H) as [A [B [C D]]].
  replace (i + 2 + 1) with (i + 3) by lia. rewrite A, B, C, D. split; divide.
Qed.

Lemma word_fields b i k l y : U8 k -> U8 l -> U16 y -> word_at b i (16777216 * k + 65536 * l + y) ->
  b i = k /\ b (i + 1) = l /\ be16 b (i + 2) = y.
Proof.
  unfold U8, U16; intros K L Y H; destruct (word_octets _ _ _ H) as [A [B _]].
  replace (16777216 * k + 65536 * l + y) with (65536 * (256 * k + l) + y) in H by lia.
  destruct (be16_halves b i (256 * k + l) y) as [_ E]; unfold U16; trivial; [lia |].
  rewrite A, B, E. repeat split; divide.
Qed.

Lemma word_of_octets b i k l m n : U8 k -> U8 l -> U8 m -> U8 n ->
  word_at b i (16777216 * k + 65536 * l + 256 * m + n) ->
  b i = k /\ b (i + 1) = l /\ b (i + 2) = m /\ b (i + 3) = n.
Proof.
  unfold U8; intros K L M N H; destruct (word_octets _ _ _ H) as [A [B [C D]]].
  rewrite A, B, C, D. repeat split; divide.
Qed.

(** ** One option *)

(** A known kind with a legal length, all of it before [stop], is read. *)
Lemma read_option f b i stop o : b i <> kind_end -> b i <> kind_nop ->
  LengthLegal (b i) (b (i + 1)) = true -> 0 < b (i + 1) -> i + b (i + 1) <= stop -> i + 1 < stop ->
  options_from (S f) b i stop o = options_from f b (i + b (i + 1)) stop (option_value b i o).
Proof.
  intros E N L P B S.
  assert (length : option_length b i stop = b (i + 1)).
  { unfold option_length, OptionsEnd, OptionSound.
    destruct (Z.leb_spec stop i); [lia |].
    destruct (Z.eqb_spec (b i) kind_end); [congruence |].
    destruct (Z.eqb_spec (b i) kind_nop); [congruence |]. simpl.
    destruct (Z.ltb_spec (i + 1) stop); [| lia]. rewrite L.
    destruct (Z.leb_spec (i + b (i + 1)) stop); [reflexivity | lia]. }
  cbn [options_from]. rewrite length. destruct (Z.eqb_spec (b (i + 1)) 0); [lia | reflexivity].
Qed.

Lemma skip_nop f b i stop o : b i = kind_nop -> i < stop ->
  options_from (S f) b i stop o = options_from f b (i + 1) stop o.
Proof.
  intros E L. assert (length : option_length b i stop = 1).
  { unfold option_length, OptionsEnd. rewrite E. destruct (Z.leb_spec stop i); [lia | reflexivity]. }
  assert (value : option_value b i o = o) by (unfold option_value; rewrite E; reflexivity).
  cbn [options_from]. rewrite length, value. reflexivity.
Qed.

Lemma end_of_options f b i o : options_from (S f) b i i o = with_malformed o false.
Proof.
  assert (E : OptionsEnd b i i = true) by (unfold OptionsEnd; rewrite Z.leb_refl; reflexivity).
  cbn [options_from]. unfold option_length. rewrite E. reflexivity.
Qed.

Local Ltac octet := cbv [U8 U16 U32] in *; lia.

Lemma read_mss f b i stop o v : U16 v -> word_at b i (mss_word v) -> i + 4 <= stop ->
  options_from (S f) b i stop o = options_from f b (i + 4) stop (with_mss o v).
Proof.
  intros V H S. destruct (word_fields b i 2 4 v) as [K [L M]]; try octet.
  { unfold mss_word in H; replace (_ + v) with (33816576 + v) by lia; exact H. }
  rewrite read_option by (rewrite ?K, ?L; first [discriminate | reflexivity | lia]); rewrite L.
  unfold option_value; rewrite K, M. reflexivity.
Qed.

Lemma read_shift f b i stop o v : U8 v -> word_at b i (shift_word v) -> i + 4 <= stop ->
  options_from (S (S f)) b i stop o = options_from f b (i + 4) stop (with_shift o v).
Proof.
  intros V H S. destruct (word_of_octets b i 1 3 3 v) as [N [K [L M]]]; try octet.
  { unfold shift_word in H; replace (_ + v) with (16974592 + v) by lia; exact H. }
  rewrite skip_nop by (trivial; lia).
  assert (L' : b (i + 1 + 1) = 3) by (replace (i + 1 + 1) with (i + 2) by lia; exact L).
  rewrite read_option by (rewrite ?K, ?L'; first [discriminate | reflexivity | lia]); rewrite L'.
  unfold option_value; rewrite K. cbn. replace (i + 1 + 2) with (i + 3) by lia.
  rewrite M. f_equal; lia.
Qed.

(** Two NOPs and an option header, as the last three options begin. *)
Lemma read_after_nops f b i stop o k l : U8 k -> U8 l -> word_at b i (16842752 + 256 * k + l) ->
  k <> kind_end -> k <> kind_nop -> LengthLegal k l = true -> 2 <= l -> i + 2 + l <= stop ->
  options_from (S (S (S f))) b i stop o
  = options_from f b (i + 2 + l) stop (option_value b (i + 2) o)
  /\ b (i + 2) = k /\ b (i + 3) = l.
Proof.
  intros K L H E N G P S. destruct (word_of_octets b i 1 1 k l) as [N1 [N2 [B C]]]; try octet.
  { replace (_ + l) with (16842752 + 256 * k + l) by lia; exact H. }
  rewrite 2 skip_nop by (trivial; lia). replace (i + 1 + 1) with (i + 2) by lia.
  assert (C' : b (i + 2 + 1) = l) by (replace (i + 2 + 1) with (i + 3) by lia; exact C).
  rewrite read_option by (rewrite ?B, ?C'; first [assumption | lia]); rewrite C'. repeat split; trivial.
Qed.

Lemma read_permitted f b i stop o : word_at b i permitted_word -> i + 4 <= stop ->
  options_from (S (S (S f))) b i stop o = options_from f b (i + 4) stop (with_sack_permitted o).
Proof.
  intros H S. destruct (read_after_nops f b i stop o 4 2) as [E [K _]];
    first [exact H | discriminate | reflexivity | octet | idtac].
  rewrite E. unfold option_value; rewrite K. cbn. f_equal; lia.
Qed.

Lemma read_stamps f b i stop o val ecr : U32 val -> U32 ecr ->
  word_at b i 16844810 -> word_at b (i + 4) val -> word_at b (i + 8) ecr -> i + 12 <= stop ->
  options_from (S (S (S f))) b i stop o = options_from f b (i + 12) stop (with_stamps o val ecr).
Proof.
  intros V W H1 H2 H3 S. destruct (read_after_nops f b i stop o 8 10) as [E [K _]];
    first [exact H1 | discriminate | reflexivity | octet | idtac].
  rewrite E. unfold option_value; rewrite K. cbn.
  replace (i + 2 + 2) with (i + 4) by lia. replace (i + 2 + 6) with (i + 8) by lia.
  rewrite (be32_word b (i + 4) val), (be32_word b (i + 8) ecr) by trivial. f_equal; lia.
Qed.

Lemma read_sack f b i stop o n : 1 <= n <= 4 -> word_at b i (16844034 + 8 * n) ->
  i + 4 + 8 * n <= stop ->
  options_from (S (S (S f))) b i stop o
  = options_from f b (i + 4 + 8 * n) stop (with_sack o (sack_at b (i + 2) n)).
Proof.
  intros N H S.
  destruct (read_after_nops f b i stop o 5 (2 + 8 * n)) as [E [K L]];
    first [discriminate | octet | idtac].
  - replace (16842752 + 256 * 5 + (2 + 8 * n)) with (16844034 + 8 * n) by lia; exact H.
  - assert (C : n = 1 \/ n = 2 \/ n = 3 \/ n = 4) by lia.
    destruct C as [-> | [-> | [-> | ->]]]; reflexivity.
  - rewrite E. unfold option_value; rewrite K. cbn [Z.eqb Pos.eqb kind_mss kind_shift
      kind_sack_permitted kind_sack kind_stamps].
    replace (i + 2 + 1) with (i + 3) by lia. rewrite L.
    replace (Z.quot (2 + 8 * n) 8) with n by divide. f_equal; lia.
Qed.

(** ** All options *)

(** From octet [i] on, with [o] read so far, the parse ends with [r]: some fuel suffices. *)
Definition Parses (b : Z -> Z) (i stop : Z) (o r : options) : Prop :=
  exists k, forall f, (k <= f)%nat -> options_from f b i stop o = r.

Lemma parses_options b i stop r : Octets b -> i <= stop <= i + 40 ->
  Parses b i stop no_options r -> options_parse b i stop = r.
Proof.
  intros H L [k P]. rewrite <- (P (k + options_fuel)%nat) by lia. symmetry.
  apply options_parse_terminates; trivial. lia.
Qed.

(** What building [o] adds to options [x], part by part. *)
Definition mss_part (o x : options) : options := if options_has_mss o then with_mss x (options_mss o) else x.
Definition shift_part (o x : options) : options :=
  if options_has_shift o then with_shift x (options_shift o) else x.
Definition permitted_part (o x : options) : options :=
  if options_sack_permitted o then with_sack_permitted x else x.
Definition stamps_part (o x : options) : options :=
  if options_has_ts o then with_stamps x (options_ts_val o) (options_ts_ecr o) else x.
Definition sack_part (o x : options) : options :=
  if sack_n (options_sack o) =? 0 then x else with_sack x (options_sack o).

(** Where each part begins, in words. *)
Definition at_permitted (o : options) : Z := mss_words o + shift_words o.
Definition at_stamps (o : options) : Z := at_permitted o + permitted_words o.
Definition at_sack (o : options) : Z := at_stamps o + stamps_words o.

Lemma words_range o : 0 <= mss_words o <= 1 /\ 0 <= shift_words o <= 1 /\ 0 <= permitted_words o <= 1
  /\ 0 <= stamps_words o <= 3.
Proof.
  unfold mss_words, shift_words, permitted_words, stamps_words.
  destruct (options_has_mss o), (options_has_shift o), (options_sack_permitted o), (options_has_ts o); lia.
Qed.

(* Is the word in the first part that is asked for? *)
Local Ltac compare_words := match goal with |- context [?x <? ?y] => destruct (Z.ltb_spec x y) end.

Lemma option_word_sack o j : 0 <= j -> option_word o (at_sack o + j) = sack_word (options_sack o) j.
Proof.
  intros J; pose proof (words_range o); unfold option_word, at_sack, at_stamps, at_permitted; cbv zeta.
  repeat (compare_words; [lia |]). f_equal; lia.
Qed.

Lemma option_word_stamps o j : 0 <= j < stamps_words o ->
  option_word o (at_stamps o + j) = stamps_word o j.
Proof.
  intros J; pose proof (words_range o); unfold option_word, at_stamps, at_permitted; cbv zeta.
  do 3 (compare_words; [lia |]). compare_words; [f_equal | ]; lia.
Qed.

Lemma option_word_permitted o : permitted_words o = 1 -> option_word o (at_permitted o) = permitted_word.
Proof.
  intros J; pose proof (words_range o); unfold option_word, at_permitted; cbv zeta.
  do 2 (compare_words; [lia |]). compare_words; [reflexivity | lia].
Qed.

Lemma option_word_shift o : shift_words o = 1 -> option_word o (mss_words o) = shift_word (options_shift o).
Proof.
  intros J; pose proof (words_range o); unfold option_word; cbv zeta.
  destruct (Z.ltb_spec (mss_words o) (mss_words o)); [lia |].
  compare_words; [reflexivity | lia].
Qed.

Lemma option_word_mss o : mss_words o = 1 -> option_word o 0 = mss_word (options_mss o).
Proof.
  intros J; unfold option_word; cbv zeta. destruct (Z.ltb_spec 0 (mss_words o)); [reflexivity | lia].
Qed.

Section Built.
Variables (b : Z -> Z) (o : options).
Hypothesis WF : WfOptions o.
Let stop := 20 + 4 * options_words o.
Hypothesis built : forall k, 0 <= k < options_words o -> word_at b (20 + 4 * k) (option_word o k).

Lemma sack_words_range : 0 <= sack_words (options_sack o).
Proof. destruct WF as [_ _ _ _ [N _ _ _ _]]. unfold sack_words; destruct (_ =? _); lia. Qed.

Local Ltac sizes := pose proof (words_range o); pose proof sack_words_range;
  unfold at_sack, at_stamps, at_permitted, stop, options_words in *.

(** A part that is there takes at most three steps, one that is not takes none. *)
Local Ltac enough_fuel k f := exists (3 + k)%nat; intros [| [| [| f]]] F; try lia.

Lemma mss_step x r : Parses b (20 + 4 * mss_words o) stop (mss_part o x) r -> Parses b 20 stop x r.
Proof.
  destruct WF; intros [k P]; enough_fuel k f; sizes.
  pose proof (option_word_mss o) as W; pose proof (built 0) as B.
  unfold mss_part, mss_words in *; destruct (options_has_mss o); [| apply P; lia].
  rewrite (read_mss _ b 20 _ x (options_mss o)); [apply P; lia | trivial | | lia].
  rewrite <- W by trivial. apply B; lia.
Qed.

Lemma shift_step x r : Parses b (20 + 4 * at_permitted o) stop (shift_part o x) r ->
  Parses b (20 + 4 * mss_words o) stop x r.
Proof.
  destruct WF; intros [k P]; enough_fuel k f; sizes.
  pose proof (option_word_shift o) as W; pose proof (built (mss_words o)) as B.
  unfold shift_part, shift_words in *; destruct (options_has_shift o).
  - rewrite (read_shift _ b _ _ x (options_shift o)); trivial;
      [| rewrite <- W by trivial; apply B; lia | lia].
    rewrite <- (P (S f)) by lia. f_equal; lia.
  - rewrite <- (P (S (S (S f)))) by lia. f_equal; lia.
Qed.

Lemma permitted_step x r : Parses b (20 + 4 * at_stamps o) stop (permitted_part o x) r ->
  Parses b (20 + 4 * at_permitted o) stop x r.
Proof.
  destruct WF; intros [k P]; enough_fuel k f; sizes.
  pose proof (option_word_permitted o) as W; pose proof (built (at_permitted o)) as B.
  unfold permitted_part, at_permitted, permitted_words in *; destruct (options_sack_permitted o).
  - rewrite read_permitted; [| rewrite <- W by trivial; apply B; lia | lia].
    rewrite <- (P f) by lia. f_equal; lia.
  - rewrite <- (P (S (S (S f)))) by lia. f_equal; lia.
Qed.

Lemma stamps_step x r : Parses b (20 + 4 * at_sack o) stop (stamps_part o x) r ->
  Parses b (20 + 4 * at_stamps o) stop x r.
Proof.
  destruct WF; intros [k P]; enough_fuel k f; sizes.
  assert (W : forall j, 0 <= j < stamps_words o ->
    word_at b (20 + 4 * (mss_words o + shift_words o + permitted_words o) + 4 * j) (stamps_word o j)).
  { intros j J. rewrite <- option_word_stamps by trivial.
    replace (20 + _ + _) with (20 + 4 * (at_stamps o + j)) by (unfold at_stamps, at_permitted; lia).
    apply built; unfold at_stamps, at_permitted, options_words; lia. }
  unfold stamps_part, stamps_words in *; destruct (options_has_ts o).
  - rewrite (read_stamps _ b _ _ x (options_ts_val o) (options_ts_ecr o)); trivial; try lia.
    + rewrite <- (P f) by lia. f_equal; lia.
    + rewrite <- (Z.add_0_r (20 + _)). apply (W 0); lia.
    + apply (W 1); lia.
    + apply (W 2); lia.
  - rewrite <- (P (S (S (S f)))) by lia. f_equal; lia.
Qed.

(** Blocks that are not meant are empty. *)
Definition TidySack (s : sack) : Prop :=
  (sack_n s <= 0 -> sack_b0 s = empty_block) /\ (sack_n s <= 1 -> sack_b1 s = empty_block)
  /\ (sack_n s <= 2 -> sack_b2 s = empty_block) /\ (sack_n s <= 3 -> sack_b3 s = empty_block).

Lemma sack_blocks i : TidySack (options_sack o) ->
  (forall j, 0 <= j < sack_words (options_sack o) -> word_at b (i + 4 * j) (sack_word (options_sack o) j)) ->
  sack_at b (i + 2) (sack_n (options_sack o)) = options_sack o.
Proof.
  destruct WF as [_ _ _ _ [N [L0 R0] [L1 R1] [L2 R2] [L3 R3]]]; intros [T0 [T1 [T2 T3]]] W.
  assert (word : forall j, 0 <= j < sack_words (options_sack o) -> U32 (sack_word (options_sack o) j) ->
    be32 b (i + 4 * j) = sack_word (options_sack o) j) by (intros; apply be32_word; auto).
  assert (block : forall k x, sack_word (options_sack o) (1 + 2 * k) = block_left x ->
    sack_word (options_sack o) (2 + 2 * k) = block_right x -> U32 (block_left x) -> U32 (block_right x) ->
    0 <= k -> (sack_n (options_sack o) <= k -> x = empty_block) ->
    sack_block b (i + 2) (sack_n (options_sack o)) k = x).
  { intros k x E1 E2 U1 U2 K T. unfold sack_block.
    destruct (Z.ltb_spec k (sack_n (options_sack o))); [| symmetry; auto].
    assert (M : sack_words (options_sack o) = 1 + 2 * sack_n (options_sack o)).
    { unfold sack_words; destruct (Z.eqb_spec (sack_n (options_sack o)) 0); lia. }
    replace (i + 2 + 2 + 8 * k) with (i + 4 * (1 + 2 * k)) by lia.
    replace (i + 2 + 6 + 8 * k) with (i + 4 * (2 + 2 * k)) by lia.
    rewrite !word; rewrite ?E1, ?E2; trivial; try lia. destruct x; reflexivity. }
  unfold sack_at. rewrite (block 0 (sack_b0 (options_sack o))), (block 1 (sack_b1 (options_sack o))),
    (block 2 (sack_b2 (options_sack o))), (block 3 (sack_b3 (options_sack o))); trivial; try lia.
  destruct (options_sack o); reflexivity.
Qed.

Lemma sack_step x r : TidySack (options_sack o) -> Parses b stop stop (sack_part o x) r ->
  Parses b (20 + 4 * at_sack o) stop x r.
Proof.
  intros T [k P]; enough_fuel k f; sizes.
  assert (W : forall j, 0 <= j < sack_words (options_sack o) ->
    word_at b (20 + 4 * at_sack o + 4 * j) (sack_word (options_sack o) j)).
  { intros j J. rewrite <- option_word_sack by lia.
    replace (20 + _ + _) with (20 + 4 * (at_sack o + j)) by lia.
    apply built; unfold at_sack, at_stamps, at_permitted, options_words; lia. }
  unfold at_sack, at_stamps, at_permitted in W. pose proof (sack_blocks _ T W) as S.
  unfold sack_part, sack_words in *. destruct WF as [_ _ _ _ [N _ _ _ _]].
  destruct (Z.eqb_spec (sack_n (options_sack o)) 0).
  - rewrite <- (P (3 + f)%nat) by lia. cbn [Nat.add]. f_equal; lia.
  - rewrite (read_sack _ b _ _ x (sack_n (options_sack o))); [| lia | | lia].
    + rewrite <- (P f), S by lia. f_equal; lia.
    + rewrite <- (Z.add_0_r (20 + _)). apply (W 0); lia.
Qed.
End Built.

(** Options as the builder makes them: a value that is not meant is 0. *)
Record Tidy (o : options) : Prop := {
  tidy_mss : options_has_mss o = false -> options_mss o = 0;
  tidy_shift : options_has_shift o = false -> options_shift o = 0;
  tidy_ts_val : options_has_ts o = false -> options_ts_val o = 0;
  tidy_ts_ecr : options_has_ts o = false -> options_ts_ecr o = 0;
  tidy_sack : TidySack (options_sack o) }.

(** The parts together are the whole. *)
Lemma parts_are_all o : Tidy o -> options_malformed o = false -> 0 <= sack_n (options_sack o) ->
  with_malformed
    (sack_part o (stamps_part o (permitted_part o (shift_part o (mss_part o no_options))))) false = o.
Proof.
  intros [M S V E [T0 [T1 [T2 T3]]]] G N.
  assert (A : sack_n (options_sack o) = 0 -> options_sack o = no_sack).
  { destruct (options_sack o); simpl in *; intros ->. rewrite T0, T1, T2, T3 by lia. reflexivity. }
  unfold sack_part, stamps_part, permitted_part, shift_part, mss_part.
  destruct o as [hm m hs s p ht v e k g]; simpl in *; subst g.
  destruct (Z.eqb_spec (sack_n k) 0) as [Z | _]; [rewrite (A Z) |];
    destruct hm, hs, p, ht; cbv [with_malformed with_sack with_stamps with_sack_permitted with_shift
      with_mss no_options options_has_mss options_mss options_has_shift options_shift
      options_sack_permitted options_has_ts options_ts_val options_ts_ecr options_sack options_malformed];
    rewrite ?M, ?S, ?V, ?E by reflexivity; reflexivity.
Qed.

Theorem options_round_trip b o : Octets b -> WfOptions o -> Tidy o -> Buildable o = true ->
  (forall k, 0 <= k < options_words o -> word_at b (20 + 4 * k) (option_word o k)) ->
  options_parse b 20 (20 + 4 * options_words o) = o.
Proof.
  intros H WF T B W. unfold Buildable in B.
  apply andb_prop in B as [B M]; apply andb_prop in B as [B _].
  apply Z.leb_le in B; apply negb_true_iff in M.
  pose proof (words_range o); pose proof (sack_words_range o WF).
  apply parses_options; [exact H | unfold options_words in *; lia |].
  apply (mss_step b o WF W), (shift_step b o WF W), (permitted_step b o WF W), (stamps_step b o WF W),
    (sack_step b o WF W); [apply T |].
  exists 1%nat. intros [| f] F; [lia |]. rewrite end_of_options.
  apply parts_are_all; trivial. apply WF.
Qed.
