(* 5: twice: a function as an argument or a field *)
Require Import ZArith.
Open Scope Z_scope.

Definition twice (f : bool -> bool) (b : bool) : bool := f (f b).
