(* 5: low: modulo of BinInt.Z *)
Require Import ZArith.
Open Scope Z_scope.

Definition low (a : Z) : Z := a mod 256.
