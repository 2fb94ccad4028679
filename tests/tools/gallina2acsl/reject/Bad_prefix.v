(* 7: py: a projection of record point without the prefix point_ *)
Require Import ZArith.
Open Scope Z_scope.

Definition u32 := Z.
Record point := {
  point_x : u32; py : u32 }.
