(* 5: larger: max of BinInt.Z *)
Require Import ZArith.
Open Scope Z_scope.

Definition larger (a b : Z) : Z := Z.max a b.
