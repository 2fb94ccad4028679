(** Every construct that gallina2acsl.py translates. *)
Require Import ZArith Bool.
Open Scope Z_scope.

Definition u8 := Z.
Definition u32 := Z.
Definition time := Z.
Definition buffer := Z -> Z.

Inductive colour := RED | GREEN | BLUE | BLACK.
Record point := { point_x : u32; point_y : u32 }.
Record shape := {
  shape_at : point; shape_to : point; shape_colour : colour; shape_open : bool;
  shape_set : time; shape_sides : u8 }.

(** Numbers: all operators, binding as they do in Gallina. *)
Definition unit_ : Z := 65536.
Definition minus_one : Z := -1.
Definition operators (a b c : Z) : Z := (a - (b - c)) * (a + b) - Z.quot a (Z.quot b c) + Z.rem (a * b) c.

(** Booleans: fields, comparisons, and a predicate that keeps its capital. *)
Definition Above (p : point) (y : u32) : bool := (y <? point_y p) && negb (point_x p =? 0).
Definition tests (s : shape) (b : bool) (n : Z) : bool :=
  (shape_open s || b && (n <=? 3)) && negb (shape_open s) && Bool.eqb b (shape_open s)
  && Bool.eqb (n <=? 3) (negb b).
Definition inverted (b : bool) : bool := if b then false else true.

(** Records: nothing changed, some fields, all fields, one within another, copies without cast. *)
Definition copy (p : point) : point := {| point_x := point_x p; point_y := point_y p |}.
Definition origin : point := {| point_x := 0; point_y := 0 |}.
Definition moved (s : shape) (n : u32) : shape :=
  {| shape_at := {| point_x := point_x (shape_at s) + n; point_y := point_y (shape_at s) |};
     shape_to := shape_to s; shape_colour := shape_colour s; shape_open := shape_open s;
     shape_set := shape_set s; shape_sides := shape_sides s |}.
Definition fresh (p : point) (k : colour) (b : bool) (now : time) : shape :=
  {| shape_at := p; shape_to := origin; shape_colour := k; shape_open := b && Above p 7;
     shape_set := now; shape_sides := 4 |}.

(** Enumerations: arms that are equal, arms that give back what is matched. *)
Definition Dark (k : colour) : bool := match k with BLUE | BLACK => true | _ => false end.
Definition next (k : colour) : colour := match k with RED => GREEN | other => other end.
Definition paint (s : shape) : Z :=
  match shape_colour s with
  | RED => match next (shape_colour s) with GREEN => 1 | BLACK => 2 | _ => 3 end
  | GREEN => if shape_open s then 4 else 5
  | _ => if Dark (shape_colour s) then 6 else 7
  end.

(** Locals: keywords, functions, primes, and a match that names the fields. *)
Definition locals (float origin' : Z) (copy : bool) : Z :=
  let sum' := float + origin' in
  let moved := if copy then sum' else 0 in
  if copy then let set := moved * 2 in set + 1 else moved.
Definition fields (s : shape) : Z :=
  match s with Build_shape at_ _ _ _ _ sides => match at_ with Build_point x y => x + y + sides end end.

(** Lines that have to be broken. *)
Definition long_conditions (first second third fourth fifth sixth seventh : Z) : Z :=
  if (first <=? second) && (second <=? third) && ((third <? fourth) || (fourth <? fifth) && (sixth =? seventh))
  then operators first second (operators third fourth (operators fifth sixth (operators seventh first second)))
  else if first =? second then third else if Above (copy origin) first then seventh else minus_one.

(** Octets, and a Fixpoint on fuel. *)
Definition word (b : buffer) (i : Z) : u32 := 256 * b i + b (i + 1).
Fixpoint sum (n : nat) (b : buffer) (at_ : Z) : u32 :=
  match n with
  | O => 0
  | S less => sum less b (at_ + 2) + word b (2 * Z.of_nat less) + at_
  end.
Definition limit : nat := 3.
Definition sums (b : buffer) (n : Z) : u32 := sum limit b 0 + sum (Z.to_nat (n - 1)) b 1.

(** Extraction drops the parameters of a function that only calls another. *)
Definition octets (b : buffer) (i : Z) : u32 := word b i.

(** Named like what Coq defines with some types, and no such thing. *)
Definition point_rec (p : point) : Z := if Above p 1 then 1 else 0.
