(* 5: first: type list *)
Require Import ZArith List.
Open Scope Z_scope.

Definition first (l : list Z) : Z := match l with nil => 0 | cons x _ => x end.
