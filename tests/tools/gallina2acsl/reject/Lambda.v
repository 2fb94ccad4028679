(* 5: seven: fun *)
Require Import ZArith.
Open Scope Z_scope.

Definition seven : Z := let more := fun n => n + 2 in more (more 3).
