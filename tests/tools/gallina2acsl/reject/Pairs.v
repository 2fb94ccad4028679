(* 5: swap: type prod *)
Require Import ZArith.
Open Scope Z_scope.

Definition swap (a b : Z) : Z * Z := (b, a).
