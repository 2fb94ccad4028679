(** * Octets (RFC 9293 section 3.1)

    A buffer is a function from index to octet, each in [0, 256).  Multi-octet fields are in network
    order: the most significant octet comes first. *)
From Plumb Require Import Seq.
Require Import ZArith Bool.
Open Scope Z_scope.

(** The 16- and 32-bit field that begins at octet [i]. *)
Definition be16 (b : Z -> Z) (i : Z) : u16 := 256 * b i + b (i + 1).
Definition be32 (b : Z -> Z) (i : Z) : u32 := 65536 * be16 b i + be16 b (i + 2).

(** Octet [i], 0 to 3, of a 32-bit word in network order. *)
Definition octet_of (w : u32) (i : Z) : u8 :=
  if i =? 0 then Z.quot w 16777216
  else if i =? 1 then Z.rem (Z.quot w 65536) 256
  else if i =? 2 then Z.rem (Z.quot w 256) 256
  else Z.rem w 256.
