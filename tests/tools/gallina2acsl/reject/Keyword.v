(* 5: float: the name is a keyword of C or ACSL, or defined in two modules *)
Require Import ZArith.
Open Scope Z_scope.

Definition float (a : Z) : Z := a.
