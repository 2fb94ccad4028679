(* 6: seven: add without all its arguments *)
Require Import ZArith.
Open Scope Z_scope.

Definition add (a b : Z) : Z := a + b.
Definition seven : Z :=
  let more := add 2 in more (more 3).
