(** * Parsing headers: bounds and ranges

    For any octets whatever: the header and the payload lie within the octets at hand, and every
    value fits the C field that stores it. *)
From Plumb Require Import Seq Segment Octets Checksum Ip Options Header.
From PlumbProofs Require Import Ranges OptionsBounds.
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** ** The TCP header *)

Lemma data_offset_range b : Octets b -> 0 <= data_offset b <= 60.
Proof.
  intros H; pose proof (H 12); unfold U8, data_offset in *.
  rewrite Z.quot_div_nonneg by lia. Z.div_mod_to_equations; lia.
Qed.

Theorem header_within b n length : header_error (header_parse b n length) = HEADER_OK ->
  20 <= header_length (header_parse b n length) <= n
  /\ header_length (header_parse b n length) + seg_text (header_seg (header_parse b n length)) = length.
Proof.
  unfold header_parse, header_check.
  destruct (Z.ltb_spec n 20); simpl; [congruence |].
  destruct (Z.ltb_spec (data_offset b) 20); simpl; [congruence |].
  destruct (Z.ltb_spec length (data_offset b)); simpl; [congruence |].
  destruct (Z.ltb_spec n (data_offset b)); simpl; [congruence | lia].
Qed.

Lemma wf_no_seg : WfSeg no_seg.
Proof. split; try (cbv; split; congruence). exact wf_no_options. Qed.

Record WfHeader (h : header) : Prop := {
  wf_header_source : U16 (header_source h);
  wf_header_destination : U16 (header_destination h);
  wf_header_length : 0 <= header_length h <= 60;
  wf_header_seg : WfSeg (header_seg h) }.

Lemma wf_header_at b length : Octets b -> data_offset b <= length <= 65535 -> WfHeader (header_at b length).
Proof.
  intros H L; pose proof (data_offset_range b H).
  split; simpl; auto using be16_range, data_offset_range.
  pose proof (be16_range b 14 H); pose proof (be16_range b 18 H).
  unfold U16 in *; split; simpl; auto using be32_range, options_parse_range; unfold Len16; lia.
Qed.

Theorem header_parse_range b n length : Octets b -> length <= 65535 -> WfHeader (header_parse b n length).
Proof.
  intros H L.
  assert (N : forall f, WfHeader (no_header f)) by (split; try (cbv; split; congruence); exact wf_no_seg).
  unfold header_parse, header_check.
  destruct (n <? 20), (data_offset b <? 20); try apply N.
  destruct (Z.ltb_spec length (data_offset b)), (n <? data_offset b); try apply N.
  apply wf_header_at; trivial; lia.
Qed.

(** ** The walk over IPv6 extension headers *)

Definition Within (from stop : Z) (w : walk) : Prop :=
  U8 (walk_next w) /\ 0 <= walk_at w <= stop /\ (walk_error w = IP_OK -> from <= walk_at w).

Lemma extension_size_pos b w : Octets b -> 8 <= extension_size b w <= 2048.
Proof.
  intros H; unfold extension_size; destruct (_ =? _); [lia |].
  pose proof (H (walk_at w + 1)); unfold U8 in *; lia.
Qed.

Lemma walk_over_within b n from stop w : Octets b -> 0 <= stop -> Within from stop w ->
  walk_error w = IP_OK -> Within from stop (walk_over b n stop w).
Proof.
  intros H S [_ [B O]] E; pose proof (extension_size_pos b w H); specialize (O E).
  assert (F : forall f, f <> IP_OK -> Within from stop (walk_stops f)).
  { intros f N; repeat split; simpl; try (cbv; congruence); try lia; congruence. }
  unfold walk_over.
  destruct (stop <? walk_at w + 8); [apply F; congruence |].
  destruct (n <? walk_at w + 8); [apply F; congruence |].
  destruct (Z.ltb_spec stop (walk_at w + extension_size b w)); [apply F; congruence |].
  split; [apply H | simpl; lia].
Qed.

Lemma walk_all_within b n from stop : Octets b -> 0 <= stop -> forall f w, Within from stop w ->
  Within from stop (walk_all f b n stop w).
Proof.
  intros H S f; induction f as [|f IH]; intros w W; simpl; destruct (Walking w) eqn:E; trivial.
  - repeat split; simpl; try (cbv; congruence); try lia; congruence.
  - apply IH, walk_over_within; trivial. unfold Walking in E. destruct (walk_error w); congruence.
Qed.

(** ** The IP header *)

