(* 5: five: application of a local *)
Require Import ZArith.
Open Scope Z_scope.

Definition five (n : nat) : Z := let fix count (k : nat) : Z := match k with O => 0 | S j => count j + 1 end in count n.
