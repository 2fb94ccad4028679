(* 5: more: the successor of a variable *)
Require Import ZArith.
Open Scope Z_scope.

Definition more (n : nat) : nat := S n.
