(** * Parsing options: it ends, within bounds, with values that fit

    For any octets whatever. *)
From Plumb Require Import Seq Segment Octets Options.
From PlumbProofs Require Import Ranges.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** What a buffer holds. *)
Definition Octets (b : Z -> Z) : Prop := forall i, U8 (b i).

Lemma be16_range b i : Octets b -> U16 (be16 b i).
Proof. intros H; pose proof (H i); pose proof (H (i + 1)); unfold U8, U16, be16 in *; lia. Qed.

Lemma be32_range b i : Octets b -> U32 (be32 b i).
Proof.
  intros H; pose proof (be16_range b i H); pose proof (be16_range b (i + 2) H).
  unfold U16, U32, be32 in *; lia.
Qed.

(** ** Lengths *)

Lemma option_length_bounds b i stop : Octets b -> i <= stop -> 0 <= option_length b i stop <= stop - i.
Proof.
  intros H L; pose proof (H (i + 1)); unfold U8 in *.
  unfold option_length, OptionsEnd, OptionSound.
  destruct (Z.leb_spec stop i), (b i =? kind_end); simpl; try lia.
  destruct (b i =? kind_nop); try lia.
  destruct (_ <? stop), (LengthLegal _ _); simpl; try lia.
  destruct (Z.leb_spec (i + b (i + 1)) stop); lia.
Qed.

(** ** Termination: the fuel suffices, more of it changes nothing *)

Lemma more_fuel b stop : Octets b -> forall f g i o, stop - i < Z.of_nat f ->
  i <= stop -> options_from (f + g) b i stop o = options_from f b i stop o.
Proof.
  intros H f; induction f as [|f IH]; intros g i o F L; [lia |].
  simpl. destruct (Z.eqb_spec (option_length b i stop) 0); [reflexivity |].
  pose proof (option_length_bounds b i stop H L). apply IH; lia.
Qed.

Theorem options_parse_terminates b i stop fuel : Octets b -> i <= stop <= i + 40 ->
  (options_fuel <= fuel)%nat ->
  options_from fuel b i stop no_options = options_parse b i stop.
Proof.
  intros H L F. unfold options_parse. replace fuel with (options_fuel + (fuel - options_fuel))%nat by lia.
  apply more_fuel; trivial; try lia. change (Z.of_nat options_fuel) with 41; lia.
Qed.

(** ** Ranges: every value fits its C field *)

Lemma wf_empty_block : WfBlock empty_block.
Proof. split; cbv; split; congruence. Qed.

Lemma wf_no_options : WfOptions no_options.
Proof.
  split; try (cbv; split; congruence).
  split; try apply wf_empty_block; cbv; split; congruence.
Qed.

Lemma wf_sack_block b i n k : Octets b -> WfBlock (sack_block b i n k).
Proof.
  intros H; unfold sack_block; destruct (k <? n); [split; apply be32_range, H | apply wf_empty_block].
Qed.

Lemma wf_sack_at b i n : Octets b -> 0 <= n <= 4 -> WfSack (sack_at b i n).
Proof. intros H N; split; try apply wf_sack_block; trivial. Qed.

(** A SACK option of a legal length has at most four blocks. *)
Lemma legal_sack length : U8 length -> LengthLegal kind_sack length = true -> 0 <= Z.quot length 8 <= 4.
Proof.
  unfold LengthLegal, U8; simpl; intros.
  apply andb_prop in H0 as [H0 _]; apply andb_prop in H0 as [H0 H1].
  apply Z.leb_le in H0, H1. rewrite Z.quot_div_nonneg by lia. Z.div_mod_to_equations; lia.
Qed.

Lemma sound_length b i stop : option_length b i stop <> 0 -> b i <> kind_nop ->
  LengthLegal (b i) (b (i + 1)) = true.
Proof.
  unfold option_length, OptionSound.
  destruct (OptionsEnd b i stop); [congruence |].
  destruct (Z.eqb_spec (b i) kind_nop); [congruence |].
  destruct (i + 1 <? stop), (LengthLegal _ _); simpl; congruence.
Qed.

Lemma wf_option_value b i stop o : Octets b -> option_length b i stop <> 0 -> WfOptions o ->
  WfOptions (option_value b i o).
Proof.
  intros H L [? ? ? ? ?].
  assert (S : b i = kind_sack -> WfSack (sack_at b i (Z.quot (b (i + 1)) 8))).
  { intros E. apply wf_sack_at; trivial. apply legal_sack; [apply H |].
    rewrite <- E. eapply sound_length; [exact L |]. rewrite E; cbv; congruence. }
  unfold option_value.
  destruct (Z.eqb_spec (b i) kind_mss); [split; simpl; auto using be16_range |].
  destruct (Z.eqb_spec (b i) kind_shift); [split; simpl; auto |].
  destruct (Z.eqb_spec (b i) kind_sack_permitted); [split; simpl; auto |].
  destruct (Z.eqb_spec (b i) kind_sack); [split; simpl; auto |].
  destruct (Z.eqb_spec (b i) kind_stamps); split; simpl; auto using be32_range.
Qed.

Lemma wf_options_from b stop : Octets b -> forall f i o, WfOptions o ->
  WfOptions (options_from f b i stop o).
Proof.
  intros H f; induction f as [|f IH]; intros i o W; simpl; trivial.
  destruct (Z.eqb_spec (option_length b i stop) 0).
  - destruct W; split; trivial.
  - eauto using wf_option_value.
Qed.

Theorem options_parse_range b i stop : Octets b -> WfOptions (options_parse b i stop).
Proof. intros H; apply wf_options_from; [exact H | exact wf_no_options]. Qed.
