(** * A header that is built is parsed back

    The octets that the model gives for a segment's header, parsed, are that segment again.  The
    checksum, to be filled in afterwards, is left open. *)
From Plumb Require Import Seq Segment Tcb Outcome UserCalls Octets Options Header Emit.
From PlumbProofs Require Import Ranges RangesEmit OptionsBounds OptionsRoundTrip.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

Local Ltac to_div :=
  repeat first [rewrite Z.quot_div_nonneg by (try apply Z.div_pos; lia)
               | rewrite Z.rem_mod_nonneg by (try apply Z.div_pos; lia)].
Local Ltac divide := to_div; Z.div_mod_to_equations; lia.
Local Ltac octet := cbv [U8 U16 U32] in *; lia.

Lemma ctl_round_trip c : ctl_of (ctl_octet c) = c.
Proof. destruct c as [[] [] [] [] [] [] [] []]; reflexivity. Qed.

Lemma ctl_octet_range c : U8 (ctl_octet c).
Proof. destruct c as [[] [] [] [] [] [] [] []]; cbv; split; congruence. Qed.

Lemma buildable_words o : WfOptions o -> Buildable o = true -> 0 <= options_words o <= 10.
Proof.
  intros WF B; unfold Buildable in B. apply andb_prop in B as [B _]; apply andb_prop in B as [B _].
  apply Z.leb_le in B. pose proof (words_range o); pose proof (sack_words_range o WF).
  unfold options_words in *; lia.
Qed.

