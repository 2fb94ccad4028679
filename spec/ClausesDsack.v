(** * What the order of SACK blocks says (RFC 2018, RFC 2883)

    The first block is about the segment that arrived last: it holds the block that the segment is
    part of (RFC 2018), or, if the segment had arrived before, the octets that came again (RFC 2883).
    Histories are read latest first. *)
From Plumb Require Import Seq Segment Host History ClausesSack.
Require Import ZArith List.
Import ListNotations.
Open Scope Z_scope.

(** The [i]th block of [s], from 0, is [b]. *)
Definition BlockAt (s : seg) (i : Z) (b : block) : Prop :=
  let k := options_sack (seg_options s) in
  i < sack_n k /\ (i = 0 /\ b = sack_b0 k \/ i = 1 /\ b = sack_b1 k
                   \/ i = 2 /\ b = sack_b2 k \/ i = 3 /\ b = sack_b3 k).

(** The octets of [b] hold the [len] octets from [lo] on. *)
Definition Covers (b : block) (lo len : Z) : Prop :=
  seq_sub lo (block_left b) + len <= seq_sub (block_right b) (block_left b).
Definition BlockWithin (a b : block) : Prop :=
  Covers b (block_left a) (seq_sub (block_right a) (block_left a)).

(** [b] says that its octets came again: it is the first, and begins before the acknowledgment or
    lies within the second (RFC 2883 section 5). *)
Definition ReportsAgain (s : seg) (b : block) : Prop :=
  BlockAt s 0 b /\ seq_lt (block_left b) (block_right b) = true
  /\ (ctl_ack (seg_ctl s) = true /\ seq_lt (block_left b) (seg_ack s) = true
      \/ exists c, BlockAt s 1 c /\ BlockWithin b c).

(** ** Octets that came again *)

(** Octets are followed from 2^30 before the highest acknowledgment that was sent to 2^30 beyond. *)
Definition Near (l : list label) (x : Z) : Prop :=
  exists a, told l = Some a /\ seq_sub x (seq_sub a (2 ^ 30)) < 2 ^ 31.

(** The octet [x] has arrived, or was acknowledged. *)
Definition Had (l : list label) (x : Z) : Prop :=
  Came l x \/ exists a, told l = Some a /\ 2 ^ 31 <= seq_sub x a.

Definition InSegment (q : seg) (x : Z) : Prop := seq_sub x (seg_seq q) < seg_len q.

(** More than [k] times has the octet [x] come again without being reported so since. *)
Fixpoint Due (l : list label) (x : Z) (k : nat) : Prop :=
  match l with
  | Arrived _ q :: l' =>
      Near l x
      /\ (Due l' x k
          \/ InSegment q x /\ Had l' x /\ match k with O => True | S j => Due l' x j end)
  | Sent _ s :: l' =>
      Near l x /\ (Due l' x (S k) \/ Due l' x k /\ ~ exists b, ReportsAgain s b /\ InBlock b x)
  | Ended _ :: l' => Due l' x k
  | [] => False
  end.

(** R2883-4_1-a, R2883-4_2-a, R2883-4_3-a, R2883-4.2-a: what is reported as a duplicate came again,
    each octet of it, and each time is reported once. *)
Definition OnlyAgain : clause := fun before t s =>
  FromSyn (rev before) -> forall b x, ReportsAgain s b -> 0 <= x < 2 ^ 32 -> InBlock b x ->
  Near (Sent t s :: rev before) x -> Due (rev before) x 0.

(** ** The newest segment *)

Definition Silent (e : label) : Prop :=
  match e with Arrived _ q => seg_len q = 0 | Sent _ _ => False | Ended _ => True end.

(** [q] arrived last of all that occupies sequence numbers, nothing was sent since, and no octet of
    it had arrived before. *)
Definition Newest (l : list label) (q : seg) : Prop :=
  exists since t l', l = since ++ Arrived t q :: l' /\ Forall Silent since
  /\ 0 < seg_len q /\ forall x, 0 <= x < 2 ^ 32 -> InSegment q x -> ~ Had l' x.

(** R2018-4-g: when the endpoint is seen to have taken the newest segment, for a block covers it, the
    first one does; of an ACK that acknowledges no more than before, and reports no duplicate. *)
Definition NewestFirst : clause := fun before t s =>
  FromSyn (rev before) -> told (rev before) = Some (seg_ack s) ->
  ctl_ack (seg_ctl s) = true -> seg_len s = 0 -> (forall b, ~ ReportsAgain s b) ->
  forall q i b, Newest (rev before) q -> BlockAt s i b -> Covers b (seg_seq q) (seg_len q) ->
  forall c, BlockAt s 0 c -> Covers c (seg_seq q) (seg_len q).

(** ** Blocks that say nothing new *)

(** R2018-4-i: no block lies within one before it.  The first may be a duplicate that is all of
    another one (RFC 2883). *)
Definition NoneWithin : clause := fun _ _ s =>
  forall i j a b, BlockAt s i a -> BlockAt s j b -> j < i ->
  seq_lt (block_left a) (block_right a) = true -> BlockWithin a b -> j = 0 /\ a = b.
