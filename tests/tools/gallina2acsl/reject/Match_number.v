(* 5: sign: match on a number *)
Require Import ZArith.
Open Scope Z_scope.

Definition sign (a : Z) : Z := match a with Z0 => 0 | Zpos _ => 1 | Zneg _ => -1 end.
