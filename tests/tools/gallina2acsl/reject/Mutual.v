(* 5: even: odd of Mutual *)
Require Import ZArith.
Open Scope Z_scope.

Fixpoint even (n : nat) : bool := match n with O => true | S less => odd less end
with odd (n : nat) : bool := match n with O => false | S less => even less end.
