(** * Sequence numbers (RFC 9293 section 3.4)

    Every sequence number is an integer in [0, 2^32); all arithmetic and all comparison is modulo
    2^32 (R9293-L02).  [Z.rem] is used, and the operands are arranged so that it is never applied
    to a negative number: C's [%] and ACSL's [%] are then the same function. *)
Require Import ZArith Bool.
Open Scope Z_scope.

(** The C type that stores a value.  For Coq they are all integers. *)
Definition u8   := Z.
Definition u16  := Z.
Definition u32  := Z.
Definition u64  := Z.
Definition time := Z. (* microseconds since the caller's epoch, 64 bits, never wraps *)

Definition two32 : Z := 4294967296.
Definition two31 : Z := 2147483648.

(** [a + n]: [n] octets after [a]. *)
Definition seq_add (a n : u32) : u32 := Z.rem (a + n) two32.

(** [a - b]: how far [a] lies after [b]. *)
Definition seq_sub (a b : u32) : u32 := Z.rem (a - b + two32) two32.

(** [a < b] and [a =< b], as the RFC writes them. *)
Definition seq_lt (a b : u32) : bool := (1 <=? seq_sub b a) && (seq_sub b a <? two31).
Definition seq_leq (a b : u32) : bool := seq_sub b a <? two31.

(** [lo =< x < lo + n]: [x] is one of the [n] numbers that start at [lo]. *)
Definition seq_in (lo n x : u32) : bool := seq_sub x lo <? n.

(** The smaller of two counts. *)
Definition min_u32 (a b : u32) : u32 := if a <=? b then a else b.
