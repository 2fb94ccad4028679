(* 5: point: a field of type Z: C needs one of u8, u16, u32, u64, time *)
Require Import ZArith.
Open Scope Z_scope.

Record point := { point_x : Z }.
