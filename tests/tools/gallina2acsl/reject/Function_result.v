(* 5: more: a function as a result *)
Require Import ZArith.
Open Scope Z_scope.

Definition more (b : bool) : Z -> Z := if b then Z.add 1 else Z.add 2.
