(* 5: point: a field of type Z -> Z *)
Require Import ZArith.
Open Scope Z_scope.

Record point := { point_x : Z -> Z }.
