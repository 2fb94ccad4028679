(* 4: letter: type ascii *)
Require Import Ascii.

Definition letter (a : ascii) : bool := true.
