(** * Reading the generated ACSL back: the tactics

    tools/acsl2gallina.py writes a lemma for each function; these prove them. *)
Require Import ZArith Bool Lia.
Open Scope Z_scope.

(** What == between enumerators says: that they are the same number in C. *)
Definition same_number (m n : Z) : bool := m =? n.

(** One less of the fuel. *)
Lemma less_fuel (k : nat) : Z.of_nat (S k) - 1 = Z.of_nat k.
Proof. lia. Qed.

(** Comparisons of an enumerator with an enumerator, computed. *)
Ltac compare_enumerators :=
  repeat match goal with
    | |- context [same_number (?number ?x) (?number ?y)] =>
        let answer := eval vm_compute in (same_number (number x) (number y)) in
        change (same_number (number x) (number y)) with answer
    end;
  cbn [orb].

(** Cases of what one enumeration, or one test that contains no other, can be. *)
Ltac enumeration :=
  match goal with
  | |- context [same_number (?number ?x) _] => destruct x; compare_enumerators
  end.
Ltac test :=
  match goal with
  | |- context [match ?c with _ => _ end] =>
      lazymatch c with
      | context [match _ with _ => _ end] => fail
      | _ => destruct c
      end
  end.


(** A record that is copied field by field is that record once it is taken apart. *)
Ltac records := repeat match goal with x : _ |- _ => destruct x; [idtac] end.

Ltac back := first [reflexivity | enumeration; back | test; back | progress records; reflexivity].