Definition WfAddress (a : address) : Prop :=
  U32 (address_w0 a) /\ U32 (address_w1 a) /\ U32 (address_w2 a) /\ U32 (address_w3 a).

Record WfIp (p : ip) : Prop := {
  wf_ip_source : WfAddress (ip_source p);
  wf_ip_destination : WfAddress (ip_destination p);
  wf_ip_protocol : U8 (ip_protocol p);
  wf_ip_at : U32 (ip_at p);
  wf_ip_length : U16 (ip_length p) }.

Lemma wf_no_ip f : WfIp (no_ip f).
Proof. split; try split; simpl; repeat split; cbv; congruence. Qed.

Lemma wf_ipv4_address b i : Octets b -> WfAddress (ipv4_address b i).
Proof. intros H; repeat split; simpl; try apply be32_range, H; cbv; congruence. Qed.

Lemma wf_ipv6_address b i : Octets b -> WfAddress (ipv6_address b i).
Proof. intros H; repeat split; apply be32_range, H. Qed.

Lemma ipv4_parse_sound b n : Octets b -> WfIp (ipv4_parse b n) /\
  (ip_error (ipv4_parse b n) = IP_OK -> ip_at (ipv4_parse b n) + ip_length (ipv4_parse b n) <= n).
Proof.
  intros H. assert (R : U16 (be16 b 2)) by apply be16_range, H. unfold U16 in R.
  assert (N : forall f, f <> IP_OK -> WfIp (no_ip f) /\ (ip_error (no_ip f) = IP_OK ->
    ip_at (no_ip f) + ip_length (no_ip f) <= n)) by (intros; split; [apply wf_no_ip | simpl; congruence]).
  unfold ipv4_parse. set (header := 4 * Z.rem (b 0) 16).
  destruct (n <? 20); [apply N; congruence |].
  destruct (Z.ltb_spec header 20); [apply N; congruence |].
  destruct (Z.ltb_spec (be16 b 2) header); simpl; [apply N; congruence |].
  destruct (n <? header); [apply N; congruence |].
  destruct (Ipv4Fragment b); [apply N; congruence |].
  split.
  - split; simpl; auto using wf_ipv4_address; try apply H; unfold U32, U16; lia.
  - simpl. destruct (Z.ltb_spec n (be16 b 2)); [congruence | lia].
Qed.

Lemma ipv6_parse_sound b n : Octets b -> WfIp (ipv6_parse b n) /\
  (ip_error (ipv6_parse b n) = IP_OK -> ip_at (ipv6_parse b n) + ip_length (ipv6_parse b n) <= n).
Proof.
  intros H. assert (R : U16 (be16 b 4)) by apply be16_range, H. unfold U16 in R.
  unfold ipv6_parse. destruct (n <? 40); [split; [apply wf_no_ip | simpl; congruence] |].
  assert (W : Within 40 (ipv6_stop b)
                (walk_all extension_limit b n (ipv6_stop b) (first_extension b))).
  { apply walk_all_within; trivial; unfold ipv6_stop; [lia |].
    split; [apply H | simpl; lia]. }
  revert W. generalize (walk_all extension_limit b n (ipv6_stop b) (first_extension b)).
  intros w [W1 [W2 W3]]. unfold ipv6_reached, ipv6_stop in *.
  destruct (walk_error w); try (split; [apply wf_no_ip | simpl; congruence]).
  specialize (W3 eq_refl). split.
  - split; simpl; auto using wf_ipv6_address; unfold ipv6_stop, U32, U16; lia.
  - simpl; unfold ipv6_stop. destruct (Z.ltb_spec n (40 + be16 b 4)); [congruence | lia].
Qed.

Theorem ip_parse_range b n : Octets b -> WfIp (ip_parse b n).
Proof.
  intros H; unfold ip_parse.
  destruct (n <? 1), (Z.quot (b 0) 16 =? 4), (Z.quot (b 0) 16 =? 6); auto using wf_no_ip;
    first [apply ipv4_parse_sound, H | apply ipv6_parse_sound, H].
Qed.

Theorem ip_payload_within b n : Octets b -> ip_error (ip_parse b n) = IP_OK ->
  ip_at (ip_parse b n) + ip_length (ip_parse b n) <= n.
Proof.
  intros H; unfold ip_parse.
  destruct (n <? 1); [simpl; congruence |].
  destruct (Z.quot (b 0) 16 =? 4); [apply ipv4_parse_sound, H |].
  destruct (Z.quot (b 0) 16 =? 6); [apply ipv6_parse_sound, H | simpl; congruence].
Qed.
