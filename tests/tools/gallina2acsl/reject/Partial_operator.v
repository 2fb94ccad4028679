(* 5: seven: Z.add without all its arguments *)
Require Import ZArith.
Open Scope Z_scope.

Definition seven : Z := let more := Z.add 2 in more (more 3).