(** The octets of the header from the model's words; those of the checksum may be anything. *)
Definition Carries (b : Z -> Z) (source destination : Z) (s : seg) : Prop :=
  forall i, 0 <= i < 4 * header_words s -> i <> 16 -> i <> 17 -> b i = header_octet source destination s i.

Lemma carried_word b source destination s k : Carries b source destination s ->
  0 <= k < header_words s -> k <> 4 -> word_at b (4 * k) (header_word source destination s k).
Proof.
  intros C K N r R. rewrite C by lia. unfold header_octet.
  replace (Z.quot (4 * k + r) 4) with k by divide. replace (Z.rem (4 * k + r) 4) with r by divide.
  reflexivity.
Qed.

Theorem header_round_trip b n source destination s :
  Octets b -> U16 source -> U16 destination -> WfSeg s -> Tidy (seg_options s) ->
  Buildable (seg_options s) = true -> Carries b source destination s -> 4 * header_words s <= n ->
  header_parse b n (4 * header_words s + seg_text s)
  = {| header_error := HEADER_OK; header_source := source; header_destination := destination;
       header_length := 4 * header_words s; header_seg := s |}.
Proof.
  intros H S D [Q A [W0 W1] [P0 P1] [T0 T1] O] T B C L.
  pose proof (buildable_words _ O B) as R. pose proof (ctl_octet_range (seg_ctl s)).
  assert (M : header_words s = 5 + options_words (seg_options s)) by reflexivity.
  assert (word : forall k, 0 <= k < header_words s -> k <> 4 ->
    word_at b (4 * k) (header_word source destination s k)) by (intros; apply carried_word; trivial).
  destruct (be16_halves b 0 source destination) as [E0 E2]; trivial; [apply (word 0); lia |].
  pose proof (be32_word b 4 _ Q ltac:(apply (word 1); lia)) as E4.
  pose proof (be32_word b 8 _ A ltac:(apply (word 2); lia)) as E8.
  destruct (word_fields b 12 (16 * header_words s) (ctl_octet (seg_ctl s)) (seg_wnd s))
    as [E12 [E13 E14]]; try octet.
  { replace (16777216 * _ + _ + _) with (header_word source destination s 3)
      by (unfold header_word; cbn [Z.eqb Pos.eqb]; lia). apply (word 3); lia. }
  assert (E18 : be16 b 18 = seg_up s).
  { unfold be16. rewrite !C by lia.
    change (header_octet source destination s 18) with (Z.rem (Z.quot (seg_up s) 256) 256).
    change (header_octet source destination s (18 + 1)) with (Z.rem (seg_up s) 256).
    clear - P0 P1; divide. }
  assert (offset : data_offset b = 4 * header_words s).
  { unfold data_offset. rewrite E12. replace (Z.quot _ 16) with (header_words s); [reflexivity |].
    clear - M R; divide. }
  assert (options : options_parse b 20 (4 * header_words s) = seg_options s).
  { replace (4 * header_words s) with (20 + 4 * options_words (seg_options s)) by lia.
    apply options_round_trip; trivial. intros k K.
    replace (20 + 4 * k) with (4 * (k + 5)) by lia.
    replace (option_word (seg_options s) k) with (header_word source destination s (k + 5)).
    - apply word; lia.
    - unfold header_word.
      do 5 (match goal with |- context [?x =? ?y] => destruct (Z.eqb_spec x y); [lia |] end).
      f_equal; lia. }
  change (0 + 2) with 2 in E2; change (12 + 1) with 13 in E13; change (12 + 2) with 14 in E14.
  unfold header_parse, header_check, header_at, seg_at. rewrite offset, options, E13, ctl_round_trip.
  destruct (Z.ltb_spec n 20); [lia |]. destruct (Z.ltb_spec (4 * header_words s) 20); [lia |].
  destruct (Z.ltb_spec (4 * header_words s + seg_text s) (4 * header_words s)); [lia |].
  destruct (Z.ltb_spec n (4 * header_words s)); [lia |]. simpl.
  rewrite E0, E2, E4, E8, E14, E18.
  replace (4 * header_words s + seg_text s - 4 * header_words s) with (seg_text s) by lia.
  destruct s; reflexivity.
Qed.

(** ** The model's own octets are octets: the round trip is about something *)

Lemma option_word_range o k : WfOptions o -> U32 (option_word o k).
Proof.
  intros [M S V E [N [L0 R0] [L1 R1] [L2 R2] [L3 R3]]].
  unfold option_word, mss_word, shift_word, permitted_word, stamps_word, sack_word, block_word.
  repeat match goal with |- context [if ?c then _ else _] => destruct c end; trivial; octet.
Qed.

Lemma header_word_range source destination s k : U16 source -> U16 destination -> WfSeg s ->
  Buildable (seg_options s) = true -> U32 (header_word source destination s k).
Proof.
  intros S D [Q A [W0 W1] [P0 P1] _ O] B.
  pose proof (buildable_words _ O B); pose proof (ctl_octet_range (seg_ctl s)).
  unfold header_word, header_words.
  repeat match goal with |- context [if ?c then _ else _] => destruct c end;
    auto using option_word_range; octet.
Qed.

Theorem built_header_parses_back source destination s :
  U16 source -> U16 destination -> WfSeg s -> Tidy (seg_options s) -> Buildable (seg_options s) = true ->
  header_parse (header_octet source destination s) (4 * header_words s) (4 * header_words s + seg_text s)
  = {| header_error := HEADER_OK; header_source := source; header_destination := destination;
       header_length := 4 * header_words s; header_seg := s |}.
Proof.
  intros S D W T B. apply header_round_trip; trivial; try lia; [| intros i _ _ _; reflexivity].
  intros i. apply octet_range, header_word_range; trivial.
Qed.

(** ** Every segment that the stack sends is one of those *)

Lemma syn_options_can_be_built c t k now :
  Tidy (syn_segment_options c t k now) /\ Buildable (syn_segment_options c t k now) = true.
Proof.
  unfold syn_segment_options.
  destruct (match k with SEND_SYN => true | _ => false end);
    [destruct (config_use_shift c), (config_use_stamps c), (config_use_sack c)
    | destruct (Scaling (tcb_peer t)), (stamps_ok (tcb_stamps t)), (peer_sack (tcb_peer t))];
    split; try reflexivity; split; try discriminate; try reflexivity; repeat split.
Qed.

Lemma plain_options_can_be_built t now :
  Tidy (plain_segment_options t now) /\ Buildable (plain_segment_options t now) = true.
Proof.
  unfold plain_segment_options; destruct (stamps_ok (tcb_stamps t));
    split; try reflexivity; split; try discriminate; try reflexivity; repeat split.
Qed.

Theorem what_is_sent_can_be_built c t a now :
  Tidy (seg_options (segment_to_send c t a now))
  /\ Buildable (seg_options (segment_to_send c t a now)) = true.
Proof.
  unfold segment_to_send; cbn [seg_options].
  destruct (answer_kind a); auto using syn_options_can_be_built, plain_options_can_be_built;
    split; try reflexivity; split; try reflexivity; repeat split.
Qed.

(** From the answer of an event to the segment that the peer parses. *)
Theorem what_is_sent_arrives c t a now source destination :
  WfConfig c -> WfTcb t -> WfAnswer a -> WfTime now -> U16 source -> U16 destination ->
  let s := segment_to_send c t a now in
  header_parse (header_octet source destination s) (4 * header_words s) (4 * header_words s + seg_text s)
  = {| header_error := HEADER_OK; header_source := source; header_destination := destination;
       header_length := 4 * header_words s; header_seg := s |}.
Proof.
  intros C T A N S D s. destruct (what_is_sent_can_be_built c t a now) as [Y B].
  apply built_header_parses_back; trivial. apply wf_segment_to_send; trivial.
Qed.
