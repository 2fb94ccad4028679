(* 6: area: type figure *)
Require Import ZArith.
Open Scope Z_scope.

Inductive figure := Circle (radius : Z) | Square (side : Z).
Definition area (f : figure) : Z := match f with Circle r => 3 * r * r | Square s => s * s end.
