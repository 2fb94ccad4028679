(* 5: count: Z.of_nat of a parameter *)
Require Import ZArith.
Open Scope Z_scope.

Definition count (n : nat) : Z := Z.of_nat n + 1.
