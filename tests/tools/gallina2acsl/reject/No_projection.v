(* 6: point: field 2 has no projection *)
Require Import ZArith.
Open Scope Z_scope.

Definition u32 := Z.
Record point := {
  point_x : u32; _ : u32 }.
