(** * Header options (RFC 9293 section 3.1 and 3.2; RFC 7323; RFC 2018)

    The options stand in octets [i] to [stop - 1] of the buffer, each where the one before ends: no
    alignment is assumed (MUST-64).  All kinds but 0 and 1 have a length octet (MUST-68), by which
    unknown ones are skipped (MUST-6).  An illegal length ends the parse: what was read before it
    counts, and [options_malformed] tells (MUST-7).  Of an option that comes twice the last counts. *)
From Plumb Require Import Seq Segment Octets.
Require Import ZArith Bool.
Open Scope Z_scope.

(** Kinds, from the IANA registry. *)
Definition kind_end : u8 := 0.            (* End of Option List *)
Definition kind_nop : u8 := 1.            (* No-Operation *)
Definition kind_mss : u8 := 2.            (* Maximum Segment Size *)
Definition kind_shift : u8 := 3.          (* Window Scale *)
Definition kind_sack_permitted : u8 := 4.
Definition kind_sack : u8 := 5.
Definition kind_stamps : u8 := 8.         (* Timestamps *)

Definition empty_block : block := {| block_left := 0; block_right := 0 |}.
Definition no_sack : sack :=
  {| sack_n := 0; sack_b0 := empty_block; sack_b1 := empty_block;
     sack_b2 := empty_block; sack_b3 := empty_block |}.
Definition no_options : options :=
  {| options_has_mss := false; options_mss := 0; options_has_shift := false; options_shift := 0;
     options_sack_permitted := false; options_has_ts := false; options_ts_val := 0;
     options_ts_ecr := 0; options_sack := no_sack; options_malformed := false |}.

(** ** Parse *)

(** A length that the option's kind allows.  SACK has 8 octets for each of one to four blocks. *)
Definition LengthLegal (kind length : u8) : bool :=
  if kind =? kind_mss then length =? 4
  else if kind =? kind_shift then length =? 3
  else if kind =? kind_sack_permitted then length =? 2
  else if kind =? kind_sack then (10 <=? length) && (length <=? 34) && (Z.rem length 8 =? 2)
  else if kind =? kind_stamps then length =? 10
  else 2 <=? length.

(** No more options: the header ends, or End of Option List was met and the rest is padding. *)
Definition OptionsEnd (b : Z -> Z) (i stop : u32) : bool := (stop <=? i) || (b i =? kind_end).

(** The length octet is there, legal, and does not lead out of the header. *)
Definition OptionSound (b : Z -> Z) (i stop : u32) : bool :=
  (i + 1 <? stop) && LengthLegal (b i) (b (i + 1)) && (i + b (i + 1) <=? stop).

(** Octets of the option at [i]; 0 at the end of the options and for an illegal option. *)
Definition option_length (b : Z -> Z) (i stop : u32) : u32 :=
  if OptionsEnd b i stop then 0
  else if b i =? kind_nop then 1
  else if OptionSound b i stop then b (i + 1)
  else 0.

(** Block [k] of the SACK option with [n] blocks at [i]. *)
Definition sack_block (b : Z -> Z) (i n k : u32) : block :=
  if k <? n then {| block_left := be32 b (i + 2 + 8 * k); block_right := be32 b (i + 6 + 8 * k) |}
  else empty_block.
Definition sack_at (b : Z -> Z) (i n : u32) : sack :=
  {| sack_n := n; sack_b0 := sack_block b i n 0; sack_b1 := sack_block b i n 1;
     sack_b2 := sack_block b i n 2; sack_b3 := sack_block b i n 3 |}.

Definition with_mss (o : options) (v : u16) : options :=
  {| options_has_mss := true; options_mss := v;
     options_has_shift := options_has_shift o; options_shift := options_shift o;
     options_sack_permitted := options_sack_permitted o; options_has_ts := options_has_ts o;
     options_ts_val := options_ts_val o; options_ts_ecr := options_ts_ecr o;
     options_sack := options_sack o; options_malformed := options_malformed o |}.
Definition with_shift (o : options) (v : u8) : options :=
  {| options_has_mss := options_has_mss o; options_mss := options_mss o;
     options_has_shift := true; options_shift := v;
     options_sack_permitted := options_sack_permitted o; options_has_ts := options_has_ts o;
     options_ts_val := options_ts_val o; options_ts_ecr := options_ts_ecr o;
     options_sack := options_sack o; options_malformed := options_malformed o |}.
Definition with_sack_permitted (o : options) : options :=
  {| options_has_mss := options_has_mss o; options_mss := options_mss o;
     options_has_shift := options_has_shift o; options_shift := options_shift o;
     options_sack_permitted := true; options_has_ts := options_has_ts o;
     options_ts_val := options_ts_val o; options_ts_ecr := options_ts_ecr o;
     options_sack := options_sack o; options_malformed := options_malformed o |}.
Definition with_stamps (o : options) (val ecr : u32) : options :=
  {| options_has_mss := options_has_mss o; options_mss := options_mss o;
     options_has_shift := options_has_shift o; options_shift := options_shift o;
     options_sack_permitted := options_sack_permitted o;
     options_has_ts := true; options_ts_val := val; options_ts_ecr := ecr;
     options_sack := options_sack o; options_malformed := options_malformed o |}.
Definition with_sack (o : options) (s : sack) : options :=
  {| options_has_mss := options_has_mss o; options_mss := options_mss o;
     options_has_shift := options_has_shift o; options_shift := options_shift o;
     options_sack_permitted := options_sack_permitted o; options_has_ts := options_has_ts o;
     options_ts_val := options_ts_val o; options_ts_ecr := options_ts_ecr o;
     options_sack := s; options_malformed := options_malformed o |}.
Definition with_malformed (o : options) (v : bool) : options :=
  {| options_has_mss := options_has_mss o; options_mss := options_mss o;
     options_has_shift := options_has_shift o; options_shift := options_shift o;
     options_sack_permitted := options_sack_permitted o; options_has_ts := options_has_ts o;
     options_ts_val := options_ts_val o; options_ts_ecr := options_ts_ecr o;
     options_sack := options_sack o; options_malformed := v |}.

(** The option at [i], of a legal length, added to those before it. *)
Definition option_value (b : Z -> Z) (i : u32) (o : options) : options :=
  let kind := b i in
  if kind =? kind_mss then with_mss o (be16 b (i + 2))                                     (* MUST-14 *)
  else if kind =? kind_shift then with_shift o (b (i + 2))
  else if kind =? kind_sack_permitted then with_sack_permitted o
  else if kind =? kind_sack then with_sack o (sack_at b i (Z.quot (b (i + 1)) 8))
  else if kind =? kind_stamps then with_stamps o (be32 b (i + 2)) (be32 b (i + 6))
  else o.                                                                                  (* MUST-6 *)

(** The options from [i] on, at most [fuel] of them, added to [o]. *)
Fixpoint options_from (fuel : nat) (b : Z -> Z) (i stop : u32) (o : options) : options :=
  match fuel with
  | O => o
  | S f =>
      if option_length b i stop =? 0 then with_malformed o (negb (OptionsEnd b i stop))    (* MUST-7 *)
      else options_from f b (i + option_length b i stop) stop (option_value b i o)
  end.

(** A header holds at most 40 octets of options, each of which has at least one; the end of them
    takes one step more. *)
Definition options_fuel : nat := 41.
Definition options_parse (b : Z -> Z) (i stop : u32) : options :=
  options_from options_fuel b i stop no_options.

(** ** Build

    Every option fills whole 32-bit words, with NOPs before it: no End of Option List and no padding
    is needed (MUST-69).  In this order: MSS, window scale, SACK-permitted, timestamps, SACK. *)
Definition mss_words (o : options) : u32 := if options_has_mss o then 1 else 0.
Definition shift_words (o : options) : u32 := if options_has_shift o then 1 else 0.
Definition permitted_words (o : options) : u32 := if options_sack_permitted o then 1 else 0.
Definition stamps_words (o : options) : u32 := if options_has_ts o then 3 else 0.
Definition sack_words (s : sack) : u32 := if sack_n s =? 0 then 0 else 1 + 2 * sack_n s.
Definition options_words (o : options) : u32 :=
  mss_words o + shift_words o + permitted_words o + stamps_words o + sack_words (options_sack o).

(** What can be built: the header has room for ten words of options. *)
Definition Buildable (o : options) : bool :=
  (options_words o <=? 10) && (sack_n (options_sack o) <=? 4) && negb (options_malformed o).

(** Word [k] of each. *)
Definition mss_word (v : u16) : u32 := 33816576 + v.       (* 2, 4, value *)
Definition shift_word (v : u8) : u32 := 16974592 + v.      (* NOP, 3, 3, value *)
Definition permitted_word : u32 := 16843778.               (* NOP, NOP, 4, 2 *)
Definition stamps_word (o : options) (k : u32) : u32 :=
  if k =? 0 then 16844810                                  (* NOP, NOP, 8, 10 *)
  else if k =? 1 then options_ts_val o
  else options_ts_ecr o.
Definition block_word (x : block) (right_edge : bool) : u32 :=
  if right_edge then block_right x else block_left x.
Definition sack_word (s : sack) (k : u32) : u32 :=
  if k =? 0 then 16844034 + 8 * sack_n s                   (* NOP, NOP, 5, 2 + 8 n *)
  else if k <=? 2 then block_word (sack_b0 s) (k =? 2)
  else if k <=? 4 then block_word (sack_b1 s) (k =? 4)
  else if k <=? 6 then block_word (sack_b2 s) (k =? 6)
  else block_word (sack_b3 s) (k =? 8).

(** Word [k] of all: the option that it falls into. *)
Definition option_word (o : options) (k : u32) : u32 :=
  let at_shift := mss_words o in
  let at_permitted := at_shift + shift_words o in
  let at_stamps := at_permitted + permitted_words o in
  let at_sack := at_stamps + stamps_words o in
  if k <? at_shift then mss_word (options_mss o)
  else if k <? at_permitted then shift_word (options_shift o)
  else if k <? at_stamps then permitted_word
  else if k <? at_sack then stamps_word o (k - at_stamps)
  else sack_word (options_sack o) (k - at_sack).
